package text

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/translate/phrase"
)

// quantity is what is measured.
type quantity int

const (
	speed quantity = iota
	temperature
	fall // of rain and snow
	distance
	height
	volume
	mass
	pressure
)

// unit is one spelling of a unit behind a number: its key in the table of phrases, what it measures, and which side's
// people use it; "" is both, by the scale of the text's own country.
type unit struct {
	spelling, key string
	of            quantity
	side          cap.Side
}

// units, the longest spelling first where one begins another: miles an hour are no distance. Capitals count only in
// spellings of one letter. Knots, hours and per cent are everybody's.
var units = []unit{
	{"km/h", "kmh", speed, cap.CA}, {"kph", "kmh", speed, cap.CA}, {"kmh", "kmh", speed, cap.CA},
	{"kilometres per hour", "kmh", speed, cap.CA}, {"kilometers per hour", "kmh", speed, cap.CA},
	{"kilometres an hour", "kmh", speed, cap.CA}, {"kilomètres à l", "kmh", speed, cap.CA}, {"kilomètres par heure", "kmh",
		speed, cap.CA},
	{"mph", "mph", speed, cap.US}, {"miles per hour", "mph", speed, cap.US}, {"mile per hour", "mph", speed, cap.US},
	{"miles an hour", "mph", speed, cap.US}, {"milles à l", "mph", speed, cap.US},
	{"°c", "celsius", temperature, cap.CA}, {"degrees celsius", "celsius", temperature, cap.CA}, {"degrés celsius",
		"celsius", temperature, cap.CA},
	{"C", "celsius", temperature, cap.CA}, {"degrees c", "celsius", temperature, cap.CA},
	{"°f", "fahrenheit", temperature, cap.US}, {"degrees fahrenheit", "fahrenheit", temperature,
		cap.US}, {"degrés fahrenheit", "fahrenheit", temperature, cap.US},
	{"F", "fahrenheit", temperature, cap.US}, {"degrees f", "fahrenheit", temperature, cap.US},
	{"degrees", "", temperature, ""}, {"degrés", "", temperature, ""}, {"below zero", "", temperature, ""}, {"above zero",
		"", temperature, ""},
	{"sous zéro", "", temperature, ""}, {"au-dessus de zéro", "", temperature, ""},
	{"mm", "mm", fall, cap.CA}, {"millimetre", "mm", fall, cap.CA}, {"millimeter", "mm", fall, cap.CA}, {"millimètre",
		"mm", fall, cap.CA},
	{"cm", "cm", fall, cap.CA}, {"centimetre", "cm", fall, cap.CA}, {"centimeter", "cm", fall, cap.CA}, {"centimètre",
		"cm", fall, cap.CA},
	{"inches of mercury", "inhg", pressure, cap.US}, {"inhg", "inhg", pressure, cap.US},
	{"inche", "inch", fall, cap.US}, {"inch", "inch", fall, cap.US}, {"in.", "inch", fall, cap.US}, {"pouce", "inch", fall,
		cap.US},
	{"km", "km", distance, cap.CA}, {"kilometre", "km", distance, cap.CA}, {"kilometer", "km", distance,
		cap.CA}, {"kilomètre", "km", distance, cap.CA},
	{"mile", "mile", distance, cap.US}, {"mi", "mile", distance, cap.US}, {"mille", "mile", distance, cap.US},
	{"m", "m", height, cap.CA}, {"metre", "m", height, cap.CA}, {"meter", "m", height, cap.CA}, {"mètre", "m", height,
		cap.CA},
	{"feet", "foot", height, cap.US}, {"foot", "foot", height, cap.US}, {"ft", "foot", height, cap.US}, {"pied", "foot",
		height, cap.US},
	{"litre", "litre", volume, cap.CA}, {"liter", "litre", volume, cap.CA}, {"gallon", "gallon", volume, cap.US},
	{"kg", "kg", mass, cap.CA}, {"kilogram", "kg", mass, cap.CA}, {"kilogramme", "kg", mass, cap.CA},
	{"pound", "pound", mass, cap.US}, {"lb", "pound", mass, cap.US}, {"livre", "pound", mass, cap.US},
	{"kpa", "kpa", pressure, cap.CA}, {"hpa", "kpa", pressure, cap.CA}, {"kilopascal", "kpa", pressure, cap.CA},
}

// bearings follow degrees that are no temperature.
var bearings = strings.Fields("north south east west true magnetic latitude longitude nord sud est ouest n s e w")

// units is the frame that names the units of the text which the readers do not use. Nothing is converted: the number
// is the originator's.
func (w *Writer) units(text string, t phrase.Tongue) string {
	frame := phrase.Key("units/metric")
	if w.To == cap.CA {
		frame = "units/customary"
	}
	start, _, _ := strings.Cut(frame.In(t), "{")
	names := foreign(text, w.To, t)
	if len(names) == 0 || strings.Contains(text, start) {
		return ""
	}
	return frame.With(t, "units", strings.Join(names, ", "))
}

// foreign names the units of the other country, of quantities that the text gives in them alone: where it gives both,
// its sender has said it in the readers' own.
func foreign(text string, readers cap.Side, t phrase.Tongue) []string {
	var theirs []unit
	var ours [pressure + 1]bool
	for at := range len(text) {
		if !digit(text, at) || digit(text, at+1) {
			continue
		}
		switch u, ok := unitAt(text[at+1:]); {
		case !ok:
		case u.side == readers:
			ours[u.of] = true
		case !slices.Contains(theirs, u):
			theirs = append(theirs, u)
		}
	}
	var names []string
	for _, u := range theirs {
		if u.side == "" {
			u.key = map[cap.Side]string{cap.US: "celsius", cap.CA: "fahrenheit"}[readers]
		}
		if name := phrase.Key("unit").Sub(u.key).In(t); !ours[u.of] && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func digit(s string, at int) bool { return at < len(s) && s[at] >= '0' && s[at] <= '9' }

// unitsBy is units by their first byte, in lower case where it is a letter: most numbers have nothing behind them.
var unitsBy = sync.OnceValue(func() *[256][]unit {
	var out [256][]unit
	for _, u := range units {
		first := u.spelling[0] | 0x20
		out[first] = append(out[first], u)
	}
	return &out
})

// unitAt is the unit that follows a number.
func unitAt(after string) (unit, bool) {
	blank := after != "" && !unicode.IsLetter(rune(after[0]))
	for after != "" && (after[0] == ' ' || after[0] == '-' || after[0] == '\n') {
		after = after[1:]
	}
	if after = strings.TrimPrefix(strings.TrimPrefix(after, "\u00a0"), "\u202f"); after == "" {
		return unit{}, false
	}
	for _, u := range unitsBy()[after[0]|0x20] {
		n := len(u.spelling)
		if len(after) < n {
			continue
		}
		same := strings.EqualFold(after[:n], u.spelling)
		if n == 1 && u.spelling != "m" {
			same = after[:n] == u.spelling
		} else if n == 1 {
			same = same && (after[0] == 'm' || blank) // 5.2M is a magnitude, 5 M in a text of capitals is metres
		}
		if rest := after[n:]; same && ended(strings.TrimPrefix(rest, "s")) && !(u.side == "" && bearing(rest)) {
			return u, true
		}
	}
	return unit{}, false
}

// ended: nothing that would make the spelling part of another word or unit.
func ended(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/' && r != '²' && r != '³'
}

func bearing(rest string) bool {
	first, _, _ := strings.Cut(strings.TrimLeft(rest[:min(len(rest), 16)], " "), " ")
	return slices.Contains(bearings, strings.ToLower(strings.TrimRight(first, ".,;)")))
}
