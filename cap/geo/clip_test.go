package geo

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// TestClip: what is left lies in the districts, nothing in them is lost, and the share that was cut is what overlap
// measures.
func TestClip(t *testing.T) {
	a := atlas(t)
	maine, washington := []District{"us/me/_"}, []District{"us/me/029"}
	for _, text := range append(stars(a, 60), rect(45.13, -67.33, 45.23, -67.23), rect(44, -70, 46, -66),
		rect(46.1, -67.9, 46.6, -67.7)) {
		in, err := cap.ParsePolygon(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range [][]District{maine, washington, {"us/me/003", "us/me/029"}, {"ca/nb/_"},
			{"us/mt/_", "us/nd/_", "us/wa/_", "us/id/_", "us/mn/_"}, {"ca/bc/_", "ca/ab/_"}} {
			out, cut, err := a.Clip(in, to)
			if err != nil {
				t.Errorf("%v to %v: %v", text, to, err)
				continue
			}
			want, got, drawn := 0.0, 0.0, 0.0
			for _, d := range to {
				want += within(a, shapeFrom(text), d)
				for _, p := range out {
					got += within(a, polygonOf(p), d)
				}
			}
			for _, p := range out {
				s := polygonOf(p)
				drawn += s.KM2
				if len(s.Approximate) > 0 {
					t.Errorf("%v to %v: %v", text, to, s.Approximate)
				}
			}
			whole := shapeFrom(text).KM2
			if math.Abs(got-want) > 2e-3*want+.1 || math.Abs(drawn-want) > 2e-3*want+.1 || math.Abs(1-cut-want/whole) > 2e-3 {
				t.Errorf("%v to %v: %.3f of %.3f km² are left, %.3f drawn, cut %.4f", text, to, got, want, drawn, cut)
			}
		}
	}
	if _, _, err := a.Clip([]cap.Point{{Lat: 45, Lon: -67}, {Lat: 45, Lon: -66}, {Lat: 46, Lon: -66}},
		[]District{"ca/nb/1302"}); err == nil {
		t.Error("it was cut to a division without an outline")
	}
}

func polygonOf(points []cap.Point) *Shape { return shapeFrom(text(points)) }

func text(points []cap.Point) string {
	var b strings.Builder
	for _, p := range points {
		fmt.Fprintf(&b, "%.15g,%.15g ", p.Lat, p.Lon)
	}
	return b.String()
}

// within is the ground of a shape in a district.
func within(a *Atlas, s *Shape, d District) float64 {
	var c plane.Clip
	sum := 0.0
	for n := range s.regions {
		for _, p := range a.ground.Parts(string(d)) {
			sum += c.Overlap(&s.regions[n], a.ground.Region(p))
		}
	}
	return sum
}

func BenchmarkClip(b *testing.B) {
	a := atlas(b)
	in, _ := cap.ParsePolygon(rect(45.13, -67.33, 45.83, -67.23))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := a.Clip(in, []District{"us/me/_"}); err != nil {
			b.Fatal(err)
		}
	}
}
