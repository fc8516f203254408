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
)

// follow is the chain rule. It passes routes, never privacy: the redaction is the one the chain was given under.
func (s *settling) follow(to *settings.System) (book.Decision, error) {
	d := book.Decision{Action: book.Forward, Reason: "chain-rule"}
	earlier, err := s.earlier(to)
	if err == nil && earlier != nil {
		d.Allow, d.Route = earlier.Allow, earlier.Route
		d.Matched = []string{"follows what was given under route " + earlier.Route}
	}
	return d, err
}

// earlier is the newest decision about the chain for a destination, before this alert's; nil when there is none.
func (s *settling) earlier(to *settings.System) (*book.Decision, error) {
	list, err := s.decided(to)
	if err != nil {
		return nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if d := list[i]; d.Alert != s.id && (d.Action != book.Drop || d.State == book.Denied) {
			return &d, nil
		}
	}
	return nil, nil
}

// decided are the decisions about the chain for a destination, read once: endChain alone changes them on the way, and
// says so.
func (s *settling) decided(to *settings.System) ([]book.Decision, error) {
	if s.new {
		return nil, nil
	}
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

// judgeUpdate decides what follows an alert that the destination was given: it is held where the chain's route holds
// and it asks for more than was given. What was asked and never answered with yes gave nothing.
func (s *settling) judgeUpdate(to *settings.System, given, now approval.Shape, earlier book.Decision, byRoute agreement.Decision) (book.Decision, error) {
	asks, _ := approval.ShouldHold(given, now, byRoute)
	d, err := s.follow(to)
	switch {
	case asks && earlier.State == book.Denied:
		return judge.Drop("bound-by-denial"), err
	case asks:
		if d = s.byRoute(byRoute); d.Reason != judge.RetainedInput {
			d.Reason = "update-asks-again"
		}
	default:
		d = s.unverified(d)
	}
	if d.State == book.Held {
		s.fx.Annotate = append(s.fx.Annotate, after.FollowUp{Chain: s.rel.chain.ID, Destination: to.Name})
	}
	return d, err
}

// given is the newest alert of the chain that the destination was given or is about to be, nil for none. After a
// denial or a recall only what still stands there counts.
func (s *settling) given(to *settings.System, standing bool) (*book.Alert, error) {
	if standing {
		live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
		if len(live) == 0 {
			return nil, err
		}
	}
	sent, err := s.tx.Given(s.rel.chain.ID, to.Name)
	if err != nil {
		return nil, err
	}
	list, err := s.decided(to)
	if err != nil {
		return nil, err
	}
	for _, d := range slices.Backward(list) {
		if d.Alert == s.id || d.Action == book.Drop || d.State != book.Decided && (d.State != book.Released || !sent) {
			continue
		}
		a, _, err := s.tx.AlertByID(d.Alert)
		return &a, err
	}
	return nil, nil
}

// keptPrivate is why an alert's own scope or addresses keep it from a destination, whatever that was given before; ""
// where they do not. A Restricted one may follow into a party's tree, redacted.
func keptPrivate(scope cap.Scope, to *settings.System, byRoute agreement.Decision) string {
	switch {
	case scope != cap.Public && to.Public:
		return agreement.PrivateToPublic
	case scope == cap.Private && byRoute.Action == agreement.Drop:
		return agreement.NotAddressed
	}
	return ""
}

// keepPrivate drops an Update that is for fewer people than what it updates. What stands there stays until its own
// end, which its originator is told, for only they can say what those readers may have.
func (s *settling) keepPrivate(previous book.Alert, earlier book.Decision, byRoute agreement.Decision) (book.Decision, error) {
	s.fx.Alarms = append(s.fx.Alarms, notice.KeptPrivateAlarm(s.r, byRoute))
	d := s.byRoute(byRoute)
	if earlier.State != book.Held {
		return d, nil
	}
	return d, s.way.Holds.Close(s.tx, previous, earlier, book.Withdrawn, "updated", s.fx)
}

// takeOver puts an Update in the place of what it updates, which waits for a person: one question, the same deadline.
func (s *settling) takeOver(previous book.Alert, earlier book.Decision, byRoute agreement.Decision) (book.Decision, error) {
	if err := s.way.Holds.Close(s.tx, previous, earlier, book.Withdrawn, "updated", s.fx); err != nil {
		return book.Decision{}, err
	}
	d := s.byRoute(byRoute)
	if d.Action == book.Drop { // the route does not match the Update: the question was asked, so it is still asked
		d = earlier
		d.Hold = nil
	}
	old := judge.HoldOf(earlier)
	if d.Hold == nil {
		same := *old
		same.Area, d.Hold = s.r.Shape.Districts, &same
	}
	if _, taken, err := old.TakeOver(*d.Hold); err == nil {
		d.Hold = &taken
	}
	if questions, why := s.r.Doubts(); why != "" && !slices.Contains(d.Hold.Questions, questions[0]) {
		d.Hold.Questions, d.Hold.Then, d.Hold.Aware = append(questions, d.Hold.Questions...), agreement.HoldBack, false
	}
	d.Draft, d.Hold.Draft = "", "" // nobody has seen this one: a start-up that finds it so shows it
	s.fx.Annotate = append(s.fx.Annotate, after.FollowUp{Chain: s.rel.chain.ID, Destination: earlier.Destination})
	return judge.Held(d), nil
}
