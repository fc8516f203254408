package geo

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// TestBorderIsDrawnIntoTheLayers: no point of the border, sampled every 250 m, may lie farther from the edge of the
// counties and of the provinces than half a kilometre, but for one in a hundred.
func TestBorderIsDrawnIntoTheLayers(t *testing.T) {
	a := atlas(t)
	for _, layer := range []struct {
		name string
		read func() (pack.Layer, error)
	}{{"counties", pack.Counties}, {"provinces", pack.Provinces}} {
		l, err := layer.read()
		if err != nil {
			t.Fatal(err)
		}
		var arcs [][]plane.LonLat
		for _, arc := range l.Arcs {
			line := make([]plane.LonLat, len(arc))
			for n, p := range arc {
				line[n].Lon, line[n].Lat = p.Degrees()
			}
			arcs = append(arcs, line)
		}
		edge := plane.NewLines(near(arcs, -69.1, 45.1, -66.8, 47.6))
		var d []float64
		a.border.lines.Sample(.25, func(p plane.LonLat) {
			if p.Lon > -69.05 && p.Lon < -66.9 && p.Lat > 45.15 && p.Lat < 47.5 { // Maine – New Brunswick
				_, km := edge.Near(p)
				d = append(d, km)
			}
		})
		slices.Sort(d)
		if len(d) < 1500 {
			t.Fatalf("only %d points of the border", len(d))
		}
		t.Logf("%s: median %.0f m, p99 %.0f m, most %.0f m", layer.name, 1000*d[len(d)/2], 1000*d[len(d)*99/100],
			1000*d[len(d)-1])
		if p99 := d[len(d)*99/100]; p99 > .5 {
			t.Errorf("%s: 1 %% of the border lies more than %.0f m from their edge", layer.name, 1000*p99)
		}
	}
}

func near(lines [][]plane.LonLat, w, s, e, n float64) [][]plane.LonLat {
	return slices.DeleteFunc(lines, func(l []plane.LonLat) bool {
		return !slices.ContainsFunc(l, func(p plane.LonLat) bool { return p.Lon > w && p.Lon < e && p.Lat > s && p.Lat < n })
	})
}

// TestPlacesLieWhereTheirCodesSay asks the map about every place, on both sides.
func TestPlacesLieWhereTheirCodesSay(t *testing.T) {
	a := atlas(t)
	all, right := map[cap.Side]int{}, map[cap.Side]int{}
	for n := range a.places.All {
		p := placeOf(&a.places.All[n])
		side := p.District.Side()
		all[side]++
		if found := a.CountyAt(p.At) + a.ProvinceAt(p.At); found.Covers(p.District) || p.District.Covers(found) {
			right[side]++
		}
	}
	for side, n := range all {
		share := float64(right[side]) / float64(n)
		t.Logf("%s: %d of %d places (%.2f %%)", side, right[side], n, 100*share)
		if share < .985 {
			t.Errorf("%s: only %d of %d places lie where their codes say", side, right[side], n)
		}
	}
}

// TestPorts: each lies on the border, was written down within a kilometre of it, and has its towns near.
func TestPorts(t *testing.T) {
	a := atlas(t)
	ports, err := pack.Ports()
	if err != nil || len(ports) != len(a.ports) {
		t.Fatalf("%d ports, %v", len(ports), err)
	}
	for n, p := range a.ports {
		if km := a.FromBorder(p.At); km > .01 || ports[n].Moved > 1000 {
			t.Errorf("%s lies %.3f km from the border, and was moved %d m", p.Name, km, ports[n].Moved)
		}
		for _, town := range []string{p.US, p.CA} {
			name, region, _ := strings.Cut(town, " "+town[len(town)-2:])
			if km, known := toPlace(a, p.At, name, strings.ToLower(town[len(town)-2:])); known && km > 20 {
				t.Errorf("%s is %.1f km from %s%s", p.Name, km, town, region)
			}
		}
	}
}

func toPlace(a *Atlas, at cap.Point, name, region string) (km float64, known bool) {
	km = math.Inf(1)
	for n := range a.places.All {
		if p := placeOf(&a.places.All[n]); p.Name == name && p.District.Region() == region {
			known = true
			km = min(km, plane.Haversine(plane.LonLat{Lon: at.Lon, Lat: at.Lat}, plane.LonLat{Lon: p.At.Lon, Lat: p.At.Lat}))
		}
	}
	return km, known
}

// TestNoRingIsNothingOrEverything: what rounding does to small rings, and bad closing to large ones.
func TestNoRingIsNothingOrEverything(t *testing.T) {
	a := atlas(t)
	total := map[cap.Side]float64{}
	for _, l := range a.ground.Lands {
		if l.Kind == ground.Country {
			continue
		}
		if l.ID == "" || l.KM2 < 1 || l.KM2 > 2_200_000 {
			t.Errorf("%q (%s) has %.1f km²", l.ID, l.Name, l.KM2)
		}
		total[District(l.ID).Side()] += l.KM2
	}
	// Land with inland waters: 9.15 million km² of US land and some of its lakes, 9.98 million of Canada.
	if us, ca := total[cap.US], total[cap.CA]; us < 9.1e6 || us > 9.6e6 || ca < 9.8e6 || ca > 10.3e6 {
		t.Errorf("the United States have %.0f km², Canada %.0f", us, ca)
	}
}
