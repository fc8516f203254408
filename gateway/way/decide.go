package way

import (
	"errors"
	"maps"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
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
		if err := errors.Join(s.decideFor(d), s.endLeftOut(d)); err != nil {
			return err
		}
	}
	s.wantOfRoute()
	return s.endLate()
}

// decideFor decides for one destination, about each event group by itself. Those that may go along with another come last.
func (s *settling) decideFor(to *settings.System) error {
	if to == nil || len(to.Out) == 0 {
		return nil
	}
	groups, whole := s.r.Shape.All(), true
	var passengers []int
	for n := range groups {
		if len(groups) > 1 && groups[n].Passenger() {
			passengers = append(passengers, n)
			continue
		}
		d, err := s.decideAbout(to, n, false)
		if err != nil {
			return err
		}
		whole = whole && d.Action != book.Drop && d.State == book.Decided
	}
	for _, n := range passengers { // they go along where the alert goes as a whole
		c, err := s.caseFor(to, n)
		if err != nil {
			return err
		}
		whole = whole && (c.Stands || c.Closed == "" && c.ByRoute.Action == agreement.Forward)
	}
	for _, n := range passengers {
		if _, err := s.decideAbout(to, n, whole); err != nil {
			return err
		}
	}
	return nil
}

// decideAbout decides about one event group for one destination and records it. going is that all others go there now.
func (s *settling) decideAbout(to *settings.System, group int, going bool) (d book.Decision, err error) {
	c, err := s.caseFor(to, group)
	if err != nil {
		return d, err
	}
	c.Alert.Going = going
	v := judge.Decide(c)
	if v.Expired != nil {
		s.fx.Alarms = append(s.fx.Alarms, notice.AgreementAlarm(*v.Expired))
	}
	if v.Annotate {
		s.fx.Annotate = append(s.fx.Annotate, after.FollowUp{Chain: s.rel.chain.ID, Destination: to.Name})
	}
	if v.Kept != nil {
		s.fx.Alarms = append(s.fx.Alarms, notice.KeptPrivateAlarm(s.r, *v.Kept))
	}
	if v.Close {
		if err := s.closeEarlier(*c.Earlier); err != nil {
			return d, err
		}
	}
	d = v.Decision
	s.routed[group] = append(s.routed[group], agreement.Decision{Destination: to.Name, Action: agreement.Action(d.Action), Reason: d.Reason})
	d.Alert, d.Destination, d.Agreement, d.Since = s.id, to.Name, s.set.Agreement.Version(), s.tx.Now()
	d.Group = c.Alert.Shape.Group
	if d.State == "" {
		d.State = book.Decided
	}
	if err := s.tx.PutDecision(d); err != nil {
		return d, err
	}
	s.announce(d)
	if d.Reason == judge.RetainedInput {
		s.fx.Alarms = notice.OnceAlarm(s.fx.Alarms, notice.RetainedAlarm(s.r.System))
	}
	return d, nil
}

// closeEarlier withdraws the hold of what the alert takes the place of.
func (s *settling) closeEarlier(earlier book.Decision) error {
	s.past = nil
	previous, _, err := s.tx.AlertByID(earlier.Alert)
	if err != nil {
		return err
	}
	return s.way.Holds.Close(s.tx, previous, earlier, book.Withdrawn, "updated", s.fx)
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
		seq := s.tx.Say(s.r.Identity.Key(), trail.Held, with(body, "ask", d.Ask, "of", d.Of))
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
		s.receipt(d, topics.Stayed, s.tx.Say(s.r.Identity.Key(), kind, body))
	default:
		s.tx.Say(s.r.Identity.Key(), trail.Settled, body)
		s.fx.Release = after.Once(s.fx.Release, after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id})
	}
}

func (s *settling) receipt(d book.Decision, state topics.State, seq int64) {
	receipt := s.receiptFor(s.r.Item.Sighting, &s.r.Identity, state, d.Reason, notice.OfEvent(s.r.Shape, d.Group, notice.ReasonText(d)), seq)
	receipt.Receipt.Destination = d.Destination
	s.fx.Receipts = append(s.fx.Receipts, receipt)
}

// wantOfRoute alarms both sides about a grave alert near the border, or in a place that nobody knows, that crosses
// nowhere because no route wants it.
func (s *settling) wantOfRoute() {
	if s.r.Ends || s.r.HandsOver() || s.rel.late || s.rel.ended || s.r.Lane == cap.LaneTest || s.answeredNo() || s.goesToFrozen() {
		return
	}
	groups := s.r.Shape.All()
	for n := range groups {
		r := s.r.For(groups[n])
		facts := r.Facts(s.tx.Now())
		if len(groups) > 1 && groups[n].Passenger() || !s.set.Agreement.WantOfRoute(facts, s.routed[n]) {
			continue
		}
		for _, party := range s.set.SidesToldOf(s.r.Alert.Scope, s.r.System.Party) {
			s.fx.Alarms = append(s.fx.Alarms, notice.NoRouteAlarm(r, party, facts.Nowhere()))
		}
		return
	}
}

// goesToFrozen says that the alert crosses by a frozen destination, of which the agreement knows nothing any more.
func (s *settling) goesToFrozen() bool {
	return slices.ContainsFunc(s.allRouted(), func(d agreement.Decision) bool {
		to := s.set.Systems[d.Destination]
		return d.Action != agreement.Drop && s.way.Retired.ClosedTo(to, s.r.Lane) && to.Side != s.r.System.Side
	})
}

// answeredNo says that a person kept the alert, or what it follows, from a destination: whoever has said no does not
// lack a route.
func (s *settling) answeredNo() bool {
	return slices.ContainsFunc(s.allRouted(), func(d agreement.Decision) bool { return d.Reason == "bound-by-denial" || d.Reason == "relay-of-denied" })
}

// allRouted is what was decided about any event group.
func (s *settling) allRouted() []agreement.Decision {
	return slices.Concat(slices.Collect(maps.Values(s.routed))...)
}

func with(body map[string]any, pairs ...string) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		body[pairs[i]] = pairs[i+1]
	}
	return body
}

// caseFor loads all that the decision about an event group for a destination is made of.
func (s *settling) caseFor(to *settings.System, group int) (c judge.Case, err error) {
	shape, now := s.r.Shape.All()[group], s.tx.Now()
	r := s.r.For(shape)
	c = judge.Case{
		Now: now, Public: to.Public,
		Alert: judge.Subject{
			Shape: shape, Until: r.Until, Verdict: string(r.Judgement.Verdict), Ends: r.Ends, HandsOver: r.HandsOver(),
			Over: shape.Over, Leaves: shape.Leaves, Cancelled: s.rel.ended, Late: s.rel.late,
		},
		ByRoute: s.set.Agreement.Decide(r.Facts(now), to.Name),
	}
	c.Doubt.Questions, c.Doubt.Why = r.Doubts()
	switch {
	case s.way.Retired.Has(to.Name):
		c.Closed = judge.Retired
	case s.way.Retired.ClosedTo(to, r.Lane):
		c.Closed = judge.FrozenReason
	default:
		if c.Beside, err = s.standsBeside(to); err != nil {
			return c, err
		}
	}
	if !s.new {
		if err := s.loadChain(to, group, &c); err != nil {
			return c, err
		}
	}
	if s.relay.ID == 0 || c.Earlier != nil {
		return c, nil
	}
	first := judge.UnmarshalShape(s.relay.Shape)
	for _, g := range first.Groups {
		if judge.SameEvent(g, shape) {
			first = g
			break
		}
	}
	c.Copy = &judge.Copy{Shape: first, Until: s.relay.Until, Verdict: s.relay.Verdict}
	decided, found, err := s.tx.Decision(s.relay.ID, to.Name, first.Group)
	if found {
		c.Copy.Decision = &decided
	}
	return c, err
}

// loadChain loads what became at a destination of what an event group continues: of all the chain, where that is of one
// event.
func (s *settling) loadChain(to *settings.System, group int, c *judge.Case) (err error) {
	past, err := s.pastOf(to, group, c.ByRoute.Action != agreement.Drop)
	if err != nil {
		return err
	}
	c.Stands = past.stands
	i := past.newest(func(d book.Decision) bool {
		return d.Alert != s.id && (d.Action != book.Drop || d.State == book.Denied)
	})
	if i < 0 {
		return nil
	}
	previous, err := s.shapesOf(past.rows[i : i+1])
	if err != nil {
		return err
	}
	c.Earlier, c.Previous = &past.rows[i], previous[0]
	sent, err := s.tx.Given(s.rel.chain.ID, to.Name)
	if err != nil {
		return err
	}
	given := past.newest(func(d book.Decision) bool {
		return d.Alert != s.id && d.Action != book.Drop && (d.State == book.Decided || d.State == book.Released && sent)
	})
	if given < 0 {
		return nil
	}
	was, err := s.shapesOf(past.rows[given : given+1])
	if err == nil {
		c.Given = &was[0]
	}
	return err
}

// earlier is the newest decision about the chain for a destination, before this alert's; nil when there is none.
func (s *settling) earlier(to *settings.System) (*book.Decision, error) {
	list, err := s.decided(to)
	if err != nil {
		return nil, err
	}
	for _, d := range slices.Backward(list) {
		if d.Alert != s.id && (d.Action != book.Drop || d.State == book.Denied) {
			return &d, nil
		}
	}
	return nil, nil
}

// decided are the decisions about the chain for a destination, read once: endChain and closeEarlier alone change them on
// the way, and say so.
func (s *settling) decided(to *settings.System) ([]book.Decision, error) {
	list, known := s.past[to.Name]
	if known {
		return list, nil
	}
	list, err := s.tx.DecisionsOfChain(s.rel.chain.ID, to.Name)
	if s.past == nil {
		s.past = map[string][]book.Decision{}
	}
	s.past[to.Name] = list
	return list, err
}

// standsBeside says whether the chain stands in the tree of a destination by another one that is frozen.
func (s *settling) standsBeside(to *settings.System) (bool, error) {
	for _, other := range s.set.Beside(to) {
		if !s.way.Retired.ClosedTo(other, s.r.Lane) {
			continue
		}
		live, err := s.tx.DeliveriesLive(s.rel.chain.ID, other.Name)
		if len(live) > 0 || err != nil {
			return len(live) > 0, err
		}
	}
	return false, nil
}
