package trail

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

// mark is a hash that may be absent.
type mark struct {
	hash tlog.Hash
	ok   bool
}

// spare is how far beyond the signed entries a number is still kept in its place. A number beyond it is one that
// somebody wrote, and must not make the program allocate that much.
const spare = 1 << 10

// marks is a list that grows to the index that is set.
type marks []mark

// set fails where the index is out of bounds or has its hash already.
func (m *marks) set(i, bound int64, h tlog.Hash) bool {
	if i < 0 || i >= bound || m.at(i).ok {
		return false
	}
	for int64(len(*m)) <= i {
		*m = append(*m, mark{})
	}
	(*m)[i] = mark{h, true}
	return true
}

func (m marks) at(i int64) mark {
	if i < 0 || i >= int64(len(m)) {
		return mark{}
	}
	return m[i]
}

// evidence is what the tables of an altered trail say, as hashes: about 150 bytes an entry.
type evidence struct {
	bound  int64 // no record number from here on is kept, and in nodes no index from its count on
	count  int64
	rows   marks  // by record number, seq-1: what the row hashes to
	nodes  marks  // by stored index
	truth  marks  // by record number: what the signed checkpoints, or failing them the stored hashes, say
	signed int64  // entries up to here were covered by some checkpoint
	stray  int    // rows whose number is out of all bounds or not their own
	doubt  []move // entries (from, to) for which no checkpoint could decide between row and hash

	renewed map[string]int64 // fingerprints of the trail's keys, by the entry that tells of each
}

func gather(tables Tables, newest int64, report *Report) (*evidence, error) {
	e := &evidence{bound: newest + spare, count: tlog.StoredHashCount(newest + spare),
		renewed: map[string]int64{}}
	for row, err := range tables.Rows() {
		if err != nil {
			return nil, fmt.Errorf("trail: the table trail cannot be read: %w", err)
		}
		report.Entries++
		switch Kind(row.Kind) {
		case CheckpointsLost:
			report.Lost = append(report.Lost, row.Seq)
		case KeysNew:
			e.renewed[renewedTo(row)] = row.Seq
			report.Renewed = append(report.Renewed, row.Seq)
		}
		if !e.rows.set(row.Seq-1, e.bound, row.hash()) {
			e.stray++
		}
	}
	for node, err := range tables.Nodes() {
		if err != nil {
			return nil, fmt.Errorf("trail: the table node cannot be read: %w", err)
		}
		e.addNode(node, report)
	}
	return e, nil
}

func (e *evidence) addNode(node StoredNode, report *Report) {
	var h tlog.Hash
	if copy(h[:], node.Hash) != len(node.Hash) || len(node.Hash) != tlog.HashSize {
		report.fault(NodeChanged, max(node.Index, 0), max(node.Index, 0), "The stored hash %d has %d bytes where "+
			"%d belong.", node.Index, len(node.Hash), tlog.HashSize)
		return
	}
	if !e.nodes.set(node.Index, e.count, h) {
		report.fault(NodeInserted, max(node.Index, 0), max(node.Index, 0), "The stored hash %d belongs to no entry.",
			node.Index)
	}
}

// hash of a row; one that is not UTF-8 was not written by the gateway and hashes to what no row has.
func (r Row) hash() tlog.Hash {
	if !utf8.ValidString(r.At) || !utf8.ValidString(r.Alert) || !utf8.ValidString(r.Kind) || !utf8.ValidString(r.Body) {
		return tlog.Hash{}
	}
	return tlog.RecordHash(r.Leaf())
}

// leaf is the stored hash of record n.
func (e *evidence) leaf(n int64) mark { return e.nodes.at(tlog.StoredHashIndex(0, n)) }

// ReadHashes serves tlog from the stored hashes.
func (e *evidence) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		m := e.nodes.at(index)
		if !m.ok {
			return nil, fmt.Errorf("trail: no stored hash %d", index)
		}
		list[i] = m.hash
	}
	return list, nil
}

func (e *evidence) doubtful(seq int64) bool {
	return slices.ContainsFunc(e.doubt, func(d move) bool { return d.from <= seq && seq <= d.to })
}
