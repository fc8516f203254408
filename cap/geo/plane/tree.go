package plane

import (
	"cmp"
	"math"
	"slices"
)

// Tree finds boxes by where they are. It is packed once and not changed: sixteen boxes to a node, neighbours together
// (sort-tile-recursive).
type Tree struct {
	levels [][]Box // the first are the boxes themselves, in packed order
	items  []int32 // which box each was
}

const fan = 16

// NewTree packs boxes; what is found is named by its index among them.
func NewTree(boxes []Box) *Tree {
	t := &Tree{items: make([]int32, len(boxes))}
	for n := range t.items {
		t.items[n] = int32(n)
	}
	mid := func(i int32) XY { b := boxes[i]; return XY{b.MinX + b.MaxX, b.MinY + b.MaxY} }
	slices.SortFunc(t.items, func(a, b int32) int { return cmp.Compare(mid(a).X, mid(b).X) })
	strip := fan * int(math.Ceil(math.Sqrt(float64(len(boxes))/fan)))
	for from := 0; from < len(boxes); from += strip {
		slices.SortFunc(t.items[from:min(from+strip, len(boxes))], func(a, b int32) int {
			return cmp.Compare(mid(a).Y,
				mid(b).Y)
		})
	}
	level := make([]Box, len(boxes))
	for n, i := range t.items {
		level[n] = boxes[i]
	}
	t.levels = append(t.levels, level)
	for len(level) > 1 {
		var up []Box
		for from := 0; from < len(level); from += fan {
			box := Nothing()
			for _, b := range level[from:min(from+fan, len(level))] {
				box = box.Union(b)
			}
			up = append(up, box)
		}
		t.levels = append(t.levels, up)
		level = up
	}
	return t
}

// Find appends to out the indexes of the boxes that meet box, in no order that means anything.
func (t *Tree) Find(box Box, out []int32) []int32 {
	return t.find(len(t.levels)-1, 0, box, out)
}

func (t *Tree) find(level, node int, box Box, out []int32) []int32 {
	if node >= len(t.levels[level]) || !t.levels[level][node].Meets(box) {
		return out
	}
	if level == 0 {
		return append(out, t.items[node])
	}
	for n := node * fan; n < min(node*fan+fan, len(t.levels[level-1])); n++ {
		out = t.find(level-1, n, box, out)
	}
	return out
}
