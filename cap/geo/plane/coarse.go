package plane

import (
	"cmp"
	"math"
	"slices"
)

// onGrid moves the corners of a counterclockwise ring outwards onto a grid. A corner goes to the nearest point that
// lies outside both its edges. Where there is none near, a corner that points inwards is filled up, and one that
// points outwards stays as near as it can: holds finds out.
func onGrid(ring []LonLat, steps float64) []LonLat {
	ring = slices.Clone(ring)
	out := make([]LonLat, 0, len(ring))
	for n := 0; n < len(ring); n++ {
		a, b, c := ring[(n+len(ring)-1)%len(ring)], ring[n], ring[(n+1)%len(ring)]
		q, ok := outwards(a, b, c, steps)
		if !ok && side(a, b, c) < 0 && len(ring) > 3 { // its neighbours have other edges now: begin again
			ring, out, n = slices.Delete(ring, n, n+1), out[:0], -1
			continue
		}
		if len(out) == 0 || out[len(out)-1] != q {
			out = append(out, q)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}

// How many grid steps a corner may move: any way, and along the middle between its edges, where they make a sharp
// point or a narrow notch.
const (
	reach = 2
	along = 500
)

func outwards(a, b, c LonLat, steps float64) (LonLat, bool) {
	if q, ok := search(a, b, c, b, reach, steps); ok {
		return q, true
	}
	ab, bc := math.Hypot(b.Lon-a.Lon, b.Lat-a.Lat), math.Hypot(c.Lon-b.Lon, c.Lat-b.Lat)
	dx, dy := (b.Lat-a.Lat)/ab+(c.Lat-b.Lat)/bc, (a.Lon-b.Lon)/ab+(b.Lon-c.Lon)/bc
	for k := 2.0; k <= along; k *= 1.5 {
		f := k / steps / math.Hypot(dx, dy)
		if q, ok := search(a, b, c, LonLat{b.Lon + f*dx, b.Lat + f*dy}, 1, steps); ok {
			return q, true
		}
	}
	return LonLat{math.Round(b.Lon*steps) / steps, math.Round(b.Lat*steps) / steps}, false
}

// search finds the grid point nearest to b, among those around a place, that lies outside the ways from a to b and
// from b to c.
func search(a, b, c, place LonLat, reach int, steps float64) (at LonLat, ok bool) {
	x, y, best := math.Round(place.Lon*steps), math.Round(place.Lat*steps), math.Inf(1)
	for dx := -reach; dx <= reach; dx++ {
		for dy := -reach; dy <= reach; dy++ {
			q := LonLat{(x + float64(dx)) / steps, (y + float64(dy)) / steps}
			d := math.Hypot(q.Lon-b.Lon, q.Lat-b.Lat)
			if d < best && math.Abs(q.Lat) <= 90 && beside(a, b, q) <= hair && beside(b, c, q) <= hair {
				best, at, ok = d, q, true
			}
		}
	}
	return at, ok
}

// hair is a distance (degrees) that is none: a tenth of a millimetre.
const hair = 1e-9

// beside is how far left of the way from a to b a point lies, in degrees.
func beside(a, b, p LonLat) float64 {
	if a == b {
		return math.Hypot(p.Lon-a.Lon, p.Lat-a.Lat)
	}
	return side(a, b, p) / math.Hypot(b.Lon-a.Lon, b.Lat-a.Lat)
}

// holds tells whether a ring is one that can be drawn, and holds all of another: every corner lies in it or on it, and
// no edge leaves it.
func holds(out, in []LonLat) bool {
	if len(out) < 3 || turn(out) <= 0 {
		return false
	}
	seen := map[LonLat]bool{}
	for _, p := range out {
		if seen[p] {
			return false
		}
		seen[p] = true
	}
	if _, _, _, crossed := crossing(out); crossed {
		return false
	}
	outer := flat(out)
	for n, p := range in {
		if !outer.odd(toXY(p)) && !outer.onEdge(p) || outer.leaves(p, in[(n+1)%len(in)]) {
			return false
		}
	}
	return true
}

// flat is a ring on a map of degrees.
func flat(ring []LonLat) Ring {
	r := Ring{Points: make([]XY, 0, len(ring)+1), Box: Nothing()}
	for _, p := range ring {
		r.Points = append(r.Points, toXY(p))
	}
	if len(ring) > 0 {
		r.Points = append(r.Points, toXY(ring[0]))
		r.measure()
	}
	return r
}

// onEdge tells of a ring on a map of degrees whether p lies on it.
func (r *Ring) onEdge(p LonLat) bool {
	return r.nearby(Nothing().With(toXY(p)).Grown(hair), func(c, d LonLat) bool {
		_, apart := nearest(c, d, p, 1)
		return apart <= hair*hair
	})
}

// leaves tells of a ring on a map of degrees whether the way from a to b crosses an edge of it by more than a hair.
func (r *Ring) leaves(a, b LonLat) bool {
	return r.nearby(span(a, b), func(c, d LonLat) bool {
		w, x, y, z := beside(c, d, a), beside(c, d, b), beside(a, b, c), beside(a, b, d)
		return w*x < 0 && y*z < 0 && min(math.Abs(w), math.Abs(x), math.Abs(y), math.Abs(z)) > hair
	})
}

// nearby looks for an edge whose box meets a box and of which something is true.
func (r *Ring) nearby(box Box, is func(c, d LonLat) bool) bool {
	for c := 0; c < len(r.chunks); c++ {
		if around, ok := r.group(c); ok && !around.Meets(box) {
			c += chunk - 1
			continue
		}
		if !r.chunks[c].Meets(box) {
			continue
		}
		points := r.part(c)
		for n := range len(points) - 1 {
			p, q := LonLat{points[n].X, points[n].Y}, LonLat{points[n+1].X, points[n+1].Y}
			if span(p, q).Meets(box) && is(p, q) {
				return true
			}
		}
	}
	return false
}

// hull is the convex hull, counterclockwise.
func hull(points []LonLat) []LonLat {
	ps := slices.Clone(points)
	slices.SortFunc(ps, func(a, b LonLat) int { return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat)) })
	half := func() []LonLat {
		var out []LonLat
		for _, p := range ps {
			for len(out) > 1 && side(out[len(out)-2], out[len(out)-1], p) <= 0 {
				out = out[:len(out)-1]
			}
			out = append(out, p)
		}
		return out[:len(out)-1]
	}
	lower := half()
	slices.Reverse(ps)
	return append(lower, half()...)
}

// around is the box of a ring, on the grid.
func around(ring []LonLat, steps float64) []LonLat {
	b := Nothing()
	for _, p := range ring {
		b = b.With(toXY(p))
	}
	down := func(v float64) float64 { return math.Floor(v*steps+hair) / steps }
	up := func(v float64) float64 { return math.Ceil(v*steps-hair) / steps }
	w, s, e, n := down(b.MinX), max(-90, down(b.MinY)), up(b.MaxX), min(90, up(b.MaxY))
	return []LonLat{{w, s}, {e, s}, {e, n}, {w, n}}
}

// grid files edges by the cells of a raster that their boxes meet.
type grid struct {
	box   Box
	n     int
	cells [][]int32
}

func newGrid(ring []LonLat) *grid {
	g := &grid{box: Nothing(), n: max(1, min(256, int(math.Sqrt(float64(len(ring))))))}
	for _, p := range ring {
		g.box = g.box.With(toXY(p))
	}
	g.cells = make([][]int32, g.n*g.n)
	return g
}

func (g *grid) cell(v, lo, hi float64) int {
	return max(0, min(g.n-1, int(float64(g.n)*(v-lo)/(hi-lo))))
}

func (g *grid) over(b Box, do func(cell int) bool) bool {
	for x := g.cell(b.MinX, g.box.MinX, g.box.MaxX); x <= g.cell(b.MaxX, g.box.MinX, g.box.MaxX); x++ {
		for y := g.cell(b.MinY, g.box.MinY, g.box.MaxY); y <= g.cell(b.MaxY, g.box.MinY, g.box.MaxY); y++ {
			if !do(y*g.n + x) {
				return false
			}
		}
	}
	return true
}

func (g *grid) add(i int32, a, b LonLat) {
	g.over(span(a, b), func(cell int) bool {
		g.cells[cell] = append(g.cells[cell], i)
		return true
	})
}

// each calls do with the edges that may meet the box, until it says no.
func (g *grid) each(b Box, do func(int32) bool) bool {
	return g.over(b, func(cell int) bool {
		for _, i := range g.cells[cell] {
			if !do(i) {
				return false
			}
		}
		return true
	})
}
