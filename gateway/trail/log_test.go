package trail

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// memory is the three tables and the checkpoint file, held by a test.
type memory struct {
	rows  []Row
	nodes []Node
	notes []Checkpoint
	file  bytes.Buffer
}

func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var list []tlog.Hash
	for _, i := range indexes {
		if i < 0 || i >= int64(len(m.nodes)) {
			return nil, fmt.Errorf("no hash %d", i)
		}
		list = append(list, m.nodes[i].Hash)
	}
	return list, nil
}

func testKey(t testing.TB) *Key {
	t.Helper()
	key, _, err := NewKey("bordercast/test", bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var start = time.Date(2026, 3, 5, 14, 20, 0, 0, time.UTC)

func entries(n, from int) []Entry {
	var list []Entry
	for i := from; i < from+n; i++ {
		list = append(list, Entry{
			At: start.Add(time.Duration(i) * time.Second), Alert: fmt.Sprintf("mema@mema.invalid\nE-%d\n2026-03-05T14:20:00Z",
				i/3),
			Kind: Kinds()[i%len(Kinds())], Body: map[string]any{"system": "mema", "bytes": 1000 + i,
				"sha256": fmt.Sprintf("%08x", i)},
		})
	}
	return list
}

// write appends groups of the given sizes as a gateway would.
func write(t testing.TB, groups ...int) *memory {
	t.Helper()
	m := &memory{}
	log, err := Resume(0, m, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range groups {
		m.append(t, log, entries(n, int(log.Size())))
	}
	return m
}

func (m *memory) append(t testing.TB, log *Log, list []Entry) {
	t.Helper()
	b, err := log.Append(list)
	if err != nil {
		t.Fatal(err)
	}
	m.rows, m.nodes = append(m.rows, b.Rows...), append(m.nodes, b.Nodes...)
	m.notes = append(m.notes, b.Checkpoint)
	m.file.Write(b.Checkpoint.Block())
	if err := log.Commit(b); err != nil {
		t.Fatal(err)
	}
}

func TestAppendAgreesWithTlog(t *testing.T) {
	m := write(t, 1, 2, 3, 1, 60, 33)
	reference := &memory{}
	for n, row := range m.rows {
		if row.Seq != int64(n+1) {
			t.Fatalf("row %d has seq %d", n, row.Seq)
		}
		hashes, err := tlog.StoredHashes(int64(n), row.Leaf(), reference)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hashes {
			reference.nodes = append(reference.nodes, Node{int64(len(reference.nodes)), h})
		}
	}
	if len(reference.nodes) != len(m.nodes) {
		t.Fatalf("%d nodes, tlog has %d", len(m.nodes), len(reference.nodes))
	}
	for i := range m.nodes {
		if m.nodes[i] != reference.nodes[i] {
			t.Errorf("node %d is %v, tlog has %v", i, m.nodes[i], reference.nodes[i])
		}
	}
	for _, c := range m.notes {
		root, err := tlog.TreeHash(c.Size, reference)
		if err != nil || root != c.Root {
			t.Errorf("root of %d: %v, tlog has %v (%v)", c.Size, c.Root, root, err)
		}
	}
}

func TestResumeContinuesTheSameTrail(t *testing.T) {
	whole := write(t, 1, 1, 5, 7, 2, 11)
	for cut := range whole.notes {
		groups := []int{1, 1, 5, 7, 2, 11}
		m := write(t, groups[:cut]...)
		log, err := Resume(int64(len(m.rows)), m, testKey(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range groups[cut:] {
			m.append(t, log, entries(n, int(log.Size())))
		}
		if !bytes.Equal(m.file.Bytes(), whole.file.Bytes()) {
			t.Errorf("resumed after commit %d, the checkpoints differ", cut)
		}
		if err := log.Agrees(m.notes[len(m.notes)-1].Note); err != nil {
			t.Error(err)
		}
	}
}

func TestABatchNotCommittedLeavesNoTrace(t *testing.T) {
	m := write(t, 5)
	log, err := Resume(5, m, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	lost, err := log.Append(entries(9, 100))
	if err != nil {
		t.Fatal(err)
	}
	m.append(t, log, entries(3, 5))
	if want := write(t, 5, 3); !bytes.Equal(m.file.Bytes(), want.file.Bytes()) {
		t.Error("a batch that was rolled back changed what came after it")
	}
	if err := log.Commit(lost); err == nil {
		t.Error("a batch of an older log was committed: the trail forks")
	}
}

func TestAnEmptyBatchChangesNothing(t *testing.T) {
	m := write(t, 4)
	log, err := Resume(4, m, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := log.Append(nil)
	if err != nil || len(b.Rows)+len(b.Nodes)+len(b.Checkpoint.Note) != 0 {
		t.Errorf("an empty batch holds %+v, %v", b, err)
	}
	if err := log.Commit(b); err != nil || log.Size() != 4 {
		t.Errorf("committing it: %v, size %d", err, log.Size())
	}
}

func TestAppendRefusesWhatHasNoPlace(t *testing.T) {
	log, _ := Resume(0, &memory{}, testKey(t))
	for name, e := range map[string]Entry{
		"an unknown kind": {At: start, Kind: "invented"},
		"a fraction":      {At: start, Kind: Alarm, Body: map[string]any{"x": 1.5}},
		"a list as body":  {At: start, Kind: Alarm, Body: []string{"a"}},
		"a channel":       {At: start, Kind: Alarm, Body: map[string]any{"x": make(chan int)}},
	} {
		if _, err := log.Append([]Entry{e}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestEdgeOfAnySize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m, e := &memory{}, edge{}
	for n := range 300 {
		next, nodes, err := e.push(tlog.RecordHash([]byte{byte(r.Uint32()), byte(n)}))
		if err != nil {
			t.Fatal(err)
		}
		m.nodes, e = append(m.nodes, nodes...), next
		read, err := readEdge(e.size, m)
		if err != nil {
			t.Fatal(err)
		}
		a, err1 := e.root()
		b, err2 := read.root()
		if err1 != nil || err2 != nil || a != b {
			t.Fatalf("the edge of %d read back gives another root", e.size)
		}
	}
}
