package main

import (
	"slices"

	"bordercast/cap/geo/pack"
)

// reach is how far (km) the atlas's outer edge may lie from the border and still be meant to be the border. The
// atlas is off by 2.5 km at worst.
const reach = 2.6

// conflate replaces the stretches of outer arcs that run along the border by the border itself, and moves the
// corners where inner arcs meet it.
func conflate(l pack.Layer, border *index, outer func(arc int) bool) pack.Layer {
	moved := map[pack.Grid]pack.Grid{}
	ends := make([][2]pack.Grid, len(l.Arcs))
	for n, arc := range l.Arcs {
		ends[n] = [2]pack.Grid{arc[0], arc[len(arc)-1]}
		if outer(n) {
			l.Arcs[n] = border.follow(arc, moved)
		}
	}
	return moveEnds(l, ends, moved)
}

// moveEnds lets arcs end where their corners went.
func moveEnds(l pack.Layer, ends [][2]pack.Grid, moved map[pack.Grid]pack.Grid) pack.Layer {
	for n, arc := range l.Arcs {
		if to, ok := moved[ends[n][0]]; ok {
			arc[0] = to
		}
		if to, ok := moved[ends[n][1]]; ok {
			arc[len(arc)-1] = to
		}
	}
	return l
}

// follow is the arc with its stretches along the border replaced.
func (x *index) follow(arc []pack.Grid, moved map[pack.Grid]pack.Grid) []pack.Grid {
	near := make([]on, len(arc))
	for n, p := range arc {
		near[n] = x.near(p)
	}
	var out []pack.Grid
	done := 0
	for _, run := range runs(near) {
		from, to := run[0], run[1]
		line := x.between(near[from], near[to])
		if !alike(length(arc[from:to+1]), length(line)) || from == 0 && to == len(arc)-1 && arc[0] == arc[to] {
			continue // a loop of shore, or an island in the river
		}
		out = append(append(out, arc[done:from]...), line...)
		done = to + 1
		if from == 0 {
			moved[arc[0]] = near[from].at
		}
		if to == len(arc)-1 {
			moved[arc[to]] = near[to].at
		}
	}
	return slices.Concat(out, arc[done:])
}

// runs are the longest stretches of two points or more along one line of the border.
func runs(near []on) [][2]int {
	var out [][2]int
	for n := 0; n < len(near); {
		end := n
		for end < len(near) && near[end].km < reach && near[end].line == near[n].line {
			end++
		}
		if end-n > 1 {
			out = append(out, [2]int{n, end - 1})
		}
		n = max(end, n+1)
	}
	return out
}

// alike tells whether the border may stand for the arc: a line several times as long goes round something, one
// much shorter cuts something off.
func alike(arc, line float64) bool { return line <= 3*arc+5 && line >= arc/3-5 }
