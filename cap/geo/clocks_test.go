package geo

import (
	"slices"
	"testing"
	"time"

	"bordercast/cap"
)

// TestClocksOfGround: all clocks of what is drawn or named, and of the neighbour where nothing of it is.
func TestClocksOfGround(t *testing.T) {
	for _, c := range []struct {
		what, polygon string
		named         []District
		ca, us        []string
		drawnCA       bool
	}{
		{"Rainy River and Baudette", "48.6700,-94.6300 48.6700,-94.5100 48.7700,-94.5100 48.7700,-94.6300 48.6700,-94.6300",
			nil,
			[]string{"America/Winnipeg"}, []string{"America/Chicago"}, true},
		{"the whole of Ontario's south-west", "48.2,-95.0 48.2,-89.5 49.6,-89.5 49.6,-95.0 48.2,-95.0", nil,
			[]string{"America/Winnipeg", "America/Toronto", "America/Atikokan"}, []string{"America/Chicago"}, true},
		{"Alexander alone", "45.00,-67.50 45.00,-67.45 45.05,-67.45 45.05,-67.50 45.00,-67.50", nil,
			[]string{"America/Moncton"}, []string{"America/New_York"}, false},
		{"a needle too narrow for points inside", "45.000,-67.450 45.00001,-67.450 45.010,-67.440 45.000,-67.450", nil,
			[]string{"America/Moncton"}, []string{"America/New_York"}, false},
		{"the district of Kenora by its code", "", []District{"ca/on/3560"},
			[]string{"America/Winnipeg", "America/Toronto", "America/Atikokan"}, []string{"America/Chicago"}, true},
		{"a county of two clocks", "", []District{"us/nd/053"}, []string{"America/Winnipeg"},
			[]string{"America/Chicago", "America/Denver"}, false},
		{"nowhere", "", []District{Unplaced}, nil, nil, false},
	} {
		var s *Shape
		if c.polygon != "" {
			s = ShapeOf([]cap.Area{{Polygons: []string{c.polygon}}})
		}
		got := ClocksOf(s, c.named)
		if !sameZones(got.Of(cap.CA), c.ca) || !sameZones(got.Of(cap.US), c.us) || len(got.Here[cap.CA]) > 0 != c.drawnCA {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

func sameZones(got []*time.Location, want []string) bool {
	return slices.EqualFunc(got, want, func(zone *time.Location, name string) bool { return zone.String() == name })
}

func BenchmarkClocks(b *testing.B) {
	s := ShapeOf([]cap.Area{{Polygons: []string{"48.6700,-94.6300 48.6700,-94.5100 48.7700,-94.5100 48.7700,-94.6300 " +
		"48.6700,-94.6300"}}})
	b.Run("ground", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ClocksOf(s, nil)
		}
	})
}
