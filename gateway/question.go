package gateway

import (
	"cmp"
	"slices"

	"bordercast/cap"
	"bordercast/certs"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
)

// retainedInput is the reason of what the broker had kept and gave again.
const retainedInput = "retained-input"

// byRoute is the agreement's answer as the store keeps it. What cannot be verified, and what is old, is held where it
// would be forwarded.
func (s *settling) byRoute(a agreement.Decision) book.Decision {
	d := book.Decision{Action: string(a.Action), Route: a.Route, Reason: a.Reason, Allow: a.Allow, Matched: a.Values}
	switch a.Action {
	case agreement.HoldBack:
		questions, why := s.r.doubts()
		if why == retainedInput {
			d.Reason = why
		}
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

// unverified holds what would be forwarded and whose signature cannot be verified: never dropped (CAP 1.2 §3.3.4.1). It
// does so with what is old, too.
func (s *settling) unverified(d book.Decision) book.Decision {
	questions, why := s.r.doubts()
	if len(questions) == 0 || d.Action != book.Forward {
		return d
	}
	hold := approval.Open(agreement.Decision{}, "", s.r.shape.Districts, s.tx.Now(), questions...)
	d.Action, d.Reason, d.Hold = book.Hold, why, &hold
	if why == retainedInput {
		d.Matched = append(slices.Clone(d.Matched), "retained=1")
	} else {
		d.Matched = append(slices.Clone(d.Matched), "verdict="+string(s.r.judgement.Verdict))
	}
	return held(d)
}

// doubts are what the source's side is asked before anything else: whether an alert is theirs that neither a signature nor
// a person's word vouches for, and whether it still holds where the broker had kept it for who knows how long.
func (r *reading) doubts() (questions []approval.Question, why string) {
	sys, verdict, came := r.system, r.judgement.Verdict, r.item.Sighting
	switch {
	case came.Vouched:
		return nil, ""
	case came.Retained:
		why = retainedInput
	case verdict == certs.Unverifiable && sys.unverified != "accept", verdict == certs.Unsigned && sys.unsigned == "hold":
		why = "unverified"
	default:
		return nil, ""
	}
	return []approval.Question{{Ask: agreement.Release, Of: cmp.Or(sys.Party, sys.Name)}}, why
}

// noLongerAsked says whether a hold asked only what is in no doubt about the alert being settled, its successor. A forged
// or an old one must not make the genuine one wait.
func (s *settling) noLongerAsked(d book.Decision) bool {
	questions, _ := s.r.doubts()
	return d.State == book.Held && len(questions) == 0 && (d.Reason == "unverified" || d.Reason == retainedInput)
}

// held fills what the columns of a hold show from the hold itself.
func held(d book.Decision) book.Decision {
	d.State, d.Action = book.Held, book.Hold
	if q, open := d.Hold.Asked(); open {
		d.Ask, d.Of = string(q.Ask), q.Of
	}
	d.Deadline, d.Alarmed = d.Hold.Deadline, d.Hold.Alarmed
	return d
}

// holdOf is the hold of a decision as it was stored.
func holdOf(d book.Decision) *approval.Hold {
	if d.Hold != nil {
		return d.Hold
	}
	return &approval.Hold{State: approval.Held, Deadline: d.Deadline, Questions: []approval.Question{{Ask: agreement.Ask(d.Ask), Of: d.Of}}}
}

func approvalShape(sh shape) approval.Shape {
	return approval.Shape{
		Districts: sh.Districts, Events: sh.Codes, Urgency: cap.Urgency(sh.Urgency), Severity: cap.Severity(sh.Severity),
		Certainty: cap.Certainty(sh.Certainty), Scope: sh.Scope,
	}
}
