package way

import (
	"slices"

	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// caseFor loads all that the decision for a destination is made of.
func (s *settling) caseFor(to *settings.System) (c judge.Case, err error) {
	r, now := s.r, s.tx.Now()
	c = judge.Case{
		Now: now, Public: to.Public,
		Alert: judge.Subject{
			Shape: r.Shape, Until: r.Until, Verdict: string(r.Judgement.Verdict), Ends: r.Ends, HandsOver: r.HandsOver(),
			Cancelled: s.rel.ended, Late: s.rel.late,
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
		if err := s.loadChain(to, &c); err != nil {
			return c, err
		}
	}
	if s.relay.ID == 0 || c.Earlier != nil {
		return c, nil
	}
	c.Copy = &judge.Copy{Shape: judge.UnmarshalShape(s.relay.Shape), Until: s.relay.Until, Verdict: s.relay.Verdict}
	first, found, err := s.tx.Decision(s.relay.ID, to.Name)
	if found {
		c.Copy.Decision = &first
	}
	return c, err
}

// loadChain loads what became of the alert's chain at a destination.
func (s *settling) loadChain(to *settings.System, c *judge.Case) error {
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	if err != nil {
		return err
	}
	c.Stands = len(live) > 0
	if c.Earlier, err = s.earlier(to); err != nil || c.Earlier == nil {
		return err
	}
	previous, _, err := s.tx.AlertByID(c.Earlier.Alert)
	if err != nil {
		return err
	}
	c.Previous = judge.UnmarshalShape(previous.Shape)
	given, err := s.given(to)
	if given != nil {
		shape := judge.UnmarshalShape(given.Shape)
		c.Given = &shape
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

// given is the newest alert of the chain that the destination was given or is about to be, nil for none.
func (s *settling) given(to *settings.System) (*book.Alert, error) {
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
