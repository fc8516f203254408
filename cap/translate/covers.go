package translate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// covers tells whether an area is drawn for the hazard and touches a district.
func (w *work) covers(a cap.Area, d geo.District) bool {
	if !slices.ContainsFunc(w.close.areas, func(h cap.Area) bool { return sameGround(a, h) }) {
		return false
	}
	return !w.close.apart || slices.Contains(w.touched(a), d)
}

// touched are the districts of the destination's side that one area of several draws in.
func (w *work) touched(a cap.Area) []geo.District {
	key := strings.Join(slices.Concat(a.Polygons, a.Circles), "\n")
	if known, ok := w.inArea[key]; ok {
		return known
	}
	atlas, shape := w.req.Ground.atlas, geo.ShapeOf([]cap.Area{a})
	touch := atlas.Touch(shape)
	out := []geo.District{}
	for _, o := range touch.Counties {
		out = append(out, o.District)
	}
	for _, d := range atlas.Divisions(shape, touch) {
		out = append(out, d.District)
	}
	for _, province := range touch.Provinces { // what is estimated may be in any area that reaches its province
		for _, d := range w.acting {
			if w.verdicts[d].guess && province.District.Covers(d) {
				out = append(out, d)
			}
		}
	}
	if w.inArea == nil {
		w.inArea = map[string][]geo.District{}
	}
	w.inArea[key] = out
	return out
}

// composed are the codes of districts where people are to act though the sender did not name them.
func (w *work) composed(n int, a cap.Area, have []cap.Pair) []cap.Pair {
	var out []cap.Pair
	for _, d := range w.acting {
		v := w.verdicts[d]
		if v.code.Name == "" || slices.ContainsFunc(have, func(g cap.Pair) bool { return (geo.IsSAME(g) || geo.IsLocation(g)) && geo.OfGeocode(g) == d }) || !w.covers(a, d) {
			continue
		}
		out = append(out, v.code)
		why := "actionable, though its sender does not name " + string(d) + ": " + v.why
		if slices.Contains(w.named(d), d) { // in another area, which draws nothing there
			why = "actionable, and its sender names it: " + v.why
		}
		w.report.add(Added, path(n, "area/geocode"), "", v.code.Name+"="+v.code.Value, "reach", why)
	}
	return out
}

// tell reports what the map said of the part as a whole, and of districts that no code stands for.
func (w *work) tell() {
	if w.close == nil {
		return
	}
	if len(w.close.touch.Grounds) > 0 { // nothing drawn lies nowhere
		w.report.add(Carried, "/alert/info/area", "", "", "reach", groundText(w.close.touch))
	}
	for _, why := range w.close.touch.Approximate {
		w.report.add(Carried, "/alert/info/area", "", "", "reach", "approximate: "+why)
	}
	for _, d := range slices.Sorted(maps.Keys(w.verdicts)) {
		if v := w.verdicts[d]; !v.acts {
			w.report.add(Dropped, "/alert/info/area/geocode", "", "", "reach", string(d)+" is for awareness: "+v.why)
		}
	}
}

// groundText says how an area lies across the border.
func groundText(t geo.Touch) string {
	km2 := map[cap.Side]float64{}
	for _, g := range t.Grounds {
		km2[g.Side] = g.KM2
	}
	where := "across the border, or at it"
	if t.Border > 0 {
		where = fmt.Sprintf("%.1f km from the border", t.Border)
	}
	return fmt.Sprintf("what is drawn lies %s: %.1f km² of it in Canada, %.1f km² in the United States", where, km2[cap.CA], km2[cap.US])
}
