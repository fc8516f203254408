package geojson

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"bordercast/cap"
)

// TestNumbers compares with encoding/json, over every size a coordinate has.
func TestNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		x := (r.Float64() - 0.5) * math.Pow(10, float64(r.IntN(14)-10))
		if r.IntN(2) == 0 {
			x = math.Round(x*1e5) / 1e5
		}
		want, err := json.Marshal(x)
		if got := string(appendNumber(nil, x)); err != nil || got != string(want) {
			t.Fatalf("%g is written %s, and by encoding/json %s, %v", x, got, want, err)
		}
	}
}

func TestGeometry(t *testing.T) {
	a := ring{{Lat: 45, Lon: -67.5}, {Lat: 45, Lon: -67}, {Lat: 46, Lon: -67}, {Lat: 45, Lon: -67.5}}
	b := ring{{Lat: 1, Lon: 2}, {Lat: 1, Lon: 3}, {Lat: 2, Lon: 3}, {Lat: 1, Lon: 2}}
	for want, shapes := range map[string][]ring{
		"null": nil,
		`{"type":"Polygon","coordinates":[[[-67.5,45],[-67,45],[-67,46],[-67.5,45]]]}`: {a},
		`{"type":"MultiPolygon","coordinates":[[[[-67.5,45],[-67,45],[-67,46],[-67.5,45]]],[[[2,1],[3,1],[3,2],[2,1]]]]}`: {a,
			b},
	} {
		if got := string(geometry(shapes)); got != want {
			t.Errorf("drawn as %s, not %s", got, want)
		}
	}
}

// TestShapes: what both languages draw is drawn once, and what cannot be read not at all.
func TestShapes(t *testing.T) {
	areas := []cap.Area{{Polygons: []string{square, "1,2 3,4", square}, Circles: []string{"45,-67 3", "45,-67 3", "x"}}}
	if got := shapesOf([]cap.Info{{Areas: areas}, {Areas: areas}}); len(got) != 2 {
		t.Errorf("%d shapes of one polygon and one circle", len(got))
	}
}
