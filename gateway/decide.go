package gateway

import (
	"errors"
	"slices"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/store"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// decide says for every destination what it gets, and ends what the alert ends.
func (s *settling) decide() error {
	if s.r.ends && s.rel.refused == nil {
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

// endLate lets an end that came before the alert it names end what else is in the chain, now that it is known to be
// one: endings resolve against the chain, whatever they name and whenever they come.
func (s *settling) endLate() error {
	if len(s.rel.ends) == 0 || s.r.ends {
		return nil
	}
	if err := s.endChain(); err != nil {
		return err
	}
	for _, to := range s.destinations {
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

func (s *settling) endThere(to *system) error {
	by := s.rel.ends[len(s.rel.ends)-1]
	d, err := s.follow(to)
	if err != nil {
		return err
	}
	d.Alert, d.Destination, d.Agreement, d.Since, d.State = by.ID, to.Name, s.agreement.Version(), s.tx.Now(), store.Decided
	s.tx.Say(by.Key, trail.Settled, map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason})
	s.fx.release = once(s.fx.release, followUp{chain: s.rel.chain.ID, alert: by.ID})
	return s.tx.PutDecision(d)
}

// supersede moves the chain on: what the alert names is no longer its head. It stays at its destinations until the
// successor is delivered there or its own time is up.
func (s *settling) supersede() error {
	if s.state() != store.Active {
		return nil
	}
	for _, t := range s.rel.targets {
		if t.State == store.Active {
			if err := s.tx.SetAlertState(t.ID, store.Superseded); err != nil {
				return err
			}
		}
	}
	return nil
}

// endChain ends every alert of the chain: what waits for a person is withdrawn, what was never attempted is not sent.
// What stands somewhere gets its end by release, for a Cancel follows its alert without being asked about.
func (s *settling) endChain() error {
	chain, err := s.tx.AlertsOfChain(s.rel.chain.ID)
	if err != nil {
		return err
	}
	for _, a := range chain {
		if a.ID == s.id || unmarshalShape(a.Shape).Ends {
			continue
		}
		if a.State == store.Active || a.State == store.Superseded {
			if err := s.tx.SetAlertState(a.ID, store.Cancelled); err != nil {
				return err
			}
		}
		if err := errors.Join(s.closeHolds(s.tx, a, store.Withdrawn, "cancelled", s.fx), s.unsend(a)); err != nil {
			return err
		}
	}
	return nil
}

// unsend stops what was decided or released of an alert and not yet attempted.
func (s *settling) unsend(a store.Alert) error {
	decisions, err := s.tx.DecisionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, d := range decisions {
		if d.State == store.Decided && d.Action != store.Drop {
			if err := s.tx.SetDecision(a.ID, d.Destination, store.Withdrawn, "cancelled"); err != nil {
				return err
			}
		}
	}
	deliveries, err := s.tx.DeliveriesOf(a.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if d.State == store.Ready && d.Kind == store.KindAlert {
			if err := s.lapse(s.tx, d, "cancelled", s.fx); err != nil {
				return err
			}
		}
	}
	return nil
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
		d.State = store.Decided
	}
	if err := s.tx.PutDecision(d); err != nil {
		return err
	}
	s.announce(d)
	return nil
}

// announce tells of a decision and says what follows from it. Where a destination plainly has nothing to do with the
// alert (its lane, or that it sent it) nobody is told.
func (s *settling) announce(d store.Decision) {
	s.metrics.Decided(d.Destination, d.Action, d.Reason)
	if d.Action == store.Drop && (d.Reason == agreement.LaneClosed || d.Reason == agreement.OwnSource) {
		return
	}
	body := map[string]any{"destination": d.Destination, "action": d.Action, "route": d.Route, "reason": d.Reason}
	switch {
	case d.State == store.Held:
		seq := s.tx.Say(s.r.identity.Key(), trail.Held, with(body, "ask", d.Ask, "of", d.Of))
		s.receipt(d, topics.Held, seq)
		if d.Reason == "relay" {
			return // the first copy is shown, and one answer is for both
		}
		s.fx.show = once(s.fx.show, followUp{chain: s.rel.chain.ID, alert: s.id})
	case d.Action == store.Drop:
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

func (s *settling) receipt(d store.Decision, state topics.State, seq int64) {
	receipt := s.receiptFor(s.r.item.Sighting, &s.r.identity, state, d.Reason, reasonText(d), seq)
	receipt.receipt.Destination = d.Destination
	s.fx.receipts = append(s.fx.receipts, receipt)
}

// judge is the order of judgement: what may not be; then an end; then expired or not; then what the chain binds to;
// then the agreement.
func (s *settling) judge(to *system) (store.Decision, error) {
	switch {
	case s.rel.refused != nil:
		s.refusedAlarm()
		return drop(s.rel.refused.code), nil
	case s.rel.ended:
		return drop("already-cancelled"), nil
	case s.r.ends:
		return s.judgeEnd(to)
	case !s.r.until.After(s.tx.Now()):
		return drop("expired"), nil
	case s.rel.late:
		return drop("late"), nil
	}
	return s.judgeChain(to)
}

// judgeEnd lets an end follow its alert: whoever was given the alert is given its end, whatever the routes say. Where
// nothing stands there is nothing to end.
func (s *settling) judgeEnd(to *system) (store.Decision, error) {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil {
		return store.Decision{}, err
	}
	if len(live) == 0 {
		return drop("nothing-live"), nil
	}
	return s.follow(to)
}

// follow is the chain rule. It passes routes, never privacy: the redaction is the one the chain was given under.
func (s *settling) follow(to *system) (store.Decision, error) {
	d := store.Decision{Action: store.Forward, Reason: "chain-rule"}
	earlier, err := s.earlier(to)
	if err == nil && earlier != nil {
		d.Allow, d.Route = earlier.Allow, earlier.Route
	}
	return d, err
}

// earlier is the newest decision about the chain for a destination, before this alert's; nil when there is none.
func (s *settling) earlier(to *system) (*store.Decision, error) {
	list, err := s.tx.DecisionsOfChain(s.rel.chain.ID, to.Name)
	if err != nil {
		return nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if d := list[i]; d.Alert != s.id && (d.Action != store.Drop || d.State == store.Denied) {
			return &d, nil
		}
	}
	return nil, nil
}

// judgeChain decides an Alert or Update by what became of its chain, then by the agreement. A denial binds the chain
// until it grows, but what asks for no more than people there have anyway follows it all the same.
func (s *settling) judgeChain(to *system) (store.Decision, error) {
	byRoute := s.agreement.Decide(s.r.facts(s.tx.Now()), to.Name)
	if byRoute.Alarm {
		s.fx.alarms = append(s.fx.alarms, agreementAlarm(byRoute))
	}
	earlier, err := s.earlier(to)
	if err != nil {
		return store.Decision{}, err
	}
	if earlier == nil {
		return s.judgeRelay(s.byRoute(byRoute), to)
	}
	previous, _, err := s.tx.AlertByID(earlier.Alert)
	if err != nil {
		return store.Decision{}, err
	}
	before, now := approvalShape(unmarshalShape(previous.Shape)), approvalShape(s.r.shape)
	private := keptPrivate(s.r.alert.Scope, to, byRoute)
	switch {
	case private != "": // the chain rule passes routes, never privacy
		return s.keepPrivate(previous, *earlier, agreement.Decision{Destination: to.Name, Action: agreement.Drop, Reason: private})
	case earlier.State == store.Held:
		return s.takeOver(previous, *earlier, byRoute)
	case earlier.State == store.Denied && !approval.BoundByDenial(before, now):
		return s.byRoute(byRoute), nil
	}
	given, err := s.given(to, earlier.State == store.Denied)
	switch {
	case err == nil && given != nil:
		return s.judgeUpdate(to, approvalShape(unmarshalShape(given.Shape)), now, *earlier, byRoute)
	case earlier.State == store.Denied:
		return drop("bound-by-denial"), err
	}
	return s.byRoute(byRoute), err
}

// judgeUpdate decides what follows an alert that the destination was given: it is held where the chain's route holds
// and it asks for more than was given. What was asked and never answered with yes gave nothing.
func (s *settling) judgeUpdate(to *system, given, now approval.Shape, earlier store.Decision, byRoute agreement.Decision) (store.Decision, error) {
	asks, _ := approval.ShouldHold(given, now, byRoute)
	d, err := s.follow(to)
	switch {
	case asks && earlier.State == store.Denied:
		return drop("bound-by-denial"), err
	case asks:
		d = s.byRoute(byRoute)
		d.Reason = "update-asks-again"
	default:
		d = s.unverified(d)
	}
	if d.State == store.Held {
		s.fx.remark = append(s.fx.remark, followUp{chain: s.rel.chain.ID, destination: to.Name})
	}
	return d, err
}

// given is the newest alert of the chain that the destination was given or is about to be, nil for none. After a
// denial or a recall only what still stands there counts.
func (s *settling) given(to *system, standing bool) (*store.Alert, error) {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil || standing && len(live) == 0 {
		return nil, err
	}
	sent, err := s.tx.Given(s.rel.chain.ID, to.Name)
	if err != nil {
		return nil, err
	}
	list, err := s.tx.DecisionsOfChain(s.rel.chain.ID, to.Name)
	if err != nil {
		return nil, err
	}
	for _, d := range slices.Backward(list) {
		if d.Alert == s.id || d.Action == store.Drop || d.State != store.Decided && (d.State != store.Released || !sent) {
			continue
		}
		a, _, err := s.tx.AlertByID(d.Alert)
		return &a, err
	}
	return nil, nil
}

// keptPrivate is why an alert's own scope or addresses keep it from a destination, whatever that was given before; ""
// where they do not. A Restricted one may follow into a party's tree, redacted.
func keptPrivate(scope cap.Scope, to *system, byRoute agreement.Decision) string {
	switch {
	case scope != cap.Public && to.public:
		return agreement.PrivateToPublic
	case scope == cap.Private && byRoute.Action == agreement.Drop:
		return agreement.NotAddressed
	}
	return ""
}

// keepPrivate drops an Update that is for fewer people than what it updates. What stands there stays until its own
// end, which its originator is told, for only they can say what those readers may have.
func (s *settling) keepPrivate(previous store.Alert, earlier store.Decision, byRoute agreement.Decision) (store.Decision, error) {
	s.fx.alarms = append(s.fx.alarms, keptPrivateAlarm(s.r, byRoute))
	d := s.byRoute(byRoute)
	if earlier.State != store.Held {
		return d, nil
	}
	return d, s.closeHold(s.tx, previous, earlier, store.Withdrawn, "updated", s.fx)
}

// takeOver puts an Update in the place of what it updates, which waits for a person: one question, the same deadline.
func (s *settling) takeOver(previous store.Alert, earlier store.Decision, byRoute agreement.Decision) (store.Decision, error) {
	if err := s.closeHold(s.tx, previous, earlier, store.Withdrawn, "updated", s.fx); err != nil {
		return store.Decision{}, err
	}
	d := s.byRoute(byRoute)
	if d.Action == store.Drop { // the route does not match the Update: the question was asked, so it is still asked
		d = earlier
		d.Hold = nil
	}
	old := holdOf(earlier)
	if d.Hold == nil {
		d.Hold = old
	}
	if _, taken, err := old.TakeOver(*d.Hold); err == nil {
		d.Hold = &taken
	}
	d.Draft, d.Hold.Draft = "", "" // nobody has seen this one: a start-up that finds it so shows it
	s.fx.remark = append(s.fx.remark, followUp{chain: s.rel.chain.ID, destination: earlier.Destination})
	return held(d), nil
}

// byRoute is the agreement's answer as the store keeps it. What cannot be verified is held where it would be forwarded.
func (s *settling) byRoute(a agreement.Decision) store.Decision {
	d := store.Decision{Action: string(a.Action), Route: a.Route, Reason: a.Reason, Allow: a.Allow}
	switch a.Action {
	case agreement.HoldBack:
		questions := s.verdictQuestion()
		hold := approval.Open(a, "", s.r.shape.Districts, s.tx.Now(), questions...)
		if len(questions) > 0 {
			hold.Then = agreement.HoldBack // nobody's silence vouches for it, and it is never dropped
		}
		d.Hold = &hold
		return held(d)
	case agreement.Forward:
		return s.unverified(d)
	}
	return d
}

// unverified holds what would be forwarded and whose signature cannot be verified: never dropped (CAP 1.2 §3.3.4.1).
func (s *settling) unverified(d store.Decision) store.Decision {
	questions := s.verdictQuestion()
	if len(questions) == 0 || d.Action != store.Forward {
		return d
	}
	hold := approval.Open(agreement.Decision{}, "", s.r.shape.Districts, s.tx.Now(), questions...)
	d.Action, d.Reason, d.Hold = store.Hold, "unverified", &hold
	return held(d)
}

// verdictQuestion asks the source's side whether an alert is theirs that no signature vouches for.
func (s *settling) verdictQuestion() []approval.Question {
	sys, verdict := s.r.system, s.r.judgement.Verdict
	if verdict == certs.Unverifiable && sys.unverified != "accept" || verdict == certs.Unsigned && sys.unsigned == "hold" {
		return []approval.Question{{Ask: agreement.Release, Of: orWord(sys.Party, sys.Name)}}
	}
	return nil
}

// held fills what the columns of a hold show from the hold itself.
func held(d store.Decision) store.Decision {
	d.State, d.Action = store.Held, store.Hold
	if q, open := d.Hold.Asked(); open {
		d.Ask, d.Of = string(q.Ask), q.Of
	}
	d.Deadline, d.Alarmed = d.Hold.Deadline, d.Hold.Alarmed
	return d
}

// wantOfRoute alarms both sides about a grave alert near the border that crosses nowhere because no route wants it.
func (s *settling) wantOfRoute() {
	if s.rel.refused != nil || s.r.ends || s.rel.late || s.rel.ended || s.r.lane == cap.LaneTest {
		return
	}
	facts := s.r.facts(s.tx.Now())
	if !s.agreement.WantOfRoute(facts, s.routed) {
		return
	}
	for _, party := range s.sidesToldOf(s.r.alert.Scope) {
		s.fx.alarms = append(s.fx.alarms, noRouteAlarm(s.r, party))
	}
}

// sidesToldOf are the parties of both sides for a Public alert, and of the source's alone for what is not public.
func (s *settling) sidesToldOf(scope cap.Scope) []string {
	var all []string
	for _, p := range s.parties {
		if scope == cap.Public && p.office || p.Name == s.r.system.Party {
			all = append(all, p.Name)
		}
	}
	return all
}

func (s *settling) refusedAlarm() {
	raised := quarantineAlarm(s.r, *s.rel.refused)
	raised.Cause = "refused\n" + s.r.identity.Key()
	raised.Alert = s.r.identity.Token()
	raised.EN = "An alert of " + s.r.alert.Sender + " was kept from crossing. " + s.rel.refused.text
	raised.FR = "Une alerte de " + s.r.alert.Sender + " n'a pas été transmise (" + s.rel.refused.code + ")."
	for _, standing := range s.fx.alarms {
		if standing.Key == raised.Key {
			return
		}
	}
	s.fx.alarms = append(s.fx.alarms, raised)
}

func drop(reason string) store.Decision { return store.Decision{Action: store.Drop, Reason: reason} }

func approvalShape(sh shape) approval.Shape {
	return approval.Shape{
		Districts: sh.Districts, Events: sh.Codes, Urgency: cap.Urgency(sh.Urgency), Severity: cap.Severity(sh.Severity),
		Certainty: cap.Certainty(sh.Certainty), Scope: sh.Scope,
	}
}

// holdOf is the hold of a decision as it was stored.
func holdOf(d store.Decision) *approval.Hold {
	if d.Hold != nil {
		return d.Hold
	}
	return &approval.Hold{State: approval.Held, Deadline: d.Deadline, Questions: []approval.Question{{Ask: agreement.Ask(d.Ask), Of: d.Of}}}
}

func with(body map[string]any, pairs ...string) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		body[pairs[i]] = pairs[i+1]
	}
	return body
}
