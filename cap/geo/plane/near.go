package plane

import "math"

// Near tells whether p lies in the region or within km of its edge.
func (g *Region) Near(p XY, km float64) bool {
	// The map's kilometres are long from west to east and short from south to north.
	c := math.Sqrt(max(1e-4, 1-(p.Y/Earth)*(p.Y/Earth)))
	around := Box{p.X - km/c, p.Y - km, p.X + km/c, p.Y + km}
	if !g.Box.Meets(around) {
		return false
	}
	if g.Contains(p) {
		return true
	}
	for n := range g.Rings {
		r := &g.Rings[n]
		for m, box := range r.chunks {
			if box.Meets(around) && nearPart(r.part(m), p, c) <= km*km {
				return true
			}
		}
	}
	return false
}

// nearPart is the square of the distance to some edges, on a plane laid at p.
func nearPart(points []XY, p XY, c float64) float64 {
	best := math.Inf(1)
	flat := func(q XY) LonLat { return LonLat{(q.X - p.X) * c, (q.Y - p.Y) / c} }
	for n := range len(points) - 1 {
		_, d := nearest(flat(points[n]), flat(points[n+1]), LonLat{}, 1)
		best = min(best, d)
	}
	return best
}

// FartherPoint is the distance (km) of p from the lines, or best where that is more.
func (l *Lines) FartherPoint(p LonLat, best float64) float64 {
	if l.within(p, best) > best {
		_, best = l.Near(p)
	}
	return best
}

// Starts are the first points of the lines: where a line lies whole inside a region, its start does.
func (l *Lines) Starts() []LonLat {
	var out []LonLat
	for _, line := range l.lines {
		if len(line) > 0 {
			out = append(out, line[0])
		}
	}
	return out
}

// Sample calls do with points of the lines, no farther apart than km.
func (l *Lines) Sample(km float64, do func(LonLat)) {
	for _, line := range l.lines {
		for n := 1; n < len(line); n++ {
			a, b := line[n-1], line[n]
			steps := math.Ceil(Haversine(a, b)/km) + 1
			for i := range int(steps) {
				t := float64(i) / steps
				do(LonLat{a.Lon + t*(b.Lon-a.Lon), a.Lat + t*(b.Lat-a.Lat)})
			}
		}
	}
}
