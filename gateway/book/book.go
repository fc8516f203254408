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
	"fmt"
	"os"
	"sync"
	"sync/atomic"
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
	clock   adapters.Clock
	trail   *trail.Log  // the book's goroutine alone
	tx      *Tx         // the book's goroutine alone
	batch   trail.Batch // what the transaction under way adds to the trail; the book's too
	queue   *queue
	stop    chan struct{}
	ended   chan struct{}
	dead    deadline
	closing sync.Once
	closed  error // of the one closing

	committed  func(time.Duration, int)
	impossible func(*ImpossibleStep)

	machine    clock.Real    // how long the book works is measured in real time
	lastCommit time.Duration // the book's goroutine alone
	groupTime  time.Duration // a group may take at least this long; of tests

	checkpoints *os.File // the file beside the database; the book's goroutine alone
	newest      atomic.Pointer[trail.Checkpoint]
	statements  atomic.Int64
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
	b := &Book{
		backend: backend, clock: o.Clock, committed: o.Committed, impossible: o.Impossible,
		queue: newQueue(), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	b.tx = newTx(backend, b.writeNow, AllTables)
	if err := b.resume(o); err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	go b.run()
	return b, nil
}

// ReadOnly is a book that nobody writes, beside a running daemon or after one. View and Close are its only uses.
func ReadOnly(backend Backend) *Book {
	b := &Book{backend: backend, clock: clock.Real{}, ended: make(chan struct{})}
	b.closing.Do(func() { close(b.ended) })
	return b
}

// resume takes up the trail where the tables end, refuses to go on from one that was altered while nobody looked,
// and puts back into the checkpoint file what a crash took from it.
func (b *Book) resume(o Options) error {
	size, err := b.backend.TrailSize()
	if err != nil {
		return err
	}
	if b.trail, err = trail.Resume(size, b.backend, o.Key); err != nil {
		return err
	}
	if err := b.agree(size); err != nil || o.Dir == "" {
		return err
	}
	return b.openCheckpoints(o, size)
}

// Err is the fatal error that stopped the book, nil while it runs or after Close.
func (b *Book) Err() error { return b.dead.get() }

// Ended is closed when the book has stopped, by Close or because the store failed; Err then says why.
func (b *Book) Ended() <-chan struct{} { return b.ended }

// Statements is how many the backend has run so far: what everybody who writes waits for.
func (b *Book) Statements() int64 { return b.statements.Load() }

// Newest is the newest signed checkpoint, nil before the first commit of this run.
func (b *Book) Newest() *trail.Checkpoint { return b.newest.Load() }

// CopyTo writes a consistent copy of the store to a file that is not there yet, while the book goes on.
func (b *Book) CopyTo(path string) error { return b.backend.CopyTo(path) }

// Close lets the commands queued before it finish, then closes the backend. Closing again does nothing.
func (b *Book) Close() error {
	b.closing.Do(func() {
		close(b.stop)
		<-b.ended
		if b.dead.get() == nil && b.checkpoints != nil && b.checkpoints.Sync() == nil {
			_ = b.noteLength() // where there is no room for it, the next start knows less
		}
		b.closed = b.backend.Close()
		if b.checkpoints != nil {
			b.closed = errors.Join(b.closed, b.checkpoints.Close())
		}
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
	tx := newTx(view, nil, 0)
	tx.begin(b.clock.Now(), 0)
	err = guarded(do, tx)
	if err == nil {
		err = tx.flush() // refuses what was written
	}
	return errors.Join(err, view.Close())
}

// deadline is the first fatal error; once set, everything is refused with it.
type deadline struct {
	mu  sync.Mutex
	err error
}

func (d *deadline) set(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err == nil {
		d.err = err
	}
}

func (d *deadline) get() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// why is what is said to a command that comes after the end.
func (b *Book) why() error {
	if err := b.dead.get(); err != nil {
		return err
	}
	return ErrClosed
}

func (b *Book) unknown(err error) error {
	b.dead.set(fmt.Errorf("%w (%v)", ErrUnknownOutcome, err))
	return b.dead.get()
}
