package sqlite

import (
	"errors"
	"strings"
	"time"

	lib "zombiezen.com/go/sqlite"

	"bordercast/gateway/store/sqlite/engine"
)

// conn is a connection with the statements that were prepared on it. It belongs to one goroutine.
type conn struct {
	*engine.Conn
	stmts      map[string]*engine.Stmt
	insertions map[manyRows]string
}

// openConn opens a connection of its own.
func openConn(path string, readOnly bool, pragmas string) (*conn, error) {
	c, err := engine.Open(path, readOnly)
	if err != nil {
		return nil, err
	}
	if err := c.Script(pragmas); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &conn{c, map[string]*engine.Stmt{}, map[manyRows]string{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.Close())...)
}

func (c *conn) stmt(query string) (*engine.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := c.Prepare(query)
	if err == nil {
		c.stmts[query] = s
	}
	return s, err
}

func (c *conn) exec(query string, args ...any) error {
	s, err := c.stmt(query)
	if err != nil {
		return err
	}
	return s.Exec(args...)
}

// mostRows is how many rows one statement inserts.
const mostRows = 32

// insert puts rows into a table: one statement for up to mostRows of them. The query ends before its list of columns,
// which the values of all rows follow one after the other.
func (c *conn) insert(query, columns, conflict string, values []any) error {
	width := strings.Count(columns, ",") + 1
	for len(values) > 0 {
		n := min(len(values)/width, mostRows)
		if err := c.exec(c.insertion(query, columns, conflict, width, n), values[:n*width]...); err != nil {
			return err
		}
		values = values[n*width:]
	}
	return nil
}

// insertion is the statement that inserts so many rows, written once.
func (c *conn) insertion(query, columns, conflict string, width, n int) string {
	key := manyRows{query, n}
	if text, known := c.insertions[key]; known {
		return text
	}
	one := ",(" + strings.Repeat("?,", width-1) + "?)"
	text := query + " (" + columns + ") VALUES " + strings.Repeat(one, n)[1:] + conflict
	c.insertions[key] = text
	return text
}

type manyRows struct {
	query string
	n     int
}

// each reads all rows, one at a time.
func (c *conn) each(query string, args []any, row func(*engine.Row) error) error {
	s, err := c.stmt(query)
	if err != nil {
		return err
	}
	return s.Query(args, row)
}

// one reads a query of at most one row; found says whether there was one.
func (c *conn) one(query string, args []any, row func(*engine.Row)) (found bool, err error) {
	err = c.each(query, args, func(r *engine.Row) error {
		found = true
		row(r)
		return nil
	})
	return found, err
}

// number reads one number, 0 where there is none.
func (c *conn) number(query string, args ...any) (n int64, err error) {
	_, err = c.one(query, args, func(r *engine.Row) { n = r.Int() })
	return n, err
}

// list reads all rows.
func list[T any](c *conn, query string, args []any, read func(*engine.Row) T) (all []T, err error) {
	return tried(c, query, args, func(r *engine.Row) (T, error) { return read(r), nil })
}

// tried is list where a row may be damaged.
func tried[T any](c *conn, query string, args []any, read func(*engine.Row) (T, error)) (all []T, err error) {
	err = c.each(query, args, func(r *engine.Row) error {
		row, err := read(r)
		all = append(all, row)
		return err
	})
	return all, err
}

func (c *conn) rollback() error {
	err := c.exec("ROLLBACK")
	if err != nil && isNoTransaction(err) {
		return nil // SQLite had undone it already
	}
	return err
}

// isNoTransaction recognises ROLLBACK's only own error: SQLite had rolled back by itself.
func isNoTransaction(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && e.Code == lib.ResultError
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
