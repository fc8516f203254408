package translate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// stretches are places on the border, from Machias to the Beaufort Sea.
var stretches = []cap.Point{{Lat: 44.9, Lon: -67}, {Lat: 45.2, Lon: -67.3}, {Lat: 46.5, Lon: -67.79},
	{Lat: 47.2, Lon: -68.5}, {Lat: 45, Lon: -72},
	{Lat: 44.2, Lon: -76.3}, {Lat: 43.1, Lon: -79.05}, {Lat: 42.3, Lon: -83}, {Lat: 46.5, Lon: -84.4},
	{Lat: 48.6, Lon: -93.4}, {Lat: 49, Lon: -97.8},
	{Lat: 49, Lon: -110}, {Lat: 49, Lon: -122.5}, {Lat: 55.9, Lon: -130}, {Lat: 62.4, Lon: -141}, {Lat: 69.2, Lon: -141}}

// TestWhoIsToActHolds: whatever is drawn at the border, a code stands for machines only where an own look at the map
// finds both thresholds passed; an alert that is to be acted on has one and any other has none; nothing is left unsaid.
func TestWhoIsToActHolds(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 2013))
	acted, aware := 0, 0
	for range 300 {
		at, size := stretches[r.IntN(len(stretches))], .01+.3*r.Float64()*r.Float64()
		home := []cap.Side{cap.US, cap.CA}[r.IntN(2)]
		s, w := at.Lat-size*r.Float64(), at.Lon-2*size*r.Float64()
		area := []string{fmt.Sprintf("%.4f,%.4f %.4f,%.4f", s, w, s+size, w+2*size)}
		if r.IntN(4) == 0 {
			area[0] = fmt.Sprintf("%.4f,%.4f %.2f", at.Lat+size*(r.Float64()-.5), at.Lon+size*(r.Float64()-.5), 50*size)
		}
		for _, code := range []string{"SAME=023029", sgc + "1302", sgc + "4603", "SAME=002240"} {
			if r.IntN(3) == 0 {
				area = append(area, code)
			}
		}
		a := drawnAlert(t, home, area)
		if r.IntN(2) == 0 {
			for n := range a.Infos {
				a.Infos[n].Categories = []string{"Env", "CBRNE"}
			}
		}
		req := request(a, home.Other(), true)
		req.Atlas = atlas(t)
		d := all(t, req)[0]
		if _, doubts := req.Atlas.Read(a); slices.ContainsFunc(doubts, geo.Doubt.CodesWin) { // drawn elsewhere: nobody acts on that
			if d.Reach == translate.Actionable || strings.Contains(whys(d), "reaches ") {
				t.Errorf("%s %v: %s, though its codes win\n%s", home, area, d.Reach, whys(d))
			}
			aware++
			continue
		}
		touch := req.Atlas.Touch(geo.ShapeOf(a.Infos[0].Areas))
		meant := passed(req.To, touch, slices.Contains(a.Infos[0].Categories, "CBRNE") || touch.KM2 < 100)
		n := 0
		for _, g := range d.Alert.Infos[0].Areas[0].Geocodes {
			place := geo.OfGeocode(g)
			if plain := g.Name == "SAME" || strings.HasPrefix(g.Name, "profile:CAP-CP:Location"); !plain ||
				place.Side() != home.Other() {
				continue
			}
			if n++; !slices.ContainsFunc(meant, func(m geo.District) bool { return m.Covers(place) }) {
				t.Errorf("%s %v: %s stands there and is not meant: %v\n%s", home, area, g.Value, meant, whys(d))
			}
		}
		if (d.Reach == translate.Actionable) != (n > 0) || n > 31 {
			t.Errorf("%s %v: %s with %d codes\n%s", home, area, d.Reach, n, whys(d))
		}
		if home == cap.CA && n < len(meant) && n < 31 {
			t.Errorf("%s %v: %d codes, and %v are meant\n%s", home, area, n, meant, whys(d))
		}
		for _, m := range meant {
			if !strings.Contains(whys(d), "reaches ") && !strings.Contains(whys(d), "it holds a known place there") &&
				!strings.Contains(whys(d), "could hold ground that is drawn") {
				t.Errorf("%s %v: nothing is said of %s", home, area, m)
			}
		}
		acted, aware = acted+min(n, 1), aware+1-min(n, 1)
	}
	if acted < 50 || aware < 50 {
		t.Errorf("too little was tried: %d are to be acted on, %d known", acted, aware)
	}
}

// passed are the districts of the other side where both thresholds are passed; provinces where the map knows no more.
func passed(to cap.Side, touch geo.Touch, close bool) (out []geo.District) {
	over := touch.Counties
	if to == cap.CA {
		over = touch.Provinces
	}
	for _, o := range over {
		known := slices.ContainsFunc(touch.Places, func(p geo.Place) bool { return o.District.Covers(p.District) })
		if close && (o.Past >= .1 || known) || !close && o.Past > 1 && (o.Fraction > .02 || o.KM2 > 5) {
			out = append(out, o.District)
		}
	}
	return out
}
