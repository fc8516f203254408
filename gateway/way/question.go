package way

import (
	"slices"

	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
)

// byRoute is the agreement's answer as the store keeps it. What cannot be verified, and what is old, is held where it
// would be forwarded.
func (s *settling) byRoute(a agreement.Decision) book.Decision {
	d := book.Decision{Action: string(a.Action), Route: a.Route, Reason: a.Reason, Allow: a.Allow, Matched: a.Values}
	switch a.Action {
	case agreement.HoldBack:
		questions, why := s.r.Doubts()
		if why == judge.RetainedInput {
			d.Reason = why
		}
		hold := approval.Open(a, "", s.r.Shape.Districts, s.tx.Now(), questions...)
		if len(questions) > 0 {
			hold.Then = agreement.HoldBack // nobody's silence vouches for it, and it is never dropped
		}
		d.Hold = &hold
		return judge.Held(d)
	case agreement.Forward:
		return s.unverified(d)
	}
	return d
}

// unverified holds what would be forwarded and whose signature cannot be verified: never dropped (CAP 1.2 §3.3.4.1). It
// does so with what is old, too.
func (s *settling) unverified(d book.Decision) book.Decision {
	questions, why := s.r.Doubts()
	if len(questions) == 0 || d.Action != book.Forward {
		return d
	}
	hold := approval.Open(agreement.Decision{}, "", s.r.Shape.Districts, s.tx.Now(), questions...)
	d.Action, d.Reason, d.Hold = book.Hold, why, &hold
	if why == judge.RetainedInput {
		d.Matched = append(slices.Clone(d.Matched), "retained=1")
	} else {
		d.Matched = append(slices.Clone(d.Matched), "verdict="+string(s.r.Judgement.Verdict))
	}
	return judge.Held(d)
}

// noLongerAsked says whether a hold asked only what is in no doubt about the alert being settled, its successor. A forged
// or an old one must not make the genuine one wait.
func (s *settling) noLongerAsked(d book.Decision) bool {
	questions, _ := s.r.Doubts()
	return d.State == book.Held && len(questions) == 0 && (d.Reason == "unverified" || d.Reason == judge.RetainedInput)
}
