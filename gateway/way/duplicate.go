package way

import (
	"errors"
	"slices"

	"bordercast/certs"
	"bordercast/gateway/book"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/judge"
	"bordercast/gateway/reading"
	"bordercast/gateway/retained"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// knownIdentity settles a message whose identity is known already: the same content is one more sighting, other
// content is a conflict.
func (s *settling) knownIdentity(known book.Alert) error {
	better := entitlement.Rank(s.r.Judgement.Verdict) > entitlement.Rank(certs.Verdict(known.Verdict)) &&
		s.set.Entitled.Replaces(s.r.System.Name, s.r.Alert.Sender, known.Source) && !s.r.Item.Sighting.Retained
	// Under its other name an NWS alert differs in that name at least (traps us-11), so it is taken at its word.
	same := known.Digest == s.r.Digest || known.Key != s.r.Identity.Key()
	switch {
	case same && better:
		return errors.Join(s.upgrade(known), s.stillHolds(known))
	case same:
		return errors.Join(s.duplicate(known), s.stillHolds(known), s.takeWaiting(known))
	case better:
		return s.replace(known)
	}
	return s.stop(reading.Refusal{Code: "conflicting-copy", Text: "It has the identity of an alert already known and other content; the copy that is verified as well or better stands (" + known.Token + ")."})
}

// stillHolds decides again what was held because the broker had kept it: its sender says it now.
func (s *settling) stillHolds(known book.Alert) error {
	weaker := entitlement.Rank(s.r.Judgement.Verdict) < entitlement.Rank(certs.Verdict(known.Verdict))
	if s.r.Item.Sighting.Retained || weaker || !s.set.Entitled.Replaces(s.r.System.Name, s.r.Alert.Sender, known.Source) {
		return nil
	}
	decisions, err := s.tx.DecisionsOf(known.ID)
	if err != nil || !slices.ContainsFunc(decisions, func(d book.Decision) bool { return d.Reason == judge.RetainedInput && d.State == book.Held }) {
		return err
	}
	known, _, err = s.tx.AlertByID(known.ID)
	if err != nil {
		return err
	}
	return s.reopen(known, judge.RetainedInput)
}

func (s *settling) duplicate(known book.Alert) error {
	sighting := s.r.Item.Sighting
	seq := s.tx.Say(known.Key, trail.Duplicate, map[string]any{"system": sighting.Link, "sha256": judge.HexOf(sighting.SHA256[:]), "verdict": string(s.r.Judgement.Verdict)})
	s.fx.Receipts = append(s.fx.Receipts, s.receiptFor(sighting, &s.r.Identity, topics.Duplicate, "", "It was received before.", seq))
	s.way.Metrics.Received(sighting.Link, "duplicate", "")
	if err := s.present(known); err != nil {
		return err
	}
	return s.tx.SettleSighting(sighting.ID, book.Settled, string(s.r.Judgement.Verdict), "duplicate", known.ID)
}

// present answers a repeated alert with its present states, so that a sender who missed receipts gets them.
func (s *settling) present(known book.Alert) error {
	decisions, err := s.tx.DecisionsOf(known.ID)
	if err != nil {
		return err
	}
	arrived, err := s.arrived(known.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		state := PresentState(d)
		if state == topics.Received {
			continue // decided and not yet released: there will be a receipt soon
		}
		if state == topics.Released && arrived[d.Destination] {
			state = topics.Crossed
		}
		reason := d.Reason
		down, err := takenDown(s.tx, known, d.Destination, state)
		if err != nil {
			return err
		}
		if down {
			state, reason = topics.Stayed, judge.NotStanding
		}
		receipt := s.receiptFor(s.r.Item.Sighting, &s.r.Identity, state, reason, "", 0)
		receipt.Receipt.Destination = d.Destination
		s.fx.Receipts = append(s.fx.Receipts, receipt)
	}
	return nil
}

// arrived are the destinations where all that was made of an alert has arrived.
func (s *settling) arrived(alert int64) (map[string]bool, error) {
	deliveries, err := s.tx.DeliveriesOf(alert)
	arrived := map[string]bool{}
	for _, d := range deliveries {
		before, seen := arrived[d.Destination]
		arrived[d.Destination] = d.State == book.Done && (before || !seen)
	}
	return arrived, err
}

// upgrade takes a better-verified copy of the same content, and decides again where the signature had decided.
func (s *settling) upgrade(known book.Alert) error {
	sighting := s.r.Item.Sighting
	if err := s.duplicate(known); err != nil {
		return err
	}
	if err := s.tx.SetVerdict(known.ID, string(s.r.Judgement.Verdict), sighting.Blob, sighting.SHA256); err != nil {
		return err
	}
	again, changed, err := s.judgeAgain(known)
	if err != nil {
		return err
	}
	if changed {
		err = s.reopen(again, "")
	} else {
		err = s.reopen(again, "unverified")
	}
	return errors.Join(err, s.takeWaiting(again))
}

// reopen decides a known alert again: for every destination, or only where the decision was for this reason.
func (s *settling) reopen(known book.Alert, reason string) (err error) {
	if s.rel.chain, err = s.tx.Chain(known.Chain); err != nil {
		return err
	}
	s.id = known.ID
	if known.State != book.Active {
		return nil
	}
	if err := s.tx.TouchChain(known.Chain); err != nil {
		return err
	}
	decisions, err := s.tx.DecisionsOf(known.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if reason != "" && d.Reason != reason {
			continue
		}
		if d.State == book.Held { // about other bytes: whoever is asked again is shown these
			if err := s.way.Holds.Hide(s.tx, known, d); err != nil {
				return err
			}
			s.fx.GatewayTopics = true
		}
		if err := errors.Join(s.decideFor(s.set.Systems[d.Destination]), s.takeBack(known, d.Destination)); err != nil {
			return err
		}
	}
	return nil
}

// takeBack ends what stands of an alert at a destination that its better-verified copy does not go to, or not yet: what
// was given there was not what the originator said.
func (s *settling) takeBack(known book.Alert, destination string) error {
	d, found, err := s.tx.Decision(known.ID, destination)
	if err != nil || !found || d.State == book.Decided && d.Action != book.Drop {
		return err // released next, in the place of what stands
	}
	return s.endReplaced(known, destination)
}

// endReplaced ends what stands of an alert at a destination because a better copy has its identity now.
func (s *settling) endReplaced(known book.Alert, destination string) error {
	live, err := s.tx.DeliveriesLive(known.Chain, destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		if l.Alert != known.ID {
			continue
		}
		if err := s.way.Retained.EndAt(s.tx, l, retained.Ending{Kind: topics.Withdrawn, Party: s.set.Name, Result: "replaced"}, s.fx); err != nil {
			return err
		}
	}
	return nil
}
