package geo

import (
	"cmp"
	"fmt"
	"slices"

	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/places"
	"bordercast/cap/geo/plane"
)

// Division is what a shape covers of a Canadian census division: exact where its outline was imported, else an estimate
// whose Fraction is 0, for how large the division is the map does not know.
type Division struct {
	Overlap
	Inside int  `json:"places_inside"` // of its places the shape holds this many
	Known  int  `json:"places_known"`  // of this many
	Sure   bool `json:"sure"`          // the shape has ground of it, so that its code may be written
}

// Divisions tells which census divisions a shape covers, in the provinces that Touch found. Where outlines of divisions
// were imported, by them. Else it estimates: the built-in map has no outlines, only places that say their own. Every
// division that could hold ground of the shape is named, by the nearest such places, and is Sure where one of them lies
// in the shape or all that are near some of it are of this division. Where a province's places say nothing, as in
// Nunavut, the whole province stands for its divisions.
func (a *Atlas) Divisions(s *Shape, t Touch) []Division {
	var out []Division
	for _, province := range t.Provinces {
		if a.divided[province.District] {
			out = append(out, t.exact(a, province)...)
			continue
		}
		if !a.places.Coded("ca/" + province.District.Region()) {
			province.Approximate = fmt.Sprintf("the built-in map does not know the census divisions of %s; the whole "+
				"province stands for them", province.Name)
			out = append(out, Division{Overlap: province})
			continue
		}
		out = append(out, t.estimate(a, s, province)...)
	}
	slices.SortFunc(out, func(x, y Division) int {
		return cmp.Or(cmp.Compare(y.KM2, x.KM2), cmp.Compare(x.District, y.District))
	})
	return out
}

// exact are the divisions of a province by their outlines.
func (t *Touch) exact(a *Atlas, province Overlap) []Division {
	var out []Division
	for _, o := range t.divisions {
		if !province.District.Covers(o.District) {
			continue
		}
		inside := 0
		for _, p := range t.Places {
			if p.District == o.District {
				inside++
			}
		}
		out = append(out, Division{o, inside, a.places.Known()[string(o.District)], true})
	}
	return out
}

const estimated = "estimated from the nearest known places: the built-in map has no outlines of census divisions"

// estimate shares a province's overlap out among the divisions that could hold it.
func (t *Touch) estimate(a *Atlas, s *Shape, province Overlap) []Division {
	known := a.places.Known()
	if only := lists.Of("ca", province.District.Region()); len(only) == 1 { // all of the Yukon
		province.District = District("ca/" + province.District.Region() + "/" + only[0])
		province.Name = a.Name(province.District)
		inside := 0
		for _, p := range t.Places {
			if sameRegion(p.District, province.District) {
				inside++
			}
		}
		return []Division{{province, inside, known[string(province.District)], true}}
	}
	e := places.Estimate{
		Places: a.places, Map: a.ground, Province: string(province.District), Coast: province.Approximate != "",
		Border: pastBorder{t},
	}
	e.Look(s.regions, s.box)
	var out []Division
	for n := range e.Found {
		g := &e.Found[n]
		at := District(g.Division)
		o := Overlap{District: at, Name: a.Name(at), Past: g.Past, Approximate: estimated}
		if e.KM2 > 0 {
			o.KM2 = province.KM2 * g.KM2 / e.KM2
		} else {
			o.KM2 = province.KM2 / float64(len(e.Found))
		}
		if o.KM2 == 0 && g.Inside > 0 {
			o.KM2 = min(e.KM2/max(1, e.Points)/2, province.KM2) // half of what a sample point stands for on average
		}
		if len(e.Found) == 1 {
			o.Past = max(o.Past, province.Past)
		}
		out = append(out, Division{o, g.Named, known[g.Division], g.Sure()})
	}
	return out
}

// pastBorder is the border as the estimate asks for it.
type pastBorder struct{ touch *Touch }

// Past is how far (km) a point lies past the border, or best where that is more.
func (b pastBorder) Past(p plane.XY, best float64) float64 { return b.touch.farther(p, best) }

// farther is how far a point lies from the border, if that is more than best; what is far anyway is as far as its
// shape.
func (t *Touch) farther(xy plane.XY, best float64) float64 {
	switch {
	case t.Border > PastKM || t.near == nil:
		return t.Border
	case best >= enoughPast:
		return best
	}
	return t.near.FartherPoint(plane.Back(xy), best)
}

// Estimated are the provinces at the border whose census divisions the map has no outlines of: until official ones are
// imported, which of them an alert is in is estimated.
func (a *Atlas) Estimated() (out []District) {
	for _, region := range []string{"nb", "qc", "on", "mb", "sk", "ab", "bc"} {
		if d := District("ca/" + region + "/_"); !a.divided[d] {
			out = append(out, d)
		}
	}
	return out
}
