package geo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestActionable(t *testing.T) {
	for _, c := range []struct {
		past, fraction, km2 float64
		want                bool
		why                 string
	}{
		{0, 0, 0, false, "sliver"},
		{1, .5, 5000, false, "sliver"}, // no more than 1 km
		{1.01, .021, 1, true, "2.1 %"},
		{1.01, .02, 5, false, "no more than 5 km²"}, // both thresholds are to be passed, not met
		{1.01, .001, 5.1, true, "5.1 km²"},
		{40, .0001, .5, false, "no more than 5 km²"},
		{40, 1, 5000, true, "100.0 %"},
	} {
		got, why := Drawn{}.Actionable(Overlap{Past: c.past, Fraction: c.fraction, KM2: c.km2})
		if got != c.want || !strings.Contains(why, c.why) {
			t.Errorf("past %g km, %g of it, %g km²: %v, %s", c.past, c.fraction, c.km2, got, why)
		}
	}
}

// TestToTheHouse: what is drawn to the house is meant from a hundred metres on, or where it holds a known place.
func TestToTheHouse(t *testing.T) {
	for _, c := range []struct {
		categories []string
		km2        float64
		want       bool
	}{{[]string{"Met"}, 100, false}, {[]string{"Met"}, 99, true}, {[]string{"Met", "CBRNE"}, 5000, true}, {[]string{"Geo"},
		5000, false}, {[]string{"Rescue"}, 5000, true}, {nil, 5000, false}} {
		if got := Close(c.categories, c.km2); got != c.want {
			t.Errorf("%v, %g km²: %v", c.categories, c.km2, got)
		}
	}
	town := Place{Name: "St. Stephen", District: "ca/nb/1302"}
	for _, c := range []struct {
		past   float64
		places []Place
		want   bool
		why    string
	}{
		{.0999, nil, false, "100 m past the border, which is less than 100 m"}, {.1, nil, true, "0.1 km past"},
		{40, nil, true, "40.0 km past"},
		{.05, []Place{town}, true, "a known place there: St. Stephen"},
		{.05, []Place{{Name: "Calais", District: "us/me/029"}}, false, "50 m past"},
	} {
		got, why := Drawn{Close: true, Places: c.places}.Actionable(Overlap{District: "ca/nb/_", Past: c.past})
		if got != c.want || !strings.Contains(why, c.why) {
			t.Errorf("%g km, %v: %v, %s", c.past, c.places, got, why)
		}
	}
}

// TestSlivers: the border of Aroostook and Carleton runs along a meridian, near 67.79° west. An outline of ground in
// Maine that laps over it is awareness however long it is; what reaches past a kilometre is meant.
func TestSlivers(t *testing.T) {
	a := atlas(t)
	const lon, km = -67.7903, 1 / 77.0 // a kilometre of longitude at 46.3°
	for _, c := range []struct {
		name                     string
		south, north, east, west float64 // east and west of the border, km
		want                     map[District]bool
	}{
		{"an outline that follows the border", 46.1, 46.6, .2, 20, map[District]bool{"us/me/003": true, "ca/nb/_": false}},
		{"a wider one, 50 km long", 46.1, 46.6, .7, 20, map[District]bool{"us/me/003": true, "ca/nb/_": false}},
		{"one that reaches over", 46.1, 46.6, 2.5, 20, map[District]bool{"us/me/003": true, "ca/nb/_": true}},
		{"a small one that reaches over", 46.30, 46.31, 2.5, 5, map[District]bool{"us/me/003": true, "ca/nb/_": false}},
		{"the same from the other side", 46.1, 46.6, 20, .2, map[District]bool{"us/me/003": false, "ca/nb/_": true}},
	} {
		touch := a.Touch(box(c.south, lon-c.west*km, c.north, lon+c.east*km))
		for _, o := range append(touch.Counties, touch.Provinces...) {
			got, why := Drawn{}.Actionable(o)
			if want, known := c.want[o.District]; !known || got != want {
				t.Errorf("%s: %s is actionable %v: %s", c.name, o.District, got, why)
			}
		}
		if n := len(touch.Counties) + len(touch.Provinces); n != len(c.want) {
			t.Errorf("%s: touches %d districts", c.name, n)
		}
	}
}

// TestCountiesAreSliversAbroad: every county at the border, drawn as it is on the map, is no warning to a province.
func TestCountiesAreSliversAbroad(t *testing.T) {
	a := atlas(t)
	for _, code := range []string{"023029", "023003", "023025", "033007", "050019", "036019", "027075", "038023", "030053",
		"053047", "016021"} {
		o, ok := a.Outline(pair("SAME", code))
		if !ok || o.Shape.Empty() {
			t.Fatalf("%s has no ground", code)
		}
		touch := a.Touch(o.Shape)
		for _, p := range touch.Provinces {
			if meant, why := (Drawn{}).Actionable(p); meant {
				t.Errorf("%s is actionable in %s: %s", o.Name, p.Name, why)
			}
		}
		if touch.Border > .01 {
			t.Errorf("%s lies %s from the border", o.Name, fmt.Sprintf("%.3f km", touch.Border))
		}
	}
}

// TestPastBetweenBends: Calais lies in a bend of the river. A box whose corners all lie across the river reaches as far
// into it as its edge lies from the water, though every corner of the ground in Maine is on the border.
func TestPastBetweenBends(t *testing.T) {
	a := atlas(t)
	touch := a.Touch(box(45.18, -67.30, 45.215, -67.24))
	i := slices.IndexFunc(touch.Counties, func(o Overlap) bool { return o.District == "us/me/029" })
	if i < 0 || touch.Counties[i].Past < 1 || touch.Counties[i].Past > 1.5 {
		t.Errorf("%+v", touch.Counties)
	}
}
