package plane

import (
	"cmp"
	"math"
	"slices"
)

// Common draws the ground that a ring and some regions have in common, as rings that run counterclockwise and do not
// cross themselves; holes in it are filled. The ring must not cross itself; regions may share edges, and then count as
// one. Coordinates are rounded to a ten-millionth of a degree. It is false where edges lie so close together that no
// clean rings come out: measure the result with Overlap before using it.
func Common(ring []LonLat, regions [][][]LonLat) ([][]LonLat, bool) {
	for _, shift := range [...]spot{{}, {7, -3}, {-11, 5}, {13, 17}} { // another place, by a centimetre, unties most knots
		o := newOverlay(ring, regions, shift)
		o.split()
		if rings, ok := o.trace(); ok {
			return rings, true
		}
	}
	return nil, false
}

// spot is a point in ten-millionths of a degree.
type spot struct{ x, y int64 }

const spots = 1e7

func spotOf(p LonLat, shift spot) spot {
	return spot{int64(math.Round(p.Lon*spots)) + shift.x, int64(math.Round(p.Lat*spots)) + shift.y}
}

func (s spot) lonLat() LonLat { return LonLat{float64(s.x) / spots, float64(s.y) / spots} }

// segment is an edge with the places where others meet it.
type segment struct {
	a, b spot
	cuts []spot
}

type overlay struct {
	ring     Ring // in degrees
	regions  []Region
	mine     []segment // of the ring
	theirs   []segment
	segments *Tree // over theirs
}

func newOverlay(ring []LonLat, regions [][][]LonLat, shift spot) *overlay {
	o := &overlay{}
	o.ring, o.mine = snapped(ring, shift, nil, nil)
	around := o.ring.Box.Grown(1e-6)
	for _, region := range regions {
		var rings []Ring
		for _, r := range region {
			var flat Ring
			flat, o.theirs = snapped(r, spot{}, o.theirs, &around)
			rings = append(rings, flat)
		}
		if g := NewRegion(rings...); g.Box.Meets(around) {
			o.regions = append(o.regions, g)
		}
	}
	boxes := make([]Box, len(o.theirs))
	for n := range o.theirs {
		boxes[n] = o.theirs[n].box()
	}
	o.segments = NewTree(boxes)
	return o
}

// snapped rounds a ring, and appends those of its edges that meet a box.
func snapped(ring []LonLat, shift spot, to []segment, within *Box) (Ring, []segment) {
	points := make([]LonLat, 0, len(ring))
	for n, p := range ring {
		a, b := spotOf(p, shift), spotOf(ring[(n+1)%len(ring)], shift)
		points = append(points, a.lonLat())
		if s := (segment{a: a, b: b}); a != b && (within == nil || s.box().Meets(*within)) {
			to = append(to, s)
		}
	}
	return flat(points), to
}

func (s *segment) box() Box { return span(s.a.lonLat(), s.b.lonLat()) }

// split notes for every edge where edges of the other side cross it or end on it.
func (o *overlay) split() {
	var room [64]int32
	for n := range o.mine {
		m := &o.mine[n]
		for _, k := range o.segments.Find(m.box().Grown(2/spots), room[:0]) {
			t := &o.theirs[k]
			t.touch(m.a)
			t.touch(m.b)
			m.touch(t.a)
			m.touch(t.b)
			if at, ok := Cross(m.a.lonLat(), m.b.lonLat(), t.a.lonLat(), t.b.lonLat()); ok {
				m.cuts, t.cuts = append(m.cuts, spotOf(at, spot{})), append(t.cuts, spotOf(at, spot{}))
			}
		}
	}
}

// touch cuts the edge at a point that lies on it, as far as rounding tells.
func (s *segment) touch(p spot) {
	if p == s.a || p == s.b {
		return
	}
	if _, d := nearest(s.a.lonLat(), s.b.lonLat(), p.lonLat(), 1); d < (.8/spots)*(.8/spots) {
		s.cuts = append(s.cuts, p)
	}
}

// pieces are the edge's parts between its cuts.
func (s *segment) pieces(do func(a, b spot)) {
	dx, dy := float64(s.b.x-s.a.x), float64(s.b.y-s.a.y)
	slices.SortFunc(s.cuts, func(p, q spot) int {
		return cmp.Compare(float64(p.x-s.a.x)*dx+float64(p.y-s.a.y)*dy, float64(q.x-s.a.x)*dx+float64(q.y-s.a.y)*dy)
	})
	at := s.a
	for _, p := range append(s.cuts, s.b) {
		if p != at {
			do(at, p)
			at = p
		}
	}
}

// trace keeps the pieces that have common ground on one side only, and walks along them with that ground on the left.
func (o *overlay) trace() ([][]LonLat, bool) {
	seen := map[[2]spot]bool{}
	out := map[spot][]spot{}
	starts, balance := []spot{}, map[spot]int{}
	keep := func(a, b spot) {
		if seen[[2]spot{a, b}] || seen[[2]spot{b, a}] {
			return
		}
		seen[[2]spot{a, b}] = true
		left, right := o.beside(a, b)
		if left == right {
			return
		}
		if right {
			a, b = b, a
		}
		out[a] = append(out[a], b)
		starts = append(starts, a)
		balance[a]++
		balance[b]--
	}
	for _, list := range [...][]segment{o.mine, o.theirs} {
		for n := range list {
			list[n].pieces(keep)
		}
	}
	for _, n := range balance {
		if n != 0 {
			return nil, false
		}
	}
	return walk(starts, out), true
}

// beside tells whether common ground lies close to the left and to the right of the middle of a piece.
func (o *overlay) beside(a, b spot) (left, right bool) {
	p, q := a.lonLat(), b.lonLat()
	dx, dy := q.Lon-p.Lon, q.Lat-p.Lat
	f := 2 / spots / math.Hypot(dx, dy)
	mid := XY{(p.Lon + q.Lon) / 2, (p.Lat + q.Lat) / 2}
	return o.common(XY{mid.X - f*dy, mid.Y + f*dx}), o.common(XY{mid.X + f*dy, mid.Y - f*dx})
}

func (o *overlay) common(p XY) bool {
	return o.ring.odd(p) && slices.ContainsFunc(o.regions, func(g Region) bool { return g.Box.Holds(p) && g.Contains(p) })
}

// walk links pieces to rings, turning left as sharply as it can, so that rings that touch in a point come apart.
// Rings that run clockwise are holes and are left out.
func walk(starts []spot, out map[spot][]spot) [][]LonLat {
	var rings [][]LonLat
	for _, start := range starts {
		for len(out[start]) > 0 {
			var ring []LonLat
			from, at := start, start
			for len(out[at]) > 0 {
				next := sharpest(from, at, out[at])
				to := out[at][next]
				out[at] = slices.Delete(out[at], next, next+1)
				ring = append(ring, at.lonLat())
				from, at = at, to
				if at == start {
					break
				}
			}
			if turn(ring) > 0 {
				rings = append(rings, tidy(ring))
			}
		}
	}
	return rings
}

// sharpest is the way that comes first when one turns clockwise from where one came.
func sharpest(from, at spot, ways []spot) int {
	if len(ways) == 1 || from == at {
		return 0
	}
	back := math.Atan2(float64(from.y-at.y), float64(from.x-at.x))
	best, found := math.Inf(1), 0
	for n, w := range ways {
		d := math.Mod(back-math.Atan2(float64(w.y-at.y), float64(w.x-at.x))+4*math.Pi, 2*math.Pi)
		if d < 1e-12 {
			d = 2 * math.Pi
		}
		if d < best {
			best, found = d, n
		}
	}
	return found
}
