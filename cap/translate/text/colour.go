package text

import (
	"regexp"

	"bordercast/cap"
	"bordercast/cap/translate/phrase"
)

// colours are what Environment Canada calls its alerts since November 2025, by impact and confidence, in either
// language (traps ca-19).
var colours = map[string]string{"yellow": "yellow", "jaune": "yellow", "orange": "orange", "red": "red", "rouge": "red"}

// grade is a word or two, as impact and confidence are told in.
var grade = regexp.MustCompile(`^\p{L}{2,20}( \p{L}{2,20})?$`)

// colour is the frame that says to readers in the United States what their neighbours hear first: the colour of an
// alert, its impact and how sure the forecaster is, in the sender's own grades. It changes no severity.
func (w *Writer) colour(i *cap.Info, t phrase.Tongue) string {
	name, known := colours[i.ECCC(":colour")]
	if !known || w.To != cap.US {
		return ""
	}
	s := phrase.Key("colour").Sub("code").With(t, "colour", phrase.Key("colour").Sub(name).In(t))
	for _, of := range []string{"impact", "confidence"} {
		if v := i.ECCC(":msc_" + of); grade.MatchString(v) && w.Gate.MayCross("parameter") {
			s += " " + phrase.Key("colour").Sub(of).With(t, "grade", v)
		}
	}
	return s
}
