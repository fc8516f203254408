package trouble

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// callLists has a list of two for New Brunswick, one of whom only takes exercises, and one for Maine. Each call appends
// what it is given to a file.
const callLists = `parties:
  - {name: maine, side: us, people: [mary], call: [{name: mary-phone, command: ["DIR/phone", mary]}]}
  - name: nb
    side: ca
    people: [luc]
    phone: "+1 555 0106"
    call:
      - {name: broken, command: ["DIR/broken"]}
      - {name: luc-phone, command: ["DIR/phone", luc]}
      - {name: drill-phone, command: ["DIR/phone", drill], lanes: [exercise]}
`

// ringing is a world in which what Maine sends waits for New Brunswick's word.
func ringing(t *testing.T) *world {
	t.Helper()
	w := begin(t, twoSides)
	for name, script := range map[string]string{
		"phone":  "#!/bin/sh\nbody=$(cat)\nprintf '%s %s\\n' \"$1\" \"$body\" >> " + w.dir + "/rung\n",
		"broken": "#!/bin/sh\necho no dial tone >&2\nexit 1\n",
	} {
		must(t, os.Chmod(w.write(name, []byte(script)), 0o700))
	}
	config := twoSides
	for old, new := range map[string]string{
		"lane: actual, do: forward}\n    - {name: south,":                                                  "lane: actual, do: hold, hold: {ask: acceptance, of: nb, deadline: 4h}}\n    - {name: south,",
		"lane: exercise, do: forward}\n    - {name: south-exercise":                                        "lane: exercise, do: hold, hold: {ask: acceptance, of: nb, deadline: 4h}}\n    - {name: south-exercise",
		"parties:\n  - {name: maine, side: us, people: [mary]}\n  - {name: nb, side: ca, people: [luc]}\n": strings.ReplaceAll(callLists, "DIR", w.dir),
	} {
		if !strings.Contains(config, old) {
			t.Fatalf("the configuration has no %q", old)
		}
		config = strings.Replace(config, old, new, 1)
	}
	w.configure(config)
	return w
}

// rung is who was called, in order, and what they were told.
func (w *world) rung() (names []string, told []map[string]any) {
	text, _ := os.ReadFile(filepath.Join(w.dir, "rung"))
	for line := range strings.Lines(string(text)) {
		name, body, ok := strings.Cut(line, " ")
		var read map[string]any
		if ok && json.Unmarshal([]byte(body), &read) == nil {
			names, told = append(names, name), append(told, read)
		}
	}
	return names, told
}

// What is grave and waits calls people, the next after two minutes, then the neighbour's, until somebody answers. The
// gateway's clock runs sixty times as fast.
func TestWhoeverMustAnswerIsCalled(t *testing.T) {
	t.Parallel()
	w := ringing(t)
	d := w.up("data", "--clock-factor", "60")
	watch := us("WATCH")
	watch.severity = "Moderate"
	watch.expires = 100 * 3600e9
	w.post("maine", watch, "public-ca")
	plume := us("PLUME")
	plume.expires = 100 * 3600e9
	w.post("maine", plume, "public-ca")
	w.until("Luc is called, then Mary, then Luc again", func() bool {
		names, _ := w.rung()
		return len(names) >= 3 && slices.Equal(names[:3], []string{"luc", "mary", "luc"})
	})
	_, told := w.rung()
	if told[0]["code"] != "hold-waits" || told[0]["asked"] != "nb" || told[0]["phone"] != nil {
		t.Errorf("Luc is told %v", told[0])
	}
	if told[1]["asked"] != "nb" || told[1]["phone"] != "+1 555 0106" {
		t.Errorf("Mary is told %v", told[1])
	}
	for _, call := range told {
		if call["alert"] != told[0]["alert"] {
			t.Errorf("somebody is called about what can wait: %v", call)
		}
	}
	w.until("a call that reached nobody is an alarm", func() bool { return slices.Contains(d.alarms(), "call-failed") })
	w.does("deny", told[0]["alert"].(string), "--as", "luc", "--reason", "ours covers it", "--data", "data")
	before, _ := w.rung()
	w.post("maine", us("LATER")) // a call takes its place in time; this one's first comes after anything still under way
	w.until("the later one rings", func() bool {
		_, told := w.rung()
		return told[len(told)-1]["alert"] != told[0]["alert"]
	})
	after, later := w.rung()
	for _, call := range later[len(before):] {
		if call["alert"] == told[0]["alert"] {
			t.Errorf("it rings although it is answered: %v", after)
		}
	}
	w.does("ack", later[len(later)-1]["alert"].(string), "--as", "luc", "--data", "data")
}

// An exercise rings nobody's real telephone.
func TestAnExerciseRingsExerciseNumbersOnly(t *testing.T) {
	t.Parallel()
	w := ringing(t)
	w.up("data", "--clock-factor", "60")
	drill := us("DRILL")
	drill.status, drill.expires = "Exercise", 100*3600e9
	w.post("maine", drill, "public-ca")
	w.until("the drill's telephone rings twice", func() bool { names, _ := w.rung(); return len(names) >= 2 })
	if names, told := w.rung(); slices.Contains(names, "luc") || slices.Contains(names, "mary") {
		t.Errorf("called: %s", names)
	} else if text, _ := told[0]["text"].(map[string]any); !strings.HasPrefix(text["en"].(string), "EXERCISE: ") ||
		!strings.HasPrefix(text["fr"].(string), "EXERCICE : ") {
		t.Errorf("told: %v", text)
	}
}
