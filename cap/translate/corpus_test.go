package translate_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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

// TestCorpus translates every real alert both ways: none may crash it, and what comes out is valid CAP 1.2 by the
// OASIS schema.
func TestCorpus(t *testing.T) {
	out := t.TempDir()
	written, tried := 0, map[string]int{}
	err := filepath.WalkDir(shared(t, "corpus"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		a, _, err := cap.Read(raw)
		if err != nil {
			return nil // no CAP alert: feeds and envelopes lie there too
		}
		for _, to := range []cap.Side{cap.CA, cap.US} {
			for _, stateless := range []bool{true, false} {
				written += writeDrafts(t, out, filepath.Base(path), request(a, to, stateless))
				if stateless && written%2 == 0 { // with a ledger the fixtures show it; each second message is enough
					mutated(t, filepath.Base(path), func() *cap.Alert { return copied(a) }, to, stateless, tried)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if written < 300 {
		t.Errorf("only %d drafts came of the corpus", written)
	}
	allTried(t, tried, 7)
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

func writeDrafts(t *testing.T, dir, name string, req translate.Request) int {
	t.Helper()
	drafts, err := translate.Translate(req)
	if err != nil {
		return 0
	}
	n := 0
	for _, d := range drafts {
		if d.Alert == nil {
			continue
		}
		file := filepath.Join(dir, fmt.Sprintf("%s-%s-%v-%d.xml", name, req.To, req.Stateless, d.Part))
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
