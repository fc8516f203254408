package geo

import (
	"math"
	"slices"

	"bordercast/cap/geo/plane"
)

// What places tell of a point: the nearest one's division holds it, surely where every place of another division lies
// twice as far. Another division may hold it as well that has a place no farther than three times as far, and some
// kilometres. Held against outlines of Statistics Canada the first is right for 99 points in 100 at the border, and the
// second leaves none out.
const (
	sureTimes  = 2.0
	sureKM     = 25.0 // the nearest place must be no farther than this
	islandKM   = 5.0  // than this, where the map draws no land
	surePoints = 2    // so many sample points must say it
	maybeTimes = 3.0
	maybeKM    = 5.0
	waterTimes = 1.7 // in the water, for the nearest shore
)

// guess is what sample points and places say of one division.
type guess struct {
	division District
	km2      float64 // that sample points nearest to it stand for
	sure     int     // of them that no other division can hold
	inside   int     // places of it, and points without a name, that the shape holds
	named    int     // those with a name
	past     float64
}

// estimate collects which divisions of a province could hold a shape.
type estimate struct {
	atlas       *Atlas
	province    District
	touch       *Touch
	found       []guess
	km2, points float64 // of all sample points
	parts       []int32 // of the province, near the shape
	coast       bool    // some of the ground lies in no part of it
	room        []int32
	small       bool    // few places lie in the shape, and those around it are in near
	near        []int32 // so far (km) around the shape
	km          float64
	box, around plane.Box
}

// So many drawings are looked at as finely as one, and none more coarsely than that.
const (
	fewRegions = 4
	coarsest   = 4
)

// most is how many places are looked at for each point before they are looked up for it alone.
const most = 120

func (e *estimate) look(s *Shape) {
	a := e.atlas
	land := a.boxOf(e.province).Grown(coastal)
	all := a.codedTree.Find(s.box, nil)
	e.box = s.box
	if e.small = len(all) < most; e.small {
		e.gather(coastal)
	}
	for _, n := range a.tree.Find(s.box, nil) {
		if a.lands[a.parts[n].land].district == e.province {
			e.parts = append(e.parts, n)
		}
	}
	// Of hundreds of drawings each is looked at more coarsely, so that all of them ask for no more than a few: what is
	// nearest to a point is sought as far around it as the points lie apart, so nothing is left out.
	grain := fine
	if n := len(s.regions); n > fewRegions {
		grain = max(coarsest, int(fine/math.Sqrt(float64(n)/fewRegions)))
	}
	wide := max(s.box.MaxX-s.box.MinX, s.box.MaxY-s.box.MinY) > coastal
	for r := range s.regions {
		g := &s.regions[r]
		spacing := math.Hypot(g.Box.MaxX-g.Box.MinX, g.Box.MaxY-g.Box.MinY) / float64(grain) / 2
		if len(s.regions) > fewRegions && (wide || !e.small) { // the places around each are gathered for it alone
			e.box, e.small = g.Box, true
			e.gather(2*spacing + 4*maybeKM)
		}
		samples(&Shape{regions: s.regions[r : r+1]}, land, grain, func(xy plane.XY, km2 float64) { e.point(xy, km2, spacing) })
		for _, ring := range g.Rings {
			step := len(ring.Points)/maxCorners + 1
			for n := 0; n < len(ring.Points); n += step {
				e.point(ring.Points[n], 0, spacing/float64(grain))
			}
		}
	}
	for _, n := range e.own(all) {
		p := &a.places[n]
		if p.water || !slices.ContainsFunc(s.regions, func(g plane.Region) bool { return g.Contains(p.xy) }) {
			continue
		}
		g := e.of(p.District)
		g.inside++
		g.past = e.touch.farther(p.xy, g.past)
		if p.Name != "" {
			g.named++
		}
	}
}

// maxCorners is how many corners of a polygon are looked at beside its sample points.
const maxCorners = 32

// own are the places of the province that say their division.
func (e *estimate) own(places []int32) []int32 {
	kept := places[:0]
	for _, n := range places {
		if n = e.atlas.codedPlaces[n]; e.atlas.places[n].province == e.province {
			kept = append(kept, n)
		}
	}
	return kept
}

func (e *estimate) of(d District) *guess {
	for n := range e.found {
		if e.found[n].division == d {
			return &e.found[n]
		}
	}
	e.found = append(e.found, guess{division: d})
	return &e.found[len(e.found)-1]
}

// nearest is how far the nearest place of a division lies from a point, squared.
type nearest struct {
	division District // the province, of water
	square   float64
}

// point gives a sample point, or a corner that stands for no ground, to the nearest place's division, and says which
// others could hold it.
func (e *estimate) point(xy plane.XY, km2, spacing float64) {
	sureKM := sureKM
	if !e.drawn(xy) {
		if !e.coast || e.atlas.province(xy) != e.province {
			return
		}
		sureKM = islandKM // it may be the sea, where no division has ground
	}
	var room [24]nearest
	by := e.nearest(xy, room[:0], spacing)
	if len(by) == 0 {
		return
	}
	best, water := -1, math.Inf(1)
	for n := range by {
		if by[n].division == e.province {
			water = by[n].square
		} else if best < 0 || by[n].square < by[best].square {
			best = n
		}
	}
	if best < 0 {
		return
	}
	d1, second := math.Sqrt(by[best].square), math.Inf(1)
	reach := maybeTimes*d1 + maybeKM + spacing
	if water < by[best].square {
		reach = waterTimes*d1 + maybeKM + spacing
	}
	for n := range by {
		if by[n].division == e.province {
			continue
		}
		if n != best {
			second = min(second, by[n].square)
		}
		if by[n].square <= reach*reach {
			e.of(by[n].division)
		}
	}
	g := e.of(by[best].division)
	g.past = e.touch.farther(xy, g.past)
	if km2 == 0 {
		return
	}
	g.km2, e.km2, e.points = g.km2+km2, e.km2+km2, e.points+1
	if second >= sureTimes*sureTimes*by[best].square && d1 <= sureKM && by[best].square < water {
		g.sure++
	}
}

// nearest are the distances of all divisions that matter for a point. Around a small shape the places are gathered once,
// and more of them where they are few; for a large one they are looked up for each point.
func (e *estimate) nearest(xy plane.XY, out []nearest, spacing float64) []nearest {
	if e.small {
		for {
			out = e.fill(xy, e.near, spacing, out[:0])
			if e.km >= farthestPlace || e.enough(xy, out, spacing, e.around) {
				return out
			}
			e.gather(2 * e.km)
		}
	}
	for km := spacing + 4*maybeKM; ; km *= 2 {
		box := plane.Box{MinX: xy.X, MinY: xy.Y, MaxX: xy.X, MaxY: xy.Y}.Grown(km)
		e.room = e.own(e.atlas.codedTree.Find(box, e.room[:0]))
		out = e.fill(xy, e.room, spacing, out[:0])
		if km >= farthestPlace || e.enough(xy, out, spacing, box) {
			return out
		}
	}
}

// farthestPlace is how far (km) places are looked for.
const farthestPlace = 1000.0

// gather finds the places so far around the shape.
func (e *estimate) gather(km float64) {
	e.km, e.around = km, e.box.Grown(km)
	e.near = e.own(e.atlas.codedTree.Find(e.around, e.near[:0]))
}

// enough tells whether all places that matter lie in a box.
func (e *estimate) enough(xy plane.XY, by []nearest, spacing float64, box plane.Box) bool {
	d1 := math.Inf(1)
	for _, n := range by {
		if n.division != e.province {
			d1 = min(d1, n.square)
		}
	}
	if math.IsInf(d1, 1) {
		return false
	}
	reach := maybeTimes*math.Sqrt(d1) + maybeKM + spacing
	c := math.Sqrt(max(.01, 1-(xy.Y/plane.Earth)*(xy.Y/plane.Earth)))
	return box.MinX <= xy.X-reach/c && box.MaxX >= xy.X+reach/c && box.MinY <= xy.Y-reach*c && box.MaxY >= xy.Y+reach*c
}

// drawn tells whether a point lies in the province as the map draws it.
func (e *estimate) drawn(xy plane.XY) bool {
	for _, n := range e.parts {
		if e.atlas.parts[n].region.Contains(xy) {
			return true
		}
	}
	return false
}

// fill gives the distances of the divisions of some places; of those that lie too far to matter beside the nearest, only
// some.
func (e *estimate) fill(xy plane.XY, places []int32, spacing float64, out []nearest) []nearest {
	d1, matters := math.Inf(1), math.Inf(1)
	c := math.Sqrt(max(.01, 1-(xy.Y/plane.Earth)*(xy.Y/plane.Earth)))
	last := -1
	for _, n := range places {
		p := &e.atlas.places[n]
		dx, dy := (xy.X-p.xy.X)*c, (xy.Y-p.xy.Y)/c
		square := dx*dx + dy*dy
		if square > matters {
			continue
		}
		if square < d1 && p.District != e.province {
			d1 = square
			reach := maybeTimes*math.Sqrt(d1) + maybeKM + spacing
			matters = reach * reach
		}
		if last >= 0 && out[last].division == p.District {
			out[last].square = min(out[last].square, square)
			continue
		}
		last = -1
		for k := range out {
			if out[k].division == p.District {
				last = k
				out[k].square = min(out[k].square, square)
				break
			}
		}
		if last < 0 {
			last = len(out)
			out = append(out, nearest{p.District, square})
		}
	}
	return out
}
