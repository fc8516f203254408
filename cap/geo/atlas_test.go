package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
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

func square(lat, lon, half float64) cap.Area {
	return cap.Area{Polygons: []string{fmt.Sprintf("%f,%f %f,%f %f,%f %f,%f %[1]f,%[2]f", lat-half, lon-half, lat-half, lon+half, lat+half, lon+half, lat+half, lon-half)}}
}

func names(os []Overlap) string {
	var out []string
	for _, o := range os {
		out = append(out, fmt.Sprintf("%s %.1f km² %.2f%% past %.1f", o.District, o.KM2, 100*o.Fraction, o.Past))
	}
	return strings.Join(out, ", ")
}

// TestTouch: an exercise around Calais and St. Stephen, which the river divides.
func TestTouch(t *testing.T) {
	a := atlas(t)
	s := ShapeOf([]cap.Area{square(45.18, -67.28, .05)})
	touch := a.Touch(s)
	t.Log(names(touch.Counties), "|", names(touch.Provinces), touch.Grounds, touch.Places, touch.Ports, touch.Zones, touch.Approximate, touch.Elsewhere)
	if touch.Border != 0 || len(touch.Counties) != 1 || touch.Counties[0].District != "us/me/029" || len(touch.Provinces) != 1 || touch.Provinces[0].District != "ca/nb/_" {
		t.Errorf("it touches %s and %s, %f km from the border", names(touch.Counties), names(touch.Provinces), touch.Border)
	}
	if len(touch.Grounds) != 2 || math.Abs(touch.Grounds[0].KM2+touch.Grounds[1].KM2-s.KM2) > .01 {
		t.Errorf("the sides share %v of %f km²", touch.Grounds, s.KM2)
	}
	if len(touch.Ports) < 2 {
		t.Errorf("ports %v", touch.Ports)
	}
}

func BenchmarkTouch(b *testing.B) {
	a := atlas(b)
	shapes := stars(200)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		a.Touch(shapes[n%len(shapes)])
		n++
	}
}

// stars are polygons of 4 to 30 corners, 20 to 200 km across, within 60 km of the border.
func stars(n int) []*Shape {
	a, _ := Load()
	r := rand.New(rand.NewPCG(7, 8))
	starts := a.border.Starts()
	_ = starts
	var out []*Shape
	for range n {
		at := a.ports[r.IntN(len(a.ports))].At
		if r.IntN(3) > 0 {
			at = cap.Point{Lat: 49, Lon: -122 + r.Float64()*27}
		}
		at.Lat += r.Float64() - .5
		corners, size := 4+r.IntN(27), .1+r.Float64()*.8
		var text []string
		for c := range corners + 1 {
			angle := 2 * math.Pi * float64(c%corners) / float64(corners)
			d := size * (.4 + .6*math.Abs(math.Sin(float64(c%corners)*1.7)))
			text = append(text, fmt.Sprintf("%.4f,%.4f", at.Lat+d*math.Sin(angle), at.Lon+1.4*d*math.Cos(angle)))
		}
		out = append(out, ShapeOf([]cap.Area{{Polygons: []string{strings.Join(text, " ")}}}))
	}
	return out
}

func BenchmarkShapeOf(b *testing.B) {
	area := square(45.18, -67.28, .05)
	b.ReportAllocs()
	for b.Loop() {
		ShapeOf([]cap.Area{area})
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := build(); err != nil {
			b.Fatal(err)
		}
	}
}
