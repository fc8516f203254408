package cap

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParsePolygon(t *testing.T) {
	points, err := ParsePolygon("45.1,-67.3 45.2,-67.3\n45.2,-67.2  +45.1,-67.3")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Point{{45.1, -67.3}, {45.2, -67.3}, {45.2, -67.2}, {45.1, -67.3}}, points); d != "" {
		t.Error(d)
	}
	for text, n := range map[string]int{
		"":                                    0,
		"45.1,-67.3":                          1,
		"1,1 1,2 2,2":                         3, // too few
		"1,1 1,2 2,2 2,1":                     4, // open
		"1,1 1,2 x,2 2,2 1,1":                 4, // a bad point among good ones
		"1,1 1,2 2,181 2,2 1,1":               4, // outside the earth
		"1,1 2,2 3,3 1,1":                     4, // flat
		"NaN,1 0x1,2 1e1,2 Inf,3":             0,
		"-67.3,45.1 -67.2,45.1":               2, // latitude and longitude swapped is still on the earth here
		"99.9,9.3 99.8,9.3 99.8,9.2 99.9,9.3": 0, // but not here
	} {
		points, err := ParsePolygon(text)
		if err == nil || len(points) != n {
			t.Errorf("%q: %d points, %v", text, len(points), err)
		}
	}
}

func TestParseCircle(t *testing.T) {
	c, err := ParseCircle(" 45.1,-67.3 12.5 ")
	if err != nil || c != (Circle{Point{45.1, -67.3}, 12.5}) {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := ParseCircle("45.1,-67.3 0"); err != nil {
		t.Errorf("radius 0 is sent in the field: %v", err)
	}
	for _, text := range []string{"", "45.1,-67.3", "45.1 -67.3 5", "45.1,-67.3 -1", "95,0 1", "1,1 30000", "1,1 NaN"} {
		if c, err := ParseCircle(text); err == nil {
			t.Errorf("%q is read as %v", text, c)
		}
	}
}
