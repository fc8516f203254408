package geo

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// CountyAt is the US county a point lies in, "" where it lies in none: at sea, abroad.
func (a *Atlas) CountyAt(p cap.Point) District { return a.landAt(onMap(p), cap.US) }

// ProvinceAt is the Canadian province a point lies in, as "ca/nb/_", "" where it lies in none. Small islands and
// coastal waters, which the map does not draw, belong to the province of the nearest place.
func (a *Atlas) ProvinceAt(p cap.Point) District { return a.province(onMap(p)) }

// SideAt is the country whose ground or territorial waters a point lies in, "" for neither.
func (a *Atlas) SideAt(p cap.Point) cap.Side {
	xy := onMap(p)
	for _, d := range []District{"ca/_/_", "us/_/_"} {
		if a.holds(a.byDistrict[d], xy) {
			return d.Side()
		}
	}
	return ""
}

// FromBorder is how far a point lies from the border (km).
func (a *Atlas) FromBorder(p cap.Point) float64 {
	_, km := a.border.Near(plane.Back(onMap(p)))
	return km
}

func (a *Atlas) landAt(xy plane.XY, side cap.Side) District {
	var room [16]int32
	for _, n := range a.tree.Find(plane.Box{MinX: xy.X, MinY: xy.Y, MaxX: xy.X, MaxY: xy.Y}, room[:0]) {
		d := a.lands[a.parts[n].land].district
		if d.Side() == side && d.Region() != whole && (side == cap.US || d.Whole()) && a.parts[n].region.Contains(xy) {
			return d
		}
	}
	return ""
}

func onMap(p cap.Point) plane.XY {
	if p.Lon > plane.East {
		p.Lon -= 360
	}
	return plane.Project(plane.LonLat{Lon: p.Lon, Lat: p.Lat})
}

// coastal is how far (km) from a place Canadian ground or water still belongs to that place's province, where the map
// draws no province. Campobello and Deer Island are such ground.
const coastal = 25.0

// province is the province drawn at a point, or the one whose coast is near.
func (a *Atlas) province(xy plane.XY) District {
	if d := a.landAt(xy, cap.CA); d != "" {
		return d
	}
	if !a.holds(a.byDistrict["ca/_/_"], xy) {
		return ""
	}
	best, at := coastal*coastal, District("")
	var room [256]int32
	for _, n := range a.placeTree.Find(plane.Box{MinX: xy.X, MinY: xy.Y, MaxX: xy.X, MaxY: xy.Y}.Grown(3*coastal), room[:0]) {
		p := &a.places[n]
		if d := apart(xy, p.xy); d < best && p.province != "" {
			best, at = d, p.province
		}
	}
	return at
}

func (a *Atlas) boxOf(d District) plane.Box {
	box := plane.Nothing()
	for _, n := range a.lands[a.byDistrict[d]].parts {
		box = box.Union(a.parts[n].region.Box)
	}
	return box
}

// coast gives Canadian ground and water that lies in no province drawn to the province of the nearest place. It is an
// estimate by sample points, and says so.
func (a *Atlas) coast(s *Shape, t *Touch) {
	rest := -sum(t.Provinces)
	for _, g := range t.Grounds {
		if g.Side == cap.CA {
			rest += g.KM2
		}
	}
	if rest <= max(plane.Speck, .002*s.KM2) {
		return
	}
	found, total := map[District]*guess{}, 0.0
	samples(s, a.boxOf("ca/_/_"), coarse, func(xy plane.XY, km2 float64) {
		if a.landAt(xy, cap.CA) != "" {
			return
		}
		if d := a.province(xy); d != "" {
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
			t.Provinces = append(t.Provinces, Overlap{District: d})
		}
		o := &t.Provinces[i]
		o.KM2 += min(g.km2, rest*g.km2/total)
		o.Fraction = min(1, o.KM2/a.lands[a.byDistrict[d]].km2)
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
