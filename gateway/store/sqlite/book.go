package sqlite

import (
	"context"
	"errors"
	"sync"
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
	look   bool // it writes nothing
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
//
// A command may be carried out twice, the first time undone: it begins its own work anew each time.
func (db *DB) Submit(weight int, do func(*Tx) error, done func(error)) {
	db.submit(command{do: do, done: done, weight: weight})
}

func (db *DB) submit(c command) {
	select {
	case db.queue <- c:
	case <-db.ended:
		c.done(db.why())
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
	return db.wait(command{do: do})
}

// Look runs a function over what is committed, like View, but on the book's own connection, whose pages are in memory: a
// View of few rows spends most of its time on finding them again. It is for what every alert needs on its way, and
// must be as quick as a command and not write.
func (db *DB) Look(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return db.wait(command{do: do, look: true})
}

func (db *DB) wait(c command) error {
	result := make(chan error, 1)
	c.done = func(err error) { result <- err }
	db.submit(c)
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
		db.closed = errors.Join(db.closeReaders(), db.tx.close(), db.checkpoints.Close())
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

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
