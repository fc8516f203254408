package clock

import (
	"slices"
	"strings"
	"testing"
)

// TestHoursIn: clock times as both countries write them, those that name a zone, and what only looks like one.
func TestHoursIn(t *testing.T) {
	eastern, daylight := Offset{standard: -300}, Offset{standard: -300, daylight: true}
	central, atlantic := Offset{standard: -360}, Offset{standard: -240}
	for _, c := range []struct {
		text  string
		bare  bool
		zones []Offset
	}{
		{"", false, nil},
		{"Heavy snow. Accumulations of 8 to 12 inches.", false, nil},
		// without a zone
		{"Text at 9:30 a.m. with 90 km/h winds.", true, nil},
		{"Text at 9:30 a.m., with more.", true, nil},
		{"until 930 PM", true, nil},
		{"UNTIL 930 PM TUESDAY", true, nil},
		{"from 7pm", true, nil},
		{"At 5 p. m. the dam opens", true, nil},
		{"At 17:15 the plume was moving east", true, nil},
		{"at noon", true, nil},
		{"by midnight tonight", true, nil},
		{"until six o’clock", true, nil},
		{"at 1715 hours", true, nil},
		{"à 17\u00a0h\u00a015", true, nil},
		{"à 17h15", true, nil},
		{"à 17 h, le vent", true, nil},
		{"L’eau montera de 40 cm d’ici 14 h", true, nil},
		{"Jusqu’à 20 h, restez", true, nil},
		{"à 17 heures", true, nil},
		{"vers 8 heures 30", true, nil},
		{"avant midi", true, nil},
		{"jusqu’à minuit", true, nil},
		{"at 5 p.m. local time", true, nil},
		{"à 17 h, heure locale", true, nil},
		{"La tornade de 8 h 15 est passée", true, nil},
		{"sent 2026-03-05 09:30", true, nil},
		// with one
		{"At 8:30 a.m. CST a tornado", false, []Offset{central}},
		{"À 8 h 30 HNC, une tornade", false, []Offset{central}},
		{"à 17h15 HAE", false, []Offset{daylight}},
		{"à 17\u00a0h\u00a015 (HAE)", false, []Offset{daylight}},
		{"à 17 h 15, heure avancée de l’Est", false, []Offset{daylight}},
		{"à 17 h, heure de l'Est", false, []Offset{{standard: -300, eitherWay: true}}},
		{"À 9 h HNY", false, []Offset{{standard: -420}}},
		{"at 9 AM YST", false, []Offset{{standard: -420}}},
		{"at 1500 UTC", false, []Offset{{}}},
		{"at 1500Z", false, []Offset{{}}},
		{"at 15:00 UTC-5", false, []Offset{{standard: -300}}},
		{"noon EST Saturday", false, []Offset{eastern}},
		{"midi HNE", false, []Offset{eastern}},
		{"minuit HNA", false, []Offset{atlantic}},
		{"at 5 p.m. Atlantic Standard Time", false, []Offset{atlantic}},
		{"at 5 p.m. Eastern", false, []Offset{{standard: -300, eitherWay: true}}},
		{"until 2026-03-05T09:30:00-05:00", false, nil},
		{"* WHEN...From 7 PM this evening to 7 AM EST Wednesday.", false, []Offset{eastern}},
		{"From 10 AM MST /11 AM CST/ to noon", false, []Offset{{standard: -420}, central}},
		{"At 215 PM EST, a storm was near Calais, and\nwill reach Robbinston by 230 PM.", false, []Offset{eastern}},
		{"All times are EST. Storm at 9:30, flood at 11:15.", false, nil},
		{"Toutes les heures sont en HNE. Orage à 9 h 30.", false, nil},
		// both
		{"The quake was at 0411 UTC. Waves may arrive at 4:30 PM.", true, []Offset{{}}},
		{"Rain from 7 PM EST. Stay inside until 9 PM.", true, []Offset{eastern}},
		{"Stay inside until 9 p.m. Roads close at 3 a.m. EST.", true, []Offset{eastern}},
		// none
		{"gusts of 90 km/h for 24 h", false, nil},
		{"25 mm in 6 h", false, nil},
		{"25 mm en 6 h, 40 mm dans les prochaines 12 h", false, nil},
		{"pendant 6 à 12 h", false, nil},
		{"un retard de 3 heures", false, nil},
		{"cet après-midi", false, nil},
		{"this afternoon", false, nil},
		{"call 1-800-555-1212 or 911", false, nil},
		{"Highway 1, exit 1715", false, nil},
		{"2.10 pH", false, nil},
		{"17 hectares", false, nil},
		{"I am at Calais", false, nil},
		{"between 45.10 and 67.35", false, nil},
	} {
		got := HoursIn(c.text)
		if got.Bare != c.bare || !slices.Equal(got.Zones, c.zones) {
			t.Errorf("%q: %+v", c.text, got)
		}
	}
}

func FuzzHoursIn(f *testing.F) {
	for _, s := range []string{"At 8:30 a.m. CST", "À 8 h 30 HNC", "1500Z", "12 o’clock", "\xff9 h\u00a0",
		"2026-03-05T09:30Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := HoursIn(text)
		for _, zone := range got.Zones {
			if zone.standard < -24*60 || zone.standard > 100*60 {
				t.Errorf("%q: %+v", text, got)
			}
		}
		if later := HoursIn(text + "\n\nUntil 9:45 a.m."); !later.Bare && !allTimes.MatchString(text) {
			t.Errorf("%q hides a clock time behind it", text)
		}
	})
}

func BenchmarkHoursIn(b *testing.B) {
	text := strings.Repeat("A tank wagon leaks in this exercise; the cloud moves slowly along the river & stays low. ",
		10) + "Until 9 PM."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		HoursIn(text)
	}
}
