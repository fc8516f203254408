package profile

import (
	"fmt"
	"slices"

	"bordercast/cap"
)

// maxVertices is what IPAWS takes of any polygon.
const maxVertices = 200

// ring is a polygon that can be drawn, without the point that closes it, and whether it is simple.
type ring struct {
	points []cap.Point
	fault  string // what guideShape has to say of it; "" where nothing
	judged bool
}

// rings are the polygons of an area that can be drawn; what cannot is for validate.Alert to say. Several rules ask for
// them, and an alert's languages repeat them, so each is read once.
func (c *checker) rings(at string, a *cap.Area, f func(place func() string, r *ring)) {
	for n, text := range a.Polygons {
		r, known := c.drawn[text]
		if !known {
			if points, err := cap.ParsePolygon(text); err == nil {
				r = &ring{points: points[:len(points)-1]}
			}
			if c.drawn == nil {
				c.drawn = map[string]*ring{}
			}
			c.drawn[text] = r
		}
		if r != nil {
			f(func() string { return fmt.Sprintf("%s/polygon[%d]", at, n+1) }, r)
		}
	}
}

func guideVertices(c *checker, at string, a *cap.Area) {
	c.rings(at, a, func(place func() string, r *ring) {
		if n := len(r.points); n > maxVertices {
			c.say(place(), "the polygon has %d vertices and IPAWS takes %d: simplify it outward, so that nobody is left out", n,
				maxVertices)
		}
	})
}

// guideShape looks at no polygon that is too large for IPAWS anyway, so its cost is bounded.
func guideShape(c *checker, at string, a *cap.Area) {
	c.rings(at, a, func(place func() string, r *ring) {
		if len(r.points) > maxVertices {
			return
		}
		if !r.judged {
			r.fault, r.judged = faultOf(r.points), true
		}
		if r.fault != "" {
			c.say(place(), "%s", r.fault)
		}
	})
}

func faultOf(points []cap.Point) string {
	if p, ok := twice(points); ok {
		return fmt.Sprintf("the polygon names the point %g,%g twice: name it once", p.Lat, p.Lon)
	}
	if p, ok := crossing(points); ok {
		return fmt.Sprintf("the polygon crosses itself near %g,%g: put its points in the order one would walk around it",
			p.Lat, p.Lon)
	}
	return ""
}

func twice(ring []cap.Point) (cap.Point, bool) {
	for n, p := range ring { // there are few enough
		if slices.Contains(ring[:n], p) {
			return p, true
		}
	}
	return cap.Point{}, false
}

// crossing is where one edge of the ring meets another that is not its neighbour.
func crossing(ring []cap.Point) (cap.Point, bool) {
	n := len(ring)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue // the first edge and the last are neighbours
			}
			if meet(ring[i], ring[i+1], ring[j], ring[(j+1)%n]) {
				return ring[j], true
			}
		}
	}
	return cap.Point{}, false
}

// meet says whether the segments a–b and c–d have a point in common; no three of their ends being on one line but
// by touching.
func meet(a, b, c, d cap.Point) bool {
	return overlap(a, b, c, d) && side(a, b, c)*side(a, b, d) <= 0 && side(c, d, a)*side(c, d, b) <= 0
}

// overlap keeps apart segments that lie on one line and do not touch.
func overlap(a, b, c, d cap.Point) bool {
	return min(a.Lat, b.Lat) <= max(c.Lat, d.Lat) && min(c.Lat, d.Lat) <= max(a.Lat, b.Lat) &&
		min(a.Lon, b.Lon) <= max(c.Lon, d.Lon) && min(c.Lon, d.Lon) <= max(a.Lon, b.Lon)
}

// side is 1, 0 or -1: on which side of the line a–b the point p lies.
func side(a, b, p cap.Point) int {
	switch cross := (b.Lat-a.Lat)*(p.Lon-a.Lon) - (b.Lon-a.Lon)*(p.Lat-a.Lat); {
	case cross > 0:
		return 1
	case cross < 0:
		return -1
	}
	return 0
}
