package text

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/translate/phrase"
)

// TestUnits: the frame names the units that the readers do not use, and none where the text gives both.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		text string
		to   cap.Side
		t    phrase.Tongue
		want string
	}{
		{"Winds gusting to 100 km/h. Rain, 20 to 40 mm.", cap.US, phrase.EnUS, "kilometers per hour, millimeters"},
		{"Winds gusting to 100 km/h. Rain, 20 to 40 mm.", cap.US, phrase.FrCA, "kilomètres à l’heure, millimètres"},
		{"Rafales à 90\u00a0km/h, 15\u00a0cm de neige, refroidissement de -45\u00a0°C.", cap.US, phrase.FrCA,
			"kilomètres à l’heure, centimètres, degrés Celsius"},
		{"Winds of 60 mph and hail of 1 inch.", cap.CA, phrase.EnCA, "miles per hour, inches"},
		{"Winds of 60 mph and hail of 1 inch.", cap.CA, phrase.FrCA, "milles à l’heure, pouces"},
		{"Wind chills as low as 35 below zero.", cap.CA, phrase.EnCA, "degrees Fahrenheit"},
		{"Wind chill near 35 below zero.", cap.US, phrase.EnUS, "degrees Celsius"},
		{"High temperatures of 95 degrees.", cap.CA, phrase.FrCA, "degrés Fahrenheit"},
		{"Winds of 100 km/h (60 mph).", cap.US, phrase.EnUS, ""},
		{"Winds of 60 mph (100 km/h); stay 500 feet away.", cap.CA, phrase.EnCA, "feet"},
		{"Stay 500 metres away, within 2 km.", cap.US, phrase.EnUS, "meters, kilometers"},
		{"A 5-foot wave, 20 miles offshore.", cap.CA, phrase.EnCA, "feet, miles"},
		{"Earthquake at 54.2 degrees north, depth 10 km.", cap.US, phrase.EnUS, "kilometers"},
		{"Call 555-0100 before 5 minutes to 12. Channel 5 changes.", cap.US, phrase.EnUS, ""},
		{"The fire covers 30 km² at 5 m/s, 12 Main Street.", cap.US, phrase.EnUS, ""},
		{"Winds of 40 knots, 80 per cent.", cap.CA, phrase.EnCA, ""},
		{"It is -25 C now, 40 C in the sun; 10 c each.", cap.US, phrase.EnUS, "degrees Celsius"},
		{"No numbers here but many miles.", cap.CA, phrase.EnCA, ""},
	} {
		if got := strings.Join(foreign(c.text, c.to, c.t), ", "); got != c.want {
			t.Errorf("%q for %s: %q, want %q", c.text, c.to, got, c.want)
		}
	}
}

// TestUnitsAreInTheTable: every spelling leads to a name, and no spelling hides a longer one.
func TestUnitsAreInTheTable(t *testing.T) {
	for n, u := range units {
		if u.key != "" && phrase.Key("unit").Sub(u.key).In(phrase.FrCA) == "" {
			t.Errorf("%s has no name", u.spelling)
		}
		hidden := slices.IndexFunc(units[:n], func(v unit) bool { return v.key != u.key && u.spelling == v.spelling })
		if hidden >= 0 {
			t.Errorf("%s stands there twice", u.spelling)
		}
	}
}

func BenchmarkUnits(b *testing.B) {
	text := strings.Repeat("At 4:31 PM, winds of 60 mph and 1.5 inch hail were 12 miles north of Calais; 45.2 -67.3. ", 40)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		foreign(text, cap.CA, phrase.EnCA)
	}
}
