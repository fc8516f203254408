package cap

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
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

// TestNumber compares the short way of reading a coordinate with strconv, over everything coordinates look like.
func TestNumber(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		digits := strconv.Itoa(r.IntN(1 << r.IntN(50)))
		at := r.IntN(len(digits) + 1)
		text := strings.Repeat("-", r.IntN(2)) + digits[:at] + "." + digits[at:]
		want, err := strconv.ParseFloat(text, 64)
		if got, n := number(text); n == len(text) && (err != nil || got != want) {
			t.Fatalf("%s is read as %v, and is %v (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{"", ".", "-", "--1.0", "+1.0", "1", "1.", ".1", "1.2.3", "1e5", "1_0.0", "NaN",
		"12345678901234567.0", "0x1.0"} {
		if got, n := number(text); n > 0 && n == len(text) {
			t.Errorf("%q is taken for %v: it is strconv's to judge", text, got)
		}
	}
}

// TestPlain compares the short way with the long one, for every point and what lies between them.
func TestPlain(t *testing.T) {
	pieces := []string{"45.1,-67.3", "45.25,-67.35", "-0.0,0.0", "45,67", "+45.1,67.3", "45.1,-67.3,", "95.0,1.0",
		"1.0,181.0", "x", "45.1;-67.3", "1.23456789012345,-1.0", "1.0,"}
	gaps := []string{" ", "  ", "\n\t", "\v\f\r ", "\u00a0", "\u2003", "\x1c", "\x85", ""}
	r := rand.New(rand.NewPCG(5, 6))
	for range 50_000 {
		text := gaps[r.IntN(len(gaps))]
		for range r.IntN(6) {
			text += pieces[r.IntN(len(pieces))] + gaps[r.IntN(len(gaps))]
		}
		var want []Point
		for _, pair := range strings.Fields(text) {
			lat, lon, ok := strings.Cut(pair, ",")
			y, err1 := strconv.ParseFloat(lat, 64)
			x, err2 := strconv.ParseFloat(lon, 64)
			if ok && err1 == nil && err2 == nil && math.Abs(y) <= 90 && math.Abs(x) <= 180 {
				want = append(want, Point{y, x})
			}
		}
		if got, _ := ParsePolygon(text); !slices.Equal(got, want) {
			t.Fatalf("%q has the points %v, not %v", text, got, want)
		}
	}
}
