package cap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faultlessAgrees holds Faultless against what Validate says of the very bytes.
func faultlessAgrees(t *testing.T, a *Alert) (faultless bool) {
	t.Helper()
	faultless = Faultless(a)
	read, doc, err := Read(a.Encode())
	if err != nil {
		if faultless {
			t.Errorf("what is called faultless cannot be read: %v", err)
		}
		return faultless
	}
	for _, f := range Validate(doc, read) {
		if f.Level != LevelAdvice {
			if faultless {
				t.Errorf("what is called faultless has %s", f)
			}
			return faultless
		}
	}
	if size := len(a.Encode()); !faultless && size < mostProbed {
		t.Errorf("no fault is found in what is not called faultless:\n%.3000s", a.Encode())
	}
	return faultless
}

// TestFaultless: what is asked while an alert is written is what Validate says of it afterwards, of the fixtures as
// they came and with each kind of fault.
func TestFaultless(t *testing.T) {
	files, _ := filepath.Glob("translate/testdata/*.xml")
	more, _ := filepath.Glob("testdata/read/*.xml")
	clean, faulty := 0, 0
	for _, file := range append(files, more...) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for n, spoil := range []func(*Alert){
			func(*Alert) {},
			func(a *Alert) { a.Identifier = "a b" },
			func(a *Alert) { a.Sent = Time{} },
			func(a *Alert) { a.Status = "actual" },
			func(a *Alert) { a.Scope, a.Restriction = Restricted, "" },
			func(a *Alert) { a.References = "x" },
			func(a *Alert) { a.Infos[0].Categories = nil },
			func(a *Alert) { a.Infos[0].Severity = "" },
			func(a *Alert) { a.Infos[0].Headline += "\u200b" },
			func(a *Alert) { a.Infos[0].Expires = a.Sent },
			func(a *Alert) { a.Infos[0].Language = "no language at all" },
			func(a *Alert) { a.Infos[0].EventCodes = []Pair{{"SAME", " TOR"}} },
			func(a *Alert) { a.Infos[0].Areas[0].Desc = "" },
			func(a *Alert) { a.Infos[0].Areas[0].Polygons = []string{"45,-67 46,-67"} },
			func(a *Alert) { a.Infos[0].Areas[0].Altitude, a.Infos[0].Areas[0].Ceiling = "", "10" },
			func(a *Alert) { a.Infos[0].Areas[0].Altitude, a.Infos[0].Areas[0].Ceiling = "20", "10" },
			func(a *Alert) { a.Infos[0].Resources = []Resource{{Desc: "x", MimeType: "text/plain", URI: "map.png"}} },
			func(a *Alert) { a.Infos[0].Resources = []Resource{{MimeType: "text", URI: "http://x.invalid/a b"}} },
		} {
			a, _, err := Read(b)
			if err != nil || n > 0 && (len(a.Infos) == 0 || len(a.Infos[0].Areas) == 0) {
				continue
			}
			spoil(a)
			if faultlessAgrees(t, a) {
				clean++
			} else {
				faulty++
			}
			if t.Failed() {
				t.Fatalf("%s, fault %d", strings.TrimPrefix(file, "translate/"), n)
			}
		}
	}
	if clean < 10 || faulty < 100 {
		t.Errorf("%d were faultless and %d not: too few to say anything", clean, faulty)
	}
}
