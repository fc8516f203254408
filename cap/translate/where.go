package translate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Where is what an officer asks first: which areas cross, which of the reader's own districts are meant, and how far
// away it is where none is; by whose clocks, until when the hazard lasts, and what has ended where.
type Where struct {
	Areas, Of    int      // areas of the derived alert, and of its source
	Names        []string // of the areas, in the first language, as many as a person reads
	FrenchNames  []string // the same in French, where that is not the first
	Own          []Own
	Near         *Near   // where nothing of the reader's side is meant
	BorderKM     float64 // how far from the border; negative where nobody knows
	Clocks       map[cap.Side][]string
	HazardEnds   time.Time // by its sender's words; zero where it does not say
	FurtherOrder bool      // the sender leaves the end open
	Ended        []Ended
}

// Own is a district of the reader's side.
type Own struct {
	District geo.District
	Acts     bool // people there are to act, not only to know
}

// Near is the nearest place of the reader's side, and where the hazard lies from it.
type Near struct {
	Place    string
	District geo.District
	KM       int
	Bearing  string
	About    bool // known by the places of a district that has no outline
}

// Ended is an area that has ended, in the words of its sender, with its districts.
type Ended struct {
	Area, FrenchArea string
	Districts        []geo.District
}

// mostNames is how many areas, or districts, a note names before it counts.
const mostNames = 5

// where gathers it for a draft. Of an alert that is not public only what crosses is told, for the report crosses too.
func (w *work) where(d Draft) Where {
	out := Where{BorderKM: -1}
	if d.Alert != nil && len(d.Alert.Infos) > 0 {
		w.areasOf(&out, d.Alert.Infos)
	}
	if end, open := w.endOfHazard(); d.Kind == KindAlert && d.Product != event.Ended {
		out.HazardEnds, out.FurtherOrder = end, open
	}
	for _, e := range w.ended {
		if !w.mayCross("areaDesc") {
			e.Area, e.FrenchArea = "", ""
		}
		if !w.mayCross("geocode") {
			e.Districts = nil
		}
		if e.Area+e.FrenchArea != "" || len(e.Districts) > 0 {
			out.Ended = append(out.Ended, e)
		}
	}
	if w.private() && !(w.mayCross("geocode") && w.mayCross("polygon")) {
		return out
	}
	out.Clocks = map[cap.Side][]string{}
	for _, side := range []cap.Side{cap.CA, cap.US} {
		for _, zone := range w.clocks().Of(side) {
			out.Clocks[side] = append(out.Clocks[side], zone.String())
		}
	}
	if d.Kind != KindAlert {
		return out
	}
	out.Own = w.own(d.Districts)
	if km := w.site().BorderKM; len(w.g.infos) > 0 && !math.IsInf(km, 1) {
		out.BorderKM = math.Round(km)
	}
	if len(out.Own) == 0 {
		out.Near = w.near()
	}
	return out
}

// areasOf counts and names the areas of the derived alert in one language, beside those of its source.
func (w *work) areasOf(out *Where, infos []cap.Info) {
	first := infos[0].Language
	for n := range infos {
		i := &infos[n]
		names := &out.Names
		switch {
		case i.Language == first:
			out.Areas += len(i.Areas)
		case french(i.Language) && !french(first):
			names = &out.FrenchNames
		default:
			continue
		}
		for _, a := range i.Areas {
			name := cut(strings.Join(strings.Fields(a.Desc), " "), mostShown)
			if name != "" && len(*names) < mostNames && !slices.Contains(*names, name) {
				*names = append(*names, name)
			}
		}
	}
	if len(w.g.infos) == 0 {
		out.Of = out.Areas
		return
	}
	tag := primary(w.src.Infos[w.g.infos[0]].Language)
	for n := range w.src.Infos {
		if i := &w.src.Infos[n]; primary(i.Language) == tag {
			out.Of += len(i.Areas)
		}
	}
	out.Of = max(out.Of, out.Areas)
}

// endOfHazard is the latest end that the senders' words name, or that it is left open.
func (w *work) endOfHazard() (end time.Time, open bool) {
	for _, n := range w.g.infos {
		i := &w.src.Infos[n]
		at, name := i.HazardEnd()
		if !w.mayCross("parameter:" + or(name, "VTEC")) {
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
func (w *work) own(districts []geo.District) []Own {
	var acts, knows []Own
	for _, d := range geo.Today(geo.Join(append(slices.Clone(districts), w.acting...))) {
		if d.Side() != w.req.To {
			continue
		}
		o := Own{d, w.verdicts[d].acts || w.verdicts == nil && w.reach == Actionable}
		if o.Acts {
			acts = append(acts, o)
		} else {
			knows = append(knows, o)
		}
	}
	if len(acts) > 0 { // a province stands for divisions that are named
		knows = slices.DeleteFunc(knows, func(o Own) bool {
			return o.District.Whole() && slices.ContainsFunc(acts, func(a Own) bool { return o.District.Covers(a.District) })
		})
	}
	return append(acts, knows...)
}

// near is the nearest place of the reader's side; nil without a map.
func (w *work) near() *Near {
	if len(w.g.infos) == 0 || w.req.Ground.atlas == nil {
		return nil
	}
	s := w.site()
	shape, touch, about := s.Drawn, &s.Touch, false
	if shape == nil || shape.Empty() {
		shape, touch = w.req.Ground.atlas.Ground(s.areas), nil
	}
	if shape.Empty() {
		shape, touch, about = w.knownPlaces(s.Districts), nil, true
	}
	found, ok := w.req.Ground.atlas.Nearby(shape, touch, w.req.To)
	if !ok {
		return nil
	}
	return &Near{found.Place.Name, found.Place.District, int(math.Round(found.KM)), found.Bearing, about}
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
func (w *work) hasEnded(a cap.Area, language string) {
	e := Ended{Area: cut(strings.Join(strings.Fields(a.Desc), " "), mostShown), Districts: w.req.Ground.districtsOf(a)}
	if len(e.Districts) == 1 && e.Districts[0] == geo.Unplaced {
		e.Districts = nil
	}
	if french(language) {
		e.Area, e.FrenchArea = "", e.Area
	}
	for n := range w.ended {
		known := &w.ended[n]
		if !slices.Equal(known.Districts, e.Districts) {
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

func (o *Where) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if o.Of > 0 {
		b = number(number(b, "areas", o.Areas), "of", o.Of)
	}
	b = list(b, "names", o.Names)
	b = list(b, "namesFr", o.FrenchNames)
	if len(o.Own) > 0 {
		b = append(key(b, "own"), '[')
		for _, own := range o.Own {
			b = append(truth(member(append(comma(b), '{'), "district", string(own.District)), "acts", own.Acts), '}')
		}
		b = append(b, ']')
	}
	if n := o.Near; n != nil {
		b = member(append(key(b, "near"), '{'), "place", n.Place)
		b = member(number(member(b, "district", string(n.District)), "km", n.KM), "bearing", n.Bearing)
		b = append(truth(b, "about", n.About), '}')
	}
	if o.BorderKM >= 0 {
		b = number(b, "borderKm", int(o.BorderKM))
	}
	if len(o.Clocks) > 0 {
		b = append(list(list(append(key(b, "clocks"), '{'), "ca", o.Clocks[cap.CA]), "us", o.Clocks[cap.US]), '}')
	}
	if !o.HazardEnds.IsZero() {
		b = member(b, "hazardEnds", cap.FormatTime(o.HazardEnds.UTC()).Text)
	}
	b = truth(b, "untilFurtherNotice", o.FurtherOrder)
	if len(o.Ended) > 0 {
		b = append(key(b, "ended"), '[')
		for _, e := range o.Ended {
			b = member(member(append(comma(b), '{'), "area", e.Area), "areaFr", e.FrenchArea)
			b = append(list(b, "districts", e.Districts), '}')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

type whereForm struct {
	Areas, Of      int
	Names, NamesFR []string
	Own            []struct {
		District geo.District
		Acts     bool
	}
	Near               *Near
	BorderKM           *float64
	Clocks             map[cap.Side][]string
	HazardEnds         string
	UntilFurtherNotice bool
	Ended              []struct {
		Area, AreaFR string
		Districts    []geo.District
	}
}

func (f *whereForm) where() Where {
	out := Where{
		Areas: f.Areas, Of: f.Of, Names: f.Names, FrenchNames: f.NamesFR, Near: f.Near, BorderKM: -1, Clocks: f.Clocks,
		HazardEnds: cap.ParseTime(f.HazardEnds).At, FurtherOrder: f.UntilFurtherNotice,
	}
	for _, own := range f.Own {
		out.Own = append(out.Own, Own(own))
	}
	if f.BorderKM != nil {
		out.BorderKM = *f.BorderKM
	}
	for _, e := range f.Ended {
		out.Ended = append(out.Ended, Ended{e.Area, e.AreaFR, e.Districts})
	}
	return out
}
