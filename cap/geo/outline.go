package geo

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/plane"
)

// Outline is what the map knows of a code: its ground, or, where it has none, the places that carry it.
type Outline struct {
	Code     cap.Pair
	District District
	Name     string
	Shape    *Shape  // empty where the map has no outline
	Places   []Place // those the code names, where there is no outline
	Within   *Shape  // the ground that surely holds it, where there is no outline
}

// Outline finds the ground of a geocode: SAME with its part of a county, UGC counties and zones, CAP-CP locations,
// and Environment Canada's zones where they lie in one division. What the map cannot know exactly, the shape says. It
// is false for what is no code at all.
func (a *Atlas) Outline(g cap.Pair) (Outline, bool) {
	d := OfGeocode(g)
	value := strings.ToUpper(strings.TrimSpace(g.Value))
	o := Outline{Code: g, District: d, Shape: &Shape{box: plane.Nothing()}}
	if name, ok := o.imported(a.outlines, value); ok {
		o.Name = name
		return o, true
	}
	if z, ok := a.zones.find(zoneCode(g)); ok {
		o.Name = z.Name
		for _, c := range z.Counties {
			o.Shape.draw(a, c)
		}
		o.Shape.say("the map has no outlines of forecast zones: the counties whose towns lie nearest to the middle of %s "+
			"stand for it", value)
		return o, true
	}
	if d == "" {
		return o, false
	}
	o.Name = a.Name(d)
	o.Shape.draw(a, d)
	if now := replacedBy[d]; now != nil && !o.Shape.Empty() {
		o.Name = Names(now, "", false)
		o.Shape.say("it is no district any more: its ground is that of %s", o.Name)
	}
	switch {
	case !o.Shape.Empty():
		if d.Side() == cap.CA && !d.Whole() && value != d.Local() {
			o.Shape.say("the map has no outline of %s: the census division %s stands for it", value, d.Local())
		}
		if (IsSAME(g) || strings.EqualFold(g.Name, KeptSAME)) && value[0] != '0' {
			o.Shape = o.Shape.ninth(value[0])
		}
		if strings.EqualFold(g.Name, "UGC") && len(value) == 6 && value[2] == 'Z' {
			kind := map[cap.Side]string{cap.CA: "province", cap.US: "state"}[d.Side()]
			o.Shape.say("the map does not know the zone %s: the whole %s stands for it", value, kind)
		}
	case d.Region() == "sea":
		o.Shape.say("the map has no marine zones")
	case d.Side() == cap.CA && !d.Whole():
		o.division(a, value)
	default:
		o.Shape.say("the map has no outline of it")
	}
	return o, true
}

// imported draws a code that an imported layer has the outline of.
func (o *Outline) imported(drawn outlines, value string) (name string, ok bool) {
	g, key := o.Code, ""
	switch {
	case strings.EqualFold(g.Name, "UGC"):
		key = "ugc:" + value
	case strings.EqualFold(g.Name, CLC):
		key = "clc:" + value
	case o.District.Side() == cap.CA && o.District.Region() != whole:
		key = "sgc:" + value
	default:
		key = seaKey(o.District)
	}
	found, ok := drawn[key]
	if !ok {
		return "", false
	}
	o.Shape.addAll(found.regions)
	if o.District == "" {
		o.District = Unplaced
	}
	return found.name, true
}

// seaKey is the code of a marine district in the list that outlines of waters are imported by: the UGC zone that a
// SAME code names (073150 is ANZ150), or the CAP-CP location.
func seaKey(d District) string {
	local := d.Local()
	switch {
	case d.Region() != "sea":
		return ""
	case d.Side() == cap.CA:
		return "sgc:" + local
	case len(local) == 6:
		return "ugc:" + lists.WaterLetters(local[1:3]) + "Z" + local[3:]
	}
	return ""
}

// Ground is what areas cover: what they draw, and for areas that draw nothing what their codes name, as far as the map
// knows it; zones only where nothing finer stands beside them. Whether an alert is meant for the other side is judged
// by ShapeOf alone: codes draw nothing.
func (a *Atlas) Ground(areas []cap.Area) *Shape {
	s := ShapeOf(areas)
	seen := map[cap.Pair]bool{}
	for _, area := range areas {
		if len(area.Polygons)+len(area.Circles) > 0 {
			continue
		}
		named := Districts(area)
		for _, g := range area.Geocodes {
			if d := OfGeocode(g); d != "" && slices.Contains(named, d) && !seen[g] {
				seen[g] = true
				s.named(a, g)
			}
		}
	}
	return s
}

func (s *Shape) named(a *Atlas, g cap.Pair) {
	o, _ := a.Outline(g)
	for n, region := range o.Shape.regions {
		if !s.has(region) {
			s.add(region, o.Shape.loops[n])
		}
	}
	for _, why := range o.Shape.Approximate {
		s.say("%s: %s", g.Value, why)
	}
}

// has tells whether the very same polygon is part of the shape: a county and its zone name it twice.
func (s *Shape) has(g plane.Region) bool {
	return slices.ContainsFunc(s.regions, func(h plane.Region) bool { return h.Box == g.Box && h.Area == g.Area })
}

// division gives the places of a census division or subdivision, and the province around it.
func (o *Outline) division(a *Atlas, code string) {
	for n := range a.places.All {
		if p := &a.places.All[n]; p.District == string(o.District) && p.Name != "" {
			o.Places = append(o.Places, placeOf(p))
		}
	}
	province := District("ca/" + o.District.Region() + "/_")
	o.Within = &Shape{box: plane.Nothing()}
	o.Within.draw(a, province)
	if len(code) == 7 {
		o.Shape.say("the map knows census divisions, not the subdivision %s", code)
	}
	if len(o.Places) > 0 {
		o.Shape.say("the map has no outlines of census divisions: its places are known, its edges are not")
	} else {
		o.Shape.say("the map has no outlines of census divisions, and no places of this one: "+
			"only that it lies in %s", a.Name(province))
	}
}

// ninth is the part of a county that the first digit of a SAME code names: 1 to 9, from the northwest by rows to the
// southeast (47 CFR 11.31(c)). What parts are is not drawn anywhere, so a ninth of the county's box stands for it.
func (s *Shape) ninth(digit byte) *Shape {
	if digit < '1' || digit > '9' {
		return s
	}
	column, row := float64((digit-'1')%3), float64((digit-'1')/3)
	w, h := (s.box.MaxX-s.box.MinX)/3, (s.box.MaxY-s.box.MinY)/3
	box := plane.Box{
		MinX: s.box.MinX + column*w, MaxX: s.box.MinX + (column+1)*w,
		MaxY: s.box.MaxY - row*h, MinY: s.box.MaxY - (row+1)*h,
	}
	out := &Shape{box: plane.Nothing(), Approximate: s.Approximate}
	for n := range s.regions {
		if loop := plane.Within(s.loops[n], box); len(loop) > 2 {
			out.add(plane.NewRegion(plane.NewRing(loop)), loop)
		}
	}
	out.say("parts of counties are not drawn anywhere: a ninth of the county's box, as far as it is county, "+
		"stands for the part %c", digit)
	return out
}

// zoneCode is the code of a UGC geocode as the map writes it, "" for any other list.
func zoneCode(g cap.Pair) string {
	if !strings.EqualFold(g.Name, "UGC") {
		return ""
	}
	return strings.ToUpper(strings.TrimSpace(g.Value))
}
