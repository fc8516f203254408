package plane

import "math"

// Ring is a closed line; its first point is repeated at the end. Build one with NewRing. It is not changed afterwards.
type Ring struct {
	Points []XY
	Box    Box
	Area   float64   // km², positive when it runs counterclockwise
	chunks []Box     // of the edges [n*chunk, (n+1)*chunk)
	groups []Box     // of the chunks [n*chunk, (n+1)*chunk), in large rings
	bulges []float64 // of each chunk: the ground between its edges and the straight way from its first point to its last
}

// chunk is how many edges are looked at, or passed over, at a time.
const chunk = 16

// climb is the most degrees of latitude that an edge may climb: a longer one is straight in degrees and bent on the
// map, by more than ten metres.
const climb = 0.25

// NewRing closes a ring, straightens its long edges, and drops what is not a number. Fewer than three points make an
// empty ring, which overlaps nothing.
func NewRing(points []LonLat) Ring {
	var r Ring
	r.Points = make([]XY, 0, len(points)+len(points)/16+1)
	var last LonLat
	for n := range len(points) + 1 {
		p := points0(points, n)
		if math.IsNaN(p.Lon + p.Lat) {
			continue
		}
		if len(r.Points) > 0 {
			r.steps(last, p)
		}
		if xy := Project(p); len(r.Points) == 0 || r.Points[len(r.Points)-1] != xy {
			r.Points = append(r.Points, xy)
		}
		last = p
	}
	if len(r.Points) < 4 || r.Points[0] != r.Points[len(r.Points)-1] {
		return Ring{Box: Nothing()}
	}
	r.measure()
	return r
}

// Loop is the ring's corners in degrees, the first not repeated at the end.
func (r *Ring) Loop() []LonLat {
	if len(r.Points) == 0 {
		return nil
	}
	out := make([]LonLat, len(r.Points)-1)
	for n := range out {
		out[n] = Back(r.Points[n])
	}
	return out
}

func points0(points []LonLat, n int) LonLat {
	if n < len(points) {
		return points[n]
	}
	if len(points) == 0 {
		return LonLat{math.NaN(), math.NaN()}
	}
	return points[0]
}

// steps adds the points between two that lie far apart from south to north.
func (r *Ring) steps(a, b LonLat) {
	n := int(math.Abs(b.Lat-a.Lat) / climb)
	if n == 0 || a.Lon == b.Lon {
		return
	}
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n+1)
		r.Points = append(r.Points, Project(LonLat{a.Lon + t*(b.Lon-a.Lon), a.Lat + t*(b.Lat-a.Lat)}))
	}
}

func (r *Ring) measure() {
	r.Box = Nothing()
	edges := len(r.Points) - 1
	r.chunks = make([]Box, 0, edges/chunk+1)
	r.bulges = make([]float64, 0, edges/chunk+1)
	for from := 0; from < edges; from += chunk {
		box := Nothing()
		for _, p := range r.Points[from : min(from+chunk, edges)+1] {
			box = box.With(p)
		}
		r.chunks = append(r.chunks, box)
		r.bulges = append(r.bulges, swept(r.Points[from], r.Points[from:min(from+chunk, edges)+1]))
		r.Box = r.Box.Union(box)
	}
	r.Area = swept(r.Points[0], r.Points)
	for from := 0; from < len(r.chunks) && len(r.chunks) > chunk; from += chunk {
		box := Nothing()
		for _, c := range r.chunks[from:min(from+chunk, len(r.chunks))] {
			box = box.Union(c)
		}
		r.groups = append(r.groups, box)
	}
}

// group is the box of the group that begins at chunk c; false where none does.
func (r *Ring) group(c int) (Box, bool) {
	if c%chunk > 0 || len(r.groups) == 0 {
		return Box{}, false
	}
	return r.groups[c/chunk], true
}

// ends are the first point of a chunk and the last of one some chunks on.
func (r *Ring) ends(c, chunks int) (a, b XY) {
	return r.Points[c*chunk], r.Points[min((c+chunks)*chunk, len(r.Points)-1)]
}

// AtMost is what the ground (km²) of a ring does not exceed, however it winds: that of its box for each corner.
func AtMost(ring []LonLat) float64 {
	box := Nothing()
	for _, p := range ring {
		box = box.With(toXY(p))
	}
	if len(ring) == 0 {
		return 0
	}
	lo, hi := Project(LonLat{box.MinX, box.MinY}), Project(LonLat{box.MaxX, box.MaxY})
	return float64(len(ring)) * (hi.X - lo.X) * (hi.Y - lo.Y)
}

// swept is the signed ground of the triangles between a point and the edges of a line.
func swept(o XY, line []XY) float64 {
	sum := 0.0
	for n := range len(line) - 1 {
		a, b := line[n], line[n+1]
		sum += ((a.X-o.X)*(b.Y-o.Y) - (b.X-o.X)*(a.Y-o.Y)) / 2
	}
	return sum
}

// odd tells whether a line from p eastwards crosses the ring an odd number of times.
func (r *Ring) odd(p XY) bool {
	if !r.Box.Holds(p) {
		return false
	}
	in := false
	for c := 0; c < len(r.chunks); c++ {
		if g, ok := r.group(c); ok {
			if now, done := beyond(g, p, in, r, c, chunk); done {
				in, c = now, c+chunk-1
				continue
			}
		}
		var done bool
		if in, done = beyond(r.chunks[c], p, in, r, c, 1); done {
			continue
		}
		from := c * chunk
		to := min(from+chunk, len(r.Points)-1)
		for n := from; n < to; n++ {
			a, b := r.Points[n], r.Points[n+1]
			if (a.Y > p.Y) != (b.Y > p.Y) && p.X < a.X+(b.X-a.X)*(p.Y-a.Y)/(b.Y-a.Y) {
				in = !in
			}
		}
	}
	return in
}

// beyond counts the crossings of the edges in a box that lies wholly to one side of p, by their ends alone; it is false
// where the edges must be looked at.
func beyond(box Box, p XY, in bool, r *Ring, c, chunks int) (bool, bool) {
	switch {
	case p.Y < box.MinY || p.Y > box.MaxY || p.X > box.MaxX:
		return in, true
	case p.X < box.MinX:
		a, b := r.ends(c, chunks)
		return in != ((a.Y > p.Y) != (b.Y > p.Y)), true
	}
	return in, false
}

// Region is an outer ring with its holes.
type Region struct {
	Rings []Ring
	Box   Box
	Area  float64 // km², of the outer ring less the holes
}

// NewRegion takes the outer ring first. The directions of the rings do not matter.
func NewRegion(rings ...Ring) Region {
	out := Region{Rings: rings, Box: Nothing()}
	for n, r := range rings {
		if n == 0 {
			out.Area, out.Box = math.Abs(r.Area), r.Box
		} else {
			out.Area -= math.Abs(r.Area)
		}
	}
	return out
}

// Contains tells whether p lies inside.
func (g *Region) Contains(p XY) bool {
	in := false
	for n := range g.Rings {
		in = in != g.Rings[n].odd(p)
	}
	return in
}
