package judge

import (
	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
)

// Drop is the decision that an alert does not go somewhere, for a reason.
func Drop(reason string) book.Decision { return book.Decision{Action: book.Drop, Reason: reason} }

// Approved is the digest of the draft that a person approved; "" where nobody's answer let it go.
func Approved(d book.Decision) string {
	if d.Hold == nil || d.Hold.State != approval.Released || d.Hold.Cause != "" {
		return ""
	}
	return d.Hold.Draft
}

// Held fills what the columns of a hold show from the hold itself.
func Held(d book.Decision) book.Decision {
	d.State, d.Action = book.Held, book.Hold
	if q, open := d.Hold.Asked(); open {
		d.Ask, d.Of = string(q.Ask), q.Of
	}
	d.Deadline, d.Alarmed = d.Hold.Deadline, d.Hold.Alarmed
	return d
}

// HoldOf is the hold of a decision as it was stored.
func HoldOf(d book.Decision) *approval.Hold {
	if d.Hold != nil {
		return d.Hold
	}
	return &approval.Hold{State: approval.Held, Deadline: d.Deadline,
		Questions: []approval.Question{{Ask: agreement.Ask(d.Ask), Of: d.Of}}}
}

// ApprovalShape is a shape as package approval compares it.
func ApprovalShape(sh Shape) approval.Shape {
	return approval.Shape{
		Districts: sh.Districts, Events: sh.Codes, Urgency: cap.Urgency(sh.Urgency), Severity: cap.Severity(sh.Severity),
		Certainty: cap.Certainty(sh.Certainty), Scope: sh.Scope,
	}
}
