package translate

import (
	"strings"

	"bordercast/cap"
)

// Origin is the alert that a derived one was first made from, in the words of its provenance; ok is false for an
// alert that no gateway of this kind derived.
func Origin(a *cap.Alert) (origin cap.Reference, ok bool) {
	for n := range a.Infos {
		if text := a.Infos[n].Param(layer + ":origin"); text != "" {
			refs := (&cap.Alert{References: text}).ReferenceList()
			if len(refs) == 1 {
				return refs[0], true
			}
		}
	}
	return cap.Reference{}, false
}

// Path lists the gateways a derived alert passed. One that names this gateway is a loop (DESIGN §4, us-traps 24).
func Path(a *cap.Alert) []string {
	for n := range a.Infos {
		if text := a.Infos[n].Param(layer + ":path"); text != "" {
			return strings.Fields(text)
		}
	}
	return nil
}
