package way

import (
	"errors"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// decide says for every destination what it gets, and ends what the alert ends.
func (s *settling) decide() error {
	if s.r.Ends {
		if err := s.endChain(); err != nil {
			return err
		}
	} else if err := s.supersede(); err != nil {
		return err
	}
	for _, d := range s.set.Destinations {
		if err := errors.Join(judging{s, d}.decide(), judging{s, d}.endLeftOut()); err != nil {
			return err
		}
	}
	s.wantOfRoute()
	if len(s.rel.ends) == 0 || s.r.Ends {
		return nil
	}
	return s.endAll()
}

// announce tells of a decision and says what follows from it. Where a destination plainly has nothing to do with the
// alert (its lane, or that it sent it) nobody is told.
func (s *settling) announce(d book.Decision) {
	s.way.Metrics.Decided(d.Destination, d.Action, d.Reason)
	if d.Action == book.Drop && (d.Reason == agreement.LaneClosed || d.Reason == agreement.OwnSource) {
		return
	}
	body := map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason}
	derive.SayEvent(body, s.r.Shape, d.Group)
	switch {
	case d.State == book.Held:
		if !d.Deadline.IsZero() {
			s.fx.By(d.Deadline)
		}
		seq := s.tx.Trail.Append(s.r.Identity.Key(), trail.Held, with(body, "ask", d.Ask, "of", d.Of))
		s.receipt(d, topics.Held, seq)
		if d.Reason == "relay" {
			s.fx.Copies = after.Once(s.fx.Copies, after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id})
			return // the first copy is shown, and one answer is for both
		}
		if d.Hold != nil && d.Hold.Aware {
			s.fx.Aware = after.Once(s.fx.Aware, after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id})
		}
		s.fx.Show = after.Once(s.fx.Show, after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id})
	case d.Action == book.Drop:
		kind := trail.Settled
		if d.Reason == "late" {
			kind = trail.Late
		}
		s.receipt(d, topics.Stayed, s.tx.Trail.Append(s.r.Identity.Key(), kind, body))
	default:
		s.tx.Trail.Append(s.r.Identity.Key(), trail.Settled, body)
		s.fx.Release = after.Once(s.fx.Release, after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id})
	}
}

func (s *settling) receipt(d book.Decision, state topics.State, seq int64) {
	receipt := s.receiptFor(s.r.Item.Sighting, &s.r.Identity, state, d.Reason, notice.OfEvent(s.r.Shape, d.Group,
		notice.ReasonText(d)), seq)
	receipt.Receipt.Destination = d.Destination
	s.fx.Receipts = append(s.fx.Receipts, receipt)
}

// wantOfRoute alarms both sides about a grave alert near the border, or in a place that nobody knows, that crosses
// nowhere because no route wants it; of several events about the first of which that is so.
func (s *settling) wantOfRoute() {
	if s.r.Ends || s.r.HandsOver() || s.rel.late || s.rel.ended || s.r.Lane == cap.LaneTest {
		return
	}
	groups := s.r.Shape.All()
	toFrozen := func(d agreement.Decision) bool { // of which the agreement knows nothing any more
		to := s.set.Systems[d.Destination]
		return d.Action != agreement.Drop && s.way.Retired.ClosedTo(to, s.r.Lane) && to.Side != s.r.System.Side
	}
	for n := range groups {
		r, routed := s.r.For(groups[n]), s.routed[n]
		facts := r.Facts(s.tx.Now())
		if len(groups) > 1 && groups[n].Passenger() || slices.ContainsFunc(routed, answeredNo) || slices.ContainsFunc(routed,
			toFrozen) ||
			!s.set.Agreement.WantOfRoute(facts, routed) {
			continue
		}
		for _, party := range s.set.SidesToldOf(s.r.Alert.Scope, s.r.System.Party) {
			s.fx.Alarms = append(s.fx.Alarms, notice.NoRouteAlarm(r, party, facts.Nowhere()))
		}
		return
	}
}

// answeredNo says that a person kept an event, or what it follows, from a destination: whoever has said no does not
// lack a route.
func answeredNo(d agreement.Decision) bool {
	return d.Reason == "bound-by-denial" || d.Reason == "relay-of-denied"
}

func with(body map[string]any, pairs ...string) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		body[pairs[i]] = pairs[i+1]
	}
	return body
}
