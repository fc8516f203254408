package holds

import (
	"slices"

	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/retained"
	"bordercast/gateway/topics"
)

// A route may say `then: awareness`: where nobody has answered by the deadline, the readers over there are told, for
// awareness alone and marked as not reviewed. The question stays open. A yes puts the reviewed alert in the place of
// what they have, a no withdraws it, and what follows the alert meanwhile follows it there, unreviewed too.

// MayGoUnreviewed refuses once more what the configuration refuses: what is not for everybody, and what waits for
// anything but whether it is wanted. A copy of the same news goes with its first.
func MayGoUnreviewed(a book.Alert, d book.Decision) bool {
	return !judge.UnmarshalShape(a.Shape).Private() && d.Ask == string(agreement.Acceptance) &&
		slices.Contains([]string{agreement.AwaitAcceptance, "update-asks-again"}, d.Reason)
}

// withdrawUnreviewed takes back what readers were told unreviewed, because those who were asked said no.
func (g *Holds) withdrawUnreviewed(tx *book.Tx, a book.Alert, asked book.Decision, fx *after.Effects) error {
	if asked.Hold == nil || !asked.Hold.Aware {
		return nil
	}
	live, err := tx.Live.InChain(a.Chain, asked.Destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		behind, err := tx.Decisions.Behind(l)
		if err != nil {
			return err
		}
		if l.Alert != a.ID || !slices.ContainsFunc(behind, func(d book.Decision) bool { return d.Group == asked.Group }) {
			continue
		}
		from, p, found, err := g.Retained.Reread(tx, l)
		if err != nil || !found {
			return err
		}
		cancel, err := g.Derive.Withdrawal(tx, from, p, l, false)
		if err != nil {
			return err
		}
		if err := g.Retained.EndAt(tx, l, retained.Ending{Kind: topics.Withdrawn, Cancel: cancel,
			Party: g.Settings.Now().Name}, fx); err != nil {
			return err
		}
	}
	return tx.Chains.Touch(a.Chain)
}
