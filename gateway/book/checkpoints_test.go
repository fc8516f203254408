package book_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// What a crash may do to the file of checkpoints is put right at the next start, from the table.
func TestTheCheckpointFileIsMended(t *testing.T) {
	lose := map[string]func([]byte) []byte{
		"nothing":             func(b []byte) []byte { return b },
		"all":                 func([]byte) []byte { return nil },
		"its last byte":       func(b []byte) []byte { return b[:len(b)-1] },
		"half its last block": func(b []byte) []byte { return b[:lastBlock(b)+40] },
		"its last block":      func(b []byte) []byte { return b[:lastBlock(b)] },
		"its last two blocks": func(b []byte) []byte { b = b[:lastBlock(b)]; return b[:lastBlock(b)] },
	}
	for name, lose := range lose {
		t.Run(name, func(t *testing.T) {
			dir := closed(t, "a", "b", "c", "d")
			path := filepath.Join(dir, book.CheckpointFile)
			whole := fileOf(t, path)
			if err := os.WriteFile(path, lose(bytes.Clone(whole)), 0o644); err != nil {
				t.Fatal(err)
			}
			db := open(t, dir)
			if got := fileOf(t, path); !bytes.Equal(got, whole) {
				t.Errorf("after a start it is\n%s\nwant\n%s", got, whole)
			}
			booktest.Must(t, db, booktest.ChainNamed("e"))
			sound(t, db, dir, 5)
		})
	}
}

func TestTheCheckpointFileIsMissing(t *testing.T) {
	dir := closed(t, "a", "b")
	path := filepath.Join(dir, book.CheckpointFile)
	whole := fileOf(t, path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	db := open(t, dir)
	if got := fileOf(t, path); !bytes.Equal(got, whole) {
		t.Errorf("it was not made again:\n%s", got)
	}
	sound(t, db, dir, 2)
}

// A start reads only the end of the file, which grows for ever.
func TestALongCheckpointFile(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	for len(fileOf(t, filepath.Join(dir, book.CheckpointFile))) < book.Tail+4096 {
		for range 100 {
			booktest.Must(t, db, booktest.ChainNamed("x"))
		}
	}
	size := int64(len(chains(t, db)))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, book.CheckpointFile)
	whole := fileOf(t, path)
	if err := os.WriteFile(path, whole[:len(whole)-7], 0o644); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir)
	if !bytes.Equal(fileOf(t, path), whole) {
		t.Error("the torn end of a long file was not mended")
	}
	sound(t, db, dir, size)
}

// A store that knows less than its checkpoint file was cut or put back from an old copy. So was one whose trail does
// not give the root that its own newest checkpoint was signed for.
func TestAStoreBehindItsCheckpointsIsRefused(t *testing.T) {
	cut := []string{
		"DELETE FROM trail WHERE seq > 2", "DELETE FROM checkpoint WHERE size > 2", "DELETE FROM node WHERE ix >= 3",
	}
	t.Run("cut cleanly", func(t *testing.T) {
		dir := closed(t, "a", "b", "c", "d")
		for _, q := range cut {
			alter(t, dir, q)
		}
		refused(t, dir, "the checkpoint file speaks of 4 trail entries and the store has 2", "`bordercast trail verify`")
	})
	t.Run("cut in the trail alone", func(t *testing.T) {
		dir := closed(t, "a", "b", "c", "d")
		alter(t, dir, cut[0])
		refused(t, dir, "trail verify")
	})
	t.Run("a stored hash changed", func(t *testing.T) {
		dir := closed(t, "a", "b", "c", "d")
		alter(t, dir, "UPDATE node SET hash = zeroblob(32) WHERE ix = (SELECT max(ix) FROM node)")
		refused(t, dir, "the audit trail does not agree with its newest checkpoint, so it was altered")
	})
	t.Run("a stored hash lost", func(t *testing.T) {
		dir := closed(t, "a", "b", "c", "d")
		alter(t, dir, "DELETE FROM node WHERE ix = (SELECT max(ix) FROM node)")
		refused(t, dir, "the audit trail lacks a stored hash: run `bordercast trail verify`")
	})
}

func fileOf(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lastBlock is where the last block of a checkpoint file begins: a note of two paragraphs, an empty line behind each.
func lastBlock(b []byte) int {
	end := len(b)
	for range 2 {
		end = bytes.LastIndex(b[:end], []byte("\n\n"))
	}
	start := bytes.LastIndex(b[:end], []byte("\n\n"))
	if start < 0 {
		return 0
	}
	return start + 2
}
