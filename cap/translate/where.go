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
	Areas, Of    int      // areas of the derived alert, and of its source, without points beside them
	Beside       int      // points beside them, that nobody is warned by
	Names        []string // of the areas, in the first language, as many as a person reads
	FrenchNames  []string // the same in French, where that is not the first
	Withheld     bool     // where it is does not cross
	Own          []Own
	YourSide     bool           // it lies on the reader's side, and in none of its districts: at sea
	Near         *Near          // where nothing of the reader's side is meant, and it is not too far away
	Regions      []geo.District // where there is none: the states or provinces of the other side that it is in
	InPart       []geo.District // of all districts here, those that stand for a part of them
	BorderKM     float64        // how far from the border; negative where nobody knows
	BorderBy     geo.Reckoned
	Clocks       map[cap.Side][]string
	HazardEnds   time.Time // by its sender's words; zero where it does not say
	FurtherOrder bool      // the sender leaves the end open
	Ended        []Ended
	GoesOn       []geo.District // of those that the part left, those in which other parts of the alert go on
}

// Own is a district of the reader's side.
type Own struct {
	District geo.District
	Acts     bool   // people there are to act, not only to know
	Why      string // they are only to know
}

// Near is the nearest place of the reader's side, and where the hazard lies from it.
type Near struct {
	Place    string
	District geo.District
	KM       int
	Bearing  string
	About    bool // known by the places of a district that has no outline
}

// Ended is an area that has ended, in the words of its sender, with its districts; and those of them in which other
// areas of the alert go on.
type Ended struct {
	Area, FrenchArea  string
	Districts, GoesOn []geo.District
}

// mostNames is how many areas, or districts, a note names before it counts.
const mostNames = 5

// farNear is how far (km) the nearest place may be: the map has those of the border, and to what is farther away
// another may be nearer.
const farNear = 300.0

// atBorder is how near (km) to the border outlines of codes end that end there.
const atBorder = 0.1

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
			e.Districts, e.GoesOn = nil, nil
		}
		if e.Area+e.FrenchArea != "" || len(e.Districts)+len(e.GoesOn) > 0 {
			out.Ended = append(out.Ended, e)
		}
	}
	if w.private() && !(w.mayCross("geocode") && w.mayCross("polygon")) {
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
	if d.Kind != KindAlert {
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
func (w *work) border(out *Where) {
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
			if w.isAside(a) {
				if i.Language == first {
					out.Areas--
					out.Beside++
				}
				continue
			}
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
		i := &w.src.Infos[n]
		if primary(i.Language) != tag {
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
		o := Own{District: d, Acts: w.verdicts[d].acts || w.verdicts == nil && w.reach == Actionable}
		if o.Acts {
			acts = append(acts, o)
		} else {
			o.Why = w.whyKnows(d)
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
	told := a
	if !w.mayCross("areaDesc") {
		told.Desc = ""
	}
	p := w.req.Ground.placeOf(told)
	e := Ended{Area: cut(strings.Join(strings.Fields(a.Desc), " "), mostShown), Districts: p.districts}
	if nowhere(e.Districts) {
		e.Districts = nil
	}
	e.GoesOn = goesOn(e.Districts, w.held)
	e.Districts = slices.DeleteFunc(slices.Clone(e.Districts), func(d geo.District) bool {
		return slices.Contains(e.GoesOn, d)
	})
	w.endedIn = append(w.endedIn, p.inPart...)
	if french(language) {
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

func (o *Where) appendJSON(b []byte) []byte {
	b = append(b, '{')
	if o.Of > 0 {
		b = number(number(b, "areas", o.Areas), "of", o.Of)
	}
	if o.Beside > 0 {
		b = number(b, "beside", o.Beside)
	}
	b = list(b, "names", o.Names)
	b = truth(list(b, "namesFr", o.FrenchNames), "withheld", o.Withheld)
	if len(o.Own) > 0 {
		b = append(key(b, "own"), '[')
		for _, own := range o.Own {
			b = truth(member(append(comma(b), '{'), "district", string(own.District)), "acts", own.Acts)
			b = append(member(b, "why", own.Why), '}')
		}
		b = append(b, ']')
	}
	if n := o.Near; n != nil {
		b = member(append(key(b, "near"), '{'), "place", n.Place)
		b = member(number(member(b, "district", string(n.District)), "km", n.KM), "bearing", n.Bearing)
		b = append(truth(b, "about", n.About), '}')
	}
	if o.BorderKM >= 0 {
		b = member(number(b, "borderKm", int(o.BorderKM)), "borderBy", string(o.BorderBy))
	}
	b = truth(b, "yourSide", o.YourSide)
	b = list(list(b, "regions", o.Regions), "inPart", o.InPart)
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
			b = append(list(list(b, "districts", e.Districts), "goesOn", e.GoesOn), '}')
		}
		b = append(b, ']')
	}
	return append(list(b, "goesOn", o.GoesOn), '}')
}

type whereForm struct {
	Areas, Of, Beside int
	Names, NamesFR    []string
	Withheld          bool
	YourSide          bool
	Own               []struct {
		District geo.District
		Acts     bool
		Why      string
	}
	Near               *Near
	Regions, InPart    []geo.District
	BorderKM           *float64
	BorderBy           geo.Reckoned
	Clocks             map[cap.Side][]string
	HazardEnds         string
	UntilFurtherNotice bool
	Ended              []struct {
		Area, AreaFR      string
		Districts, GoesOn []geo.District
	}
	GoesOn []geo.District
}

func (f *whereForm) where() Where {
	out := Where{
		Areas: f.Areas, Of: f.Of, Beside: f.Beside, Names: f.Names, FrenchNames: f.NamesFR,
		Withheld: f.Withheld, YourSide: f.YourSide, Near: f.Near,
		Regions: f.Regions, InPart: f.InPart, BorderKM: -1, BorderBy: f.BorderBy, Clocks: f.Clocks, GoesOn: f.GoesOn,
		HazardEnds: cap.ParseTime(f.HazardEnds).At, FurtherOrder: f.UntilFurtherNotice,
	}
	for _, own := range f.Own {
		out.Own = append(out.Own, Own(own))
	}
	if f.BorderKM != nil {
		out.BorderKM = *f.BorderKM
	}
	for _, e := range f.Ended {
		out.Ended = append(out.Ended, Ended{e.Area, e.AreaFR, e.Districts, e.GoesOn})
	}
	return out
}
