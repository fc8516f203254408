package geo

import (
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

func (a *Atlas) seaBorder(sea *Shape) float64 {
	if sea.Empty() {
		return math.Inf(1)
	}
	km, _ := a.Border(sea)
	return km
}

// Reckoned is how a distance is known.
type Reckoned string

// How a distance may be known.
const (
	ByGround Reckoned = ""
	ByPlaces Reckoned = "places" // by the places of a division without an outline, which lie farther away than its edge
	ByRegion Reckoned = "region" // by the edge of a district, some part of which is meant: it lies no nearer
)

// codedBorder is how far the codes of areas that draw nothing lie from the border; parts are partlyEach of them.
func (a *Atlas) codedBorder(areas []cap.Area, parts [][]District, say *[]string) distance {
	best := distance{math.Inf(1), ByGround}
	tell := func(why string) {
		if !slices.Contains(*say, why) {
			*say = append(*say, why)
		}
	}
	for n, area := range areas {
		if len(area.Polygons)+len(area.Circles) > 0 {
			continue
		}
		partly := parts[n]
		for _, d := range a.codes(area) {
			found := a.districtBorder(d)
			if found.by == ByGround && found.km >= 1 && slices.Contains(partly, d) {
				found.by = ByRegion
				tell("which part of " + string(d) + " is meant the map does not know: it lies no nearer to the border than that does")
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

// districtBorder is how far a district lies from the border, by its outline; else by its places, which lie farther
// away than its edge; else by its province, whose edge lies nearer.
func (a *Atlas) districtBorder(d District) distance {
	if known, ok := a.toBorder.Load(d); ok {
		return known.(distance)
	}
	found := distance{math.Inf(1), ByGround}
	s := &Shape{box: plane.Nothing()}
	for _, g := range a.outlines[seaKey(d)].regions {
		s.add(g, g.Rings[0].Loop())
	}
	if a.draw(s, d); !s.Empty() {
		found.km, _ = a.Border(s)
	} else if d.Side() == cap.CA && d.Region() != "sea" && !d.Whole() {
		found = a.placesBorder(d)
	}
	a.toBorder.Store(d, found)
	return found
}

type distance struct {
	km float64
	by Reckoned
}

func (a *Atlas) placesBorder(d District) distance {
	out := distance{math.Inf(1), ByPlaces}
	for _, p := range a.places {
		if p.District == d {
			out.km = min(out.km, a.FromBorder(p.At))
		}
	}
	if math.IsInf(out.km, 1) {
		out = distance{a.districtBorder(District("ca/" + d.Region() + "/_")).km, ByRegion}
	}
	return out
}
