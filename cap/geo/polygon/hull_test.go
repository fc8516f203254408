package polygon_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/geotest"
	"bordercast/cap/geo/polygon"
)

func TestHullHoldsAll(t *testing.T) {
	in := geotest.Tangle(20_000)
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
