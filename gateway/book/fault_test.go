package book_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// A fault before COMMIT: nothing is stored, the commands are told so, and the next ones go on as if nothing had been.
func TestFailsAndIsNotStored(t *testing.T) { both(t, testFailsAndIsNotStored) }

func testFailsAndIsNotStored(t *testing.T) {
	dir := t.TempDir()
	db, f := openFaulty(t, dir)
	booktest.Must(t, db, booktest.ChainNamed("first"))
	f.before = func() error { return errWanted }
	for range 2 { // fails, and fails again
		for _, err := range together(t, db, booktest.ChainNamed("lost"), booktest.ChainNamed("lost")) {
			if !errors.Is(err, errWanted) {
				t.Fatalf("the command was answered %v", err)
			}
		}
		if err := db.Err(); err != nil {
			t.Fatalf("the store gave up: %v", err)
		}
	}
	if got := chains(t, db); !slices.Equal(got, []string{"first"}) {
		t.Fatalf("stored %q", got)
	}
	f.before = nil
	booktest.Must(t, db, booktest.ChainNamed("second"))
	sound(t, db, dir, 2)
	restartHas(t, db, dir, "first", "second")
}

// A fault after COMMIT: it is stored, and the gateway cannot know. Then everything is refused with one error, and the
// next start finds what was written.
func TestFailsButIsStored(t *testing.T) { both(t, testFailsButIsStored) }

func testFailsButIsStored(t *testing.T) {
	dir := t.TempDir()
	db, f := openFaulty(t, dir)
	booktest.Must(t, db, booktest.ChainNamed("first"))
	commits := 0
	f.after = func() error {
		if commits++; commits == 1 {
			return nil // the command that held the group together
		}
		return errWanted
	}
	for _, err := range together(t, db, booktest.ChainNamed("second"), booktest.ChainNamed("third")) {
		if !errors.Is(err, book.ErrUnknownOutcome) {
			t.Fatalf("the command was answered %v, want %v", err, book.ErrUnknownOutcome)
		}
	}
	<-db.Ended()
	if !errors.Is(db.Err(), book.ErrUnknownOutcome) || !strings.Contains(db.Err().Error(), errWanted.Error()) {
		t.Errorf("the store ended with %v", db.Err())
	}
	answered(t, db, book.ErrUnknownOutcome)
	restartHas(t, db, dir, "first", "second", "third")
}

// The same fault again and again: each start recovers what the last one could not be sure of, and loses nothing.
func TestFailsButIsStoredAtEveryStart(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for _, token := range []string{"a", "b", "c"} {
		db, f := openFaulty(t, dir)
		f.after = func() error { return errWanted }
		want = append(want, token)
		if err := db.Update(context.Background(), booktest.ChainNamed(token)); !errors.Is(err, book.ErrUnknownOutcome) {
			t.Fatalf("%v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	db := open(t, dir)
	if got := chains(t, db); !slices.Equal(got, want) {
		t.Errorf("stored %q, want %q", got, want)
	}
	booktest.Must(t, db, booktest.ChainNamed("d"))
	sound(t, db, dir, 4)
}

// The checkpoint file failing after the commit is fatal too: without it the tail could be cut unseen.
func TestTheCheckpointFileFails(t *testing.T) {
	dir := t.TempDir()
	db, err := book.Open(backend(t, dir), options(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	booktest.Must(t, db, booktest.ChainNamed("first"))
	if err := db.BreakCheckpoints(); err != nil {
		t.Fatal(err)
	}
	_ = db.Update(t.Context(), booktest.ChainNamed("second"))
	<-db.Ended()
	if err := db.Err(); err == nil || !strings.Contains(err.Error(), "checkpoint file cannot be written") {
		t.Errorf("the store ended with %v", err)
	}
	answered(t, db, db.Err())
	_ = db.Close() // its file was closed under it
	again := open(t, dir)
	booktest.Must(t, again, booktest.ChainNamed("third"))
	sound(t, again, dir, 3)
}

// restartHas closes the store, opens it again, writes once more, and wants all of it there and sound.
func restartHas(t *testing.T, db *DB, dir string, want ...string) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if forgets(t) {
		return
	}
	again := open(t, dir)
	if got := chains(t, again); !slices.Equal(got, want) {
		t.Fatalf("after a restart %q is stored, want %q", got, want)
	}
	booktest.Must(t, again, booktest.ChainNamed("later"))
	sound(t, again, dir, int64(len(want)+1))
}
