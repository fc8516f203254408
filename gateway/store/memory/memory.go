// Package memory keeps the gateway's memory in the memory of the process: a backend of gateway/book for tests, for what
// is explained without a store, and for scenarios at full speed. What it keeps is gone when the process ends, so no
// daemon serves on it. Call New.
//
// It looks through all rows to answer most questions: it is for some thousand alerts.
package memory

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

type (
	at     struct{ destination, name string }
	person struct {
		alert            int64
		group            int
		destination, who string
	}
	decided struct {
		alert       int64
		destination string
		group       int
	}
	named struct {
		alert              int64
		sender, identifier string
		sent               int64
	}
	offer struct {
		lane   cap.Lane
		sha256 string
	}
)

// tables are the rows, each a value that nobody changes.
type tables struct {
	blobs        map[int64]book.Packed
	blobOf       map[[sha256.Size]byte]int64
	sightings    map[int64]book.Sighting
	chains       map[int64]chain
	alerts       map[int64]book.Alert
	aliases      map[string]int64
	references   map[named]book.Reference
	decisions    map[decided]book.Decision
	approvals    map[person]book.Approval
	drafts       map[decided][]book.Draft
	derived      map[int64]book.Derived
	deliveries   map[int64]book.Delivery
	topics       map[at]book.Topic
	files        map[offer]book.Resource
	offers       map[offer][]int64
	destinations map[string]book.Destination
	notes        map[string]string
	trail        []trail.Row
	nodes        map[int64]tlog.Hash
	checkpoints  []trail.Checkpoint
}

type chain struct {
	book.Chain
	merged int64
}

// Backend is the rows. It is a book.Backend.
type Backend struct {
	*tables
	mu     sync.Mutex // held by a transaction, and while the rows are copied
	undo   []func()   // of the transaction under way, in its order
	ran    int64
	copied *tables // of what is committed now, for views; nil when that has changed
}

var _ book.Backend = (*Backend)(nil)

// New is an empty store.
func New() *Backend {
	return &Backend{tables: &tables{
		blobs: map[int64]book.Packed{}, blobOf: map[[sha256.Size]byte]int64{}, sightings: map[int64]book.Sighting{},
		chains: map[int64]chain{},
		alerts: map[int64]book.Alert{}, aliases: map[string]int64{}, references: map[named]book.Reference{},
		decisions: map[decided]book.Decision{},
		approvals: map[person]book.Approval{}, drafts: map[decided][]book.Draft{}, derived: map[int64]book.Derived{},
		deliveries: map[int64]book.Delivery{},
		topics:     map[at]book.Topic{}, files: map[offer]book.Resource{}, offers: map[offer][]int64{},
		destinations: map[string]book.Destination{},
		notes:        map[string]string{}, nodes: map[int64]tlog.Hash{},
	}}
}

// Rows is that of book.Backend.
func (b *Backend) Rows() book.Reader { return reader{b.tables} }

// Begin is that of book.Backend. A view that is asked for meanwhile waits for the transaction's end.
func (b *Backend) Begin() error {
	b.mu.Lock()
	return nil
}

// Commit is that of book.Backend.
func (b *Backend) Commit() error {
	if len(b.undo) > 0 {
		b.undo, b.copied = nil, nil
	}
	b.mu.Unlock()
	return nil
}

// Rollback is that of book.Backend.
func (b *Backend) Rollback() error {
	for i := len(b.undo) - 1; i >= 0; i-- {
		b.undo[i]()
	}
	b.undo = nil
	b.mu.Unlock()
	return nil
}

// Statements is that of book.Backend: how many write-sets there were.
func (b *Backend) Statements() int64 { return b.ran }

// CopyTo is that of book.Backend. There is nothing that could be copied.
func (b *Backend) CopyTo(string) error {
	return errors.New("this store is in memory and cannot be copied: run the gateway on a data folder")
}

// Close is that of book.Backend.
func (b *Backend) Close() error { return nil }

// view is a copy of the rows as they were.
type view struct{ rows reader }

// Rows is that of book.View.
func (v view) Rows() book.Reader { return v.rows }

// Close ends the view.
func (view) Close() error { return nil }

// View is that of book.Backend.
func (b *Backend) View(ctx context.Context) (book.View, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.copied == nil {
		b.copied = b.tables.copy()
	}
	return view{reader{b.copied}}, nil
}

func (t *tables) copy() *tables {
	c := *t
	c.blobs, c.blobOf, c.sightings, c.chains = maps.Clone(t.blobs), maps.Clone(t.blobOf), maps.Clone(t.sightings),
		maps.Clone(t.chains)
	c.alerts, c.aliases, c.references = maps.Clone(t.alerts), maps.Clone(t.aliases), maps.Clone(t.references)
	c.decisions, c.approvals, c.drafts = maps.Clone(t.decisions), maps.Clone(t.approvals), maps.Clone(t.drafts)
	c.derived, c.deliveries, c.topics = maps.Clone(t.derived), maps.Clone(t.deliveries), maps.Clone(t.topics)
	c.files, c.offers, c.destinations = maps.Clone(t.files), maps.Clone(t.offers), maps.Clone(t.destinations)
	c.notes, c.nodes = maps.Clone(t.notes), maps.Clone(t.nodes)
	return &c
}
