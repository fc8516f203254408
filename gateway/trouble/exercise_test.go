package trouble

import (
	"encoding/json"
	"strings"
	"testing"

	"bordercast/cap"
)

const (
	exercise = "EXERCISE EXERCISE EXERCISE"
	exercice = "EXERCICE EXERCICE EXERCICE"
)

// saysSo holds where a text begins and ends with lines that say it is not real.
func saysSo(text, mark string) bool {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Contains(lines[0], mark) && strings.Contains(lines[len(lines)-1], mark)
}

// An agency's exercise says nowhere in its text that it is one. Whatever the gateway makes of it does: JSON on its own
// side and across the border, what is derived, the end notice, receipts and alarms.
func TestExerciseSaysSo(t *testing.T) {
	t.Parallel()
	w := begin(t, strings.Replace(twoSides, "http:",
		"    - {name: own, from: us, to: public-us, lane: exercise, do: forward}\n    - {name: test, from: us, to: [public-us, public-ca], lane: test, do: forward}\nhttp:", 1))
	w.up("data")
	everybody := w.wire.listen("alerts/#")
	for _, c := range []struct{ status, english, french string }{{"Exercise", exercise, exercice}, {"Test", "TEST",
		"TEST"}} {
		plume := us("PLUME-" + c.status)
		plume.status = c.status
		got := w.post("maine", plume, "public-us", "public-ca")
		for _, r := range got {
			if r.Text != "" && !strings.HasPrefix(r.Text, c.english[:4]) {
				t.Errorf("a receipt says %q", r.Text)
			}
		}
		w.post("maine", plume.cancel("PLUME-END-"+c.status), "public-us", "public-ca")
	}
	seen := map[string]int{}
	for _, h := range everybody.heard() {
		if len(h.payload) == 0 {
			continue
		}
		levels := strings.Split(h.topic, "/")
		lane, reader, leaf := levels[2], levels[3], levels[len(levels)-1]
		english, french, word, mot := exercise, exercice, "EXERCISE: ", "EXERCICE : "
		if lane == "test" {
			english, french, word, mot = "TEST", "TEST", "TEST: ", "TEST : "
		}
		seen[lane+" "+reader+" "+leaf]++
		switch leaf {
		case "json":
			var f struct {
				Properties struct{ Headline, Instruction struct{ EN, FR string } }
			}
			must(t, json.Unmarshal(h.payload, &f))
			p := f.Properties
			if !strings.HasPrefix(p.Headline.EN, english) || !strings.HasPrefix(p.Headline.FR, french) ||
				!strings.HasPrefix(p.Instruction.EN, english) || !strings.HasPrefix(p.Instruction.FR, french) {
				t.Errorf("%s: %+v", h.topic, p)
			}
			if strings.Count(p.Headline.EN, english) != 1 {
				t.Errorf("%s is marked twice: %+v", h.topic, p)
			}
		case "end":
			var n struct{ Text struct{ EN, FR string } }
			must(t, json.Unmarshal(h.payload, &n))
			if !strings.HasPrefix(n.Text.EN, word) || !strings.HasPrefix(n.Text.FR, mot) {
				t.Errorf("%s: %+v", h.topic, n)
			}
		case "cap":
			a, _, err := cap.Read(h.payload)
			must(t, err)
			if reader == "us" {
				continue // the originator's own, byte for byte
			}
			if len(a.Infos) != 2 {
				t.Errorf("%s has %d infos", h.topic, len(a.Infos))
			}
			for _, i := range a.Infos {
				mark := english
				if strings.HasPrefix(i.Language, "fr") {
					mark = french
				}
				if !strings.Contains(i.Headline, mark) || !saysSo(i.Description, mark) || i.Instruction != "" &&
					!saysSo(i.Instruction, mark) {
					t.Errorf("%s %s: %q\n%s\n%s", h.topic, i.Language, i.Headline, i.Description, i.Instruction)
				}
				if a.MsgType == cap.MsgAlert && i.Instruction == "" {
					t.Errorf("%s %s has no instruction", h.topic, i.Language)
				}
			}
		}
	}
	for _, lane := range []string{"exercise", "test"} {
		for _, reader := range []string{"us", "ca"} {
			for _, leaf := range []string{"json", "cap", "end"} {
				if seen[lane+" "+reader+" "+leaf] == 0 {
					t.Errorf("nothing was heard of %s %s %s", lane, reader, leaf)
				}
			}
		}
	}
}
