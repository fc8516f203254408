package gateway

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Stories in testdata/chains/pending tell what is right and does not happen yet. They have no section "expect" but these:
//
//	-- must --
//	public-us has flood          what stands at a destination when the script is over, by a word of its headline
//	public-us lacks wind
//	-- still wrong --
//	public-us lacks wind         of those the ones that do not hold, to the letter
//
// A story that holds in full fails here until it becomes a chain like the others, and so does one of which another line
// is wrong than is written down: nobody has to remember them. "-update" writes what is still wrong.
func TestPendingTales(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "chains", "pending", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pending chains: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runPending(t, file)
		})
	}
}

func runPending(t *testing.T, file string) {
	story, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := newTale(t)
	script, routes, must, wrong := "", chainRoutes, "", -1
	for n, f := range story.Files {
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
			c.write(f.Name, string(f.Data))
		}
	}
	if must == "" || wrong < 0 {
		t.Fatal("it does not say what must be, or what is still wrong")
	}
	c.configure(routes)
	c.open()
	c.play(script)
	got := ""
	for line := range strings.SplitSeq(must, "\n") {
		if !c.holds(line) {
			got += line + "\n"
		}
	}
	if got == "" {
		t.Fatal("all of it holds now: give it a section expect instead of must and still wrong, and move it to testdata/chains")
	}
	if diff := cmp.Diff(string(story.Files[wrong].Data), got); diff != "" {
		if *update {
			story.Files[wrong].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(story), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Errorf("what is still wrong is not what is written down (-written +is):\n%s", diff)
	}
}

// holds says whether a line of a section must is true.
func (c *tale) holds(line string) bool {
	c.t.Helper()
	words := strings.Fields(line)
	if len(words) != 3 || words[1] != "has" && words[1] != "lacks" {
		c.t.Fatalf("%q is not “DESTINATION has WORD” or “DESTINATION lacks WORD”", line)
	}
	found := false
	for _, payload := range c.trees[words[0]] {
		found = found || strings.Contains(payload, "EXERCISE "+words[2])
	}
	return found == (words[1] == "has")
}
