package way

import (
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// claim gives the book an alert of which it knew only what stands: its originator has sent it again. What stands of it
// is ours from now on. Where it is forwarded it is put there once more, in the same place; elsewhere what stands stays,
// for that no route gives it there any more, or that somebody is to be asked, is no end.
func (s *settling) claim(known book.Alert) (err error) {
	if !s.set.Entitled.Systems[s.r.System.Name].Takes(s.r.Judgement.Verdict) {
		return s.stop(reading.Refusal{Code: "unverified-claim", Text: "It has the identity of an alert that stands and that another store left, and its signature cannot be relied on: ask its sender to sign it, or wait for the alert's own end."})
	}
	s.id = known.ID
	if s.rel.chain, err = s.tx.Chain(known.Chain); err != nil {
		return err
	}
	row := s.r.Row(known.Chain, known.State, judge.MarshalShape(s.r.Shape))
	row.ID = known.ID
	if err := s.tx.ReplaceAlert(row); err != nil {
		return err
	}
	if err := s.tx.Claim(known.ID, s.r.Digest, s.r.Until); err != nil {
		return err
	}
	if err := s.tx.TouchChain(known.Chain); err != nil {
		return err
	}
	if err := s.tx.SettleSighting(s.r.Item.Sighting.ID, book.Settled, string(s.r.Judgement.Verdict), book.Foreign, known.ID); err != nil {
		return err
	}
	s.recordSettlement()
	if known.State != book.Active {
		return s.present(known)
	}
	for _, to := range s.set.Destinations {
		if err := s.claimAt(to); err != nil {
			return err
		}
	}
	return nil
}

func (s *settling) claimAt(to *settings.System) error {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil {
		return err
	}
	if len(live) == 0 {
		return s.decideFor(to)
	}
	c, err := s.caseFor(to)
	if err != nil {
		return err
	}
	byRoute := c.Route()
	if byRoute.Action == book.Forward && byRoute.State != book.Held {
		byRoute.Alert, byRoute.Destination, byRoute.Agreement, byRoute.Since, byRoute.State = s.id, to.Name, s.set.Agreement.Version(), s.tx.Now(), book.Decided
		if err := s.tx.PutDecision(byRoute); err != nil {
			return err
		}
		s.announce(byRoute)
		return nil
	}
	d, found, err := s.tx.Decision(s.id, to.Name)
	if err != nil || !found {
		return err
	}
	d.Reason = "claimed"
	if err := s.tx.PutDecision(d); err != nil {
		return err
	}
	s.receipt(d, topics.Crossed, 0)
	return nil
}
