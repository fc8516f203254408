// Package plane is the geometry under package geo: areas of overlap, containment and distance on a map of equal areas.
// It knows no codes and no countries.
//
// Project takes a longitude and a latitude to kilometres on a cylinder where every square kilometre is a square
// kilometre. A Ring is a closed line on it, a Region the ground between an outer ring and its holes. Overlap gives the
// ground that two regions share, by adding up signed strips under pairs of edges: there is no topology to go wrong, so
// rings that touch or repeat themselves give an answer that is off by what they do wrong, and nothing panics.
//
// Edges are straight in longitude and latitude, as those of the 49th parallel are and as CAP polygons are meant; as
// great circles they would bulge by up to a kilometre. Ring puts points into edges that climb far, for the map bends
// those.
package plane

import "math"

// Earth is the earth's mean radius in kilometres.
const Earth = 6371.0088

// LonLat is a position in degrees.
type LonLat struct{ Lon, Lat float64 }

// XY is a position on the map, in kilometres.
type XY struct{ X, Y float64 }

const rad = math.Pi / 180

// Project puts a position on the map.
func Project(p LonLat) XY { return XY{Earth * p.Lon * rad, Earth * math.Sin(p.Lat*rad)} }

// Back is the position of a point of the map.
func Back(p XY) LonLat {
	return LonLat{p.X / Earth / rad, math.Asin(min(1, max(-1, p.Y/Earth))) / rad}
}

// Haversine is the distance of two positions along the earth, in kilometres.
func Haversine(a, b LonLat) float64 {
	s, c := math.Sin((b.Lat-a.Lat)*rad/2), math.Sin((b.Lon-a.Lon)*rad/2)
	h := s*s + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*c*c
	return 2 * Earth * math.Asin(math.Sqrt(min(1, h)))
}

// Box is a rectangle on the map. The zero Box is a point; Nothing is the box of no points.
type Box struct{ MinX, MinY, MaxX, MaxY float64 }

// Nothing is the box that holds nothing.
func Nothing() Box { return Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} }

// With is the box that holds p too.
func (b Box) With(p XY) Box {
	return Box{min(b.MinX, p.X), min(b.MinY, p.Y), max(b.MaxX, p.X), max(b.MaxY, p.Y)}
}

// Union is the box that holds both.
func (b Box) Union(c Box) Box {
	return Box{min(b.MinX, c.MinX), min(b.MinY, c.MinY), max(b.MaxX, c.MaxX), max(b.MaxY, c.MaxY)}
}

// Meets tells whether the boxes share a point.
func (b Box) Meets(c Box) bool {
	return b.MinX <= c.MaxX && c.MinX <= b.MaxX && b.MinY <= c.MaxY && c.MinY <= b.MaxY
}

// Holds tells whether p lies in the box or on its edge.
func (b Box) Holds(p XY) bool {
	return b.MinX <= p.X && p.X <= b.MaxX && b.MinY <= p.Y && p.Y <= b.MaxY
}

// Grown is the box with d more on every side.
func (b Box) Grown(d float64) Box { return Box{b.MinX - d, b.MinY - d, b.MaxX + d, b.MaxY + d} }
