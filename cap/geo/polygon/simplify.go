// Package polygon draws the polygons of alerts anew for channels that take less of them, and for senders who may alert
// within their own ground alone. Call Simplify for fewer points and decimals, Hull where that would be too much work,
// Clip to cut to regions of the map.
//
// It refuses what has no ground, what goes round a pole, and limits that no polygon can keep; and it gives no result
// that it has not measured.
package polygon

import (
	"fmt"
	"math"

	"bordercast/cap"
	"bordercast/cap/geo/plane"
)

// Limits of Simplify.
const (
	MinPoints   = 5 // a box, its first point repeated
	MinDecimals = 2 // steps of about a kilometre
	MaxDecimals = 5 // steps of about a metre
)

// Simplify draws a polygon with at most max points, the first repeated at the end, and with so many decimals, so that
// it holds all of the polygon given: nobody who was warned is left out (traps us-18). It gives the ground (km²) that
// was added. What crosses itself, or is too intricate for so few points, gets its convex hull, at worst its box; what
// does not cross itself never comes back crossing itself, nor with a point twice. A polygon that keeps the limits
// comes back as it is.
//
// It refuses what has no ground, what goes round a pole, and limits outside MinPoints and MinDecimals to MaxDecimals.
func Simplify(points []cap.Point, max, decimals int) (out []cap.Point, overshootKM2 float64, err error) {
	if max < MinPoints || decimals < MinDecimals || decimals > MaxDecimals {
		return nil, 0, fmt.Errorf("a polygon of %d points with %d decimals cannot be made: ask for %d points or more and "+
			"%d to %d decimals", max, decimals, MinPoints, MinDecimals, MaxDecimals)
	}
	ring, err := continuous(points)
	if err != nil {
		return nil, 0, err
	}
	grid := math.Pow10(decimals)
	drawn, ok := plane.Outward(ring, max-1, grid)
	if !ok {
		return nil, 0, fmt.Errorf("the polygon has no ground: it needs three corners that do not lie on one line")
	}
	return closed(drawn, grid), math.Max(0, groundOf(drawn)-groundOf(ring)), nil
}

// Hull draws the convex hull of a polygon with at most max points, the first repeated at the end, outwards. It asks for
// little work however intricate the polygon is.
func Hull(points []cap.Point, max, decimals int) ([]cap.Point, error) {
	ring, err := continuous(points)
	if err != nil {
		return nil, err
	}
	grid := math.Pow10(decimals)
	drawn, ok := plane.Hull(ring, max-1, grid)
	if !ok {
		return nil, fmt.Errorf("the polygon has no ground: it needs three corners that do not lie on one line")
	}
	return closed(drawn, grid), nil
}

// continuous is an open ring whose edges go the short way round.
func continuous(points []cap.Point) ([]plane.LonLat, error) {
	ring := make([]plane.LonLat, len(points))
	for n, p := range points {
		if !(math.Abs(p.Lat) <= 90) || !(math.Abs(p.Lon) <= 360) {
			return nil, fmt.Errorf("the polygon has a point outside the earth: %g,%g", p.Lat, p.Lon)
		}
		ring[n] = plane.LonLat{Lon: p.Lon, Lat: p.Lat}
	}
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	ring, ok := plane.Continuous(ring)
	if !ok {
		return nil, fmt.Errorf("the polygon goes round a pole: draw it in parts")
	}
	return ring, nil
}

// closed writes a ring as CAP does: longitudes from -180 to 180, the first point again at the end. The grid takes off
// what turning longitudes adds behind the last decimal.
func closed(ring []plane.LonLat, grid float64) []cap.Point {
	out := make([]cap.Point, 0, len(ring)+1)
	for _, p := range ring {
		at := cap.Point{Lat: p.Lat, Lon: p.Lon}
		if math.Abs(at.Lon) > 180 {
			at.Lon = math.Round(math.Remainder(at.Lon, 360)*grid) / grid
		}
		out = append(out, at)
	}
	return append(out, out[0])
}

// groundOf is the area (km²) of a ring; of one that crosses itself, the sum of its loops.
func groundOf(ring []plane.LonLat) float64 {
	sum := 0.0
	loops, _ := plane.Untangle(ring)
	for _, loop := range loops {
		sum += math.Abs(plane.NewRing(loop).Area)
	}
	return sum
}
