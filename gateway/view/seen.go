package view

import (
	"slices"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// seenAs is what somebody may see of an alert; whole says that they may have what its originator says: of one that is
// not Public only its own side, and the operators. Where nobody is listed, whoever opens the socket may.
func (g *View) seenAs(tx *book.Tx, a book.Alert, actor api.Actor) (sh judge.Shape, whole bool) {
	sh = judge.UnmarshalShape(a.Shape)
	if !sh.Private() || g.Settings.Now().Officers.Open() || g.isOperator(actor.As) {
		return sh, true
	}
	own := g.partiesOf(actor.As)
	if slices.ContainsFunc(own, func(p settings.Party) bool { return p.Name == g.Settings.Now().PartyOf(a.Source) }) {
		return sh, true
	}
	seen := g.Seen.ActiveFor(tx, own, a)
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return seen, false
	}
	for _, decision := range decisions {
		if decision.State == book.Held && slices.ContainsFunc(own,
			func(p settings.Party) bool { return p.Name == decision.Of }) {
			seen = g.Seen.HeldFor(own, a, decision)
		}
	}
	return seen, false
}

// mayRead says whether somebody may read what one of these parties is shown or was given.
func (g *View) mayRead(a book.Alert, actor api.Actor, parties ...string) bool {
	if !judge.UnmarshalShape(a.Shape).Private() || g.Settings.Now().Officers.Open() || g.isOperator(actor.As) {
		return true
	}
	parties = append(parties, g.Settings.Now().PartyOf(a.Source))
	return slices.ContainsFunc(g.partiesOf(actor.As), func(p settings.Party) bool {
		return slices.Contains(parties,
			p.Name)
	})
}

func (g *View) isOperator(name string) bool {
	return name != "" && slices.ContainsFunc(g.Settings.Now().Config.Gateway.Operators,
		func(p config.Person) bool { return p.Name == name })
}

// partiesOf are those that somebody is listed under.
func (g *View) partiesOf(name string) (own []settings.Party) {
	for _, p := range g.Settings.Now().Parties {
		if slices.Contains(g.peopleOf(p.Name), name) {
			own = append(own, p)
		}
	}
	return own
}
