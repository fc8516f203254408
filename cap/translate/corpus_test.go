package translate_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// shared is the folder of real messages beside the repository; tests that read it skip where it is absent.
func shared(t testing.TB, name string) string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(filepath.Join(root, "DESIGN.md")); err != nil {
		t.Skip("needs ../shared, which is not beside this repository")
	}
	return filepath.Join(root, name)
}

// genuine is a real message, and what became of it.
type genuine struct {
	name      string
	raw       []byte
	alert     *cap.Alert // for reading alone
	crossings []crossing
}

// corpus is every real alert beside the repository, translated both ways with and without a ledger, once for all tests
// that look at them; with the race detector each fourth. None where the folder is absent.
var corpus = sync.OnceValues(func() (all []*genuine, err error) {
	root := filepath.Join("..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(root); err != nil {
		return nil, nil
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if a, _, err := cap.Read(raw); err == nil { // else no CAP alert: feeds and envelopes lie there too
			all = append(all, &genuine{name: filepath.Base(path), raw: raw, alert: a})
		}
		return nil
	})
	if raced {
		n := 0
		all = slices.DeleteFunc(all, func(*genuine) bool { n++; return n%4 != 1 })
	}
	var work sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for n := worker; n < len(all); n += runtime.GOMAXPROCS(0) {
				all[n].crossings = bothWays(all[n].name, all[n].alert)
			}
		})
	}
	work.Wait()
	return all, err
})

// TestCorpus translates every real alert both ways: none may crash it, and what comes out is valid CAP 1.2 by the
// OASIS schema.
func TestCorpus(t *testing.T) {
	shared(t, "corpus")
	t.Parallel()
	messages, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	written, tried := 0, map[string]int{}
	for _, m := range messages {
		own, _, err := cap.Read(m.raw) // the mutations are done to this one
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []cap.Side{cap.CA, cap.US} {
			for _, stateless := range []bool{true, false} {
				for _, c := range m.crossings {
					if c.to == to && c.stateless == stateless {
						written += writeDrafts(t, out, c)
					}
				}
				if stateless && written%2 == 0 { // with a ledger the fixtures show it; each second message is enough
					mutated(t, m.name, func() *cap.Alert { return copied(own) }, to, stateless, tried)
				}
			}
		}
	}
	drafts, spoiled := 300, 7
	if raced {
		drafts, spoiled = 75, 1
	}
	if written < drafts {
		t.Errorf("only %d drafts came of the corpus", written)
	}
	allTried(t, tried, spoiled)
	lint(t, out)
}

// copied is deep enough for the mutations, which replace values and change none in place.
func copied(a *cap.Alert) *cap.Alert {
	out := *a
	out.Infos = slices.Clone(a.Infos)
	return &out
}

func request(a *cap.Alert, to cap.Side, stateless bool) translate.Request {
	return translate.Request{Alert: a, To: to, Gateway: "nb-me", Sender: "gateway@example.invalid", Stateless: stateless}
}

func writeDrafts(t *testing.T, dir string, c crossing) int {
	t.Helper()
	n := 0
	for _, d := range c.drafts {
		if d.Alert == nil {
			continue
		}
		file := filepath.Join(dir, fmt.Sprintf("%s-%s-%v-%d.xml", c.name, c.to, c.stateless, d.Part))
		b := d.Alert.Encode()
		if bytes.Contains(b, []byte("derefUri")) {
			t.Errorf("%s: derefUri left", file)
		}
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func lint(t *testing.T, dir string) {
	t.Helper()
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs xmllint (Debian: libxml2-utils)")
		}
		t.Skip("needs xmllint (Debian: libxml2-utils)")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--noout", "--schema", shared(t, "schema/cap12.xsd")}, files...)
	out, err := exec.Command("xmllint", args...).CombinedOutput()
	if err != nil {
		for line := range strings.SplitSeq(string(out), "\n") {
			if line != "" && !strings.HasSuffix(line, " validates") {
				t.Error(line)
			}
		}
	}
}
