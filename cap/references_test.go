package cap

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReferenceList: one line each, "sender|identifier|instant"; traps us-9 for the dirty ones.
func TestReferenceList(t *testing.T) {
	const sent = "2026-11-21T18:30:00-04:00"
	for _, c := range []struct {
		name    string
		version Version
		text    string
		want    []string
	}{
		{"empty", V12, " \n", nil},
		{"one", V12, "a@b.invalid,1," + sent, []string{"a@b.invalid|1|22:30"}},
		{"line breaks between", V12, "a@b.invalid,1," + sent + "\n\t a@b.invalid,2," + sent, []string{"a@b.invalid|1|22:30",
			"a@b.invalid|2|22:30"}},
		{"line break inside", V12, "a@b.invalid,\n  1-2-x," + sent + " a@b.invalid,2,\n" + sent,
			[]string{"a@b.invalid|1-2-x|22:30", "a@b.invalid|2|22:30"}},
		{"line break in the time", V12, "a@b.invalid,1,2026-11-21T18:30:\n00-04:00 a@b.invalid,2," + sent,
			[]string{"a@b.invalid|1|22:30", "a@b.invalid|2|22:30"}},
		{"sender with a comma", V12, "Desk,East,1," + sent, []string{"Desk,East|1|22:30"}},
		{"sender that is a URL", V12, "http://eoc.invalid/x,1," + sent, []string{"http://eoc.invalid/x|1|22:30"}},
		{"identifier with a space", V12, "a@b.invalid,one two," + sent, []string{"a@b.invalid|one two|22:30"}},
		{"bad time", V12, "a@b.invalid,1,soon a@b.invalid,2," + sent, []string{"a@b.invalid|1|", "a@b.invalid|2|22:30"}},
		{"a word alone", V12, "first a@b.invalid,2," + sent, []string{"|first|", "a@b.invalid|2|22:30"}},
		{"half a triplet", V12, "a@b.invalid,1", []string{"a@b.invalid|1|"}},
		{"1.0", V10, "1/a@b.invalid 2/a@b.invalid", []string{"a@b.invalid|1|", "a@b.invalid|2|"}},
		{"slash in 1.2", V12, "https://eoc.invalid/1", []string{"|https://eoc.invalid/1|"}},
	} {
		a := Alert{Version: c.version, References: c.text}
		var got []string
		for _, r := range a.ReferenceList() {
			at := ""
			if !r.Sent.At.IsZero() {
				at = r.Sent.At.UTC().Format("15:04")
			}
			got = append(got, r.Sender+"|"+r.Identifier+"|"+at)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// TestReferencesStayCheap: a field that never makes a triplet costs no more than its length, and has an end.
func TestReferencesStayCheap(t *testing.T) {
	a := Alert{References: strings.Repeat("a, ", 1<<20), Addresses: strings.Repeat("a ", 1<<20)}
	if got := len(a.ReferenceList()); got != maxList {
		t.Errorf("%d references", got)
	}
	if got := len(a.AddressList()); got != maxList {
		t.Errorf("%d addresses", got)
	}
}

func TestQuotedLists(t *testing.T) {
	a := Alert{Addresses: ` 999 "County Desk" "open `, Incidents: "\"Maple Bridge\"\nfire-7"}
	if d := cmp.Diff([]string{"999", "County Desk", "open"}, a.AddressList()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Maple Bridge", "fire-7"}, a.IncidentList()); d != "" {
		t.Error(d)
	}
}
