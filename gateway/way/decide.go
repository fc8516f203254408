package way

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
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
	for _, d := range s.way.Settings.Now().Destinations {
		if err := s.decideFor(d); err != nil {
			return err
		}
	}
	s.wantOfRoute()
	return s.endLate()
}

// decideFor decides for one destination and records it.
func (s *settling) decideFor(to *settings.System) error {
	if to == nil || len(to.Out) == 0 {
		return nil
	}
	d, err := s.judge(to)
	if err != nil {
		return err
	}
	s.routed = append(s.routed, agreement.Decision{Destination: to.Name, Action: agreement.Action(d.Action), Reason: d.Reason})
	d.Alert, d.Destination, d.Agreement, d.Since = s.id, to.Name, s.way.Settings.Now().Agreement.Version(), s.tx.Now()
	if d.State == "" {
		d.State = book.Decided
	}
	if err := s.tx.PutDecision(d); err != nil {
		return err
	}
	s.announce(d)
	if d.Reason == judge.RetainedInput {
		s.fx.Alarms = notice.OnceAlarm(s.fx.Alarms, notice.RetainedAlarm(s.r.System))
	}
	return nil
}

// announce tells of a decision and says what follows from it. Where a destination plainly has nothing to do with the
// alert (its lane, or that it sent it) nobody is told.
func (s *settling) announce(d book.Decision) {
	s.way.Metrics.Decided(d.Destination, d.Action, d.Reason)
	if d.Action == book.Drop && (d.Reason == agreement.LaneClosed || d.Reason == agreement.OwnSource) {
		return
	}
	body := map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason}
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
	receipt := s.receiptFor(s.r.Item.Sighting, &s.r.Identity, state, d.Reason, notice.ReasonText(d), seq)
	receipt.Receipt.Destination = d.Destination
	s.fx.Receipts = append(s.fx.Receipts, receipt)
}

// judge is the order of judgement: an end; then expired or not; then what the chain binds to; then the agreement.
func (s *settling) judge(to *settings.System) (book.Decision, error) {
	if d, decided, err := s.judgeFrozen(to); decided || err != nil {
		return d, err
	}
	switch {
	case s.rel.ended:
		return judge.Drop("already-cancelled"), nil
	case s.r.Ends:
		return s.judgeEnd(to)
	case s.r.HandsOver():
		return s.judgeHandingOver(to)
	case !s.r.Until.After(s.tx.Now()):
		return judge.Drop("expired"), nil
	case s.rel.late:
		return judge.Drop("late"), nil
	}
	return s.judgeChain(to)
}

// judgeChain decides an Alert or Update by what became of its chain, then by the agreement. A denial binds the chain
// until it grows, but what asks for no more than people there have anyway follows it all the same.
func (s *settling) judgeChain(to *settings.System) (book.Decision, error) {
	byRoute := s.way.Settings.Now().Agreement.Decide(s.r.Facts(s.tx.Now()), to.Name)
	if byRoute.Alarm {
		s.fx.Alarms = append(s.fx.Alarms, notice.AgreementAlarm(byRoute))
	}
	earlier, err := s.earlier(to)
	if err != nil {
		return book.Decision{}, err
	}
	if earlier == nil {
		return s.judgeRelay(s.byRoute(byRoute), to)
	}
	previous, _, err := s.tx.AlertByID(earlier.Alert)
	if err != nil {
		return book.Decision{}, err
	}
	if s.noLongerAsked(*earlier) {
		s.past, earlier.State = nil, book.Withdrawn
		s.fx.Annotate = append(s.fx.Annotate, after.FollowUp{Chain: s.rel.chain.ID, Destination: to.Name})
		if err := s.way.Holds.Close(s.tx, previous, *earlier, book.Withdrawn, "updated", s.fx); err != nil {
			return book.Decision{}, err
		}
	}
	if byRoute.Reason == agreement.PersonUnheld && !judge.UnmarshalShape(previous.Shape).Missing {
		return s.byRoute(byRoute), nil // what nobody was asked about grew into what somebody must be asked about
	}
	before, now := judge.ApprovalShape(judge.UnmarshalShape(previous.Shape)), judge.ApprovalShape(s.r.Shape)
	private := keptPrivate(s.r.Alert.Scope, to, byRoute)
	switch {
	case private != "": // the chain rule passes routes, never privacy
		return s.keepPrivate(previous, *earlier, agreement.Decision{Destination: to.Name, Action: agreement.Drop, Reason: private})
	case earlier.State == book.Held:
		return s.takeOver(previous, *earlier, byRoute)
	case earlier.State == book.Denied && !approval.BoundByDenial(before, now):
		return s.byRoute(byRoute), nil
	}
	given, err := s.given(to, earlier.State == book.Denied)
	switch {
	case err == nil && given != nil:
		return s.judgeUpdate(to, judge.ApprovalShape(judge.UnmarshalShape(given.Shape)), now, *earlier, byRoute)
	case earlier.State == book.Denied:
		return judge.Drop("bound-by-denial"), err
	}
	return s.byRoute(byRoute), err
}

// judgeHandingOver leaves what stands at a destination as it is.
func (s *settling) judgeHandingOver(to *settings.System) (book.Decision, error) {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if len(live) == 0 {
		return judge.Drop("nothing-live"), err
	}
	return judge.Drop("handed-over"), err
}

// wantOfRoute alarms both sides about a grave alert near the border, or in a place that nobody knows, that crosses
// nowhere because no route wants it.
func (s *settling) wantOfRoute() {
	if s.r.Ends || s.r.HandsOver() || s.rel.late || s.rel.ended || s.r.Lane == cap.LaneTest || s.answeredNo() || s.goesToFrozen() {
		return
	}
	facts := s.r.Facts(s.tx.Now())
	if !s.way.Settings.Now().Agreement.WantOfRoute(facts, s.routed) {
		return
	}
	for _, party := range s.way.Settings.Now().SidesToldOf(s.r.Alert.Scope, s.r.System.Party) {
		s.fx.Alarms = append(s.fx.Alarms, notice.NoRouteAlarm(s.r, party, facts.Nowhere()))
	}
}

// answeredNo says that a person kept the alert, or what it follows, from a destination: whoever has said no does not
// lack a route.
func (s *settling) answeredNo() bool {
	return slices.ContainsFunc(s.routed, func(d agreement.Decision) bool { return d.Reason == "bound-by-denial" || d.Reason == "relay-of-denied" })
}

func with(body map[string]any, pairs ...string) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		body[pairs[i]] = pairs[i+1]
	}
	return body
}
