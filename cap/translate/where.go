package translate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// farNear is how far (km) the nearest place may be: the map has those of the border, and to what is farther away
// another may be nearer.
const farNear = 300.0

// atBorder is how near (km) to the border outlines of codes end that end there.
const atBorder = 0.1

// where gathers it for a draft. Of an alert that is not public only what crosses is told, for the report crosses too.
func (w *work) where(d Draft) report.Where {
	out := report.Where{BorderKM: -1}
	if d.Alert != nil && len(d.Alert.Infos) > 0 {
		w.areasOf(&out, d.Alert.Infos)
	}
	if end, open := w.endOfHazard(); d.Kind == report.KindAlert && d.Product != event.Ended {
		out.HazardEnds, out.FurtherOrder = end, open
	}
	for _, e := range w.ended {
		if !w.gate.MayCross("areaDesc") {
			e.Area, e.FrenchArea = "", ""
		}
		if !w.gate.MayCross("geocode") {
			e.Districts, e.GoesOn = nil, nil
		}
		if e.Area+e.FrenchArea != "" || len(e.Districts)+len(e.GoesOn) > 0 {
			out.Ended = append(out.Ended, e)
		}
	}
	if w.gate.Private && !(w.gate.MayCross("geocode") && w.gate.MayCross("polygon")) {
		out.Withheld = true
		return out
	}
	if out.InPart = w.inPart(); len(w.endedIn) > 0 {
		out.InPart = w.ground().and(place{w.endedIn, w.endedIn}).inPart
	}
	out.GoesOn = goesOn(d.Left, w.held)
	out.Clocks = map[cap.Side][]string{}
	for _, side := range []cap.Side{cap.CA, cap.US} {
		for _, zone := range w.clocks().Of(side) {
			out.Clocks[side] = append(out.Clocks[side], zone.String())
		}
	}
	if d.Kind != report.KindAlert {
		return out
	}
	out.Own = w.own(d.Districts)
	w.border(&out)
	if len(out.Own) > 0 {
		return out
	}
	out.YourSide = slices.Contains(w.site().Sides, w.req.To)
	if out.Near = w.near(); out.Near == nil && w.req.Ground.atlas != nil {
		for _, d := range d.Districts {
			region := geo.District(string(d.Side()) + "/" + d.Region() + "/_")
			if d.Side() == w.req.To.Other() && d.Region() != "sea" && !slices.Contains(out.Regions, region) {
				out.Regions = append(out.Regions, region)
			}
		}
	}
	return out
}

// border is how far the border is. What is some part of a region that reaches the border may be anywhere in it.
func (w *work) border(out *report.Where) {
	s := w.site()
	if len(w.g.infos) == 0 || math.IsInf(s.BorderKM, 1) || s.BorderBy == geo.ByRegion && s.BorderKM < 1 {
		return
	}
	if out.BorderKM, out.BorderBy = 0, s.BorderBy; s.BorderKM >= atBorder {
		out.BorderKM = max(1, math.Round(s.BorderKM))
	}
}

// goesOn are the districts in which others go on.
func goesOn(ended, others []geo.District) (out []geo.District) {
	for _, d := range ended {
		if geo.Shared([]geo.District{d}, others) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// areasOf counts and names the areas of the derived alert in one language, beside those of its source.
func (w *work) areasOf(out *report.Where, infos []cap.Info) {
	first := infos[0].Language
	for n := range infos {
		i := &infos[n]
		names := &out.Names
		switch {
		case i.Language == first:
			out.Areas += len(i.Areas)
		case language.French(i.Language) && !language.French(first):
			names = &out.FrenchNames
		default:
			continue
		}
		for _, a := range i.Areas {
			if w.isAside(a) {
				if i.Language == first {
					out.Areas--
					out.Beside++
				}
				continue
			}
			name := report.Line(a.Desc)
			if name != "" && len(*names) < report.MostNames && !slices.Contains(*names, name) {
				*names = append(*names, name)
			}
		}
	}
	if len(w.g.infos) == 0 {
		out.Of = out.Areas
		return
	}
	tag := language.Primary(w.src.Infos[w.g.infos[0]].Language)
	for n := range w.src.Infos {
		i := &w.src.Infos[n]
		if language.Primary(i.Language) != tag {
			continue
		}
		for _, a := range i.Areas {
			out.Of += b2i(!w.req.Ground.beside(n, a))
		}
	}
	out.Of = max(out.Of, out.Areas)
}

// endOfHazard is the latest end that the senders' words name, or that it is left open.
func (w *work) endOfHazard() (end time.Time, open bool) {
	for _, n := range w.g.infos {
		i := &w.src.Infos[n]
		at, name := i.HazardEnd()
		if !w.gate.MayCross("parameter:" + cmp.Or(name, "VTEC")) {
			continue
		}
		open = open || i.UntilFurtherNotice()
		if at.After(end) {
			end = at
		}
	}
	if open {
		return time.Time{}, true
	}
	return end, false
}

// own are the reader's districts among those of the part, and those that the map adds, where people are to act first.
func (w *work) own(districts []geo.District) []report.Own {
	var acts, knows []report.Own
	for _, d := range geo.Today(geo.Join(append(slices.Clone(districts), w.acting...))) {
		if d.Side() != w.req.To {
			continue
		}
		o := report.Own{District: d, Acts: w.verdicts[d].acts || w.verdicts == nil && w.reach == report.Actionable}
		if o.Acts {
			acts = append(acts, o)
		} else {
			o.Why = w.whyKnows(d)
			knows = append(knows, o)
		}
	}
	if len(acts) > 0 { // a province stands for divisions that are named
		knows = slices.DeleteFunc(knows, func(o report.Own) bool {
			return o.District.Whole() && slices.ContainsFunc(acts, func(a report.Own) bool { return o.District.Covers(a.District) })
		})
	}
	return append(acts, knows...)
}

// near is the nearest place of the reader's side; nil without a map.
func (w *work) near() *report.Near {
	if len(w.g.infos) == 0 || w.req.Ground.atlas == nil {
		return nil
	}
	s := w.site()
	shape, touch, about := s.Drawn, &s.Touch, false
	if shape == nil || shape.Empty() {
		if slices.ContainsFunc(s.InPart, geo.District.Whole) {
			return nil // it is somewhere in there
		}
		shape, touch = w.req.Ground.atlas.Ground(s.count), nil
	}
	if shape.Empty() {
		shape, touch, about = w.knownPlaces(s.Districts), nil, true
	}
	found, ok := w.req.Ground.atlas.Nearby(shape, touch, w.req.To)
	if !ok || found.KM > farNear {
		return nil
	}
	return &report.Near{Place: found.Place.Name, District: found.Place.District, KM: int(math.Round(found.KM)),
		Bearing: found.Bearing, About: about}
}

// knownPlaces is what stands for districts without outlines: their places.
func (w *work) knownPlaces(districts []geo.District) *geo.Shape {
	var points cap.Area
	for _, d := range districts {
		if o, ok := w.req.Ground.atlas.Outline(geo.Code(d)); ok {
			for _, p := range o.Places {
				points.Circles = append(points.Circles, fmt.Sprintf("%.5f,%.5f 0", p.At.Lat, p.At.Lon))
			}
		}
	}
	return geo.ShapeOf([]cap.Area{points})
}

// hasEnded records an area that has ended, in one of its languages.
func (w *work) hasEnded(a cap.Area, tag string) {
	told := a
	if !w.gate.MayCross("areaDesc") {
		told.Desc = ""
	}
	p := w.req.Ground.placeOf(told)
	e := report.Ended{Area: report.Line(a.Desc), Districts: p.districts}
	if nowhere(e.Districts) {
		e.Districts = nil
	}
	e.GoesOn = goesOn(e.Districts, w.held)
	e.Districts = slices.DeleteFunc(slices.Clone(e.Districts), func(d geo.District) bool {
		return slices.Contains(e.GoesOn, d)
	})
	w.endedIn = append(w.endedIn, p.inPart...)
	if language.French(tag) {
		e.Area, e.FrenchArea = "", e.Area
	}
	for n := range w.ended {
		known := &w.ended[n]
		if !slices.Equal(known.Districts, e.Districts) || !slices.Equal(known.GoesOn, e.GoesOn) {
			continue
		}
		switch {
		case known.Area == e.Area && known.FrenchArea == e.FrenchArea:
			return
		case known.FrenchArea == "" && e.Area == "":
			known.FrenchArea = e.FrenchArea
			return
		case known.Area == "" && e.FrenchArea == "":
			known.Area = e.Area
			return
		}
	}
	w.ended = append(w.ended, e)
}
