package plane

import "math"

// West and East are where the map is cut: in Asia, far from both countries, so that neither the Aleutians nor the
// Pacific's islands are.
const (
	West = -270.0
	East = 90.0
)

// Unroll puts a ring on the map: an edge that jumps more than half way round the world goes the short way, what lies
// beyond the cut appears on the other side of it, and a ring around a pole is closed along it. An edge of exactly 360°
// is meant as it is written: the whole world. Most rings come back as they are.
func Unroll(ring []LonLat) [][]LonLat {
	if plain(ring) {
		return [][]LonLat{ring}
	}
	ring = short(ring)
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, p := range ring {
		lo, hi = min(lo, p.Lon), max(hi, p.Lon)
	}
	var out [][]LonLat
	for turn := math.Ceil((West - hi) / 360); turn*360+lo < East; turn++ {
		moved := make([]LonLat, len(ring))
		for n, p := range ring {
			moved[n] = LonLat{p.Lon + turn*360, p.Lat}
		}
		if moved = cut(cut(moved, West, 1), East, -1); len(moved) > 2 {
			out = append(out, moved)
		}
	}
	return out
}

// plain tells whether a ring lies on the map as it is.
func plain(ring []LonLat) bool {
	for n, p := range ring {
		q := ring[(n+1)%len(ring)]
		if p.Lon < West || p.Lon > East || math.Abs(p.Lon-q.Lon) > 180 {
			return false
		}
	}
	return true
}

// Continuous lets every edge of a ring go the short way round, so that longitudes may leave -180 to 180. It is false
// for a ring around a pole.
func Continuous(ring []LonLat) ([]LonLat, bool) {
	if len(ring) == 0 || plain(ring) {
		return ring, true
	}
	out := short(ring)
	return out, len(out) <= len(ring)
}

// short lets every edge go the short way round.
func short(ring []LonLat) []LonLat {
	out := make([]LonLat, 0, len(ring)+3)
	turn := 0.0
	for n := range len(ring) + 1 {
		p := ring[n%len(ring)]
		if n > 0 {
			switch d := p.Lon - ring[n-1].Lon; {
			case d > 180 && d < 360:
				turn -= 360
			case d < -180 && d > -360:
				turn += 360
			}
		}
		out = append(out, LonLat{p.Lon + turn, p.Lat})
	}
	first, last := out[0], out[len(out)-1]
	if turn == 0 {
		return out[:len(out)-1]
	}
	pole := 90.0 // the ring goes round one: the one it is nearer to
	if south(out) {
		pole = -90
	}
	return append(out, LonLat{last.Lon, pole}, LonLat{first.Lon, pole})
}

func south(ring []LonLat) bool {
	sum := 0.0
	for _, p := range ring {
		sum += p.Lat
	}
	return sum < 0
}

// cut keeps what lies east of a meridian (dir 1) or west of it (dir -1).
func cut(ring []LonLat, lon, dir float64) []LonLat {
	var out []LonLat
	for n, p := range ring {
		q := ring[(n+1)%len(ring)]
		dp, dq := (p.Lon-lon)*dir, (q.Lon-lon)*dir
		if dp >= 0 {
			out = append(out, p)
		}
		if dp*dq < 0 {
			t := dp / (dp - dq)
			out = append(out, LonLat{lon, p.Lat + t*(q.Lat-p.Lat)})
		}
	}
	return out
}

// Within is the part of a ring that lies in a box of the map.
func Within(ring []LonLat, box Box) []LonLat {
	lo, hi := Back(XY{box.MinX, box.MinY}), Back(XY{box.MaxX, box.MaxY})
	ring = turned(cut(cut(ring, lo.Lon, 1), hi.Lon, -1))
	return turned(cut(cut(ring, lo.Lat, 1), hi.Lat, -1))
}

// turned changes longitudes with latitudes.
func turned(ring []LonLat) []LonLat {
	out := make([]LonLat, len(ring))
	for n, p := range ring {
		out[n] = LonLat{p.Lat, p.Lon}
	}
	return out
}

// Circle is a polygon of the circle's area around a point. A radius that reaches a quarter round the earth is cut
// there.
func Circle(center LonLat, km float64) []LonLat {
	const corners = 64
	// A polygon of n corners on the circle has less ground than the circle: move the corners out to make up.
	angle := min(km*math.Sqrt(2*math.Pi/corners/math.Sin(2*math.Pi/corners))/Earth, math.Pi/2)
	lat, lon := center.Lat*rad, center.Lon*rad
	out := make([]LonLat, corners)
	for n := range out {
		bearing := -2 * math.Pi * float64(n) / corners
		y := math.Asin(max(-1, min(1, math.Sin(lat)*math.Cos(angle)+math.Cos(lat)*math.Sin(angle)*math.Cos(bearing))))
		x := lon + math.Atan2(math.Sin(bearing)*math.Sin(angle)*math.Cos(lat), math.Cos(angle)-math.Sin(lat)*math.Sin(y))
		out[n] = LonLat{math.Remainder(x/rad, 360), y / rad}
	}
	return out
}

// maxLoops is how many loops a ring is taken apart into; more is noise.
const maxLoops = 64

// Untangle takes a ring that crosses itself apart into loops that do not, and tells whether it had to. A bow tie so
// counts as both its halves.
func Untangle(ring []LonLat) (loops [][]LonLat, tangled bool) {
	todo := [][]LonLat{ring}
	for len(todo) > 0 {
		r := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		i, j, at, ok := crossing(r)
		if !ok || len(loops)+len(todo) >= maxLoops {
			loops = append(loops, r)
			continue
		}
		tangled = true
		inner := append([]LonLat{at}, r[i+1:j+1]...)
		outer := append(append(append([]LonLat{}, r[:i+1]...), at), r[j+1:]...)
		todo = append(todo, inner, outer)
	}
	return loops, tangled
}

// crossing finds two edges of a ring that cross: those that begin at i and j.
func crossing(r []LonLat) (i, j int, at LonLat, ok bool) {
	boxes := boxesOf(r)
	for a := range boxes {
		for b := a; b < len(boxes); b++ {
			if !boxes[a].Meets(boxes[b]) {
				continue
			}
			for i = a * chunk; i < min(a*chunk+chunk, len(r)); i++ {
				for j = max(i+2, b*chunk); j < min(b*chunk+chunk, len(r)); j++ {
					if at, ok = Cross(r[i], r[(i+1)%len(r)], r[j], r[(j+1)%len(r)]); ok {
						return i, j, at, true
					}
				}
			}
		}
	}
	return 0, 0, at, false
}
