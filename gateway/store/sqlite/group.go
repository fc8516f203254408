package sqlite

import (
	"errors"
	"fmt"
	"runtime/debug"

	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// group carries out what is waiting in one transaction, then wakes the waiters in order. What only looks comes before what
// writes, sees what is committed, and is answered at once. false: nothing was waiting.
func (db *DB) group() bool {
	looks, group := db.take()
	if len(looks)+len(group) == 0 {
		return false
	}
	started := db.clock.Now()
	results := make([]error, len(group))
	carried, err := db.commit(looks, group, results)
	db.statements.Store(db.tx.conn.Ran())
	for i, c := range group[:carried] {
		if err != nil {
			results[i] = err
		}
		db.tellImpossible(results[i])
		c.done(results[i])
	}
	db.queue.answered(len(looks) + carried)
	if db.committed != nil && len(group) > 0 && err == nil {
		db.committed(db.clock.Now().Sub(started), carried)
	}
	return true
}

func (db *DB) tellImpossible(err error) {
	var step *book.ImpossibleStep
	if db.impossible != nil && errors.As(err, &step) {
		db.impossible(step)
	}
}

// take is what waits, as much as goes into one transaction, what only looks apart.
func (db *DB) take() (looks, group []command) {
	for weight := 0; len(looks)+len(group) < maxGroup && weight < maxGroupBytes; {
		c, found := db.queue.take()
		if !found {
			break
		}
		if c.look {
			looks = append(looks, c)
		} else {
			group = append(group, c)
		}
		weight += c.weight
	}
	return looks, group
}

// commit is one transaction. carried is how many of the group are answered by it: what there was no time for waits in the
// queue again. An error means that none of the group was stored, but for ErrUnknownOutcome, which means that nobody knows.
func (db *DB) commit(looks, group []command, results []error) (carried int, err error) {
	if err := db.begin(looks, group); err != nil || len(group) == 0 {
		return len(group), err
	}
	carried, err = db.carryOut(group, results, false)
	if err != nil && len(group) > 1 {
		// One of them failed, and took the others along. That is rare enough to do the whole group again with a savepoint
		// each, and to spare them otherwise. A command may be carried out twice, so it begins anew each time.
		if err = errors.Join(db.tx.rollback(), db.tx.exec(beginWriting)); err != nil {
			return len(group), db.explain(err)
		}
		db.tx.begin(db.tx.now, db.trail.Size())
		carried, err = db.carryOut(group, results, true)
	}
	if err != nil {
		return len(group), db.explain(errors.Join(err, db.tx.rollback()))
	}
	db.queue.putBack(group[carried:])
	return carried, db.end()
}

const beginWriting = "BEGIN IMMEDIATE"

// begin begins the transaction and answers those who only look. Where nobody writes it ends it too.
func (db *DB) begin(looks, group []command) error {
	how := beginWriting
	if len(group) == 0 {
		how = "BEGIN"
	}
	err := db.explain(db.tx.exec(how))
	db.tx.begin(db.clock.Now(), db.trail.Size())
	for _, c := range looks {
		if err != nil {
			c.done(err)
			continue
		}
		c.done(guarded(c.do, db.tx))
	}
	db.tx.entries = db.tx.entries[:0] // who only looks has nothing to say
	if err == nil && len(group) == 0 {
		err = db.explain(db.tx.exec("COMMIT")) // of nothing
	}
	return err
}

// carryOut does what the commands say, as many as there is time for, and appends to the trail what they said, last.
func (db *DB) carryOut(group []command, results []error, savepoints bool) (carried int, err error) {
	until := db.machine.Now().Add(min(max(2*db.lastCommit, leastGroupTime, db.testOnlyGroupTime), max(mostGroupTime, db.testOnlyGroupTime)))
	for carried < len(group) {
		c := group[carried]
		if results[carried] = db.tx.attempt(c.do, savepoints); errors.Is(results[carried], errAborted) {
			return carried, results[carried]
		}
		if carried++; db.machine.Now().After(until) {
			break
		}
	}
	if db.batch, err = db.trail.Append(db.tx.entries); err != nil || len(db.batch.Rows) == 0 {
		return carried, err
	}
	return carried, db.tx.storeTrail(db.batch)
}

// end commits.
func (db *DB) end() (err error) {
	if db.testOnlyBeforeCommit != nil {
		if err := db.testOnlyBeforeCommit(); err != nil {
			return db.explain(errors.Join(err, db.tx.rollback()))
		}
	}
	started := db.machine.Now()
	// The point of no return. Before: this group fails. After: nobody knows, and only a restart can tell.
	err = db.tx.exec("COMMIT")
	db.lastCommit = db.machine.Now().Sub(started)
	if err == nil && db.testOnlyAfterCommit != nil {
		err = db.testOnlyAfterCommit()
	}
	if err == nil {
		err = db.trail.Commit(db.batch)
	}
	if err != nil {
		db.dead.set(fmt.Errorf("%w (%v)", ErrUnknownOutcome, db.explain(err)))
		return db.dead.get()
	}
	db.outside(db.batch.Checkpoint)
	return nil
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

// attempt runs one command. Inside a savepoint a failed one fails alone; without, it takes the transaction with it.
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
	tx.memory.forgetAll()
	if !savepoint {
		return errors.Join(errAborted, err)
	}
	// SQLite undoes the whole transaction by itself on some errors (disk full): then there is no savepoint left.
	if back := tx.conn.Script("ROLLBACK TO c; RELEASE c"); back != nil {
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
