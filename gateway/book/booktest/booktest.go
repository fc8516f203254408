// Package booktest is what tests of the book, and of what keeps its rows, say again and again: run commands that have
// to succeed, compare rows, look, and change a closed file behind the gateway's back. No program uses it.
package booktest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// Key is the same for all tests, so that a store can be opened again, also by a process that a test has started.
func Key() (*trail.Key, error) {
	key, _, err := trail.NewKey("bordercast/test", make([]byte, 32))
	return key, err
}

// TrailKey is Key.
func TrailKey(t testing.TB) *trail.Key {
	t.Helper()
	key, err := Key()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// ChainNamed is a command whose only effect is one chain row and one trail entry.
func ChainNamed(token string) func(*book.Tx) error {
	return func(tx *book.Tx) error {
		_, err := tx.Chains.New(token, "")
		tx.Trail.Append("", trail.Settled, map[string]any{"chain": token})
		return err
	}
}

// Must runs commands that have to succeed.
func Must(t testing.TB, db *book.Book, commands ...func(*book.Tx) error) {
	t.Helper()
	for _, do := range commands {
		if err := db.Update(context.Background(), do); err != nil {
			t.Fatal(err)
		}
	}
}

// Write runs one transaction.
func Write(t testing.TB, db *book.Book, do func(*book.Tx)) {
	t.Helper()
	Must(t, db, func(tx *book.Tx) error { do(tx); return nil })
}

// View looks at what is stored.
func View(t testing.TB, db *book.Book, do func(*book.Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

// Same compares what was read with what was written. It may run inside a command: there a failure is a panic, which
// the book turns into the command's error.
func Same[T any](t testing.TB, what string, got T, err error, want T) {
	t.Helper()
	if err != nil {
		panic(fmt.Sprintf("%s: %v", what, err))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// OK is for what only returns an error, inside a command as Same.
func OK(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			panic(err.Error())
		}
	}
}

// Alter changes the closed file of a store behind the gateway's back. Whoever calls it links the driver "sqlite".
func Alter(t testing.TB, file, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

// Noise does not compress.
func Noise(n int) []byte {
	chance, b := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
	for i := range b {
		b[i] = byte(chance.Uint32())
	}
	return b
}
