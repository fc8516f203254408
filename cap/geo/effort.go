package geo

import (
	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Effort tells how much work it makes to find out what a polygon touches, in pairs of edges to look at: some thousands for
// one that a person drew, hundreds of millions for one that goes to and fro over itself. It is found without doing the
// work, and is the same everywhere. Without an atlas (nil) it is the work the polygon makes by itself.
func (a *Atlas) Effort(points []cap.Point) int64 {
	ring := make([]plane.LonLat, len(points))
	for n, p := range points {
		ring[n] = plane.LonLat{Lon: p.Lon, Lat: p.Lat}
	}
	return a.effort(ring)
}

// EffortOfCircle is Effort for a circle.
func (a *Atlas) EffortOfCircle(c cap.Circle) int64 {
	return a.effort(plane.Circle(plane.LonLat{Lon: c.Center.Lon, Lat: c.Center.Lat}, max(c.Radius, dot)))
}

func (a *Atlas) effort(ring []plane.LonLat) int64 {
	box, near := plane.Nothing(), 0
	for _, p := range ring {
		box = box.With(onMap(cap.Point{Lat: p.Lat, Lon: p.Lon}))
	}
	if a != nil {
		for _, n := range a.tree.Find(box, nil) {
			near += a.parts[n].region.Edges(box)
		}
	}
	return plane.Effort(ring, near)
}
