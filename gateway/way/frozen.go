package way

import (
	"slices"

	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
)

// judgeFrozen keeps what is new from a frozen destination; elsewhere the usual order of judgement decides. What follows
// an alert that stands there does so as ever.
//
// A destination whose name was mistyped stands in the tree of the one that is frozen for it. What follows a chain that
// stands there by the old name goes by the old name alone: by both, each would put its own document on the same topics.
func (s *settling) judgeFrozen(to *settings.System) (d book.Decision, decided bool, err error) {
	if !s.way.Retired.ClosedTo(to, s.r.Lane) {
		beside, err := s.standsBeside(to)
		return judge.Drop(judge.StandsFrozen), beside, err
	}
	live, err := s.tx.DeliveriesLive(s.rel.chain.ID, to.Name)
	reason := judge.FrozenReason
	if s.way.Retired.Has(to.Name) {
		reason = judge.Retired
	}
	return judge.Drop(reason), len(live) == 0, err
}

// goesToFrozen says that the alert crosses by a frozen destination, of which the agreement knows nothing any more.
func (s *settling) goesToFrozen() bool {
	return slices.ContainsFunc(s.routed, func(d agreement.Decision) bool {
		to := s.way.Settings.Now().Systems[d.Destination]
		return d.Action != agreement.Drop && s.way.Retired.ClosedTo(to, s.r.Lane) && to.Side != s.r.System.Side
	})
}

// standsBeside says whether the chain stands in the tree of a destination by another one that is frozen.
func (s *settling) standsBeside(to *settings.System) (bool, error) {
	for _, other := range s.way.Settings.Now().Beside(to) {
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
