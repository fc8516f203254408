package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/clock"
	"bordercast/gateway/trail"
)

type (
	DB = book.Book
	Tx = book.Tx
)

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
	db, err := bookOf(dir, booktest.TrailKey(t))
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
	booktest.Alter(t, filepath.Join(dir, File), query, args...)
}
