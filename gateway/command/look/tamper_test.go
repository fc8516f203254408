package look

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// A store whose trail has 40 entries in commits of 1 to 7, in a folder as a gateway leaves it.
func trailed(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	key, _, err := trail.LoadOrCreateKey(filepath.Join(dir, "keys"), "bordercast/tamper",
		strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(dir, book.Options{Clock: clock.Real{}, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	for written, n := 0, 1; written < 40; written, n = written+n, n%7+1 {
		err := db.Update(t.Context(), func(tx *book.Tx) error {
			for i := range min(n, 40-written) {
				tx.Trail.Append("mema@mema.invalid\nEXERCISE-1\n2026-03-05T14:20:00Z", trail.Held,
					map[string]any{"route": "hazmat", "n": written + i})
			}
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

// verified says what trail verify finds in a copy of dir after statements were run on it.
func verified(t *testing.T, dir string, statements ...string) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", store.File(copied))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	c := trailVerifyCmd{Place: cli.Place{Data: copied}}
	o, done, err := c.options(t.Context(), copied)
	defer done()
	if err != nil {
		t.Fatal(err)
	}
	var report trail.Report
	err = readStore(context.Background(), copied, func(tx *book.Tx) (err error) {
		report, err = trail.Verify(book.Audit(tx), o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return told(report)
}

func told(r trail.Report) string {
	var list []string
	for _, f := range r.Faults {
		text := fmt.Sprintf("%s %d", f.Code, f.First)
		if f.Last != 0 {
			text += fmt.Sprintf("-%d", f.Last)
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

// flip changes one byte of a column, whatever its length and whatever stood there.
func flip(table, column, key string, n int) string {
	return fmt.Sprintf(`UPDATE %s SET %s = substr(%[2]s, 1, length(%[2]s) / 2) ||
		CASE CAST(substr(%[2]s, length(%[2]s) / 2 + 1, 1) AS TEXT) WHEN 'X' THEN 'Y' ELSE 'X' END ||
		substr(%[2]s, length(%[2]s) / 2 + 2) WHERE %[3]s = %d`, table, column, key, n)
}

func TestWhatIsDoneToTheStoreIsFound(t *testing.T) {
	dir := trailed(t)
	if got := verified(t, dir); got != "" {
		t.Fatalf("an honest trail: %s", got)
	}
	for _, c := range []struct{ name, sql, want string }{
		{"at", flip("trail", "at", "seq", 12), "row-changed 12"},
		{"alert", flip("trail", "alert", "seq", 12), "row-changed 12"},
		{"kind", flip("trail", "kind", "seq", 12), "row-changed 12"},
		{"body", flip("trail", "body", "seq", 12), "row-changed 12"},
		{"seq", "UPDATE trail SET seq = 4012 WHERE seq = 12", "rows-renumbered 12"},
		{"hash", "UPDATE node SET hash = CASE substr(hash, 1, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(hash, 2) " +
			"WHERE ix = 0", "node-changed 1"},
		{"a longer hash", "UPDATE node SET hash = hash || x'00' WHERE ix = 0", "node-changed 0, node-missing 1"},
		{"index", "UPDATE node SET ix = 4000 WHERE ix = 0", "node-missing 1, node-inserted 4000"},
		{"size", "UPDATE checkpoint SET size = 39 WHERE size = 40", "checkpoint-changed 39"},
		{"note", flip("checkpoint", "note", "size", 40), "checkpoint-changed 40"},
		{"a row removed", "DELETE FROM trail WHERE seq = 12", "row-missing 12"},
		{"the tail of one table", "DELETE FROM trail WHERE seq > 30", "tail-cut 31-40"},
		{"a row added", "INSERT INTO trail SELECT 41, at, alert, kind, body FROM trail WHERE seq = 40", "row-inserted 41"},
		{"a row before the first", "INSERT INTO trail SELECT -1, at, alert, kind, body FROM trail WHERE seq = 40",
			"row-inserted -1"},
	} {
		if got := verified(t, dir, c.sql); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	swap := []string{"UPDATE trail SET seq = -12 WHERE seq = 12", "UPDATE trail SET seq = 12 WHERE seq = 13",
		"UPDATE trail SET seq = 13 WHERE seq = -12"}
	if got := verified(t, dir, swap...); got != "rows-swapped 12-13" {
		t.Errorf("two rows swapped: %q", got)
	}
	cut := []string{"DELETE FROM trail WHERE seq > 28", "DELETE FROM node WHERE ix >= 53",
		"DELETE FROM checkpoint WHERE size > 28"}
	if got := verified(t, dir, cut...); got != "tail-cut 29-40" {
		t.Errorf("every table cut, against the checkpoint file: %q", got)
	}
}
