package book_test

import (
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/trail"
)

// A trail is verified in the same memory whatever its length: what is held when the last entry is read is measured.
func TestVerifyHoldsNothing(t *testing.T) {
	const short, long, most = 1_000, 50_000, 1 << 20 // 150 bytes an entry would be seven times as much
	few, many := heldBy(t, short), heldBy(t, long)
	if more := many - few; more > most {
		t.Errorf("%d entries are verified in %d KB, and %d in %d KB", short, few>>10, long, many>>10)
	}
}

// heldBy is what the heap has at the last of so many entries of a sound trail, in bytes.
func heldBy(t *testing.T, entries int64) int64 {
	t.Helper()
	dir := t.TempDir()
	db := open(t, dir)
	for n := int64(0); n < entries; n += 50 {
		booktest.Write(t, db, func(tx *Tx) {
			for range 50 {
				tx.Trail.Append("centre@bench.invalid\nbench\n2026-03-05T12:00:00Z", trail.Settled,
					map[string]any{"system": "centre"})
			}
		})
	}
	file, err := os.Open(filepath.Join(dir, book.CheckpointFile))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	var held runtime.MemStats
	booktest.View(t, db, func(tx *Tx) error {
		o := trail.Options{Key: booktest.TrailKey(t).Public(), File: io.NewSectionReader(file, 0, info.Size())}
		report, err := trail.Verify(measured{book.Audit(tx), entries, &held}, o)
		if report.Proven != entries || len(report.Faults) > 0 {
			t.Errorf("%+v", report)
		}
		return err
	})
	return int64(held.HeapAlloc)
}

// measured looks at the heap at the last row.
type measured struct {
	trail.Tables
	last int64
	held *runtime.MemStats
}

func (m measured) Rows() iter.Seq2[trail.Row, error] {
	return func(yield func(trail.Row, error) bool) {
		for row, err := range m.Tables.Rows() {
			if row.Seq == m.last {
				runtime.GC()
				runtime.ReadMemStats(m.held)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
