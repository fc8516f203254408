package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"time"

	lib "modernc.org/sqlite/lib"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// Tx is a transaction as a command sees it: methods that read and write rows. It belongs to one goroutine and is
// not to be kept. Every statement is prepared once per connection.
type Tx struct {
	conn    *engine.Conn
	stmts   map[string]*engine.Stmt
	memory  *memory // the book's alone
	now     time.Time
	base    int64 // entries in the trail before this transaction
	entries []trail.Entry
}

func newTx(conn *engine.Conn) *Tx { return &Tx{conn: conn, stmts: map[string]*engine.Stmt{}} }

func (tx *Tx) begin(now time.Time, base int64) {
	tx.now, tx.base, tx.entries = now, base, tx.entries[:0]
}

// Now is the time of this transaction, the same for all its commands.
func (tx *Tx) Now() time.Time { return tx.now }

// Say appends an entry to the trail, in this transaction, and returns the number it will have once committed. alert
// is an alert's key, or "". body holds digests, codes and ids only: never names of people, text or contacts.
func (tx *Tx) Say(alert string, kind trail.Kind, body map[string]any) (seq int64) {
	tx.entries = append(tx.entries, trail.Entry{At: tx.now, Alert: alert, Kind: kind, Body: body})
	return tx.base + int64(len(tx.entries))
}

func (tx *Tx) rollback() error {
	tx.memory.forgetAll()
	err := tx.exec("ROLLBACK")
	if err != nil && isNoTransaction(err) {
		return nil // SQLite had undone it already
	}
	return err
}

func (tx *Tx) close() error {
	var errs []error
	for _, s := range tx.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, tx.conn.Close())...)
}

func (tx *Tx) stmt(query string) (*engine.Stmt, error) {
	if s := tx.stmts[query]; s != nil {
		return s, nil
	}
	s, err := tx.conn.Prepare(query)
	if err == nil {
		tx.stmts[query] = s
	}
	return s, err
}

func (tx *Tx) exec(query string, args ...any) error {
	s, err := tx.stmt(query)
	if err != nil {
		return err
	}
	return s.Exec(args...)
}

// step runs an UPDATE that moves a row to a state, and whose condition is the list of states it may come from. Where it
// moved nothing, now says where the row is: there already, which is well, or where no such step leads from.
func (tx *Tx) step(kind book.Kind, row any, to, update string, args []any, now string, key ...any) error {
	if err := tx.exec(update, args...); err != nil || tx.conn.Changed() > 0 {
		return err
	}
	from := book.New
	if _, err := tx.one(now, key, func(r *engine.Row) { from = r.Text() }); err != nil || from == to {
		return err
	}
	return &book.ImpossibleStep{Kind: kind, Row: fmt.Sprint(row), From: from, To: to}
}

// before is the list of states as the statements take it: each between two bars.
func before(kind book.Kind, to string) string {
	return "|" + strings.Join(book.Before(kind, to), "|") + "|"
}

// insert is exec of an INSERT of one row, and says its number.
func (tx *Tx) insert(query string, args ...any) (int64, error) {
	if err := tx.exec(query, args...); err != nil {
		return 0, err
	}
	return tx.conn.Inserted(), nil
}

// each reads all rows, one at a time.
func (tx *Tx) each(query string, args []any, row func(*engine.Row) error) error {
	s, err := tx.stmt(query)
	if err != nil {
		return err
	}
	return s.Query(args, row)
}

// one reads a query of at most one row; found says whether there was one.
func (tx *Tx) one(query string, args []any, row func(*engine.Row)) (found bool, err error) {
	err = tx.each(query, args, func(r *engine.Row) error {
		found = true
		row(r)
		return nil
	})
	return found, err
}

// number reads one number, 0 where there is none.
func (tx *Tx) number(query string, args ...any) (n int64, err error) {
	_, err = tx.one(query, args, func(r *engine.Row) { n = r.Int() })
	return n, err
}

// list reads all rows.
func list[T any](tx *Tx, query string, args []any, read func(*engine.Row) T) (all []T, err error) {
	err = tx.each(query, args, func(r *engine.Row) error {
		all = append(all, read(r))
		return nil
	})
	return all, err
}

// ms is a time as the tables keep it.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is a time from the tables.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// isNoTransaction recognises ROLLBACK's only own error: SQLite had rolled back by itself.
func isNoTransaction(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && e.Code == lib.SQLITE_ERROR
}
