// Package engine runs SQL statements on one SQLite file: the least of SQLite that the store needs, by the statements
// themselves and without database/sql between. A statement that reads a row of twenty columns takes a quarter of the
// time that database/sql needs, and one that writes allocates nothing.
//
// Open a Conn, Prepare a Stmt once, then Exec or Query it as often as wanted. A Conn and its statements belong to one
// goroutine at a time. Arguments are int, int64, bool, strings of any type, []byte and nil; any other is refused.
//
// LIMIT +? and not LIMIT ?: SQLite compiles a statement anew for every value of a bare one.
package engine

import (
	"errors"
	"fmt"
	"strings"

	_ "modernc.org/sqlite" // mends the library on some machines when it is loaded
	"zombiezen.com/go/sqlite"
)

// Conn is one connection to a file.
type Conn struct {
	db    *sqlite.Conn
	words map[string]string // see Row.Word
	ran   int64             // statements run so far
}

// Error is what SQLite says of a failure. Code is its extended result code.
type Error struct {
	Code sqlite.ResultCode
	Text string
}

// Error is SQLite's text and code.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Text, int(e.Code)) }

// fault is an error of SQLite, without the words of the package between.
func fault(err error) error {
	if err == nil {
		return nil
	}
	code, text := sqlite.ErrCode(err), err
	for inner := errors.Unwrap(text); inner != nil; inner = errors.Unwrap(text) {
		text = inner
	}
	return &Error{code, text.Error()}
}

// Open opens a file, and makes it where there is none unless it is only to be read. It reads nothing of it yet.
func Open(path string, readOnly bool) (*Conn, error) {
	flags := sqlite.OpenReadWrite | sqlite.OpenCreate
	if readOnly {
		flags = sqlite.OpenReadOnly
	}
	db, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, fault(err)
	}
	return &Conn{db: db, words: map[string]string{}}, nil
}

// Close ends the connection; its statements must be closed before.
func (c *Conn) Close() error { return fault(c.db.Close()) }

// Script runs statements that take nothing and whose rows nobody wants.
func (c *Conn) Script(text string) error {
	for strings.TrimSpace(text) != "" {
		s, left, err := c.db.PrepareTransient(text)
		if err != nil {
			return fault(err)
		}
		for more := true; more && err == nil; {
			more, err = s.Step()
		}
		_ = s.Finalize() // repeats the fault of the last run
		if err != nil {
			return fault(err)
		}
		text = text[len(text)-left:]
	}
	return nil
}

// Inserted is the row number of the last row inserted.
func (c *Conn) Inserted() int64 { return c.db.LastInsertRowID() }

// Changed is how many rows the last statement that writes has written.
func (c *Conn) Changed() int64 { return int64(c.db.Changes()) }

// Ran is how many statements have been run on the connection.
func (c *Conn) Ran() int64 { return c.ran }
