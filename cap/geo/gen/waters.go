package main

import (
	"math"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// waters are points of Ontario's part of the Great Lakes, where no census division has ground: those nearest to one are
// no sign of the division of the nearest shore.
func waters(lakes [][][]pack.Grid, provinces pack.Layer) []pack.Place {
	const (
		stepLat, stepLon = .08, .11 // degrees, 9 km
		shore            = 2.5      // km from it, at least
		large            = 1000.0   // km²
	)
	ontario := groundOf(provinces, "ca/on")
	var out []pack.Place
	for _, polygon := range lakes {
		var rings []plane.Ring
		for _, ring := range polygon {
			rings = append(rings, plane.NewRing(lonLats(ring)))
		}
		lake := plane.NewRegion(rings...)
		if lake.Area < large {
			continue
		}
		edge := plane.NewLines(closed(polygon))
		sw, ne := plane.Back(plane.XY{X: lake.Box.MinX, Y: lake.Box.MinY}), plane.Back(plane.XY{X: lake.Box.MaxX,
			Y: lake.Box.MaxY})
		for lat := math.Ceil(sw.Lat/stepLat) * stepLat; lat < ne.Lat; lat += stepLat {
			for lon := math.Ceil(sw.Lon/stepLon) * stepLon; lon < ne.Lon; lon += stepLon {
				p := plane.LonLat{Lon: lon, Lat: lat}
				if xy := plane.Project(p); lake.Contains(xy) && holds(ontario, xy) {
					if _, km := edge.Near(p); km >= shore {
						out = append(out, pack.Place{Region: "ca/on", Code: pack.Water, At: toGrid(lon, lat)})
					}
				}
			}
		}
	}
	return out
}

func holds(regions []plane.Region, p plane.XY) bool {
	for n := range regions {
		if regions[n].Contains(p) {
			return true
		}
	}
	return false
}

func groundOf(l pack.Layer, id string) (out []plane.Region) {
	for _, f := range l.Features {
		if f.ID != id {
			continue
		}
		for _, polygon := range f.Polygons {
			var rings []plane.Ring
			for _, arcs := range polygon {
				rings = append(rings, plane.NewRing(lonLats(l.AppendRing(nil, arcs))))
			}
			out = append(out, plane.NewRegion(rings...))
		}
	}
	return out
}

func lonLats(ring []pack.Grid) []plane.LonLat {
	out := make([]plane.LonLat, len(ring))
	for n, p := range ring {
		out[n] = lonLat(p)
	}
	return out
}

// closed are rings with their first points at their ends again.
func closed(polygon [][]pack.Grid) (out [][]plane.LonLat) {
	for _, ring := range polygon {
		line := lonLats(ring)
		out = append(out, append(line, line[0]))
	}
	return out
}
