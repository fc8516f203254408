package cap

import (
	"testing"
	"time"

	"bordercast/cap/form"
)

func TestParseTime(t *testing.T) {
	for _, c := range []struct {
		text, instant string // instant in UTC, "" when it cannot be read
		valid12, xsd  bool
	}{
		{"2026-11-21T18:30:00-04:00", "2026-11-21T22:30:00Z", true, true},
		{"2026-11-21T22:30:00-00:00", "2026-11-21T22:30:00Z", true, true},
		{"2026-11-21T22:30:00+00:00", "2026-11-21T22:30:00Z", true, true},
		{" 2026-11-21T18:30:00-03:30\n", "2026-11-21T22:00:00Z", true, true},
		{"2026-11-21T22:30:00Z", "2026-11-21T22:30:00Z", false, true},
		{"2026-11-21T22:30:00.999Z", "2026-11-21T22:30:00Z", false, true},
		{"2026-11-21T18:30:00.5-04:00", "2026-11-21T22:30:00Z", false, true},
		{"2026-11-21T22:30:00", "2026-11-21T22:30:00Z", false, true},
		{"2026-11-21 22:30:00", "2026-11-21T22:30:00Z", false, false},
		{"2026-11-21T18:30-04:00", "2026-11-21T22:30:00Z", false, false},
		{"2026-11-21T18:30:00-0400", "2026-11-21T22:30:00Z", false, false},
		{"2028-02-29T00:00:00-04:00", "2028-02-29T04:00:00Z", true, true},
		{"2026-02-29T00:00:00-04:00", "", false, false},
		{"2026-13-01T00:00:00-04:00", "", false, false},
		{"2026-11-21T24:30:00-04:00", "", false, false},
		{"2026-11-21T18:60:00-04:00", "", false, false},
		{"2026-11-21T18:30:00-15:00", "", false, false},
		// The comma is in the schema's own pattern by mistake; its base type refuses it (facts of CAP 1.2 §3.4).
		{"2026-11-21T18:30:00,04:00", "", false, false},
		{"2026-11-21", "", false, false},
		{"yesterday", "", false, false},
		{"", "", false, false},
	} {
		got := ParseTime(c.text)
		instant := ""
		if !got.At.IsZero() {
			instant = got.At.UTC().Format("2006-01-02T15:04:05Z")
		}
		if instant != c.instant || got.Valid12() != c.valid12 {
			t.Errorf("%q: %q, valid in 1.2 %v", c.text, instant, got.Valid12())
		}
		if instant != "" && form.IsDateTime(got.Text) != c.xsd {
			t.Errorf("%q: xs:dateTime %v", c.text, !c.xsd)
		}
	}
}

func TestFormatTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 22, 30, 0, 999, time.UTC)
	for _, c := range []struct {
		zone *time.Location
		want string
	}{
		{time.UTC, "2026-11-21T22:30:00-00:00"},
		{time.FixedZone("", -4*3600), "2026-11-21T18:30:00-04:00"},
		{time.FixedZone("", -12600), "2026-11-21T19:00:00-03:30"},
	} {
		got := FormatTime(at.In(c.zone))
		if got.Text != c.want || !got.Valid12() || !ParseTime(got.Text).At.Equal(got.At) {
			t.Errorf("%+v, want %s", got, c.want)
		}
	}
}

// TestExactText: the text of a valid time is repeated to the letter, any other is spelled anew.
func TestExactText(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-21T22:30:00+00:00": "2026-11-21T22:30:00+00:00",
		"2026-11-21T22:30:00Z":      "2026-11-21T22:30:00-00:00",
		"soon":                      "soon",
		"":                          "",
	} {
		if got := ParseTime(text).spelled12(); got != want {
			t.Errorf("%q is written %q", text, got)
		}
	}
}
