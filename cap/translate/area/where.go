package area

import (
	"slices"

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

// Where gathers, for the report of a draft, where it is: of its kind, its product, its infos as they were carried, its
// districts, and those it has left. Of an alert that is not public only what crosses is told, for the report crosses
// too.
func (c *Carrier) Where(
	kind report.Kind, product event.Product, infos []cap.Info, districts, left []geo.District,
) report.Where {
	out := report.Where{BorderKM: -1}
	if len(infos) > 0 {
		c.areasOf(&out, infos)
	}
	if end, open := c.part.endOfHazard(); kind == report.KindAlert && product != event.Ended {
		out.HazardEnds, out.FurtherOrder = end, open
	}
	for _, e := range c.over.areas {
		if !c.part.Gate.MayCross("areaDesc") {
			e.Area, e.FrenchArea = "", ""
		}
		if !c.part.Gate.MayCross("geocode") {
			e.Districts, e.GoesOn = nil, nil
		}
		if e.Area+e.FrenchArea != "" || len(e.Districts)+len(e.GoesOn) > 0 {
			out.Ended = append(out.Ended, e)
		}
	}
	if c.part.Gate.Private && !(c.part.Gate.MayCross("geocode") && c.part.Gate.MayCross("polygon")) {
		out.Withheld = true
		return out
	}
	if out.InPart = c.part.inPart(); len(c.over.inPart) > 0 {
		out.InPart = c.part.ground().and(place{c.over.inPart, c.over.inPart}).inPart
	}
	out.GoesOn = GoesOn(left, c.over.Held)
	out.Clocks = map[cap.Side][]string{}
	for _, side := range []cap.Side{cap.CA, cap.US} {
		for _, zone := range c.part.Clocks().Of(side) {
			out.Clocks[side] = append(out.Clocks[side], zone.String())
		}
	}
	if kind != report.KindAlert {
		return out
	}
	out.Own = c.judged.own(districts)
	c.part.border(&out)
	if len(out.Own) > 0 {
		return out
	}
	out.YourSide = slices.Contains(c.part.site().Sides, c.part.To)
	if out.Near = c.part.near(); out.Near == nil && c.part.Ground.atlas != nil {
		for _, d := range districts {
			region := geo.District(string(d.Side()) + "/" + d.Region() + "/_")
			if d.Side() == c.part.To.Other() && d.Region() != "sea" && !slices.Contains(out.Regions, region) {
				out.Regions = append(out.Regions, region)
			}
		}
	}
	return out
}

// areasOf counts and names the areas of the derived alert in one language, beside those of its source.
func (c *Carrier) areasOf(out *report.Where, infos []cap.Info) {
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
			if c.isAside(a) {
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
	if len(c.part.Infos) == 0 {
		out.Of = out.Areas
		return
	}
	tag := language.Primary(c.part.Alert.Infos[c.part.Infos[0]].Language)
	for n := range c.part.Alert.Infos {
		i := &c.part.Alert.Infos[n]
		if language.Primary(i.Language) != tag {
			continue
		}
		for _, a := range i.Areas {
			if !c.part.Ground.Beside(n, a) {
				out.Of++
			}
		}
	}
	out.Of = max(out.Of, out.Areas)
}

// own are the reader's districts among those of the part, and those that the map adds, where people are to act first.
func (j *Judgement) own(districts []geo.District) []report.Own {
	var acts, knows []report.Own
	for _, d := range geo.Today(geo.Join(append(slices.Clone(districts), j.acting...))) {
		if d.Side() != j.part.To {
			continue
		}
		o := report.Own{District: d, Acts: j.verdicts[d].acts || j.verdicts == nil && j.Reach == report.Actionable}
		if o.Acts {
			acts = append(acts, o)
		} else {
			o.Why = j.whyKnows(d)
			knows = append(knows, o)
		}
	}
	if len(acts) > 0 { // a province stands for divisions that are named
		knows = slices.DeleteFunc(knows, func(o report.Own) bool {
			return o.District.Whole() && slices.ContainsFunc(acts, func(a report.Own) bool {
				return o.District.Covers(a.District)
			})
		})
	}
	return append(acts, knows...)
}
