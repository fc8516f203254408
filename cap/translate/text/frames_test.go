package text

import (
	"testing"
	"time"

	_ "time/tzdata" // the program links it too; tests must not depend on the machine's

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

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
			"Les heures du texte ci-dessous sont exprimées en heure de l’Atlantique, qui a une heure d’avance sur l’heure de " +
				"l’Est."},
		{"Maine for New Brunswick", "us/me/029", "ca/nb/1302", "2026-07-15T12:00:00-04:00", "2026-07-15T22:00:00-04:00",
			"Times in the text below are Eastern Time, one hour behind Atlantic.",
			"Les heures du texte ci-dessous sont exprimées en heure de l’Est, qui a une heure de retard sur l’heure de " +
				"l’Atlantique."},
		{"over the hour in spring when only New Brunswick has changed", "ca/nb/1302", "us/me/029",
			"2026-03-08T01:30:00-05:00", "2026-03-08T12:00:00-04:00", senders, emetteur},
		{"within that hour", "ca/nb/1302", "us/me/029", "2026-03-08T06:15:00-00:00", "2026-03-08T06:45:00-00:00",
			"Times in the text below are Atlantic Time, two hours ahead of Eastern.",
			"Les heures du texte ci-dessous sont exprimées en heure de l’Atlantique, qui a deux heures d’avance sur l’heure " +
				"de l’Est."},
		{"within the hour in autumn both clocks agree", "ca/nb/1302", "us/me/029", "2026-11-01T05:30:00-00:00",
			"2026-11-01T05:45:00-00:00", "", ""},
		{"over a weekend in which both change", "ca/nb/1302", "us/me/029", "2026-03-07T12:00:00-05:00",
			"2026-03-09T12:00:00-04:00", senders, emetteur},
		{"Saskatchewan in winter", "ca/sk/4701", "us/mt/105", "2026-01-15T12:00:00-06:00", "2026-01-16T12:00:00-06:00",
			"Times in the text below are Saskatchewan Time, one hour ahead of Mountain.", ""},
		{"Saskatchewan over Montana's change", "ca/sk/4701", "us/mt/105", "2026-10-31T12:00:00-06:00",
			"2026-11-02T12:00:00-06:00", senders, emetteur},
		{"North Dakota for Saskatchewan in summer", "us/nd/023", "ca/sk/4701", "2026-07-15T12:00:00-05:00",
			"2026-07-16T12:00:00-05:00",
			"Times in the text below are Central Time, one hour ahead of Saskatchewan.", ""},
		{"North Dakota for Saskatchewan in winter", "us/nd/023", "ca/sk/4701", "2026-01-15T12:00:00-06:00",
			"2026-01-16T12:00:00-06:00", "", ""},
		{"Yukon for Alaska in winter", "ca/yt/6001", "us/ak/240", "2026-01-15T12:00:00-07:00", "2026-01-16T12:00:00-07:00",
			"Times in the text below are Yukon Time, two hours ahead of Alaska.",
			"Les heures du texte ci-dessous sont exprimées en heure du Yukon, qui a deux heures d’avance sur l’heure de " +
				"l’Alaska."},
		{"Yukon for Alaska in summer", "ca/yt/6001", "us/ak/240", "2026-07-15T12:00:00-07:00", "2026-07-16T12:00:00-07:00",
			"Times in the text below are Yukon Time, one hour ahead of Alaska.", ""},
		{"Newfoundland's half hour", "ca/nl/1001", "us/me/029", "2026-07-15T12:00:00-02:30", "2026-07-16T12:00:00-02:30",
			"Times in the text below are Newfoundland Time, one and a half hours ahead of Eastern.",
			"Les heures du texte ci-dessous sont exprimées en heure de Terre-Neuve, qui a une heure et demie d’avance sur " +
				"l’heure de l’Est."},
		{"Toronto and New York", "ca/on/3526", "us/ny/063", "2026-07-15T12:00:00-04:00", "2026-07-16T12:00:00-04:00", "", ""},
		{"Manitoba and Minnesota over the change of both", "ca/mb/4601", "us/mn/135", "2026-03-08T07:30:00-00:00",
			"2026-03-09T07:30:00-00:00", "", ""},
		{"a district of two clocks", "ca/on/3559", "us/mn/071", "2026-07-15T12:00:00-05:00", "2026-07-15T22:00:00-05:00", "",
			""},
		{"a district of two clocks in winter", "ca/on/3559", "us/mn/071", "2026-01-15T12:00:00-06:00",
			"2026-01-15T22:00:00-06:00", senders, emetteur},
		{"a county of two clocks", "us/nd/053", "ca/sk/4701", "2026-01-15T12:00:00-06:00", "2026-01-15T22:00:00-06:00",
			senders, emetteur},
		{"nobody knows whose", "_/_/_", "us/me/029", "2026-01-15T12:00:00-06:00", "2026-01-15T22:00:00-06:00", senders,
			emetteur},
	} {
		of, readers := geo.District(c.of), geo.District(c.readers)
		w := &Writer{To: readers.Side(), Alert: &cap.Alert{Sent: cap.ParseTime(c.at)}}
		w.Clocks = func() geo.Clocks {
			return geo.Clocks{Here: map[cap.Side][]*time.Location{readers.Side().Other(): of.Zones(),
				readers.Side(): readers.Zones()}}
		}
		for lang, want := range map[phrase.Tongue]string{phrase.EnUS: c.english, phrase.FrCA: c.fr} {
			if got, _ := w.clockFrame("It ends at 9:15 p.m.", cap.ParseTime(c.until).At, lang); got != want &&
				(want != "" || c.english == "") {
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
	w := &Writer{To: cap.CA, Alert: &cap.Alert{Sent: cap.ParseTime("2026-01-15T12:00:00-05:00")}}
	w.Clocks = func() geo.Clocks {
		return geo.Clocks{Here: map[cap.Side][]*time.Location{cap.US: maine.Zones(), cap.CA: brunswick.Zones()}}
	}
	for text, want := range map[string]string{
		"The quake was at 0411 UTC. Waves may arrive at 4:30 PM.": "Times in the text are the sender's local time and may " +
			"differ from yours.",
		"Rain from 7 PM EST. Stay inside until 9 PM.": "Times in the text below are Eastern Time, one hour " +
			"behind Atlantic.",
	} {
		if got, _ := w.clockFrame(text, w.Alert.Sent.At, phrase.EnCA); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
