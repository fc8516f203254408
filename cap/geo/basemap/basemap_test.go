package basemap

import (
	"slices"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

func baseMap(t *testing.T) Map {
	t.Helper()
	b, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBaseMapLiesWithinItsFrame(t *testing.T) {
	b := baseMap(t)
	for _, c := range []struct {
		name  string
		lists [][]cap.Point
		least int // points
	}{
		{"land", flat(b.Land), 15_000}, {"lakes", flat(b.Lakes), 5_000}, {"coast", listed(b.Coast), 15_000},
		{"borders", listed(b.Borders), 2_000}, {"border", listed(b.Border), 7_000},
	} {
		all := slices.Concat(c.lists...)
		if len(all) < c.least {
			t.Errorf("%s: %d points", c.name, len(all))
		}
		for _, p := range all {
			if p.Lon < pack.FrameWest || p.Lon > pack.FrameEast || p.Lat < pack.FrameSouth || p.Lat > pack.FrameNorth {
				t.Fatalf("%s: %v lies beyond the frame", c.name, p)
			}
		}
	}
}

func flat(ps []Polygon) [][]cap.Point {
	var out [][]cap.Point
	for _, p := range ps {
		out = append(out, p...)
	}
	return out
}

func listed(ls []Line) [][]cap.Point {
	var out [][]cap.Point
	for _, l := range ls {
		out = append(out, l)
	}
	return out
}

// The frame cuts Mexico and Greenland, and what it cuts is no coast.
func TestCoastIsNotTheFrame(t *testing.T) {
	b := baseMap(t)
	cut := 0
	for _, ring := range flat(b.Land) {
		for n, p := range ring {
			if alongFrame(ring[(n+len(ring)-1)%len(ring)], p) {
				cut++
			}
		}
	}
	if cut == 0 {
		t.Error("the frame cuts no land")
	}
	for _, l := range b.Coast {
		for n := 1; n < len(l); n++ {
			if alongFrame(l[n-1], l[n]) {
				t.Fatalf("%v to %v is the end of the map, not a coast", l[n-1], l[n])
			}
		}
	}
}

func alongFrame(p, q cap.Point) bool {
	return p.Lon == q.Lon && (p.Lon == pack.FrameWest || p.Lon == pack.FrameEast) ||
		p.Lat == q.Lat && (p.Lat == pack.FrameSouth || p.Lat == pack.FrameNorth)
}

// edges are the lines of a layer.
func edges(t *testing.T, read func() (pack.Layer, error)) [][]plane.LonLat {
	t.Helper()
	l, err := read()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]plane.LonLat
	for _, arc := range l.Arcs {
		line := make([]plane.LonLat, len(arc))
		for n, p := range arc {
			line[n].Lon, line[n].Lat = p.Degrees()
		}
		out = append(out, line)
	}
	return out
}

// The base map's coast lies where the other layers have theirs: all of New Brunswick's, and Maine's but for bays that
// the Census takes for inland water.
func TestBaseMapAgreesWithTheLayers(t *testing.T) {
	known := plane.NewLines(append(edges(t, pack.Counties), edges(t, pack.Provinces)...))
	b := baseMap(t)
	for _, c := range []struct {
		name       string
		w, s, e, n float64
		share      float64 // that lies within ten kilometres
	}{
		{"New Brunswick", -66.9, 45, -64, 48, 1},
		{"Maine", -71, 43, -67, 45, .9},
	} {
		near, all := 0, 0
		for _, p := range slices.Concat(listed(b.Coast)...) {
			if p.Lon < c.w || p.Lon > c.e || p.Lat < c.s || p.Lat > c.n {
				continue
			}
			all++
			if _, km := known.Near(plane.LonLat{Lon: p.Lon, Lat: p.Lat}); km <= 10 {
				near++
			}
		}
		if all < 50 || float64(near) < c.share*float64(all) {
			t.Errorf("%s: %d of %d points of its coast lie within 10 km of the layers'", c.name, near, all)
		}
	}
}

// The lines between states and between provinces, and the border, are those of the atlas.
func TestBaseMapsBordersAreTheAtlas(t *testing.T) {
	a, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := baseMap(t)
	for _, l := range b.Border {
		for _, p := range l {
			if km := a.FromBorder(p); km > .01 {
				t.Fatalf("%v lies %.2f km from the border", p, km)
			}
		}
	}
	known := plane.NewLines(append(edges(t, pack.Counties), edges(t, pack.Provinces)...))
	far, all := 0, 0
	for _, p := range slices.Concat(listed(b.Borders)...) {
		all++
		if _, km := known.Near(plane.LonLat{Lon: p.Lon, Lat: p.Lat}); km > 10 {
			far++
		}
	}
	if far*20 > all {
		t.Errorf("%d of %d points of the inner borders lie more than 10 km from the layers'", far, all)
	}
}

func BenchmarkBaseMap(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(); err != nil {
			b.Fatal(err)
		}
	}
}
