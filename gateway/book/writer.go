package book

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/clock"
	"bordercast/gateway/trail"
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

// writer is the book's one goroutine: it alone writes, and what is not said to be for others is its own.
type writer struct {
	backend     Backend
	clock       adapters.Clock
	trail       *trail.Log
	checkpoints checkpointFile
	tx          *Tx
	batch       trail.Batch // what the transaction under way adds to the trail

	committed  func(time.Duration, int)
	impossible func(*ImpossibleStep)

	machine    clock.Real    // how long it works is measured in real time
	lastCommit time.Duration //
	groupTime  time.Duration // a group may take at least this long; of tests

	// for everybody
	queue      *queue
	stop       chan struct{}
	ended      chan struct{}
	dead       deadline
	newest     atomic.Pointer[trail.Checkpoint]
	statements atomic.Int64
}

func newWriter(backend Backend, o Options) *writer {
	w := &writer{
		backend: backend, clock: o.Clock, committed: o.Committed, impossible: o.Impossible,
		checkpoints: checkpointFile{backend: backend, key: o.Key},
		queue:       newQueue(), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	w.tx = newTx(backend.Rows(), w.writeNow, AllTables)
	return w
}

// resume takes up the trail where the tables end, refuses to go on from one that was altered while nobody looked,
// and puts back into the checkpoint file in dir what a crash took from it.
func (w *writer) resume(dir string) error {
	size, err := w.backend.Rows().Trail().Size()
	if err != nil {
		return err
	}
	if w.trail, err = trail.Resume(size, w.backend.Rows().Trail(), w.checkpoints.key); err != nil {
		return err
	}
	if err := w.agree(size); err != nil || dir == "" {
		return err
	}
	return w.checkpoints.open(dir, size)
}

func (w *writer) agree(size int64) error {
	return w.backend.Rows().Trail().Checkpoints(size, func(_ int64, note string) error {
		if err := w.trail.Agrees([]byte(note)); err != nil {
			return fmt.Errorf("the audit trail does not agree with its newest checkpoint, so it was altered: run `bordercast "+
				"trail verify` before starting again: %w", err)
		}
		return nil
	})
}

// run is the book's goroutine.
func (w *writer) run() {
	defer func() {
		left := w.queue.close(w.why())
		for _, c := range left {
			c.done(w.why())
		}
		w.queue.answered(len(left))
		close(w.ended)
	}()
	for stopping := false; !stopping; {
		select {
		case <-w.queue.wake:
		case <-w.stop:
			stopping = true
		}
		for w.dead.get() == nil && w.group() {
		}
		if w.dead.get() != nil {
			return
		}
	}
}

// group carries out what is waiting in one transaction, then wakes the waiters in order. What only looks comes before
// what writes, sees what is committed, and is answered at once. false: nothing was waiting.
func (w *writer) group() bool {
	reads, group := w.take()
	if len(reads)+len(group) == 0 {
		return false
	}
	started := w.clock.Now()
	w.runReads(reads)
	results := make([]error, len(group))
	carried := 0
	if len(group) > 0 {
		var failed error
		if carried, failed = w.commit(group, results); failed != nil {
			for i := range group[:carried] {
				results[i] = failed
			}
		}
		w.queue.putBack(group[carried:])
		if w.committed != nil && failed == nil {
			defer w.committed(w.clock.Now().Sub(started), carried)
		}
	}
	w.statements.Store(w.backend.Statements())
	for i, c := range group[:carried] {
		w.reportImpossible(results[i])
		c.done(results[i])
	}
	w.queue.answered(len(reads) + carried)
	w.tx.rows.trim()
	return true
}

func (w *writer) reportImpossible(err error) {
	var step *ImpossibleStep
	if w.impossible != nil && errors.As(err, &step) {
		w.impossible(step)
	}
}

// take is what waits, as much as goes into one transaction, what only looks apart. What brings a new key is alone.
func (w *writer) take() (reads, group []command) {
	for weight := 0; len(reads)+len(group) < maxGroup && weight < maxGroupBytes; {
		c, found := w.queue.take()
		if !found {
			break
		}
		switch {
		case c.readOnly:
			reads = append(reads, c)
		case c.renewal != nil && len(group) > 0:
			w.queue.putBack([]command{c})
			return reads, group
		case c.renewal != nil:
			return reads, []command{c} // with nothing behind it under the key that is replaced
		default:
			group = append(group, c)
		}
		weight += c.weight
	}
	return reads, group
}

// runReads answers those who only look.
func (w *writer) runReads(reads []command) {
	for _, c := range reads {
		w.tx.begin(w.clock.Now(), w.trail.Size())
		write := w.tx.write
		w.tx.write = nil
		err := guarded(c.do, w.tx)
		if err == nil {
			err = w.tx.flush()
		}
		w.tx.write = write
		if err != nil {
			w.tx.abandon()
		}
		c.done(err)
	}
}

// commit is one transaction. carried is how many of the group are answered by it: what there was no time for waits in
// the queue again. An error means that none of them was stored, but for ErrUnknownOutcome, which means that nobody
// knows.
func (w *writer) commit(group []command, results []error) (carried int, err error) {
	if err := w.begin(); err != nil {
		return len(group), err
	}
	carried, spoilt := w.carryOut(group, results)
	if spoilt == nil {
		if err := w.end(); err != nil || results[0] != nil || group[0].renewal == nil {
			return carried, err
		}
		return carried, w.renew(*group[0].renewal)
	}
	if err := w.backend.Rollback(); err != nil {
		return len(group), errors.Join(spoilt, err)
	}
	if errors.Is(spoilt, ErrFull) {
		return len(group), spoilt
	}
	if len(group) == 1 {
		results[0] = spoilt
		return 1, nil
	}
	// One of them failed when something of it was written, and took the others along. That is rare enough to do all of it
	// again, in a transaction each.
	return len(group), w.oneByOne(group, results)
}

// oneByOne carries commands out in a transaction each, so that what fails fails alone. An error is ErrUnknownOutcome.
func (w *writer) oneByOne(group []command, results []error) error {
	for i := range group {
		if results[i] = w.begin(); results[i] != nil {
			continue
		}
		if _, err := w.carryOut(group[i:i+1], results[i:i+1]); err != nil {
			results[i] = errors.Join(err, w.backend.Rollback())
			continue
		}
		if err := w.end(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) begin() error {
	w.tx.begin(w.clock.Now(), w.trail.Size())
	return w.backend.Begin()
}

// carryOut does what the commands say, as many as there is time for, and appends to the trail what they said, last. An
// error has spoilt the transaction; a command that failed before anything of it was written has not.
func (w *writer) carryOut(group []command, results []error) (carried int, spoilt error) {
	until := w.machine.Now().Add(min(max(2*w.lastCommit, leastGroupTime, w.groupTime), max(mostGroupTime, w.groupTime)))
	for carried < len(group) {
		results[carried] = w.attempt(group[carried].do)
		if results[carried] != nil && w.tx.wrote {
			return carried, results[carried]
		}
		if carried++; w.machine.Now().After(until) {
			break
		}
	}
	batch, err := w.trail.Append(w.tx.entries)
	if w.batch = batch; err != nil || len(batch.Rows) == 0 {
		return carried, err
	}
	if err := w.backend.Write(&Changes{Trail: batch}); err != nil {
		w.tx.abandon()
		return carried, err
	}
	return carried, nil
}

// attempt runs one command.
func (w *writer) attempt(do func(*Tx) error) error {
	said := len(w.tx.entries)
	w.tx.wrote = false
	err := guarded(do, w.tx)
	if err == nil {
		err = w.tx.flush()
	}
	if err != nil {
		w.tx.entries = w.tx.entries[:said]
		w.tx.abandon()
	}
	return err
}

func (w *writer) writeNow(c *Changes) error { return w.backend.Write(c) }

// end commits.
func (w *writer) end() error {
	started := w.machine.Now()
	// The point of no return. Before: this group fails. After: nobody knows, and only a restart can tell.
	err := w.backend.Commit()
	w.lastCommit = w.machine.Now().Sub(started)
	if err == nil {
		err = w.trail.Commit(w.batch)
	}
	if err != nil {
		return w.unknown(err)
	}
	if err := w.checkpoints.append(w.batch.Checkpoint); err != nil {
		w.dead.set(err)
	} else if w.batch.Checkpoint.Size > 0 {
		c := w.batch.Checkpoint
		w.newest.Store(&c)
	}
	w.batch = trail.Batch{}
	return nil
}

// renew puts a new key in the place of the one that has signed its last entry.
func (w *writer) renew(r renewal) error {
	if err := r.install(); err != nil {
		w.dead.set(fmt.Errorf("the new keys could not be put in their place: mend the folder of keys and start again: %w",
			err))
		return w.dead.get()
	}
	w.trail.Renew(r.key)
	return nil
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
func (w *writer) why() error {
	if err := w.dead.get(); err != nil {
		return err
	}
	return ErrClosed
}

func (w *writer) unknown(err error) error {
	w.dead.set(fmt.Errorf("%w (%v)", ErrUnknownOutcome, err))
	return w.dead.get()
}
