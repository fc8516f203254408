package geo

import (
	"fmt"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
	"bordercast/cap/geo/polygon"
)

// Clip cuts a polygon to districts: counties, states, provinces, divisions whose outlines were imported. It gives the
// polygons that are left, none where they share nothing, and the share of the ground (0 to 1) that was cut off. A COG
// may only alert within its own area (IPAWS 214). Holes in the districts are filled. What it refuses, polygon.Clip
// says; and districts that the map has no outline of.
func (a *Atlas) Clip(points []cap.Point, to []District) (left [][]cap.Point, cut float64, err error) {
	var parts []int32
	for _, d := range to {
		found := a.ground.Parts(string(d))
		if len(found) == 0 {
			return nil, 0, fmt.Errorf("a polygon cannot be cut to %s: the map has no outline of it", d)
		}
		parts = append(parts, found...)
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	regions := make([]*plane.Region, len(parts))
	for n, part := range parts {
		regions[n] = a.ground.Region(part)
	}
	return polygon.Clip(points, regions)
}

// Effort tells how much work it makes to find out what a polygon touches, in pairs of edges to look at: some thousands
// for one that a person drew, hundreds of millions for one that goes to and fro over itself. It is found without doing
// the work, and is the same everywhere. Without an atlas (nil) it is the work the polygon makes by itself.
func (a *Atlas) Effort(points []cap.Point) int64 {
	ring := make([]plane.LonLat, len(points))
	for n, p := range points {
		ring[n] = plane.LonLat{Lon: p.Lon, Lat: p.Lat}
	}
	return effort(a, ring)
}

// EffortOfCircle is Effort for a circle.
func (a *Atlas) EffortOfCircle(c cap.Circle) int64 {
	return effort(a, plane.Circle(plane.LonLat{Lon: c.Center.Lon, Lat: c.Center.Lat}, max(c.Radius, dot)))
}

func effort(a *Atlas, ring []plane.LonLat) int64 {
	box, near := plane.Nothing(), 0
	for _, p := range ring {
		box = box.With(onMap(cap.Point{Lat: p.Lat, Lon: p.Lon}))
	}
	if a != nil {
		near = a.ground.Edges(box)
	}
	return plane.Effort(ring, near)
}
