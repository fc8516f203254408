package trouble

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// asking is a world in which what comes from Maine waits for New Brunswick's word.
func asking(t *testing.T) *world {
	t.Helper()
	config := strings.Replace(twoSides, "lane: actual, do: forward}\n    - {name: south,",
		"lane: actual, do: hold, hold: {ask: acceptance, of: nb, deadline: 4h}}\n    - {name: south,", 1)
	config = strings.Replace(config, "people: [luc]", `people: [luc, anne], phone: "+1 555 0106"`, 1)
	if !strings.Contains(config, "anne") || !strings.Contains(config, "do: hold") {
		t.Fatal("the configuration is not what it was")
	}
	return begin(t, config)
}

// An officer at 3 a.m. finds what is gravest first, with the command to type, under the name of whoever may give it.
func TestTheGravestStandsFirst(t *testing.T) {
	t.Parallel()
	w := asking(t)
	w.up("data")
	watch, plume := us("WATCH"), us("PLUME")
	watch.severity, watch.headline = "Moderate", "Fictional watch"
	plume.severity = "Extreme"
	for _, l := range []letter{watch, plume} {
		l.expires = 3 * time.Hour
		w.post("maine", l, "public-ca")
	}
	var said string
	w.until("both are shown", func() bool {
		said = w.does("status", "--data", "data")
		return strings.Count(said, "--draft") >= 2
	})
	inOrder(t, said, "Extreme, Immediate · Hazardous Materials Warning", "Washington County, Maine",
		"its time is up in 2 h", "bordercast show ",
		"bordercast approve ", "--as NAME --data data", "NAME: luc, anne", "Moderate, Immediate", "\nNext:\n",
		"bordercast show ")

	mine := w.does("status", "--mine", "luc", "--data", "data")
	inOrder(t, mine, "luc, for nb", "Waits for you", "Extreme", "--as luc --data data", "Moderate",
		"Stands near the border", "Extreme", "Whom you call", "maine", "no telephone")
	hers := w.does("status", "--mine", "mary", "--data", "data")
	if strings.Contains(hers, "Waits for you") {
		t.Errorf("what New Brunswick is asked waits for Mary:\n%s", hers)
	}
	inOrder(t, hers, "Stands near the border", "Extreme", "held: public-ca", "Whom you call", "nb", "+1 555 0106",
		"Nothing waits for a person.")
	if said, code := w.run("status", "--mine", "nobody", "--data", "data"); code != 1 || !strings.Contains(said,
		"gateway.operators") {
		t.Errorf("a stranger: exit code %d\n%s", code, said)
	}
}

// inOrder wants these words in a text, one after the other.
func inOrder(t *testing.T, text string, words ...string) {
	t.Helper()
	rest := text
	for n, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Errorf("%q does not stand after %q in\n%s", word, slices.Concat([]string{""}, words)[n], text)
			return
		}
		rest = after
	}
}
