package gateway

import (
	"cmp"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
)

// What is told of an alert beside the alert (incidents, lists, alarms) tells no more of it than its draft does: a
// Restricted or Private alert is seen through the allow-list of its route.

// maySee says whether a party may know of an alert, its own or one a destination it can read was given, and which of
// its elements: nil is all of them.
func (g *Gateway) maySee(tx *book.Tx, p party, a book.Alert) (allow []string, ok bool) {
	if g.partyOf(a.Source) == p.Name {
		return nil, true
	}
	decisions, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return nil, false
	}
	return g.maySeeBy(decisions, p, a)
}

// maySeeBy is maySee with what was decided of the alert at hand.
func (g *Gateway) maySeeBy(decisions []book.Decision, p party, a book.Alert) (allow []string, ok bool) {
	if g.partyOf(a.Source) == p.Name {
		return nil, true
	}
	private := unmarshalShape(a.Shape).Scope != cap.Public
	for _, d := range decisions {
		to := g.systems[d.Destination]
		if d.State != book.Released || to == nil || to.Party != p.Name && (!to.public || to.Side != p.Side) {
			continue
		}
		ok = true
		if !private {
			return nil, true
		}
		allow = append(allow, d.Allow...)
	}
	return append([]string{}, allow...), ok
}

// through is a shape as far as an allow-list shows it; nil shows all of it. What says how grave an alert is always
// crosses, and is one of CAP's own words or nothing.
func (sh shape) through(allow []string) shape {
	if allow == nil {
		return sh
	}
	may := func(elements ...string) bool {
		return slices.ContainsFunc(elements, func(e string) bool { return slices.Contains(allow, e) })
	}
	seen := shape{Product: sh.Product, Urgency: sh.Urgency, Severity: sh.Severity, Certainty: sh.Certainty, Scope: sh.Scope, Status: sh.Status, Ends: sh.Ends}
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

// private says that an alert is not for everybody.
func (sh shape) private() bool { return sh.Scope != cap.Public }

// toAnybody is what may be told of an alert to whoever asks: of one that is not Public, how grave it is.
func (sh shape) toAnybody() shape {
	if sh.private() {
		return sh.through([]string{})
	}
	return sh
}

// label is what a list calls an alert by.
func (sh shape) label() string {
	if sh.private() {
		return cmp.Or(sh.Headline, sh.Event, "(not Public)")
	}
	return cmp.Or(sh.Headline, sh.Event)
}

// heldFor is what people of these parties may see of an alert that waits: its own side all of it, and who is asked to
// accept it what would cross. Nobody's parties are whoever may open the socket.
func (g *Gateway) heldFor(own []party, a book.Alert, d book.Decision) shape {
	sh := unmarshalShape(a.Shape)
	of := func(name string) bool { return slices.ContainsFunc(own, func(p party) bool { return p.Name == name }) }
	switch {
	case !sh.private() || of(g.partyOf(a.Source)):
		return sh
	case d.Ask == string(agreement.Acceptance) && of(d.Of):
		return sh.through(append([]string{}, d.Allow...))
	}
	return sh.toAnybody()
}

// activeFor is what people of these parties may see of an alert that they may know of.
func (g *Gateway) activeFor(tx *book.Tx, own []party, a book.Alert) shape {
	sh := unmarshalShape(a.Shape)
	seen := sh.toAnybody()
	for _, p := range own {
		allow, ok := g.maySee(tx, p, a)
		if ok && allow == nil {
			return sh
		}
		if ok {
			seen = sh.through(allow)
		}
	}
	return seen
}
