// Package sqlite keeps the gateway's memory in one SQLite file (WAL, synchronous FULL): a backend of gateway/book. Call
// Open for the daemon's, OpenReadOnly for a look beside it; all SQL of the gateway is here.
//
// It refuses a database written by a newer gateway, and copies an older one beside itself before migrating it.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	lib "zombiezen.com/go/sqlite"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// File is the database's name in the data folder.
const File = "bordercast.db"

// maxReaders is how many views are open at once.
const maxReaders = 4

// Backend is a database file. It is a book.Backend.
type Backend struct {
	own   *conn // the writing connection; nil where the file is only read
	path  string
	views chan *conn    // idle reading connections
	slots chan struct{} // one for each that is open
}

var _ book.Backend = (*Backend)(nil)

// Open opens or makes the database in dir. Its errors are sentences for the operator.
func Open(dir string) (*Backend, error) {
	path := filepath.Join(dir, File)
	c, err := openConn(path, false, writerPragmas)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := c.migrate(path); err != nil {
		return nil, errors.Join(err, c.close())
	}
	if err := c.together(); err != nil {
		return nil, errors.Join(explain(path, err), c.close())
	}
	return &Backend{own: c, path: path, views: make(chan *conn, maxReaders),
		slots: make(chan struct{}, maxReaders)}, nil
}

// OpenReadOnly opens the database in dir for reading beside a running daemon, or after one: View and Close are its only
// uses.
func OpenReadOnly(dir string) (*Backend, error) {
	path := filepath.Join(dir, File)
	if _, err := os.Stat(path); err != nil {
		return nil, explain(path, errors.New("there is no gateway's database at "+path+": name the data folder with --data"))
	}
	c, err := openConn(path, true, readerPragmas)
	if err != nil {
		return nil, explain(path, err)
	}
	b := &Backend{path: path, views: make(chan *conn, maxReaders), slots: make(chan struct{}, maxReaders)}
	b.slots <- struct{}{}
	b.views <- c
	return b, nil
}

// What each connection is told first. synchronous FULL: a commit is on the disk before anybody is told of it.
const (
	writerPragmas = `PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
		PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000`
	readerPragmas = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON"
)

// Rows is that of book.Backend.
func (b *Backend) Rows() book.Reader { return reader{b.own} }

// Begin is that of book.Backend.
func (b *Backend) Begin() error { return b.explain(b.own.exec("BEGIN IMMEDIATE")) }

// Commit is that of book.Backend.
func (b *Backend) Commit() error { return b.explain(b.own.exec("COMMIT")) }

// Rollback is that of book.Backend.
func (b *Backend) Rollback() error { return b.explain(b.own.rollback()) }

// Statements is that of book.Backend.
func (b *Backend) Statements() int64 { return b.own.Ran() }

// looking is a reading connection in a transaction.
type looking struct {
	by *conn
	of *Backend
}

// Rows is that of book.View.
func (v looking) Rows() book.Reader { return reader{v.by} }

// View is that of book.Backend.
func (b *Backend) View(ctx context.Context) (book.View, error) {
	c, err := b.idle(ctx)
	if err != nil {
		return nil, b.explain(err)
	}
	if err := c.exec("BEGIN"); err != nil {
		b.views <- c
		return nil, b.explain(err)
	}
	return looking{c, b}, nil
}

// Close ends the view.
func (v looking) Close() error {
	err := v.by.rollback()
	v.of.views <- v.by
	return err
}

// idle is a connection for reading with its prepared statements, an idle one or, up to maxReaders, a new one.
func (b *Backend) idle(ctx context.Context) (*conn, error) {
	select {
	case c := <-b.views:
		return c, nil
	default:
	}
	select {
	case c := <-b.views:
		return c, nil
	case b.slots <- struct{}{}:
		c, err := openConn(b.path, true, readerPragmas)
		if err != nil {
			<-b.slots
		}
		return c, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// CopyTo is that of book.Backend.
func (b *Backend) CopyTo(path string) error {
	c, err := openConn(b.path, true, "PRAGMA busy_timeout = 5000")
	if err != nil {
		return explain(b.path, err)
	}
	return errors.Join(explain(path, c.exec("VACUUM INTO ?", path)), c.close())
}

// Close ends the connections; views that are open are waited for.
func (b *Backend) Close() error {
	var errs []error
	for range len(b.slots) {
		errs = append(errs, (<-b.views).close())
	}
	if b.own != nil {
		errs = append(errs, b.own.close())
	}
	return errors.Join(errs...)
}

// explain names the file and says what to do; a full disk is ErrFull.
func (b *Backend) explain(err error) error {
	if errors.As(err, new(*book.ImpossibleStep)) {
		return err
	}
	return explain(File, err)
}

// explain turns what SQLite says into a sentence for the operator.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var e *engine.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	switch e.Code.ToPrimary() {
	case lib.ResultFull:
		return fmt.Errorf("%s: %w", path, book.ErrFull)
	case lib.ResultReadOnly, lib.ResultCantOpen, lib.ResultPerm:
		return fmt.Errorf("%s cannot be written: make its folder writable for the user bordercast runs as (%s)", path,
			book.UserName())
	case lib.ResultCorrupt, lib.ResultNotADB:
		return fmt.Errorf("%s is damaged or no database: restore it from a copy, or start with an empty data folder", path)
	case lib.ResultIOErr:
		return fmt.Errorf("%s: the disk reports an error; look at the system log: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
