package book

import (
	"errors"
	"fmt"
	"runtime/debug"
	"time"

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

// run is the book's goroutine.
func (b *Book) run() {
	defer func() {
		left := b.queue.close(b.why())
		for _, c := range left {
			c.done(b.why())
		}
		b.queue.answered(len(left))
		close(b.ended)
	}()
	for stopping := false; !stopping; {
		select {
		case <-b.queue.wake:
		case <-b.stop:
			stopping = true
		}
		for b.dead.get() == nil && b.group() {
		}
		if b.dead.get() != nil {
			return
		}
	}
}

// group carries out what is waiting in one transaction, then wakes the waiters in order. What only looks comes before
// what writes, sees what is committed, and is answered at once. false: nothing was waiting.
func (b *Book) group() bool {
	reads, group := b.take()
	if len(reads)+len(group) == 0 {
		return false
	}
	started := b.clock.Now()
	b.runReads(reads)
	results := make([]error, len(group))
	carried := 0
	if len(group) > 0 {
		var failed error
		if carried, failed = b.commit(group, results); failed != nil {
			for i := range group[:carried] {
				results[i] = failed
			}
		}
		b.queue.putBack(group[carried:])
		if b.committed != nil && failed == nil {
			defer b.committed(b.clock.Now().Sub(started), carried)
		}
	}
	b.statements.Store(b.backend.Statements())
	for i, c := range group[:carried] {
		b.reportImpossible(results[i])
		c.done(results[i])
	}
	b.queue.answered(len(reads) + carried)
	b.tx.rows.trim()
	return true
}

func (b *Book) reportImpossible(err error) {
	var step *ImpossibleStep
	if b.impossible != nil && errors.As(err, &step) {
		b.impossible(step)
	}
}

// take is what waits, as much as goes into one transaction, what only looks apart. What brings a new key is alone.
func (b *Book) take() (reads, group []command) {
	for weight := 0; len(reads)+len(group) < maxGroup && weight < maxGroupBytes; {
		c, found := b.queue.take()
		if !found {
			break
		}
		switch {
		case c.readOnly:
			reads = append(reads, c)
		case c.renewal != nil && len(group) > 0:
			b.queue.putBack([]command{c})
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
func (b *Book) runReads(reads []command) {
	for _, c := range reads {
		b.tx.begin(b.clock.Now(), b.trail.Size())
		write := b.tx.write
		b.tx.write = nil
		err := guarded(c.do, b.tx)
		if err == nil {
			err = b.tx.flush()
		}
		b.tx.write = write
		if err != nil {
			b.tx.abandon()
		}
		c.done(err)
	}
}

// commit is one transaction. carried is how many of the group are answered by it: what there was no time for waits in
// the queue again. An error means that none of them was stored, but for ErrUnknownOutcome, which means that nobody
// knows.
func (b *Book) commit(group []command, results []error) (carried int, err error) {
	if err := b.begin(); err != nil {
		return len(group), err
	}
	carried, spoilt := b.carryOut(group, results)
	if spoilt == nil {
		if err := b.end(); err != nil || results[0] != nil || group[0].renewal == nil {
			return carried, err
		}
		return carried, b.renew(*group[0].renewal)
	}
	if err := b.backend.Rollback(); err != nil {
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
	return len(group), b.oneByOne(group, results)
}

// oneByOne carries commands out in a transaction each, so that what fails fails alone. An error is ErrUnknownOutcome.
func (b *Book) oneByOne(group []command, results []error) error {
	for i := range group {
		if results[i] = b.begin(); results[i] != nil {
			continue
		}
		if _, err := b.carryOut(group[i:i+1], results[i:i+1]); err != nil {
			results[i] = errors.Join(err, b.backend.Rollback())
			continue
		}
		if err := b.end(); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) begin() error {
	b.tx.begin(b.clock.Now(), b.trail.Size())
	return b.backend.Begin()
}

// carryOut does what the commands say, as many as there is time for, and appends to the trail what they said, last. An
// error has spoilt the transaction; a command that failed before anything of it was written has not.
func (b *Book) carryOut(group []command, results []error) (carried int, spoilt error) {
	until := b.machine.Now().Add(min(max(2*b.lastCommit, leastGroupTime, b.groupTime), max(mostGroupTime, b.groupTime)))
	for carried < len(group) {
		results[carried] = b.attempt(group[carried].do)
		if results[carried] != nil && b.tx.wrote {
			return carried, results[carried]
		}
		if carried++; b.machine.Now().After(until) {
			break
		}
	}
	batch, err := b.trail.Append(b.tx.entries)
	if b.batch = batch; err != nil || len(batch.Rows) == 0 {
		return carried, err
	}
	if err := b.backend.Write(&Changes{Trail: batch}); err != nil {
		b.tx.abandon()
		return carried, err
	}
	return carried, nil
}

// attempt runs one command.
func (b *Book) attempt(do func(*Tx) error) error {
	said := len(b.tx.entries)
	b.tx.wrote = false
	err := guarded(do, b.tx)
	if err == nil {
		err = b.tx.flush()
	}
	if err != nil {
		b.tx.entries = b.tx.entries[:said]
		b.tx.abandon()
	}
	return err
}

func (b *Book) writeNow(c *Changes) error { return b.backend.Write(c) }

// end commits.
func (b *Book) end() error {
	started := b.machine.Now()
	// The point of no return. Before: this group fails. After: nobody knows, and only a restart can tell.
	err := b.backend.Commit()
	b.lastCommit = b.machine.Now().Sub(started)
	if err == nil {
		err = b.trail.Commit(b.batch)
	}
	if err != nil {
		return b.unknown(err)
	}
	b.outside(b.batch.Checkpoint)
	b.batch = trail.Batch{}
	return nil
}

// renew puts a new key in the place of the one that has signed its last entry.
func (b *Book) renew(r renewal) error {
	if err := r.install(); err != nil {
		b.dead.set(fmt.Errorf("the new keys could not be put in their place: mend the folder of keys and start again: %w",
			err))
		return b.dead.get()
	}
	b.trail.Renew(r.key)
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
