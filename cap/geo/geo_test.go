package geo

import (
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
)

const location = "profile:CAP-CP:Location:0.3"

func TestOfGeocode(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        District
	}{
		{"SAME", "023029", "us/me/029"},
		{"same", " 023029 ", "us/me/029"},
		{"FIPS6", "023003", "us/me/003"},
		{"SAME", "123029", "us/me/029"}, // part of a county is the county
		{"SAME", "023000", "us/me/_"},
		{"SAME", "000000", "us/_/_"},
		{"SAME", "073150", "us/sea/073150"},
		{"SAME", "072001", "us/pr/001"}, // Puerto Rico, not water
		{"SAME", "23029", ""},
		{"SAME", "02302x", ""},
		{"SAME", "099001", ""},
		{"UGC", "MEC029", "us/me/029"},
		{"UGC", "MEZ017", "us/me/_"},
		{"UGC", "MEC000", "us/me/_"},
		{"UGC", "MEZALL", "us/me/_"},
		{"UGC", "ANZ150", "us/sea/073150"},
		{"UGC", "BCZ220", "ca/bc/_"},
		{"UGC", "BCC001", ""},
		{"UGC", "XXC001", ""},
		{"UGC", "MECX29", ""},
		{location, "1302", "ca/nb/1302"},
		{location, "1302037", "ca/nb/1302"},
		{"profile:CAP-CP:Location:1.0", "13", "ca/nb/_"},
		{location, "0", "ca/_/_"},
		{location, "00", "ca/_/_"},
		{location, "00321", "ca/sea/00321"},
		{location, "9901", ""},
		{location, "1302-1", ""},
		{CLC, "015600", "ca/nb/1302"},
		{CLC, "003210", "ca/sea/00321"},
		{CLC, "010000", ""}, // all of the Maritimes is no plain place
		{KeptSAME, "023029", "us/me/029"},
		{KeptLocation, "1310", "ca/nb/1310"},
		{"EMMA_ID", "AT001", ""},
	} {
		if got := OfGeocode(cap.Pair{Name: c.name, Value: c.value}); got != c.want {
			t.Errorf("%s=%s is %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func area(pairs ...string) cap.Area {
	var a cap.Area
	for n := 0; n < len(pairs); n += 2 {
		a.Geocodes = append(a.Geocodes, cap.Pair{Name: pairs[n], Value: pairs[n+1]})
	}
	return a
}

func TestDistricts(t *testing.T) {
	for what, c := range map[string]struct {
		area cap.Area
		want []District
	}{
		"in document order, each once": {area("SAME", "023029", location, "1302", location, "1302037", "FIPS6", "023029"),
			[]District{"us/me/029", "ca/nb/1302"}},
		"a zone beside its county": {area("UGC", "MEZ017", "SAME", "023029"), []District{"us/me/029"}},
		"a zone alone":             {area("UGC", "MEZ017", "UGC", "MEZ030"), []District{"us/me/_"}},
		"nothing readable":         {area("EMMA_ID", "AT001"), []District{Unplaced}},
	} {
		if got := Districts(c.area); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", what, got, c.want)
		}
	}
}

func TestOfAlert(t *testing.T) {
	here, ended := cap.Info{Areas: []cap.Area{area(location, "1310")}}, cap.Info{Urgency: cap.Past,
		Areas: []cap.Area{area(location, "1302")}}
	a := &cap.Alert{MsgType: cap.MsgUpdate, References: "a@b.invalid,X,2026-03-05T09:00:00-05:00",
		Infos: []cap.Info{here, ended, {Areas: []cap.Area{{}}}}}
	if got := OfAlert(a); !slices.Equal(got, []District{"ca/nb/1310"}) {
		t.Errorf("an ended area or an unplaced one is counted: %v", got)
	}
	a.MsgType = cap.MsgCancel
	if got := OfAlert(a); !slices.Equal(got, []District{"ca/nb/1310", "ca/nb/1302"}) {
		t.Errorf("an ending is where it ends: %v", got)
	}
	threat := cap.Info{Areas: []cap.Area{area(location, "1310"),
		area(location, "1302", "layer:EC-MSC-SMC:DLC:1.1", "ended")}}
	if got := OfInfo(&threat); !slices.Equal(got, []District{"ca/nb/1310"}) {
		t.Errorf("an ended threat area is counted: %v", got)
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		d, e District
		want bool
	}{
		{"us/me/_", "us/me/029", true}, {"us/_/_", "us/me/029", true}, {"us/me/029", "us/me/_", false},
		{"us/me/_", "us/nh/001", false}, {"us/_/_", "ca/nb/1302", false}, {Unplaced, "us/me/029", false},
		{Unplaced, Unplaced, true},
	} {
		if got := c.d.Covers(c.e); got != c.want {
			t.Errorf("%s covers %s: %v", c.d, c.e, got)
		}
	}
	if got := Missing([]District{"us/me/029", "ca/nb/1302"}, []District{"us/me/_"}); !slices.Equal(got,
		[]District{"ca/nb/1302"}) {
		t.Errorf("left %v", got)
	}
}

func TestNames(t *testing.T) {
	ds := []District{"us/me/029", "ca/nb/1302", "us/vt/013", "us/me/029", Unplaced}
	if got := Names(ds, "", true); got != "comté de Washington (Maine); comté de Charlotte (Nouveau-Brunswick); comté "+
		"de Grand Isle (Vermont)" {
		t.Error(got)
	}
	if got := Names(ds, cap.CA, false); got != "Charlotte County, New Brunswick" {
		t.Error(got)
	}
	if got := District("us/me/003").NameFR(); got != "comté d’Aroostook (Maine)" {
		t.Error(got)
	}
	for _, country := range []string{"us", "ca"} {
		for _, region := range append(lists.Regions(country), "_") {
			if d := District(country + "/" + region + "/_"); d.NameEN() == "" || d.NameFR() == "" {
				t.Errorf("%s has no name", d)
			}
		}
	}
}

// TestCodeNamesItsDistrict: the code written for a district names that district again.
func TestCodeNamesItsDistrict(t *testing.T) {
	for _, d := range []District{"us/me/029", "us/me/_", "us/_/_", "us/sea/073150", "ca/nb/1302", "ca/nb/_", "ca/_/_",
		"ca/sea/00321"} {
		if got := OfGeocode(Code(d)); got != d {
			t.Errorf("%s is written as %v, which names %q", d, Code(d), got)
		}
	}
	if got := Code(Unplaced); got.Name != "" {
		t.Errorf("nowhere has the code %v", got)
	}
}

func FuzzGeocode(f *testing.F) {
	for _, s := range []string{"023029", "MEC029", "1302037", "00321", "015600", ""} {
		f.Add("SAME", s)
		f.Add("UGC", s)
		f.Add(location, s)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		d := OfGeocode(cap.Pair{Name: name, Value: value})
		if d != "" && (strings.Count(string(d), "/") != 2 || strings.ToLower(string(d)) != string(d)) {
			t.Errorf("%q is no district", d)
		}
		_, _, _ = d.Zone(), d.Across(), d.NameFR()
		if d != "" && d.Side() != cap.CA && d.Side() != cap.US {
			t.Errorf("%q lies on side %q", d, d.Side())
		}
	})
}

// TestMarineRegions: three digits are a region of Canada's waters, five a part of it (traps ca-22).
func TestMarineRegions(t *testing.T) {
	pacific := District("ca/sea/001")
	if !pacific.Covers("ca/sea/00125") || pacific.Covers("ca/sea/00321") || pacific.Covers("us/sea/001250") ||
		District("ca/sea/00125").Covers(pacific) {
		t.Error("a marine region covers its own parts and nothing else")
	}
	if Shared([]District{"ca/sea/00125"}, []District{pacific}) != 1 {
		t.Error("an Update of a part does not touch the region")
	}
}

// TestEveryDistrictOfTheBorderHasItsNames: each county of a border state and each census division of Canada has a name
// of its own in both languages, and the French is French.
func TestEveryDistrictOfTheBorderHasItsNames(t *testing.T) {
	border := strings.Fields("us/me us/nh us/vt us/ny us/pa us/oh us/mi us/mn us/nd us/mt us/id us/wa us/ak ca/nb " +
		"ca/qc ca/on ca/mb ca/sk ca/ab ca/bc")
	seen := map[string]District{}
	for _, region := range border {
		country, state, _ := strings.Cut(region, "/")
		for _, local := range lists.Of(country, state) {
			d := District(region + "/" + local)
			if d == "us/ak/261" {
				continue // Valdez-Cordova, of which two census areas were made in 2019
			}
			en, fr := d.NameEN(), d.NameFR()
			if whole := District(region + "/_"); en == whole.NameEN() || fr == whole.NameFR() {
				t.Errorf("%s is only known as %q, %q", d, en, fr)
			}
			if was := seen[fr]; was != "" {
				t.Errorf("%s and %s are both %q", was, d, fr)
			}
			seen[fr] = d
		}
	}
	if len(seen) < 900 {
		t.Errorf("only %d districts were looked at", len(seen))
	}
	for d, want := range map[District]string{
		"us/ny/089": "comté de St. Lawrence (État de New York)", "us/ak/110": "ville et borough de Juneau (Alaska)",
		"us/mn/071": "comté de Koochiching (Minnesota)", "ca/on/3559": "district de Rainy River (Ontario)",
		"ca/qc/2469": "MRC du Haut-Saint-Laurent (Québec)", "ca/qc/2482": "MRC des Collines-de-l’Outaouais (Québec)",
		"ca/qc/2432": "MRC de L’Érable (Québec)", "ca/mb/4602": "division no 2 (Manitoba)",
		"ca/bc/5903": "district régional de Central Kootenay (Colombie-Britannique)",
	} {
		if got := d.NameFR(); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
