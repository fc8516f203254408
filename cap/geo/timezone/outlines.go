// Package timezone knows the clocks that people live by: by the point of a place, by the district that a code names,
// and across the border. Most are the law's; where many people keep another, that one counts too.
//
// Call At for a point, Ground for what is drawn, Of and AllOf for a district (its path, as geo.District writes it). The
// outlines are decoded at the first call that needs them, which takes some milliseconds.
//
// It refuses to guess: where no place is known there is no clock, nil.
package timezone

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"bordercast/cap"
	"bordercast/cap/geo/grid"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// At is the clock by law at a point, on land or in territorial waters; nil elsewhere, and abroad. The first call
// decodes the outlines, which takes some milliseconds.
func At(p cap.Point) *time.Location {
	if z := outlines().at(grid.Of(plane.LonLat{Lon: p.Lon, Lat: p.Lat})); z != nil {
		return z.zone
	}
	return nil
}

// AllAt are the clocks that people at a point live by: the one by law and, where many keep another, that one too.
func AllAt(p cap.Point) []*time.Location {
	z := outlines().at(grid.Of(plane.LonLat{Lon: p.Lon, Lat: p.Lat}))
	if z == nil {
		return nil
	}
	return append([]*time.Location{z.zone}, z.custom(grid.Of(plane.LonLat{Lon: p.Lon, Lat: p.Lat}))...)
}

// How closely what is drawn is looked at for its clocks: this many points of a polygon's box each way, of many polygons
// fewer; and the share of the ground below which another clock's is a sliver.
const (
	clockRaster = 6
	clockPoints = 72
	clockSliver = 0.02
)

// Ground adds the zones of the points of regions by side, that of most of the ground first: of points inside, or where
// they are too narrow to hold any, of the corners of their outer loops. box is that of all regions.
func Ground(regions []plane.Region, loops [][]plane.LonLat, box plane.Box, out map[cap.Side][]*time.Location) {
	found, total := map[*time.Location]float64{}, map[cap.Side]float64{}
	sides := map[*time.Location]cap.Side{}
	var z *clockZone // of the point before: most have the same
	look := func(g pack.Grid, km2 float64) {
		if z == nil || !z.contains(g) {
			z = outlines().at(g)
		}
		if z == nil {
			return
		}
		total[z.side] += km2
		count := func(zone *time.Location) {
			found[zone] += km2
			sides[zone] = z.side
		}
		for _, zone := range z.custom(g) {
			count(zone)
		}
		count(z.zone)
	}
	raster := max(1, min(clockRaster, int(math.Sqrt(float64(clockPoints)/float64(len(regions))))))
	plane.Samples(regions, box, raster, func(p plane.XY, km2 float64) { look(grid.Of(plane.Back(p)), km2) })
	if len(total) == 0 {
		for _, loop := range loops {
			for n := 0; n < len(loop); n += 1 + len(loop)/clockRaster {
				look(grid.Of(loop[n]), 1)
			}
		}
	}
	for zone, km2 := range found {
		if km2 > clockSliver*total[sides[zone]] {
			out[sides[zone]] = append(out[sides[zone]], zone)
		}
	}
	for _, zones := range out {
		slices.SortFunc(zones, func(a, b *time.Location) int {
			return cmp.Or(cmp.Compare(found[b], found[a]), strings.Compare(a.String(), b.String()))
		})
	}
}

// Beyond is the clock of a side nearest to some corners of loops that have no ground there; nil far from it. Only
// outlines that come as near to their box as the first corner's nearest are looked at for the others.
func Beyond(loops [][]plane.LonLat, side cap.Side) (zone *time.Location) {
	m := outlines()
	first, limit := m.within(grid.Of(loops[0][0]), side, farthestClock)
	if first != nil {
		zone = first.zone
	}
	m = m.around(loops, side, limit)
	for _, loop := range loops {
		for n := 0; n < len(loop); n += 1 + len(loop)/clockRaster {
			if z, km := m.nearest(grid.Of(loop[n]), side, limit); z != nil {
				zone, limit = z.zone, km
			}
		}
	}
	return zone
}

// around is the outlines of a side that come within km of some corner of loops, in the same order.
func (m clockMap) around(loops [][]plane.LonLat, side cap.Side, km float64) clockMap {
	box := grid.Nothing
	for _, loop := range loops {
		for _, p := range loop {
			box = box.With(grid.Of(p))
		}
	}
	k := grid.Narrow(max(box.North, -box.South))
	limit := 1.0001 * km / grid.KM
	var out clockMap
	for n := range m {
		if m[n].side != side {
			continue
		}
		z := clockZone{side: side, zone: m[n].zone}
		for i := range m[n].parts {
			c := &m[n].parts[i]
			if c.box.Gap(box, k) > limit*limit {
				continue
			}
			part := clockPart{box: c.box, rings: c.rings}
			for _, r := range c.runs {
				if r.box.Gap(box, k) <= limit*limit {
					part.runs = append(part.runs, r)
				}
			}
			z.parts = append(z.parts, part)
		}
		out = append(out, z)
	}
	return out
}

// farthestClock is how far (km) a neighbour's clock is looked for.
const farthestClock = 1500.0

// kept is where many people keep another clock than the law says: within km of a place.
type kept struct {
	at   pack.Grid
	km   float64
	zone string
}

// customs are the places by the border where no clock holds for everybody. Atlin trades with Whitehorse and is divided
// over its time; Hyder, whose only road leads to Stewart, keeps the clock of British Columbia but for its post office.
var customs = map[string][]kept{
	"America/Vancouver": {{pack.Grid{Lon: -13369000, Lat: 5957800}, 30, "America/Whitehorse"}},
	"America/Sitka":     {{pack.Grid{Lon: -13002500, Lat: 5591700}, 12, "America/Vancouver"}},
}

func (z *clockZone) custom(p pack.Grid) []*time.Location {
	for _, k := range customs[z.zone.String()] {
		if grid.Between(k.at, p) <= k.km {
			return []*time.Location{Named(k.zone)}
		}
	}
	return nil
}

// clockMap is the outlines of the time zones, as they are packed: a point is found by counting edges.
type clockMap []clockZone

type clockZone struct {
	side  cap.Side
	zone  *time.Location
	parts []clockPart
}

// clockPart is a polygon of a zone, its holes included.
type clockPart struct {
	box   grid.Box
	rings [][]pack.Grid // closed
	runs  []run
}

// run is some edges of a ring that follow one another.
type run struct {
	box            grid.Box
	ring, from, to int32 // the edges between these points
}

// outlines is read when somebody first asks for the clock of a point.
var outlines = sync.OnceValue(func() clockMap {
	l, err := pack.Clocks()
	if err != nil {
		return nil // the pack is part of the program, and a test reads it: a fault leaves the districts' clocks
	}
	out := make(clockMap, 0, len(l.Features))
	for _, f := range l.Features {
		side, name, _ := strings.Cut(f.ID, ":")
		z := clockZone{side: cap.Side(side), zone: Named(name)}
		if z.zone == nil {
			continue
		}
		for _, polygon := range f.Polygons {
			z.parts = append(z.parts, partOf(l, polygon))
		}
		out = append(out, z)
	}
	return out
})

func partOf(l pack.Layer, polygon [][]int32) clockPart {
	const edges = 24
	part := clockPart{box: grid.Nothing}
	for n, arcs := range polygon {
		ring := l.Ring(arcs)
		if len(ring) == 0 {
			continue
		}
		ring = append(ring, ring[0])
		for from := 0; from < len(ring)-1; from += edges {
			r := run{grid.Nothing, int32(len(part.rings)), int32(from), int32(min(from+edges, len(ring)-1))}
			for _, p := range ring[r.from : r.to+1] {
				r.box = r.box.With(p)
				if n == 0 {
					part.box = part.box.With(p)
				}
			}
			part.runs = append(part.runs, r)
		}
		part.rings = append(part.rings, ring)
	}
	return part
}

func (z *clockZone) contains(p pack.Grid) bool {
	for n := range z.parts {
		if z.parts[n].contains(p) {
			return true
		}
	}
	return false
}

func (c *clockPart) contains(p pack.Grid) bool {
	if !c.box.Holds(p) {
		return false
	}
	in := false
	for i := range c.runs {
		r := &c.runs[i]
		if p.Lat < r.box.South || p.Lat > r.box.North || p.Lon > r.box.East {
			continue
		}
		points := c.rings[r.ring][r.from : r.to+1]
		for n := range len(points) - 1 {
			a, b := points[n], points[n+1]
			if (a.Lat > p.Lat) == (b.Lat > p.Lat) {
				continue
			}
			if float64(p.Lon-a.Lon) < float64(b.Lon-a.Lon)*float64(p.Lat-a.Lat)/float64(b.Lat-a.Lat) {
				in = !in
			}
		}
	}
	return in
}

// gap is how far (km) a point may lie from the outline of a zone and still be its ground: outlines differ by so much.
const gap = 1.0

// at is the zone at a point; nil for none.
func (m clockMap) at(p pack.Grid) *clockZone {
	for n := range m {
		if m[n].contains(p) {
			return &m[n]
		}
	}
	z, _ := m.nearest(p, "", gap)
	return z
}

// nearest is the zone of a side, of either where none is named, whose outline comes nearest to a point, within km, and
// how near.
func (m clockMap) nearest(p pack.Grid, side cap.Side, km float64) (best *clockZone, away float64) {
	k := grid.Narrow(p.Lat)
	limit := km / grid.KM
	limit *= limit
	for n := range m {
		if side != "" && m[n].side != side {
			continue
		}
		for i := range m[n].parts {
			c := &m[n].parts[i]
			if c.box.Apart(p, k) >= limit {
				continue
			}
			for j := range c.runs {
				r := &c.runs[j]
				if r.box.Apart(p, k) >= limit {
					continue
				}
				points := c.rings[r.ring][r.from : r.to+1]
				for e := range len(points) - 1 {
					if d := grid.ToEdge(points[e], points[e+1], p, k); d < limit {
						limit, best = d, &m[n]
					}
				}
			}
		}
	}
	return best, grid.KM * math.Sqrt(limit)
}

// within is nearest for a distance that is mostly much less: it looks close by first.
func (m clockMap) within(p pack.Grid, side cap.Side, most float64) (best *clockZone, away float64) {
	for km := min(most, 50.0); ; km = min(most, 5*km) {
		if best, away = m.nearest(p, side, km); best != nil || km == most {
			return best, away
		}
	}
}
