// Package entitlement says who may end or change an alert. It is pure: it is told what was said, by whom, by which
// system and with what signature, and answers whether that may be done.
//
// An alert is ended or changed by a message that names it. Four things are asked of such a message, in this order:
//
//   - its lane is that of the alert: no chain spans lanes;
//   - its sender is the alert's own, or stands for it by the agreement (may_end);
//   - its system is the one that admitted the alert, or lists the sender itself and stands in that system's ends_by;
//   - its signature says no less than the alert's, and the alert's own system would have taken it.
//
// The last is judged by the policy and verdict of the alert that is named, so taking a signature off never does more
// than forging one would. What fails there may be genuine all the same, and waits for a person (Wait is true); what
// fails before that nobody is to let in. Either way it has no effect: it is no predecessor, head or hold of a chain.
//
// Start with Rules.Judge. Rules.Speaks answers the question before it: whether a system may bring a sender at all.
package entitlement

import (
	"slices"

	"bordercast/cap"
	"bordercast/certs"
)

// System is what counts here of a configured system.
type System struct {
	Senders      []string // CAP senders that speak through it; none is any that no other system lists
	EndsBy       []string // other systems by which an end of what it brought may come
	Unsigned     bool     // it takes unsigned alerts without asking anybody
	Unverifiable bool     // it takes alerts whose signature cannot be verified without asking anybody
}

func (s System) lists(sender string) bool { return slices.Contains(s.Senders, sender) }

// Takes says whether a verdict needs no person's word.
func (s System) Takes(v certs.Verdict) bool {
	switch v {
	case certs.Valid:
		return true
	case certs.Unverifiable:
		return s.Unverifiable
	case certs.Unsigned:
		return s.Unsigned
	}
	return false
}

// Rules are those of a configuration. They are not changed once they are used.
type Rules struct {
	Systems map[string]System
	MayEnd  func(sender, of string) bool // by the agreement: its own alerts, and those of others that it lists
}

// Message is an alert that names another, as one system brought it.
type Message struct {
	Sender, System string
	Lane           cap.Lane
	Verdict        certs.Verdict // under the trust of System
	Ends           bool          // it would end what it names; otherwise it would change it
	Vouched        bool          // a person let it in: their word stands in for the verdict
}

// Named is an alert that a message names.
type Named struct {
	Sender, System string // System is the one that admitted it
	Lane           cap.Lane
	Verdict        certs.Verdict // the best that any system brought it with
	Brought        certs.Verdict // the best that the message's own system brought it with; "" where it did not
}

// Refusal is why a message may not have what it names.
type Refusal struct {
	Code string
	Wait bool // it waits in quarantine for a person's word; otherwise it is dropped
}

// The codes of refusals.
const (
	LanesMixed         = "lanes-mixed"
	NotEntitled        = "not-entitled"
	UnverifiableEnd    = "unverifiable-end"
	UnverifiableUpdate = "unverifiable-update"
)

// Judge says whether a message may end or change what it names: nil is yes.
func (r Rules) Judge(m Message, n Named) *Refusal {
	switch {
	case m.Lane != n.Lane:
		return &Refusal{Code: LanesMixed}
	case m.Sender != n.Sender && !r.MayEnd(m.Sender, n.Sender), !r.bySystem(m, n):
		return &Refusal{Code: NotEntitled}
	}
	return r.ByVerdict(m, n)
}

// ByVerdict asks the last question alone, as of the other alerts of a chain: whoever ends one ends all of them.
func (r Rules) ByVerdict(m Message, n Named) *Refusal {
	if r.strong(m, n) {
		return nil
	}
	if m.Ends {
		return &Refusal{Code: UnverifiableEnd, Wait: true}
	}
	return &Refusal{Code: UnverifiableUpdate, Wait: true}
}

// bySystem says whether the message came by a system that may speak about the alert. Where the configuration has lost
// the system that admitted the alert, any that lists the sender may: a name that changed must leave no alert that
// nobody can end.
func (r Rules) bySystem(m Message, n Named) bool {
	if m.System == n.System {
		return true
	}
	admitting, known := r.Systems[n.System]
	return r.Systems[m.System].lists(m.Sender) && (!known || slices.Contains(admitting.EndsBy, m.System))
}

// strong says whether a message's verdict is enough for the alert.
func (r Rules) strong(m Message, n Named) bool {
	same, taken := m.System == n.System, r.takes(m, n)
	switch {
	case m.Vouched || m.Verdict == certs.Valid:
		return true
	case Rank(m.Verdict) >= Rank(n.Verdict) && taken:
		return true
	case same && m.Verdict == n.Verdict && (m.Verdict == certs.Unsigned || !m.Ends):
		// What came as weakly itself. An Update then waits for the same person as the alert did; an unverifiable end
		// does so in quarantine, for an end is never held.
		return true
	}
	// The alert came by this system as weakly, and is better verified only by another's copy: this system's own end of it
	// is no weaker than what it brought.
	return same && taken && n.Brought != "" && Rank(m.Verdict) >= Rank(n.Brought)
}

// takes says whether both the system that admitted the alert and the one that brings the message take its verdict.
func (r Rules) takes(m Message, n Named) bool {
	return r.Systems[n.System].Takes(m.Verdict) && r.Systems[m.System].Takes(m.Verdict)
}

// Speaks says whether a system may bring alerts of a sender: one that it lists; where it lists none, any that no other
// system lists. What somebody is known to speak for, no stranger may say.
func (r Rules) Speaks(system, sender string) bool {
	if s := r.Systems[system]; len(s.Senders) > 0 {
		return s.lists(sender)
	}
	for _, other := range r.Systems {
		if other.lists(sender) {
			return false
		}
	}
	return true
}

// Replaces says whether a better-verified copy that comes by a system may take the place of a known alert, or vouch for
// it: by the system that admitted the alert, and by those that list its sender.
func (r Rules) Replaces(system, sender, admitting string) bool {
	return system == admitting || r.Systems[system].lists(sender)
}

// Rank orders verdicts: a better one may take an identity from a worse.
func Rank(v certs.Verdict) int {
	switch v {
	case certs.Valid:
		return 3
	case certs.Unverifiable:
		return 2
	case certs.Unsigned:
		return 1
	}
	return 0
}
