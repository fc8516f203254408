package engine

import (
	"errors"
	"fmt"
	"reflect"

	"zombiezen.com/go/sqlite"
)

// Stmt is a statement, compiled once.
type Stmt struct {
	stmt   *sqlite.Stmt
	conn   *Conn
	params int
	row    Row
	bound  int // bytes of texts and blobs that SQLite keeps for it
	busy   bool
}

// Prepare compiles one statement.
func (c *Conn) Prepare(query string) (*Stmt, error) {
	stmt, _, err := c.db.PrepareTransient(query)
	if err != nil {
		return nil, fault(err)
	}
	return &Stmt{stmt: stmt, conn: c, params: stmt.BindParamCount(), row: Row{of: stmt, conn: c}}, nil
}

// Close gives up what the statement holds.
func (s *Stmt) Close() error {
	_ = s.stmt.Finalize() // repeats the fault of the last run, which was told
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
	s.conn.ran++
	err := s.run(row)
	_ = s.stmt.Reset() // repeats the fault of run
	s.busy = false
	if s.bound > mostBound {
		s.bound = 0
		err = errors.Join(err, s.stmt.ClearBindings())
	}
	return err
}

// mostBound is how much a statement keeps until it is run again: one document of 5 MB must not cost memory for ever.
const mostBound = 256 << 10

func (s *Stmt) run(row func(*Row) error) error {
	for {
		more, err := s.stmt.Step()
		if err != nil {
			return fault(err)
		}
		if !more {
			return nil
		}
		if row == nil {
			continue
		}
		s.row.next = 0
		if err := row(&s.row); err != nil {
			return err
		}
	}
}

// bind gives the statement its arguments, which SQLite copies.
func (s *Stmt) bind(args []any) error {
	if len(args) != s.params {
		return fmt.Errorf("engine: a statement of %d parameters was given %d arguments", s.params, len(args))
	}
	s.bound = 0
	for i, a := range args {
		if err := s.bindOne(i+1, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stmt) bindOne(i int, a any) error {
	switch v := a.(type) {
	case nil:
		s.stmt.BindNull(i)
	case int64:
		s.stmt.BindInt64(i, v)
	case int:
		s.stmt.BindInt64(i, int64(v))
	case bool:
		s.stmt.BindBool(i, v)
	case string:
		s.bindText(i, v)
	case []byte:
		if v == nil {
			s.stmt.BindNull(i)
			return nil
		}
		s.bound += len(v)
		s.stmt.BindBytes(i, v)
	default:
		t := reflect.ValueOf(a)
		if t.Kind() != reflect.String {
			return fmt.Errorf("engine: argument %d is of a type that SQLite has no word for", i)
		}
		s.bindText(i, t.String())
	}
	return nil
}

func (s *Stmt) bindText(i int, text string) {
	s.bound += len(text)
	s.stmt.BindText(i, text)
}
