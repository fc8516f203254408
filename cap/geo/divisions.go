package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"bordercast/cap/geo/plane"
)

// Division is what a shape covers of a Canadian census division: exact where its outline was imported, else an estimate
// whose Fraction is 0, for how large the division is the map does not know.
type Division struct {
	Overlap
	Inside int `json:"places_inside"` // of its places the shape holds this many
	Known  int `json:"places_known"`  // of this many
}

// Divisions tells which census divisions a shape covers, in the provinces that Touch found. Where outlines of divisions
// were imported, by them. Else it estimates: the built-in map has no outlines, only places that say their own: sample points of the shape are given to the division of
// the nearest such place, which is right for about eight points in ten, and every Division says so. Where a province's
// places say nothing, as in Quebec and Manitoba, the whole province stands for its divisions.
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
		out = append(out, Division{o, inside, a.known[o.District]})
	}
	return out
}

const estimated = "estimated from the nearest known places, which is right for about eight points in ten: the built-in map has no outlines of census divisions"

// guess collects what the points of one division say.
type guess struct {
	km2    float64
	places int
	past   float64
}

// estimate shares a province's overlap out among its divisions. A division that only a place speaks for is given
// half of what a sample point stands for on average.
func (a *Atlas) estimate(s *Shape, t Touch, province Overlap) []Division {
	found := map[District]*guess{}
	say := func(d District, km2 float64, xy plane.XY) *guess {
		if found[d] == nil {
			found[d] = &guess{}
		}
		found[d].km2 += km2
		found[d].past = t.farther(xy, found[d].past)
		return found[d]
	}
	total, points := 0.0, 0.0
	samples(s, a.boxOf(province.District).Grown(coastal), fine, func(xy plane.XY, km2 float64) {
		if a.province(xy) != province.District {
			return
		}
		if d := a.nearestDivision(xy, province.District); d != "" {
			say(d, km2, xy)
			total, points = total+km2, points+1
		}
	})
	for _, p := range t.Places {
		if province.District.Covers(p.District) && !p.District.Whole() {
			say(p.District, 0, p.xy).places++
		}
	}
	var out []Division
	for d, g := range found {
		o := Overlap{District: d, Name: a.Name(d), Past: g.past, Approximate: estimated}
		switch {
		case total == 0:
			o.KM2 = province.KM2 / float64(len(found))
		case g.km2 == 0:
			o.KM2 = min(total/points/2, province.KM2)
		default:
			o.KM2 = province.KM2 * g.km2 / total
		}
		out = append(out, Division{o, g.places, a.known[d]})
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
	fine   = 10
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
			if !q.coded || q.province != province {
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
