package translate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Where is what an officer asks first: which areas cross, which of the reader's own districts are meant, and how far away
// it is where none is; by whose clocks, until when the hazard lasts, and what has ended where.
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
	if km := w.req.Ground.of(w.g.infos).BorderKM; len(w.g.infos) > 0 && !math.IsInf(km, 1) {
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
			if name := cut(strings.Join(strings.Fields(a.Desc), " "), mostShown); name != "" && len(*names) < mostNames && !slices.Contains(*names, name) {
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
	for _, d := range geo.Join(append(slices.Clone(districts), w.acting...)) {
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
	s := w.req.Ground.of(w.g.infos)
	shape, about := s.Drawn, false
	if shape == nil || shape.Empty() {
		shape = w.req.Ground.atlas.Ground(s.areas)
	}
	if shape.Empty() {
		shape, about = w.knownPlaces(s.Districts), true
	}
	found, ok := w.req.Ground.atlas.Nearby(shape, w.req.To)
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
	out := Where{Areas: f.Areas, Of: f.Of, Names: f.Names, FrenchNames: f.NamesFR, Near: f.Near, BorderKM: -1, Clocks: f.Clocks,
		HazardEnds: cap.ParseTime(f.HazardEnds).At, FurtherOrder: f.UntilFurtherNotice}
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

// screen is the first of a note, short enough for a telephone: what is said, where of all its areas, which of the reader's
// own districts are meant, until when, and what has ended.
func (n *note) screen(r *Report) {
	s, o := &r.Said, &r.Where
	side := n.word("side", string(r.To))
	if r.Kind == KindEndOnly {
		n.line("", n.say("note/end-only", "side", side))
	} else if n.parts > 1 {
		n.line("", n.say("note/part", "side", side, "part", strconv.Itoa(r.Part)))
	}
	text := or(s.Headline, s.Event)
	if n.t == frCA {
		text = or(s.FrenchHeadline, text)
	}
	if text = cut(strings.Join(strings.Fields(text), " "), mostShown); text != "" {
		n.line("", n.say("note/about", "headline", text))
	}
	if s.Severity != "" && r.Kind == KindAlert {
		n.line("", n.say("note/grave", "severity", n.word("severity", s.Severity), "urgency", n.word("urgency", s.Urgency), "certainty", n.word("certainty", s.Certainty)))
	}
	if r.Kind == KindAlert {
		n.areas(o)
		n.own(r)
		n.until(r)
	}
	n.ended(r)
	if bullets, _ := n.gather(r); r.Kind != KindEndOnly {
		count := len(n.checks(r))
		for _, b := range bullets {
			count += b2i(b.check || b.action == Carried)
		}
		if count > 0 {
			n.line("", n.say("note/check-below", "count", strconv.Itoa(count)))
		}
	}
}

// areaNames are the areas in the language of the note, as far as it names them.
func (n *note) areaNames(o *Where) string {
	names := o.Names
	if n.t == frCA && len(o.FrenchNames) > 0 {
		names = o.FrenchNames
	}
	return n.counted(names, max(o.Areas, len(names)))
}

// areas tells all areas, or how many of them.
func (n *note) areas(o *Where) {
	list := n.areaNames(o)
	if o.Areas == 0 || list == "" {
		return
	}
	count, of := strconv.Itoa(o.Areas), strconv.Itoa(o.Of)
	switch {
	case o.Areas < o.Of:
		n.line("", n.say("where/some", "count", count, "of", of, "areas", list))
	case o.Areas == 1:
		n.line("", n.say("note/where", "area", list))
	default:
		n.line("", n.say("where/all", "count", count, "areas", list))
	}
}

// counted is some names, and how many more there are.
func (n *note) counted(names []string, all int) string {
	names = names[:min(len(names), mostNames)]
	text := strings.Join(names, "; ")
	if all > len(names) {
		text += "; " + n.say("note/more", "count", strconv.Itoa(all-len(names)))
	}
	return text
}

func (n *note) names(ds []geo.District) string {
	var names []string
	for _, d := range ds {
		if name := n.district(d); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return n.counted(names, len(names))
}

func (n *note) district(d geo.District) string {
	if n.t == frCA {
		return d.NameFR()
	}
	return d.NameEN()
}

// own tells the reader's own districts, and what people there are to do; where none is meant, how far away it is.
func (n *note) own(r *Report) {
	o := &r.Where
	var acts, knows []geo.District
	for _, own := range o.Own {
		if own.Acts {
			acts = append(acts, own.District)
		} else {
			knows = append(knows, own.District)
		}
	}
	if len(acts) > 0 {
		n.line("", n.say("where/acts", "districts", n.names(acts)))
	}
	if len(knows) > 0 {
		n.line("", n.say("where/knows", "districts", n.names(knows)))
	}
	if len(o.Own) > 0 || r.Reach == "" {
		return
	}
	text := n.say("where/none")
	switch {
	case o.BorderKM > 0:
		text += " " + n.say("where/border", "distance", n.distance(int(o.BorderKM), r.To))
	case o.BorderKM == 0:
		text += " " + n.say("where/at-border")
	}
	if near := o.Near; near != nil {
		place := near.Place
		if name := n.district(near.District); name != "" {
			place += ", " + name
		}
		key := phrase("where/near")
		if near.About {
			key = "where/near-about"
		}
		text += " " + n.say(key, "distance", n.distance(near.KM, r.To), "bearing", n.word("bearing", near.Bearing), "place", place)
	}
	n.line("", text)
}

// distance is in kilometres, for readers of the United States in miles too.
func (n *note) distance(km int, to cap.Side) string {
	metric := strconv.Itoa(km) + "\u00a0km"
	if to != cap.US || n.t == frCA {
		return metric
	}
	return strconv.Itoa(int(math.Round(float64(km)/1.609344))) + "\u00a0mi (" + metric + ")"
}

// until tells when the hazard begins, until when it lasts by its sender's words, and when the message expires.
func (n *note) until(r *Report) {
	s, o, clocks := &r.Said, &r.Where, r.clockwork()
	if !s.Onset.At.IsZero() && s.Onset.At.After(s.Sent.At) {
		n.line("", n.say("begins", "when", clocks.when(s.Onset.At, n.t)))
	}
	switch {
	case r.Product == event.Test:
	case !o.HazardEnds.IsZero():
		n.line("", n.say("hazard/until", "when", clocks.when(o.HazardEnds, n.t)))
	case o.FurtherOrder:
		n.line("", n.say("hazard/open"))
	case s.Severity != "":
		n.line("", n.say("hazard/unsaid"))
	}
	if !s.Expires.At.IsZero() {
		n.line("", n.say("note/until", "when", clocks.when(s.Expires.At, n.t)))
	}
}

// ended tells what has ended, and where: areas by their sender's words, with their districts; of an end of all, the districts.
func (n *note) ended(r *Report) {
	var left []geo.District
	for _, e := range r.Where.Ended {
		area, place := e.Area, n.names(e.Districts)
		if n.t == frCA {
			area = or(e.FrenchArea, area)
		}
		switch area = or(area, e.FrenchArea); {
		case area == "":
			area = place
		case place != "":
			area = n.say("ended/area", "area", area, "districts", place)
		}
		n.line("", n.say("ended/where", "area", area))
		left = append(left, e.Districts...)
	}
	rest := geo.Missing(r.Left, left)
	if r.Kind != KindAlert && len(rest)+len(left) == 0 {
		rest = r.Districts // without a ledger all of it ends
	}
	place := n.names(rest)
	if areas := n.areaNames(&r.Where); r.Kind == KindCancel && areas != "" && areas != place {
		place = strings.TrimSuffix(n.say("ended/area", "area", areas, "districts", place), " – ")
	}
	if place != "" {
		n.line("", n.say("ended/where", "area", place))
	}
}
