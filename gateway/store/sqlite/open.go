// Package sqlite keeps the gateway's memory in one SQLite file (WAL, synchronous FULL), written by one goroutine
// that groups commands into transactions: the book.
//
// Call Open first; then Submit or Update to write and View to read. A command is a function over a Tx; it must not
// block, keep the Tx, or touch the network: it holds up every other writer. What it appends to the trail is hashed
// and stored in the same transaction, last.
//
// It refuses a database written by a newer gateway, copies an older one beside itself before migrating it, and after
// a COMMIT of unknown outcome it refuses everything: the process must end and recover by restart.
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"bordercast/adapters"
	"bordercast/gateway/trail"
)

//go:embed schema.sql
var schema string

// version of the schema above. A change to it is a migration in migrate.
const version = 1

// File is the database's name in the data folder.
const File = "bordercast.db"

// maxReaders is how many Views run at once.
const maxReaders = 4

// Options of Open.
type Options struct {
	Dir   string
	Clock adapters.Clock
	Key   *trail.Key // signs the trail's checkpoints
}

// DB is the gateway's memory. All methods may be called from any goroutine.
type DB struct {
	clock   adapters.Clock
	trail   *trail.Log // the book's goroutine alone
	pool    *sql.DB    // one connection, the writer's
	reads   *sql.DB
	readers chan *Tx      // idle reading connections
	slots   chan struct{} // one for each that is open
	tx      *Tx           // owned by the book's goroutine
	queue   chan command
	stop    chan struct{}
	ended   chan struct{}
	dead    deadline
	closing sync.Once
	closed  error // of the one closing

	checkpoints *os.File // the file beside the database; the book's goroutine alone
	newest      atomic.Pointer[trail.Checkpoint]

	testOnlyBeforeCommit func() error // fails and is not stored
	testOnlyAfterCommit  func() error // fails but is stored
}

// Open opens or makes the database in dir and starts the book. Its errors are sentences for the operator.
func Open(ctx context.Context, o Options) (*DB, error) {
	path := filepath.Join(o.Dir, File)
	pool, err := sql.Open("sqlite", dsn(path, "rwc", "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(explain(path, err), pool.Close())
	}
	if err := migrate(ctx, conn, path); err != nil {
		return nil, errors.Join(err, conn.Close(), pool.Close())
	}
	reads, err := sql.Open("sqlite", dsn(path, "ro", ""))
	if err != nil {
		return nil, errors.Join(err, conn.Close(), pool.Close())
	}
	db := &DB{
		clock: o.Clock, pool: pool, reads: reads, readers: make(chan *Tx, maxReaders), slots: make(chan struct{}, maxReaders), tx: newTx(conn),
		queue: make(chan command, 1024), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	if err := db.resume(o); err != nil {
		return nil, errors.Join(err, db.tx.close(), pool.Close(), reads.Close())
	}
	go db.book()
	return db, nil
}

// CheckpointFile is the name of the file of checkpoints in the data folder.
const CheckpointFile = "checkpoints"

// resume takes up the trail where the tables end, refuses to go on from one that was altered while nobody looked,
// and puts back into the checkpoint file what a crash took from it.
func (db *DB) resume(o Options) error {
	size, err := db.tx.TrailSize()
	if err != nil {
		return explain(File, err)
	}
	if db.trail, err = trail.Resume(size, db.tx, o.Key); err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(o.Dir, CheckpointFile), os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("the checkpoint file cannot be opened: make its folder writable for %s: %w", userName(), err)
	}
	db.checkpoints = file
	return db.refill(size, o.Key)
}

// Newest is the newest signed checkpoint, nil before the first commit of this run.
func (db *DB) Newest() *trail.Checkpoint { return db.newest.Load() }

// dsn puts the PRAGMAs into the name, so that every connection of a pool has them and not only the first.
func dsn(path, mode, more string) string {
	q := "?mode=" + mode + "&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(ON)&_pragma=cache_size(-16000)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)"
	if mode == "ro" {
		q = "?mode=ro&_pragma=busy_timeout(5000)&_pragma=query_only(ON)"
	}
	if more != "" {
		q += "&" + more
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + q
}

func migrate(ctx context.Context, conn *sql.Conn, path string) error {
	found, err := schemaOf(ctx, conn)
	switch {
	case err != nil:
		return explain(path, err)
	case found == version:
		return nil
	case found > version:
		return fmt.Errorf("%s was written by a newer bordercast (schema %d, this program knows %d): run the newer program, or another data folder", path, found, version)
	case found == 0:
		_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE;"+schema+";INSERT INTO meta VALUES ('schema','"+strconv.Itoa(version)+"');COMMIT")
		return explain(path, err)
	}
	return fmt.Errorf("%s has schema %d, which this program cannot bring to %d: run the bordercast version between them first", path, found, version)
}

func schemaOf(ctx context.Context, conn *sql.Conn) (int, error) {
	var tables int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'meta'").Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	var text string
	if err := conn.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'schema'").Scan(&text); err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// ErrFull is the disk having no room: nothing was stored, and nothing may be acknowledged.
var ErrFull = errors.New("the disk is full: nothing more is accepted until there is room in the data folder")

// explain turns what SQLite says into a sentence for the operator.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var e *driver.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_FULL:
		return fmt.Errorf("%s: %w", path, ErrFull)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fmt.Errorf("%s cannot be written: make its folder writable for the user bordercast runs as (%s)", path, userName())
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fmt.Errorf("%s is damaged or no database: restore it from a copy, or start with an empty data folder", path)
	case lib.SQLITE_IOERR:
		return fmt.Errorf("%s: the disk reports an error; look at the system log: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

func userName() string {
	if name := os.Getenv("USER"); name != "" {
		return name
	}
	return "uid " + strconv.Itoa(os.Getuid())
}
