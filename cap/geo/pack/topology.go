package pack

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Shape is a feature before its arcs are known: polygons of rings, the first point not repeated at the end.
type Shape struct {
	ID, Name string
	Polygons [][][]Grid
}

// Topology cuts rings into arcs where rings part, so that what neighbours share is held once. Two rings part at a
// point where they go to different neighbours.
func Topology(shapes []Shape) Layer {
	b := builder{next: map[Grid][2]Grid{}, node: map[Grid]bool{}, known: map[string]int32{}}
	EachRing(shapes, b.look)
	for _, s := range shapes {
		f := Feature{ID: s.ID, Name: s.Name}
		for _, polygon := range s.Polygons {
			var rings [][]int32
			for _, ring := range polygon {
				if len(ring) > 2 {
					rings = append(rings, b.cut(ring))
				}
			}
			if len(rings) > 0 {
				f.Polygons = append(f.Polygons, rings)
			}
		}
		b.out.Features = append(b.out.Features, f)
	}
	return b.out
}

// EachRing calls do with every ring of every shape.
func EachRing(shapes []Shape, do func([]Grid)) {
	for _, s := range shapes {
		for _, polygon := range s.Polygons {
			for _, ring := range polygon {
				do(ring)
			}
		}
	}
}

type builder struct {
	next  map[Grid][2]Grid // the two neighbours of a point, the lesser first
	node  map[Grid]bool
	known map[string]int32
	out   Layer
}

func (b *builder) look(ring []Grid) {
	n := len(ring)
	for i, p := range ring {
		pair := [2]Grid{ring[(i+n-1)%n], ring[(i+1)%n]}
		if Order(pair[0], pair[1]) > 0 {
			pair[0], pair[1] = pair[1], pair[0]
		}
		if was, ok := b.next[p]; ok && was != pair {
			b.node[p] = true
		}
		b.next[p] = pair
	}
}

// Order compares points from west to east, then from south to north.
func Order(a, b Grid) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) }

func (b *builder) cut(ring []Grid) []int32 {
	start := slices.IndexFunc(ring, func(p Grid) bool { return b.node[p] })
	if start < 0 { // an island, or a ring that two features share whole: begin where both would
		start = slices.Index(ring, slices.MinFunc(ring, Order))
	}
	ring = append(slices.Concat(ring[start:], ring[:start]), ring[start])
	var arcs []int32
	from := 0
	for i := 1; i < len(ring); i++ {
		if i == len(ring)-1 || b.node[ring[i]] {
			arcs = append(arcs, b.arc(ring[from:i+1]))
			from = i
		}
	}
	return arcs
}

func (b *builder) arc(points []Grid) int32 {
	points = slices.Clone(points)
	if i, ok := b.known[key(points)]; ok {
		return i
	}
	back := slices.Clone(points)
	slices.Reverse(back)
	if i, ok := b.known[key(back)]; ok {
		return ^i
	}
	i := int32(len(b.out.Arcs))
	b.known[key(points)] = i
	b.out.Arcs = append(b.out.Arcs, points)
	return i
}

func key(points []Grid) string {
	var b []byte
	for _, p := range points {
		b = binary.AppendVarint(binary.AppendVarint(b, int64(p.Lon)), int64(p.Lat))
	}
	return string(b)
}
