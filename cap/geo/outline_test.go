package geo

import (
	"strings"
	"testing"

	"bordercast/cap"
)

func pair(name, value string) cap.Pair { return cap.Pair{Name: name, Value: value} }

func TestOutline(t *testing.T) {
	a := atlas(t)
	for _, c := range []struct {
		code       cap.Pair
		name       string
		least, top float64 // km²
		says       string
	}{
		{pair("SAME", "023029"), "Washington County, Maine", 7000, 8000, ""},
		{pair("FIPS6", "023029"), "Washington County, Maine", 7000, 8000, ""},
		{pair("SAME", "523029"), "Washington County, Maine", 500, 2500, "part 5"},
		{pair("UGC", "MEC029"), "Washington County, Maine", 7000, 8000, ""},
		{pair("UGC", "MEZ030"), "Coastal Washington County, ME", 7000, 8000, "no outlines of forecast zones"},
		{pair("UGC", "MEZ999"), "Maine", 80_000, 95_000, "whole state"},
		{pair("SAME", "023000"), "Maine", 80_000, 95_000, ""},
		{pair("SAME", "009003"), "Hartford County, Connecticut", 1700, 2100, ""}, // before the planning regions
		{pair("SAME", "073150"), "U.S. coastal waters", 0, 0, "marine"},
		{pair(location, "13"), "New Brunswick", 70_000, 77_000, ""},
		{pair(location, "1302"), "Charlotte County, New Brunswick", 0, 0, "its places are known"},
		{pair(location, "1302037"), "Charlotte County, New Brunswick", 0, 0, "not the subdivision"},
		{pair(location, "2401"), "Les Îles-de-la-Madeleine, Quebec", 0, 0, "only that it lies in Quebec"},
		{pair(CLC, "015600"), "Charlotte County, New Brunswick", 0, 0, "its places are known"},
	} {
		o, ok := a.Outline(c.code)
		if !ok {
			t.Errorf("%v is not known", c.code)
			continue
		}
		if o.Name != c.name || o.Shape.KM2 < c.least || o.Shape.KM2 > c.top {
			t.Errorf("%v is %s with %.0f km²", c.code, o.Name, o.Shape.KM2)
		}
		if said := strings.Join(o.Shape.Approximate, "; "); !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%v says %q", c.code, said)
		}
	}
	if o, ok := a.Outline(pair("SAME", "99x")); ok {
		t.Errorf("no code is %+v", o)
	}
}

// TestNinths: the parts of a county lie where their numbers say, and make the county together.
func TestNinths(t *testing.T) {
	a := atlas(t)
	whole, _ := a.Outline(pair("SAME", "023029"))
	var sum float64
	var at [10]*Shape
	for p := 1; p <= 9; p++ {
		o, _ := a.Outline(pair("SAME", string(rune('0'+p))+"23029"))
		at[p] = o.Shape
		sum += o.Shape.KM2
	}
	if sum < .999*whole.Shape.KM2 || sum > 1.001*whole.Shape.KM2 {
		t.Errorf("the parts have %.1f km², the county %.1f", sum, whole.Shape.KM2)
	}
	if at[2].box.MinY < at[8].box.MaxY || at[4].box.MaxX > at[6].box.MinX+1e-9 {
		t.Error("north is not north of south, or west not west of east")
	}
}

// TestGround: an area that draws nothing lies where its codes are; a zone adds nothing beside a county.
func TestGround(t *testing.T) {
	a := atlas(t)
	coded := cap.Area{Geocodes: []cap.Pair{pair("SAME", "023029"), pair("UGC", "MEZ005"), pair("UGC", "MEC029")}}
	s := a.Ground([]cap.Area{coded})
	if touch := a.Touch(s); list(touch.Counties) != "us/me/029" || touch.Counties[0].Fraction < .999 {
		t.Errorf("it covers %s", list(touch.Counties))
	}
	coded.Circles = []string{"45.2,-67.5 3"}
	if s := a.Ground([]cap.Area{coded}); s.KM2 > 30 {
		t.Errorf("a circle with codes has %.0f km²", s.KM2)
	}
}
