package trial

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// kept is a data folder with a real store and its keys: 8 entries under 8 checkpoints.
func kept(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	keys := filepath.Join(dir, "keys")
	if err := os.Mkdir(keys, 0o700); err != nil {
		t.Fatal(err)
	}
	key, _, err := trail.LoadOrCreateKey(keys, "bordercast/trial", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(dir, book.Options{Clock: clock.Real{}, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 8 {
		err := db.Update(t.Context(), func(tx *book.Tx) error {
			tx.Trail.Append(fmt.Sprintf("duty@maine.invalid\nexercise-%d\n2026-03-05T14:00:00Z", n), trail.Settled,
				map[string]any{"sighting": n, "lane": "exercise"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// flip changes one byte of a text or blob in the middle, to another that looks as well.
const flip = "CAST(substr(%[1]s, 1, length(%[1]s)/2) || CASE substr(%[1]s, length(%[1]s)/2 + 1, 1) WHEN '1' THEN '2' ELSE '1' END || substr(%[1]s, length(%[1]s)/2 + 2) AS TEXT)"

// tampering is one change made with another program, and what `trail verify` must say of it.
var tampering = map[string]struct {
	sql  []string
	says []string
}{
	"trail.seq":   {[]string{"UPDATE trail SET seq = 90 WHERE seq = 4"}, []string{"entry 4"}},
	"trail.at":    {[]string{change("trail", "at", "seq = 4")}, []string{"row-changed", "ntry 4"}},
	"trail.alert": {[]string{change("trail", "alert", "seq = 4")}, []string{"row-changed", "ntry 4"}},
	"trail.kind":  {[]string{change("trail", "kind", "seq = 4")}, []string{"row-changed", "ntry 4"}},
	"trail.body":  {[]string{change("trail", "body", "seq = 4")}, []string{"row-changed", "ntry 4"}},

	"trail.body of the first entry": {[]string{change("trail", "body", "seq = 1")}, []string{"row-changed", "ntry 1"}},
	"trail.body of the last entry":  {[]string{change("trail", "body", "seq = 8")}, []string{"row-changed", "ntry 8"}},

	"node.ix": {[]string{"UPDATE node SET ix = 99 WHERE ix = 5"}, []string{"node-missing", "5", "node-inserted",
		"99"}},
	"node.hash":       {[]string{"UPDATE node SET hash = CAST(substr(hash, 1, 31) || CASE substr(hash, 32, 1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE ix = 5"}, []string{"node-changed", "5"}},
	"checkpoint.size": {[]string{"UPDATE checkpoint SET size = 50 WHERE size = 5"}, []string{"checkpoint", "5"}},
	"checkpoint.note": {[]string{change("checkpoint", "note", "size = 5")}, []string{"checkpoint-changed", "5"}},

	"the tail cut":     {cutFrom(6), []string{"tail-cut", "entries 7 to 8"}},
	"the last row cut": {[]string{"DELETE FROM trail WHERE seq = 8"}, []string{"ntry 8"}},
	"one row removed":  {[]string{"DELETE FROM trail WHERE seq = 3"}, []string{"row-missing", "ntry 3"}},
	"two rows swapped": {swap(3, 6), []string{"rows-swapped", "3", "6"}},
	"a well-formed row added": {[]string{"INSERT INTO trail SELECT 9, at, alert, kind, body FROM trail WHERE seq = 8"},
		[]string{"row-inserted", "ntry 9"}},
	"a row added before all": {[]string{"INSERT INTO trail SELECT 0, at, alert, kind, body FROM trail WHERE seq = 1"},
		[]string{"row-inserted", "ntry 0"}},
	"a row put between": {inserted(4), []string{"row-inserted", "ntry 4"}},
}

func change(table, column, where string) string {
	return "UPDATE " + table + " SET " + column + " = " + fmt.Sprintf(flip, column) + " WHERE " + where
}

// cutFrom cuts all three tables as if the last entries had never been.
func cutFrom(last int) []string {
	return []string{fmt.Sprintf("DELETE FROM trail WHERE seq > %d", last),
		fmt.Sprintf("DELETE FROM checkpoint WHERE size > %d", last), "DELETE FROM node WHERE ix >= 10"}
}

func swap(a, b int) []string {
	return []string{
		fmt.Sprintf("UPDATE trail SET seq = -1 WHERE seq = %d", a), fmt.Sprintf("UPDATE trail SET seq = %d WHERE seq = %d", a,
			b),
		fmt.Sprintf("UPDATE trail SET seq = %d WHERE seq = -1", b),
	}
}

// inserted puts a copy of an entry behind it and moves the rest up.
func inserted(at int) []string {
	return []string{
		fmt.Sprintf("UPDATE trail SET seq = -seq - 1 WHERE seq >= %d", at), "UPDATE trail SET seq = -seq WHERE seq < 0",
		fmt.Sprintf("INSERT INTO trail SELECT %d, at, alert, kind, body FROM trail WHERE seq = 2", at),
	}
}

func TestTheTrailTellsWhatWasAltered(t *testing.T) {
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	verify := func(dir string) (string, error) {
		out, err := exec.Command(binary, "trail", "verify", "--data", dir).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(kept(t)); err != nil {
		t.Fatalf("a trail that nobody altered: %v\n%s", err, out)
	}
	for name, c := range tampering {
		t.Run(name, func(t *testing.T) {
			dir := kept(t)
			tamper(t, dir, c.sql...)
			out, err := verify(dir)
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
				t.Fatalf("verify ended with %v\n%s", err, out)
			}
			for _, word := range c.says {
				if !strings.Contains(out, word) {
					t.Errorf("it does not say %q:\n%s", word, out)
				}
			}
		})
	}
	t.Run("the checkpoint file gone", func(t *testing.T) {
		dir := kept(t)
		if err := os.Remove(filepath.Join(dir, book.CheckpointFile)); err != nil {
			t.Fatal(err)
		}
		if out, err := verify(dir); err == nil || !strings.Contains(out, "checkpoint-file-missing") {
			t.Errorf("verify said %v\n%s", err, out)
		}
	})
}

// tamper changes the store behind the gateway's back; each statement must change something.
func tamper(t *testing.T, dir string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", store.File(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		result, err := db.Exec(s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if n, _ := result.RowsAffected(); n == 0 {
			t.Fatalf("%s changed nothing", s)
		}
	}
}
