// Package ground is the map as it is drawn: the outlines of the two countries, of counties, provinces and imported
// census divisions, and what geometry can say of them. It knows no codes and no alerts; a land is known by its ID,
// which is the path of its district, "us/me/029".
//
// Draw the layers of the data pack, say what kind each land is of, and put them into New. Then ask the Map: At which
// land a point lies, what Overlaps some regions, whether they Share ground with lands or lie Near them. Nothing of a
// Map changes afterwards, so any number of goroutines may ask.
//
// It refuses nothing: what it has no outline of shares no ground.
package ground

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"bordercast/cap/geo/plane"
)

// Kind is what a land is.
type Kind int8

// The kinds of lands. Divisions are those of Canada, where their outlines were imported.
const (
	Country Kind = iota + 1
	Province
	County
	Division
)

// Land is a country, province, county or division.
type Land struct {
	ID    string // the path of its district: "us/me/029", "ca/nb/_", "ca/_/_"
	Kind  Kind
	Name  string // by its source
	Title string // as people know it
	KM2   float64
	parts []int32
}

// part is one polygon of a land.
type part struct {
	region plane.Region
	land   int32
}

// Map is lands with their outlines.
type Map struct {
	Lands []Land // as they were given
	parts []part
	tree  *plane.Tree // over parts
	byID  map[string]int32
	clips sync.Pool // of *plane.Clip: memory to measure overlaps in
}

// New is the map of some layers, in their order.
func New(layers ...[]Drawn) *Map {
	m := &Map{byID: map[string]int32{}}
	var boxes []plane.Box
	for _, layer := range layers {
		for _, d := range layer {
			n := int32(len(m.Lands))
			for _, g := range d.Regions {
				d.parts = append(d.parts, int32(len(m.parts)))
				m.parts = append(m.parts, part{g, n})
				boxes = append(boxes, g.Box)
			}
			m.byID[d.ID] = n
			m.Lands = append(m.Lands, d.Land)
		}
	}
	m.tree = plane.NewTree(boxes)
	return m
}

// Land is the land of an ID, nil where the map has none.
func (m *Map) Land(id string) *Land {
	if n, ok := m.byID[id]; ok {
		return &m.Lands[n]
	}
	return nil
}

// Parts are the polygons of a land, or of all counties of a state ("us/me/_"), by number.
func (m *Map) Parts(id string) []int32 {
	if n, ok := m.byID[id]; ok {
		return m.Lands[n].parts
	}
	state, ok := strings.CutSuffix(id, "_")
	if !ok {
		return nil
	}
	var out []int32
	for n := range m.Lands {
		if l := &m.Lands[n]; l.Kind == County && strings.HasPrefix(l.ID, state) {
			out = append(out, l.parts...)
		}
	}
	return out
}

// Region is the ground of a polygon by its number. Nobody may change it.
func (m *Map) Region(part int32) *plane.Region { return &m.parts[part].region }

// PartsIn are the polygons of a land whose boxes meet another, by number.
func (m *Map) PartsIn(id string, box plane.Box) (out []int32) {
	land, ok := m.byID[id]
	if !ok {
		return nil
	}
	for _, n := range m.tree.Find(box, nil) {
		if m.parts[n].land == land {
			out = append(out, n)
		}
	}
	return out
}

// Box is the box of a land.
func (m *Map) Box(id string) plane.Box {
	box := plane.Nothing()
	if l := m.Land(id); l != nil {
		for _, n := range l.parts {
			box = box.Union(m.parts[n].region.Box)
		}
	}
	return box
}

// Edges is how many edges of the map lie near a box, at most.
func (m *Map) Edges(box plane.Box) (n int) {
	for _, p := range m.tree.Find(box, nil) {
		n += m.parts[p].region.Edges(box)
	}
	return n
}

// At is the land of a kind that a point lies in, nil where it lies in none.
func (m *Map) At(p plane.XY, kind Kind) *Land {
	var room [16]int32
	for _, n := range m.tree.Find(p.Box(), room[:0]) {
		if l := &m.Lands[m.parts[n].land]; l.Kind == kind && m.parts[n].region.Contains(p) {
			return l
		}
	}
	return nil
}

// Holds tells whether a point lies in a land.
func (m *Map) Holds(id string, p plane.XY) bool {
	l := m.Land(id)
	return l != nil && slices.ContainsFunc(l.parts, func(n int32) bool { return m.parts[n].region.Contains(p) })
}

// In tells whether a point lies in a land of which something is true.
func (m *Map) In(p plane.XY, is func(*Land) bool) bool {
	var room [16]int32
	for _, n := range m.tree.Find(p.Box(), room[:0]) {
		if is(&m.Lands[m.parts[n].land]) && m.parts[n].region.Contains(p) {
			return true
		}
	}
	return false
}

// Shares tells whether regions have ground in common with lands of which something is true.
func (m *Map) Shares(regions []plane.Region, is func(*Land) bool) bool {
	c := m.clip()
	defer m.clips.Put(c)
	for r := range regions {
		for _, n := range m.tree.Find(regions[r].Box, nil) {
			if is(&m.Lands[m.parts[n].land]) && c.Overlap(&regions[r], &m.parts[n].region) > 0 {
				return true
			}
		}
	}
	return false
}

func (m *Map) clip() *plane.Clip {
	if c, ok := m.clips.Get().(*plane.Clip); ok {
		return c
	}
	return &plane.Clip{}
}

// Near tells whether regions, whose box it is given, lie within km of lands of which something is true.
func (m *Map) Near(regions []plane.Region, box plane.Box, km float64, is func(*Land) bool) bool {
	for _, n := range m.tree.Find(box.Grown(4*km), nil) {
		if !is(&m.Lands[m.parts[n].land]) {
			continue
		}
		g := &m.parts[n].region
		for r := range regions {
			if nearEach(g, &regions[r], km) || nearEach(&regions[r], g, km) {
				return true
			}
		}
	}
	return false
}

func nearEach(g, of *plane.Region, km float64) bool {
	return slices.ContainsFunc(of.Rings, func(r plane.Ring) bool {
		return slices.ContainsFunc(r.Points, func(p plane.XY) bool { return g.Near(p, km) })
	})
}

// Overlap is the ground (km²) that a land shares with what was asked about.
type Overlap struct {
	Land *Land
	KM2  float64
	at   int32
}

// Overlaps are the lands that share ground with regions of so many km² in all, most first. The two countries' outlines
// are by far the longest, so they are asked only where counties and provinces leave ground over: at sea, on islands,
// abroad.
func (m *Map) Overlaps(regions []plane.Region, km2 float64) []Overlap {
	out := m.overlaps(regions, nil, false)
	var sides [2]float64
	for _, o := range out {
		switch o.Land.Kind {
		case County:
			sides[0] += o.KM2
		case Province:
			sides[1] += o.KM2
		}
	}
	if left := km2 - sides[0] - sides[1]; left > 1e-5*km2 {
		out = m.overlaps(regions, out, true)
	} else {
		for n, id := range [...]string{"us/_/_", "ca/_/_"} {
			if sides[n] > 0 {
				at := m.byID[id]
				out = append(out, Overlap{&m.Lands[at], sides[n], at})
			}
		}
	}
	slices.SortFunc(out, func(x, y Overlap) int { return cmp.Or(cmp.Compare(y.KM2, x.KM2), cmp.Compare(x.at, y.at)) })
	return out
}

// overlaps adds the countries that share ground with the regions, or all other lands that do.
func (m *Map) overlaps(regions []plane.Region, out []Overlap, countries bool) []Overlap {
	c := m.clip()
	defer m.clips.Put(c)
	var room [64]int32
	for r := range regions {
		for _, n := range m.tree.Find(regions[r].Box, room[:0]) {
			at := m.parts[n].land
			if (m.Lands[at].Kind == Country) != countries {
				continue
			}
			km2 := c.Overlap(&regions[r], &m.parts[n].region)
			if km2 <= min(plane.Speck, regions[r].Area/1000) {
				continue
			}
			if i := slices.IndexFunc(out, func(o Overlap) bool { return o.at == at }); i >= 0 {
				out[i].KM2 += km2
			} else {
				out = append(out, Overlap{&m.Lands[at], km2, at})
			}
		}
	}
	return out
}

// Past is how far (km) regions reach beyond lines within a land, or best where that is more: the distance of the
// farthest corner of the ground they share. What is no more than doubt may be left out, and the search may stop at
// enough.
func (m *Map) Past(l *Land, regions []plane.Region, lines *plane.Lines, doubt, enough float64) (best float64) {
	for r := range regions {
		for _, n := range l.parts {
			best = lines.Farther(&regions[r], &m.parts[n].region, best, doubt, enough)
		}
	}
	return best
}
