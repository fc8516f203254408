package translate_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
)

var englishWords = regexp.MustCompile(`(?i)\b(the|warning|and|of|time|county|hazardous|text|is)\b`)

// TestFrenchBlockIsFrench: the composed block holds the event, the place and fixed phrases, and no English prose.
func TestFrenchBlockIsFrench(t *testing.T) {
	d := all(t, request(fixture(t, "mema-hmw"), cap.CA, false))[0]
	if len(d.Alert.Infos) != 2 || d.Alert.Infos[0].Language != "en-CA" || d.Alert.Infos[1].Language != "fr-CA" {
		t.Fatalf("%d infos", len(d.Alert.Infos))
	}
	fr := d.Alert.Infos[1]
	for _, text := range []string{fr.Event, fr.Headline, fr.Description, fr.Instruction, fr.Areas[0].Desc} {
		if text == "" || englishWords.MatchString(text) {
			t.Errorf("not French: %q", text)
		}
	}
	if fr.Event != "matières dangereuses" || !strings.Contains(fr.Description, "Texte intégral en anglais seulement") ||
		fr.Param("layer:bordercast:1.0:french") != "unofficial" {
		t.Errorf("%+v", fr)
	}
	if fr.Param("layer:bordercast:1.0:CMAMtext") != "" || fr.Contact != "" {
		t.Error("the block carries the source's prose")
	}
	if !strings.HasPrefix(fr.Headline, "EXERCICE") || !strings.HasPrefix(fr.Description, "EXERCICE") {
		t.Errorf("not marked: %q", fr.Headline)
	}
}

func TestLanguages(t *testing.T) {
	for _, c := range []struct {
		what string
		to   cap.Side
		in   []string
		want []string
	}{
		{"an absent language is English", cap.CA, []string{""}, []string{"en-CA", "fr-CA"}},
		{"both are kept", cap.US, []string{"fr-CA", "en-CA"}, []string{"en-US", "fr-CA"}},
		{"French only gets an English block, first", cap.US, []string{"fr-CA"}, []string{"en-US", "fr-CA"}},
		{"Spanish stays behind", cap.CA, []string{"en-US", "es-US"}, []string{"en-CA", "fr-CA"}},
		{"but not where it is all there is", cap.CA, []string{"es-US"}, []string{"es-US", "fr-CA"}},
		{"Spanish goes on in the United States", cap.US, []string{"en-CA", "es-US"}, []string{"en-US", "es-US"}},
		{"one block for two strange languages", cap.US, []string{"fr-CA", "iu-CA"}, []string{"en-US", "fr-CA", "iu-CA"}},
		{"no language at all", cap.US, []string{"en_CA", "12345678901"}, []string{"en-US", "und"}},
	} {
		a := message(cap.MsgAlert, "flood:1302")
		one := a.Infos[0]
		a.Infos = nil
		for _, tag := range c.in {
			one.Language = tag
			a.Infos = append(a.Infos, one)
		}
		var got []string
		for _, i := range all(t, request(a, c.to, false))[0].Alert.Infos {
			got = append(got, i.Language)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestClockFrames: New Brunswick and Maine differ by two hours and by none for an hour at each
// change of the clocks; Saskatchewan by season.
func TestClockFrames(t *testing.T) {
	for _, c := range []struct {
		at, where string
		want      string
	}{
		{"2026-01-15T12:00:00-04:00", "1302", "Times in the text below are Atlantic Time, one hour ahead of Eastern."},
		{"2026-03-08T01:30:00-05:00", "1302", "Atlantic Time, two hours ahead of Eastern."},
		{"2026-11-01T05:30:00-00:00", "1302", ""},
		// the clocks change before it is over
		{"2026-11-01T05:50:00-00:00", "1302", "Times in the text are the sender's local time and may differ from yours."},
		{"2026-01-15T12:00:00-06:00", "4701", "Saskatchewan Time, one hour ahead of Mountain."},
		{"2026-07-15T12:00:00-06:00", "4701", ""}, // Montana's summer time is Saskatchewan's all year
		{"2026-07-15T12:00:00-02:30", "1001", "Newfoundland Time, one and a half hours ahead of Eastern."},
		// Toronto and New York share a clock
		{"2026-07-15T12:00:00-04:00", "3519", ""},
		// nowhere known
		{"2026-07-15T12:00:00-04:00", "9999", "Times in the text are the sender's local time and may differ from yours."},
	} {
		a := message(cap.MsgAlert, "flood:"+c.where)
		a.Sent = cap.ParseTime(c.at)
		a.Infos[0].Description = "The water rises at 3 PM."
		a.Infos[0].Expires = cap.FormatTime(a.Sent.At.Add(20 * time.Minute))
		text := all(t, request(a, cap.US, false))[0].Alert.Infos[0].Description
		if (c.want == "") == strings.Contains(text, "Times in the text") || !strings.Contains(text, c.want) {
			t.Errorf("%s at %s: %q", c.where, c.at, text)
		}
	}
}

func TestTimes(t *testing.T) {
	a := message(cap.MsgAlert, "flood:1302")
	i := &a.Infos[0]
	i.Onset = cap.ParseTime("2026-03-06T20:00:00Z")
	i.Expires = cap.ParseTime("2026-03-06T19:00:00-00:00")
	i.Parameters = []cap.Pair{{Name: "eventEndingTime", Value: "2026-03-07T03:00:00-00:00"}}
	out := all(t, request(a, cap.US, false))[0].Alert
	got := out.Infos[0]
	if out.Sent.Text != "2026-03-06T13:00:00-04:00" || got.Onset.Text != "2026-03-06T16:00:00-04:00" {
		t.Errorf("sent %s, onset %s: not in the place's offset", out.Sent.Text, got.Onset.Text)
	}
	if got.Expires.Text != "2026-03-06T23:00:00-04:00" {
		t.Errorf("expires %s is not the originator's own hazard end", got.Expires.Text)
	}
	if !strings.Contains(got.Description, "Begins: 4:00\u00a0p.m.\u00a0AST (3:00\u00a0p.m.\u00a0EST), Friday, March 6, "+
		"2026.") {
		t.Errorf("a future onset is not said: %q", got.Description)
	}
	i.Expires, i.Onset = cap.Time{}, cap.ParseTime("tomorrow")
	got = all(t, request(a, cap.US, false))[0].Alert.Infos[0]
	if got.Expires.At.Sub(noon) != 24*time.Hour || !got.Onset.IsZero() {
		t.Errorf("expires %s, onset %q", got.Expires.Text, got.Onset.Text)
	}
	if strings.Contains(string(all(t, request(a, cap.US, false))[0].Alert.Encode()), "Z</") {
		t.Error("a time ends in Z")
	}
}

// TestBlockNamesBothBanks: a code that the gateway composed for the neighbour's district is not all that a drawing
// without codes covers.
func TestBlockNamesBothBanks(t *testing.T) {
	req := request(drawnAlert(t, cap.US, []string{"42.25,-83.25 42.4,-82.98"}), cap.CA, true)
	req.Atlas = atlas(t)
	for _, i := range all(t, req)[0].Alert.Infos {
		if i.Language == "fr-CA" && !(strings.Contains(i.Headline, "Michigan") && strings.Contains(i.Headline, "Ontario")) {
			t.Errorf("headline %q", i.Headline)
		}
	}
}
