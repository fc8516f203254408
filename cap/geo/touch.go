package geo

import (
	"cmp"
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
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
	if t.near = a.border.lines; t.Border <= PastKM {
		t.near = a.border.lines.Around(s.loops...)
	}
	t.Elsewhere = s.KM2
	for _, found := range a.ground.Overlaps(s.regions, s.KM2) {
		l := found.Land
		o := Overlap{District: District(l.ID), Name: l.Title, KM2: min(found.KM2, l.KM2)}
		o.Fraction = o.KM2 / l.KM2
		if l.Kind == ground.Country {
			t.Grounds = append(t.Grounds, Ground{o.District.Side(), o.KM2})
			t.Elsewhere = max(0, t.Elsewhere-o.KM2)
			continue
		}
		o.Past = t.past(a, s, l, o)
		switch l.Kind {
		case ground.County:
			t.Counties = append(t.Counties, o)
		case ground.Province:
			t.Provinces = append(t.Provinces, o)
		default:
			t.divisions = append(t.divisions, o)
		}
	}
	if t.Elsewhere < 1e-3*s.KM2 { // the countries' outer limits are drawn to 300 m
		t.Elsewhere = 0
	}
	t.coast(a, s)
	if held := a.places.In(s.regions); len(held) > 0 {
		t.Places = make([]Place, len(held))
		for n, p := range held {
			t.Places[n] = placeOf(&a.places.All[p])
		}
	}
	t.Ports = portsIn(a.ports, s)
	t.Zones = a.zones.within(t.Counties)
	return t
}

func sortOverlaps(os []Overlap) {
	slices.SortFunc(os, func(x, y Overlap) int {
		return cmp.Or(cmp.Compare(y.KM2, x.KM2), cmp.Compare(x.District, y.District))
	})
}

// enoughPast is where the search for a farther corner may stop (km).
const enoughPast = 10.0

// past is how far the shape reaches beyond the border within a land. What lies far from the border lies at least that
// far beyond it.
func (t *Touch) past(a *Atlas, s *Shape, l *ground.Land, o Overlap) float64 {
	if t.Border > PastKM {
		return t.Border
	}
	doubt := PastKM
	if o.KM2 <= GroundKM && o.Fraction <= Share && o.KM2 <= partOfShape*s.KM2 {
		doubt = NearKM // farther it may reach as it likes: it is a sliver, or drawn to the house
	}
	return a.ground.Past(l, s.regions, t.near, doubt, enoughPast)
}

// atPort is how near (km) to a crossing counts as touching it: it lies on the line where outlines end.
const atPort = 1.0

func portsIn(ports []Port, s *Shape) []Port {
	var out []Port
	for _, p := range ports {
		xy := plane.Project(plane.LonLat{Lon: p.At.Lon, Lat: p.At.Lat})
		if slices.ContainsFunc(s.regions, func(g plane.Region) bool { return g.Near(xy, atPort) }) {
			out = append(out, p)
		}
	}
	return out
}

// coarse is how many sample points lie along each side of a polygon's box: enough to know one coast from another.
const coarse = 6

// coast gives Canadian ground and water that lies in no province drawn to the province of the nearest place. It is an
// estimate by sample points, and says so.
func (t *Touch) coast(a *Atlas, s *Shape) {
	rest := -sum(t.Provinces)
	for _, g := range t.Grounds {
		if g.Side == cap.CA {
			rest += g.KM2
		}
	}
	if rest <= max(plane.Speck, .002*s.KM2) {
		return
	}
	type guess struct{ km2, past float64 }
	found, total := map[District]*guess{}, 0.0
	plane.Samples(s.regions, a.ground.Box("ca/_/_"), coarse, func(xy plane.XY, km2 float64) {
		if a.ground.At(xy, ground.Province) != nil {
			return
		}
		if d := District(a.places.Province(a.ground, xy)); d != "" {
			if found[d] == nil {
				found[d] = &guess{}
			}
			found[d].km2 += km2
			found[d].past = t.farther(xy, found[d].past)
			total += km2
		}
	})
	for d, g := range found {
		i := slices.IndexFunc(t.Provinces, func(o Overlap) bool { return o.District == d })
		if i < 0 {
			i = len(t.Provinces)
			t.Provinces = append(t.Provinces, Overlap{District: d, Name: a.Name(d)})
		}
		o := &t.Provinces[i]
		o.KM2 += min(g.km2, rest*g.km2/total)
		o.Fraction = min(1, o.KM2/a.ground.Land(string(d)).KM2)
		o.Past = max(o.Past, g.past)
		o.Approximate = "with coastal waters and small islands, which the map gives to the province of the nearest place"
	}
	sortOverlaps(t.Provinces)
}

func sum(os []Overlap) float64 {
	total := 0.0
	for _, o := range os {
		total += o.KM2
	}
	return total
}
