package way

import (
	"errors"
	"slices"

	"bordercast/certs"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/entitlement"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/reading"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
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
		down, err := takenDown(s.tx, known, d, state)
		if err != nil {
			return err
		}
		if down {
			state, reason = topics.Stayed, judge.NotStanding
		}
		receipt := s.receiptFor(s.r.Item.Sighting, &s.r.Identity, state, reason, notice.OfEvent(judge.UnmarshalShape(known.Shape), d.Group, ""), 0)
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
	if err := s.number(known.ID); err != nil {
		return err
	}
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
	groups := s.r.Shape.All()
	again := map[string]bool{} // destinations that were decided for anew
	for _, d := range decisions {
		to := s.set.Systems[d.Destination]
		if reason != "" && d.Reason != reason {
			continue
		}
		n := slices.IndexFunc(groups, func(g judge.Shape) bool { return g.Group == d.Group })
		if d.State == book.Held { // about other bytes: whoever is asked again is shown these
			if err := s.way.Holds.Hide(s.tx, known, d, s.fx); err != nil {
				return err
			}
			s.fx.GatewayTopics = true
		}
		switch {
		case n < 0: // the copy that stood told of another event
			err = s.forget(d)
		case reason != "" && to != nil && len(to.Out) > 0:
			_, err = judging{s, to}.decideAbout(n, true)
		case reason == "" && !again[d.Destination]:
			again[d.Destination], err = true, judging{s, to}.decide()
		}
		if err != nil {
			return err
		}
		if err := s.takeBack(known, d.Destination); err != nil {
			return err
		}
	}
	return nil
}

// forget takes back a decision about an event group that a better copy of the alert does not have.
func (s *settling) forget(d book.Decision) error {
	if !book.May(book.OfDecision, d.State, book.Withdrawn) || d.Action == book.Drop {
		return nil
	}
	return s.tx.SetDecision(d.Alert, d.Destination, d.Group, book.Withdrawn, "replaced")
}

// takeBack ends what stands of an alert at a destination that its better-verified copy does not go to, or not yet: what
// was given there was not what the originator said.
func (s *settling) takeBack(known book.Alert, destination string) error {
	now, err := s.tx.DecisionsAt(known.ID, destination)
	if err != nil || len(now) == 0 {
		return err
	}
	released := func(d book.Decision) bool { return d.State == book.Decided && d.Action != book.Drop } // next, in the place of what stands
	if !s.r.Shape.Several() {
		if i := slices.IndexFunc(now, func(d book.Decision) bool { return d.Group == s.r.Shape.All()[0].Group }); i < 0 || released(now[i]) {
			return nil
		}
		return s.endReplaced(known, destination)
	}
	if derive.Whole(s.r.Shape, now) {
		return nil
	}
	live, err := s.tx.DeliveriesLive(known.Chain, destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		behind, err := s.tx.DecisionsBehind(l)
		if err != nil {
			return err
		}
		if l.Alert != known.ID || len(behind) == 1 && (released(behind[0]) || behind[0].State == book.Released) {
			continue
		}
		if err := s.way.Retained.EndAt(s.tx, l, retained.Ending{Kind: topics.Withdrawn, Party: s.set.Name, Result: "replaced"}, s.fx); err != nil {
			return err
		}
	}
	return nil
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

// PresentState is how far a decision has come, as receipts say it.
func PresentState(d book.Decision) topics.State {
	switch {
	case d.State == book.Held:
		return topics.Held
	case d.State == book.Released:
		return topics.Released
	case d.Action == book.Drop, d.State == book.Denied, d.State == book.Lapsed, d.State == book.Withdrawn:
		return topics.Stayed
	}
	return topics.Received
}

// takenDown says that an active alert was released to a destination and that nothing of its chain stands there: whoever
// asks what stands is answered from what stands, not from what was released once.
func takenDown(tx *book.Tx, a book.Alert, d book.Decision, state topics.State) (bool, error) {
	if a.State != book.Active || state != topics.Released && state != topics.Crossed {
		return false, nil
	}
	live, err := standingOf(tx, a, d)
	if err != nil || len(live) > 0 {
		return false, err
	}
	given, err := tx.Given(a.Chain, d.Destination)
	return given, err
}

// standingOf is what stands of an alert's chain where something was decided: of several events, of that one.
func standingOf(tx *book.Tx, a book.Alert, d book.Decision) ([]book.Delivery, error) {
	live, err := tx.DeliveriesLive(a.Chain, d.Destination)
	groups := judge.UnmarshalShape(a.Shape).Groups
	if err != nil || len(groups) == 0 {
		return live, err
	}
	follow, err := derive.Following(tx, a.Chain, a.ID, groups)
	if err != nil {
		return nil, err
	}
	var own []book.Delivery
	for _, l := range live {
		about, err := derive.About(tx, l)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(about, func(sh judge.Shape) bool { g := follow.By(sh); return g >= 0 && groups[g].Group == d.Group }) {
			own = append(own, l)
		}
	}
	return own, nil
}

// StateNow is how far an alert has come at a destination, as the list of alerts tells it.
func StateNow(tx *book.Tx, a book.Alert, d book.Decision) (topics.State, string, error) {
	state := PresentState(d)
	if state != topics.Released {
		return state, d.Reason, nil
	}
	down, err := takenDown(tx, a, d, state)
	if down || err != nil {
		return topics.Stayed, judge.NotStanding, err
	}
	live, err := standingOf(tx, a, d)
	if err != nil || len(live) == 0 {
		return state, d.Reason, err
	}
	for _, l := range live {
		if l.State != book.Done {
			return state, d.Reason, nil
		}
	}
	return topics.Crossed, d.Reason, nil
}

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
	if err := s.number(known.ID); err != nil {
		return err
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
	if err := s.number(known.ID); err != nil {
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
		return judging{s, to}.decide()
	}
	var all []book.Decision
	groups := s.r.Shape.All()
	for n := range groups {
		c, err := judging{s, to}.caseFor(n)
		if err != nil {
			return err
		}
		byRoute := c.Route()
		if byRoute.Action == book.Forward && byRoute.State != book.Held {
			byRoute.Alert, byRoute.Destination, byRoute.Agreement, byRoute.Since, byRoute.State = s.id, to.Name, s.set.Agreement.Version(), s.tx.Now(), book.Decided
			byRoute.Group = groups[n].Group
			all = append(all, byRoute)
		}
	}
	if len(all) == len(groups) { // all of it, as what stands is of all of it
		for _, d := range all {
			if err := s.tx.PutDecision(d); err != nil {
				return err
			}
			s.announce(d)
		}
		return nil
	}
	d, found, err := s.tx.Decision(s.id, to.Name, 1)
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
