package geo

import (
	"cmp"
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Overlap is how much of a district a shape covers.
type Overlap struct {
	District District `json:"district"`
	Name     string   `json:"name"`
	KM2      float64  `json:"km2"`
	Fraction float64  `json:"fraction"` // of the district; 0 where its size is not known
	// Past is how far the shape reaches beyond the border within the district, in kilometres: the distance to the
	// border of the farthest corner of the ground they share. From 10 km on it may be more than is said. For a shape
	// more than PastKM from the border it is that distance, which is less.
	Past        float64 `json:"past_km"`
	Approximate string  `json:"approximate,omitempty"` // why the figures are no more than a guess
}

// Ground is the part of a shape that lies in one country or its territorial waters.
type Ground struct {
	Side cap.Side `json:"side"`
	KM2  float64  `json:"km2"`
}

// Touch is all that a shape touches, the most covered first.
type Touch struct {
	KM2       float64   `json:"km2"`
	Border    float64   `json:"border_km"` // 0 where the shape crosses the border
	Nearest   cap.Point `json:"nearest"`   // the border's point nearest to the shape
	Grounds   []Ground  `json:"sides"`
	Elsewhere float64   `json:"elsewhere_km2"` // on the high seas, or in other countries
	Counties  []Overlap `json:"counties"`      // of the United States
	Provinces []Overlap `json:"provinces"`
	Places    []Place   `json:"places"`
	Zones     []Zone    `json:"zones"` // forecast zones of the counties touched: none is missing, some may be too many
	Ports     []Port    `json:"ports"`
	// Approximate says, a sentence each, what of this is not exact.
	Approximate []string     `json:"approximate"`
	near        *plane.Lines // the border near the shape, where it matters how far past it is
	divisions   []Overlap    // of Canada, where their outlines were imported
}

// Touch tells what a shape touches. Canada's census divisions are for Divisions to tell, which estimates them where
// no outlines of them were imported.
func (a *Atlas) Touch(s *Shape) Touch {
	t := Touch{KM2: s.KM2, Border: math.Inf(1), Approximate: slices.Clone(s.Approximate)}
	if s.Empty() {
		return t
	}
	t.Border, t.Nearest = a.Border(s)
	if t.near = a.border; t.Border <= PastKM {
		t.near = a.border.Around(s.loops...)
	}
	t.Elsewhere = s.KM2
	for _, hit := range a.hits(s) {
		l := &a.lands[hit.land]
		o := Overlap{District: l.district, KM2: min(hit.km2, l.km2)}
		o.Fraction = o.KM2 / l.km2
		if l.district.Region() == whole {
			t.Grounds = append(t.Grounds, Ground{l.district.Side(), o.KM2})
			t.Elsewhere = max(0, t.Elsewhere-o.KM2)
			continue
		}
		o.Past = a.past(s, l, t, o)
		switch {
		case l.district.Side() == cap.US:
			t.Counties = append(t.Counties, o)
		case l.district.Whole():
			t.Provinces = append(t.Provinces, o)
		default:
			t.divisions = append(t.divisions, o)
		}
	}
	if t.Elsewhere < 1e-3*s.KM2 { // the countries' outer limits are drawn to 300 m
		t.Elsewhere = 0
	}
	a.coast(s, &t)
	a.name(t.Counties)
	a.name(t.Provinces)
	a.name(t.divisions)
	t.Places, t.Ports = a.placesIn(s), a.portsIn(s)
	t.Zones = a.zonesIn(t.Counties)
	return t
}

func sortOverlaps(os []Overlap) {
	slices.SortFunc(os, func(x, y Overlap) int {
		return cmp.Or(cmp.Compare(y.KM2, x.KM2), cmp.Compare(x.District, y.District))
	})
}

func (a *Atlas) name(os []Overlap) {
	for n := range os {
		os[n].Name = a.Name(os[n].District)
	}
}

type hit struct {
	land int32
	km2  float64
}

// hits are the lands that share ground with the shape, most first. The two countries' outlines are by far the longest,
// so they are asked only where counties and provinces leave ground over: at sea, on islands, abroad.
func (a *Atlas) hits(s *Shape) []hit {
	out := a.overlaps(s, nil, false)
	var sides [2]float64
	for _, h := range out {
		switch l := &a.lands[h.land]; {
		case l.district.Side() == cap.US:
			sides[0] += h.km2
		case l.district.Whole():
			sides[1] += h.km2
		}
	}
	if left := s.KM2 - sides[0] - sides[1]; left > 1e-5*s.KM2 {
		out = a.overlaps(s, out, true)
	} else {
		for n, d := range [...]District{"us/_/_", "ca/_/_"} {
			if sides[n] > 0 {
				out = append(out, hit{int32(a.byDistrict[d]), sides[n]})
			}
		}
	}
	slices.SortFunc(out, func(x, y hit) int { return cmp.Or(cmp.Compare(y.km2, x.km2), cmp.Compare(x.land, y.land)) })
	return out
}

// overlaps adds the countries that share ground with the shape, or all other lands that do.
func (a *Atlas) overlaps(s *Shape, out []hit, countries bool) []hit {
	c, ok := a.clips.Get().(*plane.Clip)
	if !ok {
		c = &plane.Clip{}
	}
	defer a.clips.Put(c)
	var room [64]int32
	for r := range s.regions {
		for _, n := range a.tree.Find(s.regions[r].Box, room[:0]) {
			l := a.parts[n].land
			if (a.lands[l].district.Region() == whole) != countries {
				continue
			}
			km2 := c.Overlap(&s.regions[r], &a.parts[n].region)
			if km2 <= min(plane.Speck, s.regions[r].Area/1000) {
				continue
			}
			if i := slices.IndexFunc(out, func(h hit) bool { return h.land == l }); i >= 0 {
				out[i].km2 += km2
			} else {
				out = append(out, hit{l, km2})
			}
		}
	}
	return out
}

// Border is how far a shape lies from the border (km), 0 where it crosses it, and the border's point nearest to it.
func (a *Atlas) Border(s *Shape) (float64, cap.Point) {
	best, at := math.Inf(1), plane.LonLat{}
	starts := a.border.Starts()
	for n, loop := range s.loops {
		if p, km := a.border.NearRing(loop, best); km < best {
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

// enoughPast is where the search for a farther corner may stop (km).
const enoughPast = 10.0

// past is how far the shape reaches beyond the border within a land. What lies far from the border lies at least that
// far beyond it.
func (a *Atlas) past(s *Shape, l *land, t Touch, o Overlap) float64 {
	if t.Border > PastKM {
		return t.Border
	}
	best, doubt := 0.0, PastKM
	if o.KM2 <= GroundKM && o.Fraction <= Share && o.KM2 <= partOfShape*s.KM2 {
		doubt = NearKM // farther it may reach as it likes: it is a sliver, or drawn to the house
	}
	for r := range s.regions {
		for _, n := range l.parts {
			best = t.near.Farther(&s.regions[r], &a.parts[n].region, best, doubt, enoughPast)
		}
	}
	return best
}

func (a *Atlas) placesIn(s *Shape) []Place {
	var found []int32
	for r := range s.regions {
		for _, n := range a.placeTree.Find(s.regions[r].Box, nil) {
			if a.places[n].Name != "" && s.regions[r].Contains(a.places[n].xy) {
				found = append(found, n)
			}
		}
	}
	slices.Sort(found)
	var out []Place
	for _, n := range slices.Compact(found) {
		out = append(out, a.places[n])
	}
	return out
}

// atPort is how near (km) to a crossing counts as touching it: it lies on the line where outlines end.
const atPort = 1.0

func (a *Atlas) portsIn(s *Shape) []Port {
	var out []Port
	for _, p := range a.ports {
		xy := plane.Project(plane.LonLat{Lon: p.At.Lon, Lat: p.At.Lat})
		if slices.ContainsFunc(s.regions, func(g plane.Region) bool { return g.Near(xy, atPort) }) {
			out = append(out, p)
		}
	}
	return out
}

func (a *Atlas) zonesIn(counties []Overlap) []Zone {
	var found []int
	for _, c := range counties {
		found = append(found, a.zonesOf[c.District]...)
	}
	slices.Sort(found)
	var out []Zone
	for _, n := range slices.Compact(found) {
		out = append(out, a.zones[n])
	}
	return out
}
