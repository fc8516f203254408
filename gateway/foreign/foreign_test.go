package foreign_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bordercast/gateway/foreign"
)

const (
	place  = "alerts/v1/actual/ca/us/me/029/cbrne/severe/aaaabbbbcccc/"
	region = "alerts/v1/actual/ca/us/me/_/cbrne/severe/aaaabbbbcccc/"
	party  = "parties/v1/exercise/nb/alerts/aaaabbbbcccc-2/"
)

// derived is a CAP document of a gateway, about an alert that it names as its origin.
func derived(change ...string) string {
	doc := `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>bc1-x</identifier><sender>gateway@trouble.invalid</sender>` +
		`<sent>2026-03-05T10:00:00-05:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>CBRNE</category>` +
		`<event>plume</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><expires>2026-03-05T12:00:00-05:00</expires>` +
		`<parameter><valueName>layer:bordercast:1.0:origin</valueName><value>duty@maine.invalid,A,2026-03-05T09:00:00-05:00</value></parameter>` +
		`<parameter><valueName>layer:bordercast:1.0:sha256</valueName><value>` + strings.Repeat("ab", 32) +
		`</value></parameter></info></alert>`
	return strings.NewReplacer(change...).Replace(doc)
}

func feature(sender, identifier, sent, expires string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"identity":{"sender":%q,"identifier":%q,"sent":%q},"expires":%q,"event":{"fr":"panache"}}}`,
		sender, identifier, sent, expires)
}

func TestSort(t *testing.T) {
	json := feature("gateway@trouble.invalid", "bc1-x", "2026-03-05T10:00:00-05:00", "2026-03-05T11:30:00-05:00")
	original := derived("layer:bordercast:1.0:origin", "note")
	for name, c := range map[string]struct {
		there   []string // topic and payload, one after the other
		alerts  string
		rubbish string
	}{
		"a derived alert and its GeoJSON": {
			[]string{region + "cap", derived(), region + "json", json, place + "json", json},
			"aaaabbbbcccc 1 actual: duty@maine.invalid A derived, until 11:30, 3 topics, us/me/029, sha", ""},
		"a derived alert alone": {
			[]string{region + "cap", derived()}, "aaaabbbbcccc 1 actual: duty@maine.invalid A derived, until 12:00, 1 topics, us/me/_, sha", ""},
		"an originator's own": {
			[]string{region + "cap", original}, "aaaabbbbcccc 1 actual: gateway@trouble.invalid bc1-x, until 12:00, 1 topics, us/me/_", ""},
		"its CAP is lost": {
			[]string{place + "json", json}, "aaaabbbbcccc 1 actual: gateway@trouble.invalid bc1-x, until 11:30, 1 topics, us/me/029", ""},
		"in a party's tree, with its report": {
			[]string{party + "cap", derived("Actual", "Exercise", "Public", "Restricted"), party + "report", `{}`},
			"aaaabbbbcccc 2 exercise: duty@maine.invalid A derived, until 12:00, 2 topics, , sha", ""},
		"a report without an alert": {[]string{party + "report", `{}`}, "", party + "report"},
		"a Cancel never stands": {[]string{region + "cap", derived("<msgType>Alert", "<msgType>Cancel")},
			"", region + "cap"},
		"an end notice is never retained": {[]string{place + "end", `{"chain":"aaaabbbbcccc"}`}, "", place + "end"},
		"what is not Public under the public tree": {[]string{region + "cap", derived("Public", "Private")}, "",
			region + "cap"},
		"no alert": {[]string{region + "cap", "rubbish", place + "json", `{"type":"Feature"}`}, "",
			place + "json " + region + "cap"},
		"on no topic of a gateway": {[]string{"alerts/v1/actual/ca/x", derived()}, "", "alerts/v1/actual/ca/x"},
		"an older document on a place that was left": {
			[]string{region + "cap", derived("T10:00", "T10:10", ",A,", ",B,"), strings.Replace(region, "severe", "minor", 1) +
				"cap", derived()},
			"aaaabbbbcccc 1 actual: duty@maine.invalid B derived, until 12:00, 2 topics, us/me/_, sha", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var list []foreign.Message
			for i := 0; i < len(c.there); i += 2 {
				list = append(list, foreign.Message{Topic: c.there[i], Payload: []byte(c.there[i+1])})
			}
			alerts, rubbish := foreign.Sort(list)
			var got []string
			for _, a := range alerts {
				got = append(got, tell(a))
			}
			if text := strings.Join(got, "\n"); text != c.alerts {
				t.Errorf("alerts\n%s\nwant\n%s", text, c.alerts)
			}
			if text := strings.Join(rubbish, " "); text != c.rubbish {
				t.Errorf("rubbish %q, want %q", text, c.rubbish)
			}
		})
	}
}

func tell(a foreign.Alert) string {
	text := fmt.Sprintf("%s %d %s: %s %s", a.Chain, a.Part, a.Lane, a.Identity.Sender, a.Identity.Identifier)
	if a.Derived {
		text += " derived"
	}
	text += fmt.Sprintf(", until %s, %d topics, %s", a.Expires.In(time.FixedZone("", -5*3600)).Format("15:04"),
		len(a.Topics), strings.Join(a.Districts, " "))
	if a.SHA256 != [32]byte{} {
		text += ", sha"
	}
	return text
}
