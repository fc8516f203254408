package geo

import (
	"fmt"
	"math"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Shape is ground on the map: what an alert draws, or what a code names. Build one with ShapeOf or Atlas.Outline.
type Shape struct {
	KM2         float64  // the sum of its polygons and circles
	Approximate []string // why it may not be what was meant, a sentence each
	regions     []plane.Region
	loops       [][]plane.LonLat // the outer rings
	box         plane.Box
}

// Empty tells whether the shape has no ground.
func (s *Shape) Empty() bool { return len(s.regions) == 0 }

// ShapeOf reads the polygons and circles of areas. Each counts once: the languages of an alert repeat them. What
// cannot be read is left out and said; so is a ring that had to be taken apart because it crosses itself.
func ShapeOf(areas []cap.Area) *Shape {
	s := &Shape{box: plane.Nothing()}
	seen := map[string]bool{}
	once := func(text string) bool {
		known := seen[text]
		seen[text] = true
		return !known
	}
	for _, a := range areas {
		for _, text := range a.Polygons {
			if text = strings.TrimSpace(text); once(text) {
				s.polygon(text)
			}
		}
		for _, text := range a.Circles {
			if text = strings.TrimSpace(text); once(text) {
				s.circle(text)
			}
		}
	}
	s.overlaps()
	return s
}

// ActiveAreas are the areas of an alert that are in force, of its infos in force: those that OfAlert counts.
func ActiveAreas(a *cap.Alert) []cap.Area {
	var out []cap.Area
	ending := a.Ends()
	for n := range a.Infos {
		if ending || !a.Ended(&a.Infos[n]) {
			areas := Active(&a.Infos[n])
			if len(areas) == 0 {
				areas = a.Infos[n].Areas
			}
			out = append(out, areas...)
		}
	}
	return out
}

func (s *Shape) say(format string, args ...any) {
	s.Approximate = append(s.Approximate, fmt.Sprintf(format, args...))
}

func (s *Shape) polygon(text string) {
	points, err := cap.ParsePolygon(text)
	ring := make([]plane.LonLat, len(points))
	for n, p := range points {
		ring[n] = plane.LonLat{Lon: p.Lon, Lat: p.Lat}
	}
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	if err != nil {
		s.say("a polygon is not as CAP wants it (%v); it is taken as far as it can be read", err)
	}
	if len(ring) > 2 {
		s.ring(ring)
	}
}

// dot is the radius (km) of a circle that is only a point.
const dot = 0.01

func (s *Shape) circle(text string) {
	c, err := cap.ParseCircle(text)
	if err != nil {
		middle, _, _ := strings.Cut(text, " ")
		at, unreadable := cap.ParsePoint(middle)
		if unreadable != nil {
			s.say("a circle is not as CAP wants it (%v) and is left out", err)
			return
		}
		s.say("a circle is not as CAP wants it (%v): its middle stands for it", err)
		c = cap.Circle{Center: at}
	}
	if c.Radius > plane.Earth*math.Pi/2 {
		s.say("a circle reaches more than a quarter round the earth; it is cut there")
	}
	s.ring(plane.Circle(plane.LonLat{Lon: c.Center.Lon, Lat: c.Center.Lat}, max(c.Radius, dot)))
}

func (s *Shape) ring(points []plane.LonLat) {
	for _, unrolled := range plane.Unroll(points) {
		loops, tangled := plane.Untangle(unrolled)
		if tangled {
			s.say("a polygon crosses itself; each of its loops counts as ground")
		}
		for _, loop := range loops {
			s.add(plane.NewRegion(plane.NewRing(loop)), loop)
		}
	}
}

func (s *Shape) add(g plane.Region, loop []plane.LonLat) {
	if g.Area <= 0 {
		return
	}
	s.regions = append(s.regions, g)
	s.loops = append(s.loops, loop)
	s.box = s.box.Union(g.Box)
	s.KM2 += g.Area
}

func (s *Shape) addAll(regions []plane.Region) {
	for n := range regions {
		s.add(regions[n], regions[n].Rings[0].Loop())
	}
}

// draw adds the ground of a district: a county, a province, or all counties of a state. What is no district any more
// has that of those that hold it now.
func (s *Shape) draw(a *Atlas, d District) {
	parts := a.ground.Parts(string(d))
	if len(parts) == 0 {
		for _, now := range replacedBy[d] {
			s.draw(a, now)
		}
	}
	for _, n := range parts {
		g := a.ground.Region(n)
		s.add(*g, g.Rings[0].Loop())
	}
}

// maxOverlaps is how many pairs of polygons are compared; an alert with more has said everything twice. Pairs whose
// boxes do not meet cost little, so more of them are looked at.
const (
	maxOverlaps = 200
	maxPairs    = 200_000
)

// overlaps says where polygons lie over one another: figures then are sums.
func (s *Shape) overlaps() {
	var c plane.Clip
	pairs, looked := 0, 0
	for i := range s.regions {
		for j := range i {
			if looked++; looked > maxPairs {
				return
			}
			if !s.regions[i].Box.Meets(s.regions[j].Box) {
				continue
			}
			if pairs++; pairs > maxOverlaps {
				return
			}
			if c.Overlap(&s.regions[i], &s.regions[j]) > .001*min(s.regions[i].Area, s.regions[j].Area) {
				s.say("polygons lie over one another; shared ground is counted for each, up to the whole district")
				return
			}
		}
	}
}
