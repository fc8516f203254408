package geo

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/names"
)

// Partly are the counties and census divisions some part of which an area means, and not the whole: its description
// says a part, its code is a part's (a SAME code with the digit of one, some of the subdivisions of a division), or a
// forecast zone stands beside the code. A zone is the whole where its sender or the map calls it by the name of the
// county, or where UGC names the county too; SAME and locations beside a zone say only in which districts it lies.
func (a *Atlas) Partly(area cap.Area) []District {
	codes := readCodes(area)
	if !codes.part && !names.SaysPart(area.Desc) {
		return nil
	}
	var out []District
	for _, d := range a.codes(area) {
		if _, known := names.Of(string(d)); known && !d.Whole() && d.Region() != "sea" {
			out = append(out, d) // what has no name is called by its state, which says so itself
		}
	}
	if len(out) == 0 {
		return nil
	}
	said := names.Among[District](out)
	whole, part := said.Read(said.Items(area.Desc, len(codes.zones)))
	for _, code := range codes.zones {
		if a == nil {
			break
		}
		zone, _ := a.zones.find(code)
		for _, d := range said.Named(zone.Name) {
			if strings.EqualFold(d.Region(), code[:2]) {
				whole[d] |= names.ByName
			}
		}
	}
	return slices.DeleteFunc(out, func(d District) bool {
		switch {
		case codes.ninths[d], part[d]:
			return false
		case codes.counties[d], codes.allOf(d), whole[d]&names.Surely != 0:
			return true
		case len(codes.subdivisions[d]) > 0:
			return false // a name alone may be that of one of them
		}
		return whole[d] != 0 || !codes.zoned(d)
	})
}

// partCodes are what the codes of an area say of parts and wholes.
type partCodes struct {
	part         bool                  // some code may mean a part
	zones        []string              // forecast zones of the United States
	clc          bool                  // a weather zone of Canada
	ninths       map[District]bool     // named with the digit of a part
	counties     map[District]bool     // named by UGC as a whole county
	divisions    map[District]bool     // named by the code of the whole division
	subdivisions map[District][]string // of a division
}

func readCodes(area cap.Area) (c partCodes) {
	put := func(m *map[District]bool, d District) {
		if *m == nil {
			*m = map[District]bool{}
		}
		(*m)[d] = true
	}
	for _, g := range area.Geocodes {
		d, value := OfGeocode(g), strings.TrimSpace(g.Value)
		switch {
		case strings.EqualFold(g.Name, CLC):
			c.clc, c.part = true, true
		case d == "" || d.Region() == "sea":
		case zoneCode(g) != "" && isZone(g):
			c.zones, c.part = append(c.zones, zoneCode(g)), true
		case zoneCode(g) != "":
			put(&c.counties, d)
		case (IsSAME(g) || strings.EqualFold(g.Name, KeptSAME)) && value[0] != '0':
			put(&c.ninths, d)
			c.part = true
		case d.Side() == cap.CA && len(value) == 7:
			if c.subdivisions == nil {
				c.subdivisions = map[District][]string{}
			}
			c.subdivisions[d] = append(c.subdivisions[d], value)
			c.part = true
		case d.Side() == cap.CA:
			put(&c.divisions, d)
		}
	}
	return c
}

// zoned tells whether zones of the area lie in a district, as far as its codes say.
func (c *partCodes) zoned(d District) bool {
	if d.Side() == cap.CA && c.clc {
		return true
	}
	return slices.ContainsFunc(c.zones, func(code string) bool { return strings.EqualFold(code[:2], d.Region()) })
}

// allOf tells whether a division is named as a whole: by each of its subdivisions, or, where no weather zone stands
// beside that, by its own code.
func (c *partCodes) allOf(d District) bool {
	if c.divisions[d] && !c.clc {
		return true
	}
	have := c.subdivisions[d]
	lacks := func(code string) bool { return !slices.Contains(have, code) }
	return len(have) > 0 && !slices.ContainsFunc(lists.Subdivisions(string(d)), lacks)
}
