package geo

import (
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
)

// areaOf is an area of polygons, circles (which hold a blank and no second comma) and codes (which hold neither).
func areaOf(what ...string) cap.Area {
	var a cap.Area
	for _, w := range what {
		switch {
		case len(w) == 6 && !strings.ContainsAny(w, ", "):
			a.Geocodes = append(a.Geocodes, cap.Pair{Name: "SAME", Value: w})
		case len(w) <= 4 && w != "":
			a.Geocodes = append(a.Geocodes, cap.Pair{Name: "profile:CAP-CP:Location:0.3", Value: w})
		case strings.Count(w, ",") == 1:
			a.Circles = append(a.Circles, w)
		default:
			a.Polygons = append(a.Polygons, w)
		}
	}
	return a
}

// CAP 1.2 §3.2.4: a polygon repeats its first point at its end. A ring that lacks only that is closed where nothing
// speaks against it; what cannot be drawn is left out, and said.
func TestRead(t *testing.T) {
	const square, shut = "45.1,-67.4 45.3,-67.4 45.3,-67.1 45.1,-67.1", "45.1,-67.4 45.3,-67.4 45.3,-67.1 45.1,-67.1 " +
		"45.1,-67.4"
	for name, c := range map[string]struct {
		area     cap.Area
		polygons []string
		circles  int
		kinds    string
	}{
		"as CAP wants it":           {areaOf(shut, "023029"), []string{shut}, 0, ""},
		"not closed":                {areaOf(square, "023029"), []string{shut}, 0, "ring-closed"},
		"not closed, without codes": {areaOf(square), []string{shut}, 0, "ring-closed"},
		"closed it would cross itself": {areaOf("45.1,-67.4 45.3,-67.1 45.3,-67.4 45.1,-67.1", "023029"), nil, 0,
			"not-drawn"},
		"cut off before its county": {areaOf("46.1,-67.7 46.3,-67.6 46.3,-67.5 46.1,-67.4", "023029"), nil, 0,
			"not-drawn"},
		"each of its counties in one": {areaOf(square, "46.1,-67.7 46.3,-67.9 46.3,-68.5 46.1,-68.4", "023029", "023003"),
			[]string{shut, "46.1,-67.7 46.3,-67.9 46.3,-68.5 46.1,-68.4 46.1,-67.7"}, 0, "ring-closed ring-closed"},
		"on Campobello, which no coast": {areaOf("44.86,-66.99 44.90,-66.99 44.90,-66.92 44.86,-66.92", "1302"),
			[]string{"44.86,-66.99 44.90,-66.99 44.90,-66.92 44.86,-66.92 44.86,-66.99"}, 0, "ring-closed"},
		"one good, two bad": {areaOf("45.10,-67.40 45.30,-67.40", "", shut, "023029"), []string{shut}, 0,
			"not-drawn"},
		"spaces and no commas": {cap.Area{Polygons: []string{"45.10 -67.40 45.30 -67.40 45.30 -67.10 45.10 " +
			"-67.10 45.10 -67.40"}}, nil, 0, "not-drawn"},
		"a circle without a radius": {cap.Area{Circles: []string{"45.1,-67.3"}}, nil, 0, "not-drawn"},
		"a point":                   {areaOf("45.1,-67.3 0"), nil, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := &cap.Alert{Infos: []cap.Info{{Areas: []cap.Area{{Desc: "before"}, c.area}}, {Areas: []cap.Area{c.area}}}}
			whole := slices.Clone(c.area.Polygons)
			read, doubts := atlas(t).Read(a)
			var kinds []string
			for _, d := range doubts {
				kinds = append(kinds, string(d.Kind))
				if !strings.HasPrefix(d.Path, "area[2]/") || !strings.Contains(d.Text, "please check") {
					t.Errorf("%+v", d)
				}
			}
			if got := strings.Join(kinds, " "); got != c.kinds {
				t.Errorf("doubted %q, want %q", got, c.kinds)
			}
			for n := range read.Infos {
				areas := read.Infos[n].Areas
				if got := areas[len(areas)-1]; !slices.Equal(got.Polygons, c.polygons) || len(got.Circles) != c.circles {
					t.Errorf("info %d: %q %q", n, got.Polygons, got.Circles)
				}
			}
			if (read == a) != (c.kinds == "") || !slices.Equal(a.Infos[0].Areas[1].Polygons, whole) {
				t.Error("the alert itself was changed, or copied for nothing")
			}
		})
	}
}

// TestMisplaced: codes win only where what is drawn lies elsewhere or is ten times larger. A small drawing within its
// codes, beside their edge, across the border from them or off their coast is right.
func TestMisplaced(t *testing.T) {
	for name, c := range map[string]struct {
		area cap.Area
		kind Kind
		says string
	}{
		"within its county": {areaOf("45.1,-67.5 45.2,-67.5 45.2,-67.45 45.1,-67.5", "023029"), "", ""},
		"around a small one": {areaOf("41.5,-71.5 42.0,-71.5 42.0,-71.0 41.5,-71.0 41.5,-71.5", "044001"),
			Larger, "times the ground"},
		"across the river from it":   {areaOf("45.19,-67.26 45.24,-67.26 45.24,-67.20 45.19,-67.26", "023029"), "", ""},
		"on an island off its coast": {areaOf("44.65,-66.85 44.78,-66.85 44.78,-66.72 44.65,-66.85", "1302"), "", ""},
		"at the other end of the state": {areaOf("43.2,-70.8 43.4,-70.8 43.4,-70.6 43.2,-70.8", "023029"), Outside,
			"elsewhere than the codes"},
		"another province": {areaOf("48.4,-89.4 48.6,-89.4 48.6,-89.1 48.4,-89.4", "1302"), Outside,
			"elsewhere"},
		"its zone's state is enough": {cap.Area{Polygons: []string{"46.8,-68.5 46.9,-68.5 46.9,-68.3 46.8,-68.5"},
			Geocodes: []cap.Pair{{Name: "UGC", Value: "MEZ029"}}}, "", ""},
		"exchanged, with a code": {areaOf("-67.4,45.1 -67.4,45.3 -67.1,45.3 -67.4,45.1", "023029"), Outside,
			"latitude and longitude seem to be exchanged"},
		"exchanged, without": {areaOf("-67.4,45.1 -67.4,45.3 -67.1,45.3 -67.4,45.1"), Nowhere,
			"latitude and longitude seem to be exchanged"},
		"abroad":                         {areaOf("48.8,2.2 48.9,2.2 48.9,2.4 48.8,2.2"), Nowhere, "neither country"},
		"an earthquake abroad":           {areaOf("38.3,142.4 0"), "", ""},
		"an epicentre beside its coasts": {areaOf("52.9,-131.9 0", "002220"), Outside, "as the place of an earthquake is"},
		"a point, exchanged":             {areaOf("-67.4,45.2 0"), Nowhere, "exchanged"},
		"waters":                         {areaOf("40.1,-60.4 41.1,-60.4 41.1,-60.0 40.1,-60.4", "073150"), "", ""},
		"off the coast, without codes":   {areaOf("44.4,-66.9 44.5,-66.9 44.5,-66.8 44.4,-66.9"), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := doubts(atlas(t), &cap.Alert{Infos: []cap.Info{{Areas: []cap.Area{c.area}}}})
			if c.kind == "" && len(got) > 0 || c.kind != "" &&
				(len(got) != 1 || got[0].Kind != c.kind || !strings.Contains(got[0].Text, c.says)) {
				t.Errorf("%+v, want %q", got, c.kind)
			}
			believed := Believed([]cap.Area{c.area}, got, true)
			if drawn := len(believed[0].Polygons)+len(believed[0].Circles) > 0; drawn == (c.kind == Larger ||
				c.kind == Outside) {
				t.Errorf("%s: drawn %v", c.kind, drawn)
			}
		})
	}
}
