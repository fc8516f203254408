package geo

import (
	"math"
	"testing"

	"bordercast/cap"
)

// TestNearby: a shape on one side is told by the nearest place of the other, with distance and direction.
func TestNearby(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, polygon, district, bearing string
		side                             cap.Side
		km                               float64
	}{
		{"west of Calais, for New Brunswick", "45.15,-67.50 45.15,-67.45 45.20,-67.45 45.20,-67.50 45.15,-67.50", "ca/nb/1302", "W", cap.CA, 14},
		{"St. Andrews, for Maine", "45.06,-67.00 45.06,-66.96 45.10,-66.96 45.10,-67.00 45.06,-67.00", "us/me/029", "N", cap.US, 17},
		{"north of Coutts, for Montana", "49.30,-112.10 49.30,-111.90 49.40,-111.90 49.40,-112.10 49.30,-112.10", "us/mt/035", "N", cap.US, 76},
	} {
		got, ok := a.Nearby(ShapeOf([]cap.Area{{Polygons: []string{c.polygon}}}), nil, c.side)
		if !ok || got.Place.District != District(c.district) || math.Abs(got.KM-c.km) > c.km/5 || got.Bearing != c.bearing {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
	if _, ok := a.Nearby(nil, nil, cap.CA); ok {
		t.Error("nothing has a place nearby")
	}
	if _, ok := a.Nearby(ShapeOf([]cap.Area{{Polygons: []string{"10,-30 10,-29 11,-29 10,-30"}}}), nil, cap.CA); !ok {
		t.Error("the border's nearest place is told of what is far, too")
	}
}
