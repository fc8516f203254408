// Package engine runs SQL statements on one SQLite file: the least of SQLite that the store needs, called straight.
// A statement that reads a row of twenty columns takes a quarter of the time that database/sql and its driver need, and
// one that writes allocates nothing: the book's one goroutine runs some sixty of them for every alert that crosses.
//
// Open a Conn, Prepare a Stmt once, then Exec or Query it as often as wanted. A Conn and its statements belong to one
// goroutine at a time. Arguments are int, int64, bool, strings of any type, []byte and nil; any other is refused.
package engine

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	_ "modernc.org/sqlite" // mends the library on some machines when it is loaded
	lib "modernc.org/sqlite/lib"
)

// Conn is one connection to a file.
type Conn struct {
	tls   *libc.TLS
	db    uintptr
	out   uintptr           // a word for what SQLite hands back
	words map[string]string // see Row.Word
	ran   int64             // statements run so far
}

// Error is what SQLite says of a failure. Code is its extended result code.
type Error struct {
	Code int
	Text string
}

// Error is SQLite's text and code.
func (e *Error) Error() string { return fmt.Sprintf("%s (%d)", e.Text, e.Code) }

// Open opens a file, and makes it where there is none unless it is only to be read. It reads nothing of it yet.
func Open(path string, readOnly bool) (*Conn, error) {
	c := &Conn{tls: libc.NewTLS(), words: map[string]string{}}
	c.out = libc.Xmalloc(c.tls, wordSize)
	name, err := libc.CString(path)
	if err != nil {
		return nil, c.abandon(err)
	}
	defer libc.Xfree(c.tls, name)
	flags := int32(lib.SQLITE_OPEN_NOMUTEX | lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE)
	if readOnly {
		flags = lib.SQLITE_OPEN_NOMUTEX | lib.SQLITE_OPEN_READONLY
	}
	rc := lib.Xsqlite3_open_v2(c.tls, name, c.out, flags, 0)
	c.db = word(c.out) // there is one even after most failures, with their text
	if rc != lib.SQLITE_OK {
		return nil, c.abandon(c.fault(rc))
	}
	lib.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	c.steady()
	return c, nil
}

const wordSize = 8

// steady keeps SQLite from compiling a statement anew for every value of LIMIT ? or of a column with a partial index.
func (c *Conn) steady() {
	values := libc.Xmalloc(c.tls, 4*wordSize)
	defer libc.Xfree(c.tls, values)
	lib.Xsqlite3_db_config(c.tls, c.db, lib.SQLITE_DBCONFIG_ENABLE_QPSG, libc.VaList(values, int32(1), uintptr(0)))
}

func (c *Conn) abandon(err error) error {
	_ = c.Close()
	return err
}

// Close ends the connection; its statements must be closed before.
func (c *Conn) Close() error {
	rc := lib.Xsqlite3_close(c.tls, c.db)
	if rc != lib.SQLITE_OK {
		return c.fault(rc)
	}
	libc.Xfree(c.tls, c.out)
	c.tls.Close()
	c.db = 0
	return nil
}

// Script runs statements that take nothing and whose rows nobody wants.
func (c *Conn) Script(text string) error {
	sql, err := libc.CString(text)
	if err != nil {
		return err
	}
	defer libc.Xfree(c.tls, sql)
	return c.check(lib.Xsqlite3_exec(c.tls, c.db, sql, 0, 0, 0))
}

// Inserted is the row number of the last row inserted.
func (c *Conn) Inserted() int64 { return lib.Xsqlite3_last_insert_rowid(c.tls, c.db) }

// Changed is how many rows the last statement that writes has written.
func (c *Conn) Changed() int64 { return lib.Xsqlite3_changes64(c.tls, c.db) }

// Ran is how many statements have been run on the connection.
func (c *Conn) Ran() int64 { return c.ran }

func (c *Conn) check(rc int32) error {
	if rc == lib.SQLITE_OK {
		return nil
	}
	return c.fault(rc)
}

func (c *Conn) fault(rc int32) error {
	text := libc.GoString(lib.Xsqlite3_errstr(c.tls, rc))
	if c.db != 0 {
		if more := libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db)); more != text {
			text += ": " + more
		}
	}
	return &Error{int(rc), text}
}

// word reads a word of SQLite's memory.
func word(at uintptr) uintptr { return **(**uintptr)(unsafe.Pointer(&at)) }

// memory is a piece of SQLite's memory, which the garbage collector does not know.
func memory(at uintptr, n int) []byte { return unsafe.Slice(*(**byte)(unsafe.Pointer(&at)), n) }
