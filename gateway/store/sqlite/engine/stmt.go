package engine

import (
	"errors"
	"fmt"
	"reflect"

	"modernc.org/libc"
	"modernc.org/libc/sys/types"
	lib "modernc.org/sqlite/lib"
)

// Stmt is a statement, compiled once.
type Stmt struct {
	c      *Conn
	stmt   uintptr
	params int
	desk   uintptr // where texts and blobs lie while they are bound
	room   int
	row    Row
	busy   bool
}

// Prepare compiles one statement.
func (c *Conn) Prepare(query string) (*Stmt, error) {
	sql, err := libc.CString(query)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(c.tls, sql)
	if rc := lib.Xsqlite3_prepare_v2(c.tls, c.db, sql, -1, c.out, 0); rc != lib.SQLITE_OK {
		return nil, c.fault(rc)
	}
	s := &Stmt{c: c, stmt: word(c.out)}
	s.params = int(lib.Xsqlite3_bind_parameter_count(c.tls, s.stmt))
	s.row.s = s
	return s, nil
}

// Close gives up what the statement holds.
func (s *Stmt) Close() error {
	lib.Xsqlite3_finalize(s.c.tls, s.stmt) // repeats the fault of the last run, which was told
	libc.Xfree(s.c.tls, s.desk)
	return nil
}

// Exec runs the statement to its end; rows are passed over.
func (s *Stmt) Exec(args ...any) error { return s.Query(args, nil) }

// errBusy is a statement run again by the function that is given its rows.
var errBusy = errors.New("engine: the statement is being read and cannot be run again yet")

// Query runs the statement and gives every row to a function, which may run other statements. An error of it ends the
// reading.
func (s *Stmt) Query(args []any, row func(*Row) error) error {
	if s.busy {
		return errBusy
	}
	if err := s.bind(args); err != nil {
		return err
	}
	s.busy = true
	s.c.ran++
	err := s.run(row)
	lib.Xsqlite3_reset(s.c.tls, s.stmt) // repeats the fault of run
	s.busy = false
	if s.room > keptDesk {
		lib.Xsqlite3_clear_bindings(s.c.tls, s.stmt)
		s.clear(0)
	}
	return err
}

func (s *Stmt) run(row func(*Row) error) error {
	for {
		switch rc := lib.Xsqlite3_step(s.c.tls, s.stmt); rc {
		case lib.SQLITE_DONE:
			return nil
		case lib.SQLITE_ROW:
			if row == nil {
				continue
			}
			s.row.next = 0
			if err := row(&s.row); err != nil {
				return err
			}
		default:
			return s.c.fault(rc)
		}
	}
}

// bind gives the statement its arguments. Texts and blobs are copied once, to a desk that stays as it is until the
// statement is bound again, so that SQLite need not copy them too.
func (s *Stmt) bind(args []any) error {
	if len(args) != s.params {
		return fmt.Errorf("engine: a statement of %d parameters was given %d arguments", s.params, len(args))
	}
	size := 0
	for _, a := range args {
		size += length(a)
	}
	if s.room < size || s.desk == 0 {
		if s.clear(max(64, size+size/2)); s.desk == 0 {
			return errNoMemory
		}
	}
	at := s.desk
	for i, a := range args {
		n, err := s.bindOne(int32(i+1), a, at)
		if err != nil {
			return err
		}
		at += uintptr(n)
	}
	return nil
}

// keptDesk is the largest desk that a statement keeps: one document of 5 MB must not cost memory for ever.
const keptDesk = 256 << 10

var errNoMemory = errors.New("engine: there is no memory for the arguments of a statement")

// clear takes another desk, or none.
func (s *Stmt) clear(room int) {
	libc.Xfree(s.c.tls, s.desk)
	if s.desk, s.room = 0, room; room > 0 {
		s.desk = libc.Xmalloc(s.c.tls, types.Size_t(room))
	}
}

func length(a any) int {
	if b, is := a.([]byte); is {
		return len(b)
	}
	t, _ := textOf(a)
	return len(t)
}

// textOf is a string of any type.
func textOf(a any) (string, bool) {
	if t, is := a.(string); is {
		return t, true
	}
	if v := reflect.ValueOf(a); v.Kind() == reflect.String {
		return v.String(), true
	}
	return "", false
}

// bindOne binds one argument and says how much of the desk it took.
func (s *Stmt) bindOne(i int32, a any, at uintptr) (int, error) {
	tls, stmt := s.c.tls, s.stmt
	switch v := a.(type) {
	case nil:
		return 0, s.c.check(lib.Xsqlite3_bind_null(tls, stmt, i))
	case int64:
		return 0, s.c.check(lib.Xsqlite3_bind_int64(tls, stmt, i, v))
	case int:
		return 0, s.c.check(lib.Xsqlite3_bind_int64(tls, stmt, i, int64(v)))
	case bool:
		if v {
			return 0, s.c.check(lib.Xsqlite3_bind_int64(tls, stmt, i, 1))
		}
		return 0, s.c.check(lib.Xsqlite3_bind_int64(tls, stmt, i, 0))
	case []byte:
		if v == nil {
			return 0, s.c.check(lib.Xsqlite3_bind_null(tls, stmt, i))
		}
		copy(memory(at, len(v)), v)
		return len(v), s.c.check(lib.Xsqlite3_bind_blob(tls, stmt, i, at, int32(len(v)), lib.SQLITE_STATIC))
	}
	t, is := textOf(a)
	if !is {
		return 0, fmt.Errorf("engine: argument %d is of a type that SQLite has no word for", i)
	}
	copy(memory(at, len(t)), t)
	return len(t), s.c.check(lib.Xsqlite3_bind_text(tls, stmt, i, at, int32(len(t)), lib.SQLITE_STATIC))
}
