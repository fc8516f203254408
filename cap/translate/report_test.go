package translate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate"
)

// TestReportsKeepTheSchema: every report of the fixtures and of the real messages is what report.schema.json says.
func TestReportsKeepTheSchema(t *testing.T) {
	t.Parallel()
	s := readSchema(t, translate.ReportSchema())
	seen := 0
	everyReport(t, func(name string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			seen++
			var v any
			if err := json.Unmarshal(d.Report.JSON(), &v); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, fault := range s.check(v) {
				t.Errorf("%s, part %d to %s: %s", name, d.Part, d.Report.To, fault)
			}
		}
	})
	if seen < 2*len(fixtures(t)) {
		t.Errorf("only %d reports were looked at", seen)
	}
}

// TestAReportIsToldAgainFromItsJSON: whoever kept a report can read the note of it, word for word.
func TestAReportIsToldAgainFromItsJSON(t *testing.T) {
	t.Parallel()
	seen := 0
	everyReport(t, func(name string, _ *cap.Alert, drafts []translate.Draft) {
		for _, d := range drafts {
			again, err := translate.ReadReport(d.Report.JSON())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, french := range []bool{false, true} {
				if got, want := again.Note(french), d.Report.Note(french); got != want {
					t.Fatalf("%s, part %d to %s:\n%s\nbecame\n%s", name, d.Part, d.Report.To, want, got)
				}
			}
			seen++
		}
	})
	if seen == 0 {
		t.Error("no report was looked at")
	}
	for what, doc := range map[string]string{"no JSON": "<alert/>", "another version": `{"version":2}`, "nothing": ""} {
		if _, err := translate.ReadReport([]byte(doc)); err == nil {
			t.Errorf("%s was read", what)
		}
	}
}

// TestSchemaRefuses: a schema that takes anything would have shown nothing.
func TestSchemaRefuses(t *testing.T) {
	s := readSchema(t, translate.ReportSchema())
	good := string(all(t, request(fixture(t, "mema-hmw"), cap.CA, true))[0].Report.JSON())
	for what, spoil := range map[string]*strings.Replacer{
		"another version":        strings.NewReplacer(`"version":1`, `"version":2`),
		"a member nobody knows":  strings.NewReplacer(`"part":1`, `"part":1,"mood":"good"`),
		"part 0":                 strings.NewReplacer(`"part":1`, `"part":0`),
		"a part in words":        strings.NewReplacer(`"part":1`, `"part":"1"`),
		"an action nobody knows": strings.NewReplacer(`"action":"composed"`, `"action":"invented"`),
		"a row without path":     strings.NewReplacer(`"path":"/alert/sender",`, ``),
		"a path that is none":    strings.NewReplacer(`"/alert/sender"`, `"sender"`),
		"no rows":                strings.NewReplacer(`"rows":`, `"lines":`),
		"a side nobody knows":    strings.NewReplacer(`"to":"ca"`, `"to":"mx"`),
		"a time in Zulu": strings.NewReplacer(`"expires":"2026-03-05T12:20:00-05:00"`,
			`"expires":"2026-03-05T17:20:00Z"`, `"languages"`, `"tongues"`),
		"carried without element": strings.NewReplacer(`"as":["`, `"as":["",`+`"`),
	} {
		var v any
		spoilt := spoil.Replace(good)
		if spoilt == good {
			t.Errorf("%s: there was nothing to spoil in %s", what, good)
		}
		if err := json.Unmarshal([]byte(spoilt), &v); err != nil {
			t.Errorf("%s: %v", what, err)
		} else if len(s.check(v)) == 0 {
			t.Errorf("the schema takes %s", what)
		}
	}
}

// TestReportJSONIsExact: what the encoder writes by hand is read back as it was.
func TestReportJSONIsExact(t *testing.T) {
	const odd = "a \"quote\", a \\, \t\n\r\x01\x7f é 漢 🌪 \u2028 \u00a0 </script>"
	a := fixture(t, "mema-hmw")
	a.Infos[0].Headline, a.Infos[0].Contact = odd, "broken \xff\xfe bytes"
	var got struct {
		Said    struct{ Headline string }
		Carried []struct {
			At string
			As []string
		}
		Rows []struct{ To string }
	}
	raw := all(t, request(a, cap.CA, true))[0].Report.JSON()
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	if got.Said.Headline != "EXERCISE EXERCISE EXERCISE: "+odd {
		t.Errorf("%q", got.Said.Headline)
	}
	if len(got.Carried) < 2 || !slices.Contains(got.Carried[1].As, "contact=broken \ufffd bytes") {
		t.Errorf("%q", got.Carried)
	}
}

// TestReportSchemaFile: the file that a program fetches is the one in the tree.
func TestReportSchemaFile(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("report", "report.schema.json"))
	if err != nil || string(file) != string(translate.ReportSchema()) {
		t.Error("what the program writes out is not the file", err)
	}
}

// BenchmarkReport is what the report of one part costs, from rows to bytes.
func BenchmarkReport(b *testing.B) {
	for _, name := range []string{"mema-hmw", "nbemo-train-update"} {
		b.Run(name, func(b *testing.B) {
			d := all(b, request(fixture(b, name), side(name).Other(), true))[0]
			b.SetBytes(int64(len(d.Report.JSON())))
			b.ReportAllocs()
			for b.Loop() {
				d.Report.JSON()
			}
		})
	}
}
