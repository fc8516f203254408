package area

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/polygon"
	"bordercast/cap/translate/report"
)

// limit is what the strictest channel that is open takes of a drawing. Where none is given, anything goes.
type limit struct {
	vertices int  // of a polygon, the closing point not counted
	decimals int  // of its numbers; 0 is as many as they have
	circles  bool // may stand
	shapes   int  // of an area; 0 is any number
	pairs    int  // of coordinates in an area; 0 is any number
}

// mostPoints is how many vertices a polygon may have at IPAWS. It is known at second hand, so the profile only warns; a
// derived alert keeps to it all the same.
const mostPoints = 200

// limitsOf are those of IPAWS (traps us-18): any polygon has at most 200 vertices; telephones take 100, ten shapes and
// a hundred pairs an area, and four decimals; weather radio takes 20 vertices and no circles. CAP-CP sets none.
func limitsOf(to cap.Side, open []report.Channel) limit {
	if to != cap.US {
		return limit{circles: true}
	}
	l := limit{vertices: mostPoints, circles: true}
	for _, c := range open {
		switch c {
		case report.ChannelWEA:
			l.vertices, l.decimals, l.shapes, l.pairs = min(l.vertices, 99), 4, 10, 100
		case report.ChannelNWEM:
			l.vertices, l.circles = min(l.vertices, 20), false
		}
	}
	return l
}

// drawing is one polygon or circle on its way across.
type drawing struct {
	at     string // the element, for the report
	text   string
	points []cap.Point // of a polygon, the first repeated; none where it cannot be read
	circle *cap.Circle
}

// draw carries what an area draws: exact, but cut to where the destination may post and to the area that was approved,
// and drawn wider with fewer points where an open channel takes no more.
func (c *Carrier) draw(n int, a cap.Area) (polygons, circles []string) {
	limits := c.limits
	all := limits.decimals > 0 || len(c.part.Post)+len(c.part.Narrow) > 0
	for _, d := range readDrawings(n, a, func(text string) bool {
		return all || limits.vertices > 0 && pairsOf(text) > limits.vertices
	}) {
		for _, cut := range c.cut(d) {
			fit := c.fit(cut, limits)
			if strings.HasSuffix(fit.at, "circle") {
				circles = append(circles, fit.text)
			} else {
				polygons = append(polygons, fit.text)
			}
			if fit.text == d.text {
				c.part.Account.Carry(d.at, d.text, d.text)
			}
		}
	}
	return polygons, circles
}

// readDrawings reads what an area draws; the points of polygons only where somebody will cut or count them.
func readDrawings(n int, a cap.Area, points func(text string) bool) []drawing {
	out := make([]drawing, 0, len(a.Polygons)+len(a.Circles))
	for _, text := range a.Polygons {
		d := drawing{at: report.Path(n, "area/polygon"), text: text}
		if points(text) {
			if ring, err := cap.ParsePolygon(text); err == nil {
				d.points = ring
			}
		}
		out = append(out, d)
	}
	for _, text := range a.Circles {
		d := drawing{at: report.Path(n, "area/circle"), text: text}
		if c, err := cap.ParseCircle(text); err == nil && c.Radius > 0 {
			d.circle = &c
		}
		out = append(out, d)
	}
	return out
}

// cut cuts a drawing to the ground that the destination may post in, and to that which was approved. What cannot be
// cut stays as it is, and the report says so.
func (c *Carrier) cut(d drawing) []drawing {
	left := []drawing{d}
	for _, to := range []struct {
		ground []geo.District
		rule   string
		whose  string
	}{{c.part.Post, "area", "where the destination may post"}, {c.part.Narrow, "approval", "the approved area"}} {
		if len(to.ground) == 0 {
			continue
		}
		var next []drawing
		for _, piece := range left {
			next = append(next, c.cutTo(piece, to.ground, to.rule, to.whose)...)
		}
		left = next
	}
	return left
}

func (c *Carrier) cutTo(d drawing, ground []geo.District, rule, whose string) []drawing {
	points := d.points
	if d.circle != nil {
		points = around(*d.circle, 64)
	}
	why := "it cannot be read"
	if c.part.Ground.atlas == nil {
		why = "there is no map"
	}
	if len(points) > 0 && c.part.Ground.atlas != nil {
		left, off, err := c.part.Ground.atlas.Clip(points, ground)
		switch {
		case err == nil && len(left) == 0:
			c.part.Account.Add(report.Dropped, d.at, d.text, "", rule, "all of it lies outside "+whose)
			return nil
		case err == nil && off < 1e-6:
			return []drawing{d}
		case err == nil:
			return c.pieces(d, left, rule, fmt.Sprintf("%.1f %% of it lies outside %s and is cut off", 100*off, whose))
		}
		why = err.Error()
	}
	c.part.Account.Add(report.Carried, d.at, d.text, d.text, rule, "it is not cut to "+whose+": "+why)
	return []drawing{d}
}

func (c *Carrier) pieces(d drawing, rings [][]cap.Point, rule, why string) []drawing {
	var out []drawing
	for _, ring := range rings {
		piece := drawing{at: polygonPath(d.at), text: cap.PolygonText(ring), points: ring}
		c.part.Account.Add(report.Changed, d.at, d.text, piece.text, rule, why)
		out = append(out, piece)
	}
	return out
}

// polygonPath is where a piece of a drawing stands: a circle becomes a polygon.
func polygonPath(at string) string {
	return strings.TrimSuffix(strings.TrimSuffix(at, "circle"), "polygon") + "polygon"
}

// fit draws a polygon wider with fewer points, and a circle as a polygon around it, where a limit asks for that.
func (c *Carrier) fit(d drawing, l limit) drawing {
	points, vertices := d.points, l.vertices
	switch {
	case d.circle != nil && !l.circles:
		points = around(*d.circle, 64)
	case d.circle != nil || len(points) == 0 || vertices == 0, len(points)-1 <= vertices && !finer(points, l.decimals):
		return d
	}
	decimals := l.decimals
	if decimals == 0 {
		decimals = polygon.MaxDecimals
	}
	simple := c.part.Ground.simplify(d.text, points, vertices+1, decimals)
	if simple.err != nil {
		c.part.Account.Add(report.Carried, d.at, d.text, d.text, "limits",
			fmt.Sprintf("a channel takes %d points at most, and it cannot be drawn with so few: %v", vertices, simple.err))
		return d
	}
	out := drawing{at: polygonPath(d.at), text: simple.text, points: simple.points}
	c.part.Account.Add(report.Changed, d.at, d.text, out.text, "limits",
		fmt.Sprintf("a channel takes %d points at most: drawn outwards with %d, which adds %.2f km²", vertices,
			len(simple.points)-1, simple.more))
	return out
}

// finer says whether a polygon has more decimals than a channel takes.
func finer(points []cap.Point, decimals int) bool {
	if decimals == 0 {
		return false
	}
	grid := math.Pow10(decimals)
	off := func(v float64) bool { return math.Abs(v*grid-math.Round(v*grid)) > 1e-6 }
	return slices.ContainsFunc(points, func(p cap.Point) bool { return off(p.Lat) || off(p.Lon) })
}

// around is a polygon that holds a circle.
func around(c cap.Circle, corners int) []cap.Point {
	const earth = 6371.0088 // km
	lat, lon := c.Center.Lat*math.Pi/180, c.Center.Lon*math.Pi/180
	far := min(1.001*c.Radius/math.Cos(math.Pi/float64(corners))/earth, math.Pi/2)
	out := make([]cap.Point, 0, corners+1)
	for n := range corners {
		b := -2 * math.Pi * float64(n) / float64(corners)
		y := math.Asin(max(-1, min(1, math.Sin(lat)*math.Cos(far)+math.Cos(lat)*math.Sin(far)*math.Cos(b))))
		x := lon + math.Atan2(math.Sin(b)*math.Sin(far)*math.Cos(lat), math.Cos(far)-math.Sin(lat)*math.Sin(y))
		out = append(out, cap.Point{Lat: y * 180 / math.Pi, Lon: math.Remainder(x*180/math.Pi, 360)})
	}
	return append(out, out[0])
}

// several makes several areas of one that has more shapes, or more pairs of coordinates, than an open channel takes of
// an area. Each keeps the description and the codes: together they are what the one was.
func (c *Carrier) several(n int, a cap.Area) []cap.Area {
	l := c.limits
	shapes := len(a.Polygons) + len(a.Circles)
	if l.shapes == 0 || shapes <= l.shapes && pairsOf(a.Polygons...) <= l.pairs {
		return []cap.Area{a}
	}
	rest := a
	rest.Polygons, rest.Circles = nil, nil
	out := []cap.Area{rest}
	room := func(pairs int) *cap.Area {
		last := &out[len(out)-1]
		if have := len(last.Polygons) + len(last.Circles); have == l.shapes ||
			have > 0 && pairsOf(last.Polygons...)+pairs > l.pairs {
			out = append(out, rest)
			last = &out[len(out)-1]
		}
		return last
	}
	for _, p := range a.Polygons {
		last := room(pairsOf(p))
		last.Polygons = append(last.Polygons, p)
	}
	for _, c := range a.Circles {
		last := room(0)
		last.Circles = append(last.Circles, c)
	}
	c.part.Account.Add(report.Changed, report.Path(n, "area"), strconv.Itoa(shapes), strconv.Itoa(len(out)), "limits",
		fmt.Sprintf("telephones take %d shapes and %d points of an area: it became several", l.shapes, l.pairs))
	return out
}

func pairsOf(polygons ...string) int {
	n := 0
	for _, p := range polygons {
		n += strings.Count(p, ",")
	}
	return n
}
