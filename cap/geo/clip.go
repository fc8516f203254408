package geo

import (
	"fmt"
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Clip cuts a polygon to districts: counties, states, provinces, divisions whose outlines were imported. It gives the
// polygons that are left, none where they share nothing, and the share of the ground (0 to 1) that was cut off. A COG
// may only alert within its own area (IPAWS 214). Holes in the districts are filled. The result ends within some
// centimetres of the districts' edges; Simplify it for its channel, which draws it wider again.
//
// It refuses districts that the map has no outline of, and a polygon whose edges lie so close to theirs that no clean
// cut can be made.
func (a *Atlas) Clip(points []cap.Point, to []District) (left [][]cap.Point, cut float64, err error) {
	ring, err := continuous(points)
	if err != nil {
		return nil, 0, err
	}
	var parts []int32
	for _, d := range to {
		found := a.partsOf(d)
		if len(found) == 0 {
			return nil, 0, fmt.Errorf("a polygon cannot be cut to %s: the map has no outline of it", d)
		}
		parts = append(parts, found...)
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	var whole, kept float64
	for _, unrolled := range plane.Unroll(ring) {
		loops, _ := plane.Untangle(unrolled)
		for _, loop := range loops {
			region := plane.NewRegion(plane.NewRing(loop))
			rings, km2, err := a.clip(loop, region, parts)
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
func (a *Atlas) clip(loop []plane.LonLat, region plane.Region, parts []int32) ([][]plane.LonLat, float64, error) {
	var c plane.Clip
	var near [][][]plane.LonLat
	shared := 0.0
	for _, n := range parts {
		g := &a.parts[n].region
		if !g.Box.Meets(region.Box) {
			continue
		}
		shared += c.Overlap(&region, g)
		var rings [][]plane.LonLat
		for _, r := range g.Rings {
			rings = append(rings, back(r))
		}
		near = append(near, rings)
	}
	switch {
	case shared <= min(speck, region.Area/1000):
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
		return nil, 0, fmt.Errorf("the polygon's edges lie too close to those of the districts to be cut: %.2f km² were to be left, %.2f came out", shared, drawn)
	}
	return rings, min(drawn, region.Area), nil
}

// partsOf are the polygons of a district, or of all counties of a state.
func (a *Atlas) partsOf(d District) []int32 {
	if n, ok := a.byDistrict[d]; ok {
		return a.lands[n].parts
	}
	if d.Side() != cap.US || !d.Whole() || d.Region() == whole {
		return nil
	}
	var out []int32
	for n := range a.lands {
		if of := a.lands[n].district; of != d && d.Covers(of) {
			out = append(out, a.lands[n].parts...)
		}
	}
	return out
}
