package story

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// RunPending plays a story that shows what is right and does not happen yet. It has no section "expect" but these:
//
//	-- must --
//	public-us has flood          what is shown at a destination when the script is over, by a word of its headline
//	public-us lacks wind
//	-- still wrong --
//	public-us lacks wind         of those the ones that do not hold, to the letter
//
// A story that holds in full fails until it becomes one like the others, and so does one of which another line is wrong
// than is written down: nobody has to remember them. update writes what is still wrong.
func RunPending(t *testing.T, file string, open Open, update bool) {
	t.Helper()
	text, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := begin(t, open)
	script, routes, must, wrong := "", usualRoutes, "", -1
	for n, f := range text.Files {
		switch f.Name {
		case "script":
			script = string(f.Data)
		case "routes":
			routes = string(f.Data)
		case "must":
			must = strings.TrimSpace(string(f.Data))
		case "still wrong":
			wrong = n
		default:
			c.messages.write(f.Name, string(f.Data))
		}
	}
	if must == "" || wrong < 0 {
		t.Fatal("it does not say what must be, or what is still wrong")
	}
	c.run.configure(routes, c.messages.pem)
	c.run.start()
	c.play(script)
	got := ""
	for line := range strings.SplitSeq(must, "\n") {
		if !c.brokers.holds(t, line) {
			got += line + "\n"
		}
	}
	if got == "" {
		t.Fatal("all of it holds now: give it a section expect instead of must and still wrong, and move it to testdata/chains")
	}
	if diff := cmp.Diff(string(text.Files[wrong].Data), got); diff != "" {
		if update {
			text.Files[wrong].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(text), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Errorf("what is still wrong is not what is written down (-written +is):\n%s", diff)
	}
}

// holds says whether a line of a section must is true.
func (b *Brokers) holds(t *testing.T, line string) bool {
	t.Helper()
	words := strings.Fields(line)
	if len(words) != 3 || words[1] != "has" && words[1] != "lacks" {
		t.Fatalf("%q is not “DESTINATION has WORD” or “DESTINATION lacks WORD”", line)
	}
	found := false
	for _, payload := range b.trees[words[0]] {
		found = found || strings.Contains(payload, "EXERCISE "+words[2])
	}
	return found == (words[1] == "has")
}
