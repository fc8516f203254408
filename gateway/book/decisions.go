package book

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PutDecision records what was decided of an alert for a destination, in place of an earlier decision.
func (tx *Tx) PutDecision(d Decision) error {
	l, err := tx.decisionsOf(d.Alert)
	if err != nil {
		return err
	}
	c, from := l.decision(d.Alert, d.Destination, d.Group), New
	if c != nil {
		from = c.row.State
	}
	if from != d.State && !May(OfDecision, from, d.State) { // in the same state it is told anew
		return &ImpossibleStep{Kind: OfDecision, Row: d.Name(), From: from, To: d.State}
	}
	tx.setDecision(l, c, d)
	return nil
}

// setDecision writes a decision over the one that is there, if any.
func (tx *Tx) setDecision(l *lineage, c *cell[Decision], d Decision) {
	if c == nil {
		c = &cell[Decision]{fresh: true}
		l.decisions = append(l.decisions, c)
	}
	c.row = CopyDecision(d)
	change(&tx.decisions, c)
}

// decisionsOf is the chain of an alert with its decisions. Of an alert that nobody knows it is empty.
func (tx *Tx) decisionsOf(alert int64) (*lineage, error) {
	l, err := tx.ofAlert(alert, Alerts|Decisions)
	if l == nil {
		l = &lineage{have: AllTables}
	}
	return l, err
}

// StandDecision records that an alert was given to a destination by somebody else. Whatever was decided here is of
// another store's past: it is written over, and no step leads from it.
func (tx *Tx) StandDecision(d Decision) error {
	d.State = Released
	l, err := tx.decisionsOf(d.Alert)
	if err == nil {
		tx.setDecision(l, l.decision(d.Alert, d.Destination, d.Group), d)
	}
	return err
}

// SetDecision moves a decision on; reason is kept when "".
func (tx *Tx) SetDecision(alert int64, destination string, group int, state, reason string) error {
	l, err := tx.decisionsOf(alert)
	if err != nil {
		return err
	}
	c, from := l.decision(alert, destination, group), New
	if c != nil {
		from = c.row.State
	}
	if may, err := mayStep(OfDecision, Decision{Alert: alert, Destination: destination, Group: group}.Name(), c != nil,
		from, state); !may {
		return err
	}
	c.row.State, c.row.Reason = state, cmp.Or(reason, c.row.Reason)
	change(&tx.decisions, c)
	return nil
}

// Name is what an error calls the decision: numbers and names alone.
func (d Decision) Name() string {
	name := strconv.FormatInt(d.Alert, 10) + " at " + d.Destination
	if d.Group > 1 {
		name += ", event group " + strconv.Itoa(d.Group)
	}
	return name
}

// DecisionsOf lists what was decided of an alert, by destination and event group.
func (tx *Tx) DecisionsOf(alert int64) (all []Decision, err error) {
	l, err := tx.decisionsOf(alert)
	if err != nil {
		return nil, err
	}
	for _, c := range l.decisions {
		if c.row.Alert == alert {
			all = append(all, CopyDecision(c.row))
		}
	}
	slices.SortFunc(all, func(a, b Decision) int {
		return cmp.Or(strings.Compare(a.Destination, b.Destination), cmp.Compare(a.Group, b.Group))
	})
	return all, nil
}

// DecisionsAt lists what was decided of an alert for one destination, by event group.
func (tx *Tx) DecisionsAt(alert int64, destination string) ([]Decision, error) {
	all, err := tx.DecisionsOf(alert)
	return slices.DeleteFunc(all, func(d Decision) bool { return d.Destination != destination }), err
}

// DecisionsBehind lists the decisions that a delivery carries out: that of the event group of which its document was
// made, or those of all groups.
func (tx *Tx) DecisionsBehind(d Delivery) ([]Decision, error) {
	made, _, err := tx.DerivedByID(d.Derived)
	if err != nil {
		return nil, err
	}
	all, err := tx.DecisionsAt(d.Alert, d.Destination)
	if made.Group == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(o Decision) bool { return o.Group != made.Group }), err
}

// SetDecisionsBehind moves on what a delivery carries out.
func (tx *Tx) SetDecisionsBehind(d Delivery, state, reason string) error {
	all, err := tx.DecisionsBehind(d)
	for _, one := range all {
		if err == nil && (len(all) == 1 || one.Action != Drop) {
			err = tx.SetDecision(one.Alert, one.Destination, one.Group, state, reason)
		}
	}
	return err
}

// Decision reads one.
func (tx *Tx) Decision(alert int64, destination string, group int) (Decision, bool, error) {
	l, err := tx.decisionsOf(alert)
	if err != nil {
		return Decision{}, false, err
	}
	if c := l.decision(alert, destination, group); c != nil {
		return CopyDecision(c.row), true, nil
	}
	return Decision{}, false, nil
}

// DecisionsOfChain lists the decisions about a chain for one destination, oldest alert first, by event group.
func (tx *Tx) DecisionsOfChain(chain int64, destination string) (all []Decision, err error) {
	l, err := tx.lineage(chain, Alerts|Decisions)
	if err != nil {
		return nil, err
	}
	for _, a := range l.alerts {
		first := len(all)
		for _, c := range l.decisions {
			if c.row.Alert == a.row.ID && c.row.Destination == destination {
				all = append(all, CopyDecision(c.row))
			}
		}
		slices.SortFunc(all[first:], func(a, b Decision) int { return cmp.Compare(a.Group, b.Group) })
	}
	return all, nil
}

func (tx *Tx) askDecisions(ask DecisionsAsk) ([]Decision, error) {
	return listed(tx, func() ([]Decision, error) { return tx.r.Decisions(ask) })
}

// DecisionsHeld lists all open questions, oldest first.
func (tx *Tx) DecisionsHeld() ([]Decision, error) { return tx.askDecisions(DecisionsAsk{State: Held}) }

// DecisionsToRelease lists what was decided to forward and is not released: work that a start-up resumes.
func (tx *Tx) DecisionsToRelease() ([]Decision, error) {
	return tx.askDecisions(DecisionsAsk{State: Decided})
}

// DecisionsSet lists the decisions about active alerts for a destination that are in a state for a reason.
func (tx *Tx) DecisionsSet(destination, state, reason string) ([]Decision, error) {
	return tx.askDecisions(DecisionsAsk{Destination: destination, State: state, Reason: reason})
}

// PutApproval records a person's word.
func (tx *Tx) PutApproval(a Approval) error {
	a.At, a.Group = milli(a.At), max(a.Group, 1)
	tx.pending.Approvals = append(tx.pending.Approvals, a)
	return nil
}

// ApprovalsOf lists people's words on an event group of an alert at a destination, the newest last.
func (tx *Tx) ApprovalsOf(alert int64, destination string, group int) ([]Approval, error) {
	return listed(tx, func() ([]Approval, error) { return tx.r.Approvals(alert, destination, max(group, 1)) })
}

// NextDeadline is when the next hold's deadline falls due that nobody has been told of; zero when none does.
func (tx *Tx) NextDeadline() (time.Time, error) { return tx.next(ADeadline) }

// PutDraft keeps what was shown of an alert for a destination. One with the same digest says the same, so the first of
// them stays, with the clock that it was made by.
func (tx *Tx) PutDraft(d Draft) error {
	tx.pending.Drafts = append(tx.pending.Drafts, CopyDraft(d))
	return nil
}

// DraftsOf lists what was ever shown of an event group of an alert for a destination, in the order in which it first
// was.
func (tx *Tx) DraftsOf(alert int64, destination string, group int) ([]Draft, error) {
	return listed(tx, func() ([]Draft, error) { return tx.r.Drafts(alert, destination, max(group, 1)) })
}
