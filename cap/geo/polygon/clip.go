package polygon

import (
	"fmt"
	"math"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Clip cuts a polygon to regions, whose holes are filled. It gives the polygons that are left, none where they share
// nothing, and the share of the ground (0 to 1) that was cut off. The result ends within some centimetres of the
// regions' edges; Simplify it for its channel, which draws it wider again.
//
// It refuses what has no ground, and a polygon whose edges lie so close to those of the regions that no clean cut can
// be made.
func Clip(points []cap.Point, to []*plane.Region) (left [][]cap.Point, cut float64, err error) {
	ring, err := continuous(points)
	if err != nil {
		return nil, 0, err
	}
	var whole, kept float64
	for _, unrolled := range plane.Unroll(ring) {
		loops, _ := plane.Untangle(unrolled)
		for _, loop := range loops {
			region := plane.NewRegion(plane.NewRing(loop))
			rings, km2, err := clip(loop, region, to)
			if err != nil {
				return nil, 0, err
			}
			whole, kept = whole+region.Area, kept+km2
			for _, r := range rings {
				left = append(left, closed(r, 1e7))
			}
		}
	}
	if whole == 0 {
		return nil, 0, fmt.Errorf("the polygon has no ground: it needs three corners that do not lie on one line")
	}
	return left, max(0, 1-kept/whole), nil
}

// clip cuts one loop, and checks the result by measuring the overlap, which draws nothing.
func clip(loop []plane.LonLat, region plane.Region, to []*plane.Region) ([][]plane.LonLat, float64, error) {
	var c plane.Clip
	var near [][][]plane.LonLat
	shared := 0.0
	for _, g := range to {
		if !g.Box.Meets(region.Box) {
			continue
		}
		shared += c.Overlap(&region, g)
		var rings [][]plane.LonLat
		for _, r := range g.Rings {
			rings = append(rings, r.Loop())
		}
		near = append(near, rings)
	}
	switch {
	case shared <= min(plane.Speck, region.Area/1000):
		return nil, 0, nil
	case shared >= region.Area*(1-1e-9):
		return [][]plane.LonLat{loop}, region.Area, nil
	}
	rings, ok := plane.Common(loop, near)
	drawn := 0.0
	for _, r := range rings {
		drawn += math.Abs(plane.NewRing(r).Area)
	}
	if !ok || drawn < shared*.999-.01 || drawn > region.Area*1.001+.01 {
		return nil, 0, fmt.Errorf("the polygon's edges lie too close to those of the districts to be cut: %.2f km² were "+
			"to be left, %.2f came out", shared, drawn)
	}
	return rings, min(drawn, region.Area), nil
}
