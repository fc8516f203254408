package plane

import "math"

// Clip measures overlaps. It only holds memory to work in: the zero Clip is ready, one must not be used by two
// goroutines at once.
type Clip struct {
	a, b   []edge
	starts []int32
	order  []int32
}

// edge runs from left to right; sign is +1 where the ring's ground lies under it, -1 where above.
type edge struct{ x0, x1, y0, slope, sign float64 }

// Speck is the ground (km²) below which two outlines only touch. Of a small polygon it is a thousandth.
const Speck = 1e-3

// Overlap is the ground (km²) that two regions share.
func (c *Clip) Overlap(a, b *Region) float64 {
	if !a.Box.Meets(b.Box) {
		return 0
	}
	sum := 0.0
	for i := range a.Rings {
		for j := range b.Rings {
			area := c.rings(&a.Rings[i], &b.Rings[j])
			if (i > 0) != (j > 0) {
				area = -area
			}
			sum += area
		}
	}
	return max(0, min(sum, a.Area, b.Area))
}

// rings is the overlap of the insides of two rings, whichever way they run.
func (c *Clip) rings(a, b *Ring) float64 {
	if !a.Box.Meets(b.Box) || a.Area == 0 || b.Area == 0 {
		return 0
	}
	var sum, more float64
	c.a, sum = a.under(b, c.a[:0])
	c.b, more = b.under(a, c.b[:0])
	base := max(a.Box.MinY, b.Box.MinY)
	sum += more
	if len(c.a)*len(c.b) <= 1<<12 {
		sum += pairs(c.a, c.b, base)
	} else {
		if len(c.a) > len(c.b) {
			c.a, c.b = c.b, c.a
		}
		sum += c.sorted(base)
	}
	if (a.Area < 0) != (b.Area < 0) {
		sum = -sum
	}
	return sum
}

// few is how many edges a ring may have so that it is worth looking for the chunks of the other that it leaves alone.
const few = 64

// under collects the edges that matter to the ground shared with another ring. What runs beside the other's box, or
// below it, bounds no ground in it; what runs above it bounds as much as a straight line up there would. So does a
// chunk that no edge of the other comes near; where it runs inside the other, what it bulges out is shared too, and
// counts here.
func (r *Ring) under(other *Ring, out []edge) (edges []edge, bulges float64) {
	last, box := len(r.Points)-1, other.Box
	straight := len(other.Points) <= few
	for c := 0; c < len(r.chunks); c++ {
		if g, ok := r.group(c); ok {
			if off(g, box) {
				c += chunk - 1
				continue
			}
			if g.MinY >= box.MaxY {
				out = append(out, between(r.ends(c, chunk)))
				c += chunk - 1
				continue
			}
		}
		b := r.chunks[c]
		if off(b, box) {
			continue
		}
		if b.MinY >= box.MaxY {
			out = append(out, between(r.ends(c, 1)))
			continue
		}
		from, to := c*chunk, min(c*chunk+chunk, last)
		if straight && to-from > 2 && !other.meets(b) {
			out = append(out, between(r.ends(c, 1)))
			if other.odd(r.Points[from]) {
				bulges += math.Copysign(r.bulges[c], r.bulges[c]*other.Area)
			}
			continue
		}
		for n := from; n < to; n++ {
			p, q := r.Points[n], r.Points[n+1]
			if p.X == q.X || p.X <= box.MinX && q.X <= box.MinX || p.X >= box.MaxX && q.X >= box.MaxX ||
				p.Y <= box.MinY && q.Y <= box.MinY {
				continue
			}
			out = append(out, between(p, q))
		}
	}
	return out, bulges
}

// off tells whether edges in b bound no ground in box.
func off(b, box Box) bool { return b.MaxX <= box.MinX || b.MinX >= box.MaxX || b.MaxY <= box.MinY }

// meets tells whether an edge of the ring may meet a box.
func (r *Ring) meets(b Box) bool {
	for c, box := range r.chunks {
		if !box.Meets(b) {
			continue
		}
		points := r.part(c)
		for n := range len(points) - 1 {
			if crosses(points[n], points[n+1], b) {
				return true
			}
		}
	}
	return false
}

// crosses tells whether an edge meets a box: their boxes do, and not all corners lie on one side of the edge.
func crosses(p, q XY, b Box) bool {
	if max(p.X, q.X) < b.MinX || min(p.X, q.X) > b.MaxX || max(p.Y, q.Y) < b.MinY || min(p.Y, q.Y) > b.MaxY {
		return false
	}
	dx, dy := q.X-p.X, q.Y-p.Y
	mid := dx*((b.MinY+b.MaxY)/2-p.Y) - dy*((b.MinX+b.MaxX)/2-p.X)
	return math.Abs(mid) <= (math.Abs(dx)*(b.MaxY-b.MinY)+math.Abs(dy)*(b.MaxX-b.MinX))/2
}

func between(p, q XY) edge {
	e := edge{p.X, q.X, p.Y, 0, -1}
	if p.X > q.X {
		e = edge{q.X, p.X, q.Y, 0, 1}
	}
	if p.X != q.X {
		e.slope = (q.Y - p.Y) / (q.X - p.X)
	}
	return e
}

func pairs(as, bs []edge, base float64) float64 {
	sum := 0.0
	for i := range as {
		a := &as[i]
		for j := range bs {
			if b := &bs[j]; a.x0 < b.x1 && b.x0 < a.x1 {
				sum += a.sign * b.sign * strip(a, b, max(a.x0, b.x0), min(a.x1, b.x1), base)
			}
		}
	}
	return sum
}

// strip is the ground between two values of x that lies above base and under both edges.
func strip(a, b *edge, x0, x1, base float64) float64 {
	a0, a1 := a.y0+(x0-a.x0)*a.slope, a.y0+(x1-a.x0)*a.slope
	b0, b1 := b.y0+(x0-b.x0)*b.slope, b.y0+(x1-b.x0)*b.slope
	d0, d1 := a0-b0, a1-b1
	switch {
	case d0 <= 0 && d1 <= 0:
		return (x1 - x0) * ((a0+a1)/2 - base)
	case d0 >= 0 && d1 >= 0:
		return (x1 - x0) * ((b0+b1)/2 - base)
	}
	t := d0 / (d0 - d1) // where they cross
	y := a0 + t*(a1-a0)
	return (x1 - x0) * (t*((min(a0, b0)+y)/2-base) + (1-t)*((min(a1, b1)+y)/2-base))
}

// sorted is pairs for many edges: those of c.b are put into columns, each pair is measured column by column.
func (c *Clip) sorted(base float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range c.b {
		lo, hi = min(lo, c.b[i].x0), max(hi, c.b[i].x1)
	}
	columns := min(4096, len(c.b)/4+1)
	width := (hi - lo) / float64(columns)
	if !(width > 0) {
		return 0
	}
	at := func(x float64) int { return max(0, min(columns-1, int((x-lo)/width))) }
	c.fill(columns, at)
	sum := 0.0
	for i := range c.a {
		a := &c.a[i]
		if a.x1 <= lo || a.x0 >= hi {
			continue
		}
		for k, end := at(a.x0), at(a.x1); k <= end; k++ {
			from, to := lo+float64(k)*width, lo+float64(k+1)*width
			if k == columns-1 {
				to = hi
			}
			for _, j := range c.order[c.starts[k]:c.starts[k+1]] {
				b := &c.b[j]
				if x0, x1 := max(a.x0, b.x0, from), min(a.x1, b.x1, to); x0 < x1 {
					sum += a.sign * b.sign * strip(a, b, x0, x1, base)
				}
			}
		}
	}
	return sum
}

// fill lists for every column the edges of c.b that reach into it.
func (c *Clip) fill(columns int, at func(float64) int) {
	c.starts = append(c.starts[:0], make([]int32, columns+2)...)
	for i := range c.b {
		for k, end := at(c.b[i].x0), at(c.b[i].x1); k <= end; k++ {
			c.starts[k+2]++
		}
	}
	for k := 2; k < len(c.starts); k++ {
		c.starts[k] += c.starts[k-1]
	}
	c.order = append(c.order[:0], make([]int32, c.starts[columns+1])...)
	for i := range c.b {
		for k, end := at(c.b[i].x0), at(c.b[i].x1); k <= end; k++ {
			c.order[c.starts[k+1]] = int32(i)
			c.starts[k+1]++
		}
	}
}
