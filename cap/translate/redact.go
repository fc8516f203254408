package translate

import (
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// layer is the gateway's own layer: everything it adds carries this name.
const layer = "layer:bordercast:1.0"

// private tells whether the allow-list applies. `translate` alone works on the operator's own file and sends it
// nowhere, so nothing is hidden from them.
func (w *work) private() bool { return w.src.Scope != cap.Public && !w.req.Stateless }

// allowed asks the allow-list about an element, and records a refusal. What CAP requires, what places and times the
// alert and what says how grave it is always crosses and is never asked about.
func (w *work) allowed(path string, element string) bool {
	if w.mayCross(element) {
		return true
	}
	w.redacted = true
	w.account.Add(report.Dropped, path, report.Redacted, "", "redaction", "the route does not name "+element)
	return false
}

// mayCross is allowed without a word of it in the report.
func (w *work) mayCross(element string) bool {
	return !w.private() || slices.ContainsFunc(w.req.Allow, func(a string) bool { return names(a, element) })
}

// names: an entry may be a bare name or a path, "info/contact".
func names(entry, element string) bool {
	entry = strings.TrimSpace(entry)
	entry = entry[strings.LastIndexByte(entry, '/')+1:]
	if base, _, ok := strings.Cut(element, ":"); ok && strings.EqualFold(entry, base) {
		return true
	}
	return strings.EqualFold(entry, element) || entry == "area" && slices.Contains(areaParts, element)
}

// areaParts may be named one by one; "area" names them all.
var areaParts = []string{"areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"}

// areaCrosses tells whether anything of an area may cross, and records a refusal.
func (w *work) areaCrosses(path string) bool {
	for _, part := range areaParts {
		if slices.ContainsFunc(w.req.Allow, func(a string) bool { return names(a, part) }) {
			return true
		}
	}
	return w.allowed(path, "area")
}

// The shapes of what identifies a person: seven digits or more written as a telephone number, and an e-mail address.
var (
	phoneShape = regexp.MustCompile(`(?:^|[^\d-])(?:\+?\d[\s.()-]{0,2}){0,4}\d{3}[\s.-]\d{4}\b|\b\d{10,11}\b`)
	emailShape = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
)

// look notes prose of an alert that is not public and holds the shape of a telephone number or an e-mail address:
// the gateway holds such a draft for release.
func (w *work) look(path, text string) {
	if w.src.Scope != cap.Public && (phoneShape.MatchString(text) || emailShape.MatchString(text)) {
		w.personal = append(w.personal, path)
	}
}
