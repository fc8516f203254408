package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"bordercast/cap/geo/lists"
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
			out = append(out, a.exact(t, province)...)
			continue
		}
		if !a.coded["ca/"+province.District.Region()] {
			province.Approximate = fmt.Sprintf("the built-in map does not know the census divisions of %s; the whole province stands for them", province.Name)
			out = append(out, Division{Overlap: province})
			continue
		}
		out = append(out, a.estimate(s, t, province)...)
	}
	slices.SortFunc(out, func(x, y Division) int {
		return cmp.Or(cmp.Compare(y.KM2, x.KM2), cmp.Compare(x.District, y.District))
	})
	return out
}

// exact are the divisions of a province by their outlines.
func (a *Atlas) exact(t Touch, province Overlap) []Division {
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
		out = append(out, Division{o, inside, a.known[o.District], true})
	}
	return out
}

const estimated = "estimated from the nearest known places: the built-in map has no outlines of census divisions"

// estimate shares a province's overlap out among the divisions that could hold it.
func (a *Atlas) estimate(s *Shape, t Touch, province Overlap) []Division {
	if only := lists.Of("ca", province.District.Region()); len(only) == 1 { // all of the Yukon
		province.District = District("ca/" + province.District.Region() + "/" + only[0])
		province.Name = a.Name(province.District)
		inside := 0
		for _, p := range t.Places {
			inside += b2i(p.province.Covers(province.District))
		}
		return []Division{{province, inside, a.known[province.District], true}}
	}
	e := estimate{atlas: a, province: province.District, touch: &t, coast: province.Approximate != ""}
	e.look(s)
	var out []Division
	for n := range e.found {
		g := &e.found[n]
		o := Overlap{District: g.division, Name: a.Name(g.division), Past: g.past, Approximate: estimated}
		if e.km2 > 0 {
			o.KM2 = province.KM2 * g.km2 / e.km2
		} else {
			o.KM2 = province.KM2 / float64(len(e.found))
		}
		if o.KM2 == 0 && g.inside > 0 {
			o.KM2 = min(e.km2/max(1, e.points)/2, province.KM2) // half of what a sample point stands for on average
		}
		if len(e.found) == 1 {
			o.Past = max(o.Past, province.Past)
		}
		out = append(out, Division{o, g.named, a.known[g.division], g.inside > 0 || g.sure >= surePoints})
	}
	return out
}

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

// How many sample points lie along each side of a polygon's box: enough to find divisions, and to tell one coast from
// another.
const (
	fine   = 7
	coarse = 6
)

// samples calls do with points of the shape, evenly over the boxes of its polygons as far as they lie in a land's box,
// and with the ground (km²) that each stands for.
func samples(s *Shape, land plane.Box, raster int, do func(p plane.XY, km2 float64)) {
	for r := range s.regions {
		box := s.regions[r].Box
		box = plane.Box{MinX: max(box.MinX, land.MinX), MinY: max(box.MinY, land.MinY), MaxX: min(box.MaxX, land.MaxX), MaxY: min(box.MaxY, land.MaxY)}
		n := float64(raster)
		each := (box.MaxX - box.MinX) * (box.MaxY - box.MinY) / (n * n)
		for i := range raster * raster {
			x, y := (float64(i%raster)+.5)/n, (float64(i/raster)+.5)/n
			p := plane.XY{X: box.MinX + x*(box.MaxX-box.MinX), Y: box.MinY + y*(box.MaxY-box.MinY)}
			if s.regions[r].Contains(p) {
				do(p, each)
			}
		}
	}
}

func (a *Atlas) holds(land int, p plane.XY) bool {
	return slices.ContainsFunc(a.lands[land].parts, func(n int32) bool { return a.parts[n].region.Contains(p) })
}

// nearestDivision is the division of the nearest place that says its own, within the province.
func (a *Atlas) nearestDivision(p plane.XY, province District) District {
	var room [256]int32
	for reach := 25.0; reach <= 800; reach *= 2 {
		best, at := math.Inf(1), District("")
		for _, n := range a.placeTree.Find(plane.Box{MinX: p.X, MinY: p.Y, MaxX: p.X, MaxY: p.Y}.Grown(reach), room[:0]) {
			q := &a.places[n]
			if !q.coded || q.water || q.province != province {
				continue
			}
			if d := apart(p, q.xy); d < best {
				best, at = d, q.District
			}
		}
		if best <= reach*reach { // what lies in a corner of the box may not be the nearest
			return at
		}
	}
	return ""
}

// apart is the square of a distance on the map, whose kilometres are long from west to east and short from south to
// north the farther north one is.
func apart(p, q plane.XY) float64 {
	c := math.Sqrt(max(.01, 1-(p.Y/plane.Earth)*(p.Y/plane.Earth)))
	dx, dy := (p.X-q.X)*c, (p.Y-q.Y)/c
	return dx*dx + dy*dy
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
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
