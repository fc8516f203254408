package trail

import (
	"bytes"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

// few keeps the exhaustive tests short: a commit of several entries between two of one.
var few = []int{1, 2, 1}

// One byte changed in any column of any table, or anywhere in the file, must be found and called by its name.
func TestEveryByteCounts(t *testing.T) {
	m := write(t, few...)
	flip := func(s string, i int, x byte) string { b := []byte(s); b[i] ^= x; return string(b) }
	check := func(name string, s *tables, want ...Code) {
		t.Helper()
		r := s.verify(t)
		if len(r.Faults) == 0 {
			t.Errorf("%s: not found", name)
			return
		}
		for _, code := range r.codes() {
			if !slices.Contains(want, code) {
				t.Errorf("%s: called %v", name, r.Faults)
			}
		}
	}
	for n := range m.rows {
		for column, field := range map[string]func(*Row) *string{
			"at": func(r *Row) *string { return &r.At }, "alert": func(r *Row) *string { return &r.Alert },
			"kind": func(r *Row) *string { return &r.Kind }, "body": func(r *Row) *string { return &r.Body },
		} {
			for i := range *field(&m.rows[n]) {
				s := m.tables()
				f := field(&s.rows[n])
				*f = flip(*f, i, 1<<(i%8))
				check(fmt.Sprintf("row %d, %s, byte %d", n+1, column, i), s, RowChanged)
			}
		}
		for bit := range 64 {
			s := m.tables()
			s.rows[n].Seq ^= 1 << bit
			// A number that another row has cannot be in the table; the changed row then follows it.
			check(fmt.Sprintf("row %d, seq, bit %d", n+1, bit), s, RowsRenumbered, RowInserted, RowMissing, RowChanged)
		}
	}
}

func TestEveryByteOfTheHashesAndCheckpointsCounts(t *testing.T) {
	m := write(t, few...)
	find := func(name string, s *tables, want Code) {
		t.Helper()
		if r := s.verify(t); !slices.Contains(r.codes(), want) {
			t.Errorf("%s: %v", name, r.Faults)
		}
	}
	for n := range m.nodes {
		for i := range 32 {
			s := m.tables()
			s.nodes[n].Hash[i] ^= 1 << (i % 8)
			find(fmt.Sprintf("node %d, byte %d", n, i), s, NodeChanged)
		}
		for bit := range 64 {
			s := m.tables()
			s.nodes[n].Index ^= 1 << bit
			if r := s.verify(t); len(r.Faults) == 0 {
				t.Errorf("index of node %d, bit %d: not found", n, bit)
			}
		}
	}
	for n, c := range m.notes {
		for i := range c.Note {
			s := m.tables()
			s.notes[n].Note[i] ^= 1 << (i % 8)
			find(fmt.Sprintf("note %d, byte %d", n, i), s, CheckpointChanged)
		}
		for bit := range 64 {
			s := m.tables()
			s.notes[n].Size ^= 1 << bit
			find(fmt.Sprintf("size of note %d, bit %d", n, bit), s, CheckpointChanged)
		}
	}
	for i := range m.file.Bytes() {
		s := m.tables()
		s.file[i] ^= 1 << (i % 8)
		find(fmt.Sprintf("file, byte %d", i), s, CheckpointChanged)
	}
}

func TestEverySwapAndEveryCutIsFound(t *testing.T) {
	m := write(t, 1, 3, 2, 5, 1)
	for i := range m.rows {
		for j := range i {
			s := m.tables()
			swap(s.rows, j, i)
			if got, want := short(s.verify(t)), fmt.Sprintf("rows-swapped %d-%d", j+1, i+1); got != want {
				t.Errorf("swap %d and %d: %s", j+1, i+1, got)
			}
		}
	}
	for i := range m.nodes {
		for j := range i {
			s := m.tables()
			s.nodes[i].Hash, s.nodes[j].Hash = s.nodes[j].Hash, s.nodes[i].Hash
			if r := s.verify(t); !slices.Contains(r.codes(), NodeChanged) {
				t.Errorf("hashes %d and %d swapped: %v", j, i, r.Faults)
			}
		}
	}
	for n := 1; n < len(m.notes); n++ {
		s := m.tables()
		s.cut(n)
		if got, want := short(s.verify(t)), fmt.Sprintf("tail-cut %d-12", m.notes[n-1].Size+1); got != want &&
			n < len(m.notes)-1 {
			t.Errorf("store cut at commit %d: %s", n, got)
		}
	}
	for n := range m.rows {
		s := m.tables()
		s.rows = s.rows[:n]
		if r := s.verify(t); !slices.Contains(r.codes(), TailCut) {
			t.Errorf("rows cut at %d: %v", n, r.Faults)
		}
	}
}

// Several things done at once, at random, are still found: never a sound report, never an error.
func TestRandomTampering(t *testing.T) {
	r := rand.New(rand.NewPCG(20130305, 20130306))
	m := write(t, groups...)
	for round := range 100 {
		s, did := m.tables(), ""
		for range 1 + r.IntN(4) {
			did += tamper(s, r) + "; "
		}
		if report := s.verify(t); len(report.Faults) == 0 {
			t.Errorf("round %d: %snot found", round, did)
		}
	}
}

func tamper(s *tables, r *rand.Rand) string {
	switch n := r.IntN(len(s.rows)); r.IntN(7) {
	case 0:
		s.rows[n].Body += " "
		return fmt.Sprint("body of row ", n)
	case 1:
		s.rows = slices.Delete(s.rows, n, n+1)
		return fmt.Sprint("row removed ", n)
	case 2:
		s.rows = slices.Insert(s.rows, n, at(Row{At: FormatTime(start), Kind: "held", Body: "{}"}, int64(r.IntN(40))))
		return fmt.Sprint("row inserted ", n)
	case 3:
		k := r.IntN(len(s.nodes))
		s.nodes[k].Hash = bytes.Repeat([]byte{byte(bits.Reverse8(uint8(k)))}, 32)
		return fmt.Sprint("hash ", k)
	case 4:
		k := r.IntN(len(s.notes))
		s.notes[k].Note = bytes.ToUpper(s.notes[k].Note)
		return fmt.Sprint("note ", k)
	case 5:
		s.rows[n].Seq += 1 + int64(r.IntN(3))
		return fmt.Sprint("number of row ", n)
	default:
		s.rows[n].At = FormatTime(start.AddDate(1, 0, n%28))
		return fmt.Sprint("time of row ", n)
	}
}

func TestSince(t *testing.T) {
	m := write(t, groups...)
	kept := m.notes[6]
	s := m.tables()
	s.cut(4) // the store and the file together: only the note kept elsewhere remembers
	s.file = s.file[:bytes.Index(s.file, Checkpoint{Note: m.notes[4].Note}.Block())]
	if r := s.verify(t); len(r.Faults) != 0 {
		t.Fatalf("a cut of every table and the file cannot be seen without a witness, yet: %v", r.Faults)
	}
	r, err := verified(t, s, Options{Key: testKey(t).Public(), File: fileOf(s.file), Since: kept.Note})
	if got := short(r); err != nil || got != "tail-cut 12-20" {
		t.Errorf("%s, %v", got, err)
	}
	if r, err = verified(t, m.tables(), Options{Key: testKey(t).Public(), File: fileOf(m.file.Bytes()),
		Since: kept.Note}); err != nil || len(r.Faults) != 0 {
		t.Errorf("an honest trail: %v, %v", r.Faults, err)
	}
	mailed := append(bytes.ReplaceAll(kept.Note, []byte("\n"), []byte("\r\n")), "\r\n"...)
	if r, err = verified(t, s, Options{Key: testKey(t).Public(), File: fileOf(s.file), Since: mailed}); err != nil ||
		short(r) != "tail-cut 12-20" {
		t.Errorf("with line ends of mail: %v, %v", r.Faults, err)
	}
	if _, err = verified(t, s, Options{Key: testKey(t).Public(), File: fileOf(s.file),
		Since: otherNote(t, 3)}); err == nil {
		t.Error("a checkpoint of another key was taken")
	}
}

func TestTwoHistories(t *testing.T) {
	m, other := write(t, groups...), write(t, 12)
	s := m.tables()
	other.rows[4].Kind = "denied"
	s.rows = other.rows
	s.rehash()
	e := edge{}
	for _, row := range s.rows {
		e, _, _ = e.push(row.hash())
	}
	root, err := e.root()
	if err != nil {
		t.Fatal(err)
	}
	c, err := testKey(t).sign(12, root)
	if err != nil {
		t.Fatal(err)
	}
	s.notes = []Stored{{12, c.Note}}
	if r := s.verify(t); !slices.Contains(r.codes(), TwoHistories) {
		t.Errorf("a second history signed with the same key: %v", r.Faults)
	}
}
