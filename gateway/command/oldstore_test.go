package command_test

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"

	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/store"
	"bordercast/gateway/trail"
)

// The data folder that a bordercast of 22 November 2026 left, whose tables are of version 1: five alerts of an exercise
// and a Cancel, all fictional; one was held and approved, one was quarantined. Its keys were made for it and open
// nothing.
const oldStore = "testdata/store-1.tar.zst"

// unpack DIR puts the old data folder there.
func unpack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: unpack DIR")
	}
	ts.Check(unpackTo(ts.MkAbs(args[0])))
}

func unpackTo(dir string) error {
	file, err := os.Open(oldStore)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	plain, err := zstd.NewReader(file)
	if err != nil {
		return err
	}
	defer plain.Close()
	for archive := tar.NewReader(plain); ; {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(dir, head.Name)
		if head.Typeflag == tar.TypeDir {
			continue
		}
		content, err := io.ReadAll(archive)
		if err == nil {
			err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, head.FileInfo().Mode()))
		}
		if err != nil {
			return err
		}
	}
}

// Every entry of an old store is proved by its own newest checkpoint, before the tables are brought to this version and
// after, with nothing but the public key.
func TestAnOldStoreProves(t *testing.T) {
	dir := t.TempDir()
	if err := unpackTo(dir); err != nil {
		t.Fatal(err)
	}
	key, created, err := trail.LoadOrCreateKey(filepath.Join(dir, "keys"), "bordercast/nb-me", nil)
	if err != nil || created {
		t.Fatal(created, err)
	}
	old, err := store.ReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	before := proofsOf(t, old, key)
	if err := old.CloseReadOnly(); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(dir, book.Options{Clock: clock.Real{}, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	after := proofsOf(t, db, key)
	if len(before) != 69 || len(after) != len(before) {
		t.Fatalf("%d entries before and %d after", len(before), len(after))
	}
	for i := range before {
		if before[i] != after[i] {
			t.Errorf("entry %d is proved otherwise than before", i+1)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// proofsOf proves each entry.
func proofsOf(t *testing.T, db *book.Book, key *trail.Key) (proofs []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *book.Tx) error {
		var newest trail.Checkpoint
		err := tx.Trail.EachCheckpoint(0, func(_ int64, note string) (err error) {
			newest, err = key.Public().Open([]byte(note))
			return err
		})
		if err != nil {
			return err
		}
		return tx.Trail.EachRow(0, "", func(row trail.Row) error {
			proof, err := trail.Prove(row.Seq, newest, tx)
			if err != nil {
				return err
			}
			proofs = append(proofs, string(proof))
			_, err = trail.CheckProof(proof, row.Leaf(), key.Public())
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return proofs
}
