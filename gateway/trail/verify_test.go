package trail

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

var groups = []int{1, 3, 2, 5, 1, 4, 4, 8, 2}

func TestASoundTrailHasNoFault(t *testing.T) {
	for n := range 40 {
		sizes := slices.Repeat([]int{1}, n)
		if r := write(t, sizes...).tables().verify(t); len(r.Faults) != 0 || r.Proven != int64(n) || r.Newest != int64(n) {
			t.Fatalf("%d entries: %+v", n, r)
		}
	}
	if r := write(t, groups...).tables().verify(t); len(r.Faults) != 0 || r.Proven != 30 || r.Behind != 0 {
		t.Fatalf("%+v", r)
	}
}

// The table names what somebody did to a trail of 30 entries and what a person is told of it.
func TestFaultsAreNamed(t *testing.T) {
	forged := Row{At: FormatTime(start), Kind: string(Approved), Body: `{"by":"duty1"}`}
	for _, c := range []struct {
		name   string
		tamper func(*tables)
		want   string // code, entries
	}{
		{"content", func(s *tables) { s.rows[11].Body = `{"system":"nws"}` }, "row-changed 12"},
		{"time", func(s *tables) { s.rows[0].At = FormatTime(start.Add(1e9)) }, "row-changed 1"},
		{"two contents", func(s *tables) { s.rows[11].Kind, s.rows[20].Kind = "denied", "denied" },
			"row-changed 12, row-changed 21"},
		{"removed", func(s *tables) { s.rows = slices.Delete(s.rows, 4, 5) }, "row-missing 5"},
		{"several removed", func(s *tables) { s.rows = slices.Delete(s.rows, 4, 9) }, "row-missing 5-9"},
		{"removed and closed up", func(s *tables) { s.rows = slices.Delete(s.rows, 4, 5); renumber(s.rows) },
			"row-missing 5, rows-renumbered 6-30"},
		{"swapped", func(s *tables) { swap(s.rows, 3, 17) }, "rows-swapped 4-18"},
		{"neighbours swapped", func(s *tables) { swap(s.rows, 3, 4) }, "rows-swapped 4-5"},
		{"added at the end", func(s *tables) { s.rows = append(s.rows, at(forged, 31)) }, "row-inserted 31"},
		{"added with hashes", func(s *tables) { s.rows = append(s.rows, at(forged, 31)); s.rehash() }, "row-inserted 31"},
		{"inserted and moved up", func(s *tables) { s.rows = slices.Insert(s.rows, 9, forged); renumber(s.rows) },
			"rows-renumbered 10-30, row-inserted 10"},
		{"inserted below", func(s *tables) { s.rows = append(s.rows, at(forged, 0), at(forged, -7)) },
			"row-inserted -7, row-inserted 0"},
		{"number changed", func(s *tables) { s.rows[6].Seq = 1 << 50 }, "rows-renumbered 7"},
		{"rows cut", func(s *tables) { s.rows = s.rows[:25] }, "tail-cut 26-30"},
		{"everything in the store cut", func(s *tables) { s.cut(7) }, "tail-cut 21-30"},
		{"rewritten with its hashes", func(s *tables) { s.rows[11].Kind = "denied"; s.rehash() }, "history-rewritten 12"},
		{"rewritten with its leaf", func(s *tables) {
			s.rows[8].Kind = "denied"
			s.nodes[tlog.StoredHashIndex(0, 8)].Hash = sum(s.rows[8])
		}, "history-rewritten 9-10"},
		{"hash", func(s *tables) { s.nodes[0].Hash[9] ^= 1 }, "node-changed 1"},
		{"upper hash", func(s *tables) { s.nodes[tlog.StoredHashIndex(2, 1)].Hash[9] ^= 1 }, "node-changed 5-8"},
		{"hash removed", func(s *tables) { s.nodes = slices.Delete(s.nodes, 7, 8) }, "node-missing 5"},
		{"hash added", func(s *tables) { s.nodes = append(s.nodes, StoredNode{999, make([]byte, 32)}) }, "node-inserted 999"},
		{"hash cut", func(s *tables) { s.nodes[3].Hash = s.nodes[3].Hash[:31] }, "node-changed 3, node-missing 3"},
		{"checkpoint", func(s *tables) { s.notes[4].Note[30] ^= 1 }, "checkpoint-changed 12"},
		{"checkpoint size", func(s *tables) { s.notes[4].Size = 13 }, "checkpoint-changed 13"},
		{"checkpoint of another key", func(s *tables) { s.notes[4].Note = otherNote(t, 12) }, "checkpoint-changed 12"},
		{"checkpoint removed", func(s *tables) { s.notes = slices.Delete(s.notes, 4, 5) }, "checkpoint-missing 12"},
		{"file without one", func(s *tables) { s.file = without(s, 4) }, "checkpoint-missing 12"},
		{"file cut", func(s *tables) { s.file = s.file[:len(s.file)/2] }, "checkpoint-file-short 11"},
		{"file gone", func(s *tables) { s.file = nil }, "checkpoint-file-missing 0"},
		{"all gone but the file", func(s *tables) { s.rows, s.nodes, s.notes = nil, nil, nil }, "tail-cut 1-30"},
		{"no checkpoint anywhere", func(s *tables) { s.notes, s.file = nil, []byte{} }, "checkpoint-missing 0"},
		{"a row and a hash elsewhere", func(s *tables) { s.rows[2].Kind = "denied"; s.nodes[0].Hash[0] ^= 1 },
			"node-changed 1, row-changed 3"},
		{"a row and a hash of one commit", func(s *tables) {
			s.rows[8].Kind = "denied"
			s.nodes[tlog.StoredHashIndex(0, 7)].Hash[0] ^= 1
		}, "node-changed 8, row-changed 9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := write(t, groups...).tables()
			c.tamper(s)
			r := s.verify(t)
			if got := short(r); got != c.want {
				t.Errorf("got  %s\nwant %s\n%v", got, c.want, r.Faults)
			}
			for _, f := range r.Faults {
				if !strings.HasSuffix(f.Text, ".") || strings.Contains(f.Text, "%!") {
					t.Errorf("not a sentence: %q", f.Text)
				}
			}
		})
	}
}

func short(r Report) string {
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

func at(r Row, seq int64) Row { r.Seq = seq; return r }

func sum(r Row) []byte { h := r.hash(); return h[:] }

func renumber(rows []Row) {
	for i := range rows {
		rows[i].Seq = int64(i + 1)
	}
}

// swap exchanges two contents, which is the same to a reader as exchanging two numbers.
func swap(rows []Row, i, j int) {
	rows[i], rows[j] = at(rows[j], rows[i].Seq), at(rows[i], rows[j].Seq)
}

// rehash makes every stored hash fit the rows, as someone with the program but without the key would.
func (s *tables) rehash() {
	e := edge{}
	s.nodes = nil
	for _, row := range s.rows {
		next, nodes, err := e.push(row.hash())
		if err != nil {
			return
		}
		for _, n := range nodes {
			s.nodes = append(s.nodes, StoredNode{n.Index, n.Hash[:]})
		}
		e = next
	}
}

// cut takes the store back to the n-th commit and leaves the file.
func (s *tables) cut(n int) {
	size := s.notes[n-1].Size
	s.notes, s.rows, s.nodes = s.notes[:n], s.rows[:size], s.nodes[:tlog.StoredHashCount(size)]
}

func without(s *tables, n int) []byte {
	return bytes.Replace(s.file, Checkpoint{Note: s.notes[n].Note}.Block(), nil, 1)
}

func otherNote(t *testing.T, size int64) []byte {
	other, _, err := NewKey("bordercast/test", bytes.Repeat([]byte{8}, 32))
	if err != nil {
		t.Fatal(err)
	}
	c, err := other.sign(size, tlog.Hash{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Note
}
