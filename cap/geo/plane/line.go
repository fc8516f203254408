package plane

import "math"

// Lines are open lines in degrees: the border. Distances are found on a plane laid at the place asked about, and
// measured along the earth.
type Lines struct {
	lines  [][]LonLat
	chunks []piece
	groups []group
}

// group is some chunks that follow one another.
type group struct {
	box      Box // in degrees
	from, to int
}

// gather makes the groups, once all chunks are there.
func (l *Lines) gather() *Lines {
	for from := 0; from < len(l.chunks); from += chunk {
		g := group{Nothing(), from, min(from+chunk, len(l.chunks))}
		for _, c := range l.chunks[from:g.to] {
			g.box = g.box.Union(c.box)
		}
		l.groups = append(l.groups, g)
	}
	return l
}

// piece is a few edges of one line.
type piece struct {
	box      Box // in degrees
	line     int
	from, to int // the edges between these points
}

// NewLines takes the lines; it keeps the slices.
func NewLines(lines [][]LonLat) *Lines {
	l := &Lines{lines: lines}
	for n, line := range lines {
		for from := 0; from < len(line)-1; from += chunk {
			to := min(from+chunk, len(line)-1)
			box := Nothing()
			for _, p := range line[from : to+1] {
				box = box.With(toXY(p))
			}
			l.chunks = append(l.chunks, piece{box, n, from, to})
		}
	}
	return l.gather()
}

func toXY(p LonLat) XY { return XY{p.Lon, p.Lat} }

// Around is the lines as far as they matter to points of a ring that they touch: a point's nearest part of them lies no
// farther away than the ring is large.
func (l *Lines) Around(rings ...[]LonLat) *Lines {
	box := Nothing()
	for _, ring := range rings {
		for _, p := range ring {
			box = box.With(toXY(p))
		}
	}
	size := box.MaxX - box.MinX + box.MaxY - box.MinY + .1
	k := max(.05, cos(min(85, max(math.Abs(box.MinY), math.Abs(box.MaxY))+size)))
	box = Box{box.MinX - size/k, box.MinY - size, box.MaxX + size/k, box.MaxY + size}
	out := &Lines{lines: l.lines, chunks: l.chunks}
	for _, g := range l.groups {
		if g.box.Meets(box) {
			out.groups = append(out.groups, g)
		}
	}
	if len(out.groups) == 0 {
		return l
	}
	return out
}

// Near is the point of the lines nearest to p, and how far away it is in kilometres: infinitely, where there are no
// lines.
func (l *Lines) Near(p LonLat) (LonLat, float64) {
	k := math.Cos(p.Lat * rad)
	best, at := math.Inf(1), p
	first := l.likely(p, k)
	if first < 0 {
		return p, math.Inf(1)
	}
	look := func(c *piece) {
		line := l.lines[c.line]
		for n := c.from; n < c.to; n++ {
			if q, d := nearest(line[n], line[n+1], p, k); d < best {
				best, at = d, q
			}
		}
	}
	look(&l.chunks[first])
	for i := range l.groups {
		g := &l.groups[i]
		if apart(g.box, p, k) >= best {
			continue
		}
		for n := g.from; n < g.to; n++ {
			if n != first && apart(l.chunks[n].box, p, k) < best {
				look(&l.chunks[n])
			}
		}
	}
	return at, Haversine(p, at)
}

// likely is the chunk whose box lies nearest to p: it says how far one has to look. It is -1 where there are no lines.
func (l *Lines) likely(p LonLat, k float64) int {
	best, found := math.Inf(1), -1
	for i := range l.groups {
		g := &l.groups[i]
		if apart(g.box, p, k) >= best {
			continue
		}
		for n := g.from; n < g.to; n++ {
			if d := apart(l.chunks[n].box, p, k); d < best {
				best, found = d, n
			}
		}
	}
	return found
}

// apart is a lower bound for the square of the distance from p to what is in the box, in degrees of latitude.
func apart(b Box, p LonLat, k float64) float64 {
	dx := max(0, b.MinX-p.Lon, p.Lon-b.MaxX) * k
	dy := max(0, b.MinY-p.Lat, p.Lat-b.MaxY)
	return dx*dx + dy*dy
}

// nearest is the point of the edge from a to b nearest to p, and the square of its distance.
func nearest(a, b, p LonLat, k float64) (LonLat, float64) {
	ax, ay := (a.Lon-p.Lon)*k, a.Lat-p.Lat
	vx, vy := (b.Lon-a.Lon)*k, b.Lat-a.Lat
	t := 0.0
	if v := vx*vx + vy*vy; v > 0 {
		t = max(0, min(1, -(ax*vx+ay*vy)/v))
	}
	dx, dy := ax+t*vx, ay+t*vy
	return LonLat{a.Lon + t*(b.Lon-a.Lon), a.Lat + t*(b.Lat-a.Lat)}, dx*dx + dy*dy
}

// NearRing is where the lines come nearest to a ring, and how near (km): 0 where they cross it. The ring is closed by
// repeating no point. Where it is farther away than enough (km), some distance that is farther will do.
func (l *Lines) NearRing(ring []LonLat, enough float64) (LonLat, float64) {
	if len(ring) == 0 {
		return LonLat{}, math.Inf(1)
	}
	at, km := l.Near(ring[0])
	enough *= 1.01 + min(.25, enough/1000) // the plane is laid at each edge, and the farther the less exact
	s := closest{at: at, from: ring[0], limit: min(km, enough) / Earth / rad}
	s.limit *= s.limit * 1.001
	s.limit = l.bound(ring, s.limit)
	for from := 0; from < len(ring) && s.limit > 0; from += chunk {
		box, k := stretch(ring, from)
		for i := range l.groups {
			g := &l.groups[i]
			if gap(box, g.box, k) > s.limit {
				continue
			}
			for n := g.from; n < g.to; n++ {
				c := &l.chunks[n]
				if s.limit > 0 && gap(box, c.box, k) <= s.limit {
					s.compare(ring, from, box, k, l.lines[c.line][c.from:c.to+1])
				}
			}
		}
	}
	if s.limit == 0 {
		return s.at, 0
	}
	return s.at, Haversine(s.from, s.at)
}

// stretch is the box of a chunk of a ring, and the cosine of the latitude in it that lies farthest from the equator.
func stretch(ring []LonLat, from int) (Box, float64) {
	box, top := Nothing(), 0.0
	for n := from; n <= min(from+chunk, len(ring)); n++ {
		p := ring[n%len(ring)]
		box, top = box.With(toXY(p)), max(top, math.Abs(p.Lat))
	}
	return box, math.Cos(top * rad)
}

// bound is what the least square of a distance between a ring and the lines does not exceed: how far apart corners are
// where two of their chunks come nearest by their boxes. It keeps most of what is farther from being compared.
func (l *Lines) bound(ring []LonLat, limit float64) float64 {
	best, found, at := limit, -1, 0
	for from := 0; from < len(ring) && best > 0; from += chunk {
		box, k := stretch(ring, from)
		for i := range l.groups {
			g := &l.groups[i]
			if gap(box, g.box, k) >= best {
				continue
			}
			for n := g.from; n < g.to; n++ {
				if d := gap(box, l.chunks[n].box, k); d < best {
					best, found, at = d, n, from
				}
			}
		}
	}
	if found < 0 {
		return limit
	}
	c := &l.chunks[found]
	box, _ := stretch(ring, at)
	k := cos(max(0, box.MinY, -box.MaxY))
	for _, p := range ring[at:min(at+chunk, len(ring))] {
		for _, q := range l.lines[c.line][c.from : c.to+1] {
			dx, dy := (p.Lon-q.Lon)*k, p.Lat-q.Lat
			limit = min(limit, (dx*dx+dy*dy)*(1+1e-9)+math.SmallestNonzeroFloat64)
		}
	}
	return limit
}

// gap is a lower bound for the square of the distance between what is in two boxes.
func gap(a, b Box, k float64) float64 {
	dx := max(0, a.MinX-b.MaxX, b.MinX-a.MaxX) * k
	dy := max(0, a.MinY-b.MaxY, b.MinY-a.MaxY)
	return dx*dx + dy*dy
}

// closest is the nearest pair found so far; limit is the square of their distance in degrees.
type closest struct {
	at, from LonLat
	limit    float64
}

func (s *closest) compare(ring []LonLat, from int, around Box, k float64, line []LonLat) {
	var spans [chunk]Box // of the line's edges that come near enough to any of the ring's here
	var near [chunk]int
	few := 0
	for m := range len(line) - 1 {
		if spans[m] = span(line[m], line[m+1]); gap(around, spans[m], k) <= s.limit {
			near[few], few = m, few+1
		}
	}
	for n := from; n < min(from+chunk, len(ring)) && few > 0; n++ {
		a, b := ring[n], ring[(n+1)%len(ring)]
		box, k := span(a, b), math.Cos((a.Lat+b.Lat)/2*rad)
		for _, m := range near[:few] {
			c, d := line[m], line[m+1]
			if gap(box, spans[m], k) > s.limit {
				continue
			}
			if at, ok := Cross(a, b, c, d); ok {
				s.at, s.from, s.limit = at, at, 0
				return
			}
			for _, p := range [2]LonLat{a, b} {
				if q, d2 := nearest(c, d, p, k); d2 < s.limit {
					s.at, s.from, s.limit = q, p, d2
				}
			}
			for _, p := range [2]LonLat{c, d} {
				if q, d2 := nearest(a, b, p, k); d2 < s.limit {
					s.at, s.from, s.limit = p, q, d2
				}
			}
		}
	}
}
