package trouble

import (
	"strings"
	"testing"
)

// One view shows all that an officer must know, while the alert waits, while it stands, and when it is over; by its
// token and by its identifier.
func TestAnAlertIsShownInEveryState(t *testing.T) {
	t.Parallel()
	w := asking(t)
	w.up("data")
	plume := us("PLUME")
	token, draft := w.waiting(plume)
	said := w.does("show", "PLUME", "--data", "data")
	inOrder(t, said, token, "active · lane actual · Severe, Immediate · Hazardous Materials Warning",
		"Washington County, Maine", "km from", "Observed",
		"America/New_York", "America/Moncton", "What its originator says", "Fictional plume near the bridge", "Stay inside.",
		"NOT RELEASED / NON DIFFUSÉE: what public-ca would be given", "fr-CA", "Please check:", "Draft "+draft, "Who has it",
		"public-ca of nb: held", "public-us of maine: crossed",
		"\nNext:\n", "bordercast approve "+token+" --to public-ca --draft "+draft[:16]+" --as NAME --data data",
		"NAME: luc, anne", "bordercast deny ", "bordercast explain "+token)
	if fr := w.does("show", token, "--lang", "fr", "--data", "data"); !strings.Contains(fr, "À vérifier") {
		t.Errorf("in French:\n%s", fr)
	}
	if original := w.does("show", token, "--original", "--data", "data"); original != string(plume.bytes(t)) {
		t.Errorf("the original is\n%s", original)
	}
	unsigned := w.does("show", token, "--cap", "--to", "public-ca", "--data", "data")
	if strings.Contains(unsigned, "<Signature") || !strings.Contains(unsigned, "<language>fr-CA</language>") {
		t.Errorf("the draft's CAP is\n%s", unsigned)
	}

	w.does("approve", token, "--as", "luc", "--draft", draft, "--data", "data")
	w.until("it stands", func() bool { return len(w.wire.public("actual", "ca")) > 0 })
	w.until("it is known to stand", func() bool {
		return strings.Contains(w.does("show", token, "--data", "data"),
			"public-ca of nb: crossed (await-acceptance), stands there")
	})
	said = w.does("show", token, "--data", "data")
	inOrder(t, said, "Who has it", "public-ca of nb: crossed", "approved by luc", "draft "+draft[:16], "fr-CA",
		"Please check:", "bordercast recall "+token+" --to public-ca --reason TEXT")
	if strings.Contains(said, "NOT RELEASED") || strings.Contains(said, "bordercast approve") {
		t.Errorf("it still asks:\n%s", said)
	}
	if signed := w.does("show", token, "--cap", "--to", "public-ca", "--data", "data"); !strings.Contains(signed,
		"<Signature") {
		t.Errorf("what was sent is\n%s", signed)
	}

	w.post("maine", plume.cancel("PLUME-END"), "public-ca", "public-us")
	w.until("it is over", func() bool { return len(w.wire.public("actual", "+")) == 0 })
	said = w.does("show", token, "--data", "data")
	inOrder(t, said, token, "cancelled · lane actual", "Fictional plume near the bridge", "Who has it",
		"public-ca of nb: crossed")
	if strings.Contains(said, "stands there") || strings.Contains(said, "bordercast recall") {
		t.Errorf("it seems to stand:\n%s", said)
	}
	if said, code := w.run("show", "nosuchalert", "--data", "data"); code != 1 || !strings.Contains(said,
		"No alert goes by") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// What does not cross of a Restricted alert is shown to nobody of the other side, by show or by explain: not the words,
// not the bytes, not the values it was decided on.
func TestShowKeepsWhatStaysOnItsSide(t *testing.T) {
	t.Parallel()
	w := begin(t, strings.Replace(strings.Replace(twoSides, "people: [luc]", "people: [luc]", 1),
		"    - {name: north, from: us",
		"    - {name: help, from: maine, to: desk-ca, lane: actual, match: {scope: [Restricted]}, do: hold, hold: {ask: acceptance, of: nb, deadline: 4h}, allow: [event, geocode, area]}\n    - {name: north, from: us", 1)+
		"")
	w.configure(strings.Replace(w.text("bordercast.yaml"), "agreement:\n",
		"  - {name: desk-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual]}}\nagreement:\n", 1))
	w.up("data")
	help := us("HELP")
	help.scope, help.beforeInfo = "Restricted", "<restriction>responders</restriction>"
	help.headline, help.text, help.instruction = "Two engines wanted", "The commander is at the old mill.",
		"Come by the back road."
	w.post("maine", help, "desk-ca")
	var hers string
	w.until("it is shown to those asked", func() bool {
		hers = w.does("show", "HELP", "--as", "luc", "--data", "data")
		return strings.Contains(hers, "Draft ")
	})
	secret := []string{"engines", "old mill", "back road"}
	for _, c := range []struct {
		as    string
		whole bool
	}{{"luc", false}, {"nobody", false}, {"mary", true}, {"operator", true}} {
		for _, args := range [][]string{{"show", "HELP"}, {"show", "HELP", "--json"}, {"show", "HELP", "--cap"},
			{"explain", "HELP"}, {"explain", "HELP", "--json"}} {
			said, _ := w.run(append(args, "--as", c.as, "--data", "data")...)
			for _, word := range secret {
				if !c.whole && strings.Contains(said, word) {
					t.Errorf("%v as %s says %q:\n%s", args, c.as, word, said)
				}
			}
		}
		said, code := w.run("show", "HELP", "--original", "--as", c.as, "--data", "data")
		if got := strings.Contains(said, "old mill") && code == 0; got != c.whole {
			t.Errorf("the original as %s: exit code %d\n%s", c.as, code, said)
		}
	}
	if mine := w.does("show", "HELP", "--as", "mary", "--data", "data"); !strings.Contains(mine, "Two engines wanted") {
		t.Errorf("its own side is not shown it:\n%s", mine)
	}
	if !strings.Contains(hers, "Washington County") || !strings.Contains(hers, "Please check:") {
		t.Errorf("who is asked is shown too little:\n%s", hers)
	}
	if said, _ := w.run("show", "HELP", "--as", "nobody", "--data", "data"); strings.Contains(said, "Washington") ||
		strings.Contains(said, "Hazardous") {
		t.Errorf("a stranger is shown\n%s", said)
	}
}
