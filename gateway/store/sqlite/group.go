package sqlite

import (
	"errors"
	"fmt"
	"runtime/debug"

	"bordercast/gateway/trail"
)

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
