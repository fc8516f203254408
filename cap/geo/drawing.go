package geo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Read is the one reader of what an alert draws: the map, the translation, routes, GeoJSON and validation all go by its
// answer. It gives the alert with its drawings as they are read, and what is doubtful of them. CAP 1.2 §3.2.4 wants the
// first point of a polygon repeated at its end. A ring that lacks only that is closed, where it then crosses itself
// nowhere and what is drawn still touches every district that is coded beside it. What cannot be read is left out, and
// the codes stand. Where all can be read the alert is the same; it is changed never. Without an atlas (nil) nothing is
// held against codes.
func (a *Atlas) Read(al *cap.Alert) (*cap.Alert, []Doubt) {
	d := doubter{atlas: a, alert: al, out: al, reported: map[[2]string]bool{}, many: map[Kind]int{}}
	for n := range al.Infos {
		points := false
		for m := range al.Infos[n].Areas {
			area := &al.Infos[n].Areas[m]
			if n > 0 && m < len(al.Infos[n-1].Areas) && (len(area.Polygons) > 0 || len(area.Circles) == 0) &&
				alikeAreas(d.out.Infos[n-1].Areas[m], *area) {
				continue // another language repeats what was read: all is told
			}
			if len(area.Circles)+len(area.Polygons) > 0 {
				points = d.area(n, m, area) || points
			}
			d.codes(n, m, area.Geocodes)
		}
		if points {
			d.beside(n)
		}
		clear(d.many)
	}
	return d.out, d.found
}

// codes tells which geocodes of an area are on no list, each once.
func (d *doubter) codes(n, m int, geocodes []cap.Pair) {
	for i, g := range geocodes {
		if kind, text := onLists(g); kind != "" {
			at := "area[" + strconv.Itoa(m+1) + "]/geocode[" + strconv.Itoa(i+1) + "]"
			d.report(Doubt{Info: n, Path: at, Kind: kind, Text: text})
		}
	}
}

// reading is what an area draws, as far as it can be read.
type reading struct {
	polygons, circles []string
	rings             [][]plane.LonLat // of polygons
	rounds            []round
	doubts            []Doubt
	changed           bool
}

// round is a circle, and where it stands among those of its area as they were sent.
type round struct {
	cap.Circle
	at   int
	text string
}

// area reads one area, and tells whether points are all that it draws.
func (d *doubter) area(n, m int, area *cap.Area) (points bool) {
	at := Doubt{Info: n, Path: fmt.Sprintf("area[%d]", m+1)}
	r := d.read(at, area, true)
	if r.changed && slices.ContainsFunc(r.doubts, func(d Doubt) bool { return d.Kind == Open }) && !d.touchesAll(area, r) {
		r = d.read(at, area, false)
	}
	for _, doubt := range r.doubts {
		d.count(doubt)
	}
	read := area
	if r.changed {
		read = d.own(n, m)
		read.Polygons, read.Circles = r.polygons, r.circles
	}
	points = r.points()
	if points && d.event(n, read) {
		at.Kind, at.Areas, at.Text, at.Quiet = Outside, []cap.Area{*read}, eventPlace, true
		d.report(at)
		return points
	}
	d.judge(at, *read, r)
	return points
}

// toldEach is how many drawings of an info that cannot be read as they are get a reason each: a document that is wrong
// in every line has thousands.
const toldEach = 10

// count tells of a drawing that cannot be read as it is, once: languages repeat it.
func (d *doubter) count(doubt Doubt) {
	key := [2]string{string(doubt.Kind), doubt.Drawing}
	if d.reported[key] {
		return
	}
	d.reported[key] = true
	if d.many[doubt.Kind]++; d.many[doubt.Kind] > toldEach && doubt.Kind == NotDrawn {
		doubt.Text = "a polygon or circle cannot be drawn and is left out: please check with its sender"
	}
	d.found = append(d.found, doubt)
}

// own is an area of the alert as it is read, which may be changed.
func (d *doubter) own(n, m int) *cap.Area {
	if d.out == d.alert {
		own := *d.alert
		own.Infos = slices.Clone(own.Infos)
		d.out = &own
	}
	if d.out.Infos[n].Areas = slices.Clone(d.out.Infos[n].Areas); m < len(d.out.Infos[n].Areas) {
		return &d.out.Infos[n].Areas[m]
	}
	return &cap.Area{}
}

// read reads the drawings of an area; with closing set it closes rings.
func (d *doubter) read(at Doubt, area *cap.Area, closing bool) reading {
	r := reading{polygons: area.Polygons, circles: area.Circles}
	r.polygons = keep(area.Polygons, func(i int, text string) (string, bool) {
		points, err := cap.ParsePolygon(text)
		var instead string
		if err != nil && closing {
			instead, points = withFirst(text, points)
		}
		switch {
		case strings.TrimSpace(text) == "":
			return "", false // it draws nothing
		case err != nil && instead == "":
			r.doubt(at, NotDrawn, "polygon", i, text, "", fmt.Sprintf("a polygon cannot be drawn and is left out (%v): "+
				"please check with its sender", err))
			return "", false
		case err != nil:
			r.doubt(at, Open, "polygon", i, text, instead, "a polygon is not closed and is read as if its first point stood "+
				"at the end too: please check with its sender")
			text = instead
		}
		r.rings = append(r.rings, ringOf(points))
		return text, true
	})
	r.circles = keep(area.Circles, func(i int, text string) (string, bool) {
		c, err := cap.ParseCircle(text)
		switch {
		case strings.TrimSpace(text) == "":
			return "", false
		case err != nil:
			r.doubt(at, NotDrawn, "circle", i, text, "", fmt.Sprintf("a circle cannot be drawn and is left out (%v): please "+
				"check with its sender", err))
			return "", false
		}
		r.rounds = append(r.rounds, round{c, i, text})
		return text, true
	})
	r.changed = !slices.Equal(r.polygons, area.Polygons) || len(r.circles) != len(area.Circles)
	return r
}

func (r *reading) doubt(at Doubt, kind Kind, element string, i int, text, instead, say string) {
	at.Kind, at.Drawing, at.Instead, at.Text = kind, text, instead, say
	at.Path = fmt.Sprintf("%s/%s[%d]", at.Path, element, i+1)
	r.doubts = append(r.doubts, at)
}

// keep is a list without what of it is not kept and with what stands in the place of the rest; the list itself where
// nothing changes.
func keep(list []string, of func(i int, text string) (string, bool)) []string {
	var out []string
	changed := false
	for i, text := range list {
		instead, ok := of(i, text)
		changed = changed || !ok || instead != text
		if ok {
			out = append(out, instead)
		}
	}
	if !changed {
		return list
	}
	return out
}

// withFirst is a polygon's text with its first point repeated at the end; "" where more is the matter with it than
// that.
func withFirst(text string, points []cap.Point) (string, []cap.Point) {
	if len(points) < 3 || points[0] == points[len(points)-1] {
		return "", nil
	}
	first := strings.Fields(text)[0]
	text = strings.TrimSpace(text) + " " + first
	points, err := cap.ParsePolygon(text)
	if err != nil {
		return "", nil
	}
	for _, part := range plane.Unroll(ringOf(points)) {
		if _, tangled := plane.Untangle(part); tangled {
			return "", nil
		}
	}
	return text, points
}

// ringOf is a closed polygon without the point that closes it.
func ringOf(points []cap.Point) []plane.LonLat {
	ring := make([]plane.LonLat, len(points)-1)
	for n := range ring {
		ring[n] = plane.LonLat{Lon: points[n].Lon, Lat: points[n].Lat}
	}
	return ring
}

// judge doubts what an area draws by its size and by where it lies.
func (d *doubter) judge(at Doubt, area cap.Area, r reading) {
	named, drawn := codedKM2(d.atlas, area), 0.0
	sure := area
	for _, c := range r.rounds {
		km2 := math.Pi * c.Radius * c.Radius
		why := d.metres(c.Radius, km2, named)
		if why == "" {
			drawn += km2
			continue
		}
		metres := at
		metres.Kind, metres.Drawing, metres.Path = InMetres, c.text, fmt.Sprintf("%s/circle[%d]", at.Path, c.at+1)
		metres.Text = fmt.Sprintf("the radius of %g km seems to be metres (%s): please check with its sender; CAP wants "+
			"kilometres", c.Radius, why)
		d.report(metres)
		sure.Circles = slices.DeleteFunc(slices.Clone(sure.Circles), func(text string) bool { return text == c.text })
	}
	most := drawn
	for _, ring := range r.rings {
		most += plane.AtMost(ring)
	}
	if named > 0 && most >= timesCodes*named { // else it is not asked exactly
		for _, ring := range r.rings {
			if ring, ok := plane.Continuous(ring); ok {
				drawn += math.Abs(plane.NewRing(ring).Area)
			}
		}
	}
	if named > 0 && drawn >= timesCodes*named {
		at.Kind = Larger
		at.Text = fmt.Sprintf("what is drawn has %.0f km², %.0f times the ground of the codes beside it: please check "+
			"with its sender; the codes count", drawn, drawn/named)
	} else {
		at.Kind, at.Text = d.misplaced(sure, r)
	}
	if at.Kind != "" {
		at.Areas = []cap.Area{area}
		d.report(at)
	}
}

// misplaced tells of a drawing that lies elsewhere than its codes, or in neither country where it has none. What
// has codes of waters, or others that the map has no ground of, is in no doubt. Where an earthquake was
// is a point, far from the coasts that it concerns, and right: the codes beside it say whom the alert is for.
func (d *doubter) misplaced(area cap.Area, r reading) (Kind, string) {
	if d.atlas == nil || len(area.Polygons)+len(area.Circles) == 0 {
		return "", ""
	}
	codes, known := codedGround(d.atlas, area)
	if !known || r.corner(area, codes.holds) {
		return "", ""
	}
	if s := ShapeOf([]cap.Area{area}); codes.shares(s) || len(codes.districts) > 0 && codes.nearTo(s) {
		return "", ""
	}
	exchanged := r.corner(area, func(p plane.LonLat) bool {
		return math.Abs(p.Lon) <= 90 && codes.holds(plane.LonLat{Lon: p.Lat, Lat: p.Lon})
	})
	switch {
	case exchanged && len(codes.districts) > 0:
		return Outside, "latitude and longitude seem to be exchanged, for what is drawn lies elsewhere than the codes " +
			"beside it, and the other way round within them: please check with its sender; the codes count"
	case exchanged:
		return Nowhere, "latitude and longitude seem to be exchanged, for what is drawn lies in neither country, and the " +
			"other way round in one of them: please check with its sender"
	case r.points():
		if len(codes.districts) == 0 {
			return "", ""
		}
		return Outside, "what is drawn is a point elsewhere than the codes beside it, as the place of an earthquake is: " +
			"the codes count"
	case len(codes.districts) > 0:
		return Outside, "what is drawn lies elsewhere than the codes beside it: please check with its sender; the codes count"
	}
	return Nowhere, "what is drawn lies in neither country: please check with its sender"
}

// corner looks for a corner of an area's polygons, or the middle of one of its circles, of which something is true.
func (r *reading) corner(area cap.Area, is func(plane.LonLat) bool) bool {
	return slices.ContainsFunc(r.rings, func(ring []plane.LonLat) bool { return slices.ContainsFunc(ring, is) }) ||
		slices.ContainsFunc(r.rounds, func(c round) bool {
			return slices.Contains(area.Circles, c.text) && is(plane.LonLat{Lon: c.Center.Lon, Lat: c.Center.Lat})
		})
}

// touchesAll tells whether what an area draws touches every district that its codes name, as far as the map has ground
// of them.
func (d *doubter) touchesAll(area *cap.Area, r reading) bool {
	if d.atlas == nil {
		return true
	}
	read := *area
	read.Polygons, read.Circles = r.polygons, r.circles
	s := ShapeOf([]cap.Area{read})
	for _, at := range Districts(read) {
		codes, known := codedGround(d.atlas, cap.Area{Geocodes: []cap.Pair{Code(at)}})
		if at != Unplaced && known && !codes.shares(s) && !r.corner(read, codes.holds) {
			return false
		}
	}
	return true
}
