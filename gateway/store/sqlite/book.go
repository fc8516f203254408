package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"bordercast/gateway/trail"
)

// Group limits: as many commands as are waiting, up to these; nobody lingers for company.
const (
	maxGroup      = 256
	maxGroupBytes = 4 << 20
)

// ErrUnknownOutcome is a COMMIT that failed: what it wrote may or may not be on disk. The process must end, dropping
// its links unacknowledged; recovery at the next start finds out.
var ErrUnknownOutcome = errors.New("the store could not say whether the last transaction was written: bordercast stops and recovers at the next start")

// ErrClosed is a write after Close.
var ErrClosed = errors.New("the store is closed")

type command struct {
	do     func(*Tx) error
	done   func(error)
	weight int
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

// Submit queues a command. done is called from the book's goroutine, in the order of submission, once the command is
// on disk (nil) or is known not to be; it must be quick. weight is about how many bytes the command writes.
func (db *DB) Submit(weight int, do func(*Tx) error, done func(error)) {
	select {
	case db.queue <- command{do, done, weight}:
	case <-db.ended:
		done(db.why())
		return
	}
	select {
	case <-db.ended: // the book may have gone without seeing it: nobody else would answer
		db.refuseAll(db.why())
	default: // the book, when it goes, looks once more after saying so
	}
}

// why is what is said to a command that comes after the end.
func (db *DB) why() error { return cmpErr(db.dead.get(), ErrClosed) }

// Update runs a command and waits until it is on disk. Once queued the command is carried out and waited for, even if
// ctx ends meanwhile: it writes to its caller's variables, which must not be read before it is done.
func (db *DB) Update(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	result := make(chan error, 1)
	db.Submit(0, do, func(err error) { result <- err })
	return <-result
}

// Ended is closed when the book has stopped, by Close or because the store failed; Err then says why.
func (db *DB) Ended() <-chan struct{} { return db.ended }

// Err is the fatal error that stopped the book, nil while it runs or after Close.
func (db *DB) Err() error { return db.dead.get() }

// Close lets the commands queued before it finish, then closes the file. Closing again does nothing.
func (db *DB) Close() error {
	db.closing.Do(func() {
		close(db.stop)
		<-db.ended
		db.closed = errors.Join(db.closeReaders(), db.tx.close(), db.pool.Close(), db.checkpoints.Close())
	})
	return db.closed
}

func (db *DB) book() {
	defer func() {
		close(db.ended)
		db.refuseAll(db.why()) // what came between the last look and the end
	}()
	for {
		select {
		case c := <-db.queue:
			db.group(c)
		case <-db.stop:
			db.drain()
			return
		}
		if db.dead.get() != nil {
			return
		}
	}
}

func (db *DB) drain() {
	for {
		select {
		case c := <-db.queue:
			db.group(c)
		default:
			return
		}
	}
}

func (db *DB) refuseAll(err error) {
	for {
		select {
		case c := <-db.queue:
			c.done(err)
		default:
			return
		}
	}
}

// group carries out first and whatever else is waiting in one transaction, then wakes the waiters in order.
func (db *DB) group(first command) {
	group := append(make([]command, 0, 16), first)
	for weight := first.weight; len(group) < maxGroup && weight < maxGroupBytes; {
		select {
		case c := <-db.queue:
			group, weight = append(group, c), weight+c.weight
			continue
		default:
		}
		break
	}
	results := make([]error, len(group))
	if err := db.commit(group, results); err != nil {
		for i := range results {
			results[i] = err
		}
	}
	for i, c := range group {
		c.done(results[i])
	}
}

// commit is one transaction. An error means that none of the group was stored, but for ErrUnknownOutcome, which
// means that nobody knows.
func (db *DB) commit(group []command, results []error) error {
	tx := db.tx
	if err := tx.exec("BEGIN IMMEDIATE"); err != nil {
		return db.explain(err)
	}
	tx.begin(db.clock.Now(), db.trail.Size())
	for i, c := range group {
		if results[i] = tx.attempt(c.do, len(group) > 1); errors.Is(results[i], errAborted) {
			return db.explain(errors.Join(results[i], tx.rollback()))
		}
	}
	batch, err := db.appendTrail(tx)
	if err == nil && db.testOnlyBeforeCommit != nil {
		err = db.testOnlyBeforeCommit()
	}
	if err != nil {
		return db.explain(errors.Join(err, tx.rollback()))
	}
	// The point of no return. Before: this group fails. After: nobody knows, and only a restart can tell.
	err = tx.exec("COMMIT")
	if err == nil && db.testOnlyAfterCommit != nil {
		err = db.testOnlyAfterCommit()
	}
	if err == nil {
		err = db.trail.Commit(batch)
	}
	if err != nil {
		db.dead.set(fmt.Errorf("%w (%v)", ErrUnknownOutcome, db.explain(err)))
		return db.dead.get()
	}
	db.outside(batch.Checkpoint)
	return nil
}

// appendTrail hashes and stores what the group's commands said, last.
func (db *DB) appendTrail(tx *Tx) (trail.Batch, error) {
	batch, err := db.trail.Append(tx.entries)
	if err != nil || len(batch.Rows) == 0 {
		return batch, err
	}
	return batch, tx.storeTrail(batch)
}

// outside appends the new checkpoint to the file beside the database. It is not synced: what a crash takes from it,
// the next start puts back from the table.
func (db *DB) outside(c trail.Checkpoint) {
	if c.Size == 0 || db.checkpoints == nil {
		return
	}
	if _, err := db.checkpoints.Write(c.Block()); err != nil {
		db.dead.set(fmt.Errorf("the checkpoint file cannot be written: make room or mend its folder, then start again: %w", err))
		return
	}
	db.newest.Store(&c)
}

// explain names the file and says what to do; a full disk is ErrFull.
func (db *DB) explain(err error) error {
	if err == nil || errors.Is(err, ErrUnknownOutcome) {
		return err
	}
	return explain(File, err)
}

// errAborted is a failure that took the whole transaction with it, not only one savepoint.
var errAborted = errors.New("the transaction was rolled back")

// attempt runs one command inside a savepoint, so that a failed one fails alone. A group of one needs none.
func (tx *Tx) attempt(do func(*Tx) error, savepoint bool) error {
	said := len(tx.entries)
	if savepoint {
		if err := tx.exec("SAVEPOINT c"); err != nil {
			return errors.Join(errAborted, err)
		}
	}
	err := guarded(do, tx)
	switch {
	case err == nil && savepoint:
		return tx.exec("RELEASE c")
	case err == nil:
		return nil
	}
	tx.entries = tx.entries[:said]
	if !savepoint {
		return errors.Join(errAborted, err)
	}
	// SQLite undoes the whole transaction by itself on some errors (disk full): then there is no savepoint left.
	if back := tx.exec("ROLLBACK TO c; RELEASE c"); back != nil {
		return errors.Join(errAborted, err, back)
	}
	return err
}

// guarded turns a panic in a command into its error: one bad alert must not stop the gateway.
func guarded(do func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a fault in bordercast itself, please report it: %v\n%s", p, debug.Stack())
		}
	}()
	return do(tx)
}

// View runs a function over one consistent state of the store. It must not write.
func (db *DB) View(ctx context.Context, do func(*Tx) error) error {
	tx, err := db.reader(ctx)
	if err != nil {
		return db.explain(err)
	}
	defer func() { db.readers <- tx }()
	tx.begin(db.clock.Now(), 0)
	if err := tx.exec("BEGIN"); err != nil {
		return db.explain(err)
	}
	return errors.Join(guarded(do, tx), tx.rollback())
}

// reader is a connection for reading with its prepared statements, an idle one or, up to maxReaders, a new one.
func (db *DB) reader(ctx context.Context) (*Tx, error) {
	select {
	case tx := <-db.readers:
		return tx, nil
	default:
	}
	select {
	case tx := <-db.readers:
		return tx, nil
	case db.slots <- struct{}{}:
		conn, err := db.reads.Conn(ctx)
		if err != nil {
			<-db.slots
			return nil, err
		}
		return newTx(conn), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// closeReaders ends the reading connections; those in use are waited for.
func (db *DB) closeReaders() error {
	var errs []error
	for range len(db.slots) {
		errs = append(errs, (<-db.readers).close())
	}
	return errors.Join(append(errs, db.reads.Close())...)
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
