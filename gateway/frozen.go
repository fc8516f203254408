package gateway

import (
	"slices"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
)

// standsFrozen is the code of what a destination is not given because it stands in the same place already.
const standsFrozen = "stands-frozen"

// judgeFrozen keeps what is new from a frozen destination; elsewhere the usual order of judgement decides. What follows
// an alert that stands there does so as ever.
//
// A destination whose name was mistyped stands in the tree of the one that is frozen for it. What follows a chain that
// stands there by the old name goes by the old name alone: by both, each would put its own document on the same topics.
func (s *settling) judgeFrozen(to *system) (d book.Decision, decided bool, err error) {
	if !s.closedTo(to, s.r.lane) {
		beside, err := s.standsBeside(to)
		return drop(standsFrozen), beside, err
	}
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	reason := frozenReason
	if s.retired.has(to.Name) {
		reason = retired
	}
	return drop(reason), len(live) == 0, err
}

// goesToFrozen says that the alert crosses by a frozen destination, of which the agreement knows nothing any more.
func (s *settling) goesToFrozen() bool {
	return slices.ContainsFunc(s.routed, func(d agreement.Decision) bool {
		to := s.systems[d.Destination]
		return d.Action != agreement.Drop && s.closedTo(to, s.r.lane) && to.Side != s.r.system.Side
	})
}

// standsBeside says whether the chain stands in the tree of a destination by another one that is frozen.
func (s *settling) standsBeside(to *system) (bool, error) {
	for _, other := range s.beside(to) {
		if !s.closedTo(other, s.r.lane) {
			continue
		}
		live, err := s.tx.DeliveriesLive(s.rel.chain.ID, other.Name)
		if len(live) > 0 || err != nil {
			return len(live) > 0, err
		}
	}
	return false, nil
}

// beside are the other destinations that share a lane of a destination's tree on its broker: one of them is frozen, for
// a configuration cannot have two.
func (g *Gateway) beside(to *system) (list []*system) {
	for _, d := range g.destinations {
		same := d.public == to.public && (d.public && d.Side == to.Side || !d.public && d.Party == to.Party)
		if d != to && same && (d.broker == nil) == (to.broker == nil) && slices.ContainsFunc(d.Out, func(l cap.Lane) bool { return slices.Contains(to.Out, l) }) {
			list = append(list, d)
		}
	}
	return list
}

// besides leaves, of topics found at a destination, those that no other destination in the same tree wants there.
func (g *Gateway) besides(tx *book.Tx, to *system, found []string) ([]string, error) {
	others := g.beside(to)
	if len(others) == 0 {
		return found, nil
	}
	var left []string
	for _, topic := range found {
		wanted := false
		for _, d := range others {
			is, err := tx.TopicWantedAt(d.Name, topic)
			if err != nil {
				return nil, err
			}
			wanted = wanted || is
		}
		if !wanted {
			left = append(left, topic)
		}
	}
	return left, nil
}

// frozenFaults are the frozen destinations at which something is open still, for the status. One at which nothing is
// any more is forgotten at the next start.
func (g *Gateway) frozenFaults(tx *book.Tx) (list []api.Fault, err error) {
	for _, d := range g.destinations {
		if len(d.frozen) == 0 {
			continue
		}
		standing, err := tx.DeliveriesLiveAt(d.Name)
		if err != nil {
			return nil, err
		}
		alerts := map[int64]bool{}
		for _, s := range standing {
			a, _, err := tx.AlertByID(s.Alert)
			if err != nil {
				return nil, err
			}
			if g.closedTo(d, a.Lane) {
				alerts[s.Alert] = true
			}
		}
		if len(alerts) == 0 {
			continue
		}
		list = append(list, api.Fault{Code: frozenReason, Text: d.Name + " is frozen: it is not configured as it was while " + many(len(alerts), "alert stands", "alerts stand") +
			" there. They are updated, cancelled and expire; nothing new goes there. Put it back as it was and send a hangup, or withdraw them: `bordercast config retire " + d.Name + " --as NAME`."})
	}
	return list, nil
}
