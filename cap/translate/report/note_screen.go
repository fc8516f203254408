package report

import (
	"cmp"
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
	side := n.words.word("side", string(r.To))
	if r.Kind == KindEndOnly {
		n.line("", n.words.say("note/end-only", "side", side))
	} else if n.parts > 1 {
		n.line("", n.words.say("note/part", "side", side, "part", strconv.Itoa(r.Part)))
	}
	text := cmp.Or(s.Headline, s.Event)
	if n.words.t == phrase.FrCA {
		text = cmp.Or(s.FrenchHeadline, text)
	}
	if text = cut(strings.Join(strings.Fields(text), " "), mostShown); text != "" {
		n.line("", n.words.say("note/about", "headline", text))
	}
	if s.Severity != "" && r.Kind == KindAlert {
		n.line("", n.words.say("note/grave", "severity", n.words.word("severity", s.Severity),
			"urgency", n.words.word("urgency", s.Urgency),
			"certainty", n.words.word("certainty", s.Certainty)))
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
			if b.check || b.action == Carried {
				count++
			}
		}
		if count > 0 {
			n.line("", n.words.say("note/check-below", "count", strconv.Itoa(count)))
		}
	}
}

// areaNames are the areas in the language of the note, as far as it names them.
func (n *note) areaNames(o *Where) string {
	names := o.Names
	if n.words.t == phrase.FrCA && len(o.FrenchNames) > 0 {
		names = o.FrenchNames
	}
	return n.words.counted(names, max(o.Areas, len(names)))
}

// areas writes all areas, or how many of them.
func (n *note) areas(o *Where) {
	list := n.areaNames(o)
	if o.Areas == 0 || list == "" {
		return
	}
	count, of := strconv.Itoa(o.Areas), strconv.Itoa(o.Of)
	var text string
	switch {
	case o.Areas < o.Of:
		text = n.words.say("where/some", "count", count, "of", of, "areas", list)
	case o.Areas == 1:
		text = n.words.say("note/where", "area", list)
	default:
		text = n.words.say("where/all", "count", count, "areas", list)
	}
	if o.Beside > 0 {
		stop := map[bool]string{true: " ", false: ". "}[strings.HasSuffix(text, "…")]
		text += stop + n.words.say("where/beside", "count", strconv.Itoa(o.Beside))
	}
	n.line("", text)
}

func (n *note) names(ds []geo.District) string {
	var names []string
	for _, d := range geo.Today(ds) {
		if name := n.district(d); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return n.words.counted(names, len(names))
}

func (n *note) district(d geo.District) string {
	name := d.NameEN()
	if n.words.t == phrase.FrCA {
		name = d.NameFR()
	}
	if name != "" && (slices.Contains(n.inPart, d) || !d.Named()) {
		return phrase.InPart.With(n.words.t, "place", name)
	}
	return name
}

// own writes the reader's own districts, and what people there are to do; where none is meant, how far away it is.
func (n *note) own(r *Report) {
	o := &r.Where
	var acts []geo.District
	for _, own := range o.Own {
		if own.Acts {
			acts = append(acts, own.District)
		}
	}
	if len(acts) > 0 {
		n.line("", n.words.say("where/acts", "districts", n.names(acts)))
	}
	n.knows(o)
	switch {
	case len(o.Own) > 0 || r.Reach == "":
		return
	case o.Withheld:
		n.line("", n.words.say("where/withheld"))
		return
	}
	text := n.words.say("where/none") + " " + n.words.border(o, r.To)
	if o.YourSide {
		text += " " + n.words.say("where/your-side")
	}
	if len(o.Regions) > 0 {
		var names []string
		for _, d := range o.Regions {
			names = append(names, map[bool]string{true: d.NameFR(), false: d.NameEN()}[n.words.t == phrase.FrCA])
		}
		text += " " + n.words.say("where/in", "regions", n.words.counted(names, len(names)))
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
		text += " " + n.words.say(key, "distance", n.words.distance(near.KM, r.To),
			"bearing", n.words.word("bearing", near.Bearing),
			"place", place)
	}
	n.line("", text)
}

// mostReasons is how many reasons stand on the first screen why people are only to know; more stand below.
const mostReasons = 2

// knows writes the reader's own districts where people are only to know, with the reason.
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
			n.line("", n.words.say("where/knows", "districts", n.names(of[why])))
			continue
		}
		// the line says so
		because, _ := strings.CutPrefix(n.words.because(why), phrase.Key("why/aware").With(n.words.t, "why", ""))
		n.line("", n.words.say("where/knows-why", "districts", n.names(of[why]), "why", because))
	}
}

// until writes when the hazard begins, until when it lasts by its sender's words, and when the message expires.
func (n *note) until(r *Report) {
	s, o, clocks := &r.Said, &r.Where, r.clocks()
	if !s.Onset.At.IsZero() && s.Onset.At.After(s.Sent.At) {
		n.line("", n.words.say("begins", "when", clocks.When(s.Onset.At, n.words.t)))
	}
	switch {
	case r.Product == event.Test:
	case !o.HazardEnds.IsZero() && o.HazardEnds.Before(s.Sent.At):
		n.line("", n.words.say("hazard/over", "when", clocks.When(o.HazardEnds, n.words.t)))
	case !o.HazardEnds.IsZero():
		n.line("", n.words.say("hazard/until", "when", clocks.When(o.HazardEnds, n.words.t)))
	case o.FurtherOrder:
		n.line("", n.words.say("hazard/open"))
	case s.Severity != "" && s.Urgency != string(cap.Past): // else it is over
		n.line("", n.words.say("hazard/unsaid"))
	}
	if !s.Expires.At.IsZero() {
		n.line("", n.words.say("note/until", "when", clocks.When(s.Expires.At, n.words.t)))
	}
}

// mostEnded is how many ended areas the first screen names: the reader's own come first, and the rest is counted.
const mostEnded = 5

// ended writes what has ended, and where: areas by their sender's words, with their districts; of an end of all, the
// districts.
func (n *note) ended(r *Report) {
	var left []geo.District
	areas := slices.Clone(r.Where.Ended)
	abroad := func(e Ended) int {
		own := func(d geo.District) bool { return d.Side() == r.To }
		if slices.ContainsFunc(slices.Concat(e.Districts, e.GoesOn), own) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(areas, func(a, b Ended) int { return abroad(a) - abroad(b) })
	for at, e := range areas {
		if left = append(append(left, e.Districts...), e.GoesOn...); at >= mostEnded {
			continue
		}
		area, place := e.Area, n.names(e.Districts)
		if n.words.t == phrase.FrCA {
			area = cmp.Or(e.FrenchArea, area)
		}
		switch area = cmp.Or(area, e.FrenchArea); {
		case area == "":
			area = place
		case place != "" && !strings.Contains(area, place):
			area = n.words.say("ended/area", "area", area, "districts", place)
		}
		n.line("", n.words.say("ended/where", "area", n.goesOn(area, e.GoesOn)))
	}
	if more := len(areas) - mostEnded; more > 0 {
		n.line("", n.words.say("ended/where", "area", n.words.say("note/more", "count", strconv.Itoa(more))))
	}
	rest := geo.Missing(r.Left, left)
	if r.Kind != KindAlert && len(rest)+len(left) == 0 {
		rest = r.Districts // without a ledger all of it ends
	}
	if r.Kind == KindAlert {
		rest = slices.DeleteFunc(rest, func(d geo.District) bool { return slices.Contains(r.Where.GoesOn, d) })
	}
	place := n.names(rest)
	if areas := n.areaNames(&r.Where); r.Kind == KindCancel && areas != "" && areas != phrase.UnnamedArea.In(n.words.t) {
		if place == "" || strings.Contains(areas, place) {
			place = areas
		} else {
			place = n.words.say("ended/area", "area", areas, "districts", place)
		}
	}
	if place != "" && r.Kind != KindAlert {
		place = n.goesOn(place, r.Where.GoesOn)
	}
	if place != "" {
		n.line("", n.words.say("ended/where", "area", place))
	}
}

// goesOn says of an area that has ended where other parts of the alert go on.
func (n *note) goesOn(area string, others []geo.District) string {
	if len(others) == 0 {
		return area
	}
	plain := note{words: n.words} // that it is a part is said
	if area == "" || area == n.names(others) {
		return n.words.say("ended/another", "districts", plain.names(others))
	}
	return n.words.say("ended/goes-on", "area", area, "districts", plain.names(others))
}
