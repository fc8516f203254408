package book

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Put records what was decided of an alert for a destination, in place of an earlier decision.
func (t DecisionTable) Put(d Decision) error {
	l, err := t.lineage(d.Alert)
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
	t.set(l, c, d)
	return nil
}

// set writes a decision over the one that is there, if any.
func (t DecisionTable) set(l *lineage, c *cell[Decision], d Decision) {
	if c == nil {
		c = &cell[Decision]{fresh: true}
		l.decisions = append(l.decisions, c)
	}
	c.row = CopyDecision(d)
	change(&t.tx.changed.decisions, c)
}

// lineage is the chain of an alert with its decisions. Of an alert that nobody knows it is empty.
func (t DecisionTable) lineage(alert int64) (*lineage, error) {
	l, err := t.tx.ofAlert(alert, Alerts|Decisions)
	if l == nil {
		l = &lineage{have: AllTables}
	}
	return l, err
}

// PutForeign records that an alert was given to a destination by somebody else. Whatever was decided here is of
// another store's past: it is written over, and no step leads from it.
func (t DecisionTable) PutForeign(d Decision) error {
	d.State = Released
	l, err := t.lineage(d.Alert)
	if err == nil {
		t.set(l, l.decision(d.Alert, d.Destination, d.Group), d)
	}
	return err
}

// SetState moves a decision on; reason is kept when "".
func (t DecisionTable) SetState(alert int64, destination string, group int, state, reason string) error {
	l, err := t.lineage(alert)
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
	change(&t.tx.changed.decisions, c)
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

// Of lists what was decided of an alert, by destination and event group.
func (t DecisionTable) Of(alert int64) (all []Decision, err error) {
	l, err := t.lineage(alert)
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

// At lists what was decided of an alert for one destination, by event group.
func (t DecisionTable) At(alert int64, destination string) ([]Decision, error) {
	all, err := t.Of(alert)
	return slices.DeleteFunc(all, func(d Decision) bool { return d.Destination != destination }), err
}

// Behind lists the decisions that a delivery carries out: that of the event group of which its document was
// made, or those of all groups.
func (t DecisionTable) Behind(d Delivery) ([]Decision, error) {
	made, _, err := t.tx.Derived.ByID(d.Derived)
	if err != nil {
		return nil, err
	}
	all, err := t.At(d.Alert, d.Destination)
	if made.Group == 0 {
		return all, err
	}
	return slices.DeleteFunc(all, func(o Decision) bool { return o.Group != made.Group }), err
}

// SetBehind moves on what a delivery carries out.
func (t DecisionTable) SetBehind(d Delivery, state, reason string) error {
	all, err := t.Behind(d)
	for _, one := range all {
		if err == nil && (len(all) == 1 || one.Action != Drop) {
			err = t.SetState(one.Alert, one.Destination, one.Group, state, reason)
		}
	}
	return err
}

// Get reads one.
func (t DecisionTable) Get(alert int64, destination string, group int) (Decision, bool, error) {
	l, err := t.lineage(alert)
	if err != nil {
		return Decision{}, false, err
	}
	if c := l.decision(alert, destination, group); c != nil {
		return CopyDecision(c.row), true, nil
	}
	return Decision{}, false, nil
}

// OfChain lists the decisions about a chain for one destination, oldest alert first, by event group.
func (t DecisionTable) OfChain(chain int64, destination string) (all []Decision, err error) {
	l, err := t.tx.lineage(chain, Alerts|Decisions)
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

func (t DecisionTable) ask(ask DecisionsAsk) ([]Decision, error) {
	return listed(t.tx, func() ([]Decision, error) { return t.tx.r.Decisions(ask) })
}

// Held lists all open questions, oldest first.
func (t DecisionTable) Held() ([]Decision, error) { return t.ask(DecisionsAsk{State: Held}) }

// ToRelease lists what was decided to forward and is not released: work that a start-up resumes.
func (t DecisionTable) ToRelease() ([]Decision, error) {
	return t.ask(DecisionsAsk{State: Decided})
}

// InState lists the decisions about active alerts for a destination that are in a state for a reason.
func (t DecisionTable) InState(destination, state, reason string) ([]Decision, error) {
	return t.ask(DecisionsAsk{Destination: destination, State: state, Reason: reason})
}

// Put records a person's word.
func (t ApprovalTable) Put(a Approval) error {
	a.At, a.Group = milli(a.At), max(a.Group, 1)
	t.tx.pending.Approvals = append(t.tx.pending.Approvals, a)
	return nil
}

// Of lists people's words on an event group of an alert at a destination, the newest last.
func (t ApprovalTable) Of(alert int64, destination string, group int) ([]Approval, error) {
	return listed(t.tx, func() ([]Approval, error) { return t.tx.r.Approvals(alert, destination, max(group, 1)) })
}

// NextDeadline is when the next hold's deadline falls due that nobody has been told of; zero when none does.
func (t DecisionTable) NextDeadline() (time.Time, error) { return t.tx.next(ADeadline) }

// Put keeps what was shown of an alert for a destination. One with the same digest says the same, so the first of
// them stays, with the clock that it was made by.
func (t DraftTable) Put(d Draft) error {
	t.tx.pending.Drafts = append(t.tx.pending.Drafts, CopyDraft(d))
	return nil
}

// Of lists what was ever shown of an event group of an alert for a destination, in the order in which it first
// was.
func (t DraftTable) Of(alert int64, destination string, group int) ([]Draft, error) {
	return listed(t.tx, func() ([]Draft, error) { return t.tx.r.Drafts(alert, destination, max(group, 1)) })
}
