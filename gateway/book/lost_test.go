package book_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bordercast/gateway/book/booktest"
	"bordercast/gateway/trail"

	"bordercast/gateway/book"
)

// What happens to the file of checkpoints while the gateway is down is seen at the next start, unless a crash does the
// same; either way the file is whole again, and what was damaged is kept.
func TestALostCheckpointFileIsSeen(t *testing.T) {
	for name, c := range map[string]struct {
		lose func([]byte) []byte // nil: the file is removed
		want string
	}{
		"nothing":         {func(b []byte) []byte { return b }, ""},
		"removed":         {nil, book.LostGone},
		"emptied":         {func([]byte) []byte { return nil }, book.LostCut},
		"its last block":  {func(b []byte) []byte { return b[:lastBlock(b)] }, book.LostCut},
		"its last byte":   {func(b []byte) []byte { return b[:len(b)-1] }, book.LostCut},
		"a letter":        {func(b []byte) []byte { b[len(b)/2] ^= 1; return b }, book.LostDamaged},
		"something added": {func(b []byte) []byte { return append(b, "hello\n\n— you\n\n"...) }, book.LostDamaged},
		"all of it":       {func(b []byte) []byte { return bytes.Repeat([]byte("x\n\n"), len(b)) }, book.LostDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			dir := closed(t, "a", "b", "c", "d")
			path := filepath.Join(dir, book.CheckpointFile)
			whole := fileOf(t, path)
			err := os.Remove(path)
			if c.lose != nil {
				err = os.WriteFile(path, c.lose(bytes.Clone(whole)), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			db := open(t, dir)
			if got := fileOf(t, path); !bytes.Equal(got, whole) {
				t.Errorf("after a start it is\n%s\nwant\n%s", got, whole)
			}
			booktest.Write(t, db, func(tx *Tx) {
				lost, err := tx.Notes.TakeLost()
				booktest.OK(t, err)
				switch {
				case lost == nil && c.want == "":
				case lost == nil || lost.Reason != c.want || lost.Was != int64(len(whole)):
					t.Errorf("found %+v, want %q of %d bytes", lost, c.want, len(whole))
				}
				lost, err = tx.Notes.TakeLost()
				booktest.Same(t, "what is found twice", lost, err, nil)
			})
			if _, err := os.Stat(path + ".damaged"); (err == nil) != (c.want == book.LostDamaged) {
				t.Errorf("what was damaged is kept: %v", err)
			}
		})
	}
}

// After a power failure the file may lack the last moments, and no more.
func TestACrashTakesNoMoreThanTheLastMoments(t *testing.T) {
	for apart, want := range map[string]string{"2026-03-05T12:01:00.000000Z": "",
		"2026-03-05T12:03:00.000000Z": book.LostShort} {
		dir := closed(t, "a", "b", "c", "d")
		path := filepath.Join(dir, book.CheckpointFile)
		whole := fileOf(t, path)
		twoLess := whole[:lastBlock(whole)]
		twoLess = twoLess[:lastBlock(twoLess)]
		if err := os.WriteFile(path, twoLess, 0o600); err != nil {
			t.Fatal(err)
		}
		alter(t, dir, "DELETE FROM meta WHERE name = 'checkpoint file'") // it was not closed in order
		alter(t, dir, "UPDATE trail SET at = '2026-03-05T12:00:00.000000Z' WHERE seq = 3")
		alter(t, dir, "UPDATE trail SET at = '"+apart+"' WHERE seq = 4")
		key := booktest.TrailKey(t)
		b := backend(t, dir)
		lost, err := book.LostAt(b, path, key)
		if err != nil || (lost == nil) != (want == "") || lost != nil && lost.Reason != want {
			t.Errorf("entries until %s: %+v, %v", apart, lost, err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The end of a long file begins in the middle of a checkpoint, which is no damage.
func TestTheMiddleOfACheckpointIsNoDamage(t *testing.T) {
	dir := closed(t, "a", "b", "c", "d")
	whole, key := fileOf(t, filepath.Join(dir, book.CheckpointFile)), booktest.TrailKey(t).Public()
	for cut := range len(whole) / 3 {
		if damaged, newest := trail.Damaged(whole[cut:], cut == 0, key); damaged || newest != 4 {
			t.Fatalf("from byte %d: damaged %v, newest %d", cut, damaged, newest)
		}
	}
}
