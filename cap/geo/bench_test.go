package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bordercast/cap"
)

// stars are polygons of 4 to 30 corners, up to 200 km across, near the border of Maine and on the 49th parallel.
func stars(a *Atlas, n int) []string {
	r := rand.New(rand.NewPCG(7, 8))
	var out []string
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
		out = append(out, strings.Join(text, " "))
	}
	return out
}

// BenchmarkTouch is one alert near the border, most of which cross it: parsing the polygon, and all that it touches.
func BenchmarkTouch(b *testing.B) {
	a := atlas(b)
	texts := stars(a, 200)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		a.Touch(shapeFrom(texts[n%len(texts)]))
		n++
	}
}

// BenchmarkSite is all that is asked of an alert: its districts, with those of Canada that could hold its ground.
func BenchmarkSite(b *testing.B) {
	a := atlas(b)
	var areas []cap.Area
	for _, text := range stars(a, 200) {
		areas = append(areas, cap.Area{Polygons: []string{text}})
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		a.Site(areas[n%len(areas) : n%len(areas)+1])
		n++
	}
}

// BenchmarkDivisions is the estimate of census divisions alone.
func BenchmarkDivisions(b *testing.B) {
	a := atlas(b)
	s := box(45.13, -67.33, 45.63, -66.23)
	touch := a.Touch(s)
	b.ReportAllocs()
	for b.Loop() {
		a.Divisions(s, touch)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := build(nil); err != nil {
			b.Fatal(err)
		}
	}
}
