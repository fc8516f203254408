package translate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// verdict is what the map says of one district of the destination's side: whether people there are to act.
type verdict struct {
	acts bool
	km2  float64
	code cap.Pair // that names it there; zero where none may be written that the sender did not write
	why  string
}

// maxSAME is how many SAME codes a device reads; it takes the first (ECIG 3.4.1.3; 47 CFR 11.31).
const maxSAME = 31

// judge holds what is drawn for the hazard against the thresholds of geo.Actionable, for each district of the
// destination's side that it touches or that the sender named.
func (w *work) judge() {
	w.verdicts = map[geo.District]verdict{}
	s := w.req.Ground.of(w.g.infos)
	if !s.reaches(w.req.To) {
		return
	}
	w.close = s.close()
	if w.req.To == cap.CA {
		w.judgeDivisions()
	} else {
		for _, o := range w.close.touch.Counties {
			acts, why := geo.Actionable(o)
			w.verdicts[o.District] = verdict{acts, o.KM2, sameCode(o.District), why}
		}
	}
	own := w.home() == w.req.To
	for d, v := range w.verdicts {
		if len(w.req.Area) > 0 && geo.Shared([]geo.District{d}, w.req.Area) == 0 {
			v.acts, v.why = false, "the destination may not post there; "+v.why
			w.verdicts[d] = v
		}
		if !w.approved([]geo.District{d}) {
			delete(w.verdicts, d)
		} else if own { // its sender knows what it names
			v.code = cap.Pair{}
			w.verdicts[d] = v
		}
	}
	w.order()
}

// order lists the districts where people are to act by their codes, so that an Update names them in the same order:
// devices compare the lists (ECIG 3.4.1.3). Of too many the most covered stay.
func (w *work) order() {
	w.acting = nil
	for d, v := range w.verdicts {
		if v.acts {
			w.acting = append(w.acting, d)
		}
	}
	if w.req.To == cap.US && len(w.acting) > maxSAME {
		slices.SortFunc(w.acting, func(a, b geo.District) int {
			return cmp.Or(cmp.Compare(w.verdicts[b].km2, w.verdicts[a].km2), cmp.Compare(a, b))
		})
		for _, d := range w.acting[maxSAME:] {
			v := w.verdicts[d]
			v.acts, v.why = false, fmt.Sprintf("no more than %d codes are read, and the drawing covers more of those that are written; here %s", maxSAME, v.why)
			w.verdicts[d] = v
		}
		w.acting = w.acting[:maxSAME]
	}
	slices.Sort(w.acting)
}

func sameCode(d geo.District) cap.Pair {
	if d.Whole() {
		return cap.Pair{}
	}
	return cap.Pair{Name: "SAME", Value: geo.Code(d).Value}
}

// home is the side the alert was written on: its profile says so, or the codes of its areas where all are of one side.
func (w *work) home() cap.Side {
	for _, c := range w.src.Codes {
		switch c = strings.ToLower(c); {
		case strings.HasPrefix(c, "profile:cap-cp"):
			return cap.CA
		case strings.HasPrefix(c, "ipaws"):
			return cap.US
		}
	}
	side := cap.Side("")
	for _, n := range w.g.infos {
		for _, d := range geo.OfInfo(&w.src.Infos[n]) {
			if side == "" {
				side = d.Side()
			}
			if d.Side() != side {
				return ""
			}
		}
	}
	return side
}

// judgeDivisions judges Canadian census divisions. Those the map has outlines of are judged by them. Of the others it
// knows the province's edge exactly and the division only by its places: one is written by itself only where a place
// of it lies in the drawing, so that its code is certain though its figures are not; else only where the sender did.
func (w *work) judgeDivisions() {
	atlas := w.req.Ground.atlas
	for _, province := range w.close.touch.Provinces {
		past, whyNot := geo.Actionable(province)
		one := w.close.touch
		one.Provinces = []geo.Overlap{province}
		named := w.named(province.District)
		for _, d := range atlas.Divisions(w.close.shape, one) {
			switch {
			case d.Approximate == "":
				acts, why := geo.Actionable(d.Overlap)
				w.verdicts[d.District] = verdict{acts, d.KM2, locationCode(d.District), why}
			case d.District.Whole():
				for _, n := range named { // the sender says which, and nobody can say better
					w.verdicts[n] = verdict{past, d.KM2, cap.Pair{}, whyNot + " (" + d.Name + "; approximate: " + d.Approximate + ")"}
				}
			default:
				w.verdicts[d.District] = estimated(province, d, slices.Contains(named, d.District))
			}
		}
		for _, n := range named {
			if _, known := w.verdicts[n]; !known {
				w.verdicts[n] = verdict{why: "by the nearest known places nothing of it is drawn; approximate: the map has no outline of it"}
			}
		}
	}
}

// estimated judges a division that is known by its places alone: how far past the border by the province's figure,
// which is exact, and how much of it by the estimate.
func estimated(province geo.Overlap, d geo.Division, named bool) verdict {
	o := d.Overlap
	o.Past = province.Past
	acts, why := geo.Actionable(o)
	v := verdict{acts: acts, km2: o.KM2, why: why + "; approximate: " + o.Approximate}
	switch {
	case d.Inside > 0:
		v.code = locationCode(o.District)
		v.why = fmt.Sprintf("%s; %d of its %d known places lie in the drawing, so the code is certain and the ground is approximate", why, d.Inside, d.Known)
	case !named:
		v.acts = false
		v.why = "none of its known places lies in the drawing, so its code is not certain and is not written: " + v.why
	}
	return v
}

func locationCode(d geo.District) cap.Pair {
	if d.Whole() {
		return cap.Pair{}
	}
	return cap.Pair{Name: locationName, Value: d.Local()}
}

// named are the districts of a region of the destination's side that the sender names in the part's areas.
func (w *work) named(region geo.District) []geo.District {
	var out []geo.District
	for _, n := range w.g.infos {
		for _, a := range w.req.Ground.sites[n].areas {
			for _, g := range a.Geocodes {
				if d := geo.OfGeocode(g); w.theirs(g) && region.Covers(d) && !d.Whole() && !slices.Contains(out, d) {
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// reached: people of the other side are to act where the hazard itself is drawn far enough over the border. Without a
// map nobody knows how far; then they are only where the sender both drew the hazard and named their district.
func (w *work) reached() Reach {
	if !w.mayCross("geocode") || !w.mayCross("polygon") && !w.mayCross("circle") {
		return Awareness // nobody can act on what they are not told
	}
	if w.req.Ground.atlas == nil {
		return w.reachedByCodes()
	}
	w.judge()
	w.tell()
	if len(w.acting) > 0 {
		return Actionable
	}
	return Awareness
}

func (w *work) reachedByCodes() Reach {
	for _, n := range w.g.infos {
		for _, a := range w.req.Ground.sites[n].areas {
			if drawn(a) && slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool { return w.theirs(g) && w.approved([]geo.District{geo.OfGeocode(g)}) }) {
				return Actionable
			}
		}
	}
	return Awareness
}

// tell reports what the map said of the part as a whole, and of districts that no code stands for.
func (w *work) tell() {
	if w.close == nil {
		return
	}
	w.report.add(Carried, "/alert/info/area", "", "", "reach", groundText(w.close.touch))
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

// acts tells whether a district's code may stand in an area so that machines act on it.
func (w *work) acts(a cap.Area, d geo.District) bool {
	if w.verdicts == nil {
		return w.req.Ground.atlas == nil && drawn(a)
	}
	return w.verdicts[d].acts && w.covers(a, d)
}

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
		if d.District.Whole() {
			out = append(out, w.named(d.District)...)
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
		if v.code.Name == "" || slices.ContainsFunc(have, func(g cap.Pair) bool { return g.Name == v.code.Name && geo.OfGeocode(g) == d }) || !w.covers(a, d) {
			continue
		}
		out = append(out, v.code)
		w.report.add(Added, path(n, "area/geocode"), "", v.code.Name+"="+v.code.Value, "reach", "actionable, though its sender does not name "+string(d)+": "+v.why)
	}
	return out
}
