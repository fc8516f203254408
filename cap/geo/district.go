// Package geo says where an alert is. Its unit is the District: a US county, a Canadian census division or a marine
// zone. Atlas.Site joins all it knows, for routes and topics: the districts, the sides, and how far from the border. It
// rests on two kinds of answer that do not know of each other.
//
// By codes: OfAlert gives the districts of an alert that are still in force, Districts those of one area. These are
// what the message's own geocodes say and nothing else: SAME, FIPS6 and UGC county codes on the US side, CAP-CP
// locations (Statistics Canada's SGC) and the few weather zones that plainly lie in one census division on the
// Canadian. Polygons place nothing here.
//
// By ground: Load gives the Atlas, the built-in map of the border. ShapeOf reads what areas draw, Atlas.Outline what a
// code covers; Atlas.Touch tells which counties, provinces, places, forecast zones and ports a shape touches, how much
// of each, on which sides and how far from the border, Atlas.Divisions estimates Canadian census divisions, and
// Actionable judges whether a district across the border is meant.
//
//	atlas, err := geo.Load()
//	touch := atlas.Touch(geo.ShapeOf(geo.ActiveAreas(alert)))
//
// It is the door. Behind it lists and names know the districts, timezone their clocks, ground and places the map, grid
// and plane measure, pack is the map's data, which gen makes; polygon draws polygons anew, agency imports official
// maps, basemap is for the eye.
//
// The package refuses to guess in silence: a code that cannot be read places nothing, an area without a readable code
// is Unplaced, which still reaches people, and what the map cannot know exactly says so in a field Approximate.
package geo

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
)

// District is country/region/district in lower case: "us/me/029", "ca/nb/1302", "us/sea/073150", "ca/sea/00321".
// "us/me/_" is a whole state, "us/_/_" a whole country, Unplaced nowhere known.
type District string

// Unplaced is the district of an area that no readable code places.
const Unplaced District = "_/_/_"

// whole stands for every district of a region, or every region of a country.
const whole = "_"

// Side is the country the district lies in, "" when Unplaced.
func (d District) Side() cap.Side {
	side, _, _ := d.split()
	if side == whole {
		return ""
	}
	return cap.Side(side)
}

// Region is the state or province ("me", "nb"), "sea", or "_".
func (d District) Region() string {
	_, region, _ := d.split()
	return region
}

// Local is the district's own code within its region ("029", "1302"), or "_" for the whole region.
func (d District) Local() string {
	_, _, local := d.split()
	return local
}

// Whole tells whether d stands for a whole region or country.
func (d District) Whole() bool { return d.Local() == whole }

// Covers tells whether every place of e lies in d.
func (d District) Covers(e District) bool {
	if d == e || d == Unplaced {
		return d == e
	}
	ds, dr, dl := d.split()
	es, er, _ := e.split()
	if ds == "ca" && dr == "sea" && er == "sea" && len(dl) == 3 {
		return strings.HasPrefix(string(e), string(d)) // 001 is all Pacific waters, 00125 a part of them
	}
	return ds == es && (dr == whole || dr == er && dl == whole)
}

func (d District) split() (side, region, local string) { return lists.Split(string(d)) }

// Districts are the districts that the geocodes of one area name, in document order and each once; Unplaced when they
// name none. What is no longer a district adds those that hold its ground now. Zones are read only where nothing finer
// stands beside them: a zone is coarser than the county.
func Districts(a cap.Area) []District {
	var found, coarse []District
	for _, g := range a.Geocodes {
		d, fine := ofGeocode(g)
		switch {
		case d == "":
		case fine:
			found = append(found, d)
		default:
			coarse = append(coarse, d)
		}
	}
	for _, c := range unique(coarse) {
		if !slices.ContainsFunc(found, func(d District) bool { return sameRegion(c, d) }) {
			found = append(found, c)
		}
	}
	if len(found) == 0 {
		return []District{Unplaced}
	}
	return withSuccessors(unique(found))
}

func sameRegion(a, b District) bool { return a.Side() == b.Side() && a.Region() == b.Region() }

// OfInfo are the districts of all areas of an info; Unplaced only when no area is placed.
func OfInfo(i *cap.Info) []District {
	areas := Active(i)
	if len(areas) == 0 {
		areas = i.Areas
	}
	var all []District
	for _, a := range areas {
		all = append(all, Districts(a)...)
	}
	return Join(all)
}

// Over tells an area that has ended inside an info still in force: Environment Canada's threat areas say so
// themselves (traps ca-17).
func Over(a cap.Area) bool {
	for _, g := range a.Geocodes {
		if _, threat := cap.CutPrefix(g.Name, "layer:ec-msc-smc:dlc"); threat {
			switch strings.ToLower(strings.TrimSpace(g.Value)) {
			case "ended", "cancelled":
				return true
			}
		}
	}
	return false
}

// Active are the areas of an info that have not ended.
func Active(i *cap.Info) []cap.Area {
	return slices.DeleteFunc(slices.Clone(i.Areas), Over)
}

// OfAlert are the districts of the infos still in force. An info that ended its areas
// is left out, and what an alert ends as a whole is in force nowhere, so then every info counts: an ending says
// where it ends.
func OfAlert(a *cap.Alert) []District {
	var all []District
	ending := a.Ends()
	for n := range a.Infos {
		if ending || !a.Ended(&a.Infos[n]) {
			all = append(all, OfInfo(&a.Infos[n])...)
		}
	}
	return Join(all)
}

// Join removes repeats, keeping the first of each, and Unplaced where anything is placed.
func Join(all []District) []District {
	all = unique(all)
	if placed := slices.DeleteFunc(slices.Clone(all), func(d District) bool { return d == Unplaced }); len(placed) > 0 {
		return placed
	}
	return []District{Unplaced}
}

// Sorted is a sorted copy: what parts are keyed by.
func Sorted(ds []District) []District {
	out := slices.Clone(ds)
	slices.Sort(out)
	return slices.Compact(out)
}

// Shared counts the districts of a that b touches: equal ones, and those one of which covers the other.
func Shared(a, b []District) int {
	n := 0
	within := cover(b)
	for _, d := range a {
		if within(d) || (d.Whole() || d.Region() == "sea") && slices.ContainsFunc(b, d.Covers) {
			n++
		}
	}
	return n
}

// Missing are the districts of old that nothing of new covers: those an Update left.
func Missing(old, new []District) []District {
	var out []District
	within := cover(new)
	for _, d := range old {
		if !within(d) {
			out = append(out, d)
		}
	}
	return out
}

// cover tells of any district whether one of these covers it. An alert may name ten thousand.
func cover(ds []District) func(District) bool {
	if len(ds) <= 16 {
		return func(e District) bool { return slices.ContainsFunc(ds, func(d District) bool { return d.Covers(e) }) }
	}
	set := make(map[District]bool, len(ds))
	for _, d := range ds {
		set[d] = true
	}
	return func(e District) bool {
		side, region, local := e.split()
		country, state := District(side+"/_/_"), District(side+"/"+region+"/_")
		switch {
		case set[e]:
			return true
		case e == Unplaced:
			return false
		}
		return set[country] || set[state] || state == "ca/sea/_" && len(local) > 3 && set[District("ca/sea/"+local[:3])]
	}
}

// Collapse puts a whole region, "us/me/_", in the place of all its counties or divisions, where the first of them
// stood. It is the same ground: 0SS000 in SAME.
func Collapse(ds []District) []District {
	have := map[string]map[string]bool{}
	for _, d := range ds {
		side, region, local := d.split()
		if region == "sea" || region == whole || local == whole {
			continue
		}
		in := side + "/" + region
		if have[in] == nil {
			have[in] = map[string]bool{}
		}
		have[in][local] = true
	}
	full := map[string]bool{}
	for in, locals := range have {
		full[in] = lists.Complete(in, locals)
	}
	out := make([]District, 0, len(ds))
	for _, d := range ds {
		side, region, _ := d.split()
		if full[side+"/"+region] {
			d = District(side + "/" + region + "/" + whole)
		}
		out = append(out, d)
	}
	return unique(out)
}

// unique keeps the first of each. An alert may name ten thousand.
func unique(in []District) []District {
	if len(in) == 0 {
		return nil
	}
	if len(in) <= 16 {
		out := make([]District, 0, len(in))
		for _, d := range in {
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
		return out
	}
	seen := make(map[District]bool, len(in))
	out := make([]District, 0, len(in))
	for _, d := range in {
		if !seen[d] {
			seen[d] = true
			out = append(out, d)
		}
	}
	return out
}
