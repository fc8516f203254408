package trail

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"testing"
)

// tables is a trail that a test tampers with: what memory wrote, every column changeable.
type tables struct {
	rows  []Row
	nodes []StoredNode
	notes []Stored
	file  []byte
}

func (m *memory) tables() *tables {
	t := &tables{rows: slices.Clone(m.rows), file: bytes.Clone(m.file.Bytes())}
	for _, n := range m.nodes {
		t.nodes = append(t.nodes, StoredNode{n.Index, bytes.Clone(n.Hash[:])})
	}
	for _, c := range m.notes {
		t.notes = append(t.notes, Stored{c.Size, bytes.Clone(c.Note)})
	}
	return t
}

// Each table comes in the order of its key, as a database gives it.
func each[T any](list []T, key func(T) int64) iter.Seq2[T, error] {
	list = slices.SortedStableFunc(slices.Values(list), func(a, b T) int { return cmp.Compare(key(a), key(b)) })
	return func(yield func(T, error) bool) {
		for _, item := range list {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func (t *tables) Rows() iter.Seq2[Row, error] {
	return each(t.rows, func(r Row) int64 { return r.Seq })
}
func (t *tables) Nodes() iter.Seq2[StoredNode, error] {
	return each(t.nodes, func(n StoredNode) int64 { return n.Index })
}
func (t *tables) Checkpoints() iter.Seq2[Stored, error] {
	return each(t.notes, func(s Stored) int64 { return s.Size })
}

func (t *tables) verify(tb testing.TB) Report {
	tb.Helper()
	r, err := Verify(t, Options{Key: testKey(tb).Public(), File: t.file})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func (r Report) codes() []Code {
	var list []Code
	for _, f := range r.Faults {
		list = append(list, f.Code)
	}
	return list
}
