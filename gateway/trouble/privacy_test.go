package trouble

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

// silent fails where anything heard holds one of the words.
func (e *ear) silent(t *testing.T, words ...string) {
	t.Helper()
	for _, h := range e.heard() {
		for _, w := range words {
			if strings.Contains(strings.ToLower(h.topic+"\n"+string(h.payload)), strings.ToLower(w)) {
				t.Errorf("%q is told on %s:\n%s", w, h.topic, h.payload)
			}
		}
	}
}

// cancels are the CAP Cancels heard on a side's public topics, each once wherever it was told.
func (e *ear) cancels(t *testing.T, reader string) (all []*cap.Alert) {
	t.Helper()
	for _, h := range e.heard() {
		if len(h.payload) == 0 || !strings.HasPrefix(h.topic, "alerts/v1/actual/"+reader+"/") || !strings.HasSuffix(h.topic,
			"/cap") {
			continue
		}
		a, _, err := cap.Read(h.payload)
		must(t, err)
		if a.MsgType == cap.MsgCancel && !slices.ContainsFunc(all,
			func(b *cap.Alert) bool { return b.Identifier == a.Identifier }) {
			all = append(all, a)
		}
	}
	return all
}

// The end of a Public alert is Private or Restricted: everybody who was given the alert is told that it is over, and
// nothing else of its end is published anywhere but to its own source.
func TestEndThatIsNotPublic(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	everybody := w.wire.listen("alerts/#", "parties/v1/+/nb/#")
	for n, end := range []struct{ scope, beside string }{
		{"Private", "<addresses>506-555-0100</addresses><note>SECRET</note><incidents>SECRET</incidents>"},
		{"Restricted", "<source>SECRET</source><restriction>SECRET</restriction><addresses>506-555-0100</addresses>"},
	} {
		for _, bare := range []bool{true, false} {
			plume := us(fmt.Sprint("PLUME-", n, bare))
			w.post("maine", plume, "public-ca", "public-us")
			over := plume.cancel(plume.id + "-END")
			over.scope, over.beforeInfo, over.bare = end.scope, end.beside, bare
			over.event, over.headline, over.text, over.instruction, over.urgency = "SECRET", "SECRET", "SECRET", "SECRET", "Past"
			before := len(everybody.cancels(t, "ca"))
			w.post("maine", over, "public-ca", "public-us")
			w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
			all := everybody.cancels(t, "ca")
			if len(all) != before+1 {
				t.Fatalf("%s: %d Cancels for readers in Canada", over.id, len(all)-before)
			}
			if a := all[before]; a.Scope != cap.Public || a.References == "" || a.Addresses+a.Restriction+a.Note+a.Source+
				a.Incidents != "" || len(a.Infos) != 2 || len(a.Infos[0].Areas) != 0 {
				t.Errorf("%s:\n%s", over.id, a.Encode())
			}
		}
	}
	if own := everybody.cancels(t, "us"); len(own) != 0 {
		t.Errorf("its own side's readers get the Cancel itself: %s", own[0].Encode())
	}
	everybody.silent(t, "SECRET", "506-555-0100", "<scope>Private", "<scope>Restricted", "addresses", "restriction")
	if alarms := d.alarms(); len(alarms) != 0 {
		t.Errorf("alarms: %s", alarms)
	}
}

// withDesk is twoSides with a list for the desk in New Brunswick, and one route to it.
func withDesk(route string) string {
	text := strings.Replace(twoSides, "agreement:\n",
		"  - {name: desk-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise]}}\nagreement:\n", 1)
	return strings.Replace(text, "  routes:\n", "  routes:\n    - "+route+"\n", 1)
}

// secret is a Restricted alert of Maine in which only the headline is not a secret.
func secret(id string) letter {
	l := us(id)
	l.scope, l.headline, l.text, l.instruction = "Restricted", "Fictional plume, for responders", "SECRET", "SECRET"
	l.beforeInfo = "<source>SECRET</source><restriction>responders</restriction><note>SECRET</note><incidents>SECRET-HARBOUR</incidents>"
	return l
}

// What is told beside an alert tells no more of it than its draft does: the incident that a Restricted alert names is
// an element like others, and is in nobody's topics or JSON to whom the route does not allow it.
func TestIncidentOfARestrictedAlert(t *testing.T) {
	t.Parallel()
	for allow, names := range map[string]bool{"headline, area": false, "headline, area, incidents": true} {
		w := begin(t, withDesk("{name: responders, from: maine, to: desk-ca, lane: actual, match: {scope: Restricted}, do: forward, allow: ["+allow+"]}"))
		w.up("data")
		there, home := w.wire.listen("alerts/#", "gateway/#", "parties/v1/+/nb/#"), w.wire.listen("parties/v1/+/maine/#")
		plume := secret("PLUME")
		w.post("maine", plume, "desk-ca")
		graver := secret("PLUME-2").follow("PLUME-2", "Update")
		graver.references, graver.severity = []letter{plume}, "Extreme"
		w.post("maine", graver, "desk-ca")
		w.until("its own side sees the incident", func() bool {
			return strings.Contains(home.words(),
				"parties/v1/actual/maine/incidents/secret-harbour")
		})
		if !strings.Contains(there.words(), "Fictional plume, for responders") {
			t.Errorf("%s: the desk got nothing", allow)
		}
		if names {
			w.until("the desk sees the incident", func() bool {
				return strings.Contains(there.words(),
					"parties/v1/actual/nb/incidents/secret-harbour")
			})
			continue
		}
		there.silent(t, "SECRET")
	}
}

// words are everything heard, topics and payloads.
func (e *ear) words() string {
	var b strings.Builder
	for _, h := range e.heard() {
		b.WriteString(h.topic + "\n" + string(h.payload) + "\n")
	}
	return b.String()
}

// A Restricted alert that waits, and one that no route wants: alarms go to its own side alone and hold nothing of it,
// and a list that anybody at the socket may ask for says only that there is one.
func TestListsAndAlarmsOfARestrictedAlert(t *testing.T) {
	t.Parallel()
	w := begin(t, withDesk("{name: ask, from: maine, to: desk-ca, lane: actual, match: {scope: Restricted, event: [HMW]}, do: hold, hold: {ask: acceptance, of: nb}, allow: [area]}"))
	d := w.up("data")
	there, home := w.wire.listen("alerts/#", "gateway/#", "parties/v1/+/nb/#"), w.wire.listen("parties/v1/+/maine/#")
	waits, unwanted := secret("WAITS"), secret("UNWANTED")
	waits.headline, unwanted.headline = "SECRET", "SECRET"
	unwanted.code = "<eventCode><valueName>SAME</valueName><value>TOE</value></eventCode>"
	w.post("maine", waits, "desk-ca")
	w.post("maine", unwanted, "desk-ca")
	w.until("the alarm stands", func() bool { return strings.Join(d.alarms(), " ") == "no-route" })
	w.until("the no-route alarm is told at home", func() bool { return strings.Contains(home.words(), "no-route") })
	there.silent(t, "SECRET", "no-route")
	for _, said := range []string{w.does("status", "--data", "data", "--alerts"), w.does("status", "--data", "data",
		"--json"), w.does("status", "--data", "data", "--mine", "luc")} {
		if strings.Contains(said, "SECRET") {
			t.Errorf("a list tells:\n%s", said)
		}
	}
	if said := w.does("status", "--data", "data"); !strings.Contains(said, "(not Public)") {
		t.Error(said)
	}
	for _, h := range home.heard() {
		if strings.Contains(h.topic, "/alarms/") && strings.Contains(string(h.payload), "SECRET") {
			t.Errorf("%s: %s", h.topic, h.payload)
		}
	}
}
