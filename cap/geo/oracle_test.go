package geo

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/plane"
)

// shared gives a file that lies beside the repository on some machines.
func shared(t *testing.T, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "..", "shared"}, path...)...))
	if err != nil {
		t.Skipf("needs ../shared: %v", err)
	}
	return b
}

// other is a map that somebody else made.
type other map[string][]plane.Region

// readOther reads a map of another hand, each once for all tests: none changes any.
func readOther(t *testing.T, b []byte, object string) other {
	t.Helper()
	otherMaps.Lock()
	defer otherMaps.Unlock()
	if otherMaps.read == nil {
		otherMaps.read = map[string]other{}
	}
	if _, done := otherMaps.read[object]; !done {
		otherMaps.read[object] = decodeOther(t, b, object)
	}
	return otherMaps.read[object]
}

var otherMaps struct {
	sync.Mutex
	read map[string]other // by the name of its object
}

func decodeOther(t *testing.T, b []byte, object string) other {
	t.Helper()
	var f struct {
		Transform struct{ Scale, Translate [2]float64 }
		Arcs      [][][2]float64
		Objects   map[string]struct {
			Geometries []struct {
				Type string
				ID   string
				Arcs json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	arcs := make([][]plane.LonLat, len(f.Arcs))
	for n, arc := range f.Arcs {
		x, y := 0.0, 0.0
		for _, d := range arc {
			x, y = x+d[0], y+d[1]
			lon := x*f.Transform.Scale[0] + f.Transform.Translate[0]
			if lon > plane.East {
				lon -= 360
			}
			arcs[n] = append(arcs[n], plane.LonLat{Lon: lon, Lat: y*f.Transform.Scale[1] + f.Transform.Translate[1]})
		}
	}
	out := other{}
	for _, g := range f.Objects[object].Geometries {
		var polygons [][][]int
		if g.Type == "Polygon" {
			polygons = make([][][]int, 1)
			_ = json.Unmarshal(g.Arcs, &polygons[0])
		} else if g.Type == "MultiPolygon" {
			_ = json.Unmarshal(g.Arcs, &polygons)
		}
		for _, polygon := range polygons {
			var rings []plane.Ring
			for _, ring := range polygon {
				var points []plane.LonLat
				for _, i := range ring {
					arc := arcs[max(i, ^i)]
					for n := range len(arc) - 1 {
						if i < 0 {
							n = len(arc) - 1 - n
						}
						points = append(points, arc[n])
					}
				}
				rings = append(rings, plane.NewRing(points))
			}
			out[g.ID] = append(out[g.ID], plane.NewRegion(rings...))
		}
	}
	return out
}

// TestCountiesAgainstAnotherDrawing: the same recipe by another hand and in another language.
func TestCountiesAgainstAnotherDrawing(t *testing.T) {
	a := atlas(t)
	drawn := readOther(t, shared(t, "geo", "us_counties_2023_osm-border_ODbL.topojson"), "counties")
	compared, off := 0, 0
	for id, regions := range drawn {
		l := a.ground.Land(lists.SAME("0" + id))
		if l == nil || len(id) != 5 || id[:2] == "09" {
			continue
		}
		km2 := 0.0
		for _, g := range regions {
			km2 += g.Area
		}
		compared++
		if math.Abs(km2-l.KM2) > .005*km2+1 {
			off++
			t.Logf("%s %s: %.1f km², there %.1f", id, l.Name, l.KM2, km2)
		}
	}
	if compared < 3200 || off > 10 {
		t.Errorf("%d of %d counties have another size", off, compared)
	}
}

// TestDivisionsAgainstTheirOutlines: how often the nearest place names the right census division, with outlines that
// the product does not have.
func TestDivisionsAgainstTheirOutlines(t *testing.T) {
	a := atlas(t)
	drawn := readOther(t, shared(t, "geo", "ca_cd_statcan-wof_200m.topojson"), "wof_cd")
	for _, c := range []struct {
		province string
		sgc      string
		least    float64
	}{{"nb", "13", .7}, {"ns", "12", .6}, {"pe", "11", .6}, {"on", "35", .5}, {"bc", "59", .5}, {"sk", "47", .3}} {
		right, all := 0, 0
		places := townsIn(a, "ca/"+c.province+"/_")
		for id, regions := range drawn {
			if id[:2] != c.sgc {
				continue
			}
			for _, g := range regions {
				plane.Samples([]plane.Region{g}, g.Box, 7, func(p plane.XY, _ float64) {
					all++
					if nearestDivision(places, p) == "ca/"+c.province+"/"+id {
						right++
					}
				})
			}
		}
		t.Logf("%s: %d of %d sample points (%.1f %%)", c.province, right, all, 100*float64(right)/float64(all))
		if all == 0 || float64(right)/float64(all) < c.least {
			t.Errorf("%s: only %d of %d points", c.province, right, all)
		}
	}
}

// town is a place that says its own division.
type town struct {
	at       plane.XY
	division string
}

// townsIn are the places of a province that say their own.
func townsIn(a *Atlas, province string) (list []town) {
	for n := range a.places.All {
		if q := &a.places.All[n]; q.Province == province && q.Coded && !q.Water {
			list = append(list, town{q.XY, q.District})
		}
	}
	return list
}

// nearestDivision is the division of the place that is nearest.
func nearestDivision(places []town, p plane.XY) (division string) {
	best := math.Inf(1)
	for _, q := range places {
		if d := plane.Apart(p, q.at); d < best {
			best, division = d, q.division
		}
	}
	return division
}
