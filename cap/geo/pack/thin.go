package pack

import "math"

// Thin leaves out points of arcs that lie closer than so many grid steps to the line without them (Douglas and
// Peucker). Where arcs meet, they still do, so neighbours keep their common edge. Rings that are nothing but a few
// steps large go, but for the last one of a feature.
func (l Layer) Thin(steps float64) Layer {
	out := Layer{Arcs: make([][]Grid, len(l.Arcs))}
	for n, arc := range l.Arcs {
		out.Arcs[n] = thin(arc, steps)
	}
	for _, f := range l.Features {
		g := Feature{ID: f.ID, Name: f.Name}
		for _, polygon := range f.Polygons {
			var rings [][]int32
			for n, ring := range polygon {
				if len(out.Ring(ring)) > 2 {
					rings = append(rings, ring)
				} else if n == 0 {
					break // without its outer ring a polygon is nothing
				}
			}
			if len(rings) > 0 {
				g.Polygons = append(g.Polygons, rings)
			}
		}
		if len(g.Polygons) == 0 && len(f.Polygons) > 0 {
			l.restore(&out, f)
			g.Polygons = f.Polygons
		}
		out.Features = append(out.Features, g)
	}
	return out
}

// restore gives a feature that was too small its points back.
func (l Layer) restore(out *Layer, f Feature) {
	for _, polygon := range f.Polygons {
		for _, ring := range polygon {
			for _, i := range ring {
				out.Arcs[max(i, ^i)] = l.Arcs[max(i, ^i)]
			}
		}
	}
}

// thin keeps the ends of an arc. One that comes back to its start is thinned in two halves.
func thin(arc []Grid, steps float64) []Grid {
	if len(arc) < 3 {
		return arc
	}
	keep := make([]bool, len(arc))
	keep[0], keep[len(arc)-1] = true, true
	k := math.Cos(float64(arc[0].Lat) / Scale * math.Pi / 180)
	type span struct{ from, to int }
	todo := []span{{0, len(arc) - 1}}
	if arc[0] == arc[len(arc)-1] {
		far, _ := farthest(arc, 0, len(arc)-1, k)
		keep[far] = true
		todo = []span{{0, far}, {far, len(arc) - 1}}
	}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if far, d := farthest(arc, s.from, s.to, k); d > steps {
			keep[far] = true
			todo = append(todo, span{s.from, far}, span{far, s.to})
		}
	}
	var out []Grid
	for n, p := range arc {
		if keep[n] {
			out = append(out, p)
		}
	}
	return out
}

// farthest is the point between two of an arc that lies farthest from the line between them, in grid steps of
// latitude.
func farthest(arc []Grid, from, to int, k float64) (at int, d float64) {
	ax, ay := float64(arc[from].Lon)*k, float64(arc[from].Lat)
	bx, by := float64(arc[to].Lon)*k-ax, float64(arc[to].Lat)-ay
	at = from
	for n := from + 1; n < to; n++ {
		x, y := float64(arc[n].Lon)*k-ax, float64(arc[n].Lat)-ay
		t := 0.0
		if v := bx*bx + by*by; v > 0 {
			t = max(0, min(1, (x*bx+y*by)/v))
		}
		if e := math.Hypot(x-t*bx, y-t*by); e > d {
			at, d = n, e
		}
	}
	return at, d
}
