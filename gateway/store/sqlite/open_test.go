package sqlite

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/clock"
)

// nobody's store: a child of this test opens it as a user who may not write there. Root may write anywhere.
const childDir = "BORDERCAST_TEST_OPEN"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(openAsChild(dir))
	}
	os.Exit(m.Run())
}

// openAsChild prints what Open says and ends with 0 when it refused.
func openAsChild(dir string) int {
	key, err := booktest.Key()
	if err == nil {
		_, err = bookOf(dir, key)
	}
	if err == nil {
		return 1
	}
	_, _ = os.Stdout.WriteString(err.Error())
	return 0
}

func TestAFolderThatMayNotBeWritten(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "bordercast-readonly-") // t.TempDir lies in a folder that only its owner may enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755); _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	child := copyOfThis(t, dir)
	cmd := exec.Command(child)
	cmd.Dir, cmd.Env = "/", []string{childDir + "=" + dir, "USER=nobody"}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := filepath.Join(dir, File) +
		" cannot be written: make its folder writable for the user bordercast runs as (nobody)"
	if string(out) != want {
		t.Errorf("it says\n%s\nwant\n%s", out, want)
	}
}

// copyOfThis is this test's program where anybody may run it; the folder go test builds in is its owner's.
func copyOfThis(t *testing.T, beside string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	path := beside + ".test"
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })
	return path
}

// refused wants Open to say this.
func refused(t *testing.T, dir string, want ...string) {
	t.Helper()
	db, err := bookOf(dir, booktest.TrailKey(t))
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

func TestOtherSchemas(t *testing.T) {
	for found, want := range map[int]string{
		version + 1: "was written by a newer bordercast (schema " + text(version+1) + ", this program knows " +
			text(version) + "): run the newer program, or another data folder",
		-1: "has schema -1, which this program cannot bring to " + text(version) +
			": run the bordercast version between them first",
	} {
		dir := closed(t, "a")
		alter(t, dir, "UPDATE meta SET value = ? WHERE name = 'schema'", strconv.Itoa(found))
		before := content(t, dir)
		refused(t, dir, want)
		if !slices.Equal(before, content(t, dir)) {
			t.Errorf("schema %d was refused and yet changed", found)
		}
	}
}

func TestADamagedFile(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"no database":  func([]byte) []byte { return []byte(strings.Repeat("this was a shopping list\n", 400)) },
		"head gone":    func(b []byte) []byte { return slices.Concat(make([]byte, 100), b[100:]) },
		"schema noise": func(b []byte) []byte { return slices.Concat(b[:100], booktest.Noise(3996), b[4096:]) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t, "a")
			path := filepath.Join(dir, File)
			if err := os.WriteFile(path, damage(content(t, dir)), 0o600); err != nil {
				t.Fatal(err)
			}
			refused(t, dir, path+" is damaged or no database: restore it from a copy, or start with an empty data folder")
		})
	}
}

func TestAFolderThatIsNotThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "nowhere")
	refused(t, dir, filepath.Join(dir, File)+" cannot be written: make its folder writable")
	if _, err := OpenReadOnly(dir); err == nil || !strings.Contains(err.Error(), "name the data folder with --data") {
		t.Errorf("for reading: %v", err)
	}
}

func content(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

// A full disk: what does not fit is not stored, nor is what shared its transaction; everything else goes on, and
// with room again so does everything.
func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	b, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := book.Open(b, book.Options{Dir: dir, Clock: clock.Real{}, Key: booktest.TrailKey(t)})
	if err != nil {
		t.Fatal(err)
	}
	booktest.Must(t, db, booktest.ChainNamed("first"), limitPages(b, 4))
	big := func(tx *Tx) error {
		if err := booktest.ChainNamed("big")(tx); err != nil {
			return err
		}
		_, err := tx.Documents.Put(book.Pack(booktest.Noise(1 << 20)))
		return err
	}
	for range 2 {
		if err := db.Update(t.Context(), big); !errors.Is(err, book.ErrFull) {
			t.Fatalf("a write beyond the disk's end: %v, want %v", err, book.ErrFull)
		}
		for i, err := range together(db, booktest.ChainNamed("small"), big) {
			if !errors.Is(err, book.ErrFull) {
				t.Errorf("command %d of the group: %v", i, err)
			}
		}
	}
	if got := chains(t, dir); !slices.Equal(got, []string{"first"}) {
		t.Errorf("on the full disk %q was stored", got)
	}
	if err := db.Err(); err != nil {
		t.Errorf("the store gave up: %v", err)
	}
	booktest.Must(t, db, limitPages(b, 1<<20), big)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	booktest.Must(t, open(t, dir), booktest.ChainNamed("later"))
	if got := chains(t, dir); !slices.Equal(got, []string{"first", "big", "later"}) {
		t.Errorf("after a restart %q is stored", got)
	}
}

// together submits commands while the book is busy, so that they are one group, and returns their results.
func together(db *DB, commands ...func(*Tx) error) []error {
	began, release := make(chan struct{}), make(chan struct{})
	db.Submit(0, func(*Tx) error { close(began); <-release; return nil }, func(error) {})
	<-began
	results := make([]error, len(commands))
	var all sync.WaitGroup
	all.Add(len(commands))
	for i, do := range commands {
		db.Submit(0, do, func(err error) { results[i] = err; all.Done() })
	}
	close(release)
	all.Wait()
	return results
}

// limitPages lets the database grow by so many pages and no more, as a disk would.
func limitPages(b *Backend, more int64) func(*Tx) error {
	return func(*Tx) error {
		pages, err := b.own.number("PRAGMA page_count")
		if err != nil {
			return err
		}
		return b.own.exec("PRAGMA max_page_count = " + text(pages+more))
	}
}
