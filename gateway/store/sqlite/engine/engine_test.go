package engine

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
)

type lane string

// opened is a connection to a new file with one table.
func opened(t testing.TB) *Conn {
	t.Helper()
	c, err := Open(filepath.Join(t.TempDir(), "a file?.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := c.Script("PRAGMA journal_mode = WAL; CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE, doc " +
		"BLOB, n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	return c
}

func prepared(t testing.TB, c *Conn, query string) *Stmt {
	t.Helper()
	s, err := c.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestWhatIsBoundIsRead(t *testing.T) {
	c := opened(t)
	put := prepared(t, c, "INSERT INTO thing (name, doc, n) VALUES (?,?,?)")
	get := prepared(t, c, "SELECT name, name, doc, n, doc IS NULL, typeof(name) FROM thing WHERE id = ?")
	big := []byte(strings.Repeat("x", 3*mostBound))
	for i, v := range []struct {
		name any
		doc  []byte
		n    any
		text string
		num  int64
	}{
		{"a", []byte{1, 0, 2}, 7, "a", 7}, {lane("exercise"), nil, int64(-1) << 40, "exercise", -1 << 40},
		{"", big, true, "", 1}, {nil, []byte("y"), false, "", 0}, {"é\x00b", big[:100], nil, "é\x00b", 0},
	} {
		if err := put.Exec(v.name, v.doc, v.n); err != nil {
			t.Fatal(err)
		}
		if c.Changed() != 1 || c.Inserted() != int64(i+1) {
			t.Errorf("%d rows changed, the last is %d", c.Changed(), c.Inserted())
		}
		err := get.Query([]any{i + 1}, func(r *Row) error {
			text, word, doc, n, null, kind := r.Text(), r.Word(), r.Blob(), r.Int(), r.Bool(), r.Text()
			if text != v.text || word != v.text || string(doc) != string(v.doc) || n != v.num || null != (v.doc == nil) ||
				(kind == "null") != (v.name == nil) {
				t.Errorf("row %d reads %q %q %d bytes %d %v %s", i, text, word, len(doc), n, null, kind)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if put.bound > mostBound {
		t.Errorf("the statement keeps %d bytes", put.bound)
	}
}

func TestRefusals(t *testing.T) {
	c := opened(t)
	put := prepared(t, c, "INSERT INTO thing (name) VALUES (?)")
	if err := put.Exec("twice"); err != nil {
		t.Fatal(err)
	}
	var fault *Error
	if err := put.Exec("twice"); !errors.As(err, &fault) || fault.Code != sqlite.ResultConstraintUnique ||
		!strings.Contains(fault.Text, "thing.name") {
		t.Errorf("a name given twice: %v", err)
	}
	if err := put.Exec("once"); err != nil {
		t.Errorf("after a fault: %v", err)
	}
	if err := put.Exec(); err == nil {
		t.Error("no argument was enough")
	}
	if err := put.Exec(1.5); err == nil {
		t.Error("a float was bound")
	}
	if _, err := c.Prepare("SELECT nothing FROM nowhere"); !errors.As(err, &fault) || fault.Code != sqlite.ResultError {
		t.Errorf("no such table: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "no", "file"), true); !errors.As(err, &fault) ||
		fault.Code.ToPrimary() != sqlite.ResultCantOpen {
		t.Errorf("no such file: %v", err)
	}
}

// A function that is given rows may run other statements, not the one it is given rows of; its own error ends it.
func TestReadingWhileReading(t *testing.T) {
	c := opened(t)
	if err := c.Script("INSERT INTO thing (n) VALUES (1), (2), (3)"); err != nil {
		t.Fatal(err)
	}
	all, more := prepared(t, c, "SELECT n FROM thing ORDER BY n LIMIT ?"),
		prepared(t, c, "SELECT count(*) FROM thing WHERE n <= ?")
	stop := errors.New("stop")
	seen := 0
	err := all.Query([]any{9}, func(r *Row) error {
		if err := all.Exec(1); !errors.Is(err, errBusy) {
			t.Errorf("the same statement: %v", err)
		}
		n := r.Int()
		if err := more.Query([]any{n}, func(r *Row) error {
			if got := r.Int(); got != n {
				t.Errorf("%d rows up to %d", got, n)
			}
			return nil
		}); err != nil {
			return err
		}
		if seen++; seen == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || seen != 2 {
		t.Errorf("%d rows, then %v", seen, err)
	}
	if err := all.Exec(2); err != nil {
		t.Errorf("after an end before the end: %v", err)
	}
}

// What an alert that crosses costs depends on this: no allocation for what is written, one for each text that is read.
func TestAllocations(t *testing.T) {
	c := opened(t)
	put, get := prepared(t, c, "INSERT OR REPLACE INTO thing VALUES (1,?,?,?)"),
		prepared(t, c, "SELECT name, name, n FROM thing WHERE id = ?")
	doc, name, n := make([]byte, 400), lane("exercise"), int64(1<<40)
	if got := testing.AllocsPerRun(100, func() { _ = put.Exec(name, doc, n) }); got > 0 {
		t.Errorf("writing allocates %v times", got)
	}
	var text string
	read := func(r *Row) error {
		text = r.Text()
		_, n = r.Word(), r.Int()
		return nil
	}
	if got := testing.AllocsPerRun(100, func() { _ = get.Query([]any{1}, read) }); got > 1 {
		t.Errorf("reading a row allocates %v times", got)
	}
	if text != "exercise" || n != 1<<40 {
		t.Errorf("read %q %d", text, n)
	}
}
