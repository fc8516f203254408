// Package book is the gateway's memory: the rows that the five transitions write, whatever backend keeps them, and the
// book, the one goroutine that writes them.
//
// Call Open first, with a backend of gateway/store; then Submit or Update to write, and View to read. A command is a
// function over a Tx; it must not block, keep the Tx, or touch the network: it holds up every other writer. What it
// appends to the trail is hashed and stored in the same transaction, last.
//
// What the memory promises:
//   - a command is done entirely or not at all, and its waiter wakes only when it is durable;
//   - trail entries of a command are in the same transaction as what they tell of;
//   - work to resume after a crash is found in rows (accepted sightings, ready deliveries, unpublished topics),
//     never in the trail.
//
// It refuses to go on from a trail that was altered, and after a commit of unknown outcome it refuses everything: the
// process must end and recover by restart.
package book

import (
	"context"
	"errors"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
	"bordercast/gateway/trail"
)

// Options of Open.
type Options struct {
	// Dir is where the file of checkpoints is, beside whatever the backend keeps; "" for none, as with a backend that
	// forgets everything when the process ends.
	Dir   string
	Clock adapters.Clock
	Key   *trail.Key // signs the trail's checkpoints

	Committed func(took time.Duration, commands int) // told of every commit, from the book's goroutine; nil for nobody
	// Impossible is told of a command that asked for a step that no row may take, from the book's goroutine: it must be
	// quick, and queue nothing there. nil for nobody.
	Impossible func(*ImpossibleStep)
}

// Book is the gateway's memory. All methods may be called from any goroutine.
type Book struct {
	backend Backend
	writer  *writer
	closing sync.Once
	closed  error // of the one closing
}

// The errors of a store that people must act on.
var (
	// ErrUnknownOutcome is a commit that failed: what it wrote may or may not be durable. The process must end, dropping
	// its links unacknowledged; recovery at the next start finds out.
	ErrUnknownOutcome = errors.New("the store could not say whether the last transaction was written: bordercast stops " +
		"and recovers at the next start")
	// ErrClosed is a write after Close.
	ErrClosed = errors.New("the store is closed")
	// ErrFull is the disk having no room: nothing was stored, and nothing may be acknowledged.
	ErrFull = errors.New("the disk is full: nothing more is accepted until there is room in the data folder")
)

// Open takes over a backend and starts the book. Its errors are sentences for the operator; the backend is then closed.
func Open(backend Backend, o Options) (*Book, error) {
	w := newWriter(backend, o)
	if err := w.resume(o.Dir); err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	go w.run()
	return &Book{backend: backend, writer: w}, nil
}

// ReadOnly is a book that nobody writes, beside a running daemon or after one. View and CloseReadOnly are its only
// uses.
func ReadOnly(backend Backend) *Book {
	b := &Book{backend: backend, writer: newWriter(backend, Options{Clock: clock.Real{}})}
	b.closing.Do(func() { close(b.writer.ended) })
	return b
}

// Err is the fatal error that stopped the book, nil while it runs or after Close.
func (b *Book) Err() error { return b.writer.dead.get() }

// Ended is closed when the book has stopped, by Close or because the store failed; Err then says why.
func (b *Book) Ended() <-chan struct{} { return b.writer.ended }

// Statements is how many the backend has run so far: what everybody who writes waits for.
func (b *Book) Statements() int64 { return b.writer.statements.Load() }

// Newest is the newest signed checkpoint, nil before the first commit of this run.
func (b *Book) Newest() *trail.Checkpoint { return b.writer.newest.Load() }

// CopyTo writes a consistent copy of the store to a file that is not there yet, while the book goes on.
func (b *Book) CopyTo(path string) error { return b.backend.CopyTo(path) }

// Close lets the commands queued before it finish, then closes the backend. Closing again does nothing.
func (b *Book) Close() error {
	b.closing.Do(func() {
		close(b.writer.stop)
		<-b.writer.ended
		if b.writer.dead.get() == nil {
			b.writer.checkpoints.sync()
		}
		b.closed = errors.Join(b.backend.Close(), b.writer.checkpoints.close())
	})
	return b.closed
}

// CloseReadOnly closes what ReadOnly opened.
func (b *Book) CloseReadOnly() error { return b.backend.Close() }

// View runs a function over one consistent state of the store. It must not write.
func (b *Book) View(ctx context.Context, do func(*Tx) error) error {
	view, err := b.backend.View(ctx)
	if err != nil {
		return err
	}
	tx := newTx(view.Rows(), nil, 0)
	tx.begin(b.writer.clock.Now(), 0)
	err = guarded(do, tx)
	if err == nil {
		err = tx.flush() // refuses what was written
	}
	return errors.Join(err, view.Close())
}
