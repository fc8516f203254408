package main

import (
	"cmp"
	"encoding/binary"
	"slices"

	"bordercast/cap/geo/pack"
)

// shape is a feature before its arcs are known: polygons of rings, the first point not repeated at the end.
type shape struct {
	id, name string
	polygons [][][]pack.Grid
}

// topology cuts rings into arcs where rings part, so that what neighbours share is held once. Two rings part at a
// point where they go to different neighbours.
func topology(shapes []shape) pack.Layer {
	b := builder{next: map[pack.Grid][2]pack.Grid{}, node: map[pack.Grid]bool{}, known: map[string]int32{}}
	eachRing(shapes, b.look)
	for _, s := range shapes {
		f := pack.Feature{ID: s.id, Name: s.name}
		for _, polygon := range s.polygons {
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

func eachRing(shapes []shape, do func([]pack.Grid)) {
	for _, s := range shapes {
		for _, polygon := range s.polygons {
			for _, ring := range polygon {
				do(ring)
			}
		}
	}
}

type builder struct {
	next  map[pack.Grid][2]pack.Grid // the two neighbours of a point, the lesser first
	node  map[pack.Grid]bool
	known map[string]int32
	out   pack.Layer
}

func (b *builder) look(ring []pack.Grid) {
	n := len(ring)
	for i, p := range ring {
		pair := [2]pack.Grid{ring[(i+n-1)%n], ring[(i+1)%n]}
		if order(pair[0], pair[1]) > 0 {
			pair[0], pair[1] = pair[1], pair[0]
		}
		if was, ok := b.next[p]; ok && was != pair {
			b.node[p] = true
		}
		b.next[p] = pair
	}
}

func order(a, b pack.Grid) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) }

func (b *builder) cut(ring []pack.Grid) []int32 {
	start := slices.IndexFunc(ring, func(p pack.Grid) bool { return b.node[p] })
	if start < 0 { // an island, or a ring that two features share whole: begin where both would
		start = slices.Index(ring, slices.MinFunc(ring, order))
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

func (b *builder) arc(points []pack.Grid) int32 {
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

func key(points []pack.Grid) string {
	var b []byte
	for _, p := range points {
		b = binary.AppendVarint(binary.AppendVarint(b, int64(p.Lon)), int64(p.Lat))
	}
	return string(b)
}

// users are the features that use each arc, each once.
func users(l pack.Layer) [][]int {
	out := make([][]int, len(l.Arcs))
	for n, f := range l.Features {
		for _, polygon := range f.Polygons {
			for _, arc := range slices.Concat(polygon...) {
				i := max(arc, ^arc)
				if !slices.Contains(out[i], n) {
					out[i] = append(out[i], n)
				}
			}
		}
	}
	return out
}

// prune drops arcs that no feature uses, and points that repeat the one before.
func prune(l pack.Layer) pack.Layer {
	used := users(l)
	number := make([]int32, len(l.Arcs))
	var arcs [][]pack.Grid
	for n, arc := range l.Arcs {
		number[n] = int32(len(arcs))
		if len(used[n]) > 0 {
			arcs = append(arcs, slices.Compact(arc))
		}
	}
	l.Arcs = arcs
	for _, f := range l.Features {
		for _, polygon := range f.Polygons {
			for _, ring := range polygon {
				for n, arc := range ring {
					if arc < 0 {
						ring[n] = ^number[^arc]
					} else {
						ring[n] = number[arc]
					}
				}
			}
		}
	}
	return l
}
