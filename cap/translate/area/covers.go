package area

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/report"
)

// covers says whether an area is drawn for the hazard and touches a district.
func (j *Judgement) covers(a cap.Area, d geo.District) bool {
	k := j.known(a)
	return k.drew && (!j.close.apart || k.touches()[d])
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
func (j *Judgement) known(a cap.Area) knownArea {
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
	k, ok := j.inArea[key]
	if !ok {
		k = knownArea{j.close.drew(a), sync.OnceValue(func() map[geo.District]bool { return j.touched(a) })}
		if j.inArea == nil {
			j.inArea = map[area]knownArea{}
		}
		j.inArea[key] = k
	}
	return k
}

// touched are the districts of the destination's side that one area of several draws in.
func (j *Judgement) touched(a cap.Area) map[geo.District]bool {
	atlas, shape := j.part.Ground.atlas, geo.ShapeOf(geo.Believed([]cap.Area{a}, j.part.Ground.doubts, false))
	touch := atlas.Touch(shape)
	out := map[geo.District]bool{}
	for _, o := range touch.Counties {
		out[o.District] = true
	}
	for _, d := range atlas.Divisions(shape, touch) {
		out[d.District] = true
	}
	for _, province := range touch.Provinces { // what is estimated may be in any area that reaches its province
		for _, d := range j.acting {
			if j.verdicts[d].guess && province.District.Covers(d) {
				out[d] = true
			}
		}
	}
	return out
}

// composed are the codes of districts where people are to act though the sender did not name them.
func (j *Judgement) composed(n int, a cap.Area, have []cap.Pair) []cap.Pair {
	var out []cap.Pair
	if len(j.acting) == 0 || !j.known(a).drew {
		return nil
	}
	coded := map[geo.District]bool{}
	for _, g := range have {
		if geo.IsSAME(g) || geo.IsLocation(g) {
			coded[geo.OfGeocode(g)] = true
		}
	}
	for _, d := range j.acting {
		v := j.verdicts[d]
		if v.code.Name == "" || coded[d] || !j.covers(a, d) {
			continue
		}
		out = append(out, v.code)
		why := "actionable, though its sender does not name " + string(d) + ": " + v.why
		if slices.Contains(j.part.named(d), d) { // in another area, which draws nothing there
			why = "actionable, and its sender names it: " + v.why
		}
		j.part.Account.Add(report.Added, report.Path(n, "area/geocode"), "", v.code.Name+"="+v.code.Value, "reach", why)
	}
	return out
}

// tell reports what the map said of the part as a whole, and of districts that no code stands for.
func (j *Judgement) tell() {
	if j.close == nil {
		return
	}
	if len(j.close.touch.Grounds) > 0 { // nothing drawn lies nowhere
		rule := "reach"
		if len(j.close.touch.Grounds) == 1 && j.close.touch.Border > 0 {
			rule = "distance" // all on one side: the first screen of the note says how far away
		}
		j.part.Account.Add(report.Carried, "/alert/info/area", "", "", rule, groundText(j.close.touch))
	}
	for _, why := range j.close.touch.Approximate {
		j.part.Account.Add(report.Carried, "/alert/info/area", "", "", "reach", "approximate: "+why)
	}
	for _, d := range slices.Sorted(maps.Keys(j.verdicts)) {
		if v := j.verdicts[d]; !v.acts {
			j.part.Account.Add(report.Dropped, "/alert/info/area/geocode", "", "", "reach",
				string(d)+" is for awareness: "+v.why)
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
	return fmt.Sprintf("what is drawn lies %s: %.1f km² of it in Canada, %.1f km² in the United States", where,
		km2[cap.CA], km2[cap.US])
}
