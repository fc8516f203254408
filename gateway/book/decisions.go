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
	c, from := l.decision(d.Alert, d.Destination), New
	if c != nil {
		from = c.row.State
	}
	if from != d.State && !May(OfDecision, from, d.State) { // in the same state it is told anew
		return &ImpossibleStep{Kind: OfDecision, Row: decisionName(d.Alert, d.Destination), From: from, To: d.State}
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
		tx.setDecision(l, l.decision(d.Alert, d.Destination), d)
	}
	return err
}

// SetDecision moves a decision on; reason is kept when "".
func (tx *Tx) SetDecision(alert int64, destination, state, reason string) error {
	l, err := tx.decisionsOf(alert)
	if err != nil {
		return err
	}
	c, from := l.decision(alert, destination), New
	if c != nil {
		from = c.row.State
	}
	if may, err := mayStep(OfDecision, decisionName(alert, destination), c != nil, from, state); !may {
		return err
	}
	c.row.State, c.row.Reason = state, cmp.Or(reason, c.row.Reason)
	change(&tx.decisions, c)
	return nil
}

func decisionName(alert int64, destination string) string {
	return strconv.FormatInt(alert, 10) + " at " + destination
}

// DecisionsOf lists what was decided of an alert, by destination.
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
	slices.SortFunc(all, func(a, b Decision) int { return strings.Compare(a.Destination, b.Destination) })
	return all, nil
}

// Decision reads one.
func (tx *Tx) Decision(alert int64, destination string) (Decision, bool, error) {
	l, err := tx.decisionsOf(alert)
	if err != nil {
		return Decision{}, false, err
	}
	if c := l.decision(alert, destination); c != nil {
		return CopyDecision(c.row), true, nil
	}
	return Decision{}, false, nil
}

// DecisionsOfChain lists the decisions about a chain for one destination, oldest alert first.
func (tx *Tx) DecisionsOfChain(chain int64, destination string) (all []Decision, err error) {
	l, err := tx.lineage(chain, Alerts|Decisions)
	if err != nil {
		return nil, err
	}
	for _, a := range l.alerts {
		if c := l.decision(a.row.ID, destination); c != nil {
			all = append(all, CopyDecision(c.row))
		}
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
	a.At = milli(a.At)
	tx.pending.Approvals = append(tx.pending.Approvals, a)
	return nil
}

// ApprovalsOf lists people's words on an alert at a destination, the newest last.
func (tx *Tx) ApprovalsOf(alert int64, destination string) ([]Approval, error) {
	return listed(tx, func() ([]Approval, error) { return tx.r.Approvals(alert, destination) })
}

// NextDeadline is when the next hold's deadline falls due that nobody has been told of; zero when none does.
func (tx *Tx) NextDeadline() (time.Time, error) { return tx.next(ADeadline) }

// PutDraft keeps what was shown of an alert for a destination. One with the same digest says the same, so the first of
// them stays, with the clock that it was made by.
func (tx *Tx) PutDraft(d Draft) error {
	tx.pending.Drafts = append(tx.pending.Drafts, CopyDraft(d))
	return nil
}

// DraftsOf lists what was ever shown of an alert for a destination, in the order in which it first was.
func (tx *Tx) DraftsOf(alert int64, destination string) ([]Draft, error) {
	return listed(tx, func() ([]Draft, error) { return tx.r.Drafts(alert, destination) })
}
