package geo

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/names"
)

// TestPartly: of which counties and divisions an area means some part, by its codes and by its sender's own words.
func TestPartly(t *testing.T) {
	same := func(v string) cap.Pair { return pair("SAME", v) }
	ugc := func(v string) cap.Pair { return pair("UGC", v) }
	sgc := func(v string) cap.Pair { return pair(location, v) }
	clc := pair(CLC, "099990")
	var york []cap.Pair // all of York County, New Brunswick
	for _, code := range lists.Subdivisions("ca/nb/1310") {
		york = append(york, sgc(code))
	}
	for _, c := range []struct {
		desc  string
		codes []cap.Pair
		want  string
	}{
		{"Washington, ME", []cap.Pair{same("023029"), ugc("MEC029")}, ""},
		{"EXERCISE ground", []cap.Pair{same("023029")}, ""},
		{"Southern Cook, North Shore", []cap.Pair{same("027031"), ugc("MNZ020")}, "us/mn/031"},
		{"Southern Cook, North Shore; Southern Lake, North Shore",
			[]cap.Pair{same("027031"), same("027075"), ugc("MNZ020"), ugc("MNZ021")}, "us/mn/031 us/mn/075"},
		{"Olympics", []cap.Pair{same("053009"), same("053027"), ugc("WAZ513")}, "us/wa/009 us/wa/027"},
		{"", []cap.Pair{same("053009"), ugc("WAZ999")}, "us/wa/009"},
		{"Kittson; Western Marshall", []cap.Pair{same("027069"), same("027089"), ugc("MNZ904"), ugc("MNZ905")}, "us/mn/089"},
		{"San Juan County; Western Whatcom County", []cap.Pair{same("053055"), same("053073"), ugc("WAZ901"), ugc("WAZ903")},
			"us/wa/073"},
		{"Saint Louis County, Minnesota", []cap.Pair{same("027137"), ugc("MNZ999")}, ""},
		{"St. Louis, MN", []cap.Pair{same("027137"), ugc("MNZ999")}, ""},
		{"Cook, Lake and St. Louis Counties", []cap.Pair{same("027031"), ugc("MNZ999")}, "us/mn/031"},
		{"Cook, Lake and St. Louis", []cap.Pair{same("027031"), same("027075"), same("027137"), ugc("MNZ999")}, ""},
		{"Minnesota", []cap.Pair{same("027031"), ugc("MNZ999")}, ""},
		{"zones and then the counties that they lie in", []cap.Pair{same("030049"), ugc("MTZ999")}, "us/mt/049"},
		{"Central and Southern Lewis and Clark; Lewis and Clark", []cap.Pair{same("030049"), ugc("MTZ914")}, "us/mt/049"},
		{"High Plains; Lewis and Clark", []cap.Pair{same("030049"), ugc("MTZ914")}, "us/mt/049"},
		{"Lewis and Clark", []cap.Pair{same("030049"), ugc("MTZ914")}, ""},
		{"the county is named beside the zone", []cap.Pair{ugc("MEC029"), ugc("MEZ999")}, ""},
		{"waters beside a county", []cap.Pair{same("023029"), ugc("ANZ150")}, ""},
		{"Northern Koochiching", []cap.Pair{same("027071")}, "us/mn/071"},
		{"Washington County (northern part)", []cap.Pair{same("023029")}, "us/me/029"},
		{"Northern Maine", []cap.Pair{same("023003"), same("023019")}, ""}, // a part of the state, and no part of these,
		{"North Slope Borough", []cap.Pair{same("002185"), ugc("AKZ999")}, ""},
		{"Anchorage", []cap.Pair{same("002020"), ugc("AKZ999")}, "us/ak/020"},
		{"Washington County", []cap.Pair{same("123029")}, "us/me/029"},
		{"a county without a name here", []cap.Pair{same("025011"), ugc("MAZ999")}, ""},

		{"Big Trout Lake - Kasabonika", []cap.Pair{clc, sgc("3560075"), sgc("3560090")}, "ca/on/3560"},
		{"Kenora", []cap.Pair{clc, sgc("3560010")}, "ca/on/3560"},
		{"Saint-Exercice", []cap.Pair{sgc("2468005")}, "ca/qc/2468"},
		{"York County", []cap.Pair{clc, sgc("1310")}, ""},
		{"Fredericton and southern York County", []cap.Pair{clc, sgc("1310")}, "ca/nb/1310"},
		{"Fredericton et le sud du comté de York", []cap.Pair{sgc("1310")}, "ca/nb/1310"},
		{"Grand Falls and Victoria County", []cap.Pair{clc, sgc("1312"), sgc("1312001")}, ""},
		{"Grand-Sault et comté de Victoria", []cap.Pair{clc, sgc("1312")}, ""},
		{"EXERCISE ground", york, ""},
		{"EXERCISE ground", york[1:], "ca/nb/1310"},
		{"EXERCISE ground", append([]cap.Pair{sgc("1310")}, york[1:]...), ""},
	} {
		for _, a := range []*Atlas{nil, atlas(t)} {
			if got := joined(a.Partly(cap.Area{Desc: c.desc, Geocodes: c.codes})); got != c.want {
				t.Errorf("%s %v, map %v: %q, want %q", c.desc, c.codes, a != nil, got, c.want)
			}
		}
	}
}

// TestZoneOfOneCounty: a zone that the map calls by the name of a county is the whole of it, whatever its sender wrote.
func TestZoneOfOneCounty(t *testing.T) {
	a, seen := atlas(t), 0
	for _, z := range a.zones.all {
		if len(z.Counties) != 1 {
			continue
		}
		county, _ := names.Of(string(z.Counties[0]))
		name, ok := strings.CutSuffix(z.Name, ", "+strings.ToUpper(z.Code[:2]))
		if !ok || name != county.EN {
			continue
		}
		seen++
		area := cap.Area{Desc: "EXERCISE ground", Geocodes: []cap.Pair{pair("UGC", z.Code), Code(z.Counties[0])}}
		if got := a.Partly(area); len(got) > 0 {
			t.Errorf("%s %s: %v", z.Code, z.Name, got)
		}
		area.Desc = "Northern " + name
		if got := a.Partly(area); len(got) != 1 {
			t.Errorf("%s %s: nothing is in part", z.Code, area.Desc)
		}
	}
	if seen < 50 {
		t.Errorf("only %d zones are called as their counties are", seen)
	}
}

// TestPartsOfAreas: a county that one area names as a whole is no part because of another; a state in the place of all
// its counties stands for a part of it where one of them does.
func TestPartsOfAreas(t *testing.T) {
	area := func(desc string, codes ...cap.Pair) cap.Area { return cap.Area{Desc: desc, Geocodes: codes} }
	part := area("Northern Washington", pair("SAME", "023029"), pair("UGC", "MEZ999"))
	whole := area("Washington County", pair("SAME", "023029"))
	var hampshire cap.Area
	for _, local := range lists.Of("us", "nh") {
		hampshire.Geocodes = append(hampshire.Geocodes, pair("SAME", "033"+local))
	}
	hampshire.Geocodes = append(hampshire.Geocodes, pair("UGC", "NHZ999"))
	for name, c := range map[string]struct {
		areas []cap.Area
		want  string
	}{
		"a part":                 {[]cap.Area{part}, "us/me/029"},
		"twice":                  {[]cap.Area{part, part}, "us/me/029"},
		"then the whole":         {[]cap.Area{part, whole}, ""},
		"the whole, then a part": {[]cap.Area{whole, part}, ""},
		"beside another":         {[]cap.Area{area("Hancock", pair("SAME", "023009")), part}, "us/me/029"},
		"all of a state":         {[]cap.Area{hampshire}, "us/nh/_"},
	} {
		if _, got := atlas(t).Placed(c.areas); joined(got) != c.want {
			t.Errorf("%s: %q, want %q", name, joined(got), c.want)
		}
	}
}
