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

// codedBorder is how far the codes of areas that draw nothing lie from the border.
func (a *Atlas) codedBorder(areas []cap.Area, say *[]string) float64 {
	best := math.Inf(1)
	for _, area := range areas {
		if len(area.Polygons)+len(area.Circles) > 0 {
			continue
		}
		for _, d := range a.codes(area) {
			km, exact := a.districtBorder(d)
			best = min(best, km)
			if !exact {
				if why := "how far " + string(d) + " lies from the border is told by its places: the map has no outline of it"; !slices.Contains(*say, why) {
					*say = append(*say, why)
				}
			}
		}
	}
	return best
}

// districtBorder is how far a district lies from the border, by its outline; else by its places, which lie farther
// away than its edge; else by its province, whose edge lies nearer.
func (a *Atlas) districtBorder(d District) (km float64, exact bool) {
	if known, ok := a.toBorder.Load(d); ok {
		return known.(distance).km, known.(distance).exact
	}
	found := distance{math.Inf(1), true}
	s := &Shape{box: plane.Nothing()}
	for _, g := range a.outlines[seaKey(d)].regions {
		s.add(g, back(g.Rings[0]))
	}
	if a.draw(s, d); !s.Empty() {
		found.km, _ = a.Border(s)
	} else if d.Side() == cap.CA && d.Region() != "sea" && !d.Whole() {
		found = a.placesBorder(d)
	}
	a.toBorder.Store(d, found)
	return found.km, found.exact
}

type distance struct {
	km    float64
	exact bool
}

func (a *Atlas) placesBorder(d District) distance {
	out := distance{math.Inf(1), false}
	for _, p := range a.places {
		if p.District == d {
			out.km = min(out.km, a.FromBorder(p.At))
		}
	}
	if math.IsInf(out.km, 1) {
		out.km, _ = a.districtBorder(District("ca/" + d.Region() + "/_"))
	}
	return out
}
