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
		found := a.partsOf(d)
		if len(found) == 0 {
			return nil, 0, fmt.Errorf("a polygon cannot be cut to %s: the map has no outline of it", d)
		}
		parts = append(parts, found...)
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	regions := make([]*plane.Region, len(parts))
	for n, part := range parts {
		regions[n] = &a.parts[part].region
	}
	return polygon.Clip(points, regions)
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
