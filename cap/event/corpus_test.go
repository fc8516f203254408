package event

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// crossings are the folders of real messages whose senders are of one side, and where that side's alerts go.
var crossings = []struct {
	folder string
	to     cap.Side
}{{"ca-eccc", cap.US}, {"ca-naad", cap.US}, {"us-ipaws", cap.CA}, {"us-nws", cap.CA}}

var grades = []string{Exact, Broader, PassedOn, Judgement, None}

// TestCorpus counts what becomes of the events of real alerts, info by info, and of which codes those are that get no
// code. It fails where fewer get one than the golden summary says.
func TestCorpus(t *testing.T) {
	sourced(t, "oet-v1.2.csv") // skips without the corpus
	var out strings.Builder
	written := map[string]int{}
	fmt.Fprintf(&out, "%-8s  %-2s  %s\n", "from", "to", strings.Join(grades, "  "))
	for _, c := range crossings {
		counts, without := counted(t, c.folder, c.to)
		fmt.Fprintf(&out, "%-8s  %-2s", c.folder, c.to)
		for _, g := range grades {
			fmt.Fprintf(&out, "  %*d", len(g), counts[g])
		}
		out.WriteString("\n")
		for _, line := range without {
			out.WriteString("    " + line + "\n")
		}
		written[c.folder] = counts[Exact] + counts[Broader] + counts[PassedOn]
	}
	t.Log("\n" + out.String())
	golden(t, out.String(), written)
}

// counted gives the grades of a folder's infos, and what the infos without a code say and are.
func counted(t *testing.T, folder string, to cap.Side) (counts map[string]int, without []string) {
	t.Helper()
	counts = map[string]int{}
	names, err := fs.Glob(os.DirFS(filepath.Join("..", "..", "..", "shared", "corpus")), folder+"/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no alerts in %s: %v", folder, err)
	}
	seen := map[string]int{}
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "corpus", name))
		if err != nil {
			t.Fatal(err)
		}
		a, _, err := cap.Read(raw)
		if err != nil {
			continue
		}
		for n := range a.Infos {
			i := &a.Infos[n]
			p := Default().ProductOf(a, i)
			m := Default().ToCAPCP(i, p)
			if to == cap.US {
				m = Default().ToSAME(i, p)
			}
			counts[m.Grade]++
			if m.Code == "" {
				seen[fmt.Sprintf("%s as %s: %s: %s", first(codes(i), "no code"), p, m.Grade, m.Why)]++
			}
		}
	}
	for line, n := range seen {
		without = append(without, fmt.Sprintf("%d × %s", n, line))
	}
	slices.Sort(without)
	return counts, without
}

func codes(i *cap.Info) string {
	var all []string
	for _, c := range i.EventCodes {
		if strings.TrimSpace(c.Value) != "" {
			all = append(all, c.Name+"="+c.Value)
		}
	}
	return strings.Join(all, " ")
}

// golden compares with the summary: fewer codes than there were is a loss.
func golden(t *testing.T, got string, written map[string]int) {
	t.Helper()
	file := filepath.Join("testdata", "corpus.golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(want), "\n") {
		var folder, to string
		var exact, broader, passed int
		if n, _ := fmt.Sscan(line, &folder, &to, &exact, &broader, &passed); n == 5 && written[folder] < exact+broader+
			passed {
			t.Errorf("%s: %d infos get a code, and the summary has %d", folder, written[folder], exact+broader+passed)
		}
	}
	if got != string(want) {
		t.Logf("the summary differs from %s: look at it, and write it anew with -update if it is better", file)
	}
}
