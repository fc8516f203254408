package geo

import (
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Zone is a forecast zone of the National Weather Service. The pack has its middle and, found by the towns nearest
// to that, its counties; not its outline.
type Zone struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	At       cap.Point  `json:"at"`
	Counties []District `json:"counties"`
}

// forecastZones are those zones of the data pack.
type forecastZones struct {
	all     []Zone
	of      map[string]int // by code
	in      map[District][]int
	reached sync.Map // code → []District, by imported outlines, as far as anybody asked
}

func readZones() (*forecastZones, error) {
	read, err := pack.Zones()
	if err != nil {
		return nil, err
	}
	z := &forecastZones{of: map[string]int{}, in: map[District][]int{}}
	for n, from := range read {
		out := Zone{Code: from.Code, Name: from.Name, At: pointOf(from.At)}
		for _, c := range from.Counties {
			d := District(lists.SAME("0" + c))
			out.Counties = append(out.Counties, d)
			z.in[d] = append(z.in[d], n)
		}
		z.of[from.Code] = n
		z.all = append(z.all, out)
	}
	return z, nil
}

// find is the zone of a code.
func (z *forecastZones) find(code string) (Zone, bool) {
	n, known := z.of[code]
	if !known {
		return Zone{}, false
	}
	return z.all[n], true
}

// counties are those of a forecast zone: by its outline, where that was imported, those it reaches by more than a
// sliver; else by the towns nearest to its middle. None, where nobody knows the zone.
func (z *forecastZones) counties(a *Atlas, code string) []District {
	imported, ok := a.outlines["ugc:"+code]
	if !ok {
		known, _ := z.find(code)
		return known.Counties
	}
	if found, ok := z.reached.Load(code); ok {
		return found.([]District)
	}
	s := &Shape{box: plane.Nothing()}
	s.addAll(imported.regions)
	var out []District
	for _, o := range a.ground.Overlaps(s.regions, s.KM2) {
		if o.Land.Kind == ground.County && (o.KM2 > Share*o.Land.KM2 || o.KM2 > partOfShape*s.KM2) {
			out = append(out, District(o.Land.ID))
		}
	}
	z.reached.Store(code, out)
	return out
}

// countiesOf are the counties of the zones of an area that stand for a whole state, none when no zone of it is known.
func (z *forecastZones) countiesOf(a *Atlas, area cap.Area, state District) []District {
	var out []District
	if !state.Whole() {
		return nil
	}
	for _, g := range area.Geocodes {
		if OfGeocode(g) != state {
			continue
		}
		counties := z.counties(a, zoneCode(g))
		if len(counties) == 0 {
			return nil // the state itself, or a zone that nobody knows
		}
		out = append(out, counties...)
	}
	return out
}

// within are the zones that some counties are of, by their number.
func (z *forecastZones) within(counties []Overlap) []Zone {
	var found []int
	for _, c := range counties {
		found = append(found, z.in[c.District]...)
	}
	slices.Sort(found)
	var out []Zone
	for _, n := range slices.Compact(found) {
		out = append(out, z.all[n])
	}
	return out
}
