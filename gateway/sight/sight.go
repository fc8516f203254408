// Package sight says what a party may see of an alert beside the alert itself, in incidents, lists and alarms: no more
// than its draft shows. A Restricted or Private alert is seen through the allow-list of its route.
package sight

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// Seen answers by the settings in force.
type Seen struct{ Settings *settings.Current }

// What is told of an alert beside the alert (incidents, lists, alarms) tells no more of it than its draft does: a
// Restricted or Private alert is seen through the allow-list of its route.

// MaySee says whether a party may know of an alert, its own or one a destination it can read was given, and which of
// its elements: nil is all of them.
func (g *Seen) MaySee(tx *book.Tx, p settings.Party, a book.Alert) (allow []string, ok bool) {
	if g.Settings.Now().PartyOf(a.Source) == p.Name {
		return nil, true
	}
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return nil, false
	}
	return g.MaySeeBy(decisions, p, a)
}

// MaySeeBy is maySee with what was decided of the alert at hand.
func (g *Seen) MaySeeBy(decisions []book.Decision, p settings.Party, a book.Alert) (allow []string, ok bool) {
	if g.Settings.Now().PartyOf(a.Source) == p.Name {
		return nil, true
	}
	private := judge.UnmarshalShape(a.Shape).Scope != cap.Public
	for _, d := range decisions {
		to := g.Settings.Now().Systems[d.Destination]
		if d.State != book.Released || to == nil || to.Party != p.Name && (!to.Public || to.Side != p.Side) {
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

// HeldFor is what people of these parties may see of an alert that waits: its own side all of it, and who is asked to
// accept it what would cross. Nobody's parties are whoever may open the socket.
func (g *Seen) HeldFor(own []settings.Party, a book.Alert, d book.Decision) judge.Shape {
	sh := judge.UnmarshalShape(a.Shape).Of(d.Group)
	of := func(name string) bool {
		return slices.ContainsFunc(own, func(p settings.Party) bool { return p.Name == name })
	}
	switch {
	case !sh.Private() || of(g.Settings.Now().PartyOf(a.Source)):
		return sh
	case d.Ask == string(agreement.Acceptance) && of(d.Of):
		return sh.Through(append([]string{}, d.Allow...))
	}
	return sh.ToAnybody()
}

// ActiveFor is what people of these parties may see of an alert that they may know of.
func (g *Seen) ActiveFor(tx *book.Tx, own []settings.Party, a book.Alert) judge.Shape {
	sh := judge.UnmarshalShape(a.Shape)
	seen := sh.ToAnybody()
	for _, p := range own {
		allow, ok := g.MaySee(tx, p, a)
		if ok && allow == nil {
			return sh
		}
		if ok {
			decisions, _ := tx.Decisions.Of(a.ID)
			seen = g.GivenTo(decisions, p, a, sh).Through(allow)
		}
	}
	return seen
}

// GivenTo is the shape of an alert as far as a party that may know of it was given it: of several events those that
// crossed.
func (g *Seen) GivenTo(decisions []book.Decision, p settings.Party, a book.Alert, sh judge.Shape) judge.Shape {
	if !sh.Several() || g.Settings.Now().PartyOf(a.Source) == p.Name {
		return sh
	}
	var groups []int
	for _, d := range decisions {
		if to := g.Settings.Now().Systems[d.Destination]; d.State == book.Released && to != nil && (to.Party == p.Name ||
			to.Public && to.Side == p.Side) {
			groups = append(groups, d.Group)
		}
	}
	return sh.Only(groups)
}
