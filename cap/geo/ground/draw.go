package ground

import (
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Drawn is a land with its ground.
type Drawn struct {
	Land
	Regions []plane.Region
}

// Draw puts the features of a layer on the plane, each by its own ID and name, without a kind and a title; and it gives
// the lines that two of them share, in degrees.
func Draw(l pack.Layer) ([]Drawn, *plane.Lines) {
	users := make([]struct{ first, other int }, len(l.Arcs)) // features, counted from 1
	out := make([]Drawn, 0, len(l.Features))
	var points []pack.Grid
	var ring []plane.LonLat
	for n, f := range l.Features {
		d := Drawn{Land: Land{ID: f.ID, Name: f.Name}}
		for _, polygon := range f.Polygons {
			rings := make([]plane.Ring, 0, len(polygon))
			for _, arcs := range polygon {
				for _, i := range arcs {
					if u := &users[max(i, ^i)]; u.first == 0 {
						u.first = n + 1
					} else if u.first != n+1 {
						u.other = n + 1
					}
				}
				points = l.AppendRing(points[:0], arcs)
				ring = appendDegrees(ring[:0], points)
				rings = append(rings, plane.NewRing(ring))
			}
			g := plane.NewRegion(rings...)
			d.KM2 += g.Area
			d.Regions = append(d.Regions, g)
		}
		out = append(out, d)
	}
	var shared [][]plane.LonLat
	for n, arc := range l.Arcs {
		if users[n].other > 0 {
			shared = append(shared, appendDegrees(make([]plane.LonLat, 0, len(arc)), arc))
		}
	}
	return out, plane.NewLines(shared)
}

func appendDegrees(out []plane.LonLat, points []pack.Grid) []plane.LonLat {
	for _, p := range points {
		lon, lat := p.Degrees()
		out = append(out, plane.LonLat{Lon: lon, Lat: lat})
	}
	return out
}
