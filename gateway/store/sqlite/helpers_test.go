package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/trail"
)

type (
	DB = book.Book
	Tx = book.Tx
)

// childKey is the same for all tests, so that a store can be opened again.
func childKey() (*trail.Key, error) {
	key, _, err := trail.NewKey("bordercast/test", make([]byte, 32))
	return key, err
}

func trailKey(t testing.TB) *trail.Key {
	t.Helper()
	key, err := childKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// bookOf opens the book of dir.
func bookOf(dir string, key *trail.Key) (*DB, error) {
	b, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return book.Open(b, book.Options{Dir: dir, Clock: clock.Real{}, Key: key})
}

// open opens the store of dir; what is still open at the end of the test is closed.
func open(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := bookOf(dir, trailKey(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// chainNamed is a command whose only effect is one chain row and one trail entry.
func chainNamed(token string) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := tx.NewChain(token, "")
		tx.Say("", trail.Settled, map[string]any{"chain": token})
		return err
	}
}

// must runs commands that have to succeed.
func must(t testing.TB, db *DB, commands ...func(*Tx) error) {
	t.Helper()
	for _, do := range commands {
		if err := db.Update(context.Background(), do); err != nil {
			t.Fatal(err)
		}
	}
}

func view(t testing.TB, db *DB, do func(*Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

// query reads texts of the file in dir, beside whoever has it open.
func query(t testing.TB, dir, text string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(text)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// chains are the tokens stored, in order.
func chains(t testing.TB, dir string) []string {
	t.Helper()
	return query(t, dir, "SELECT token FROM chain ORDER BY id")
}

// alter changes the closed store of dir behind the gateway's back.
func alter(t testing.TB, dir, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// same compares what was read with what was written. It may run inside a command: there a failure is a panic, which
// the book turns into the command's error.
func same[T any](t *testing.T, what string, got T, err error, want T) {
	t.Helper()
	if err != nil {
		panic(fmt.Sprintf("%s: %v", what, err))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// write runs one transaction.
func write(t *testing.T, db *DB, do func(tx *Tx)) {
	t.Helper()
	must(t, db, func(tx *Tx) error { do(tx); return nil })
}

// ok is for what only returns an error.
func ok(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			panic(err.Error())
		}
	}
}
