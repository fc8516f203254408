package plane

import (
	"math"
	"slices"
)

// Effort tells how much work a ring makes, before any of it is done: how many pairs of edges must be looked at to find
// where it crosses itself, and to measure what it shares with others that have so many edges around it. A ring drawn
// by a person has few of its edges one above the other; one that goes to and fro over itself has as many as it has
// corners. It takes n·log(n) steps, and a step for each pair of chunks.
func Effort(ring []LonLat, others int) int64 {
	edges := 0
	for n, p := range ring {
		edges += 1 + int(math.Abs(ring[(n+1)%len(ring)].Lat-p.Lat)/climb)
	}
	meets := meetings(ring) * chunk * chunk
	return (1+stacked(ring)/int64(len(ring)+1)+loopsOf(ring, meets))*int64(edges+others) + meets/8
}

// loopsOf is how many loops a ring may be taken apart into: none, where it does not cross itself. What takes long to
// find out is taken to.
func loopsOf(ring []LonLat, meets int64) int64 {
	if meets < tooMany {
		if _, _, _, crossed := crossing(ring); !crossed {
			return 0
		}
	}
	return int64(min(maxLoops, len(ring)))
}

// tooMany is how many pairs of edges are not looked at only to find out how much work there is.
const tooMany = 1 << 24

// stacked adds up, over all edges, how many corners lie in the edge's range from west to east: Overlap goes through a
// ring in that direction, and has so many edges in hand at each corner.
func stacked(ring []LonLat) (sum int64) {
	lons := make([]float64, len(ring))
	for n, p := range ring {
		lons[n] = p.Lon
	}
	slices.Sort(lons)
	rank := func(lon float64) int {
		n, _ := slices.BinarySearch(lons, lon)
		return n
	}
	for n, p := range ring {
		q := ring[(n+1)%len(ring)]
		sum += int64(rank(max(p.Lon, q.Lon)) - rank(min(p.Lon, q.Lon)) + 1)
	}
	return sum
}

// meetings are the pairs of chunks whose boxes meet: Untangle looks at all their edges. Neighbours always do.
func meetings(ring []LonLat) (n int64) {
	boxes := boxesOf(ring)
	for a := range boxes {
		for b := a + 2; b < len(boxes); b++ {
			if boxes[a].Meets(boxes[b]) {
				n++
			}
		}
	}
	return n
}

// boxesOf are the boxes of the chunks of a ring.
func boxesOf(r []LonLat) []Box {
	boxes := make([]Box, 0, len(r)/chunk+1)
	for from := 0; from < len(r); from += chunk {
		box := Nothing()
		for n := from; n <= min(from+chunk, len(r)); n++ {
			box = box.With(toXY(r[n%len(r)]))
		}
		boxes = append(boxes, box)
	}
	return boxes
}

// Edges is how many edges of a region lie in a box, or near it: whole chunks count.
func (g *Region) Edges(in Box) (n int) {
	for i := range g.Rings {
		r := &g.Rings[i]
		for c := 0; c < len(r.chunks); c++ {
			if around, ok := r.group(c); ok && !around.Meets(in) {
				c += chunk - 1
				continue
			}
			if r.chunks[c].Meets(in) {
				n += chunk
			}
		}
	}
	return n
}
