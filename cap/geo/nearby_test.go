package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/grid"
	"bordercast/cap/geo/plane"
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
		{"west of Calais, for New Brunswick", "45.15,-67.50 45.15,-67.45 45.20,-67.45 45.20,-67.50 45.15,-67.50",
			"ca/nb/1302", "W", cap.CA, 14},
		{"St. Andrews, for Maine", "45.06,-67.00 45.06,-66.96 45.10,-66.96 45.10,-67.00 45.06,-67.00", "us/me/029", "N",
			cap.US, 17},
		{"north of Coutts, for Montana", "49.30,-112.10 49.30,-111.90 49.40,-111.90 49.40,-112.10 49.30,-112.10",
			"us/mt/035", "N", cap.US, 76},
	} {
		got, ok := a.Nearby(ShapeOf([]cap.Area{{Polygons: []string{c.polygon}}}), nil, c.side)
		if !ok || got.Place.District != District(c.district) || math.Abs(got.KM-c.km) > c.km/5 || got.Bearing != c.bearing {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
	for what, c := range map[string]struct {
		polygon, name string
		side          cap.Side
	}{
		"Whatcom, along the border": {"48.55,-123.00 48.55,-121.00 48.98,-121.00 48.98,-122.75 48.55,-123.00", "",
			cap.CA},
		"Cook, opposite Thunder Bay": {"47.60,-91.00 47.75,-90.30 48.00,-89.60 48.05,-89.60 48.10,-90.80 47.60,-91.00",
			"Neebing", cap.CA},
		"east of Calais, all the way up": {"45.10,-67.40 45.18,-67.30 46.90,-67.90 46.90,-68.60 45.10,-67.40", "", cap.CA},
	} {
		shape := ShapeOf([]cap.Area{{Polygons: []string{c.polygon}}})
		got, ok := a.Nearby(shape, nil, c.side)
		if nearest, km := everyPlace(a, shape, c.side); !ok || got.KM > km+0.001 {
			t.Errorf("%s: %.1f km from %s, and it is %.1f km from %s", what, got.KM, got.Place.Name, km, nearest)
		}
		if c.name != "" && got.Place.Name != c.name {
			t.Errorf("%s: the nearest place is %s, %.1f km", what, got.Place.Name, got.KM)
		}
	}
	if _, ok := a.Nearby(nil, nil, cap.CA); ok {
		t.Error("nothing has a place nearby")
	}
	if _, ok := a.Nearby(ShapeOf([]cap.Area{{Polygons: []string{"10,-30 10,-29 11,-29 10,-30"}}}), nil, cap.CA); !ok {
		t.Error("the border's nearest place is told of what is far, too")
	}
}

// everyPlace is the nearest of all places of a side.
func everyPlace(a *Atlas, s *Shape, side cap.Side) (name string, km float64) {
	km = math.Inf(1)
	for n := range a.places.All {
		p := placeOf(&a.places.All[n])
		if p.Name == "" || p.District.Side() != side {
			continue
		}
		at := grid.Of(plane.LonLat{Lon: p.At.Lon, Lat: p.At.Lat})
		narrow := grid.Narrow(at.Lat)
		for _, loop := range s.loops {
			for c := range loop {
				a, b := grid.Of(loop[c]), grid.Of(loop[(c+1)%len(loop)])
				if d := grid.KM * math.Sqrt(grid.ToEdge(a, b, at, narrow)); d < km {
					name, km = p.Name, d
				}
			}
		}
	}
	return name, km
}

// Whatever a shape along the border, no place is nearer than the one that is told.
func TestNearbyIsNearest(t *testing.T) {
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(5, 29))
	for n := range 400 {
		lat, lon := 44+6*chance.Float64(), -125+58*chance.Float64()
		high, wide := 0.05+2*chance.Float64(), 0.05+6*chance.Float64()
		polygon := fmt.Sprintf("%.3f,%.3f %.3f,%.3f %.3f,%.3f %.3f,%.3f", lat, lon, lat+high/3, lon+wide, lat+high,
			lon+wide/2, lat, lon)
		shape := ShapeOf([]cap.Area{{Polygons: []string{polygon}}})
		side := [...]cap.Side{cap.CA, cap.US}[n%2]
		got, ok := a.Nearby(shape, nil, side)
		if name, km := everyPlace(a, shape, side); ok && got.KM > km+0.001 {
			t.Errorf("%s: %.2f km from %s, and it is %.2f km from %s", polygon, got.KM, got.Place.Name, km, name)
		}
	}
}
