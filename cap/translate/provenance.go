package translate

import (
	"regexp"
	"slices"
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

// Path lists the gateways a derived alert passed. One that names this gateway is a loop (traps us-24).
func Path(a *cap.Alert) []string {
	var out []string
	for n := range a.Infos {
		for _, name := range passed(&a.Infos[n]) {
			if n == 0 || !slices.Contains(out, name) { // language siblings repeat it
				out = append(out, name)
			}
		}
	}
	return out
}

// gatewayName is what a gateway may be called: a path is a list of names and no place for anything else.
var gatewayName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// mostGateways bounds what a hostile path can cost; no alert passes so many.
const mostGateways = 64

// passed are the gateways an info names, of every such parameter: one left out is a loop not seen.
func passed(i *cap.Info) []string {
	var out []string
	for _, text := range i.Params(layer + ":path") {
		for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' }) {
			if gatewayName.MatchString(name) && len(out) < mostGateways {
				out = append(out, name)
			}
		}
	}
	return out
}

// firstOrigin is the origin an earlier gateway told, where it is one, else the source itself.
func firstOrigin(a *cap.Alert, i *cap.Info) string {
	text := i.Param(layer + ":origin")
	refs := (&cap.Alert{References: text}).ReferenceList()
	if len(refs) == 1 && refs[0].Sender != "" && refs[0].Identifier != "" && !refs[0].Sent.At.IsZero() {
		return text
	}
	return origin(a)
}

// everComposed is what this gateway or an earlier one wrote: a second passage makes nothing the originator's.
func everComposed(i *cap.Info, now []string) []string {
	var out []string
	for word := range strings.FieldsSeq(strings.Join(i.Params(layer+":composed"), " ") + " " + strings.Join(now, " ")) {
		if slices.Contains(composedWords, word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// composedWords are all that composed may say.
var composedWords = []string{"info", "event", "senderName", "headline", "description-frame", "instruction-frame"}
