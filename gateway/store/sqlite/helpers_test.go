package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"bordercast/gateway/clock"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// childKey is the same for all tests, so that a store can be opened again.
func childKey() (*trail.Key, error) {
	key, _, err := trail.NewKey("bordercast/test", make([]byte, 32))
	return key, err
}

var childClock = clock.Real{}

func trailKey(t testing.TB) *trail.Key {
	t.Helper()
	key, err := childKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func options(t testing.TB, dir string) Options {
	return Options{Dir: dir, Clock: clock.Real{}, Key: trailKey(t)}
}

// open opens the store of dir; what is still open at the end of the test is closed.
func open(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(context.Background(), options(t, dir))
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

// chains are the tokens stored, in order, read the way any reader does.
func chains(t testing.TB, db *DB) (tokens []string) {
	t.Helper()
	view(t, db, func(tx *Tx) error {
		var err error
		tokens, err = list(tx, "SELECT token FROM chain ORDER BY id", nil, (*engine.Row).Text)
		return err
	})
	return tokens
}

func view(t testing.TB, db *DB, do func(*Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

// sound verifies the trail of a store against its file of checkpoints, and wants so many entries.
func sound(t testing.TB, db *DB, dir string, entries int64) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(dir, CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	view(t, db, func(tx *Tx) error {
		report, err := trail.Verify(tables{tx}, trail.Options{Key: trailKey(t).Public(), File: file})
		if err == nil && (len(report.Faults) > 0 || report.Entries != entries) {
			err = fmt.Errorf("%d entries, want %d; %s %v", report.Entries, entries, report.Sentence(), report.Faults)
		}
		return err
	})
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
