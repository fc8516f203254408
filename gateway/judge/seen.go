package judge

import (
	"cmp"
	"slices"

	"bordercast/cap"
)

// Through is a shape as far as an allow-list shows it; nil shows all of it. What says how grave an alert is always
// crosses, and is one of CAP's own words or nothing.
func (sh Shape) Through(allow []string) Shape {
	if allow == nil {
		return sh
	}
	may := func(elements ...string) bool {
		return slices.ContainsFunc(elements, func(e string) bool { return slices.Contains(allow, e) })
	}
	seen := Shape{Product: sh.Product, Urgency: sh.Urgency, Severity: sh.Severity, Certainty: sh.Certainty,
		Scope: sh.Scope, Status: sh.Status, Ends: sh.Ends}
	if cap.Urgency(sh.Urgency).Rank() == 0 {
		seen.Urgency = string(cap.UnknownUrgency)
	}
	if cap.Severity(sh.Severity).Rank() == 0 {
		seen.Severity = string(cap.UnknownSeverity)
	}
	if cap.Certainty(sh.Certainty).Rank() == 0 {
		seen.Certainty = string(cap.UnknownCertainty)
	}
	if may("event") {
		seen.Event, seen.Codes = sh.Event, sh.Codes
	}
	if may("headline") {
		seen.Headline = sh.Headline
	}
	if may("area", "geocode") {
		seen.Districts, seen.InPart, seen.BorderKM, seen.BorderBy = sh.Districts, sh.InPart, sh.BorderKM, sh.BorderBy
	}
	if may("incidents") {
		seen.Incidents = sh.Incidents
	}
	return seen
}

// Private says that an alert is not for everybody.
func (sh Shape) Private() bool { return sh.Scope != cap.Public }

// ToAnybody is what may be told of an alert to whoever asks: of one that is not Public, how grave it is.
func (sh Shape) ToAnybody() Shape {
	if sh.Private() {
		return sh.Through([]string{})
	}
	return sh
}

// Label is what a list calls an alert by.
func (sh Shape) Label() string {
	if sh.Private() {
		return cmp.Or(sh.Headline, sh.Event, "(not Public)")
	}
	return cmp.Or(sh.Headline, sh.Event)
}
