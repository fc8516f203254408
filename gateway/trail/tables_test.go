package trail

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"reflect"
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
	r, err := verified(tb, t, Options{Key: testKey(tb).Public(), File: fileOf(t.file)})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// verified verifies, and sees to it that the look that keeps nothing calls sound what the search for faults finds no
// fault with, and nothing else, and says the same of it.
func verified(tb testing.TB, t Tables, o Options) (Report, error) {
	tb.Helper()
	r, err := Verify(t, o)
	if err != nil {
		return r, err
	}
	var since *Checkpoint
	if o.Since != nil {
		c, err := o.Key.Open(unixLines(o.Since))
		if err != nil {
			tb.Fatal(err)
		}
		since = &c
	}
	looked, ok := sound(t, o, since)
	searched, err := diagnose(t, o, since)
	if err != nil {
		tb.Fatal(err)
	}
	if ok != (len(searched.Faults) == 0) {
		tb.Errorf("sound: %v, and the faults are %v", ok, searched.Faults)
	}
	if ok && !reflect.DeepEqual(looked, searched) {
		tb.Errorf("the look says\n%+v\nand the search\n%+v", looked, searched)
	}
	return r, nil
}

// fileOf is a file of this content, nil for none.
func fileOf(content []byte) *io.SectionReader {
	if content == nil {
		return nil
	}
	return io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content)))
}

func (r Report) codes() []Code {
	var list []Code
	for _, f := range r.Faults {
		list = append(list, f.Code)
	}
	return list
}
