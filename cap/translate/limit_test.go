package translate_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// blob is a fictional round drawing near Calais with dents, of so many corners.
func blob(corners int) string {
	var ring []cap.Point
	for n := range corners + 1 {
		angle := 2 * math.Pi * float64(n%corners) / float64(corners)
		r := .08 + .01*math.Sin(7*angle) + .002*float64(n%2)
		ring = append(ring, cap.Point{Lat: 45.2 + r*math.Sin(angle), Lon: -67.28 + 1.4*r*math.Cos(angle)})
	}
	return polygonText(ring)
}

func drawnWith(t *testing.T, home cap.Side, polygons, circles []string,
	change func(*translate.Request)) translate.Draft {
	t.Helper()
	a := drawnAlert(t, home, []string{"", map[cap.Side]string{cap.CA: sgc + "1302", cap.US: "SAME=023029"}[home]})
	for n := range a.Infos {
		a.Infos[n].Areas[0].Polygons, a.Infos[n].Areas[0].Circles = polygons, circles
	}
	req := request(a, home.Other(), false)
	req.Atlas = atlas(t)
	if change != nil {
		change(&req)
	}
	return all(t, req)[0]
}

func rows(d translate.Draft, rule string) string {
	var out []string
	for _, r := range d.Report.Rows {
		if r.Rule == rule {
			out = append(out, string(r.Action)+" "+r.Why)
		}
	}
	return strings.Join(out, "\n")
}

// inside tells whether a ring holds a point, or comes within a metre of it.
func inside(ring []cap.Point, p cap.Point) bool {
	in := false
	for n := range len(ring) - 1 {
		a, b := ring[n], ring[n+1]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) && p.Lon < a.Lon+(b.Lon-a.Lon)*(p.Lat-a.Lat)/(b.Lat-a.Lat) {
			in = !in
		}
		if math.Hypot(a.Lat-p.Lat, a.Lon-p.Lon) < 1e-5 {
			return true
		}
	}
	return in
}

// TestPolygonsAreDrawnOutwards: IPAWS takes 200 vertices. What has more is drawn around what it was, and what has not
// stays to the byte; Canada sets no limit.
func TestPolygonsAreDrawnOutwards(t *testing.T) {
	for corners, changed := range map[int]bool{4: false, 200: false, 202: true, 4000: true} {
		text := blob(corners)
		d := drawnWith(t, cap.CA, []string{text}, nil, nil)
		got := d.Alert.Infos[0].Areas[0].Polygons
		if len(got) != 1 || (got[0] != text) != changed || (rows(d, "limits") != "") != changed {
			t.Errorf("%d corners: changed %v: %s", corners, !changed, rows(d, "limits"))
			continue
		}
		after, err := cap.ParsePolygon(got[0])
		if err != nil || len(after)-1 > 200 {
			t.Errorf("%d corners became %d: %v", corners, len(after)-1, err)
		}
		before, _ := cap.ParsePolygon(text)
		for _, p := range before {
			if !inside(after, p) {
				t.Fatalf("%d corners: %v is left out", corners, p)
			}
		}
		if changed && !strings.Contains(rows(d, "limits"),
			"changed a channel takes 200 points at most: drawn outwards with") {
			t.Error(rows(d, "limits"))
		}
		if fr := d.Alert.Infos[1].Areas[0].Polygons; fr[0] != got[0] {
			t.Error("the languages draw different things")
		}
	}
	text := blob(4000)
	if got := drawnWith(t, cap.US, []string{text}, nil, nil).Alert.Infos[0].Areas[0].Polygons[0]; got != text {
		t.Error("CAP-CP sets no limit")
	}
}

// TestOpenChannelsTakeLess: telephones and weather radio take less of a drawing, when they are open.
func TestOpenChannelsTakeLess(t *testing.T) {
	open := func(channels ...string) func(*translate.Request) {
		return func(r *translate.Request) {
			r.Alert.Status, r.Channels = cap.Actual, channels
		}
	}
	circle := "45.19,-67.28 6"
	for name, c := range map[string]struct {
		channels          []string
		vertices, circles int
	}{
		"nothing open":        {nil, 150, 1},
		"telephones":          {[]string{"CMAS"}, 99, 1},
		"weather radio":       {[]string{"NWEM"}, 20, 0},
		"both, the stricter":  {[]string{"CMAS", "NWEM"}, 20, 0},
		"broadcast, no limit": {[]string{"EAS"}, 150, 1},
	} {
		d := drawnWith(t, cap.CA, []string{blob(150)}, []string{circle}, open(c.channels...))
		if d.Reach != translate.Actionable || len(c.channels) > 0 &&
			!slices.Contains(d.Channels, translate.Channel(c.channels[0])) {
			t.Fatalf("%s: %s %v %v", name, d.Reach, d.Channels, d.Reasons)
		}
		var circles, polygons []string
		for _, a := range d.Alert.Infos[0].Areas {
			circles, polygons = append(circles, a.Circles...), append(polygons, a.Polygons...)
		}
		if len(circles) != c.circles || len(circles)+len(polygons) != 2 {
			t.Errorf("%s: %d circles, %d polygons", name, len(circles), len(polygons))
		}
		for _, p := range polygons {
			points, err := cap.ParsePolygon(p)
			if err != nil || len(points)-1 > c.vertices {
				t.Errorf("%s: %d vertices: %v", name, len(points)-1, err)
			}
			if strings.Contains(strings.Join(c.channels, ""), "CMAS") &&
				len(strings.SplitN(strings.Fields(p)[0], ".", 2)[1]) > len("0000,-67.0000") {
				t.Errorf("%s: more than four decimals: %s", name, p)
			}
		}
	}
	var many []string
	for n := range 14 {
		lat := 45.1 + .02*float64(n)
		many = append(many, fmt.Sprintf("%.2f,-67.4 %.2f,-67.2 %.2f,-67.2 %.2f,-67.4 %.2f,-67.4", lat, lat, lat+.01, lat+.01,
			lat))
	}
	d := drawnWith(t, cap.CA, many, nil, open("CMAS"))
	drawings := 0
	for _, a := range d.Alert.Infos[0].Areas {
		if drawings += len(a.Polygons); len(a.Polygons) > 10 || len(a.Geocodes) == 0 {
			t.Errorf("an area of %d shapes with codes %v", len(a.Polygons), a.Geocodes)
		}
	}
	if len(d.Alert.Infos[0].Areas) != 2 || drawings != 14 {
		t.Errorf("%d areas with %d drawings", len(d.Alert.Infos[0].Areas), drawings)
	}
}

// TestCutToWhereOneMayPost: what is drawn outside a destination's own area, or the approved one, is cut off and said.
func TestCutToWhereOneMayPost(t *testing.T) {
	across := areaOf([]string{"45.1,-67.5 45.3,-67.0"}).Polygons
	for name, c := range map[string]struct {
		polygons, circles []string
		area, narrow      []geo.District
		left              string // polygons and circles
		says              string
	}{
		"everywhere": {across, nil, nil, nil, "1 0", ""},
		"across the border": {across, nil, []geo.District{"us/me/_"}, nil, "* 0",
			"% of it lies outside where the destination may post and is cut off"},
		"one county": {across, nil, []geo.District{"us/me/029", "us/me/003"}, nil, "* 0", "is cut off"},
		"all of it within": {areaOf([]string{"44.8,-67.9 44.9,-67.7"}).Polygons, nil, []geo.District{"us/me/_"},
			nil, "1 0", ""},
		"none of it":                 {across, nil, []geo.District{"us/vt/_"}, nil, "0 0", "all of it lies outside"},
		"a circle within":            {nil, []string{"44.85,-67.8 5"}, []geo.District{"us/me/_"}, nil, "0 1", ""},
		"a circle across the border": {nil, []string{"45.19,-67.28 6"}, []geo.District{"us/me/_"}, nil, "* 0", "is cut off"},
		"a point": {nil, []string{"44.85,-67.8 0"}, []geo.District{"us/me/_"}, nil, "0 1",
			"not cut to where the destination may post: it cannot be read"},
		"no outline": {across, nil, []geo.District{"ca/nb/1302"}, nil, "1 0",
			"a polygon cannot be cut to ca/nb/1302"},
		"approved for a county": {across, nil, nil, []geo.District{"us/me/029"}, "* 0",
			"lies outside the approved area"},
	} {
		d := drawnWith(t, cap.CA, c.polygons, c.circles, func(r *translate.Request) { r.Area, r.Narrow = c.area, c.narrow })
		a := d.Alert.Infos[0].Areas[0]
		got := fmt.Sprintf("%d %d", len(a.Polygons), len(a.Circles))
		if strings.HasPrefix(c.left, "*") && len(a.Polygons) > 0 {
			got = "* 0"
			kept := geo.ShapeOf([]cap.Area{a})
			for _, g := range atlas(t).Touch(kept).Grounds {
				if g.Side == cap.CA && g.KM2 > .1 {
					t.Errorf("%s: %.1f km² of Canada are left", name, g.KM2)
				}
			}
		}
		said := rows(d, "area") + rows(d, "approval")
		if got != c.left || !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%s: %s, want %s: %s", name, got, c.left, said)
		}
	}
	d := drawnWith(t, cap.CA, across, nil, func(r *translate.Request) { r.Area = []geo.District{"us/vt/_"} })
	if d.Reach != translate.Awareness || strings.Contains(codesOf(d), "023029") {
		t.Errorf("Maine is coded for who may post in Vermont alone: %s", codesOf(d))
	}
}

// TestNoMoreThan31Codes: devices read 31 SAME codes. The most covered counties stay, in the order of their codes, so
// that an Update which moves a little names them alike.
func TestNoMoreThan31Codes(t *testing.T) {
	codes := func(north float64) []string {
		req := request(drawnAlert(t, cap.CA, []string{fmt.Sprintf("43.5,-84.0 %g,-70.5", north)}), cap.US, false)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		if !strings.Contains(rows(d, "reach"), "no more than 31 codes are read") {
			t.Error("nothing says that codes were left out")
		}
		var us []string
		for _, c := range strings.Fields(codesOf(d)) {
			if len(c) == 6 {
				us = append(us, c)
			}
		}
		return us
	}
	first, moved := codes(46.5), codes(46.51)
	if len(first) != 31 || !slices.IsSorted(first) || !slices.Equal(first, moved) {
		t.Errorf("%d codes: %v\nmoved: %v", len(first), first, moved)
	}
}

// TestDestinationsThatPostElsewhereAreVariants of their own.
func TestDestinationsThatPostElsewhereAreVariants(t *testing.T) {
	a := drawnAlert(t, cap.CA, []string{"45.1,-67.5 45.3,-67.0", sgc + "1302"})
	here, there := request(a, cap.US, false), request(a, cap.US, false)
	there.Area = []geo.District{"us/me/_"}
	if translate.Variant(here) == translate.Variant(there) {
		t.Error("they would share one derived alert")
	}
}
