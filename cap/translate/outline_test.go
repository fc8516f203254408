package translate_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// TestOutlinesAlongTheBorder: the outline of a district, as the map has it and moved over the border a little, is
// nobody's warning abroad, whatever its length; moved farther it is one.
func TestOutlinesAlongTheBorder(t *testing.T) {
	const km = 1 / 111.2 // of latitude, in degrees
	for name, c := range map[string]struct {
		of          geo.District
		within      string  // the box that is looked at
		north, east float64 // where abroad is
	}{
		"St. Croix, from Maine":          {"us/me/029", "45.1,-67.9 45.5,-66.9", .6, 1},
		"St. Croix, from New Brunswick":  {"ca/nb/_", "45.1,-67.9 45.5,-66.9", -.6, -1},
		"Aroostook":                      {"us/me/003", "46.0,-68.5 46.9,-67.0", 0, 1},
		"Passamaquoddy":                  {"us/me/029", "44.7,-67.3 45.1,-66.7", 0, 1},
		"49th parallel, from the south":  {"us/nd/067", "48.6,-98.4 49.2,-97.2", 1, 0},
		"49th parallel, from the north":  {"ca/mb/_", "48.8,-98.4 49.4,-97.2", -1, 0},
		"Niagara, from New York":         {"us/ny/063", "43.0,-79.2 43.3,-78.6", 0, -1},
		"Detroit River, from Michigan":   {"us/mi/163", "42.0,-83.6 42.5,-82.8", -.5, 1},
		"Alaska – Yukon, from Alaska":    {"us/ak/240", "62.3,-142 63.2,-140", 0, 1},
		"Alaska – Yukon, from the Yukon": {"ca/yt/_", "62.3,-142 63.2,-140", 0, -1},
	} {
		t.Run(name, func(t *testing.T) {
			window := areaOf([]string{c.within})
			points, err := cap.ParsePolygon(window.Polygons[0])
			if err != nil {
				t.Fatal(err)
			}
			rings, _, err := atlas(t).Clip(points, []geo.District{c.of})
			if err != nil || len(rings) == 0 {
				t.Fatal(err, len(rings))
			}
			for _, far := range []float64{0, .4, 6} {
				area := cap.Area{Desc: "EXERCISE outline", Geocodes: []cap.Pair{geo.Code(c.of)}}
				for _, ring := range rings {
					shift := far * km / math.Cos(ring[0].Lat*math.Pi/180)
					for n := range ring {
						ring[n] = cap.Point{Lat: ring[n].Lat + far*km*c.north, Lon: ring[n].Lon + shift*c.east}
					}
					area.Polygons = append(area.Polygons, polygonText(ring))
					for n := range ring {
						ring[n] = cap.Point{Lat: ring[n].Lat - far*km*c.north, Lon: ring[n].Lon - shift*c.east}
					}
				}
				home := c.of.Side()
				a := drawnAlert(t, home, []string{""})
				for n := range a.Infos {
					a.Infos[n].Areas = []cap.Area{area}
				}
				req := request(a, home.Other(), true)
				req.Atlas = atlas(t)
				d := all(t, req)[0]
				acted := strings.Contains(whys(d), "covers") // what is a sliver says how far it reaches, and no more
				if want := far > 1; acted != want {
					t.Errorf("%g km over: %s %q\n%s", far, d.Reach, codesOf(d), whys(d))
				}
			}
		})
	}
}

func polygonText(ring []cap.Point) string {
	var out []string
	for _, p := range ring {
		out = append(out, fmt.Sprintf("%.7f,%.7f", p.Lat, p.Lon))
	}
	return strings.Join(out, " ")
}
