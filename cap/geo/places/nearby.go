package places

import (
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/grid"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// nearbyPlaces is how many places are looked at first: those nearest to where the drawing comes nearest to the border.
const nearbyPlaces = 24

// Nearest is the place with a name, of a side, that lies nearest to the edges of some loops; how far (km) they are from
// it, and in which direction: N, NE, E … near is where they come nearest to that side. It is nil where the side has no
// place within some hundred kilometres of there.
func (x *Index) Nearest(
	loops [][]plane.LonLat, near cap.Point, side cap.Side,
) (place *Place, km float64, bearing string) {
	km = math.Inf(1)
	look := func(loops []loop, n int32) {
		p := &x.All[n]
		from := grid.Of(plane.LonLat{Lon: p.At.Lon, Lat: p.At.Lat})
		if to, away := nearestTo(loops, from, km); away < km {
			place, km, bearing = p, away, grid.Bearing(from, to)
		}
	}
	edges := onGrid(loops)
	for _, n := range x.around(onMap(plane.LonLat{Lon: near.Lon, Lat: near.Lat}), side) {
		look(edges, n)
	}
	if place == nil {
		return nil, 0, ""
	}
	// Along a border the nearest place may be far from where the drawing comes nearest to it: whatever is nearer than the
	// best so far is near some piece of its edge.
	var found []int32
	for _, piece := range pieces(loops) {
		found = x.tree.Find(piece.box.Grown(km*piece.stretch(km)), found[:0])
		for _, n := range found {
			if p := &x.All[n]; p.Name != "" && p.on(side) {
				look(piece.line[:], n)
			}
		}
	}
	return place, km, bearing
}

func onMap(p plane.LonLat) plane.XY {
	if p.Lon > plane.East {
		p.Lon -= 360
	}
	return plane.Project(p)
}

// piece is a few edges of a drawing, as a line there and back, and their box on the map.
type piece struct {
	line  [1]loop
	box   plane.Box
	north float64 // the latitude of its northernmost corner
}

// stretch is at least how much longer the plane of the map makes any distance within so many kilometres of the piece:
// the more, the farther north.
func (p piece) stretch(km float64) float64 {
	const kmOfDegree, farthest, margin = 111, 84, 1.05
	return margin / math.Cos(min(farthest, p.north+km/kmOfDegree)*math.Pi/180)
}

// edgesOfPiece is how many edges are looked at together.
const edgesOfPiece = 8

// pieces are the edges of loops, a few at a time.
func pieces(loops [][]plane.LonLat) (all []piece) {
	var corners []pack.Grid // of all pieces
	for _, ring := range loops {
		corners = slices.Grow(corners, 2*(len(ring)+len(ring)/edgesOfPiece+1))
		for from := 0; from < len(ring); from += edgesOfPiece {
			p := piece{box: plane.Nothing(), north: ring[from].Lat}
			line, start := loop{box: grid.Nothing}, len(corners)
			for n := from; n <= min(from+edgesOfPiece, len(ring)); n++ {
				corner := ring[n%len(ring)]
				corners = append(corners, grid.Of(corner))
				line.box, p.north = line.box.With(grid.Of(corner)), max(p.north, corner.Lat)
				p.box = p.box.With(onMap(corner))
				if n < min(from+edgesOfPiece, len(ring)) {
					p.box = bowed(p.box, corner, ring[(n+1)%len(ring)])
				}
			}
			for n := len(corners) - 2; n > start; n-- { // a loop closes itself: by the way it came
				corners = append(corners, corners[n])
			}
			line.points = corners[start:len(corners):len(corners)]
			p.line[0] = line
			all = append(all, p)
		}
	}
	return all
}

// bowed is a box with an edge in it. A long one bows on the map, for it is straight on the grid.
func bowed(box plane.Box, a, b plane.LonLat) plane.Box {
	const short = 0.2 // degrees
	n := int(max(math.Abs(a.Lon-b.Lon), math.Abs(a.Lat-b.Lat)) / short)
	for i := 1; i <= min(n, 64); i++ {
		part := float64(i) / float64(min(n, 64)+1)
		box = box.With(onMap(plane.LonLat{Lon: a.Lon + part*(b.Lon-a.Lon), Lat: a.Lat + part*(b.Lat-a.Lat)}))
	}
	return box
}

// loop is a ring on the grid, and its box.
type loop struct {
	points []pack.Grid
	box    grid.Box
}

func onGrid(loops [][]plane.LonLat) []loop {
	out := make([]loop, len(loops))
	for n, ring := range loops {
		out[n] = loop{make([]pack.Grid, len(ring)), grid.Nothing}
		for m, p := range ring {
			out[n].points[m] = grid.Of(p)
			out[n].box = out[n].box.With(out[n].points[m])
		}
	}
	return out
}

// nearestTo is the point of the edges nearest to a point, and how far it is; what is farther than enough (km) is
// left out, infinitely far if all is.
func nearestTo(loops []loop, p pack.Grid, enough float64) (at pack.Grid, km float64) {
	k := grid.Narrow(p.Lat)
	best, most := math.Inf(1), enough/grid.KM
	for _, l := range loops {
		if l.box.Apart(p, k) > most*most {
			continue
		}
		for n := range l.points {
			a, b := l.points[n], l.points[(n+1)%len(l.points)]
			if d := grid.ToEdge(a, b, p, k); d < best {
				best, at = d, grid.OnEdge(a, b, p, k)
			}
		}
	}
	return at, grid.KM * math.Sqrt(best)
}
