package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Group limits: as many commands as are waiting, up to these; nobody lingers for company.
const (
	maxGroup      = 256
	maxGroupBytes = 4 << 20
)

// A group also ends when it has taken some time, for what is urgent waits at each of its steps for the group under way:
// twice the time that the last commit took, so that a slow disk still gets large groups, within these bounds.
const (
	leastGroupTime = 4 * time.Millisecond
	mostGroupTime  = 40 * time.Millisecond
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

	line  string // its place in the queue
	class int64
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

// A Turn is the book for one of those who use it at the same time: commands under one name are carried out in order, and
// those of several names take turns, the most urgent class first (a smaller number; see package fair). Without a name
// one waits among the urgent.
type Turn struct {
	*DB
	line  string
	class int64
}

// For is the book for what belongs to a source, or to a part of the gateway, and is as urgent as class.
func (db *DB) For(name string, class int64) Turn { return Turn{db, name, class} }

// Submit queues a command. done is called from the book's goroutine, once the command is on disk (nil) or is known not
// to be; it must be quick, and queue nothing there. weight is about how many bytes the command writes. Commands of one
// Turn are carried out, and their waiters woken, in the order of submission.
//
// A command may be carried out twice, the first time undone: it begins its own work anew each time.
func (t Turn) Submit(weight int, do func(*Tx) error, done func(error)) {
	t.submit(command{do: do, done: done, weight: weight, line: t.line, class: t.class})
}

// Update is DB.Update in this Turn.
func (t Turn) Update(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.wait(command{do: do, line: t.line, class: t.class})
}

// Look is DB.Look in this Turn.
func (t Turn) Look(ctx context.Context, do func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return t.wait(command{do: do, look: true, line: t.line, class: t.class})
}

// Submit is Turn.Submit without a name.
func (db *DB) Submit(weight int, do func(*Tx) error, done func(error)) {
	db.submit(command{do: do, done: done, weight: weight})
}

func (db *DB) submit(c command) {
	if err := db.queue.put(c); err != nil {
		c.done(err)
	}
}

// Flush waits until the book has nothing to do: every command queued so far, and while it waits, has had its answer.
func (db *DB) Flush() { db.queue.flush() }

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
		if db.dead.get() == nil && db.checkpoints.Sync() == nil {
			_ = db.noteLength() // where there is no room for it, the next start knows less
		}
		db.closed = errors.Join(db.closeReaders(), db.tx.close(), db.checkpoints.Close())
	})
	return db.closed
}

func (db *DB) book() {
	defer func() {
		left := db.queue.close(db.why())
		for _, c := range left {
			c.done(db.why())
		}
		db.queue.answered(len(left))
		close(db.ended)
	}()
	for stopping := false; !stopping; {
		select {
		case <-db.queue.wake:
		case <-db.stop:
			stopping = true
		}
		for db.dead.get() == nil && db.group() {
		}
		if db.dead.get() != nil {
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
