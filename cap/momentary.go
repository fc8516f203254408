package cap

import (
	"strings"
	"unicode"
)

// Reports says that an info of an Update may tell no more than what happened: what it is about was over in an instant by
// nature, so that urgency Past is all that can be said of it, in a first report and in each that confirms it. Whether it
// ends a warning nobody can tell from it alone; what says AllClear, or names its end, means one.
func (a *Alert) Reports(i *Info) bool {
	return a.MsgType == MsgUpdate && i.Urgency == Past && !i.responds("AllClear") && !i.ended() && i.momentary()
}

// momentary says that the info is about what is over in an instant by nature, by its code, or by its name where no code
// says what it is about. A code for the danger of an explosion is beside the report of one too.
func (i *Info) momentary() bool {
	coded := false
	for _, p := range i.EventCodes {
		name, value := strings.ToLower(strings.TrimSpace(p.Name)), strings.ToLower(strings.TrimSpace(p.Value))
		known := name == "same" || name == "nationalweatherservice" || strings.HasPrefix(name, "oet:") || strings.HasPrefix(name, "profile:cap-cp:event:")
		switch value {
		case "eqw", "earthquake", "oet-068", "meteor", "oet-127":
			if known {
				return true
			}
		case "", "nws", "oth", "explosive", "oet-076": // none, or of no more than a danger
		default:
			coded = coded || known
		}
	}
	return !coded && namesMomentary(i.Event)
}

// namesMomentary tells the name of what happens in an instant, in either language, from that of a danger or of what may
// follow.
func namesMomentary(event string) bool {
	found := false
	for word := range strings.FieldsFuncSeq(strings.ToLower(event), func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch word {
		case "threat", "hazard", "risk", "danger", "risque", "menace", "tsunami":
			return false
		case "earthquake", "earthquakes", "quake", "explosion", "explosions", "meteor", "meteorite",
			"séisme", "séismes", "tremblement", "tremblements", "météore", "météorite":
			found = true
		}
	}
	return found
}
