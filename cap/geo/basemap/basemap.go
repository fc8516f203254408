// Package basemap is a plain map to draw under alerts. Call Read, which gives the land, the lakes, the coasts and the
// borders as points in degrees. It is for the eye: nothing is judged by it, and it refuses only a damaged data pack.
package basemap

import (
	"math"

	"bordercast/cap"
	"bordercast/cap/geo/pack"
)

// Map is about a kilometre exact: North America from 24° north to the Arctic and from 180° to 50° west.
// Points are degrees; land goes on under the lakes, so draw those over
// it.
type Map struct {
	Land, Lakes []Polygon
	Coast       []Line // the edge of the land, without the edges at which the map ends
	Borders     []Line // between states, and between provinces
	Border      []Line // between the two countries, on land and at sea: the exact one of the atlas
}

// Polygon is an outer ring and its holes. A ring's first point is not repeated at its end.
type Polygon [][]cap.Point

// Line is an open line, or a closed one where its first point stands at its end again.
type Line []cap.Point

// Read gives the base map. Each call decodes it anew, in a few milliseconds, so who draws often keeps what it got. The
// error is a damaged data pack.
func Read() (Map, error) {
	from, err := pack.BaseMap()
	if err != nil {
		return Map{}, err
	}
	out := Map{Land: polygons(from.Land), Lakes: polygons(from.Lakes), Borders: lines(from.Borders)}
	for _, polygon := range from.Land {
		for _, ring := range polygon {
			out.Coast = append(out.Coast, lines(shores(ring))...)
		}
	}
	countries, err := pack.Countries()
	if err != nil {
		return Map{}, err
	}
	out.Border = lines(countries.Shared())
	return out, nil
}

func polygons(from [][][]pack.Grid) []Polygon {
	out := make([]Polygon, len(from))
	for n, rings := range from {
		for _, ring := range rings {
			out[n] = append(out[n], points(ring))
		}
	}
	return out
}

func lines(from [][]pack.Grid) []Line {
	out := make([]Line, len(from))
	for n, line := range from {
		out[n] = points(line)
	}
	return out
}

func points(from []pack.Grid) []cap.Point {
	out := make([]cap.Point, len(from))
	for n, p := range from {
		lon, lat := p.Degrees()
		out[n] = cap.Point{Lat: lat, Lon: math.Remainder(lon, 360)}
	}
	return out
}

// shores are the stretches of a ring that do not run along the frame, the whole ring where none does.
func shores(ring []pack.Grid) [][]pack.Grid {
	start := -1 // where a stretch begins, just behind a piece of the frame
	for n, p := range ring {
		if pack.OnFrame(ring[(n+len(ring)-1)%len(ring)], p) {
			start = n
		}
	}
	if start < 0 {
		return [][]pack.Grid{append(ring[:len(ring):len(ring)], ring[0])}
	}
	var out [][]pack.Grid
	line := []pack.Grid{ring[start]}
	for n := range ring {
		a, b := ring[(start+n)%len(ring)], ring[(start+n+1)%len(ring)]
		if !pack.OnFrame(a, b) {
			line = append(line, b)
			continue
		}
		if len(line) > 1 {
			out = append(out, line)
		}
		line = []pack.Grid{b}
	}
	return out
}
