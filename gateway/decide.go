package gateway

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// decide says for every destination what it gets, and ends what the alert ends.
func (s *settling) decide() error {
	if s.r.ends {
		if err := s.endChain(); err != nil {
			return err
		}
	} else if err := s.supersede(); err != nil {
		return err
	}
	for _, d := range s.destinations {
		if err := s.decideFor(d); err != nil {
			return err
		}
	}
	s.wantOfRoute()
	return s.endLate()
}

// decideFor decides for one destination and records it.
func (s *settling) decideFor(to *system) error {
	if to == nil || len(to.Out) == 0 {
		return nil
	}
	d, err := s.judge(to)
	if err != nil {
		return err
	}
	s.routed = append(s.routed, agreement.Decision{Destination: to.Name, Action: agreement.Action(d.Action), Reason: d.Reason})
	d.Alert, d.Destination, d.Agreement, d.Since = s.id, to.Name, s.agreement.Version(), s.tx.Now()
	if d.State == "" {
		d.State = book.Decided
	}
	if err := s.tx.PutDecision(d); err != nil {
		return err
	}
	s.announce(d)
	if d.Reason == retainedInput {
		s.fx.alarms = onceAlarm(s.fx.alarms, retainedAlarm(s.r.system))
	}
	return nil
}

// announce tells of a decision and says what follows from it. Where a destination plainly has nothing to do with the
// alert (its lane, or that it sent it) nobody is told.
func (s *settling) announce(d book.Decision) {
	s.metrics.Decided(d.Destination, d.Action, d.Reason)
	if d.Action == book.Drop && (d.Reason == agreement.LaneClosed || d.Reason == agreement.OwnSource) {
		return
	}
	body := map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason}
	switch {
	case d.State == book.Held:
		if !d.Deadline.IsZero() {
			s.fx.by(d.Deadline)
		}
		seq := s.tx.Say(s.r.identity.Key(), trail.Held, with(body, "ask", d.Ask, "of", d.Of))
		s.receipt(d, topics.Held, seq)
		if d.Reason == "relay" {
			s.fx.copies = once(s.fx.copies, followUp{chain: s.rel.chain.ID, alert: s.id})
			return // the first copy is shown, and one answer is for both
		}
		if d.Hold != nil && d.Hold.Aware {
			s.fx.aware = once(s.fx.aware, followUp{chain: s.rel.chain.ID, alert: s.id})
		}
		s.fx.show = once(s.fx.show, followUp{chain: s.rel.chain.ID, alert: s.id})
	case d.Action == book.Drop:
		kind := trail.Settled
		if d.Reason == "late" {
			kind = trail.Late
		}
		s.receipt(d, topics.Stayed, s.tx.Say(s.r.identity.Key(), kind, body))
	default:
		s.tx.Say(s.r.identity.Key(), trail.Settled, body)
		s.fx.release = once(s.fx.release, followUp{chain: s.rel.chain.ID, alert: s.id})
	}
}

func (s *settling) receipt(d book.Decision, state topics.State, seq int64) {
	receipt := s.receiptFor(s.r.item.Sighting, &s.r.identity, state, d.Reason, reasonText(d), seq)
	receipt.receipt.Destination = d.Destination
	s.fx.receipts = append(s.fx.receipts, receipt)
}

// judge is the order of judgement: an end; then expired or not; then what the chain binds to; then the agreement.
func (s *settling) judge(to *system) (book.Decision, error) {
	if d, decided, err := s.judgeFrozen(to); decided || err != nil {
		return d, err
	}
	switch {
	case s.rel.ended:
		return drop("already-cancelled"), nil
	case s.r.ends:
		return s.judgeEnd(to)
	case s.r.handsOver():
		return s.judgeHandingOver(to)
	case !s.r.until.After(s.tx.Now()):
		return drop("expired"), nil
	case s.rel.late:
		return drop("late"), nil
	}
	return s.judgeChain(to)
}

// judgeChain decides an Alert or Update by what became of its chain, then by the agreement. A denial binds the chain
// until it grows, but what asks for no more than people there have anyway follows it all the same.
func (s *settling) judgeChain(to *system) (book.Decision, error) {
	byRoute := s.agreement.Decide(s.r.facts(s.tx.Now()), to.Name)
	if byRoute.Alarm {
		s.fx.alarms = append(s.fx.alarms, agreementAlarm(byRoute))
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
		s.fx.annotate = append(s.fx.annotate, followUp{chain: s.rel.chain.ID, destination: to.Name})
		if err := s.closeHold(s.tx, previous, *earlier, book.Withdrawn, "updated", s.fx); err != nil {
			return book.Decision{}, err
		}
	}
	if byRoute.Reason == agreement.PersonUnheld && !unmarshalShape(previous.Shape).Missing {
		return s.byRoute(byRoute), nil // what nobody was asked about grew into what somebody must be asked about
	}
	before, now := approvalShape(unmarshalShape(previous.Shape)), approvalShape(s.r.shape)
	private := keptPrivate(s.r.alert.Scope, to, byRoute)
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
		return s.judgeUpdate(to, approvalShape(unmarshalShape(given.Shape)), now, *earlier, byRoute)
	case earlier.State == book.Denied:
		return drop("bound-by-denial"), err
	}
	return s.byRoute(byRoute), err
}

// handsOver: what it follows is left to a successor, so it takes nobody's place: the old alert stays until the successor
// is delivered or it expires.
func (r *reading) handsOver() bool {
	m := r.alert.MsgType
	return (m == cap.MsgUpdate || m == cap.MsgCancel) && !r.ends && r.alert.OnlyHandsOver()
}

// judgeHandingOver leaves what stands at a destination as it is.
func (s *settling) judgeHandingOver(to *system) (book.Decision, error) {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if len(live) == 0 {
		return drop("nothing-live"), err
	}
	return drop("handed-over"), err
}

// wantOfRoute alarms both sides about a grave alert near the border, or in a place that nobody knows, that crosses
// nowhere because no route wants it.
func (s *settling) wantOfRoute() {
	if s.r.ends || s.r.handsOver() || s.rel.late || s.rel.ended || s.r.lane == cap.LaneTest || s.answeredNo() || s.goesToFrozen() {
		return
	}
	facts := s.r.facts(s.tx.Now())
	if !s.agreement.WantOfRoute(facts, s.routed) {
		return
	}
	for _, party := range s.sidesToldOf(s.r.alert.Scope, s.r.system.Party) {
		s.fx.alarms = append(s.fx.alarms, noRouteAlarm(s.r, party, facts.Nowhere()))
	}
}

// answeredNo says that a person kept the alert, or what it follows, from a destination: whoever has said no does not
// lack a route.
func (s *settling) answeredNo() bool {
	return slices.ContainsFunc(s.routed, func(d agreement.Decision) bool { return d.Reason == "bound-by-denial" || d.Reason == "relay-of-denied" })
}

// sidesToldOf are the parties of both sides for a Public alert, and of the source's alone for what is not public.
func (g *Gateway) sidesToldOf(scope cap.Scope, source string) []string {
	var all []string
	for _, p := range g.parties {
		if scope == cap.Public && p.hasStaff || p.Name == source {
			all = append(all, p.Name)
		}
	}
	return all
}

func drop(reason string) book.Decision { return book.Decision{Action: book.Drop, Reason: reason} }

func with(body map[string]any, pairs ...string) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		body[pairs[i]] = pairs[i+1]
	}
	return body
}
