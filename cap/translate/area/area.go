package area

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

func isSAME(g cap.Pair) bool { return geo.IsSAME(g) || strings.EqualFold(g.Name, geo.KeptSAME) }
func isLocation(g cap.Pair) bool {
	return geo.IsLocation(g) || strings.EqualFold(g.Name, geo.KeptLocation)
}

// Carrier carries the areas of a part across: what they draw, their codes and their descriptions.
type Carrier struct {
	part   *Part
	judged *Judgement
	over   *Over
	limits limit
	aside  map[string]bool // derived areas that are points beside the others
}

// NewCarrier carries by a judgement. What has ended inside an info that goes on is added to over.
func NewCarrier(judged *Judgement, over *Over) *Carrier {
	return &Carrier{part: judged.part, judged: judged, over: over, limits: limitsOf(judged.part.To, nil)}
}

// Open names the public channels that are open to the part: some take less of a drawing than others.
func (c *Carrier) Open(channels []report.Channel) { c.limits = limitsOf(c.part.To, channels) }

// Areas carries the areas: geometry exact, geocodes under the names the destination's machines may act on.
func (c *Carrier) Areas(n int, i *cap.Info, fr bool) []cap.Area {
	var out []cap.Area
	if len(i.Areas) > 0 && !c.part.Gate.AreaCrosses(report.Path(n, "area")) {
		return nil
	}
	for _, a := range i.Areas {
		if geo.Over(a) && len(geo.Active(i)) > 0 {
			c.part.Account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "order-of-judgement",
				"the area has ended inside an alert still in force")
			c.over.Add(a, i.Language)
			continue
		}
		if !c.part.Approved(c.part.districtsOf(a)) {
			c.part.Account.Add(report.Dropped, report.Path(n, "area"), a.Desc, "", "approval",
				"the approved area does not hold it")
			continue
		}
		made := c.several(n, c.area(n, a, fr))
		if c.part.Ground.Beside(n, a) {
			c.setAside(made)
		}
		out = append(out, made...)
	}
	return out
}

func (c *Carrier) area(n int, a cap.Area, fr bool) cap.Area {
	whole := a
	a = c.redactedArea(n, a)
	out := cap.Area{Desc: a.Desc}
	if strings.TrimSpace(a.Desc) == "" {
		out.Desc = cmp.Or(c.part.names(c.part.Ground.placeOf(a), fr), c.part.say(phrase.UnnamedArea, fr))
		c.part.Account.Add(report.Defaulted, report.Path(n, "area/areaDesc"), "", out.Desc, "areas",
			"CAP 1.2 requires a description of the area")
	} else {
		c.part.Account.Carry(report.Path(n, "area/areaDesc"), a.Desc, a.Desc)
	}
	c.part.Gate.Look(report.Path(n, "area/areaDesc"), a.Desc)
	out.Polygons, out.Circles = c.draw(n, a)
	for _, g := range a.Geocodes {
		if q, ok := c.geocode(n, whole, g); ok {
			out.Geocodes = append(out.Geocodes, q)
		}
	}
	out.Geocodes = append(out.Geocodes, c.judged.composed(n, whole, out.Geocodes)...)
	c.union(n, whole, out)
	out.Altitude = c.part.Account.Number(report.Path(n, "area/altitude"), a.Altitude)
	out.Ceiling = c.part.Account.Number(report.Path(n, "area/ceiling"), a.Ceiling)
	if out.Altitude == "" && out.Ceiling != "" {
		out.Ceiling = ""
		c.part.Account.Add(report.Dropped, report.Path(n, "area/ceiling"), a.Ceiling, "", "values",
			"a ceiling stands only on an altitude (CAP 1.2 §3.2.4)")
	}
	return out
}

// redactedArea leaves out what the route does not name.
func (c *Carrier) redactedArea(n int, a cap.Area) cap.Area {
	if !c.part.Gate.Private {
		return a
	}
	may := func(element string, there bool) bool {
		return !there || c.part.Gate.Allowed(report.Path(n, "area/"+element), element)
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

func (c *Carrier) geocode(n int, a cap.Area, g cap.Pair) (cap.Pair, bool) {
	at := report.Path(n, "area/geocode")
	from := g.Name + "=" + g.Value
	d := geo.OfGeocode(g)
	switch {
	case strings.TrimSpace(g.Name) == "":
		c.part.Account.Add(report.Dropped, at, from, "", "values", "a geocode without the name of its scheme says nothing")
		return g, false
	case d != "" && !c.part.Approved([]geo.District{d}):
		c.part.Account.Add(report.Dropped, at, from, "", "approval", "the approved area does not hold it")
		return g, false
	}
	to := cap.Pair{Name: c.judged.geocodeName(a, g), Value: g.Value}
	switch {
	case to.Name == g.Name && c.judged.verdicts != nil && c.part.theirs(g):
		c.part.Account.Add(report.Carried, at, from, from, "reach", c.judged.whyReach(a, d))
		return to, true
	case to.Name == g.Name:
		c.part.Account.Carry(at, from, from)
		return to, true
	}
	why := "it leaves this side's form and is kept under the gateway's layer"
	if c.part.theirs(g) {
		why = c.judged.whyReach(a, d)
	}
	c.part.Account.Add(report.Changed, at, from, to.Name+"="+to.Value, "areas", why)
	return to, true
}

// whyReach says why a code that the sender wrote for the other side is acted on there, or is not.
func (j *Judgement) whyReach(a cap.Area, d geo.District) string {
	v, judged := j.verdicts[d]
	switch {
	case j.acts(a, d) && judged:
		return "actionable, and its sender names it: " + v.why
	case j.acts(a, d):
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
func (j *Judgement) geocodeName(a cap.Area, g cap.Pair) string {
	switch {
	case isSAME(g) && j.part.To == cap.US && j.part.theirs(g) && j.acts(a, geo.OfGeocode(g)):
		return "SAME"
	case isSAME(g):
		return geo.KeptSAME
	case isLocation(g) && j.part.To == cap.CA && !j.acts(a, geo.OfGeocode(g)):
		return geo.KeptLocation
	case strings.EqualFold(g.Name, geo.KeptLocation):
		return locationName
	}
	return g.Name
}
