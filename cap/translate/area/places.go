package area

import (
	"cmp"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate/phrase"
)

// What is said of an area in a language that its sender did not write.
const (
	sender phrase.Key = "area/sender" // the sender's own words, marked as theirs
	point  phrase.Key = "area/point"  // a point beside the areas that people are warned in
)

// placed is where an area is, by its codes or else by the map; of an alert that is not public, only by what crosses of
// it. Zones are their counties, where the map knows them.
func (part *Part) placed(a cap.Area) place {
	p := place{districts: geo.Districts(a)}
	if coded := (cap.Area{Desc: a.Desc, Geocodes: a.Geocodes}); slices.ContainsFunc(p.districts, geo.District.Whole) {
		p = part.Ground.placeOf(coded)
	} else {
		p.inPart = part.Ground.atlas.Partly(coded)
	}
	if len(a.Polygons)+len(a.Circles) > 0 && Nowhere(p.districts) {
		return part.Ground.placeOf(a) // a point too, where nothing else says where it is
	}
	if !slices.ContainsFunc(p.districts, func(d geo.District) bool { return d.Side() == part.home() }) && drawn(a) {
		p = part.Ground.placeOf(a).and(p) // a code composed for this side is not all of it
	}
	p.districts = geo.Today(p.districts)
	return p
}

// names lists where something is, each name once; one that stands for a part of it says so.
func (part *Part) names(p place, fr bool) string {
	var out []string
	for _, d := range geo.Today(p.districts) {
		name := d.NameEN()
		if fr {
			name = d.NameFR()
		}
		if name != "" && (slices.Contains(p.inPart, d) || !d.Named()) {
			name = phrase.InPart.With(part.tongue(fr), "place", name)
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, "; ")
}

// ground is where the part is.
func (part *Part) ground() place { return place{part.Districts, part.inPart()} }

// inPart are those of the part's districts that stand for a part of them; of a part that none of the source's infos is
// about, as they speak of them. Where the words of its areas stay behind, by their codes alone.
func (part *Part) inPart() []geo.District {
	if len(part.Infos) > 0 && !part.Gate.MayCross("areaDesc") {
		wordless := slices.Clone(part.site().areas)
		for n := range wordless {
			wordless[n].Desc = ""
		}
		_, inPart := part.Ground.atlas.Placed(wordless)
		return inPart
	}
	if len(part.Infos) > 0 {
		return part.site().InPart
	}
	var all place
	for _, s := range part.Ground.sites {
		all = all.and(place{s.Districts, s.InPart})
	}
	return slices.DeleteFunc(all.inPart, func(d geo.District) bool { return !slices.Contains(part.Districts, d) })
}

// Names lists where the part is, each name once; one that stands for a part of it says so.
func (part *Part) Names(fr bool) string { return part.names(part.ground(), fr) }

// Places lists where derived areas are, in a language that their sender did not write, without points beside the
// others.
func (c *Carrier) Places(areas []cap.Area, fr bool) string {
	var where place
	for _, a := range areas {
		if !c.isAside(a) {
			where = where.and(c.part.placed(a))
		}
	}
	return c.part.names(where, fr)
}

// named says whether each district has a name of its own, and not only that of a state or province that it is part of.
func named(p place) bool {
	nameless := func(d geo.District) bool { return !d.Named() }
	return !Nowhere(p.districts) && len(p.inPart) == 0 && !slices.ContainsFunc(p.districts, nameless)
}

// Described are areas in a language that their sender did not describe them in, as a composed block has those of its
// sibling.
func (c *Carrier) Described(areas []cap.Area, fr bool) []cap.Area {
	out := make([]cap.Area, 0, len(areas))
	for _, a := range areas {
		aside := c.isAside(a)
		if a.Desc = c.placeOf(a, fr); aside {
			c.setAside([]cap.Area{a})
		}
		out = append(out, a)
	}
	return out
}

// placeOf names an area in a language that its sender did not: by its districts. Where no more than the state or the
// province is known by name, the sender's own words follow, marked as theirs: mostly names, and better than none.
func (c *Carrier) placeOf(a cap.Area, fr bool) string {
	p := c.part.placed(a)
	name := cmp.Or(c.part.names(p, fr), c.part.say(phrase.UnnamedArea, fr))
	words := strings.TrimSpace(a.Desc)
	ours := words == cmp.Or(c.part.names(p, !fr), c.part.say(phrase.UnnamedArea, !fr))
	switch {
	case c.isAside(a) && words != "":
		name = c.part.say(point, fr)
	case words == "" || ours || named(p):
		return name
	}
	return sender.With(c.part.tongue(fr), "place", name, "words", words)
}

// setAside marks derived areas that are points beside the others: they are carried, and nobody is told to be in them.
func (c *Carrier) setAside(areas []cap.Area) {
	if c.aside == nil {
		c.aside = map[string]bool{}
	}
	for _, a := range areas {
		c.aside[a.Desc+"\n"+groundKey(a)] = true
	}
}

func (c *Carrier) isAside(a cap.Area) bool {
	return len(c.aside) > 0 && c.aside[a.Desc+"\n"+groundKey(a)]
}

// Nowhere: no place is known.
func Nowhere(ds []geo.District) bool { return len(ds) == 0 || len(ds) == 1 && ds[0] == geo.Unplaced }
