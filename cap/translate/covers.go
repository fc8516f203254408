package translate

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/report"
)

// covers tells whether an area is drawn for the hazard and touches a district.
func (w *work) covers(a cap.Area, d geo.District) bool {
	k := w.known(a)
	return k.drew && (!w.close.apart || k.touches()[d])
}

// area is one area of the source, by where it lies in memory: an alert may have a thousand, with ten thousand codes.
type area struct {
	polygon, circle             *string
	geocode                     *cap.Pair
	polygons, circles, geocodes int
}

// knownArea is what was found out about an area.
type knownArea struct {
	drew    bool                         // it is one of those drawn for the hazard
	touches func() map[geo.District]bool // the districts of the destination's side that it draws in
}

// known finds out about an area, once.
func (w *work) known(a cap.Area) knownArea {
	key := area{polygons: len(a.Polygons), circles: len(a.Circles), geocodes: len(a.Geocodes)}
	if len(a.Polygons) > 0 {
		key.polygon = &a.Polygons[0]
	}
	if len(a.Circles) > 0 {
		key.circle = &a.Circles[0]
	}
	if len(a.Geocodes) > 0 {
		key.geocode = &a.Geocodes[0]
	}
	k, ok := w.inArea[key]
	if !ok {
		k = knownArea{w.close.drew(a), sync.OnceValue(func() map[geo.District]bool { return w.touched(a) })}
		if w.inArea == nil {
			w.inArea = map[area]knownArea{}
		}
		w.inArea[key] = k
	}
	return k
}

// touched are the districts of the destination's side that one area of several draws in.
func (w *work) touched(a cap.Area) map[geo.District]bool {
	atlas, shape := w.req.Ground.atlas, geo.ShapeOf(geo.Believed([]cap.Area{a}, w.req.Ground.doubts, false))
	touch := atlas.Touch(shape)
	out := map[geo.District]bool{}
	for _, o := range touch.Counties {
		out[o.District] = true
	}
	for _, d := range atlas.Divisions(shape, touch) {
		out[d.District] = true
	}
	for _, province := range touch.Provinces { // what is estimated may be in any area that reaches its province
		for _, d := range w.acting {
			if w.verdicts[d].guess && province.District.Covers(d) {
				out[d] = true
			}
		}
	}
	return out
}

// composed are the codes of districts where people are to act though the sender did not name them.
func (w *work) composed(n int, a cap.Area, have []cap.Pair) []cap.Pair {
	var out []cap.Pair
	if len(w.acting) == 0 || !w.known(a).drew {
		return nil
	}
	coded := map[geo.District]bool{}
	for _, g := range have {
		if geo.IsSAME(g) || geo.IsLocation(g) {
			coded[geo.OfGeocode(g)] = true
		}
	}
	for _, d := range w.acting {
		v := w.verdicts[d]
		if v.code.Name == "" || coded[d] || !w.covers(a, d) {
			continue
		}
		out = append(out, v.code)
		why := "actionable, though its sender does not name " + string(d) + ": " + v.why
		if slices.Contains(w.named(d), d) { // in another area, which draws nothing there
			why = "actionable, and its sender names it: " + v.why
		}
		w.account.Add(report.Added, report.Path(n, "area/geocode"), "", v.code.Name+"="+v.code.Value, "reach", why)
	}
	return out
}

// tell reports what the map said of the part as a whole, and of districts that no code stands for.
func (w *work) tell() {
	if w.close == nil {
		return
	}
	if len(w.close.touch.Grounds) > 0 { // nothing drawn lies nowhere
		rule := "reach"
		if len(w.close.touch.Grounds) == 1 && w.close.touch.Border > 0 {
			rule = "distance" // all on one side: the first screen of the note says how far away
		}
		w.account.Add(report.Carried, "/alert/info/area", "", "", rule, groundText(w.close.touch))
	}
	for _, why := range w.close.touch.Approximate {
		w.account.Add(report.Carried, "/alert/info/area", "", "", "reach", "approximate: "+why)
	}
	for _, d := range slices.Sorted(maps.Keys(w.verdicts)) {
		if v := w.verdicts[d]; !v.acts {
			w.account.Add(report.Dropped, "/alert/info/area/geocode", "", "", "reach", string(d)+" is for awareness: "+v.why)
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
