package way

import (
	"errors"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
	"bordercast/gateway/trail"
)

// endLate lets an end that came before the alert it names end what else is in the chain, now that it is known to be
// one: endings resolve against the chain, whatever they name and whenever they come.
func (s *settling) endLate() error {
	if len(s.rel.ends) == 0 || s.r.Ends {
		return nil
	}
	return s.endAll()
}

// endAll ends the chain, and whatever stands of it anywhere, by the last of the ends.
func (s *settling) endAll() error {
	if err := s.endChain(); err != nil {
		return err
	}
	for _, to := range s.set.Destinations {
		live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
		if err != nil {
			return err
		}
		if len(live) == 0 {
			continue
		}
		if err := s.endThere(to); err != nil {
			return err
		}
	}
	return nil
}

func (s *settling) endThere(to *settings.System) error {
	by := s.rel.ends[len(s.rel.ends)-1]
	earlier, err := judging{s, to}.earlier()
	if err != nil {
		return err
	}
	d := judge.Follow(earlier)
	d.Alert, d.Destination, d.Agreement, d.Since, d.State = by.ID, to.Name, s.set.Agreement.Version(), s.tx.Now(), book.Decided
	s.tx.Say(by.Key, trail.Settled, map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason})
	s.fx.Release = after.Once(s.fx.Release, after.FollowUp{Chain: s.rel.chain.ID, Alert: by.ID})
	return s.tx.PutDecision(d)
}

// supersede moves the chain on: what the alert names is no longer its head. It stays at its destinations until the
// successor is delivered there or its own time is up.
func (s *settling) supersede() error {
	if s.state() != book.Active {
		return nil
	}
	for _, t := range s.rel.targets {
		if t.State == book.Active {
			if err := s.tx.SetAlertState(t.ID, book.Superseded); err != nil {
				return err
			}
		}
	}
	return nil
}

// endChain ends every alert of the chain: what waits for a person is withdrawn, what was never attempted is not sent.
// What stands somewhere gets its end by release, for a Cancel follows its alert without being asked about.
func (s *settling) endChain() error {
	s.past = nil
	chain, err := s.tx.AlertsOfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	for _, a := range chain {
		if a.ID == s.id || judge.UnmarshalShape(a.Shape).Ends {
			continue
		}
		if a.State == book.Active || a.State == book.Superseded {
			if err := s.tx.SetAlertState(a.ID, book.Cancelled); err != nil {
				return err
			}
		}
		if err := errors.Join(s.way.Holds.CloseAll(s.tx, a, book.Withdrawn, "cancelled", s.fx), s.unsend(a)); err != nil {
			return err
		}
	}
	return nil
}

// unsend stops what was decided or released of an alert, and not delivered for all that is known.
func (s *settling) unsend(a book.Alert) error {
	decisions, err := s.tx.DecisionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.State == book.Decided && d.Action != book.Drop {
			if err := s.tx.SetDecision(a.ID, d.Destination, d.Group, book.Withdrawn, "cancelled"); err != nil {
				return err
			}
		}
	}
	deliveries, err := s.tx.DeliveriesOf(a.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if d.Kind != book.KindAlert {
			continue
		}
		switch d.State {
		case book.Ready:
			err = s.way.Retained.Lapse(s.tx, d, "cancelled", s.fx)
		case book.Attempting:
			err = s.way.Retained.Unresolved(s.tx, d, "cancelled", s.fx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
