package translate

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

// screen is the first of a note, short enough for a telephone: what is said, where of all its areas, which of the
// reader's own districts are meant, until when, and what has ended.
func (n *note) screen(r *Report) {
	s, o := &r.Said, &r.Where
	n.inPart = o.InPart
	side := n.word("side", string(r.To))
	if r.Kind == KindEndOnly {
		n.line("", n.say("note/end-only", "side", side))
	} else if n.parts > 1 {
		n.line("", n.say("note/part", "side", side, "part", strconv.Itoa(r.Part)))
	}
	text := or(s.Headline, s.Event)
	if n.t == phrase.FrCA {
		text = or(s.FrenchHeadline, text)
	}
	if text = cut(strings.Join(strings.Fields(text), " "), mostShown); text != "" {
		n.line("", n.say("note/about", "headline", text))
	}
	if s.Severity != "" && r.Kind == KindAlert {
		n.line("", n.say("note/grave", "severity", n.word("severity", s.Severity), "urgency", n.word("urgency", s.Urgency),
			"certainty", n.word("certainty", s.Certainty)))
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
	if n.t == phrase.FrCA && len(o.FrenchNames) > 0 {
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
	var text string
	switch {
	case o.Areas < o.Of:
		text = n.say("where/some", "count", count, "of", of, "areas", list)
	case o.Areas == 1:
		text = n.say("note/where", "area", list)
	default:
		text = n.say("where/all", "count", count, "areas", list)
	}
	if o.Beside > 0 {
		stop := map[bool]string{true: " ", false: ". "}[strings.HasSuffix(text, "…")]
		text += stop + n.say("where/beside", "count", strconv.Itoa(o.Beside))
	}
	n.line("", text)
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
	for _, d := range geo.Today(ds) {
		if name := n.district(d); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return n.counted(names, len(names))
}

func (n *note) district(d geo.District) string {
	name := d.NameEN()
	if n.t == phrase.FrCA {
		name = d.NameFR()
	}
	if name != "" && (slices.Contains(n.inPart, d) || !d.Named()) {
		return placeInPart.With(n.t, "place", name)
	}
	return name
}

// own tells the reader's own districts, and what people there are to do; where none is meant, how far away it is.
func (n *note) own(r *Report) {
	o := &r.Where
	var acts []geo.District
	for _, own := range o.Own {
		if own.Acts {
			acts = append(acts, own.District)
		}
	}
	if len(acts) > 0 {
		n.line("", n.say("where/acts", "districts", n.names(acts)))
	}
	n.knows(o)
	switch {
	case len(o.Own) > 0 || r.Reach == "":
		return
	case o.Withheld:
		n.line("", n.say("where/withheld"))
		return
	}
	text := n.say("where/none") + " " + n.border(o, r.To)
	if o.YourSide {
		text += " " + n.say("where/your-side")
	}
	if len(o.Regions) > 0 {
		var names []string
		for _, d := range o.Regions {
			names = append(names, map[bool]string{true: d.NameFR(), false: d.NameEN()}[n.t == phrase.FrCA])
		}
		text += " " + n.say("where/in", "regions", n.counted(names, len(names)))
	}
	if near := o.Near; near != nil {
		place := near.Place
		if name := n.district(near.District); name != "" {
			place += ", " + name
		}
		key := phrase.Key("where/near")
		if near.About {
			key = "where/near-about"
		}
		text += " " + n.say(key, "distance", n.distance(near.KM, r.To), "bearing", n.word("bearing", near.Bearing),
			"place", place)
	}
	n.line("", text)
}

// mostReasons is how many reasons stand on the first screen why people are only to know; more stand below.
const mostReasons = 2

// knows tells the reader's own districts where people are only to know, with the reason.
func (n *note) knows(o *Where) {
	var whys []string
	of := map[string][]geo.District{}
	for _, own := range o.Own {
		why := own.Why
		if own.Acts {
			continue
		}
		if !slices.Contains(whys, why) {
			if len(whys) == mostReasons {
				why = ""
			}
			if !slices.Contains(whys, why) {
				whys = append(whys, why)
			}
		}
		of[why] = append(of[why], own.District)
	}
	for _, why := range whys {
		if why == "" {
			n.line("", n.say("where/knows", "districts", n.names(of[why])))
			continue
		}
		because, _ := strings.CutPrefix(n.because(why), phrase.Key("why/aware").With(n.t, "why", "")) // the line says so
		n.line("", n.say("where/knows-why", "districts", n.names(of[why]), "why", because))
	}
}

// border is how far the border is, as far as that is known.
func (n *note) border(o *Where, to cap.Side) string {
	switch {
	case o.BorderKM < 0:
		return n.say("where/unknown")
	case o.BorderKM == 0:
		return n.say("where/at-border")
	}
	key := phrase.Key("where/border")
	if o.BorderBy != geo.ByGround {
		key = key.Sub(string(o.BorderBy))
	}
	return n.say(key, "distance", n.distance(int(o.BorderKM), to))
}

// distance is in kilometres, for readers of the United States in miles too.
func (n *note) distance(km int, to cap.Side) string {
	miles := to == cap.US && n.t != phrase.FrCA
	if km == 0 {
		return n.say("distance/under", "unit", map[bool]string{true: "mi", false: "km"}[miles])
	}
	metric := strconv.Itoa(km) + "\u00a0km"
	if !miles {
		return metric
	}
	return strconv.Itoa(max(1, int(math.Round(float64(km)/1.609344)))) + "\u00a0mi (" + metric + ")"
}

// until tells when the hazard begins, until when it lasts by its sender's words, and when the message expires.
func (n *note) until(r *Report) {
	s, o, clocks := &r.Said, &r.Where, r.clocks()
	if !s.Onset.At.IsZero() && s.Onset.At.After(s.Sent.At) {
		n.line("", n.say("begins", "when", clocks.When(s.Onset.At, n.t)))
	}
	switch {
	case r.Product == event.Test:
	case !o.HazardEnds.IsZero() && o.HazardEnds.Before(s.Sent.At):
		n.line("", n.say("hazard/over", "when", clocks.When(o.HazardEnds, n.t)))
	case !o.HazardEnds.IsZero():
		n.line("", n.say("hazard/until", "when", clocks.When(o.HazardEnds, n.t)))
	case o.FurtherOrder:
		n.line("", n.say("hazard/open"))
	case s.Severity != "" && s.Urgency != string(cap.Past): // else it is over
		n.line("", n.say("hazard/unsaid"))
	}
	if !s.Expires.At.IsZero() {
		n.line("", n.say("note/until", "when", clocks.When(s.Expires.At, n.t)))
	}
}

// mostEnded is how many ended areas the first screen names: the reader's own come first, and the rest is counted.
const mostEnded = 5

// ended tells what has ended, and where: areas by their sender's words, with their districts; of an end of all, the
// districts.
func (n *note) ended(r *Report) {
	var left []geo.District
	areas := slices.Clone(r.Where.Ended)
	abroad := func(e Ended) int {
		own := func(d geo.District) bool { return d.Side() == r.To }
		return b2i(!slices.ContainsFunc(slices.Concat(e.Districts, e.GoesOn), own))
	}
	slices.SortStableFunc(areas, func(a, b Ended) int { return abroad(a) - abroad(b) })
	for at, e := range areas {
		if left = append(append(left, e.Districts...), e.GoesOn...); at >= mostEnded {
			continue
		}
		area, place := e.Area, n.names(e.Districts)
		if n.t == phrase.FrCA {
			area = or(e.FrenchArea, area)
		}
		switch area = or(area, e.FrenchArea); {
		case area == "":
			area = place
		case place != "" && !strings.Contains(area, place):
			area = n.say("ended/area", "area", area, "districts", place)
		}
		n.line("", n.say("ended/where", "area", n.goesOn(area, e.GoesOn)))
	}
	if more := len(areas) - mostEnded; more > 0 {
		n.line("", n.say("ended/where", "area", n.say("note/more", "count", strconv.Itoa(more))))
	}
	rest := geo.Missing(r.Left, left)
	if r.Kind != KindAlert && len(rest)+len(left) == 0 {
		rest = r.Districts // without a ledger all of it ends
	}
	if r.Kind == KindAlert {
		rest = slices.DeleteFunc(rest, func(d geo.District) bool { return slices.Contains(r.Where.GoesOn, d) })
	}
	place := n.names(rest)
	if areas := n.areaNames(&r.Where); r.Kind == KindCancel && areas != "" && areas != unnamedArea.In(n.t) {
		if place == "" || strings.Contains(areas, place) {
			place = areas
		} else {
			place = n.say("ended/area", "area", areas, "districts", place)
		}
	}
	if place != "" && r.Kind != KindAlert {
		place = n.goesOn(place, r.Where.GoesOn)
	}
	if place != "" {
		n.line("", n.say("ended/where", "area", place))
	}
}

// goesOn says of an area that has ended where other parts of the alert go on.
func (n *note) goesOn(area string, others []geo.District) string {
	if len(others) == 0 {
		return area
	}
	plain := note{t: n.t} // that it is a part is said
	if area == "" || area == n.names(others) {
		return n.say("ended/another", "districts", plain.names(others))
	}
	return n.say("ended/goes-on", "area", area, "districts", plain.names(others))
}
