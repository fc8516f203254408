package geo

import (
	"strings"
	"testing"

	"bordercast/cap"
)

// said is an alert of one info with areas "circle or box or nothing | code code …": UGC codes, SAME or SGC.
func said(areas ...string) *cap.Alert {
	a := &cap.Alert{Version: cap.V12, Infos: []cap.Info{{}}}
	for _, text := range areas {
		drawn, codes, _ := strings.Cut(text, "|")
		area := cap.Area{Desc: "EXERCISE " + strings.TrimSpace(drawn)}
		switch drawn = strings.TrimSpace(drawn); {
		case strings.Count(drawn, ",") > 2:
			area.Polygons = []string{drawn}
		case drawn != "":
			area.Circles = []string{drawn}
		}
		for _, code := range strings.Fields(codes) {
			name := "UGC"
			switch {
			case len(code) == 4:
				name = location
			case strings.Trim(code, "0123456789") == "":
				name = "SAME"
			}
			area.Geocodes = append(area.Geocodes, pair(name, code))
		}
		a.Infos[0].Areas = append(a.Infos[0].Areas, area)
	}
	return a
}

// A tide gauge of a tsunami message is an area that draws a point and has the zone of its coast: beside areas that name
// the ground it warns nobody. Where nothing else names ground, points are the place.
func TestPointsBesideAreas(t *testing.T) {
	a := atlas(t)
	box := rect(45.1, -67.3, 45.2, -67.1)
	for name, c := range map[string]struct {
		areas []string
		event string // EventLatLon
		want  string // districts
		none  bool   // no point is told of
	}{
		"gauges beside zones": {[]string{"50.1,-130.5 0|BCZ922 AKZ027", "49.15,-125.92 0|BCZ141",
			"46.9,-124.1 0|WAZ517", "43.3,-124.3 0|PZZ310"}, "", "ca/bc/_ us/ak/_", false},
		"gauges beside a county": {[]string{"|023029", "44.39,-68.2 0|023009"}, "", "us/me/029", false},
		"a gauge without a code": {[]string{"|023029", "44.39,-68.2 0"}, "", "us/me/029", false},
		"a gauge beside what is drawn": {[]string{box + "|1302", "44.39,-68.2 0|023009"}, "", "ca/nb/1302 us/me/029",
			false},
		"the event's place beside one code": {[]string{"60.1,-150.5 0|AKZ187", "61.1,-146.3 0|AKZ131"},
			"60.100,-150.500 0.000", "us/ak/016", false},
		"an epicentre far from its one code": {[]string{"50.1,-130.5 0|023029", "44.39,-68.2 0|023009"}, "", "us/me/029",
			false},
		"one more code at the same place": {[]string{"50.1,-130.5 0|023029 023009", "50.1,-130.5 0|1302"}, "",
			"us/me/029 us/me/009 ca/nb/1302", true},
		"points alone are the place": {[]string{"44.39,-68.2 0|023009", "45.1,-67.3 0|023029"}, "",
			"us/me/009 us/me/029", true},
		"a point alone": {[]string{"44.39,-68.2 0"}, "", "us/me/009", true},
		"beside a drawing that has no code": {[]string{box, "44.39,-68.2 0|023009"}, "", "us/me/009 us/me/029 ca/nb/1302",
			true},
		"a circle is ground": {[]string{"|023029", "44.39,-68.2 3|023009"}, "", "us/me/029 us/me/009", true},
		"one place on two lists": {[]string{"|023029 023003", "44.39,-68.2 0|023009 MEC009"}, "",
			"us/me/029 us/me/003", false},
		"a code twice": {[]string{"|023029", "44.39,-68.2 0|023009 023009"}, "", "us/me/029", false},
	} {
		t.Run(name, func(t *testing.T) {
			al := said(c.areas...)
			if c.event != "" {
				al.Infos[0].Parameters = []cap.Pair{{Name: "EventLatLon", Value: c.event}}
			}
			al.Infos = append(al.Infos, al.Infos[0]) // another language
			read, doubts := a.Read(al)
			told := 0
			for _, d := range doubts {
				if d.Kind == Beside {
					told++
				}
			}
			if told > 1 || (told == 0) != c.none {
				t.Errorf("told %d times: %+v", told, doubts)
			}
			areas := Believed(Warned(ActiveAreas(read), doubts), doubts, true)
			if got := joined(a.DistrictsOf(areas)); got != c.want {
				t.Errorf("in %s, want %s", got, c.want)
			}
		})
	}
}

// Where codes and their point name the same ground, the codes are the area: a point lies in one of several.
func TestPointBesideCodes(t *testing.T) {
	a := atlas(t)
	for name, c := range map[string]struct {
		area  string
		drawn bool
	}{
		"one code":       {"45.1,-67.3 0|023029", true},
		"two codes":      {"45.1,-67.3 0|023029 023003", false},
		"two unreadable": {"45.1,-67.3 0|999999 999998", true},
		"a circle":       {"45.1,-67.3 3|023029 023003", true},
	} {
		al := said(c.area)
		if got := Believed(al.Infos[0].Areas, doubts(a, al), true); (len(got[0].Circles) > 0) != c.drawn {
			t.Errorf("%s: %+v", name, got)
		}
		if len(al.Infos[0].Areas[0].Circles) != 1 {
			t.Fatal("the alert itself was changed")
		}
	}
}

// TestEachAreaElsewhereIsBelieved: the sentence about several areas is one, and each of them goes by its codes.
func TestEachAreaElsewhereIsBelieved(t *testing.T) {
	a := atlas(t)
	al := said("50.1,-130.5 0|023029", "50.1,-130.5 0|023009")
	for n, area := range Believed(al.Infos[0].Areas, doubts(a, al), true) {
		if len(area.Circles) > 0 {
			t.Errorf("area %d is still drawn at %v", n+1, area.Circles)
		}
	}
}

// TestManyPoints: a document of points costs no more than its length.
func TestManyPoints(t *testing.T) {
	areas := []string{"|023029"}
	for range 5000 {
		areas = append(areas, "44.39,-68.2 0|023009")
	}
	al := said(areas...)
	read, doubts := atlas(t).Read(al)
	if got := Warned(read.Infos[0].Areas, doubts); len(got) != 1 {
		t.Errorf("%d areas are left", len(got))
	}
	for _, d := range doubts {
		if len(d.Text) > 400 {
			t.Errorf("%d bytes: %.200s", len(d.Text), d.Text)
		}
	}
}
