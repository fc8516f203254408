package clock

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

// TestSameNameOtherClock: where one side keeps its summer time and both clocks still bear one name, the frame says the
// offsets; where they agree there is nothing to say.
func TestSameNameOtherClock(t *testing.T) {
	there, here := time.FixedZone("PDT", -7*3600), time.FixedZone("PST", -8*3600)
	at := time.Date(2026, 12, 1, 20, 0, 0, 0, time.UTC)
	for lang, want := range map[phrase.Tongue]string{
		phrase.EnCA: "Times in the text below are Pacific Time (UTC−07:00), one hour ahead of Pacific (UTC−08:00).",
		phrase.FrCA: "Les heures du texte ci-dessous sont exprimées en heure du Pacifique (UTC−07:00), qui a une heure " +
			"d’avance sur l’heure du Pacifique (UTC−08:00).",
	} {
		if got := Frame(there, here, at, lang); got != want {
			t.Errorf("%q", got)
		}
	}
}

// TestFrameOfItsYear: a frame names the clock that its ground kept when the alert was sent. The Yukon has had one of
// its own since November 2020, and was on Pacific Time before.
func TestFrameOfItsYear(t *testing.T) {
	alaska, yukon := geo.District("us/ak/240").Zone(), geo.District("ca/yt/6001").Zone()
	for sent, want := range map[string]string{
		"2012-01-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Pacific.",
		"2012-07-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Pacific.",
		"2026-01-15T12:00:00Z": "Times in the text below are Alaska Time, two hours behind Yukon.",
		"2026-07-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Yukon.",
	} {
		if got := Frame(alaska, yukon, cap.ParseTime(sent).At, phrase.EnCA); got != want {
			t.Errorf("%s: %q, want %q", sent, got, want)
		}
	}
}

// TestEveryZoneIsNamed: no place of either country keeps a clock that has no name in the table.
func TestEveryZoneIsNamed(t *testing.T) {
	for _, d := range everyRegion() {
		zone := d.Zone()
		if zone == nil {
			continue
		}
		c := clockOf(zone, cap.ParseTime("2026-07-01T12:00:00Z").At)
		if !c.known() || c.key.In(phrase.FrCA) == "" || c.key.Sub("time").In(phrase.EnUS) == "" {
			t.Errorf("the clock of %s, %s, has no name", d, zone)
		}
	}
}

func everyRegion() []geo.District {
	var out []geo.District
	for _, g := range []struct{ name, values string }{
		{"SAME", "001000 002000 004000 005000 006000 008000 009000 010000 011000 012000 013000 015000 016000 017000 " +
			"018000 019000 020000 021000 022000 023000 024000 025000 026000 027000 028000 029000 030000 031000 032000 033000 " +
			"034000 035000 036000 037000 038000 039000 040000 041000 042000 044000 045000 046000 047000 048000 049000 050000 " +
			"051000 053000 054000 055000 056000 060000 066000 069000 072000 078000 016021 026053"},
		{"profile:CAP-CP:Location:0.3", "10 11 12 13 24 35 46 47 48 59 60 61 62 1010 1011 2401 3558 3559 3560 5901 5955 " +
			"5959 6204 6205 6208"},
	} {
		for v := range strings.FieldsSeq(g.values) {
			out = append(out, geo.OfGeocode(cap.Pair{Name: g.name, Value: v}))
		}
	}
	return out
}

// TestMoments: an instant by the clocks of both countries, as each language writes it, with its day; over midnight,
// with a half hour, on ground that keeps several clocks, where both clocks are one, and where nobody knows the place.
func TestMoments(t *testing.T) {
	of := func(ca, us geo.District) Both { return Both{ca.Zones(), us.Zones()} }
	maine, prairie, north := of("ca/nb/1302", "us/me/029"), of("ca/sk/4701", "us/mt/105"), of("ca/on/3559", "us/mn/071")
	for _, c := range []struct {
		at   string
		by   Both
		t    phrase.Tongue
		want string
	}{
		{"2026-07-16T21:30:00Z", maine, phrase.EnCA, "6:30 p.m. ADT (5:30 p.m. EDT), Thursday, July 16, 2026"},
		{"2026-07-16T21:30:00Z", maine, phrase.EnUS, "6:30 p.m. ADT (5:30 p.m. EDT), Thursday, July 16, 2026"},
		{"2026-07-16T21:30:00Z", maine, phrase.FrCA, "18 h 30 HAA (17 h 30 HAE), le jeudi 16 juillet 2026"},
		{"2026-01-01T16:00:00Z", maine, phrase.FrCA, "12 h HNA (11 h HNE), le jeudi 1er janvier 2026"},
		{"2026-07-17T03:30:00Z", maine, phrase.EnUS, "12:30 a.m. ADT (Thursday 11:30 p.m. EDT), Friday, July 17, 2026"},
		{"2026-07-17T03:30:00Z", maine, phrase.FrCA, "0 h 30 HAA (jeudi 23 h 30 HAE), le vendredi 17 juillet 2026"},
		{"2026-03-08T06:30:00Z", maine, phrase.EnUS, "3:30 a.m. ADT (1:30 a.m. EST), Sunday, March 8, 2026"},
		{"2026-11-01T05:30:00Z", maine, phrase.EnUS, "1:30 a.m. AST (1:30 a.m. EDT), Sunday, November 1, 2026"},
		{"2026-07-16T21:30:00Z", prairie, phrase.EnUS, "3:30 p.m. CST (3:30 p.m. MDT), Thursday, July 16, 2026"},
		{"2026-01-15T21:30:00Z", prairie, phrase.FrCA, "15 h 30 HNC (14 h 30 HNR), le jeudi 15 janvier 2026"},
		{"2026-01-15T21:30:00Z", north, phrase.EnCA, "3:30 p.m. CST, 4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("ca/on/3526", "us/ny/063"), phrase.EnUS, "4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), phrase.FrCA,
			"14 h 30 HNY (12 h 30 HNAK), le jeudi 15 janvier 2026"},
		{"2012-06-21T20:10:00Z", of("ca/yt/6001", "us/ak/240"), phrase.FrCA,
			"13 h 10 HAP (12 h 10 HAAK), le jeudi 21 juin 2012"},
		{"2012-01-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), phrase.EnCA,
			"1:30 p.m. PST (12:30 p.m. AKST), Sunday, January 15, 2012"},
		{"2020-10-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), phrase.FrCA,
			"14 h 30 HAP (13 h 30 HAAK), le jeudi 15 octobre 2020"},
		{"2014-07-15T21:30:00Z", of("ca/bc/5959", "us/ak/130"), phrase.EnUS,
			"2:30 p.m. PDT (1:30 p.m. AKDT), Tuesday, July 15, 2014"},
		{"2026-01-15T21:30:00Z", of("ca/nl/1001", "us/me/029"), phrase.EnCA,
			"6:00 p.m. NST (4:30 p.m. EST), Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("_/_/_", "us/me/029"), phrase.EnUS, "4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", Both{}, phrase.FrCA, "21 h 30 UTC, le jeudi 15 janvier 2026"},
		{"2026-01-15T16:30:00-05:00", Both{}, phrase.EnCA, "4:30 p.m. UTC−05:00, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", Both{US: geo.District("us/gu/010").Zones()}, phrase.EnUS,
			"7:30 a.m. UTC+10:00, Friday, January 16, 2026"},
	} {
		if got := strings.ReplaceAll(c.by.When(cap.ParseTime(c.at).At, c.t), "\u00a0", " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := maine.Begins(cap.ParseTime("2026-07-16T21:30:00Z").At,
		phrase.FrCA); got != "Début\u00a0: 18\u00a0h\u00a030\u00a0HAA (17\u00a0h\u00a030\u00a0HAE), le jeudi 16 juillet "+
		"2026." {
		t.Errorf("%q", got)
	}
}
