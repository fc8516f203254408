package translate

import (
	"cmp"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
)

// locationName is the geocode name CAP-CP 0.4 traffic uses.
const locationName = "profile:CAP-CP:Location:0.3"

// drawn: a polygon that can be read, or a circle that is more than a point. It reads them: ask what is cheaper first.
func drawn(a cap.Area) bool {
	for _, p := range a.Polygons {
		if _, err := cap.ParsePolygon(p); err == nil {
			return true
		}
	}
	for _, c := range a.Circles {
		if circle, err := cap.ParseCircle(c); err == nil && circle.Radius > 0 {
			return true
		}
	}
	return false
}

// theirs tells a geocode of the destination's own side that people there are addressed by.
func (w *work) theirs(g cap.Pair) bool {
	if w.req.To == cap.US {
		return isSAME(g) && geo.OfGeocode(g).Side() == cap.US
	}
	return isLocation(g) && geo.OfGeocode(g).Side() == cap.CA
}

func isSAME(g cap.Pair) bool { return geo.IsSAME(g) || strings.EqualFold(g.Name, geo.KeptSAME) }
func isLocation(g cap.Pair) bool {
	return geo.IsLocation(g) || strings.EqualFold(g.Name, geo.KeptLocation)
}

// areas carries the areas: geometry exact, geocodes under the names the destination's machines may act on.
func (w *work) areas(n int, i *cap.Info, fr bool) []cap.Area {
	var out []cap.Area
	if len(i.Areas) > 0 && !w.gate.AreaCrosses(report.Path(n, "area")) {
		return nil
	}
	for _, a := range i.Areas {
		if geo.Over(a) && len(geo.Active(i)) > 0 {
			w.account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "order-of-judgement", "the area has ended inside an alert still in force")
			w.hasEnded(a, i.Language)
			continue
		}
		if !w.approved(w.districtsOf(a)) {
			w.account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "approval", "the approved area does not hold it")
			continue
		}
		made := w.several(n, w.area(n, a, fr))
		if w.req.Ground.beside(n, a) {
			w.setAside(made)
		}
		out = append(out, made...)
	}
	return out
}

// districtsOf are the districts of one area, asked only where somebody narrowed the area or nobody described it.
func (w *work) districtsOf(a cap.Area) []geo.District {
	if len(w.req.Narrow) == 0 && strings.TrimSpace(a.Desc) != "" {
		return nil
	}
	return w.req.Ground.districtsOf(a)
}

func (w *work) area(n int, a cap.Area, fr bool) cap.Area {
	whole := a
	a = w.redactedArea(n, a)
	out := cap.Area{Desc: a.Desc}
	if strings.TrimSpace(a.Desc) == "" {
		out.Desc = cmp.Or(w.names(w.req.Ground.placeOf(a), fr), w.say(phrase.UnnamedArea, fr))
		w.account.Add(report.Defaulted, report.Path(n, "area/areaDesc"), "", out.Desc, "areas", "CAP 1.2 requires a description of the area")
	} else {
		w.account.Carry(report.Path(n, "area/areaDesc"), a.Desc, a.Desc)
	}
	w.gate.Look(report.Path(n, "area/areaDesc"), a.Desc)
	out.Polygons, out.Circles = w.draw(n, a)
	for _, g := range a.Geocodes {
		if q, ok := w.geocode(n, whole, g); ok {
			out.Geocodes = append(out.Geocodes, q)
		}
	}
	out.Geocodes = append(out.Geocodes, w.composed(n, whole, out.Geocodes)...)
	w.union(n, whole, out)
	out.Altitude = w.number(report.Path(n, "area/altitude"), a.Altitude)
	if out.Ceiling = w.number(report.Path(n, "area/ceiling"), a.Ceiling); out.Altitude == "" && out.Ceiling != "" {
		out.Ceiling = ""
		w.account.Add(report.Dropped, report.Path(n, "area/ceiling"), a.Ceiling, "", "values", "a ceiling stands only on an altitude (CAP 1.2 §3.2.4)")
	}
	return out
}

// redactedArea leaves out what the route does not name.
func (w *work) redactedArea(n int, a cap.Area) cap.Area {
	if !w.gate.Private {
		return a
	}
	may := func(element string, there bool) bool {
		return !there || w.gate.Allowed(report.Path(n, "area/"+element), element)
	}
	if !may("areaDesc", a.Desc != "") {
		a.Desc = ""
	}
	if !may("polygon", len(a.Polygons) > 0) {
		a.Polygons = nil
	}
	if !may("circle", len(a.Circles) > 0) {
		a.Circles = nil
	}
	if !may("geocode", len(a.Geocodes) > 0) {
		a.Geocodes = nil
	}
	if !may("altitude", a.Altitude+a.Ceiling != "") {
		a.Altitude, a.Ceiling = "", "" // a ceiling stands only on an altitude (CAP 1.2 §3.2.4)
	}
	return a
}

func (w *work) geocode(n int, a cap.Area, g cap.Pair) (cap.Pair, bool) {
	at := report.Path(n, "area/geocode")
	from := g.Name + "=" + g.Value
	d := geo.OfGeocode(g)
	switch {
	case strings.TrimSpace(g.Name) == "":
		w.account.Add(report.Dropped, at, from, "", "values", "a geocode without the name of its scheme says nothing")
		return g, false
	case d != "" && !w.approved([]geo.District{d}):
		w.account.Add(report.Dropped, at, from, "", "approval", "the approved area does not hold it")
		return g, false
	}
	to := cap.Pair{Name: w.geocodeName(a, g), Value: g.Value}
	switch {
	case to.Name == g.Name && w.verdicts != nil && w.theirs(g):
		w.account.Add(report.Carried, at, from, from, "reach", w.whyReach(a, d))
		return to, true
	case to.Name == g.Name:
		w.account.Carry(at, from, from)
		return to, true
	}
	why := "it leaves this side's form and is kept under the gateway's layer"
	if w.theirs(g) {
		why = w.whyReach(a, d)
	}
	w.account.Add(report.Changed, at, from, to.Name+"="+to.Value, "areas", why)
	return to, true
}

// whyReach says why a code that the sender wrote for the other side is acted on there, or is not.
func (w *work) whyReach(a cap.Area, d geo.District) string {
	v, judged := w.verdicts[d]
	switch {
	case w.acts(a, d) && judged:
		return "actionable, and its sender names it: " + v.why
	case w.acts(a, d):
		return "actionable: the hazard is drawn and this district named"
	case judged && v.acts:
		return "awareness: what is drawn in this area does not reach it"
	case judged:
		return "awareness: " + v.why
	case d.Whole():
		return "awareness: districts are told to act, not the whole; those that the drawing reaches are named"
	case d.Region() == "sea":
		return "awareness: the map has no marine zones to measure"
	case zoneOutline(a) && !threatArea(a):
		return "awareness: the drawing is the outline of a weather zone, and nobody drew it for this hazard"
	case drawn(a):
		return "awareness: the drawing does not touch it"
	}
	return "awareness: no drawing of the hazard stands beside it"
}

// geocodeName: a district code of the destination's side keeps its plain name only where people are to act; one of
// the source's side is an extra code in the United States (SGC and CLC) and leaves the CAP-CP form in Canada (SAME).
func (w *work) geocodeName(a cap.Area, g cap.Pair) string {
	switch {
	case isSAME(g) && w.req.To == cap.US && w.theirs(g) && w.acts(a, geo.OfGeocode(g)):
		return "SAME"
	case isSAME(g):
		return geo.KeptSAME
	case isLocation(g) && w.req.To == cap.CA && !w.acts(a, geo.OfGeocode(g)):
		return geo.KeptLocation
	case strings.EqualFold(g.Name, geo.KeptLocation):
		return locationName
	}
	return g.Name
}

// approved tells whether the approved area holds one of the districts.
func (w *work) approved(ds []geo.District) bool {
	if len(w.req.Narrow) == 0 {
		return true
	}
	return geo.Shared(ds, w.req.Narrow) > 0
}
