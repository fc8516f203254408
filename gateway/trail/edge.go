package trail

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Node is one hash of the tree as the table node holds it.
type Node struct {
	Index int64 // tlog.StoredHashIndex
	Hash  tlog.Hash
}

// edge is the right edge of a tree of size records: the heads of its complete subtrees, widest first. It is all that
// is needed to append and to compute the root. It is a value: push returns another one and shares no memory.
type edge struct {
	size  int64
	heads []Node
}

// edgeIndexes are the stored indexes of the heads of a tree of the given size.
func edgeIndexes(size int64) []int64 {
	var list []int64
	for level, rest := 62, int64(0); level >= 0; level-- {
		if width := int64(1) << level; size&width != 0 {
			list = append(list, tlog.StoredHashIndex(level, rest>>level))
			rest += width
		}
	}
	return list
}

func readEdge(size int64, nodes tlog.HashReader) (edge, error) {
	if size == 0 {
		return edge{}, nil
	}
	indexes := edgeIndexes(size)
	hashes, err := nodes.ReadHashes(indexes)
	if err == nil && len(hashes) != len(indexes) {
		err = fmt.Errorf("%d hashes for %d indexes", len(hashes), len(indexes))
	}
	if err != nil {
		return edge{}, fmt.Errorf("trail: the hashes of the %d entries so far cannot be read: %w", size, err)
	}
	e := edge{size: size}
	for i, index := range indexes {
		e.heads = append(e.heads, Node{index, hashes[i]})
	}
	return e, nil
}

// ReadHashes serves tlog from memory.
func (e edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		at := slices.IndexFunc(e.heads, func(n Node) bool { return n.Index == index })
		if at < 0 {
			return nil, fmt.Errorf("trail: hash %d is not on the edge of %d entries", index, e.size)
		}
		hashes[i] = e.heads[at].Hash
	}
	return hashes, nil
}

// push adds one record by its hash and gives the hashes to store, from the leaf upward.
func (e edge) push(leaf tlog.Hash) (edge, []Node, error) {
	hashes, err := tlog.StoredHashesForRecordHash(e.size, leaf, e)
	if err != nil {
		return edge{}, nil, err
	}
	nodes := make([]Node, len(hashes))
	for level, h := range hashes {
		nodes[level] = Node{tlog.StoredHashIndex(level, e.size>>level), h}
	}
	top := len(nodes) - 1
	heads := append(slices.Clone(e.heads[:len(e.heads)-top]), nodes[top])
	return edge{e.size + 1, heads}, nodes, nil
}

func (e edge) root() (tlog.Hash, error) { return tlog.TreeHash(e.size, e) }
