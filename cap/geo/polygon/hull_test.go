package polygon_test

import (
	"math"
	"math/rand"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/polygon"
)

// tangle is a polygon whose corners lie anywhere within a degree and a half of the mouth of the St. Croix.
func tangle(corners int) []cap.Point {
	r := rand.New(rand.NewSource(7))
	out := make([]cap.Point, corners)
	for n := range out {
		angle, far := 2*math.Pi*r.Float64(), 1.5*r.Float64()
		out[n] = cap.Point{Lat: 45.2 + far*math.Sin(angle), Lon: -67.3 + far*math.Cos(angle)}
	}
	return append(out, out[0])
}

func TestHullHoldsAll(t *testing.T) {
	in := tangle(20_000)
	hull, err := polygon.Hull(in, 100, polygon.MaxDecimals)
	if err != nil || len(hull) > 100 || hull[0] != hull[len(hull)-1] {
		t.Fatalf("%d points: %v", len(hull), err)
	}
	for _, p := range in {
		for n := range len(hull) - 1 {
			a, b := hull[n], hull[n+1]
			if left := (b.Lon-a.Lon)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lon-a.Lon); left < -1e-9 {
				t.Fatalf("%v lies outside the edge from %v to %v", p, a, b)
			}
		}
	}
	for _, none := range [][]cap.Point{nil, {{Lat: 1, Lon: 1}, {Lat: 2, Lon: 2}, {Lat: 3, Lon: 3}}} {
		if _, err := polygon.Hull(none, 100, 5); err == nil {
			t.Errorf("%v has a hull", none)
		}
	}
}
