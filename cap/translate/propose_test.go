package translate_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/profile"
	"bordercast/cap/translate"
)

// grave makes an alert one that telephones take.
func grave(a *cap.Alert) *cap.Alert {
	for n := range a.Infos {
		i := &a.Infos[n]
		i.Urgency, i.Severity, i.Certainty, i.ResponseTypes = cap.Immediate, cap.Extreme, cap.Observed, []string{"Shelter"}
		i.Expires = cap.FormatTime(a.Sent.At.Add(time.Hour))
	}
	return a
}

func proposal(d translate.Draft, language, name string) translate.Proposal {
	for _, p := range d.Proposed {
		if p.Language == language && p.Name == name {
			return p
		}
	}
	return translate.Proposal{}
}

// TestProposed: texts for closed channels go to a human, cut at a word, in letters that every telephone shows, and are
// nowhere in the alert (traps us-17).
func TestProposed(t *testing.T) {
	a := grave(fixture(t, "nbemo-hazmat"))
	a.Infos[0].Headline = strings.Repeat("Évacuez “now” [zone A] Forêt 20°C <b>vite</b>&nbsp;", 30)
	d := all(t, request(a, cap.US, false))[0]
	short, long := proposal(d, "en-US", "CMAMtext"), proposal(d, "en-US", "CMAMlongtext")
	for most, p := range map[int]translate.Proposal{90: short, 360: long} {
		if n := utf8.RuneCountInString(p.Text); n == 0 || n > most || p.Of <= most || strings.HasSuffix(p.Text, "Éva") {
			t.Errorf("%d characters of %d: %q", n, p.Of, p.Text)
		}
		if strings.ContainsAny(p.Text, `{}|\^~[]“”<>&`) ||
			strings.ContainsFunc(p.Text, func(r rune) bool { return !profile.OnEveryTelephone(r) }) {
			t.Errorf("not every telephone shows %q", p.Text)
		}
	}
	if !strings.HasPrefix(short.Text, `EXERCISE EXERCISE EXERCISE: Évacuez "now" (zone A) Foret 20 C vite Évacuez`) {
		t.Errorf("%q", short.Text)
	}
	if strings.Contains(string(d.Alert.Encode()), "CMAM") {
		t.Error("a proposed text stands in the alert")
	}
	if !slices.ContainsFunc(d.Report.Rows, func(r translate.Row) bool {
		return strings.Contains(r.Why,
			"cut at a word: ")
	}) {
		t.Error("the report does not tell that it is cut")
	}
}

// TestProposedLanguages: telephones in the United States read English and Spanish, Canada's channels English and
// French; fr-CA has no place on WEA (traps us-15).
func TestProposedLanguages(t *testing.T) {
	a := grave(message(cap.MsgAlert, "flood:1302", "flood:1302", "flood:1302"))
	for n, language := range []string{"en-CA", "fr-CA", "es-MX"} {
		a.Infos[n].Language, a.Infos[n].Headline = language, "Headline"
	}
	var got []string
	for _, p := range all(t, request(a, cap.US, false))[0].Proposed {
		got = append(got, p.Language+" "+p.Name)
	}
	want := []string{"en-US CMAMtext", "en-US CMAMlongtext", "es-MX CMAMtext", "es-MX CMAMlongtext"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	d := all(t, request(fixture(t, "mema-hmw"), cap.CA, false))[0]
	for _, language := range []string{"en-CA", "fr-CA"} {
		if proposal(d, language, "layer:SOREM:1.0:Broadcast_Text").Text == "" ||
			proposal(d, language, "layer:SOREM:2.0:WirelessText").Text == "" {
			t.Errorf("%s: %+v", language, d.Proposed)
		}
	}
	if strings.Contains(string(d.Alert.Encode()), "Broadcast_Text") {
		t.Error("a proposed text stands in the alert")
	}
}

// TestTelephonesTakeOnly what is urgent, grave, sure and short: traps us-16.
func TestTelephonesTakeOnly(t *testing.T) {
	a := grave(message(cap.MsgAlert, "flood:1302"))
	a.Infos[0].Headline = "Headline"
	if d := all(t, request(a, cap.US, false))[0]; len(d.Proposed) == 0 {
		t.Fatal("nothing is proposed for an alert that telephones take")
	}
	for what, spoil := range map[string]func(*cap.Alert){
		"urgency Future":         func(a *cap.Alert) { a.Infos[0].Urgency = cap.Future },
		"severity Moderate":      func(a *cap.Alert) { a.Infos[0].Severity = cap.Moderate },
		"certainty Possible":     func(a *cap.Alert) { a.Infos[0].Certainty = cap.Possible },
		"an assessment":          func(a *cap.Alert) { a.Infos[0].ResponseTypes = []string{"Assess"} },
		"longer than a day":      func(a *cap.Alert) { a.Infos[0].Expires = cap.FormatTime(noon.Add(25 * time.Hour)) },
		"no headline":            func(a *cap.Alert) { a.Status, a.Infos[0].Headline = cap.Actual, " " },
		"not public":             func(a *cap.Alert) { a.Scope = cap.Restricted },
		"neither en nor es":      func(a *cap.Alert) { a.Infos[0].Language = "de" },
		"an all-clear is no WEA": func(a *cap.Alert) { a.Infos[0].ResponseTypes = []string{"AllClear"} },
	} {
		a := grave(message(cap.MsgAlert, "flood:1302"))
		a.Infos[0].Headline = "Headline"
		spoil(a)
		for _, p := range all(t, request(a, cap.US, false))[0].Proposed {
			if what != "neither en nor es" || p.Language == "de" {
				t.Errorf("%s: %+v", what, p)
			}
		}
	}
}

// TestHandling: the kind of wireless alert goes with the code, where the guide names one.
func TestHandling(t *testing.T) {
	a := grave(fixture(t, "nbemo-hazmat"))
	d := all(t, request(a, cap.US, false))[0]
	if got := proposal(d, "", "WEAHandling").Text; got != profile.Handling(d.Match.Code) || got != "Imminent Threat" {
		t.Errorf("%q for %s", got, d.Match.Code)
	}
	if profile.Handling("TOR") != "" || profile.Handling("CAE") != "Amber" || profile.Handling("RWT") != "WEA Test" ||
		profile.Handling("LAE") != "Public Safety" {
		t.Error("the table is not the guide's")
	}
}
