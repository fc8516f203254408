// Package redaction holds back what of a Restricted or Private alert may not cross: what the route does not name.
//
// Ask a Gate before an element is carried: Allowed asks and records a refusal, MayCross asks alone. Look notes prose
// that may identify a person. Of a Public alert, and of one that a person translates on their own machine, everything
// crosses.
//
// It refuses nothing that CAP requires, nothing that places and times an alert, and nothing that says how grave it is:
// those are never asked about.
package redaction

import (
	"regexp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate/report"
)

// Gate is the allow-list of one part, with what became of it. It belongs to one translation.
type Gate struct {
	Allow   []string // elements that may cross, by name or path: "headline", "area", "parameter:NAME"
	Private bool     // the allow-list applies
	Public  bool     // the alert is for everybody: nobody looks for what identifies a person
	Account *report.Account

	Redacted bool     // something was left out
	Personal []string // paths whose carried prose holds the shape of a telephone number or e-mail address
}

// New is the gate of an alert. A stateless translation works on the operator's own file and sends it nowhere, so
// nothing is hidden from them.
func New(a *cap.Alert, stateless bool, allow []string, account *report.Account) Gate {
	public := a.Scope == cap.Public
	return Gate{Allow: allow, Private: !public && !stateless, Public: public, Account: account}
}

// Allowed asks the allow-list about an element, and records a refusal. What CAP requires, what places and times the
// alert and what says how grave it is always crosses and is never asked about.
func (g *Gate) Allowed(path string, element string) bool {
	if g.MayCross(element) {
		return true
	}
	g.Redacted = true
	g.Account.Add(report.Dropped, path, report.Redacted, "", "redaction", "the route does not name "+element)
	return false
}

// MayCross is Allowed without a word of it in the report.
func (g *Gate) MayCross(element string) bool {
	return !g.Private || slices.ContainsFunc(g.Allow, func(a string) bool { return names(a, element) })
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

// AreaCrosses says whether anything of an area may cross, and records a refusal.
func (g *Gate) AreaCrosses(path string) bool {
	for _, part := range areaParts {
		if slices.ContainsFunc(g.Allow, func(a string) bool { return names(a, part) }) {
			return true
		}
	}
	return g.Allowed(path, "area")
}

// The shapes of what identifies a person: seven digits or more written as a telephone number, and an e-mail address.
var (
	phoneShape = regexp.MustCompile(`(?:^|[^\d-])(?:\+?\d[\s.()-]{0,2}){0,4}\d{3}[\s.-]\d{4}\b|\b\d{10,11}\b`)
	emailShape = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
)

// Look notes prose of an alert that is not public and holds the shape of a telephone number or an e-mail address:
// the gateway holds such a draft for release.
func (g *Gate) Look(path, text string) {
	if !g.Public && (phoneShape.MatchString(text) || emailShape.MatchString(text)) {
		g.Personal = append(g.Personal, path)
	}
}
