package trail

import (
	"golang.org/x/mod/sumdb/tlog"
)

// walk goes from checkpoint to checkpoint and finds out, for every entry, the hash that was signed. Where the row and
// its stored hash differ, the signed root tells which of the two was altered.
type walk struct {
	*evidence
	report *Report
	edge   edge
	lost   bool // a root could not be matched: later ones cannot be either
}

func (w *walk) run(list []*anchor) error {
	for _, a := range list {
		if a.size <= w.edge.size && a.size > 0 {
			continue // an empty interval: sizes are distinct, so this is only size 0
		}
		if err := w.interval(a); err != nil {
			return err
		}
		w.signed = a.size
	}
	return nil
}

// interval settles the entries that the checkpoint a covers and the one before it does not.
func (w *walk) interval(a *anchor) error {
	if w.lost {
		w.believe(w.signed, a.size)
		return nil
	}
	from := w.edge.size
	for _, choice := range w.choices(from, a.size) {
		next, nodes, err := w.try(choice)
		if err != nil {
			return err
		}
		if w.matches(next, a) {
			w.accept(from, choice, next, nodes)
			return nil
		}
	}
	return w.unmatched(from, a)
}

// maxAmbiguous bounds the combinations that are tried: 2^8 for one interval.
const maxAmbiguous = 8

// choices lists the sequences of hashes that the interval may have been signed with, the likeliest first: as
// stored, as the rows hash, and the mixtures. It is empty where an entry has left neither row nor hash.
func (w *walk) choices(from, to int64) [][]tlog.Hash {
	var stored, rows []tlog.Hash
	var open []int
	for n := from; n < to; n++ {
		leaf, row := w.leaf(n), w.rows.at(n)
		switch {
		case !leaf.ok && !row.ok:
			return nil
		case !leaf.ok:
			leaf = row
		case !row.ok:
			row = leaf
		case leaf != row:
			open = append(open, int(n-from))
		}
		stored, rows = append(stored, leaf.hash), append(rows, row.hash)
	}
	if len(open) == 0 {
		return [][]tlog.Hash{stored}
	}
	return append([][]tlog.Hash{stored, rows}, mixtures(stored, rows, open)...)
}

func mixtures(stored, rows []tlog.Hash, open []int) [][]tlog.Hash {
	if len(open) > maxAmbiguous {
		return nil
	}
	var list [][]tlog.Hash
	for mask := 1; mask < 1<<len(open)-1; mask++ {
		mix := append([]tlog.Hash(nil), stored...)
		for bit, at := range open {
			if mask>>bit&1 == 1 {
				mix[at] = rows[at]
			}
		}
		list = append(list, mix)
	}
	return list
}

func (w *walk) try(choice []tlog.Hash) (edge, []Node, error) {
	next, nodes := w.edge, make([]Node, 0, 2*len(choice))
	for _, h := range choice {
		var added []Node
		var err error
		if next, added, err = next.push(h); err != nil {
			return edge{}, nil, err
		}
		nodes = append(nodes, added...)
	}
	return next, nodes, nil
}

func (w *walk) matches(e edge, a *anchor) bool {
	got, err := e.root()
	if err != nil {
		return false
	}
	for _, root := range a.roots {
		if root == got {
			return true
		}
	}
	return false
}

// accept takes the hashes for true and compares every stored hash with what follows from them.
func (w *walk) accept(from int64, choice []tlog.Hash, next edge, nodes []Node) {
	for i, h := range choice {
		w.truth.set(from+int64(i), w.bound, h)
	}
	for _, n := range nodes {
		w.compare(n)
	}
	w.edge, w.report.Proven = next, w.report.Proven+int64(len(choice))
}

func (w *walk) compare(n Node) {
	level, at := tlog.SplitStoredHashIndex(n.Index)
	first, last := at<<level+1, (at+1)<<level
	switch have := w.nodes.at(n.Index); {
	case !have.ok:
		w.report.fault(NodeMissing, first, last, "The stored hash %d, over %s, was removed.", n.Index, span(first, last))
	case have.hash != n.Hash:
		w.report.fault(NodeChanged, first, last, "The stored hash %d, over %s, was altered; the checkpoints "+
			"bear out the rest.", n.Index, span(first, last))
	}
}

// unmatched is an interval for which no choice gives the signed root. If the stored hashes above the leaves still
// give it, the walk goes on from them; else nothing after it can be proved.
func (w *walk) unmatched(from int64, a *anchor) error {
	whole := w.believe(from, a.size)
	next, err := readEdge(a.size, w)
	found := err == nil && w.matches(next, a)
	if whole {
		first, last := w.narrow(from+1, a.size, found)
		w.report.fault(HistoryRewritten, first, last, "Among %s something was altered together with its hash: the "+
			"signed checkpoint of %d entries (%s) does not bear them out.", span(first, last), a.size, a.where())
	}
	if found {
		w.edge = next
		return nil
	}
	w.lost, w.report.Unproven = true, from+1
	return nil
}

// believe takes the stored hashes, or failing them the rows, for true where no checkpoint can say. It reports whether
// every entry of the interval has left one or the other.
func (w *walk) believe(from, to int64) bool {
	whole := true
	w.doubt = append(w.doubt, move{from + 1, to})
	for n := from; n < to; n++ {
		m := w.leaf(n)
		if !m.ok {
			m = w.rows.at(n)
		}
		if whole = whole && m.ok; m.ok && !w.truth.set(n, w.bound, m.hash) {
			return false
		}
	}
	return whole
}

// narrow looks for the pair of entries whose common hash, still the signed one, disagrees with them.
func (w *walk) narrow(first, last int64, found bool) (int64, int64) {
	if !found {
		return first, last
	}
	for n := (first - 1) &^ 1; n+1 < last; n += 2 {
		a, b, pair := w.leaf(n), w.leaf(n+1), w.nodes.at(tlog.StoredHashIndex(1, n/2))
		if a.ok && b.ok && pair.ok && tlog.NodeHash(a.hash, b.hash) != pair.hash {
			return max(first, n+1), min(last, n+2)
		}
	}
	return first, last
}
