package geo

import (
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
)

func circled(text, circle string, codes ...string) *cap.Alert {
	a := cap.Area{Desc: text, Circles: []string{circle}}
	for _, c := range codes {
		name := "SAME"
		if len(c) == 4 {
			name = "profile:CAP-CP:Location:0.3"
		}
		a.Geocodes = append(a.Geocodes, cap.Pair{Name: name, Value: c})
	}
	return &cap.Alert{Version: cap.V12, Infos: []cap.Info{{Areas: []cap.Area{a}}}}
}

// CAP 1.2 §3.2.4: a radius is in kilometres. What the text says counts most, then the codes, then what no hazard
// reaches.
func doubts(a *Atlas, al *cap.Alert) []Doubt {
	_, found := a.Read(al)
	return found
}

func TestDoubts(t *testing.T) {
	a := atlas(t)
	for name, c := range map[string]struct {
		alert  *cap.Alert
		metres bool
		says   string // of the sentence; "" for no doubt
	}{
		"the text says metres": {circled("800 metres around the plant", "45.19,-67.28 800", "023029"), true,
			"“800 metres”"},
		"the text says so many kilometres": {circled("5 km around the plant", "45.19,-67.28 5000", "023029"), true,
			"“5 km”"},
		"in French": {circled("à moins de 1 500 m de l’usine", "45.19,-67.28 1500", "1302"), true,
			"“1 500 m”"},
		"with a comma": {circled("within 1,500 m", "45.19,-67.28 1500"), true, "“1,500 m”"},
		"the codes say": {circled("around the plant", "45.19,-67.28 300", "023029"), true,
			"times the ground of the codes beside it"},
		"a division of Canada says": {circled("around the plant", "45.19,-67.28 800", "1302"), true,
			"times the ground"},
		"too far for anything": {circled("", "45.19,-67.28 3000"), true, "more than 1000 km"},
		"the text says these kilometres": {circled("within 800 km of the epicentre", "45.19,-67.28 800", "023029"),
			false, "times the ground of the codes"},
		"a hurricane without codes": {circled("", "25.1,-80.1 537.3111"), false, ""},
		"a plant's zone of 80 km":   {circled("80 km around the station", "43.9,-78.7 80"), false, ""},
		"waves of five metres":      {circled("waves of 5 m", "45.19,-67.28 5", "023029"), false, ""},
		"a speed": {circled("winds of 60 m/s", "45.19,-67.28 60", "023029", "023003", "023009"),
			false, ""},
		"a large county around a city's":     {circled("", "38.75,-77.48 30", "051683"), false, "times the ground"},
		"nothing but a point":                {circled("", "45.19,-67.28 0", "023029"), false, ""},
		"more than the earth cannot be read": {circled("", "45.19,-67.28 30000"), false, "larger than the earth"},
	} {
		t.Run(name, func(t *testing.T) {
			got := doubts(a, c.alert)
			switch {
			case c.says == "" && len(got) > 0:
				t.Errorf("%+v", got)
			case c.says != "" && (len(got) != 1 || (got[0].Kind == InMetres) != c.metres ||
				!strings.Contains(got[0].Text, c.says) || !strings.Contains(got[0].Text, "please check")):
				t.Errorf("%+v, want %v and %q", got, c.metres, c.says)
			}
		})
	}
}

// Codes, reach and topics follow what is coded; where nothing is, the drawing is all there is.
func TestBelieved(t *testing.T) {
	a := atlas(t)
	coded, bare := circled("800 metres", "45.19,-67.28 800", "023029"), circled("800 metres", "45.19,-67.28 800")
	for _, c := range []struct {
		alert   *cap.Alert
		instead bool
		circles int
	}{{coded, true, 0}, {coded, false, 0}, {bare, true, 1}, {bare, false, 0}} {
		areas := c.alert.Infos[0].Areas
		if got := Believed(areas, doubts(a, c.alert), c.instead); len(got[0].Circles) != c.circles {
			t.Errorf("instead %v: %v", c.instead, got)
		}
		if len(areas[0].Circles) != 1 {
			t.Fatal("the alert itself was changed")
		}
	}
	if got := Believed(coded.Infos[0].Areas, nil, true); len(got[0].Circles) != 1 {
		t.Errorf("without a doubt: %v", got)
	}
}

func TestCollapse(t *testing.T) {
	of := func(region string, locals ...string) (out []District) {
		for _, l := range locals {
			out = append(out, District(region+"/"+l))
		}
		return out
	}
	maine, nb := lists.Of("us", "me"), lists.Of("ca", "nb")
	old := []string{"001", "003", "005", "007", "009", "011", "013", "015"}
	for name, c := range map[string]struct {
		in   []District
		want string
	}{
		"all of Maine": {of("us/me", maine...), "us/me/_"},
		"all but one":  {of("us/me", maine[1:]...), strings.Join(join(of("us/me", maine[1:]...)), " ")},
		"where the first stood": {append(append(of("us/nh", "007"), of("us/me", maine...)...), "us/vt/001"),
			"us/nh/007 us/me/_ us/vt/001"},
		"all of New Brunswick":       {of("ca/nb", nb...), "ca/nb/_"},
		"Connecticut's old counties": {of("us/ct", old...), "us/ct/_"},
		"some of each":               {of("us/ct", "001", "110"), "us/ct/001 us/ct/110"},
		"a region with one district": {[]District{"us/dc/001"}, "us/dc/001"},
		"nothing known":              {[]District{Unplaced}, "_/_/_"},
		"waters":                     {[]District{"us/sea/073150"}, "us/sea/073150"},
		"the state and its counties": {append([]District{"us/me/_"}, of("us/me", maine...)...), "us/me/_"},
	} {
		if got := strings.Join(join(Collapse(c.in)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	drawn := shapeFrom("42.9,-71.2 47.6,-71.2 47.6,-66.8 42.9,-66.8 42.9,-71.2")
	found := false
	for _, d := range atlas(t).DistrictsOf([]cap.Area{{Polygons: []string{"42.9,-71.2 47.6,-71.2 47.6,-66.8 42.9,-66.8 " +
		"42.9,-71.2"}}}) {
		found = found || d == "us/me/_"
		if d.Region() == "me" && d != "us/me/_" {
			t.Errorf("%s beside the whole state", d)
		}
	}
	if !found || drawn.Empty() {
		t.Error("a drawing around all of Maine is not in Maine as a whole")
	}
}

func join(ds []District) (out []string) {
	for _, d := range ds {
		out = append(out, string(d))
	}
	return out
}
