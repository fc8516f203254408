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
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	lib "modernc.org/sqlite/lib"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// File is the database's name in the data folder.
const File = "bordercast.db"

// maxReaders is how many Views run at once.
const maxReaders = 4

// Options of Open.
type Options struct {
	Dir   string
	Clock adapters.Clock
	Key   *trail.Key // signs the trail's checkpoints

	Committed func(took time.Duration, commands int) // told of every commit, from the book's goroutine; nil for nobody
	// Impossible is told of a command that asked for a step that no row may take, from the book's goroutine: it must be
	// quick, and queue nothing there. nil for nobody.
	Impossible func(*book.ImpossibleStep)
}

// DB is the gateway's memory. All methods may be called from any goroutine.
type DB struct {
	clock   adapters.Clock
	trail   *trail.Log // the book's goroutine alone
	path    string
	readers chan *Tx      // idle reading connections
	slots   chan struct{} // one for each that is open
	tx      *Tx           // owned by the book's goroutine
	batch   trail.Batch   // what the transaction under way adds to the trail; the book's too
	queue   *queue
	stop    chan struct{}
	ended   chan struct{}
	dead    deadline
	closing sync.Once
	closed  error // of the one closing

	committed  func(time.Duration, int)
	impossible func(*book.ImpossibleStep)

	machine    clock.Real    // how long the book works is measured in real time
	lastCommit time.Duration // the book's goroutine alone

	checkpoints *os.File // the file beside the database; the book's goroutine alone
	newest      atomic.Pointer[trail.Checkpoint]
	statements  atomic.Int64

	testOnlyGroupTime    time.Duration // a group may take at least this long
	testOnlyBeforeCommit func() error  // fails and is not stored
	testOnlyAfterCommit  func() error  // fails but is stored
}

// Open opens or makes the database in dir and starts the book. Its errors are sentences for the operator.
func Open(_ context.Context, o Options) (*DB, error) {
	path := filepath.Join(o.Dir, File)
	tx, err := openTx(path, false, writerPragmas)
	if err != nil {
		return nil, explain(path, err)
	}
	if err := tx.migrate(path); err != nil {
		return nil, errors.Join(err, tx.close())
	}
	tx.memory = newMemory()
	db := &DB{
		clock: o.Clock, committed: o.Committed, impossible: o.Impossible, path: path, readers: make(chan *Tx, maxReaders), slots: make(chan struct{}, maxReaders), tx: tx,
		queue: newQueue(), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	if err := db.resume(o); err != nil {
		return nil, errors.Join(err, db.tx.close())
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
	path := filepath.Join(o.Dir, CheckpointFile)
	if err := db.lookAtFile(path, o.Key); err != nil {
		return fmt.Errorf("the checkpoint file cannot be looked at: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("the checkpoint file cannot be opened: make its folder writable for %s: %w", userName(), err)
	}
	db.checkpoints = file
	if err := db.refill(size, o.Key); err != nil {
		return err
	}
	return db.noteLength()
}

// Statements is how many the book has run so far: what everybody who writes waits for.
func (db *DB) Statements() int64 { return db.statements.Load() }

// Newest is the newest signed checkpoint, nil before the first commit of this run.
func (db *DB) Newest() *trail.Checkpoint { return db.newest.Load() }

// What each connection is told first. synchronous FULL: a commit is on the disk before anybody is told of it.
const (
	writerPragmas = `PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
		PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000`
	readerPragmas = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON"
)

// ErrFull is the disk having no room: nothing was stored, and nothing may be acknowledged.
var ErrFull = errors.New("the disk is full: nothing more is accepted until there is room in the data folder")

// explain turns what SQLite says into a sentence for the operator.
func explain(path string, err error) error {
	if err == nil {
		return nil
	}
	var e *engine.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	switch e.Code & 0xff {
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
