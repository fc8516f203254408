package translate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

func atlas(t testing.TB) *geo.Atlas {
	t.Helper()
	a, err := geo.Load()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// drawnAlert is a fictional alert of category Met with one area for each drawing: a box "south,west north,east", a
// circle "lat,lon radius", or "" for none; then its geocodes "name=value".
func drawnAlert(t testing.TB, home cap.Side, areas ...[]string) *cap.Alert {
	t.Helper()
	name, code, event := "nbemo-hazmat", "profile:CAP-CP:0.4", cap.Pair{Name: "profile:CAP-CP:Event:0.4", Value: "hazmat"}
	if home == cap.US {
		name, code, event = "mema-hmw", "IPAWSv1.0", cap.Pair{Name: "SAME", Value: "HMW"}
	}
	a := fixture(t, name)
	a.Codes = []string{code}
	for n := range a.Infos {
		a.Infos[n].EventCodes, a.Infos[n].Categories = []cap.Pair{event}, []string{"Met"}
		a.Infos[n].Areas = nil
		for _, made := range areas {
			a.Infos[n].Areas = append(a.Infos[n].Areas, areaOf(made))
		}
	}
	return a
}

func areaOf(made []string) cap.Area {
	area := cap.Area{Desc: "EXERCISE ground"}
	var s, w, n, e float64
	if _, err := fmt.Sscanf(made[0], "%f,%f %f,%f", &s, &w, &n, &e); err == nil {
		area.Polygons = []string{fmt.Sprintf("%g,%g %g,%g %g,%g %g,%g %g,%g", s, w, s, e, n, e, n, w, s, w)}
	} else if made[0] != "" {
		area.Circles = []string{made[0]}
	}
	for _, g := range made[1:] {
		name, value, _ := strings.Cut(g, "=")
		area.Geocodes = append(area.Geocodes, cap.Pair{Name: name, Value: value})
	}
	return area
}

// codesOf are the codes of the destination's side that machines act on, in order, of the first info.
func codesOf(d translate.Draft) string {
	var out []string
	for _, a := range d.Alert.Infos[0].Areas {
		for _, g := range a.Geocodes {
			if g.Name == "SAME" || strings.HasPrefix(g.Name, "profile:CAP-CP:Location") {
				out = append(out, g.Value)
			}
		}
	}
	return strings.Join(out, " ")
}

func whys(d translate.Draft) string {
	var out []string
	for _, r := range d.Report.Rows {
		if r.Rule == "reach" || r.Rule == "distance" || r.Rule == "areas" {
			out = append(out, r.Why)
		}
	}
	return strings.Join(out, "\n")
}

const sgc = "profile:CAP-CP:Location:0.3="

// acrossTheBorder are fictional drawings along the whole border, with what is written for machines on the other side.
var acrossTheBorder = map[string]struct {
	home  cap.Side
	area  []string
	codes string // of the destination's side
	why   string
}{
	"Yukon into Alaska": {cap.CA, []string{"62.3,-141.1 62.6,-140.5", sgc + "6001"}, "002240",
		"does not name us/ak/240: it reaches 5.1 km past the border and covers 169.0 km²"},
	"Yukon, lapping over the meridian": {cap.CA, []string{"62.3,-141.01 62.6,-140.5", sgc + "6001"}, "",
		"us/ak/240 is for awareness: it reaches 0.4 km past the border, which is no more than 1 km: a sliver"},
	"Alaska into Yukon, where nobody lives": {cap.US, []string{"62.3,-141.5 62.6,-140.9", "SAME=002240"}, "6001",
		"though its sender does not name ca/yt/6001"},
	"Campobello, which no sender names": {cap.US, []string{"44.8350,-67.0100 44.9350,-66.8900"}, "1302",
		"so the code is certain"},
	"Alaska into Yukon, named": {cap.US, []string{"62.3,-141.5 62.6,-140.9", "SAME=002240", sgc + "6001"},
		"6001", "actionable, and its sender names it: it reaches 5.2 km"},
	"Manitoba over the 49th parallel": {cap.CA, []string{"48.95,-98 49.3,-97.5", sgc + "4603"}, "038019 038067",
		"covers 6.4 % of the district"},
	"Manitoba, lapping over the parallel": {cap.CA, []string{"48.995,-98 49.3,-97.5", sgc + "4603"}, "",
		"it reaches 0.6 km past the border"},
	"North Dakota into Manitoba": {cap.US, []string{"48.8,-98 49.1,-97.5", "SAME=038067"}, "4603",
		"so the code is certain"},
	"North Dakota into Manitoba, named": {cap.US, []string{"48.8,-98 49.1,-97.5", "SAME=038067", sgc + "4603"},
		"4603", "actionable, and its sender names it: it reaches 11.1 km"},
	"Washington into British Columbia": {cap.US, []string{"48.9,-122.9 49.1,-122.5", "SAME=053073"}, "5915",
		"6 of its 231 known places lie in the drawing"},
	"Vermont into Quebec, a subdivision named": {cap.US, []string{"44.9,-72 45.2,-71.7", "SAME=050019", sgc + "2444023"},
		"2444023", "it reaches 14.2 km past the border"},
	"Windsor over the Detroit River": {cap.CA, []string{"42.25,-83.15 42.4,-82.8", sgc + "3537"}, "026163",
		"covers 11.6 %"},
	"Detroit over the Detroit River": {cap.US, []string{"42.25,-83.25 42.4,-82.98", "SAME=026163"}, "3537",
		"1 of its 12 known places"},
	"Niagara into New York": {cap.CA, []string{"43.0,-79.2 43.15,-79.0", sgc + "3526"}, "036029 036063",
		"it reaches 1.8 km past the border and covers 8.9 km²"},
	"New York into Niagara": {cap.US, []string{"43.0,-79.2 43.15,-78.9", "SAME=036063"}, "3526",
		"3 of its 13 known places"},
	"St. Stephen, in a bend of the St. Croix": {cap.CA, []string{"45.18,-67.30 45.215,-67.24", sgc + "1302"}, "023029",
		"it reaches 1.2 km past the border, and what is drawn to the house is meant from 100 m on"},
	"the same as part of a front": {cap.CA, []string{"45.18,-67.30 45.40,-66.80", sgc + "1302"}, "",
		"no more than 5 km² and 2 %"},
	"chlorine over Calais": {cap.US, []string{"45.178,-67.30 45.1945,-67.265", "SAME=023029"}, "1302",
		"is meant from 100 m on"},
	"St. Stephen, and more of Calais": {cap.CA, []string{"45.16,-67.30 45.215,-67.22", sgc + "1302"}, "023029",
		"actionable, though its sender does not name us/me/029"},
	"Calais over the St. Croix": {cap.US, []string{"45.16,-67.30 45.215,-67.22", "SAME=023029"}, "1302",
		"1 of its 11 known places"},
	"Campobello and Eastport": {cap.CA, []string{"44.85,-67.05 44.95,-66.90", sgc + "1302"}, "023029",
		"5.6 km past the border"},
	"Lubec, from the water side": {cap.US, []string{"44.80,-67.1 45.0,-66.9", "SAME=023029", sgc + "1302"},
		"1302", "actionable, and its sender names it"},
	"Machias Seal Island": {cap.CA, []string{"44.5,-67.1 8", sgc + "1315"}, "",
		"14.3 km from the border: 201.1 km² of it in Canada, 161.7 km² in the United States"},
	"far inland": {cap.CA, []string{"46.5,-66.0 46.7,-65.7", sgc + "1309"}, "", ""},
	"drawn wholly abroad": {cap.CA, []string{"45.0,-67.6 45.1,-67.5", sgc + "1302"}, "023029",
		"does not name us/me/029"},
	"drawn wholly abroad, far from its codes": {cap.CA, []string{"44.6,-69.0 44.9,-68.7", sgc + "1302"}, "", ""},
	"ten times the ground of its codes":       {cap.US, []string{"42.0,-73.0 47.5,-66.0", "SAME=023029"}, "", ""},
	"nothing named at all": {cap.CA, []string{"45.1,-67.5 45.3,-67.2"}, "023029",
		"does not name us/me/029"},
	"a point is no drawing": {cap.CA, []string{"45.1,-67.5 0", "SAME=023029"}, "",
		"no drawing of the hazard stands beside it"},
	"a circle": {cap.CA, []string{"45.19,-67.28 6", sgc + "1302"}, "023029",
		"does not name us/me/029"},
	"named without a drawing": {cap.CA, []string{"", sgc + "1302", "SAME=023029"}, "",
		"no drawing of the hazard stands beside it"},
	"named and not reached": {cap.CA, []string{"46.5,-66.0 46.7,-65.7", sgc + "1309", "SAME=023029"},
		"", "awareness: the drawing does not touch it"},
	"a whole state named": {cap.CA, []string{"45.1,-67.5 45.3,-67.2", "SAME=023000"}, "023029",
		"districts are told to act, not the whole"},
	"a part of a county named": {cap.CA, []string{"45.1,-67.5 45.3,-67.2", "SAME=623029"}, "623029",
		"actionable, and its sender names it"},
	"the outline of a weather zone": {cap.CA,
		[]string{"45.1,-67.5 45.3,-67.0", sgc + "1302", "SAME=023029", geo.CLC + "=015600"}, "",
		"the drawing is the outline of a weather zone"},
	"a threat area with a zone's code": {cap.CA,
		[]string{"45.1,-67.5 45.3,-67.0", geo.CLC + "=015600", "layer:EC-MSC-SMC:DLC:1.1=issued"}, "023029",
		"does not name us/me/029"},
	"marine waters named": {cap.CA, []string{"44.7,-67.1 44.9,-66.8", sgc + "1302", "SAME=073150"},
		"023029", "the map has no marine zones"},
}

func TestAcrossTheBorder(t *testing.T) {
	for name, c := range acrossTheBorder {
		t.Run(name, func(t *testing.T) {
			req := request(drawnAlert(t, c.home, c.area), c.home.Other(), true)
			req.Atlas = atlas(t)
			d := all(t, req)[0]
			var got []string
			for _, code := range strings.Fields(codesOf(d)) {
				if us := len(code) == 6; us == (c.home == cap.CA) {
					got = append(got, code)
				}
			}
			if strings.Join(got, " ") != c.codes {
				t.Errorf("codes %v, want %q\n%s", got, c.codes, whys(d))
			}
			if want := map[bool]translate.Reach{true: translate.Awareness,
				false: translate.Actionable}[c.codes == ""]; d.Reach != want {
				t.Errorf("reach %s, want %s", d.Reach, want)
			}
			if !strings.Contains(whys(d), c.why) {
				t.Errorf("the report does not say %q:\n%s", c.why, whys(d))
			}
		})
	}
}

// TestThresholds walks a drawing over the border until it is meant for people there, and looks at both sides of the
// place where that begins.
func TestThresholds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		box   func(x float64) string // x from 0, where it is not meant, to 1, where it is
		codes string
		at    func(o geo.Overlap) float64 // what must pass
		limit float64
	}{
		"1 km past the 49th parallel, much ground": {func(x float64) string {
			return fmt.Sprintf("%.7f,-97.9 49.3,-97.6",
				49.0-.03*x)
		}, "038067",
			func(o geo.Overlap) float64 { return o.Past }, geo.PastKM},
		"5 km² of a large county": {func(x float64) string { return fmt.Sprintf("48.96,%.7f 49.3,-97.6", -97.6-.05*x) },
			"038067",
			func(o geo.Overlap) float64 { return o.KM2 }, geo.GroundKM},
		"2 % of a small county": {func(x float64) string { return fmt.Sprintf("41.60,%.7f 41.9,-71.25", -71.25-.04*x) },
			"044001",
			func(o geo.Overlap) float64 { return o.Fraction }, geo.Share},
	} {
		overlap := func(x float64) (geo.Overlap, bool) {
			a := drawnAlert(t, cap.CA, []string{c.box(x)}, []string{"45.5,-66.5 45.9,-66.0"}) // 1,700 km²: not to the house
			req := request(a, cap.US, true)
			req.Atlas = atlas(t)
			touch := req.Atlas.Touch(geo.ShapeOf(a.Infos[0].Areas))
			i := slices.IndexFunc(touch.Counties, func(o geo.Overlap) bool { return geo.Code(o.District).Value == c.codes })
			if i < 0 {
				return geo.Overlap{}, false
			}
			return touch.Counties[i], slices.Contains(strings.Fields(codesOf(all(t, req)[0])), c.codes)
		}
		lo, hi := 0.0, 1.0
		for range 14 {
			if _, meant := overlap((lo + hi) / 2); meant {
				hi = (lo + hi) / 2
			} else {
				lo = (lo + hi) / 2
			}
		}
		below, no := overlap(lo)
		above, yes := overlap(hi)
		if no || !yes || c.at(below) > c.limit || c.at(above) <= c.limit || c.at(above)-c.at(below) > c.limit/20 {
			t.Errorf("%s: %+v is meant %v, %+v is meant %v", name, below, no, above, yes)
		}
	}
}

// TestDrawnHereAndNamedThere: the drawing in one area and the code in another are one alert's; the code is acted on
// where the drawing is.
func TestDrawnHereAndNamedThere(t *testing.T) {
	for name, c := range map[string]struct {
		home  cap.Side
		areas [][]string
		codes string
	}{
		"Manitoba":      {cap.US, [][]string{{"48.8,-98 49.1,-97.5"}, {"", sgc + "4603"}}, "4603"},
		"New Brunswick": {cap.US, [][]string{{"44.80,-67.1 45.0,-66.9"}, {"", sgc + "1302"}}, "1302"},
		"Maine":         {cap.CA, [][]string{{"45.16,-67.30 45.215,-67.22"}, {"", "SAME=023029"}}, "023029"},
		"two drawings, one over": {cap.US, [][]string{{"44.80,-67.1 45.0,-66.9"}, {"44.5,-68.2 44.6,-68.0"},
			{"", sgc + "1302"}}, "1302"},
	} {
		req := request(drawnAlert(t, c.home, c.areas...), c.home.Other(), true)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		if areas := d.Alert.Infos[0].Areas; codesOf(d) != c.codes || d.Reach != translate.Actionable ||
			len(areas[0].Geocodes) != 1 {
			t.Errorf("%s: %s %q in %v\n%s", name, d.Reach, codesOf(d), areas, whys(d))
		}
		if !strings.Contains(whys(d), "actionable, and its sender names it") {
			t.Errorf("%s: %s", name, whys(d))
		}
	}
}
