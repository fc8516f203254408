package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"bordercast/gateway/trail"
)

// Tx is a transaction as a command sees it: methods that read and write rows. It belongs to one goroutine and is
// not to be kept. Every statement is prepared once per connection.
type Tx struct {
	conn    *sql.Conn
	stmts   map[string]*sql.Stmt
	now     time.Time
	base    int64 // entries in the trail before this transaction
	entries []trail.Entry
}

func newTx(conn *sql.Conn) *Tx { return &Tx{conn: conn, stmts: map[string]*sql.Stmt{}} }

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
	err := tx.exec("ROLLBACK")
	if err != nil && isNoTransaction(err) {
		return nil // SQLite had undone it already
	}
	return err
}

func (tx *Tx) release() error {
	var errs []error
	for _, s := range tx.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

func (tx *Tx) close() error { return errors.Join(tx.release(), tx.conn.Close()) }

func (tx *Tx) stmt(query string) (*sql.Stmt, error) {
	if s := tx.stmts[query]; s != nil {
		return s, nil
	}
	s, err := tx.conn.PrepareContext(context.Background(), query)
	if err == nil {
		tx.stmts[query] = s
	}
	return s, err
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.execResult(query, args...)
	return err
}

func (tx *Tx) execResult(query string, args ...any) (sql.Result, error) {
	if strings.Contains(query, ";") { // a script cannot be kept prepared
		return tx.conn.ExecContext(context.Background(), query)
	}
	s, err := tx.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Exec(args...)
}

func (tx *Tx) insert(query string, args ...any) (int64, error) {
	r, err := tx.execResult(query, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// one reads at most one row; found says whether there was one.
func (tx *Tx) one(query string, args []any, into ...any) (found bool, err error) {
	s, err := tx.stmt(query)
	if err != nil {
		return false, err
	}
	err = s.QueryRow(args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// each reads all rows, one at a time.
func (tx *Tx) each(query string, args []any, row func(scan func(...any) error) error) error {
	s, err := tx.stmt(query)
	if err != nil {
		return err
	}
	rows, err := s.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
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
	var e *driver.Error
	return errors.As(err, &e) && e.Code() == lib.SQLITE_ERROR
}
