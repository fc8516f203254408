package geo

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/places"
	"bordercast/cap/geo/plane"
)

// coded is the ground of districts that codes name; that of both countries, where none are named.
type coded struct {
	atlas     *Atlas
	districts []District
}

// codedGround is the ground that the codes of an area name, as far as the map has it: the province for a division
// without an outline, the state for a zone. It is false where the map has no ground of some code.
func codedGround(a *Atlas, area cap.Area) (c coded, known bool) {
	var out []District
	for _, d := range Districts(area) {
		if d == Unplaced {
			return coded{atlas: a}, true
		}
		if len(a.ground.Parts(string(d))) == 0 && d.Side() == cap.CA && d.Region() != "sea" {
			d = District("ca/" + d.Region() + "/" + whole)
		}
		if len(a.ground.Parts(string(d))) == 0 {
			return coded{}, false
		}
		out = append(out, d)
	}
	return coded{a, unique(out)}, true
}

// is tells whether a land is of that ground.
func (c coded) is(l *ground.Land) bool {
	if len(c.districts) == 0 {
		return true
	}
	return l.Kind != ground.Country &&
		slices.ContainsFunc(c.districts, func(d District) bool { return d.Covers(District(l.ID)) })
}

// holds tells whether a point lies in it.
func (c coded) holds(p plane.LonLat) bool {
	at := point(p)
	xy := onMap(at)
	if c.atlas.ground.In(xy, c.is) {
		return true
	}
	if len(c.districts) == 0 {
		return c.atlas.SideAt(at) != ""
	}
	if slices.ContainsFunc(c.districts, func(d District) bool { return d.Side() == cap.CA && d.Whole() }) {
		province := District(c.atlas.places.Province(c.atlas.ground, xy))
		return province != "" && slices.ContainsFunc(c.districts, func(d District) bool { return d.Covers(province) })
	}
	return false
}

// shares tells whether a shape has ground in common with it.
func (c coded) shares(s *Shape) bool { return c.atlas.ground.Shares(s.regions, c.is) }

// beside is how far (km) from the ground of its codes a drawing may lie and still be right: across a border that codes
// stop at, off a coast that the map draws coarsely.
const beside = 10.0

// nearTo tells whether a shape lies no farther from it than may still be right.
func (c coded) nearTo(s *Shape) bool {
	km := beside
	if slices.ContainsFunc(c.districts, func(d District) bool { return d.Side() == cap.CA }) {
		km = places.Coastal
	}
	return c.atlas.ground.Near(s.regions, s.box, km, c.is)
}

// codedKM2 is the ground (km²) of what the codes of an area name: at most, where the map has no outline; 0 where it
// does not know.
func codedKM2(a *Atlas, area cap.Area) (km2 float64) {
	if a == nil {
		return 0
	}
	of := func(d District) (km2 float64) {
		for _, n := range a.ground.Parts(string(d)) {
			km2 += a.ground.Region(n).Area
		}
		return km2
	}
	for _, d := range a.codes(area) {
		switch ground := of(d); {
		case ground > 0:
			km2 += ground
		case d.Side() == cap.CA && d.Region() != "sea":
			km2 += of(District("ca/" + d.Region() + "/" + whole)) // a division is no larger than its province
		default:
			return 0
		}
	}
	return km2
}
