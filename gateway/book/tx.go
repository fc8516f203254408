package book

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bordercast/gateway/approval"
	"bordercast/gateway/trail"
)

// Tx is the book as a command sees it: what is committed, and what the command has done so far. It belongs to one
// goroutine and is not to be kept.
//
// A chain is read as a whole when a command first asks for something of it. What a command changes is changed in
// memory, and goes to the backend as one write-set when the command ends, or before it asks for a list over several
// chains.
type Tx struct {
	Alerts       AlertTable
	References   ReferenceTable
	Chains       ChainTable
	Sightings    SightingTable
	Documents    DocumentTable
	Resources    ResourceTable
	Decisions    DecisionTable
	Approvals    ApprovalTable
	Drafts       DraftTable
	Derived      DerivedTable
	Deliveries   DeliveryTable
	Live         LiveTable
	Parts        PartTable
	Topics       TopicTable
	Destinations DestinationTable
	Notes        NoteTable
	Trail        TrailTable

	r       Reader
	write   func(*Changes) error // nil in a view
	rows    *cache
	tables  Tables // read of a chain at a time; 0: the one that is asked for
	now     time.Time
	base    int64 // entries in the trail before this transaction
	entries []trail.Entry
	pending Changes
	wrote   bool // something of this command has gone to the backend

	foreseen FindAsk // what was asked at once; its zero: nothing, or something has been written since
	found    Found

	changed changed
}

// changed is what is to be written, in the order in which it was changed.
type changed struct {
	alerts     []*cell[Alert]
	chains     []*cell[Chain]
	references []*cell[Reference]
	sightings  []*cell[Sighting]
	decisions  []*cell[Decision]
	derived    []*cell[Derived]
	deliveries []*cell[Delivery]
}

// The parts of the book that a command reads and writes, each by its own subject. They are ways to look at the one Tx.
type (
	// AlertTable holds the alerts that were settled.
	AlertTable struct{ tx *Tx }
	// ReferenceTable holds what alerts name.
	ReferenceTable struct{ tx *Tx }
	// ChainTable holds the chains that alerts are in, and their incidents.
	ChainTable struct{ tx *Tx }
	// SightingTable holds what was received, each time it was.
	SightingTable struct{ tx *Tx }
	// DocumentTable holds the bytes of whatever is kept, each once.
	DocumentTable struct{ tx *Tx }
	// ResourceTable holds which documents may be had over HTTP.
	ResourceTable struct{ tx *Tx }
	// DecisionTable holds what was decided of an alert for a destination, event group by event group.
	DecisionTable struct{ tx *Tx }
	// ApprovalTable holds what people said of holds.
	ApprovalTable struct{ tx *Tx }
	// DraftTable holds what was shown to them.
	DraftTable struct{ tx *Tx }
	// DerivedTable holds the alerts that the gateway made.
	DerivedTable struct{ tx *Tx }
	// DeliveryTable holds what is or was to be given to destinations.
	DeliveryTable struct{ tx *Tx }
	// LiveTable holds those deliveries that readers have before them.
	LiveTable struct{ tx *Tx }
	// PartTable holds the numbers of the parts that an alert of several areas or events goes out in.
	PartTable struct{ tx *Tx }
	// TopicTable holds what is wanted under each topic of a destination, and what is there.
	TopicTable struct{ tx *Tx }
	// DestinationTable holds what each destination was when something was last given to it.
	DestinationTable struct{ tx *Tx }
	// NoteTable holds facts about the gateway itself, by name.
	NoteTable struct{ tx *Tx }
	// TrailTable holds the audit trail.
	TrailTable struct{ tx *Tx }
)

// newTx is a Tx over a reader; write is nil for one that only looks.
func newTx(r Reader, write func(*Changes) error, tables Tables) *Tx {
	tx := &Tx{r: r, write: write, rows: newCache(), tables: tables}
	tx.Alerts, tx.References, tx.Chains = AlertTable{tx}, ReferenceTable{tx}, ChainTable{tx}
	tx.Sightings, tx.Documents, tx.Resources = SightingTable{tx}, DocumentTable{tx}, ResourceTable{tx}
	tx.Decisions, tx.Approvals, tx.Drafts = DecisionTable{tx}, ApprovalTable{tx}, DraftTable{tx}
	tx.Derived, tx.Deliveries, tx.Live, tx.Parts = DerivedTable{tx}, DeliveryTable{tx}, LiveTable{tx}, PartTable{tx}
	tx.Topics, tx.Destinations = TopicTable{tx}, DestinationTable{tx}
	tx.Notes, tx.Trail = NoteTable{tx}, TrailTable{tx}
	return tx
}

func (tx *Tx) begin(now time.Time, base int64) {
	tx.now, tx.base, tx.entries, tx.wrote, tx.foreseen = now, base, tx.entries[:0], false, FindAsk{}
}

// Now is the time of this transaction, the same for all its commands.
func (tx *Tx) Now() time.Time { return tx.now }

// Append appends an entry to the trail, in this transaction, and returns the number it will have once committed. alert
// is an alert's key, or "". body holds digests, codes and ids only: never names of people, text or contacts.
func (t TrailTable) Append(alert string, kind trail.Kind, body map[string]any) (seq int64) {
	t.tx.entries = append(t.tx.entries, trail.Entry{At: t.tx.now, Alert: alert, Kind: kind, Body: body})
	return t.tx.base + int64(len(t.tx.entries))
}

// change notes that a row is to be written.
func change[T any](list *[]*cell[T], c *cell[T]) {
	if !c.changed {
		c.changed = true
		*list = append(*list, c)
	}
}

// changesOf takes what is to be written of a table.
func changesOf[T any](list *[]*cell[T], state func(*T) string) []Change[T] {
	var out []Change[T]
	for _, c := range *list {
		out = append(out, Change[T]{c.row, c.was})
		c.was, c.fresh, c.changed = state(&c.row), false, false
	}
	*list = (*list)[:0]
	return out
}

// errView is a command that writes where it may only look.
var errView = errors.New("a fault in bordercast itself, please report it: a view of the store was written to")

// flush gives the backend what was changed so far. A list over several chains is asked of the backend, so it must know.
func (tx *Tx) flush() error {
	c := &tx.pending
	for _, h := range tx.changed.chains {
		c.Chains = append(c.Chains, ChainChange{h.row, h.fresh})
		h.fresh, h.changed = false, false
	}
	tx.changed.chains = tx.changed.chains[:0]
	for _, r := range tx.changed.references {
		c.References = append(c.References, ReferenceChange{r.row, r.fresh})
		r.fresh, r.changed = false, false
	}
	tx.changed.references = tx.changed.references[:0]
	c.Alerts = changesOf(&tx.changed.alerts, func(a *Alert) string { return a.State })
	c.Sightings = changesOf(&tx.changed.sightings, func(s *Sighting) string { return s.State })
	c.Decisions = changesOf(&tx.changed.decisions, func(d *Decision) string { return d.State })
	c.Derived = changesOf(&tx.changed.derived, func(*Derived) string { return madeAlready })
	c.Deliveries = changesOf(&tx.changed.deliveries, func(d *Delivery) string { return d.State })
	if c.Empty() {
		return nil
	}
	if tx.write == nil {
		return errView
	}
	written := tx.pending
	tx.pending, tx.wrote, tx.foreseen = Changes{}, true, FindAsk{}
	return tx.write(&written)
}

// abandon forgets what was changed and not written, and what is in memory with it.
func (tx *Tx) abandon() {
	tx.pending, tx.foreseen = Changes{}, FindAsk{}
	tx.changed = changed{}
	tx.rows.clear()
}

// listed is a list that the backend is asked for, which knows what was changed before.
func listed[T any](tx *Tx, ask func() (T, error)) (all T, err error) {
	if err := tx.flush(); err != nil {
		return all, err
	}
	return ask()
}

// lineage is a chain in memory, by its own number, with at least these tables; empty where there is no such chain.
func (tx *Tx) lineage(id int64, tables Tables) (*lineage, error) {
	tx.rows.asked++
	l := tx.rows.chains[id]
	if l != nil {
		l.used = tx.rows.asked
		if l.have&tables == tables {
			return l, nil
		}
	}
	want := tables | tx.tables
	if l != nil {
		want &^= l.have
	}
	rows, err := tx.r.Chain(id, want)
	if err != nil {
		return nil, err
	}
	if rows == nil {
		return &lineage{have: AllTables}, nil
	}
	l = tx.rows.take(rows, want)
	l.used = tx.rows.asked
	return l, nil
}

// ofAlert is the chain of an alert, nil where there is no such alert.
func (tx *Tx) ofAlert(alert int64, tables Tables) (*lineage, error) {
	chain, known := tx.rows.ofAlert[alert]
	if !known {
		a, there, err := first(tx.r.Alerts(AlertsAsk{Of: ByID, ID: alert}))
		if err != nil || !there {
			return nil, err
		}
		chain = a.Chain
		tx.rows.ofAlert[alert] = chain
	}
	return tx.lineage(chain, tables)
}

func first[T any](list []T, err error) (T, bool, error) {
	var none T
	if err != nil || len(list) == 0 {
		return none, false, err
	}
	return list[0], true, nil
}

// Foresee asks at once what Alerts.ByKey, Alerts.SameNews and References.To will be asked about an alert: they answer
// from that, until something is written that could change it. What Documents.Expect would ask is asked with it.
func (tx *Tx) Foresee(ask FindAsk) error {
	ask.Sent, ask.Since, ask.Documents = milli(ask.Sent), milli(ask.Since), tx.Documents.unknown(ask.Documents)
	found, err := listed(tx, func() (Found, error) { return tx.r.Find(ask) })
	if err == nil {
		tx.foreseen, tx.found = ask, found
		tx.Documents.learn(ask.Documents, found.Kept)
	}
	return err
}

// foresees says whether what was asked at once still stands: no alert, alias or reference has changed since.
func (tx *Tx) foresees() bool {
	return len(tx.changed.alerts)+len(tx.changed.references)+len(tx.pending.Aliases)+len(tx.pending.Gone) == 0
}

// number gives out the next number of a table.
func (tx *Tx) number(of func(*Numbers) *int64) (int64, error) {
	if tx.rows.numbers == nil {
		n, err := tx.r.Highest()
		if err != nil {
			return 0, err
		}
		tx.rows.numbers = &n
	}
	n := of(tx.rows.numbers)
	*n++
	return *n, nil
}

// mayStep says whether a row may go from one state to another: yes; no, for it is there already; or an *ImpossibleStep,
// as for every row that there is not.
func mayStep(kind Kind, row any, there bool, from, to string) (bool, error) {
	switch {
	case there && May(kind, from, to):
		return true, nil
	case there && from == to:
		return false, nil
	}
	return false, &ImpossibleStep{Kind: kind, Row: fmt.Sprint(row), From: from, To: to}
}

// The copies that are given out and taken in: nobody changes what is in memory but by Tx.

// CopyDecision is a decision that shares nothing with another, as it is read from a row: to the millisecond, nil for
// what is empty.
func CopyDecision(d Decision) Decision {
	d.Allow, d.Matched, d.Hold = copyList(d.Allow), copyList(d.Matched), copyHold(d.Hold)
	d.Since, d.Deadline, d.Group = milli(d.Since), milli(d.Deadline), max(d.Group, 1)
	return d
}

func copyHold(h *approval.Hold) *approval.Hold {
	if h == nil {
		return nil
	}
	var out approval.Hold
	text, err := json.Marshal(h) // strings and times only: it cannot fail
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		panic(err)
	}
	return &out
}

// CopyDraft is a draft that shares nothing with another, as it is read from a row: to the millisecond, nil for what is
// empty.
func CopyDraft(d Draft) Draft {
	d.Area, d.Channels, d.Parts, d.AsOf = copyList(d.Area), copyList(d.Channels), slices.Clone(d.Parts), milli(d.AsOf)
	d.Group = max(d.Group, 1)
	if d.French != nil {
		text := *d.French
		d.French = &text
	}
	return d
}

func copyDelivery(d Delivery) Delivery {
	d.Plan, d.NotAfter, d.Until = copyList(d.Plan), milli(d.NotAfter), milli(d.Until)
	return d
}

func copyDerived(d Derived) Derived {
	d.Districts, d.Sent, d.AsOf = copyList(d.Districts), milli(d.Sent), milli(d.AsOf)
	return d
}

// copyList is nil for an empty list, as rows are read.
func copyList[L ~[]T, T any](list L) L {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}
