package translate

import (
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// TestSameNameOtherClock: where one side keeps its summer time and both clocks still bear one name, the frame says the
// offsets; where they agree there is nothing to say.
func TestSameNameOtherClock(t *testing.T) {
	there, here := time.FixedZone("PDT", -7*3600), time.FixedZone("PST", -8*3600)
	at := time.Date(2026, 12, 1, 20, 0, 0, 0, time.UTC)
	for lang, want := range map[tongue]string{
		enCA: "Times in the text below are Pacific Time (UTC−07:00), one hour ahead of Pacific (UTC−08:00).",
		frCA: "Les heures du texte ci-dessous sont exprimées en heure du Pacifique (UTC−07:00), qui a une heure d’avance sur l’heure du Pacifique (UTC−08:00).",
	} {
		if got := clockFrame(there, here, at, lang); got != want {
			t.Errorf("%q", got)
		}
	}
}

// TestFrames holds the sentence itself, both ways along the border and over the changes of the clocks: the nights in
// which one side has changed and the other has not, what keeps one time all year, and half hours.
func TestFrames(t *testing.T) {
	const (
		senders  = "Times in the text are the sender's local time and may differ from yours."
		emetteur = "Les heures du texte sont celles de l’émetteur et peuvent différer des vôtres."
	)
	for _, c := range []struct {
		what        string
		of, readers string // districts
		at, until   string
		english, fr string
	}{
		{"New Brunswick for Maine", "ca/nb/1302", "us/me/029", "2026-01-15T12:00:00-04:00", "2026-01-15T22:00:00-04:00",
			"Times in the text below are Atlantic Time, one hour ahead of Eastern.",
			"Les heures du texte ci-dessous sont exprimées en heure de l’Atlantique, qui a une heure d’avance sur l’heure de l’Est."},
		{"Maine for New Brunswick", "us/me/029", "ca/nb/1302", "2026-07-15T12:00:00-04:00", "2026-07-15T22:00:00-04:00",
			"Times in the text below are Eastern Time, one hour behind Atlantic.",
			"Les heures du texte ci-dessous sont exprimées en heure de l’Est, qui a une heure de retard sur l’heure de l’Atlantique."},
		{"over the hour in spring when only New Brunswick has changed", "ca/nb/1302", "us/me/029", "2026-03-08T01:30:00-05:00", "2026-03-08T12:00:00-04:00", senders, emetteur},
		{"within that hour", "ca/nb/1302", "us/me/029", "2026-03-08T06:15:00-00:00", "2026-03-08T06:45:00-00:00",
			"Times in the text below are Atlantic Time, two hours ahead of Eastern.",
			"Les heures du texte ci-dessous sont exprimées en heure de l’Atlantique, qui a deux heures d’avance sur l’heure de l’Est."},
		{"within the hour in autumn both clocks agree", "ca/nb/1302", "us/me/029", "2026-11-01T05:30:00-00:00", "2026-11-01T05:45:00-00:00", "", ""},
		{"over a weekend in which both change", "ca/nb/1302", "us/me/029", "2026-03-07T12:00:00-05:00", "2026-03-09T12:00:00-04:00", senders, emetteur},
		{"Saskatchewan in winter", "ca/sk/4701", "us/mt/105", "2026-01-15T12:00:00-06:00", "2026-01-16T12:00:00-06:00",
			"Times in the text below are Saskatchewan Time, one hour ahead of Mountain.", ""},
		{"Saskatchewan over Montana's change", "ca/sk/4701", "us/mt/105", "2026-10-31T12:00:00-06:00", "2026-11-02T12:00:00-06:00", senders, emetteur},
		{"North Dakota for Saskatchewan in summer", "us/nd/023", "ca/sk/4701", "2026-07-15T12:00:00-05:00", "2026-07-16T12:00:00-05:00",
			"Times in the text below are Central Time, one hour ahead of Saskatchewan.", ""},
		{"North Dakota for Saskatchewan in winter", "us/nd/023", "ca/sk/4701", "2026-01-15T12:00:00-06:00", "2026-01-16T12:00:00-06:00", "", ""},
		{"Yukon for Alaska in winter", "ca/yt/6001", "us/ak/240", "2026-01-15T12:00:00-07:00", "2026-01-16T12:00:00-07:00",
			"Times in the text below are Yukon Time, two hours ahead of Alaska.",
			"Les heures du texte ci-dessous sont exprimées en heure du Yukon, qui a deux heures d’avance sur l’heure de l’Alaska."},
		{"Yukon for Alaska in summer", "ca/yt/6001", "us/ak/240", "2026-07-15T12:00:00-07:00", "2026-07-16T12:00:00-07:00",
			"Times in the text below are Yukon Time, one hour ahead of Alaska.", ""},
		{"Newfoundland's half hour", "ca/nl/1001", "us/me/029", "2026-07-15T12:00:00-02:30", "2026-07-16T12:00:00-02:30",
			"Times in the text below are Newfoundland Time, one and a half hours ahead of Eastern.",
			"Les heures du texte ci-dessous sont exprimées en heure de Terre-Neuve, qui a une heure et demie d’avance sur l’heure de l’Est."},
		{"Toronto and New York", "ca/on/3526", "us/ny/063", "2026-07-15T12:00:00-04:00", "2026-07-16T12:00:00-04:00", "", ""},
		{"Manitoba and Minnesota over the change of both", "ca/mb/4601", "us/mn/135", "2026-03-08T07:30:00-00:00", "2026-03-09T07:30:00-00:00", "", ""},
		{"a district of two clocks", "ca/on/3559", "us/mn/071", "2026-07-15T12:00:00-05:00", "2026-07-15T22:00:00-05:00", "", ""},
		{"a district of two clocks in winter", "ca/on/3559", "us/mn/071", "2026-01-15T12:00:00-06:00", "2026-01-15T22:00:00-06:00", senders, emetteur},
		{"a county of two clocks", "us/nd/053", "ca/sk/4701", "2026-01-15T12:00:00-06:00", "2026-01-15T22:00:00-06:00", senders, emetteur},
		{"nobody knows whose", "_/_/_", "us/me/029", "2026-01-15T12:00:00-06:00", "2026-01-15T22:00:00-06:00", senders, emetteur},
	} {
		of, readers := geo.District(c.of), geo.District(c.readers)
		w := &work{req: Request{To: readers.Side()}, src: &cap.Alert{Sent: cap.ParseTime(c.at)}}
		w.clocks = func() geo.Clocks {
			return geo.Clocks{Here: map[cap.Side][]*time.Location{readers.Side().Other(): of.Zones(), readers.Side(): readers.Zones()}}
		}
		for lang, want := range map[tongue]string{enUS: c.english, frCA: c.fr} {
			if got, _ := w.clockFrame("It ends at 9:15 p.m.", cap.ParseTime(c.until).At, lang); got != want && (want != "" || c.english == "") {
				t.Errorf("%s: %q", c.what, got)
			}
			if got, _ := w.clockFrame("It ends at 9:15 p.m. CST.", cap.ParseTime(c.until).At, lang); got != "" {
				t.Errorf("%s: %q stands before a text that names its zone", c.what, got)
			}
			if got, _ := w.clockFrame("It ends in the evening.", cap.ParseTime(c.until).At, lang); got != "" {
				t.Errorf("%s: %q stands before a text without a time of day", c.what, got)
			}
		}
	}
}

// TestFrameOfMixedTimes: a text that names another zone beside times without one is not said to be in one.
func TestFrameOfMixedTimes(t *testing.T) {
	maine, brunswick := geo.District("us/me/029"), geo.District("ca/nb/1302")
	w := &work{req: Request{To: cap.CA}, src: &cap.Alert{Sent: cap.ParseTime("2026-01-15T12:00:00-05:00")}}
	w.clocks = func() geo.Clocks {
		return geo.Clocks{Here: map[cap.Side][]*time.Location{cap.US: maine.Zones(), cap.CA: brunswick.Zones()}}
	}
	for text, want := range map[string]string{
		"The quake was at 0411 UTC. Waves may arrive at 4:30 PM.": "Times in the text are the sender's local time and may differ from yours.",
		"Rain from 7 PM EST. Stay inside until 9 PM.":             "Times in the text below are Eastern Time, one hour behind Atlantic.",
	} {
		if got, _ := w.clockFrame(text, w.src.Sent.At, enCA); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// TestFrameOfItsYear: a frame names the clock that its ground kept when the alert was sent. The Yukon has had one of its own
// since November 2020, and was on Pacific Time before.
func TestFrameOfItsYear(t *testing.T) {
	alaska, yukon := geo.District("us/ak/240").Zone(), geo.District("ca/yt/6001").Zone()
	for sent, want := range map[string]string{
		"2012-01-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Pacific.",
		"2012-07-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Pacific.",
		"2026-01-15T12:00:00Z": "Times in the text below are Alaska Time, two hours behind Yukon.",
		"2026-07-15T12:00:00Z": "Times in the text below are Alaska Time, one hour behind Yukon.",
	} {
		if got := clockFrame(alaska, yukon, cap.ParseTime(sent).At, enCA); got != want {
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
		if !c.known() || c.key.in(frCA) == "" || c.key.sub("time").in(enUS) == "" {
			t.Errorf("the clock of %s, %s, has no name", d, zone)
		}
	}
}

func everyRegion() []geo.District {
	var out []geo.District
	for _, g := range []struct{ name, values string }{
		{"SAME", "001000 002000 004000 005000 006000 008000 009000 010000 011000 012000 013000 015000 016000 017000 018000 019000 020000 021000 022000 023000 024000 025000 026000 027000 028000 029000 030000 031000 032000 033000 034000 035000 036000 037000 038000 039000 040000 041000 042000 044000 045000 046000 047000 048000 049000 050000 051000 053000 054000 055000 056000 060000 066000 069000 072000 078000 016021 026053"},
		{"profile:CAP-CP:Location:0.3", "10 11 12 13 24 35 46 47 48 59 60 61 62 1010 1011 2401 3558 3559 3560 5901 5955 5959 6204 6205 6208"},
	} {
		for v := range fields(g.values) {
			out = append(out, geo.OfGeocode(cap.Pair{Name: g.name, Value: v}))
		}
	}
	return out
}

// TestMoments: an instant by the clocks of both countries, as each language writes it, with its day; over midnight, with a
// half hour, on ground that keeps several clocks, where both clocks are one, and where nobody knows the place.
func TestMoments(t *testing.T) {
	of := func(ca, us geo.District) clockwork { return clockwork{ca.Zones(), us.Zones()} }
	maine, prairie, north := of("ca/nb/1302", "us/me/029"), of("ca/sk/4701", "us/mt/105"), of("ca/on/3559", "us/mn/071")
	for _, c := range []struct {
		at   string
		by   clockwork
		t    tongue
		want string
	}{
		{"2026-07-16T21:30:00Z", maine, enCA, "6:30 p.m. ADT (5:30 p.m. EDT), Thursday, July 16, 2026"},
		{"2026-07-16T21:30:00Z", maine, enUS, "6:30 p.m. ADT (5:30 p.m. EDT), Thursday, July 16, 2026"},
		{"2026-07-16T21:30:00Z", maine, frCA, "18 h 30 HAA (17 h 30 HAE), le jeudi 16 juillet 2026"},
		{"2026-01-01T16:00:00Z", maine, frCA, "12 h HNA (11 h HNE), le jeudi 1er janvier 2026"},
		{"2026-07-17T03:30:00Z", maine, enUS, "12:30 a.m. ADT (Thursday 11:30 p.m. EDT), Friday, July 17, 2026"},
		{"2026-07-17T03:30:00Z", maine, frCA, "0 h 30 HAA (jeudi 23 h 30 HAE), le vendredi 17 juillet 2026"},
		{"2026-03-08T06:30:00Z", maine, enUS, "3:30 a.m. ADT (1:30 a.m. EST), Sunday, March 8, 2026"},
		{"2026-11-01T05:30:00Z", maine, enUS, "1:30 a.m. AST (1:30 a.m. EDT), Sunday, November 1, 2026"},
		{"2026-07-16T21:30:00Z", prairie, enUS, "3:30 p.m. CST (3:30 p.m. MDT), Thursday, July 16, 2026"},
		{"2026-01-15T21:30:00Z", prairie, frCA, "15 h 30 HNC (14 h 30 HNR), le jeudi 15 janvier 2026"},
		{"2026-01-15T21:30:00Z", north, enCA, "3:30 p.m. CST, 4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("ca/on/3526", "us/ny/063"), enUS, "4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), frCA, "14 h 30 HNY (12 h 30 HNAK), le jeudi 15 janvier 2026"},
		{"2012-06-21T20:10:00Z", of("ca/yt/6001", "us/ak/240"), frCA, "13 h 10 HAP (12 h 10 HAAK), le jeudi 21 juin 2012"},
		{"2012-01-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), enCA, "1:30 p.m. PST (12:30 p.m. AKST), Sunday, January 15, 2012"},
		{"2020-10-15T21:30:00Z", of("ca/yt/6001", "us/ak/240"), frCA, "14 h 30 HAP (13 h 30 HAAK), le jeudi 15 octobre 2020"},
		{"2014-07-15T21:30:00Z", of("ca/bc/5959", "us/ak/130"), enUS, "2:30 p.m. PDT (1:30 p.m. AKDT), Tuesday, July 15, 2014"},
		{"2026-01-15T21:30:00Z", of("ca/nl/1001", "us/me/029"), enCA, "6:00 p.m. NST (4:30 p.m. EST), Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", of("_/_/_", "us/me/029"), enUS, "4:30 p.m. EST, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", clockwork{}, frCA, "21 h 30 UTC, le jeudi 15 janvier 2026"},
		{"2026-01-15T16:30:00-05:00", clockwork{}, enCA, "4:30 p.m. UTC−05:00, Thursday, January 15, 2026"},
		{"2026-01-15T21:30:00Z", clockwork{us: geo.District("us/gu/010").Zones()}, enUS, "7:30 a.m. UTC+10:00, Friday, January 16, 2026"},
	} {
		if got := strings.ReplaceAll(c.by.when(cap.ParseTime(c.at).At, c.t), "\u00a0", " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got := maine.begins(cap.ParseTime("2026-07-16T21:30:00Z").At, frCA); got != "Début\u00a0: 18\u00a0h\u00a030\u00a0HAA (17\u00a0h\u00a030\u00a0HAE), le jeudi 16 juillet 2026." {
		t.Errorf("%q", got)
	}
}

// TestDistances: kilometres in Canada, miles too in the United States, and never none of either.
func TestDistances(t *testing.T) {
	for _, c := range []struct {
		km   int
		to   cap.Side
		t    tongue
		want string
	}{
		{12, cap.CA, enCA, "12\u00a0km"}, {12, cap.US, enUS, "7\u00a0mi (12\u00a0km)"}, {12, cap.US, frCA, "12\u00a0km"},
		{1, cap.US, enUS, "1\u00a0mi (1\u00a0km)"}, {0, cap.US, enUS, "less than 1\u00a0mi"}, {0, cap.CA, frCA, "moins de 1\u00a0km"},
	} {
		n := note{t: c.t}
		if got := n.distance(c.km, c.to); got != c.want {
			t.Errorf("%d km for %s: %q", c.km, c.to, got)
		}
	}
}
