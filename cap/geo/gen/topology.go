package main

import (
	"slices"

	"bordercast/cap/geo/pack"
)

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
