package way

import (
	"errors"
	"slices"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

// replace lets a better-verified copy with other content take the identity; the copy that stood is quarantined.
func (s *settling) replace(known book.Alert) error {
	if err := s.inheritLane(); err != nil {
		return err
	}
	targets, refused, err := s.way.Relater.Named(s.tx, s.r)
	if err != nil {
		return err
	}
	if refused != nil {
		return s.bar(*refused)
	}
	sightings, err := s.tx.SightingsOf(known.ID)
	if err != nil {
		return err
	}
	for _, old := range sightings {
		if err := s.tx.SettleSighting(old.ID, book.Quarantined, old.Verdict, "conflicting-copy", 0); err != nil {
			return err
		}
	}
	s.rel.chain, s.rel.ordered = book.Chain{ID: known.Chain}, judge.Placed(s.r.Identity.Sent, known.Received, targets)
	state, elsewhere := known.State, s.r.Ends || slices.ContainsFunc(targets, func(t book.Alert) bool { return t.Chain != known.Chain })
	if elsewhere {
		if err := s.moveInstead(known); err != nil {
			return err
		}
		state = s.state()
	}
	row := s.r.Row(s.rel.chain.ID, state, judge.MarshalShape(s.r.Shape))
	row.ID, row.Ordered = known.ID, s.rel.ordered
	if err := s.tx.ReplaceAlert(row); err != nil {
		return err
	}
	if err := s.tx.SettleSighting(s.r.Item.Sighting.ID, book.Settled, string(s.r.Judgement.Verdict), "", known.ID); err != nil {
		return err
	}
	s.recordSettlement()
	if elsewhere {
		return s.decide()
	}
	again, _, err := s.judgeAgain(known)
	if err != nil {
		return err
	}
	return s.reopen(again, "")
}

// moveInstead makes room for a better copy that ends something, or is of another chain. What was made of the other
// copy is taken back, for its originator never said it; and the better one joins the chain of what it names, which
// the other need not have named.
func (s *settling) moveInstead(known book.Alert) error {
	s.id = known.ID
	if err := s.disown(known); err != nil {
		return err
	}
	was, err := s.tx.Chain(known.Chain)
	if err != nil {
		return err
	}
	if s.rel, err = s.way.Relater.relate(s.tx, s.r); err != nil {
		return err
	}
	for _, other := range s.rel.merged {
		s.fx.Merged = append(s.fx.Merged, after.Merge{From: other, Into: s.rel.chain.ID})
	}
	if s.rel.chain.ID == 0 {
		s.rel.chain = was
		return s.tx.SetAlertState(known.ID, s.state())
	}
	if err := s.tx.MoveAlert(known.ID, s.rel.chain.ID); err != nil {
		return err
	}
	s.rel.chain.Version++
	return errors.Join(s.tx.TouchChain(s.rel.chain.ID), remember(s.tx, s.r, s.rel, known.ID), s.barEarly(), s.tx.SetAlertState(known.ID, s.state()))
}

// disown takes back at every destination what was made of a copy: the questions it asked, what was not yet sent, and
// what stands.
func (s *settling) disown(known book.Alert) error {
	if err := errors.Join(s.way.Holds.CloseAll(s.tx, known, book.Withdrawn, "replaced", s.fx), s.unsend(known)); err != nil {
		return err
	}
	for _, to := range s.set.Destinations {
		if err := s.endReplaced(known, to.Name); err != nil {
			return err
		}
	}
	return nil
}
