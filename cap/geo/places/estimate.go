package places

import (
	"math"
	"slices"

	"bordercast/cap/geo/ground"
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

// Guess is what sample points and places say of one division.
type Guess struct {
	Division string
	KM2      float64 // that sample points nearest to it stand for
	Inside   int     // places of it, and points without a name, that lie in the regions
	Named    int     // those with a name
	Past     float64 // how far (km) past the border its farthest point lies
	sure     int     // sample points that no other division can hold
}

// Sure tells whether the regions have ground of the division, so that its code may be written.
func (g *Guess) Sure() bool { return g.Inside > 0 || g.sure >= surePoints }

// Border says how far (km) a point lies past it, or best where that is more.
type Border interface {
	Past(p plane.XY, best float64) float64
}

// Estimate collects which divisions of a province could hold some regions. Fill in what is asked, then Look.
type Estimate struct {
	Places   *Index
	Map      *ground.Map
	Province string // "ca/nb/_"
	Coast    bool   // some of the ground lies in no part of it that the map draws
	Border   Border

	Found       []Guess
	KM2, Points float64 // of all sample points

	parts       []int32 // of the province, near the regions
	room        []int32
	small       bool    // few places lie in the regions, and those around them are in near
	near        []int32 // so far (km) around the regions
	km          float64
	box, around plane.Box
}

// How finely drawings are looked at: so many as finely as one, and none more coarsely than that.
const (
	fine       = 7 // sample points along each side of a polygon's box: enough to find divisions
	fewRegions = 4
	coarsest   = 4
)

// most is how many places are looked at for each point before they are looked up for it alone.
const most = 120

// Look finds the divisions that could hold regions, whose box it is given.
func (e *Estimate) Look(regions []plane.Region, box plane.Box) {
	land := e.Map.Box(e.Province).Grown(Coastal)
	all := e.Places.codedTree.Find(box, nil)
	e.box = box
	if e.small = len(all) < most; e.small {
		e.gather(Coastal)
	}
	e.parts = e.Map.PartsIn(e.Province, box)
	// Of hundreds of drawings each is looked at more coarsely, so that all of them ask for no more than a few: what is
	// nearest to a point is sought as far around it as the points lie apart, so nothing is left out.
	grain := fine
	if n := len(regions); n > fewRegions {
		grain = max(coarsest, int(fine/math.Sqrt(float64(n)/fewRegions)))
	}
	wide := max(box.MaxX-box.MinX, box.MaxY-box.MinY) > Coastal
	for r := range regions {
		g := &regions[r]
		spacing := math.Hypot(g.Box.MaxX-g.Box.MinX, g.Box.MaxY-g.Box.MinY) / float64(grain) / 2
		if len(regions) > fewRegions && (wide || !e.small) { // the places around each are gathered for it alone
			e.box, e.small = g.Box, true
			e.gather(2*spacing + 4*maybeKM)
		}
		plane.Samples(regions[r:r+1], land, grain, func(xy plane.XY, km2 float64) { e.point(xy, km2, spacing) })
		for _, ring := range g.Rings {
			step := len(ring.Points)/maxCorners + 1
			for n := 0; n < len(ring.Points); n += step {
				e.point(ring.Points[n], 0, spacing/float64(grain))
			}
		}
	}
	for _, n := range e.own(all) {
		p := &e.Places.All[n]
		if p.Water || !slices.ContainsFunc(regions, func(g plane.Region) bool { return g.Contains(p.XY) }) {
			continue
		}
		g := e.of(p.District)
		g.Inside++
		g.Past = e.Border.Past(p.XY, g.Past)
		if p.Name != "" {
			g.Named++
		}
	}
}

// maxCorners is how many corners of a polygon are looked at beside its sample points.
const maxCorners = 32

// own are the places of the province that say their division.
func (e *Estimate) own(places []int32) []int32 {
	kept := places[:0]
	for _, n := range places {
		if n = e.Places.coded[n]; e.Places.All[n].Province == e.Province {
			kept = append(kept, n)
		}
	}
	return kept
}

func (e *Estimate) of(d string) *Guess {
	for n := range e.Found {
		if e.Found[n].Division == d {
			return &e.Found[n]
		}
	}
	e.Found = append(e.Found, Guess{Division: d})
	return &e.Found[len(e.Found)-1]
}

// nearest is how far the nearest place of a division lies from a point, squared.
type nearest struct {
	division string // the province, of water
	square   float64
}

// point gives a sample point, or a corner that stands for no ground, to the nearest place's division, and says which
// others could hold it.
func (e *Estimate) point(xy plane.XY, km2, spacing float64) {
	sureKM := sureKM
	if !e.drawn(xy) {
		if !e.Coast || e.Places.Province(e.Map, xy) != e.Province {
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
		if by[n].division == e.Province {
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
		if by[n].division == e.Province {
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
	g.Past = e.Border.Past(xy, g.Past)
	if km2 == 0 {
		return
	}
	g.KM2, e.KM2, e.Points = g.KM2+km2, e.KM2+km2, e.Points+1
	if second >= sureTimes*sureTimes*by[best].square && d1 <= sureKM && by[best].square < water {
		g.sure++
	}
}

// nearest are the distances of all divisions that matter for a point. Around a small shape the places are gathered
// once, and more of them where they are few; for a large one they are looked up for each point.
func (e *Estimate) nearest(xy plane.XY, out []nearest, spacing float64) []nearest {
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
		box := xy.Box().Grown(km)
		e.room = e.own(e.Places.codedTree.Find(box, e.room[:0]))
		out = e.fill(xy, e.room, spacing, out[:0])
		if km >= farthestPlace || e.enough(xy, out, spacing, box) {
			return out
		}
	}
}

// farthestPlace is how far (km) places are looked for.
const farthestPlace = 1000.0

// gather finds the places so far around the shape.
func (e *Estimate) gather(km float64) {
	e.km, e.around = km, e.box.Grown(km)
	e.near = e.own(e.Places.codedTree.Find(e.around, e.near[:0]))
}

// enough tells whether all places that matter lie in a box.
func (e *Estimate) enough(xy plane.XY, by []nearest, spacing float64, box plane.Box) bool {
	d1 := math.Inf(1)
	for _, n := range by {
		if n.division != e.Province {
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
func (e *Estimate) drawn(xy plane.XY) bool {
	for _, n := range e.parts {
		if e.Map.Region(n).Contains(xy) {
			return true
		}
	}
	return false
}

// fill gives the distances of the divisions of some places; of those that lie too far to matter beside the nearest,
// only some.
func (e *Estimate) fill(xy plane.XY, places []int32, spacing float64, out []nearest) []nearest {
	d1, matters := math.Inf(1), math.Inf(1)
	c := math.Sqrt(max(.01, 1-(xy.Y/plane.Earth)*(xy.Y/plane.Earth)))
	last := -1
	for _, n := range places {
		p := &e.Places.All[n]
		dx, dy := (xy.X-p.XY.X)*c, (xy.Y-p.XY.Y)/c
		square := dx*dx + dy*dy
		if square > matters {
			continue
		}
		if square < d1 && p.District != e.Province {
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
