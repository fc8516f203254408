package area

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/polygon"
	"bordercast/cap/limits"
)

// Ground is where an alert is: what its codes say and, with a map, what it draws. Survey asks the map once, and every
// translation of the alert, and what routes it, looks here. It is not changed afterwards.
type Ground struct {
	atlas     *geo.Atlas
	from      *cap.Alert // as it was sent
	read      *cap.Alert // with its drawings as they are read
	sites     []*site    // of each info; languages that draw and name the same share one
	districts []geo.District
	sides     []cap.Side
	border    float64
	borderBy  geo.Reckoned
	inPart    []geo.District
	cuts      []limits.Cut
	doubts    []geo.Doubt
	besides   map[string]bool // areas that are points beside others, by groundKey
	placed    sync.Map        // area → place
	// drawing and limit → simplified: languages and destinations share what was drawn with fewer points
	simple sync.Map
}

// site is where one info is.
type site struct {
	geo.Site
	areas []cap.Area // in force, without points beside them that nobody is warned by
	count []cap.Area // the same with what they draw as far as it counts
	close func() *closeUp

	byDistrict func() map[geo.District]geo.Touched
}

// closeUp is what is drawn for this very hazard, and all that it touches. Only who crosses the border is asked for it.
type closeUp struct {
	areas []cap.Area
	keys  map[string]bool // of areas, where they are many
	shape *geo.Shape
	touch geo.Touch
	apart bool // they draw more than one thing

	divisions func() []geo.Division // of Canada, as far as the map knows them
}

// Survey finds where an alert is. Without an atlas (nil) it knows what the geocodes say and nothing else. The cuts are
// what was taken off the alert before, because it was too much to work on: findings and reports say so.
func Survey(atlas *geo.Atlas, a *cap.Alert, cuts ...limits.Cut) *Ground {
	g := &Ground{atlas: atlas, from: a, border: math.Inf(1), cuts: cuts}
	g.read, g.doubts = atlas.Read(a)
	for _, d := range g.doubts {
		for _, area := range d.Areas {
			if d.Kind == geo.Beside {
				if g.besides == nil {
					g.besides = map[string]bool{}
				}
				g.besides[groundKey(area)] = true
			}
		}
	}
	ending := a.Ends()
	for n := range a.Infos {
		s := g.siteOf(n)
		g.sites = append(g.sites, s)
		if !ending && a.Ended(&a.Infos[n]) {
			continue // it is in force nowhere
		}
		if len(g.inPart)+len(s.InPart) > 0 {
			g.inPart = place{g.districts, g.inPart}.and(place{s.Districts, s.InPart}).inPart
		}
		g.districts = append(g.districts, s.Districts...)
		if s.BorderKM < g.border || s.BorderKM == g.border && s.BorderBy == geo.ByGround {
			g.border, g.borderBy = s.BorderKM, s.BorderBy
		}
		for _, side := range s.Sides {
			if !slices.Contains(g.sides, side) {
				g.sides = append(g.sides, side)
			}
		}
	}
	g.districts = geo.Join(g.districts)
	if Nowhere(g.districts) && slices.ContainsFunc(g.doubts, func(d geo.Doubt) bool { return d.Kind == geo.Nowhere }) {
		g.border = math.Inf(1) // where it is meant to be nobody knows
	}
	return g
}

// Of is an alert as its drawings are read, where this is the ground of that very alert; else the alert as it is.
func (g *Ground) Of(a *cap.Alert) *cap.Alert {
	if g.from == a {
		return g.read
	}
	return a
}

// Doubts are the drawings and codes that are hardly what was meant.
func (g *Ground) Doubts() []geo.Doubt { return g.doubts }

// Alert is the alert that was surveyed with its drawings as they are read: what the gateway writes and shows goes by
// it.
func (g *Ground) Alert() *cap.Alert { return g.read }

// Districts are those of the infos in force, in document order, of all infos when the alert ends; Unplaced alone where
// nothing is known.
func (g *Ground) Districts() []geo.District { return g.districts }

// Sides are the countries the alert is in, its own first; none where nothing is known.
func (g *Ground) Sides() []cap.Side { return g.sides }

// Cuts are what of the alert was too much to work on.
func (g *Ground) Cuts() []limits.Cut { return g.cuts }

// BorderKM is how far the alert lies from the border, 0 across it; false where nobody knows.
func (g *Ground) BorderKM() (float64, bool) { return g.border, !math.IsInf(g.border, 1) }

// BorderBy is how that is known.
func (g *Ground) BorderBy() geo.Reckoned { return g.borderBy }

// InPart are those of the districts that stand for a part of them.
func (g *Ground) InPart() []geo.District { return g.inPart }

// Info are the districts of the n-th info of the alert.
func (g *Ground) Info(n int) []geo.District { return g.sites[n].Districts }

// districtsOf are the districts of one area by itself.
func (g *Ground) districtsOf(a cap.Area) []geo.District { return g.placeOf(a).districts }

// AreasOf are the areas that the n-th info is about: those in force, without points beside them that nobody is warned
// by.
func (g *Ground) AreasOf(n int) []cap.Area { return g.sites[n].areas }

// place is where one area is by itself.
type place struct{ districts, inPart []geo.District }

// and joins two places. A district that stands for a part of it in one, and that the other names as a whole, is meant
// as a whole.
func (p place) and(q place) place {
	switch {
	case len(p.districts) == 0:
		return q
	case len(p.inPart)+len(q.inPart) == 0: // as ever
		return place{districts: geo.Join(slices.Concat(p.districts, q.districts))}
	}
	whole := func(d geo.District, p place) bool {
		return slices.Contains(p.districts, d) && !slices.Contains(p.inPart, d)
	}
	out := place{districts: geo.Join(slices.Concat(p.districts, q.districts))}
	for _, d := range slices.Concat(p.inPart, q.inPart) {
		if !whole(d, p) && !whole(d, q) && !slices.Contains(out.inPart, d) {
			out.inPart = append(out.inPart, d)
		}
	}
	return out
}

func (g *Ground) placeOf(a cap.Area) (p place) {
	for _, s := range g.sites {
		// where words stay behind, codes tell of parts
		if len(s.areas) == 1 && SameGround(s.areas[0], a) && (a.Desc != "" || s.areas[0].Desc == "") {
			return place{s.Districts, s.InPart}
		}
	}
	key := groundKey(a) + "\n" + a.Desc
	if known, ok := g.placed.Load(key); ok {
		return known.(place)
	}
	p.districts, p.inPart = g.atlas.Placed(geo.Believed([]cap.Area{a}, g.doubts, true))
	g.placed.Store(key, p)
	return p
}

// siteOf finds an earlier info with the same areas, or asks the map. Where nothing else says where an info is, a
// drawing that cannot be read in full places it as far as it can be; nobody acts on that.
func (g *Ground) siteOf(n int) *site {
	areas := g.inForce(&g.read.Infos[n])
	for _, s := range g.sites {
		if slices.EqualFunc(s.areas, areas, SameGround) {
			return s
		}
	}
	s := g.look(areas)
	if g.read != g.from && g.atlas != nil && Nowhere(s.Districts) {
		s.Site = g.atlas.Site(geo.Believed(g.inForce(&g.from.Infos[n]), g.doubts, true))
	}
	return s
}

// inForce are the areas that an info is about: those that have not ended, all where none is left; without the points
// beside them that nobody is warned by.
func (g *Ground) inForce(i *cap.Info) []cap.Area {
	if areas := geo.Active(i); len(areas) > 0 {
		return geo.Warned(areas, g.doubts)
	}
	return geo.Warned(i.Areas, g.doubts)
}

// Beside says whether an area is a point beside those that an info is about.
func (g *Ground) Beside(n int, a cap.Area) bool {
	return len(g.besides) > 0 && len(g.sites[n].areas) < len(g.read.Infos[n].Areas) && g.besides[groundKey(a)]
}

// SameGround says whether two areas draw the same and have the same codes.
func SameGround(a, b cap.Area) bool {
	return sameDrawing(a, b) && slices.Equal(a.Geocodes, b.Geocodes)
}

func (g *Ground) look(areas []cap.Area) *site {
	s := &site{areas: areas}
	s.byDistrict = sync.OnceValue(func() map[geo.District]geo.Touched {
		all := make(map[geo.District]geo.Touched, len(s.Touched))
		for _, t := range s.Touched {
			all[t.District] = t
		}
		return all
	})
	if g.atlas == nil {
		s.count, s.Districts, s.BorderKM = areas, geo.OfInfo(&cap.Info{Areas: areas}), math.Inf(1)
		_, s.InPart = g.atlas.Placed(areas)
		for _, d := range s.Districts {
			if side := d.Side(); side != "" && !slices.Contains(s.Sides, side) {
				s.Sides = append(s.Sides, side)
			}
		}
		return s
	}
	believed := geo.Believed(areas, g.doubts, true)
	s.count, s.Site = believed, g.atlas.Site(believed)
	drawn := s.Site // siteOf may put another in its place
	s.close = sync.OnceValue(func() *closeUp {
		c := &closeUp{areas: hazards(geo.Believed(areas, g.doubts, false)), shape: drawn.Drawn, touch: drawn.Touch,
			divisions: drawn.Divisions}
		if !slices.EqualFunc(c.areas, onLand(believed), SameGround) {
			c.shape = geo.ShapeOf(c.areas)
			c.touch = g.atlas.Touch(c.shape)
			c.divisions = sync.OnceValue(func() []geo.Division { return g.atlas.Divisions(c.shape, c.touch) })
		}
		c.apart = slices.ContainsFunc(c.areas, func(a cap.Area) bool { return !sameDrawing(a, c.areas[0]) })
		if len(c.areas) > 8 {
			c.keys = make(map[string]bool, len(c.areas))
			for _, a := range c.areas {
				c.keys[groundKey(a)] = true
			}
		}
		return c
	})
	return s
}

// groundKey is equal for areas that SameGround says are.
func groundKey(a cap.Area) string {
	var b strings.Builder
	for _, list := range [...][]string{a.Polygons, a.Circles} {
		fmt.Fprintf(&b, "%d\n", len(list))
		for _, text := range list {
			b.WriteString(text + "\x00")
		}
	}
	for _, g := range a.Geocodes {
		b.WriteString(g.Name + "\x00" + g.Value + "\x00")
	}
	return b.String()
}

// drew says whether an area is one of those drawn for the hazard.
func (c *closeUp) drew(a cap.Area) bool {
	if c.keys != nil {
		return c.keys[groundKey(a)]
	}
	return slices.ContainsFunc(c.areas, func(h cap.Area) bool { return SameGround(a, h) })
}

// reaches says whether a side may be reached by what is drawn: a sliver touches the border, and more has its ground.
func (s *site) reaches(side cap.Side) bool {
	return s.close != nil && (s.BorderKM == 0 || slices.Contains(s.Sides, side))
}

func sameDrawing(a, b cap.Area) bool {
	return slices.Equal(a.Polygons, b.Polygons) && slices.Equal(a.Circles, b.Circles)
}

// of is the site of a part's infos together.
func (g *Ground) of(infos []int) *site {
	if len(infos) == 0 {
		return &site{}
	}
	first := g.sites[infos[0]]
	var areas []cap.Area
	same := true
	for _, n := range infos {
		same = same && g.sites[n] == first
		areas = append(areas, g.sites[n].areas...)
	}
	if same {
		return first
	}
	return g.look(areas)
}

// onLand are the areas that the map was asked about: those that draw something, but for those of marine codes.
func onLand(areas []cap.Area) []cap.Area {
	return slices.DeleteFunc(slices.Clone(areas), func(a cap.Area) bool {
		return len(a.Polygons)+len(a.Circles) == 0 || marine(a)
	})
}

// marine recognises an area whose codes are all of waters: it is where they say, and no district of the coast is meant
// by what is drawn around it.
func marine(a cap.Area) bool {
	return !slices.ContainsFunc(geo.Districts(a), func(d geo.District) bool { return d.Region() != "sea" })
}

// hazards are the areas that are drawn for this very hazard. Environment Canada's own zones come with their outlines,
// which nobody drew for it (facts: CLC); and where it draws a threat area, that alone is the hazard and the zones
// around it stay for those who know zones only (traps ca-17).
func hazards(areas []cap.Area) []cap.Area {
	threats := slices.ContainsFunc(areas, func(a cap.Area) bool { return threatArea(a) && drawn(a) })
	var out []cap.Area
	for _, a := range areas {
		if (threatArea(a) || !threats && !zoneOutline(a)) && !marine(a) && drawn(a) {
			out = append(out, a)
		}
	}
	return out
}

func threatArea(a cap.Area) bool {
	return slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool {
		return strings.HasPrefix(strings.ToLower(g.Name), "layer:ec-msc-smc:dlc")
	})
}

// zoneOutline recognises an area whose drawing is the outline of a weather zone: it carries the zone's code.
func zoneOutline(a cap.Area) bool {
	return slices.ContainsFunc(a.Geocodes, func(g cap.Pair) bool { return strings.EqualFold(g.Name, geo.CLC) })
}

// simplified is a polygon drawn with fewer points, and the ground (km²) that it has more.
type simplified struct {
	points []cap.Point
	text   string
	more   float64
	err    error
}

func (g *Ground) simplify(text string, points []cap.Point, max, decimals int) simplified {
	key := [3]any{text, max, decimals}
	if known, ok := g.simple.Load(key); ok {
		return known.(simplified)
	}
	var s simplified
	if s.points, s.more, s.err = polygon.Simplify(points, max, decimals); s.err == nil {
		s.text = cap.PolygonText(s.points)
	}
	g.simple.Store(key, s)
	return s
}
