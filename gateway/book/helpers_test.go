package book_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/clock"
	"bordercast/gateway/store/memory"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

type (
	DB = book.Book
	Tx = book.Tx
)

func Pack(doc []byte) book.Packed { return book.Pack(doc) }

// both runs a test on each backend: it is one contract.
func both(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run("sqlite", test)
	t.Run(inMemory, test)
}

const inMemory = "memory"

// forgets says that the backend of this test keeps nothing beyond the process.
func forgets(t testing.TB) bool { return strings.Contains(t.Name()+"/", "/"+inMemory+"/") }

// faulty is a backend that fails where a test says so.
type faulty struct {
	book.Backend
	before func() error // before a transaction with entries of the trail is committed: it fails and is not stored
	after  func() error // after: it fails but is stored
}

func (f *faulty) Write(c *book.Changes) error {
	if f.before != nil && len(c.Trail.Rows) > 0 {
		if err := f.before(); err != nil {
			return err
		}
	}
	return f.Backend.Write(c)
}

func (f *faulty) Commit() error {
	err := f.Backend.Commit()
	if err == nil && f.after != nil {
		err = f.after()
	}
	return err
}

func options(t testing.TB, dir string) book.Options {
	o := book.Options{Clock: clock.Real{}, Key: booktest.TrailKey(t)}
	if !forgets(t) {
		o.Dir = dir
	}
	return o
}

func backend(t testing.TB, dir string) book.Backend {
	t.Helper()
	if forgets(t) {
		return memory.New()
	}
	b, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// open opens the store of dir; what is still open at the end of the test is closed.
func open(t testing.TB, dir string) *DB {
	t.Helper()
	db, _ := openFaulty(t, dir)
	return db
}

func openFaulty(t testing.TB, dir string) (*DB, *faulty) {
	t.Helper()
	f := &faulty{Backend: backend(t, dir)}
	db, err := book.Open(f, options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db, f
}

// chains are the tokens stored, in order, read the way any reader does.
func chains(t testing.TB, db *DB) (tokens []string) {
	t.Helper()
	booktest.View(t, db, func(tx *Tx) (err error) {
		tokens, err = tokensOf(tx)
		return err
	})
	return tokens
}

func tokensOf(tx *Tx) (tokens []string, err error) {
	n, err := tx.Backend().Highest()
	for id := int64(1); id <= n.Chain && err == nil; id++ {
		var c book.Chain
		if c, err = tx.Chains.ByID(id); c.Token != "" {
			tokens = append(tokens, c.Token)
		}
	}
	return tokens, err
}

// sound verifies the trail of a store against its file of checkpoints, and wants so many entries.
func sound(t testing.TB, db *DB, dir string, entries int64) {
	t.Helper()
	o := trail.Options{Key: booktest.TrailKey(t).Public()}
	var file []byte
	var err error
	if !forgets(t) {
		if file, err = os.ReadFile(filepath.Join(dir, book.CheckpointFile)); err != nil {
			t.Fatal(err)
		}
	}
	booktest.View(t, db, func(tx *Tx) error {
		if forgets(t) { // there is no file: its content is what the table says
			err = tx.Trail.EachCheckpoint(0, func(size int64, note string) error {
				file = append(file, trail.Checkpoint{Size: size, Note: []byte(note)}.Block()...)
				return nil
			})
		}
		o.File = io.NewSectionReader(bytes.NewReader(file), 0, int64(len(file)))
		report, err := trail.Verify(book.Audit(tx), o)
		if err == nil && (len(report.Faults) > 0 || report.Entries != entries) {
			err = fmt.Errorf("%d entries, want %d; %s %v", report.Entries, entries, report.Sentence(), report.Faults)
		}
		return err
	})
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// reopened opens the store of dir, as far as it can be opened.
func reopened(t testing.TB, dir string) (*DB, error) {
	t.Helper()
	return book.Open(backend(t, dir), options(t, dir))
}

// alter changes the closed store of dir behind the gateway's back.
func alter(t testing.TB, dir, query string, args ...any) {
	t.Helper()
	booktest.Alter(t, filepath.Join(dir, sqlite.File), query, args...)
}

// closed is the folder of a store that was used and closed.
func closed(t *testing.T, tokens ...string) string {
	t.Helper()
	dir := t.TempDir()
	db := open(t, dir)
	for _, token := range tokens {
		booktest.Must(t, db, booktest.ChainNamed(token))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// refused wants Open to say this.
func refused(t *testing.T, dir string, want ...string) {
	t.Helper()
	db, err := reopened(t, dir)
	if err == nil {
		_ = db.Close()
		t.Fatal("the store was opened")
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("it says %q, which lacks %q", err, w)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("it takes more than a sentence: %q", err)
	}
}
