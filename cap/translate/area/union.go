package area

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/report"
)

// union reports what becomes of an area that is drawn and coded at once. In CAP 1.2 both together are the area
// (§3.2.4); in CAP-CP the drawing is, and codes only come near it (0.4 rule 18; traps ca-18). Nothing is changed
// for that: what is drawn is carried as it is, and codes never make a machine act beyond it.
func (c *Carrier) union(n int, a, out cap.Area) {
	if c.part.Ground.atlas == nil {
		return
	}
	if c.part.To == cap.US {
		if ofCAPCP(c.part.Alert) && slices.ContainsFunc(out.Geocodes, func(g cap.Pair) bool { return g.Name == "SAME" }) &&
			drawn(a) {
			c.part.Account.Add(report.Carried, report.Path(n, "area"), "", "", "union",
				"to CAP-CP the drawing is the area (0.4 rule 18); a receiver that cannot draw takes all of the districts that "+
					"are coded beside it")
		}
		return
	}
	touched, told := c.part.Ground.sites[n].byDistrict(), map[geo.District]bool{}
	for _, g := range a.Geocodes {
		d := geo.OfGeocode(g) // whether Canadian divisions are drawn, the built-in map does not know
		if t, known := touched[d]; known && !told[d] && t.Named && !t.Drawn && d.Side() == cap.US && d.Region() != "sea" &&
			!d.Whole() {
			if !drawn(a) || slices.ContainsFunc(c.part.Ground.doubts, func(d geo.Doubt) bool { return d.Doubts(a) }) {
				return
			}
			told[d] = true
			c.part.Account.Add(report.Carried, report.Path(n, "area/geocode"), "", "", "union",
				string(d)+" lies outside the drawing: in CAP 1.2 it is part of the area, to CAP-CP the drawing alone is (0.4 "+
					"rule 18)")
		}
	}
}

func ofCAPCP(a *cap.Alert) bool {
	return slices.ContainsFunc(a.Codes, func(c string) bool {
		return strings.HasPrefix(strings.ToLower(c), "profile:cap-cp")
	})
}
