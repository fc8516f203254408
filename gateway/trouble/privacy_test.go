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
		if len(h.payload) == 0 || !strings.HasPrefix(h.topic, "alerts/v1/actual/"+reader+"/") || !strings.HasSuffix(h.topic, "/cap") {
			continue
		}
		a, _, err := cap.Read(h.payload)
		must(t, err)
		if a.MsgType == cap.MsgCancel && !slices.ContainsFunc(all, func(b *cap.Alert) bool { return b.Identifier == a.Identifier }) {
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
	everybody := w.listen("alerts/#", "parties/v1/+/nb/#")
	for n, end := range []struct{ scope, beside string }{
		{"Private", "<addresses>506-555-0100</addresses><note>SECRET</note>"},
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
			w.until("nothing stands", func() bool { return len(w.public("actual", "+")) == 0 })
			all := everybody.cancels(t, "ca")
			if len(all) != before+1 {
				t.Fatalf("%s: %d Cancels for readers in Canada", over.id, len(all)-before)
			}
			if a := all[before]; a.Scope != cap.Public || a.References == "" || a.Addresses+a.Restriction+a.Note+a.Source+a.Incidents != "" || len(a.Infos) != 2 || len(a.Infos[0].Areas) != 0 {
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
