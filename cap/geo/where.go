package geo

import (
	"math"
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/plane"
)

// CountyAt is the US county a point lies in, "" where it lies in none: at sea, abroad.
func (a *Atlas) CountyAt(p cap.Point) District {
	if l := a.ground.At(onMap(p), ground.County); l != nil {
		return District(l.ID)
	}
	return ""
}

// ProvinceAt is the Canadian province a point lies in, as "ca/nb/_", "" where it lies in none. Small islands and
// coastal waters, which the map does not draw, belong to the province of the nearest place.
func (a *Atlas) ProvinceAt(p cap.Point) District {
	return District(a.places.Province(a.ground, onMap(p)))
}

// SideAt is the country whose ground or territorial waters a point lies in, "" for neither.
func (a *Atlas) SideAt(p cap.Point) cap.Side {
	xy := onMap(p)
	for _, d := range []District{"ca/_/_", "us/_/_"} {
		if a.ground.Holds(string(d), xy) {
			return d.Side()
		}
	}
	return ""
}

// FromBorder is how far a point lies from the border (km).
func (a *Atlas) FromBorder(p cap.Point) float64 {
	_, km := a.border.lines.Near(plane.Back(onMap(p)))
	return km
}

func onMap(p cap.Point) plane.XY {
	if p.Lon > plane.East {
		p.Lon -= 360
	}
	return plane.Project(plane.LonLat{Lon: p.Lon, Lat: p.Lat})
}

// Nearby is where a shape lies as seen from the nearest place of a side that has none of its ground.
type Nearby struct {
	Place   Place
	KM      float64 // from the place to the edge of the shape
	Bearing string  // from the place to there: N, NE, E …
}

// Nearby is how far and in which direction a shape lies from the nearest place of a side; false where the map has none
// within some hundred kilometres. Where the shape comes nearest to the border is known from its Touch, else nil.
func (a *Atlas) Nearby(s *Shape, touch *Touch, side cap.Side) (Nearby, bool) {
	if a == nil || s == nil || s.Empty() {
		return Nearby{}, false
	}
	var at cap.Point
	if touch != nil {
		at = touch.Nearest
	} else {
		_, at = a.Border(s)
	}
	place, km, bearing := a.places.Nearest(s.loops, at, side)
	if place == nil {
		return Nearby{}, false
	}
	return Nearby{placeOf(place), km, bearing}, true
}

// border is the line between the two countries, on land and at sea, and how far districts lie from it.
type border struct {
	lines *plane.Lines
	known sync.Map // District → distance, as far as anybody asked
}

// Border is how far a shape lies from the border (km), 0 where it crosses it, and the border's point nearest to it.
func (a *Atlas) Border(s *Shape) (float64, cap.Point) { return a.border.near(s) }

// near is how far a shape lies, infinitely far where it has no ground, and the border's point nearest to it.
func (b *border) near(s *Shape) (float64, cap.Point) {
	best, at := math.Inf(1), plane.LonLat{}
	starts := b.lines.Starts()
	for n, loop := range s.loops {
		if p, km := b.lines.NearRing(loop, best); km < best {
			best, at = km, p
		}
		for _, start := range starts { // a line of the border that lies whole inside crosses no edge
			if best > 0 && s.regions[n].Contains(plane.Project(start)) {
				best, at = 0, start
			}
		}
		if best == 0 {
			break
		}
	}
	return best, point(at)
}

// Reckoned is how a distance is known.
type Reckoned string

// How a distance may be known.
const (
	ByGround Reckoned = ""
	ByPlaces Reckoned = "places" // by the places of a division without an outline, which lie farther away than its edge
	ByRegion Reckoned = "region" // by the edge of a district, some part of which is meant: it lies no nearer
)

// toBorder is how far the codes of areas that draw nothing lie from the border, and why that is not exact.
func (q *question) toBorder(say *[]string) distance {
	best := distance{math.Inf(1), ByGround}
	tell := func(why string) {
		if !slices.Contains(*say, why) {
			*say = append(*say, why)
		}
	}
	for n, area := range q.areas {
		if len(area.Polygons)+len(area.Circles) > 0 {
			continue
		}
		partly := q.partly()[n]
		for _, d := range q.atlas.codes(area) {
			found := q.atlas.border.district(q.atlas, d)
			if found.by == ByGround && found.km >= 1 && slices.Contains(partly, d) {
				found.by = ByRegion
				tell("which part of " + string(d) + " is meant the map does not know: it lies no nearer to the border than that " +
					"does")
			} else if d.Whole() && d.Region() != whole && d.Region() != "sea" && !entire([]cap.Area{area}, d) {
				found.by = ByRegion
			}
			if found.km < best.km || found.km == best.km && found.by == ByGround {
				best = found
			}
			switch found.by {
			case ByPlaces:
				tell("how far " + string(d) + " lies from the border is told by its places: the map has no outline of it")
			case ByRegion:
				if slices.Contains(partly, d) {
					continue
				}
				region := string(d.Side()) + "/" + d.Region() + "/" + whole
				tell("which part of " + region + " is meant the map does not know: it lies no nearer to the border than that does")
			}
		}
	}
	return best
}

// district is how far a district lies from the border, by its outline; else by its places, which lie farther
// away than its edge; else by its province, whose edge lies nearer.
func (b *border) district(a *Atlas, d District) distance {
	if known, ok := b.known.Load(d); ok {
		return known.(distance)
	}
	found := distance{math.Inf(1), ByGround}
	s := &Shape{box: plane.Nothing()}
	s.addAll(a.outlines[seaKey(d)].regions)
	if s.draw(a, d); !s.Empty() {
		found.km, _ = b.near(s)
	} else if d.Side() == cap.CA && d.Region() != "sea" && !d.Whole() {
		found = b.byPlaces(a, d)
	}
	b.known.Store(d, found)
	return found
}

type distance struct {
	km float64
	by Reckoned
}

// byPlaces is how far the places of a division lie; its province, where the map has none of them.
func (b *border) byPlaces(a *Atlas, d District) distance {
	out := distance{math.Inf(1), ByPlaces}
	for n := range a.places.All {
		if p := &a.places.All[n]; p.District == string(d) {
			out.km = min(out.km, a.FromBorder(p.At))
		}
	}
	if math.IsInf(out.km, 1) {
		out = distance{b.district(a, District("ca/"+d.Region()+"/_")).km, ByRegion}
	}
	return out
}
