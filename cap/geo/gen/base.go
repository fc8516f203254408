package main

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap/geo/pack"
)

// readBase draws the base map: land and lakes within the frame, and the lines between states and between provinces. The
// border between the countries is left out, for the pack has it a hundred times finer.
func readBase(in inputs) (pack.Base, error) {
	t, err := readTopology(in.path("base", "dist", "north-america_50m.json"))
	if err != nil {
		return pack.Base{}, err
	}
	var out pack.Base
	for _, o := range []struct {
		name string
		to   *[][][]pack.Grid
	}{{"land", &out.Land}, {"lakes", &out.Lakes}} {
		if *o.to, err = t.framed(o.name); err != nil {
			return out, err
		}
		if len(*o.to) == 0 {
			return out, fmt.Errorf("the base map has no %s", o.name)
		}
	}
	out.Borders, err = t.inner("subunits")
	return out, err
}

// framed are the polygons of an object, as far as they lie within the frame.
func (t topojson) framed(object string) ([][][]pack.Grid, error) {
	arcs := t.points()
	var out [][][]pack.Grid
	for _, g := range t.Objects[object].Geometries {
		polygons, err := g.polygons()
		if err != nil {
			return nil, err
		}
		for _, polygon := range rings(polygons, arcs) {
			var kept [][]pack.Grid
			for n, ring := range polygon {
				if ring = framedRing(ring); len(ring) > 2 {
					kept = append(kept, ring)
				} else if n == 0 {
					break // without its outer ring a polygon is nothing
				}
			}
			if len(kept) > 0 {
				out = append(out, kept)
			}
		}
	}
	return out, nil
}

// framedRing cuts a ring at the sides of the frame, one after the other. What it adds lies on them.
func framedRing(ring []pack.Grid) []pack.Grid {
	lon := func(p *pack.Grid) *int32 { return &p.Lon }
	lat := func(p *pack.Grid) *int32 { return &p.Lat }
	ring = cutAt(ring, lon, round(pack.FrameWest), 1)
	ring = cutAt(ring, lat, round(pack.FrameSouth), 1)
	ring = cutAt(ring, lon, round(pack.FrameEast), -1)
	ring = cutAt(ring, lat, round(pack.FrameNorth), -1)
	return clean(ring)
}

// cutAt keeps what of a ring lies at or beyond a line; sign is 1 where beyond is more, else -1.
func cutAt(ring []pack.Grid, of func(*pack.Grid) *int32, line, sign int32) []pack.Grid {
	var out []pack.Grid
	for n, p := range ring {
		q := ring[(n+len(ring)-1)%len(ring)]
		from, to := *of(&q)-line, *of(&p)-line
		if (sign*from >= 0) != (sign*to >= 0) {
			f := float64(from) / float64(from-to)
			c := pack.Grid{Lon: q.Lon + int32(f*float64(p.Lon-q.Lon)), Lat: q.Lat + int32(f*float64(p.Lat-q.Lat))}
			*of(&c) = line // rounding must not leave it
			out = append(out, c)
		}
		if sign*to >= 0 {
			out = append(out, p)
		}
	}
	return out
}

// inner are the arcs that two geometries of one country share, joined to lines as long as they go.
func (t topojson) inner(object string) ([][]pack.Grid, error) {
	type user struct {
		geometry int
		country  string
	}
	users := map[int][]user{}
	for n, g := range t.Objects[object].Geometries {
		polygons, err := g.polygons()
		if err != nil {
			return nil, err
		}
		for _, polygon := range polygons {
			for _, arc := range slices.Concat(polygon...) {
				if u := (user{n, g.Properties.Of}); !slices.Contains(users[max(arc, ^arc)], u) {
					users[max(arc, ^arc)] = append(users[max(arc, ^arc)], u)
				}
			}
		}
	}
	var lines [][]pack.Grid
	for n, arc := range t.points() {
		if who := users[n]; len(who) == 2 && who[0].country == who[1].country {
			lines = join(lines, slices.Compact(arc))
		}
	}
	return lines, nil
}

// shoreReach is how far (km) 95 in 100 points of the base map's shore may lie from that of the finer layers. Bays of
// Maine that the Census counts as inland water are shore in one and land in the other.
const shoreReach = 10

// measureBase says how far the base map's shore lies from the counties and provinces, where the Bay of Fundy and the
// Gulf of Maine are, and refuses one that lies elsewhere.
func (l layers) measureBase(b *strings.Builder) error {
	fine := newIndex(slices.Concat(l.counties.Arcs, l.provinces.Arcs))
	var d []float64
	for _, polygon := range l.base.Land {
		for _, p := range slices.Concat(polygon...) {
			if x, y := float64(p.Lon)/pack.Scale, float64(p.Lat)/pack.Scale; x > -68.5 && x < -63.5 && y > 44 && y < 48 {
				d = append(d, fine.near(p).km)
			}
		}
	}
	slices.Sort(d)
	if len(d) < 100 {
		return fmt.Errorf("the base map has %d points of shore at Maine and New Brunswick", len(d))
	}
	n := 0
	for _, polygon := range slices.Concat(l.base.Land, l.base.Lakes) {
		n += points(polygon)
	}
	fmt.Fprintf(b, "\nThe base map: %d pieces of land, %d lakes, %d points; %d lines between states and between provinces. Its shore at Maine and New Brunswick "+
		"lies %.1f km from the edge of counties and provinces at the median, %.1f km at the 95th percentile, %.1f km at most.\n",
		len(l.base.Land), len(l.base.Lakes), n, len(l.base.Borders), quantile(d, .5), quantile(d, .95), quantile(d, 1))
	if off := quantile(d, .95); off > shoreReach {
		return fmt.Errorf("the base map's shore lies %.1f km off at the 95th percentile", off)
	}
	return nil
}
