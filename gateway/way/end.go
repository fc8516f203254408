package way

import (
	"encoding/hex"
	"errors"

	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// endAll lets an end that came before the alert it names end what else is in the chain, and whatever stands of it
// anywhere, now that it is known to be one: endings resolve against the chain, whatever they name and whenever they
// come.
func (s *settling) endAll() error {
	if err := s.endChain(); err != nil {
		return err
	}
	for _, to := range s.set.Destinations {
		live, err := s.tx.Live.InChain(s.rel.chain.ID, to.Name)
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
	d.Alert, d.Destination, d.Agreement, d.Since, d.State = by.ID, to.Name, s.set.Agreement.Version(), s.tx.Now(),
		book.Decided
	s.tx.Trail.Append(by.Key, trail.Settled, map[string]any{"destination": d.Destination, "action": d.Action,
		"route":  d.Route,
		"reason": d.Reason})
	s.fx.Release = after.Once(s.fx.Release, after.FollowUp{Chain: s.rel.chain.ID, Alert: by.ID})
	return s.tx.Decisions.Put(d)
}

// supersede moves the chain on: what the alert names is no longer its head. It stays at its destinations until the
// successor is delivered there or its own time is up.
func (s *settling) supersede() error {
	if s.state() != book.Active {
		return nil
	}
	for _, t := range s.rel.targets {
		if t.State == book.Active {
			if err := s.tx.Alerts.SetState(t.ID, book.Superseded); err != nil {
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
	chain, err := s.tx.Alerts.OfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	for _, a := range chain {
		if a.ID == s.id || judge.UnmarshalShape(a.Shape).Ends {
			continue
		}
		if a.State == book.Active || a.State == book.Superseded {
			if err := s.tx.Alerts.SetState(a.ID, book.Cancelled); err != nil {
				return err
			}
		}
		if err := errors.Join(s.way.Holds.CloseAll(s.tx, a, book.Withdrawn, "cancelled", s.fx),
			s.undo().unsend(a)); err != nil {
			return err
		}
	}
	return nil
}

// undoing takes back what was decided of an alert, was to be sent, or stands.
type undoing struct {
	way *Way
	set *settings.Settings
	tx  *book.Tx
	fx  *after.Effects
}

func (s *settling) undo() undoing { return undoing{s.way, s.set, s.tx, s.fx} }

// unsend stops what was decided or released of an alert, and not delivered for all that is known.
func (u undoing) unsend(a book.Alert) error {
	decisions, err := u.tx.Decisions.Of(a.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.State == book.Decided && d.Action != book.Drop {
			if err := u.tx.Decisions.SetState(a.ID, d.Destination, d.Group, book.Withdrawn, "cancelled"); err != nil {
				return err
			}
		}
	}
	deliveries, err := u.tx.Deliveries.Of(a.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if d.Kind != book.KindAlert {
			continue
		}
		switch d.State {
		case book.Ready:
			err = u.way.Retained.Lapse(u.tx, d, "cancelled", u.fx)
		case book.Attempting:
			err = u.way.Retained.Unresolved(u.tx, d, "cancelled", u.fx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sendAway puts an alert out of its chain: into quarantine, or away.
func (u undoing) sendAway(a book.Alert, why barrier) error {
	if err := u.way.Holds.CloseAll(u.tx, a, book.Withdrawn, why.Code, u.fx); err != nil {
		return err
	}
	if err := u.unsend(a); err != nil {
		return err
	}
	state, kind, said := book.Settled, trail.Settled, topics.Stayed
	if why.Wait {
		state, kind, said = book.Quarantined, trail.Quarantined, topics.Quarantined
	}
	seen, err := u.tx.Sightings.Of(a.ID)
	if err != nil {
		return err
	}
	for _, one := range seen {
		err := u.tx.Sightings.Disown(one.ID, why.Code)
		if state != book.Settled {
			err = errors.Join(err, u.tx.Sightings.Settle(one.ID, state, one.Verdict, why.Code, 0))
		}
		if err != nil {
			return err
		}
	}
	seq := u.tx.Trail.Append(a.Key, kind, map[string]any{"system": a.Source, "reason": why.Code,
		"sha256": hex.EncodeToString(a.SHA256[:])})
	u.fx.Receipts = append(u.fx.Receipts, u.way.Receipts.Answer(a, "", said, why.Code, why.Text, seq))
	u.fx.Alarms = append(u.fx.Alarms, asideAlarm(u.set, a, why))
	return u.tx.Alerts.SendAway(a)
}

// endReplaced ends what stands of an alert at a destination because a better copy has its identity now.
func (u undoing) endReplaced(known book.Alert, destination string) error {
	live, err := u.tx.Live.InChain(known.Chain, destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		if l.Alert != known.ID {
			continue
		}
		if err := u.way.Retained.EndAt(u.tx, l, retained.Ending{Kind: topics.Withdrawn, Party: u.set.Name,
			Result: "replaced"}, u.fx); err != nil {
			return err
		}
	}
	return nil
}
