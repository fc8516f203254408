package geo

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"bordercast/cap"
)

func rect(south, west, north, east float64) string {
	return fmt.Sprintf("%[1]f,%[2]f %[1]f,%[4]f %[3]f,%[4]f %[3]f,%[2]f %[1]f,%[2]f", south, west, north, east)
}

func drawing(polygon string, codes ...cap.Pair) cap.Area {
	a := cap.Area{Geocodes: codes}
	if polygon != "" {
		a.Polygons = []string{polygon}
	}
	return a
}

func joined(ds []District) string {
	var out []string
	for _, d := range ds {
		out = append(out, string(d))
	}
	return strings.Join(out, " ")
}

// TestDistrictsOf: codes first, then what is drawn by more than a sliver.
func TestDistrictsOf(t *testing.T) {
	a := atlas(t)
	same := func(v string) cap.Pair { return pair("SAME", v) }
	ugc := func(v string) cap.Pair { return pair("UGC", v) }
	sgc := func(v string) cap.Pair { return pair(location, v) }
	const lon, km = -67.7903, 1 / 77.0 // the border of Aroostook and Carleton, as in TestSlivers
	along := func(west, east float64) string { return rect(46.1, lon-west*km, 46.6, lon+east*km) }
	for _, c := range []struct {
		name  string
		areas []cap.Area
		want  string
	}{
		{"nothing", nil, "_/_/_"},
		{"no code", []cap.Area{drawing("")}, "_/_/_"},
		{"a code alone", []cap.Area{drawing("", same("023029"))}, "us/me/029"},
		{"a zone is its counties", []cap.Area{drawing("", ugc("MEZ030"))}, "us/me/029"},
		{"a zone nobody knows", []cap.Area{drawing("", ugc("MEZ999"))}, "us/me/_"},
		{"a zone beside a county", []cap.Area{drawing("", ugc("MEZ030"), same("023003"))}, "us/me/003"},
		{"document order", []cap.Area{drawing("", same("023029")), drawing("", same("023003"))}, "us/me/029 us/me/003"},
		{"drawn without a code", []cap.Area{drawing(rect(44.7, -69.9, 44.72, -69.88))}, "us/me/025"},
		{"drawn far from its code", []cap.Area{drawing(rect(44.5, -70.0, 45.2, -69.4), same("023029"))},
			"us/me/029 us/me/025 us/me/011 us/me/021 us/me/007 us/me/027"},
		{"a sliver abroad is touched", []cap.Area{drawing(along(20, .7), same("023003"))},
			"us/me/003 ca/nb/1310 ca/nb/1311 ca/nb/1312"},
		{"that of a weather zone is none", []cap.Area{drawing(along(.2, 20), sgc("1311"), pair(CLC, "016100"))},
			"ca/nb/1311"},
		{"but a threat area's is", []cap.Area{drawing(along(.2, 20), sgc("1311"), pair(CLC, "016100"),
			pair("layer:EC-MSC-SMC:DLC:1.1", "issued"))}, "ca/nb/1311 us/me/003"},
		{"reaching over", []cap.Area{drawing(along(20, 4), same("023003"))}, "us/me/003 ca/nb/1311 ca/nb/1310 ca/nb/1312"},
		{"a sliver abroad, without a code", []cap.Area{drawing(along(20, .7))}, "us/me/003 ca/nb/1310 ca/nb/1311 ca/nb/1312"},
		{"a sliver of Maine, from New Brunswick", []cap.Area{drawing(along(.2, 20), sgc("1311"))}, "ca/nb/1311 us/me/003"},
		{"into Maine, from New Brunswick", []cap.Area{drawing(along(4, 20), sgc("1311"))}, "ca/nb/1311 us/me/003"},
		{"both of its codes", []cap.Area{drawing(along(.7, 20), sgc("1311"), same("023003"))}, "ca/nb/1311 us/me/003"},
		{"a small cloud over the river", []cap.Area{drawing(rect(45.175, -67.30, 45.205, -67.26))}, "ca/nb/1302 us/me/029"},
		{"Quebec", []cap.Area{drawing(rect(46.78, -71.26, 46.82, -71.2))}, "ca/qc/2423 ca/qc/2425 ca/qc/2419 ca/qc/2421"},
		{"Nunavut, whose divisions nobody knows", []cap.Area{drawing(rect(63.7, -68.6, 63.8, -68.4))}, "ca/nu/_"},
		{"a marine code", []cap.Area{drawing(rect(44.4, -67.6, 45.0, -66.9), same("073150"))}, "us/sea/073150"},
		{"a circle", []cap.Area{{Circles: []string{"45.95,-66.65 3"}, Geocodes: []cap.Pair{sgc("1310032")}}}, "ca/nb/1310"},
	} {
		if got := joined(a.DistrictsOf(c.areas)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got, want := joined((*Atlas)(nil).DistrictsOf(c.areas)), joined(byCodes(c.areas)); got != want {
			t.Errorf("%s without a map: %s, want %s", c.name, got, want)
		}
	}
}

func byCodes(areas []cap.Area) []District {
	var all []District
	for _, a := range areas {
		all = append(all, Districts(a)...)
	}
	return Join(all)
}

// TestSite: the sides of an alert and its distance from the border, by drawing or by code.
func TestSite(t *testing.T) {
	a := atlas(t)
	for _, c := range []struct {
		name        string
		area        cap.Area
		sides       string
		least, most float64
		by          Reckoned
		says        string
		part        string // which of its districts stand for a part of them
	}{
		{"across", drawing(rect(45.13, -67.33, 45.23, -67.23)), "ca us", 0, 0, ByGround, "", ""},
		{"inland", drawing(rect(44.7, -69.9, 44.72, -69.88)), "us", 70, 130, ByGround, "", ""},
		{"a county at the border", drawing("", pair("SAME", "023029")), "us", 0, .01, ByGround, "", ""},
		{"a county inland", drawing("", pair("SAME", "023005")), "us", 50, 200, ByGround, "", ""},
		{"a division by its places", drawing("", pair(location, "1307")), "ca", 60, 200, ByPlaces, "by its places", ""},
		{"a province", drawing("", pair(location, "13")), "ca", 0, .01, ByGround, "", ""},
		{"a state", drawing("", pair("SAME", "006000")), "us", 600, 800, ByGround, "", ""},
		{"a state and a zone of it", drawing("", pair("UGC", "CAZ999"), pair("SAME", "006000")), "us", 600, 800, ByGround, "",
			""},
		{"a zone that the map knows", drawing("", pair("UGC", "MEZ030")), "us", 0, .01, ByGround, "", "us/me/029"},
		{"part of a county inland", drawing("", pair("UGC", "MEZ999"), pair("SAME", "023005")), "us", 50, 200, ByRegion,
			"which part of us/me/005 is meant", "us/me/005"},
		{"a zone nobody knows", drawing("", pair("UGC", "CAZ999")), "us", 600, 800, ByRegion, "no nearer to the border",
			"us/ca/_"},
		{"one of a state at the border", drawing("", pair("UGC", "AKZ999")), "us", 0, .01, ByRegion,
			"which part of us/ak/_ is meant", "us/ak/_"},
		{"one of a province", drawing("", pair("UGC", "BCZ922")), "ca", 0, .01, ByRegion, "which part of ca/bc/_", "ca/bc/_"},
		{"drawn where no divisions are known", drawing(rect(63.7, -68.6, 63.8, -68.4)), "ca", 1500, 2500, ByGround, "",
			"ca/nu/_"},
		{"all of Maine drawn", drawing(rect(42.9, -71.2, 47.6, -66.8)), "us ca", 0, 0, ByGround, "", ""},
		{"waters", drawing("", pair("SAME", "073150")), "us", math.Inf(1), math.Inf(1), ByGround, "", ""},
		{"nowhere", drawing(""), "", math.Inf(1), math.Inf(1), ByGround, "", ""},
	} {
		s := a.Site([]cap.Area{c.area})
		if got := strings.Trim(fmt.Sprint(s.Sides), "[]"); got != c.sides {
			t.Errorf("%s: on sides %s", c.name, got)
		}
		if s.BorderKM < c.least || s.BorderKM > c.most {
			t.Errorf("%s: %f km from the border", c.name, s.BorderKM)
		}
		if s.BorderBy != c.by {
			t.Errorf("%s: the distance is known by %q", c.name, s.BorderBy)
		}
		if got := joined(s.InPart); got != c.part {
			t.Errorf("%s: %q stand for a part of them", c.name, got)
		}
		if said := strings.Join(s.Approximate, "; "); !strings.Contains(said, c.says) {
			t.Errorf("%s says %q", c.name, said)
		}
	}
	if s := (*Atlas)(nil).Site([]cap.Area{drawing(rect(45.13, -67.33, 45.23, -67.23),
		pair("SAME", "023029"))}); !math.IsInf(s.BorderKM, 1) || joined(s.Districts) != "us/me/029" {
		t.Errorf("without a map: %+v", s)
	}
}
