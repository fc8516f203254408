package geo

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"bordercast/cap"
)

func atlas(t testing.TB) *Atlas {
	t.Helper()
	a, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func shapeFrom(text string) *Shape { return ShapeOf([]cap.Area{{Polygons: []string{text}}}) }

func box(south, west, north, east float64) *Shape {
	return shapeFrom(fmt.Sprintf("%[1]f,%[2]f %[1]f,%[4]f %[3]f,%[4]f %[3]f,%[2]f %[1]f,%[2]f", south, west, north, east))
}

func list(os []Overlap) string {
	var out []string
	for _, o := range os {
		out = append(out, string(o.District))
	}
	return strings.Join(out, " ")
}

// TestTouch: an exercise around Calais and St. Stephen, which the river divides.
func TestTouch(t *testing.T) {
	a := atlas(t)
	s := box(45.13, -67.33, 45.23, -67.23)
	touch := a.Touch(s)
	if touch.Border != 0 || list(touch.Counties) != "us/me/029" || list(touch.Provinces) != "ca/nb/_" {
		t.Errorf("it touches %s and %s, %f km from the border", list(touch.Counties), list(touch.Provinces), touch.Border)
	}
	if len(touch.Grounds) != 2 || math.Abs(touch.Grounds[0].KM2+touch.Grounds[1].KM2-s.KM2) > .01 || touch.Elsewhere != 0 {
		t.Errorf("the sides share %v of %f km², %f elsewhere", touch.Grounds, s.KM2, touch.Elsewhere)
	}
	if len(touch.Ports) != 3 || len(touch.Places) != 2 || len(touch.Zones) == 0 {
		t.Errorf("ports %v, places %v, zones %v", touch.Ports, touch.Places, touch.Zones)
	}
	if got := touch.Counties[0]; got.Name != "Washington County, Maine" || got.Past < 3 || got.Past > 5 {
		t.Errorf("it reaches %.1f km into %s", got.Past, got.Name)
	}
	divisions := a.Divisions(s, touch)
	if len(divisions) != 1 || divisions[0].District != "ca/nb/1302" || divisions[0].Approximate == "" ||
		math.Abs(divisions[0].KM2-touch.Provinces[0].KM2) > .01 {
		t.Errorf("divisions %+v", divisions)
	}
}

// TestShapes of every kind that senders draw.
func TestShapes(t *testing.T) {
	a := atlas(t)
	for _, c := range []struct {
		name              string
		shape             *Shape
		counties, regions string
		km2               float64 // 0: not looked at
		says              string  // of what is not exact
	}{
		{"inland", box(44.7, -69.9, 44.72, -69.88), "us/me/025", "", 0, ""},
		{"a circle", ShapeOf([]cap.Area{{Circles: []string{"45.95,-66.65 5"}}}), "", "ca/nb/_", 78.5, ""},
		{"a point", ShapeOf([]cap.Area{{Circles: []string{"45.95,-66.65 0"}}}), "", "ca/nb/_", 0, ""},
		{"in both languages", ShapeOf([]cap.Area{{Circles: []string{"45.95,-66.65 5"}},
			{Circles: []string{"45.95,-66.65 5"}}}), "", "ca/nb/_", 78.5, ""},
		{"twice over one another", ShapeOf([]cap.Area{{Circles: []string{"45.95,-66.65 5", "45.96,-66.65 5"}}}), "",
			"ca/nb/_", 157, "over one another"},
		{"not closed", shapeFrom("44.7,-69.9 44.7,-69.88 44.72,-69.88 44.72,-69.9"), "us/me/025", "", 0, "not as CAP wants"},
		{"a bow tie", shapeFrom("45,-69 45.2,-68.8 45.2,-69 45,-68.8 45,-69"), "us/me/019 us/me/021", "", 0,
			"crosses itself"},
		{"across 180°", shapeFrom("51,179 51,-179 53,-179 53,179 51,179"), "us/ak/016", "", 0, ""},
		{"longitude first", shapeFrom("-69.9,44.7 -69.88,44.7 -69.88,44.72 -69.9,44.7"), "", "", 0, ""},
		{"nothing", shapeFrom("fire everywhere"), "", "", 0, "not as CAP wants"},
		{"a bad circle", ShapeOf([]cap.Area{{Circles: []string{"around here"}}}), "", "", 0, "left out"},
		{"a circle in metres", ShapeOf([]cap.Area{{Circles: []string{"45.95,-66.65 30000"}}}), "", "ca/nb/_", 0,
			"its middle stands for it"},
	} {
		touch := a.Touch(c.shape)
		if list(touch.Counties) != c.counties || list(touch.Provinces) != c.regions {
			t.Errorf("%s: touches %q and %q", c.name, list(touch.Counties), list(touch.Provinces))
		}
		if c.km2 > 0 && math.Abs(c.shape.KM2-c.km2) > .01*c.km2 {
			t.Errorf("%s: %.2f km²", c.name, c.shape.KM2)
		}
		if said := strings.Join(touch.Approximate, "; "); !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%s: says %q", c.name, said)
		}
	}
}

// TestWholeWorld: a polygon around everything covers everything, and its edges cross no border.
func TestWholeWorld(t *testing.T) {
	a := atlas(t)
	touch := a.Touch(shapeFrom("-90,-180 -90,180 90,180 90,-180 -90,-180"))
	if len(touch.Counties) != 3231 || len(touch.Provinces) != 13 || touch.Border != 0 || len(touch.Ports) != 17 {
		t.Errorf("the world has %d counties, %d provinces, %d ports and lies %f km from the border", len(touch.Counties),
			len(touch.Provinces), len(touch.Ports), touch.Border)
	}
	for _, o := range touch.Counties {
		if o.Fraction < .999 {
			t.Errorf("it covers %f of %s", o.Fraction, o.District)
		}
	}
}

// TestHugePolygon: 40,000 corners, as outlines of forecast zones have, give what a few corners give.
func TestHugePolygon(t *testing.T) {
	a := atlas(t)
	var text strings.Builder
	const corners = 40_000
	for n := range corners + 1 {
		angle := 2 * math.Pi * float64(n%corners) / corners
		d := 1 + .0004*float64(n%2)
		fmt.Fprintf(&text, "%.6f,%.6f ", 46+d*math.Sin(angle), -67.8+1.44*d*math.Cos(angle))
	}
	huge, circle := a.Touch(shapeFrom(text.String())), a.Touch(ShapeOf([]cap.Area{{Circles: []string{"46,-67.8 111.2"}}}))
	if math.Abs(huge.KM2-circle.KM2) > .01*circle.KM2 || huge.Border != 0 {
		t.Fatalf("%.0f km², the circle %.0f; %f km from the border", huge.KM2, circle.KM2, huge.Border)
	}
	for _, o := range huge.Counties {
		for _, p := range circle.Counties {
			if o.District == p.District && math.Abs(o.Fraction-p.Fraction) > .03 {
				t.Errorf("%s: %f, in the circle %f", o.District, o.Fraction, p.Fraction)
			}
		}
	}
}

// TestPoints: who lies where.
func TestPoints(t *testing.T) {
	a := atlas(t)
	for _, c := range []struct {
		name  string
		at    cap.Point
		side  cap.Side
		land  District
		least float64 // from the border, km
		most  float64
	}{
		{"Calais", cap.Point{Lat: 45.184, Lon: -67.277}, cap.US, "us/me/029", 0, 1.5},
		{"St. Stephen", cap.Point{Lat: 45.194, Lon: -67.277}, cap.CA, "ca/nb/_", 0, 1.5},
		{"Windsor, Ontario, south of Detroit", cap.Point{Lat: 42.30, Lon: -83.02}, cap.CA, "ca/on/_", 0, 5},
		{"Detroit", cap.Point{Lat: 42.34, Lon: -83.06}, cap.US, "us/mi/163", 0, 5},
		{"Point Roberts, cut off by the 49th parallel", cap.Point{Lat: 48.985, Lon: -123.06}, cap.US, "us/wa/073", 0, 4},
		{"the Northwest Angle", cap.Point{Lat: 49.33, Lon: -95.05}, cap.US, "us/mn/077", 0, 12},
		{"Campobello, which the map of provinces does not draw", cap.Point{Lat: 44.88, Lon: -66.94}, cap.CA, "ca/nb/_", 0, 6},
		{"Attu, beyond 180°", cap.Point{Lat: 52.9, Lon: 172.9}, cap.US, "us/ak/016", 1000, 5000},
		{"Kansas", cap.Point{Lat: 38.5, Lon: -98.5}, cap.US, "us/ks/009", 1000, 1300},
		{"the open Atlantic", cap.Point{Lat: 40, Lon: -50}, "", "", 1000, 2500},
	} {
		if got := a.SideAt(c.at); got != c.side {
			t.Errorf("%s is on side %q", c.name, got)
		}
		if got := a.CountyAt(c.at) + a.ProvinceAt(c.at); got != c.land {
			t.Errorf("%s lies in %q", c.name, got)
		}
		if km := a.FromBorder(c.at); km < c.least || km > c.most {
			t.Errorf("%s is %.1f km from the border", c.name, km)
		}
	}
}

// TestPastIsTheSameNearby: looking only at the border around a shape changes no distance.
func TestPastIsTheSameNearby(t *testing.T) {
	a := atlas(t)
	for _, text := range stars(a, 60) {
		s := shapeFrom(text)
		touch := a.Touch(s)
		far := touch
		far.near = a.border.lines
		for _, o := range append(touch.Counties, touch.Provinces...) {
			if past := far.past(a, s, a.ground.Land(string(o.District)), o); o.Approximate == "" &&
				math.Abs(past-o.Past) > 1e-9 {
				t.Errorf("%s: %f km past the border, %f with all of it", o.District, o.Past, past)
			}
		}
	}
}

// FuzzShape: whatever stands in a polygon or a circle, it is read or said, and touches no more than there is.
func FuzzShape(f *testing.F) {
	f.Add("45,-67 45,-66 46,-66 45,-67", "45,-67 10")
	f.Add("51,179 51,-179 53,-179 53,179 51,179", "90,0 500")
	f.Add("0,0 90,180 -90,-180 0,0", "52,180 20040")
	f.Fuzz(func(t *testing.T, ring, circle string) {
		if len(ring) > 2000 {
			return
		}
		a := atlas(t)
		s := ShapeOf([]cap.Area{{Polygons: []string{ring}, Circles: []string{circle}}})
		touch := a.Touch(s)
		for _, o := range append(touch.Counties, touch.Provinces...) {
			if math.IsNaN(o.KM2+o.Past+o.Fraction) || o.Fraction > 1.001 || o.KM2 > s.KM2*1.001+1e-6 {
				t.Errorf("%+v of %f km²", o, s.KM2)
			}
		}
		a.Divisions(s, touch)
	})
}
