package gateway

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// Chains are stories of alerts, one file each in testdata/chains, in three kinds of section. All of it is fictional;
// docs/chains.md tells a reader more.
//
// The head says in prose what happens, and what must be right.
//
// A letter is one alert, by a short name:
//
//	-- b --
//	Update by maine at 09:20, after a      (Alert, Update, Cancel, Ack, Error; "after": the letters that it names)
//	severity: Extreme
//	area: Aroostook County
//	geocode: SAME=023003
//
// Whatever it does not say has a harmless value; chain_letter_internal_test.go has the list. Times are Eastern, of
// 5 March 2026, with seconds where they count (09:00:05); "+1 09:00" is the day after. A section whose name ends in .xml is a whole document instead.
//
// The script is what happens, one line each: who sends what, what people decide, links that break, time that passes.
// chain_act_internal_test.go has the sentences.
//
//	-- script --
//	09:00 maine sends a
//	09:30 luc approves a, only us/me/029
//	+1 00:00 nothing happens
//
// What is expected is written below each line of the script, to the last message: nothing else may happen.
//
//	-- expect --
//	09:00 maine sends a
//	  a for public-ca: released, route all
//	  public-ca gets Alert of a, naming nothing [capcp awareness] …    a derived alert; "naming": its references
//	  public-ca shows a at us/me/029 us/me/_ (cbrne severe)            retained from now on
//	  public-ca is told "cancelled" by c at us/me/029 us/me/_          the end notice
//	  public-ca clears us/me/029 us/me/_ (cbrne severe)                nothing is retained there any more
//	  alarm for maine: not-entitled
//	trail of a: settled released attempted delivered
//
// After the last line of the script two days pass, and then nothing may stand anywhere. Some things are wanted of every
// chain and not written down: chain_rules_internal_test.go has them. The routes are those of chainConfig unless there
// is a section "routes"; "go test ./gateway -run Tales -update" writes what happens into the files, to be read with
// suspicion.
func TestTales(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "chains", "*.txtar"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d chains: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runChain(t, file)
		})
	}
}

var update = flag.Bool("update", false, "write what happens into the files of testdata")

func runChain(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	story := txtar.Parse(raw)
	if len(bytes.TrimSpace(story.Comment)) == 0 {
		t.Error("its head does not say what must be right")
	}
	c := newTale(t)
	script, expect := "", -1
	routes := chainRoutes
	for n, f := range story.Files {
		switch f.Name {
		case "script":
			script = string(f.Data)
		case "expect":
			expect = n
		case "routes":
			routes = string(f.Data)
		default:
			c.write(f.Name, string(f.Data))
		}
	}
	c.configure(routes)
	c.open()
	c.perform(script)
	got := c.told.String()
	if expect < 0 {
		story.Files, expect = append(story.Files, txtar.File{Name: "expect"}), len(story.Files)
	}
	if diff := cmp.Diff(strings.Split(string(story.Files[expect].Data), "\n"), strings.Split(got, "\n")); diff != "" {
		if *update {
			story.Files[expect].Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(story), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Errorf("what happens is not what is expected (-expected +happens):\n%s", diff)
	}
}
