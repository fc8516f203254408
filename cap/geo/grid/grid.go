// Package grid measures short distances on the grid that the data pack is drawn on, whose steps are of about a metre.
// Whole numbers and a flat earth make it quick: it finds the nearest edge among hundreds of thousands.
//
// Of puts a position on the grid. The functions that compare distances give squares, in steps of latitude, and want
// Narrow of the latitude that they are near to; KM turns steps into kilometres. It refuses nothing, and is wrong by a
// part in a hundred at some hundred kilometres.
package grid

import (
	"math"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// KM is a step of the grid from south to north, in kilometres.
const KM = plane.Earth * math.Pi / 180 / pack.Scale

// Of is the point of the grid nearest to a position.
func Of(p plane.LonLat) pack.Grid {
	if p.Lon > plane.East {
		p.Lon -= 360
	}
	return pack.Grid{Lon: int32(math.Round(p.Lon * pack.Scale)), Lat: int32(math.Round(p.Lat * pack.Scale))}
}

// Narrow is how much shorter a step from west to east is than one from south to north, at a latitude of the grid.
func Narrow(lat int32) float64 { return math.Cos(float64(lat) / pack.Scale * math.Pi / 180) }

// Box is a rectangle of the grid.
type Box struct{ West, South, East, North int32 }

// Nothing is the box that holds nothing.
var Nothing = Box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

// With is the box that holds p too.
func (b Box) With(p pack.Grid) Box {
	return Box{min(b.West, p.Lon), min(b.South, p.Lat), max(b.East, p.Lon), max(b.North, p.Lat)}
}

// Holds tells whether p lies in the box or on its edge.
func (b Box) Holds(p pack.Grid) bool {
	return b.West <= p.Lon && p.Lon <= b.East && b.South <= p.Lat && p.Lat <= b.North
}

// Apart is a lower bound for the square of the distance from a point to what is in the box.
func (b Box) Apart(p pack.Grid, narrow float64) float64 {
	dx := float64(max(0, b.West-p.Lon, p.Lon-b.East)) * narrow
	dy := float64(max(0, b.South-p.Lat, p.Lat-b.North))
	return dx*dx + dy*dy
}

// Gap is a lower bound for the square of the distance between what is in two boxes.
func (b Box) Gap(c Box, narrow float64) float64 {
	dx := float64(max(0, b.West-c.East, c.West-b.East)) * narrow
	dy := float64(max(0, b.South-c.North, c.South-b.North))
	return dx*dx + dy*dy
}

// ToEdge is the square of the distance from p to the edge from a to b.
func ToEdge(a, b, p pack.Grid, narrow float64) float64 {
	ax, ay := float64(a.Lon-p.Lon)*narrow, float64(a.Lat-p.Lat)
	vx, vy := float64(b.Lon-a.Lon)*narrow, float64(b.Lat-a.Lat)
	t := 0.0
	if v := vx*vx + vy*vy; v > 0 {
		t = max(0, min(1, -(ax*vx+ay*vy)/v))
	}
	dx, dy := ax+t*vx, ay+t*vy
	return dx*dx + dy*dy
}

// OnEdge is the point of the edge from a to b that is nearest to p.
func OnEdge(a, b, p pack.Grid, narrow float64) pack.Grid {
	vx, vy := float64(b.Lon-a.Lon)*narrow, float64(b.Lat-a.Lat)
	t := 0.0
	if v := vx*vx + vy*vy; v > 0 {
		t = max(0, min(1, -(float64(a.Lon-p.Lon)*narrow*vx+float64(a.Lat-p.Lat)*vy)/v))
	}
	return pack.Grid{Lon: a.Lon + int32(t*float64(b.Lon-a.Lon)), Lat: a.Lat + int32(t*float64(b.Lat-a.Lat))}
}

// Between is the distance of two points, in kilometres.
func Between(a, b pack.Grid) float64 {
	return KM * math.Hypot(float64(a.Lon-b.Lon)*Narrow(a.Lat), float64(a.Lat-b.Lat))
}

// Bearing is the direction from one point to another, by eighths of the compass: N, NE, E …
func Bearing(from, to pack.Grid) string {
	eighth := math.Round(math.Atan2(float64(to.Lon-from.Lon)*Narrow(from.Lat), float64(to.Lat-from.Lat)) / (math.Pi / 4))
	return [...]string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"}[(int(eighth)+8)%8]
}
