package plane

import "math"

// Farther looks for the point of the ground that two regions share that lies farthest from the lines, and gives its
// distance (km), or best where no point lies farther than that. It looks at the corners of that ground, points of
// each region inside the other and where their edges cross; where they lie no farther than doubt, also along the edges
// of a, for the lines may bend away from an edge between two corners that lie on them. From enough on it looks no
// further.
func (l *Lines) Farther(a, b *Region, best, doubt, enough float64) float64 {
	if !a.Box.Meets(b.Box) {
		return best
	}
	f := farthest{lines: l, best: best, enough: enough, bound: math.Inf(1)}
	if f.deep(a, b) || f.deep(b, a) {
		return f.best
	}
	for i := range a.Rings {
		f.inside(&a.Rings[i], b)
	}
	for i := range a.Rings {
		for j := range b.Rings {
			f.crossings(&a.Rings[i], &b.Rings[j])
		}
	}
	for j := range b.Rings {
		f.inside(&b.Rings[j], a)
	}
	for i := range a.Rings {
		if f.best <= doubt {
			f.sides(&a.Rings[i], b)
		}
	}
	return f.best
}

// deep tries some corners of a region for one that lies in the other and far enough from the lines: most ground that
// is common reaches far, and then nothing else need be looked at.
func (f *farthest) deep(a, b *Region) bool {
	const tries = 24
	points := a.Rings[0].Points
	for n := 0; n < len(points); n += len(points)/tries + 1 {
		p := points[n]
		if !b.Box.Holds(p) {
			continue
		}
		if at := Back(p); math.IsInf(f.lines.within(at, f.enough), 1) && b.Contains(p) {
			_, f.best = f.lines.Near(at)
			return true
		}
	}
	return false
}

// farthest keeps the last point looked at and a bound of its distance: neighbours cannot lie much farther.
type farthest struct {
	lines        *Lines
	best, enough float64
	last         LonLat
	bound        float64
}

func (f *farthest) look(xy XY) {
	p := Back(xy)
	if f.bound+quick(f.last, p) <= f.best {
		return
	}
	f.last = p
	if f.bound = f.lines.within(p, f.best); f.bound > f.best {
		_, f.best = f.lines.Near(p)
		f.bound = f.best
	}
}

// hugs tells whether all of a chunk lies no farther from the lines than the best found: most of a border's own points
// do.
func (f *farthest) hugs(points []XY, box Box) bool {
	p := Back(points[0])
	if f.bound+quick(f.last, p) > f.best {
		f.last, f.bound = p, f.lines.within(p, f.best)
	}
	c := cos(p.Lat) // the map's kilometres are long from west to east and short from south to north
	size := 1.02 * math.Hypot((box.MaxX-box.MinX)*c, (box.MaxY-box.MinY)/c)
	return f.bound+quick(f.last, p)+size <= f.best
}

// quick is the distance of near points on a plane (km), rounded up.
func quick(a, b LonLat) float64 {
	dx, dy := (b.Lon-a.Lon)*cos(min(math.Abs(a.Lat), math.Abs(b.Lat))), b.Lat-a.Lat
	return 1.001 * Earth * rad * math.Sqrt(dx*dx+dy*dy)
}

// inside looks at the ring's points that lie in g.
func (f *farthest) inside(r *Ring, g *Region) {
	for c := 0; c < len(r.chunks); c++ {
		if around, ok := r.group(c); ok && !around.Meets(g.Box) {
			c += chunk - 1
			continue
		}
		box := r.chunks[c]
		if f.best >= f.enough || !box.Meets(g.Box) || f.hugs(r.part(c), box) {
			continue
		}
		for n := c * chunk; n < min(c*chunk+chunk, len(r.Points)-1); n++ {
			if g.Contains(r.Points[n]) {
				f.look(r.Points[n])
			}
		}
	}
}

// sides looks along the ring's edges, as far as they lie in g.
func (f *farthest) sides(r *Ring, g *Region) {
	for c := 0; c < len(r.chunks); c++ {
		if around, ok := r.group(c); ok && !around.Meets(g.Box) {
			c += chunk - 1
			continue
		}
		box := r.chunks[c]
		if f.best >= f.enough || !box.Meets(g.Box) || f.hugs(r.part(c), box) {
			continue
		}
		points := r.part(c)
		for n := range len(points) - 1 {
			f.along(points[n], points[n+1], g)
		}
	}
}

// along halves an edge for as long as a point of it may lie farther from the lines than the best found by more than
// matters: no point is farther from the middle than half its length.
func (f *farthest) along(a, b XY, g *Region) {
	if !Nothing().With(a).With(b).Meets(g.Box) {
		return
	}
	half := quick(Back(a), Back(b)) / 2
	enough := 1.05*f.best + .05
	if half < .1 || f.best >= f.enough {
		return
	}
	m := XY{(a.X + b.X) / 2, (a.Y + b.Y) / 2}
	if enough > half && f.lines.within(Back(m), enough-half) <= enough-half {
		return
	}
	if g.Contains(m) {
		f.look(m)
	}
	f.along(a, m, g)
	f.along(m, b, g)
}

func (f *farthest) crossings(r, s *Ring) {
	for c, box := range r.chunks {
		if f.best >= f.enough || !box.Meets(s.Box) {
			continue
		}
		for d := 0; d < len(s.chunks); d++ {
			if around, ok := s.group(d); ok && !around.Meets(box) {
				d += chunk - 1
				continue
			}
			if box.Meets(s.chunks[d]) {
				f.edges(r.part(c), s.part(d))
			}
		}
	}
}

// part is the points of a chunk's edges.
func (r *Ring) part(c int) []XY {
	return r.Points[c*chunk : min(c*chunk+chunk, len(r.Points)-1)+1]
}

func (f *farthest) edges(p, q []XY) {
	for i := range len(p) - 1 {
		for j := range len(q) - 1 {
			at, ok := Cross(LonLat{p[i].X, p[i].Y}, LonLat{p[i+1].X, p[i+1].Y}, LonLat{q[j].X, q[j].Y}, LonLat{q[j+1].X,
				q[j+1].Y})
			if ok {
				f.look(XY{at.Lon, at.Lat})
			}
		}
	}
}

// within looks for a point of the lines within km of p, and gives its distance; infinity where there is none.
func (l *Lines) within(p LonLat, km float64) float64 {
	k := cos(p.Lat)
	limit := km / Earth / rad
	limit *= limit
	for i := range l.groups {
		g := &l.groups[i]
		if apart(g.box, p, k) > limit {
			continue
		}
		for n := g.from; n < g.to; n++ {
			c := &l.chunks[n]
			if apart(c.box, p, k) > limit {
				continue
			}
			line := l.lines[c.line]
			for m := c.from; m < c.to; m++ {
				if _, d := nearest(line[m], line[m+1], p, k); d <= limit {
					return math.Sqrt(d) * Earth * rad
				}
			}
		}
	}
	return math.Inf(1)
}
