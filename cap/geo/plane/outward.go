package plane

import (
	"math"
	"slices"
)

// Outward draws a ring with fewer corners that holds all of it: at most limit corners, on a grid of that many steps to
// the degree. The ring is open (its first corner is not repeated) and continuous in longitude, and so is what comes
// back, counterclockwise. A ring that crosses itself, or that cannot be drawn so coarsely without cutting into it, gets
// its convex hull, at worst its box. It is false where there is no ground, or limit is less than four.
func Outward(ring []LonLat, limit int, steps float64) ([]LonLat, bool) {
	all := ring
	ring = tidy(ring)
	if len(ring) < 3 || limit < 4 {
		return nil, false
	}
	if _, _, _, crossed := crossing(ring); !crossed {
		r := ring
		for n := min(limit, len(ring)); n >= 4 || n == len(ring); n = n * 2 / 3 {
			r = reducer(r, n)
			if out := onGrid(r, steps); len(r) <= n && holds(out, ring) {
				return out, true
			}
		}
	}
	return Hull(all, limit, steps)
}

// Hull draws the convex hull of a ring as Outward does. It is false where there is no ground, or limit is less than
// four.
func Hull(ring []LonLat, limit int, steps float64) ([]LonLat, bool) {
	if len(ring) < 3 || limit < 4 {
		return nil, false
	}
	round := hull(ring)
	if len(round) < 3 {
		return nil, false
	}
	if out := onGrid(reducer(round, limit), steps); len(out) <= limit && holds(out, round) {
		return out, true
	}
	return around(ring, steps), true
}

// tidy drops repeated corners, corners on a straight line and spikes without ground, and runs counterclockwise.
func tidy(ring []LonLat) []LonLat {
	out := make([]LonLat, 0, len(ring))
	for _, p := range ring {
		for len(out) > 1 && side(out[len(out)-2], out[len(out)-1], p) == 0 {
			out = out[:len(out)-1]
		}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for len(out) > 2 && (out[0] == out[len(out)-1] || side(out[len(out)-2], out[len(out)-1], out[0]) == 0) {
		out = out[:len(out)-1]
	}
	for len(out) > 2 && side(out[len(out)-1], out[0], out[1]) == 0 {
		out = out[1:]
	}
	if turn(out) < 0 {
		slices.Reverse(out)
	}
	return out
}

// turn is twice the ring's area in square degrees, positive when it runs counterclockwise.
func turn(ring []LonLat) float64 {
	sum := 0.0
	for n := range ring {
		sum += side(ring[0], ring[n], ring[(n+1)%len(ring)])
	}
	return sum
}

// reduction takes corners away, the one that adds least ground first. A corner that points inwards goes by itself; an
// edge between two that point outwards goes by drawing its neighbours on until they meet. Either adds a triangle
// outside the ring, which must be empty.
type reduction struct {
	at         []LonLat
	next, prev []int32
	stamp      []int32 // counts what happened to a corner: older steps in the queue are void
	left       int
	queue      steps
	grid       *grid
}

type step struct {
	cost     float64
	from, to int32 // the corner twice, or the ends of the edge
	stamps   [2]int32
	meet     LonLat
}

type steps []step

// push and pop keep the least step first (a binary heap; container/heap would allocate every step).
func (q *steps) push(s step) {
	*q = append(*q, s)
	h := *q
	for i := len(h) - 1; i > 0 && h[i].cost < h[(i-1)/2].cost; i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
}

func (q *steps) pop() step {
	h := *q
	least, last := h[0], len(h)-1
	h[0], *q = h[last], h[:last]
	h = *q
	for i, child := 0, 1; child < last; i, child = child, 2*child+1 {
		if child+1 < last && h[child+1].cost < h[child].cost {
			child++
		}
		if h[i].cost <= h[child].cost {
			break
		}
		h[i], h[child] = h[child], h[i]
	}
	return least
}

// reducer gives a ring of at most limit corners around a ring that does not cross itself, or one that cannot be made
// smaller.
func reducer(ring []LonLat, limit int) []LonLat {
	if len(ring) <= limit {
		return ring
	}
	r := &reduction{at: slices.Clone(ring), left: len(ring), grid: newGrid(ring)}
	n := len(ring)
	r.next, r.prev, r.stamp = make([]int32, n), make([]int32, n), make([]int32, n)
	for i := range n {
		r.next[i], r.prev[i] = int32((i+1)%n), int32((i+n-1)%n)
		r.grid.add(int32(i), ring[i], ring[(i+1)%n])
	}
	for before := r.left + 1; r.left > limit && r.left < before; { // what was blocked may not be any more
		before = r.left
		r.queue = r.queue[:0]
		for i := range n {
			if r.next[i] >= 0 {
				r.offer(int32(i))
			}
		}
		for r.left > limit && len(r.queue) > 0 {
			r.take(r.queue.pop())
		}
	}
	return r.ring()
}

// offer puts the steps that begin at a corner into the queue.
func (r *reduction) offer(i int32) {
	a, b, c := r.at[r.prev[i]], r.at[i], r.at[r.next[i]]
	if s := side(a, b, c); s <= 0 {
		r.queue.push(step{cost: -s, from: i, to: i, stamps: [2]int32{r.stamp[i], r.stamp[i]}})
	}
	n := r.next[i]
	d := r.at[r.next[n]]
	if meet, ok := drawnOn(a, b, c, d); ok && r.left > 3 {
		r.queue.push(step{cost: math.Abs(side(b, meet, c)), from: i, to: n, stamps: [2]int32{r.stamp[i], r.stamp[n]},
			meet: meet})
	}
}

// drawnOn is where the way from a to b, drawn on beyond b, meets the way from d to c, drawn on beyond c.
func drawnOn(a, b, c, d LonLat) (LonLat, bool) {
	ux, uy, vx, vy := b.Lon-a.Lon, b.Lat-a.Lat, c.Lon-d.Lon, c.Lat-d.Lat
	det := ux*vy - uy*vx
	if det >= 0 || side(a, b, c) <= 0 || side(b, c, d) <= 0 {
		return LonLat{}, false
	}
	t := ((c.Lon-b.Lon)*vy - (c.Lat-b.Lat)*vx) / det
	s := ((c.Lon-b.Lon)*uy - (c.Lat-b.Lat)*ux) / det
	p := LonLat{b.Lon + t*ux, b.Lat + t*uy}
	return p, t >= 0 && s >= 0 && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon-b.Lon) < 90
}

func (r *reduction) take(s step) {
	i := s.from
	n := r.next[i]
	if n < 0 || s.stamps != [2]int32{r.stamp[i], r.stamp[s.to]} {
		return
	}
	if s.to != i {
		if !r.empty(r.at[i], s.meet, r.at[n], i, n) {
			return
		}
		r.at[i] = s.meet
		r.drop(n)
	} else {
		if !r.empty(r.at[r.prev[i]], r.at[i], r.at[n], r.prev[i], n) {
			return
		}
		i = r.prev[i]
		r.drop(r.next[i])
	}
	r.changed(i)
}

// drop takes a corner out of the ring.
func (r *reduction) drop(i int32) {
	p, n := r.prev[i], r.next[i]
	r.next[p], r.prev[n], r.next[i] = n, p, -1
	r.stamp[i]++
	r.left--
}

// changed files the edges at a corner anew, and what can be done around it.
func (r *reduction) changed(i int32) {
	p, n := r.prev[i], r.next[i]
	r.grid.add(p, r.at[p], r.at[i])
	r.grid.add(i, r.at[i], r.at[n])
	for _, k := range [...]int32{r.prev[p], p, i, n} {
		r.stamp[k]++
	}
	for _, k := range [...]int32{r.prev[p], p, i, n} {
		r.offer(k)
	}
}

// empty tells whether nothing of the ring lies in a triangle, or crosses the two sides that meet in b, but for the
// edges at the corners i and j.
func (r *reduction) empty(a, b, c LonLat, i, j int32) bool {
	return r.grid.each(Nothing().With(toXY(a)).With(toXY(b)).With(toXY(c)), func(k int32) bool {
		n := r.next[k]
		if n < 0 {
			return true
		}
		p, q := r.at[k], r.at[n]
		if k != i && k != j && p != a && p != c && p != b && inTriangle(a, b, c, p) {
			return false
		}
		for _, e := range [...][2]LonLat{{a, b}, {b, c}, {a, c}} {
			if _, ok := Cross(e[0], e[1], p, q); ok {
				return false
			}
		}
		return true
	})
}

func inTriangle(a, b, c, p LonLat) bool {
	x, y, z := side(a, b, p), side(b, c, p), side(c, a, p)
	return x >= 0 && y >= 0 && z >= 0 || x <= 0 && y <= 0 && z <= 0
}

func (r *reduction) ring() []LonLat {
	var out []LonLat
	for i, n := range r.next {
		if n < 0 {
			continue
		}
		for k := int32(i); ; {
			out = append(out, r.at[k])
			if k = r.next[k]; k == int32(i) {
				return out
			}
		}
	}
	return out
}
