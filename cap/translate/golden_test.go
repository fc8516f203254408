package translate_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"

	_ "time/tzdata" // the program links it too; tests must not depend on the machine's
)

var update = flag.Bool("update", false, "write the golden files anew")

// fixture reads one of this project's own alerts.
func fixture(t testing.TB, name string) *cap.Alert {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := cap.Read(raw)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// side is the side a fixture comes from.
func side(name string) cap.Side {
	if strings.HasPrefix(name, "nbemo") || strings.HasPrefix(name, "eccc") {
		return cap.CA
	}
	return cap.US
}

func fixtures(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	var names []string
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".xml"); !strings.Contains(name, ".") {
			names = append(names, name)
		}
	}
	return names
}

// TestGolden shows what becomes of each fixture: the derived alerts and the report, as a person reads them.
func TestGolden(t *testing.T) {
	for _, name := range fixtures(t) {
		t.Run(name, func(t *testing.T) {
			req := request(fixture(t, name), side(name).Other(), true)
			if req.Alert.Scope == cap.Restricted {
				req.Stateless, req.Allow = false, []string{"headline", "description", "instruction", "area", "senderName",
					"incidents", "note"}
				req.At = req.Alert.Sent.At.Add(3 * time.Second)
			}
			drafts, err := translate.Translate(req)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			var reports []translate.Report
			for _, d := range drafts {
				reports = append(reports, d.Report)
			}
			for _, french := range []bool{false, true} {
				b.WriteString(translate.Note(reports, french) + "\n")
			}
			for _, d := range drafts {
				b.Write(pretty(t, d.Report.JSON()))
				b.Write(d.Alert.Encode())
				b.WriteString("\n")
			}
			golden(t, name+".golden", b.Bytes())
		})
	}
}

// pretty sets one row a line: that is how a difference is read.
func pretty(t *testing.T, b []byte) []byte {
	t.Helper()
	if !json.Valid(b) {
		t.Fatalf("no JSON: %s", b)
	}
	text := strings.NewReplacer(`{"action"`, "\n  {\"action\"", `{"at"`, "\n  {\"at\"", `"said":`, "\n  \"said\":",
		`"event":{`, "\n  \"event\":{").Replace(string(b))
	return []byte(text)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: run with -update and read the difference\n%s", file, got)
	}
}
