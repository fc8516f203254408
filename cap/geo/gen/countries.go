package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"bordercast/cap/geo/pack"
)

// offshore is how closely the seaward limits, which nothing depends on, are kept (km). The border is kept whole.
const offshore = 0.3

// readCountries draws both countries with their territorial waters. Their polygons share the points of the border.
func readCountries(in inputs) (pack.Layer, error) {
	b, err := os.ReadFile(in.path("maritime", "map.geo.json"))
	if err != nil {
		return pack.Layer{}, err
	}
	var world struct {
		Features []struct {
			Properties struct{ A3 string }
			Geometry   struct{ Coordinates [][][][2]float64 }
		}
	}
	if err := json.Unmarshal(b, &world); err != nil {
		// Countries of one piece have a Polygon, whose coordinates are one level shallower; both of ours are
		// MultiPolygons, and decoding goes on behind such a fault.
		var shallow *json.UnmarshalTypeError
		if !asType(err, &shallow) {
			return pack.Layer{}, err
		}
	}
	var shapes []pack.Shape
	for _, id := range []string{"CAN", "USA"} {
		for _, f := range world.Features {
			if f.Properties.A3 == id {
				shapes = append(shapes, pack.Shape{ID: map[string]string{"CAN": "ca", "USA": "us"}[id],
					Polygons: grids(f.Geometry.Coordinates)})
			}
		}
	}
	if len(shapes) != 2 {
		return pack.Layer{}, fmt.Errorf("the maritime map has %d of the two countries", len(shapes))
	}
	harmonise(shapes[0], shapes[1])
	l := pack.Topology(shapes)
	for n, who := range users(l) {
		if len(who) == 1 {
			l.Arcs[n] = simplifyArc(l.Arcs[n], offshore)
		}
	}
	return prune(l), nil
}

// harmonise lets the second country go the first one's way between two points that both have, where few points lie
// between: straight stretches in the lakes, and a bend of the St. Croix, were thinned differently for each.
func harmonise(first, second pack.Shape) {
	a, b := known(first), known(second)
	ways := map[[2]pack.Grid][]pack.Grid{}
	pack.EachRing([]pack.Shape{first}, func(ring []pack.Grid) {
		from := 0
		for n, p := range ring {
			if b[p] {
				if between := ring[from+1 : max(n, from+1)]; n > 0 && len(between) <= few {
					ways[[2]pack.Grid{ring[from], p}] = between
					ways[[2]pack.Grid{p, ring[from]}] = backwards(between)
				}
				from = n
			}
		}
	})
	for _, polygon := range second.Polygons {
		for r, ring := range polygon {
			if start := slices.IndexFunc(ring, func(p pack.Grid) bool { return a[p] }); start >= 0 {
				polygon[r] = follow(slices.Concat(ring[start:], ring[:start]), ways, a)
			}
		}
	}
}

// few points between two that are shared are thinning; more are another way round.
const few = 3

func known(s pack.Shape) map[pack.Grid]bool {
	out := map[pack.Grid]bool{}
	pack.EachRing([]pack.Shape{s}, func(ring []pack.Grid) {
		for _, p := range ring {
			out[p] = true
		}
	})
	return out
}

func backwards(points []pack.Grid) []pack.Grid {
	out := slices.Clone(points)
	slices.Reverse(out)
	return out
}

// follow goes the given ways between shared points.
func follow(ring []pack.Grid, ways map[[2]pack.Grid][]pack.Grid, shared map[pack.Grid]bool) []pack.Grid {
	out := ring[:1:1]
	last := 0 // where in out the last shared point is
	for _, p := range append(ring[1:len(ring):len(ring)], ring[0]) {
		if shared[p] {
			if way, ok := ways[[2]pack.Grid{out[last], p}]; ok {
				out = append(out[:last+1], way...)
			}
			last = len(out)
		}
		out = append(out, p)
	}
	return out[:len(out)-1]
}

// simplifyArc keeps an island an island: a closed arc is simplified in two halves.
func simplifyArc(arc []pack.Grid, tolerance float64) []pack.Grid {
	last := len(arc) - 1
	if arc[0] != arc[last] {
		return simplify(arc, tolerance)
	}
	far := 0
	for n := range arc {
		if kilometres(arc[0], arc[n]) > kilometres(arc[0], arc[far]) {
			far = n
		}
	}
	out := append(simplify(arc[:far+1], tolerance), simplify(arc[far:], tolerance)[1:]...)
	if len(out) < 5 {
		return arc
	}
	return out
}

// grids puts degrees onto the grid. East of 90° is moved once around the world, to where the Aleutians go on.
func grids(polygons [][][][2]float64) [][][]pack.Grid {
	var out [][][]pack.Grid
	for _, polygon := range polygons {
		var rings [][]pack.Grid
		for _, ring := range polygon {
			rings = append(rings, grid(ring))
		}
		out = append(out, rings)
	}
	return out
}

func grid(ring [][2]float64) []pack.Grid {
	var out []pack.Grid
	for _, p := range ring {
		if g := toGrid(p[0], p[1]); len(out) == 0 || out[len(out)-1] != g {
			out = append(out, g)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

func toGrid(lon, lat float64) pack.Grid {
	if lon > 90 {
		lon -= 360
	}
	return pack.Grid{Lon: round(lon), Lat: round(lat)}
}

// sharedArcs are the arcs of both countries, the border, joined to lines as long as they go.
func sharedArcs(l pack.Layer) [][]pack.Grid {
	var lines [][]pack.Grid
	for _, arc := range l.Shared() {
		lines = join(lines, slices.Clone(arc))
	}
	return lines
}

func join(lines [][]pack.Grid, arc []pack.Grid) [][]pack.Grid {
	for n, line := range lines {
		first, last := line[0], line[len(line)-1]
		if arc[len(arc)-1] == last || arc[0] == first {
			slices.Reverse(arc)
		}
		switch {
		case arc[0] == last:
			return join(slices.Delete(lines, n, n+1), append(line, arc[1:]...))
		case arc[len(arc)-1] == first:
			return join(slices.Delete(lines, n, n+1), append(arc, line[1:]...))
		}
	}
	return append(lines, arc)
}
