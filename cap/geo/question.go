package geo

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"bordercast/cap"
)

// question is what is known of areas before it is judged.
type question struct {
	atlas *Atlas
	areas []cap.Area
	parts [][]District // Partly of each of them, once somebody asked
	named []District   // by codes, in document order
	bare  bool         // an area draws and has no readable code
	shape *Shape       // what areas on land draw
	sea   *Shape       // what areas of marine codes draw
	touch Touch
	all   func() []Division // of the shape: estimated at most once, whoever asks
	home  []cap.Side

	regions map[string]bool // that named lies in, once somebody asked

	outlines, drawings []cap.Area // on land: those that draw outlines of weather zones, and the others
	beside             *Shape     // what the latter draw, once somebody asked
}

// ask reads codes and drawings. The hazard's own side is that of its first code. Where it has none, it is every
// side that holds a good part of what is drawn.
func ask(a *Atlas, areas []cap.Area) question {
	q := question{atlas: a, areas: areas, touch: Touch{Border: math.Inf(1)}}
	var land, sea []cap.Area
	for _, area := range areas {
		codes := a.codes(area)
		q.named = append(q.named, codes...)
		switch {
		case len(area.Polygons)+len(area.Circles) == 0:
		case marineOnly(codes):
			sea = append(sea, area)
		default:
			land = append(land, area)
			if zoneOutline(area) {
				q.outlines = append(q.outlines, area)
			} else {
				q.drawings = append(q.drawings, area)
			}
			q.bare = q.bare || len(codes) == 0
		}
	}
	q.named = unique(q.named)
	if a != nil {
		q.sea = ShapeOf(sea)
		q.shape = ShapeOf(land)
		q.touch = a.Touch(q.shape)
		shape, touch := q.shape, q.touch
		q.all = sync.OnceValue(func() []Division { return a.Divisions(shape, touch) })
	}
	if len(q.named) > 0 {
		q.home = []cap.Side{q.named[0].Side()}
		return q
	}
	for _, g := range q.touch.Grounds {
		if g.KM2 > homeOfShape*q.touch.KM2 || len(q.home) == 0 {
			q.home = append(q.home, g.Side)
		}
	}
	return q
}

// codes are the districts that the geocodes of one area name, none when they name none. A zone is its counties, where
// the map knows them.
func (a *Atlas) codes(area cap.Area) []District {
	ds := Districts(area)
	if ds[0] == Unplaced {
		return nil
	}
	if a == nil {
		return ds
	}
	var out []District
	for _, d := range ds {
		if counties := a.zones.countiesOf(a, area, d); len(counties) > 0 {
			out = append(out, counties...)
		} else {
			out = append(out, d)
		}
	}
	return unique(out)
}

func marineOnly(ds []District) bool {
	return len(ds) > 0 && !slices.ContainsFunc(ds, func(d District) bool { return d.Region() != "sea" })
}

// answer judges: what codes name is in; what is drawn is in where it is more than a sliver.
func (q *question) answer() []Touched {
	var out []Touched
	at := make(map[District]int, len(q.named))
	var wholes []District
	for _, d := range q.named {
		at[d] = len(out)
		out = append(out, Touched{Overlap: Overlap{District: d, Name: q.atlas.Name(d)}, Named: true})
		if d.Whole() || d.Region() == "sea" {
			wholes = append(wholes, d)
		}
	}
	for _, o := range q.drawn() {
		if i, known := at[o.District]; known {
			out[i].Overlap, out[i].Drawn = o, true
		} else if !slices.ContainsFunc(wholes, func(d District) bool { return d.Covers(o.District) }) {
			at[o.District] = len(out)
			out = append(out, Touched{Overlap: o, Drawn: true})
		}
	}
	return out
}

// drawn are the districts that the drawings reach by more than a sliver, and those that codes name too however little
// is drawn of them.
func (q *question) drawn() []Overlap {
	var out []Overlap
	named := make(map[District]bool, len(q.named))
	for _, d := range q.named {
		named[d] = true
	}
	for _, o := range q.touch.Counties {
		if named[o.District] || q.reached(o) {
			out = append(out, o)
		}
	}
	for _, o := range q.touch.Provinces {
		if q.reached(o) {
			out = append(out, q.divisions(o)...)
		}
	}
	slices.SortStableFunc(out, func(x, y Overlap) int { return cmp.Compare(y.KM2, x.KM2) })
	return out
}

// How much of a drawing makes a district more than a sliver of it, however small the drawing is; and how much lies in
// a country that it is at home in, where no code says so.
const (
	partOfShape = 0.1
	homeOfShape = 0.25
)

// reached tells whether a drawing reaches a district: every one that it touches. Outlines of weather zones alone follow
// the lines of districts by other maps, and reach one by more than a sliver: abroad farther than PastKM past the
// border, and where codes name districts of the same state by both thresholds, for their sender has looked at that
// line.
func (q *question) reached(o Overlap) bool {
	if len(q.outlines) == 0 || len(q.drawings) > 0 && (coded{q.atlas, []District{o.District}}).shares(q.others()) {
		return true
	}
	large, much := o.KM2 > GroundKM, o.Fraction > Share || o.KM2 > partOfShape*q.shape.KM2
	switch {
	case !slices.Contains(q.home, o.District.Side()):
		return o.Past > PastKM && (large || much)
	case !q.bare && q.namedIn(o.District):
		return large && o.Fraction > Share
	}
	return large || much
}

// others are what is drawn beside outlines of zones.
func (q *question) others() *Shape {
	if q.beside == nil {
		q.beside = ShapeOf(q.drawings)
	}
	return q.beside
}

// zoneOutline tells an area whose drawing is the outline of a weather zone: it carries the zone's code, and is no
// threat area of that zone (traps ca-17).
func zoneOutline(a cap.Area) bool {
	zone := false
	for _, g := range a.Geocodes {
		if _, threat := cap.CutPrefix(g.Name, "layer:ec-msc-smc:dlc"); threat {
			return false
		}
		zone = zone || strings.EqualFold(g.Name, CLC)
	}
	return zone
}

func (q *question) namedIn(d District) bool {
	if q.regions == nil {
		q.regions = map[string]bool{}
		for _, n := range q.named {
			q.regions[string(n.Side())+"/"+n.Region()] = true
		}
	}
	return q.regions[string(d.Side())+"/"+d.Region()]
}

// divisions are those of a province that a drawing reaches: those with outlines by their overlap; else every one that
// could hold ground of it, but where its sender names divisions of the province only what is sure. Where nothing is
// known the province stands for them.
func (q *question) divisions(province Overlap) []Overlap {
	named := !q.bare && q.namedIn(province.District)
	var out []Overlap
	all := slices.DeleteFunc(slices.Clone(q.all()), func(d Division) bool { return !province.District.Covers(d.District) })
	for _, d := range all {
		if (d.Approximate != "" || q.reached(d.Overlap)) && (d.Sure || !named) {
			out = append(out, d.Overlap)
		}
	}
	switch {
	case len(out) > 0 || named:
		return out
	case len(all) > 0:
		return []Overlap{all[0].Overlap} // slivers of several: the most covered one stands for them
	case province.Approximate == "":
		province.Approximate = "the map does not know for sure which of its census divisions: the whole province stands " +
			"for them"
	}
	return append(out, province)
}

// sides are the countries of the districts, and those that hold a good part of what is drawn, the hazard's own first.
func (q *question) sides(ds []District) []cap.Side {
	var out []cap.Side
	add := func(s cap.Side) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, d := range ds {
		add(d.Side())
	}
	for _, g := range q.touch.Grounds {
		if g.KM2 > partOfShape*q.touch.KM2 {
			add(g.Side)
		}
	}
	if len(out) > 1 && len(q.home) > 0 && out[0] != q.home[0] {
		slices.Reverse(out)
	}
	return out
}
