package geo

import (
	"cmp"
	"math"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Nearby is where a shape lies as seen from the nearest place of a side that has none of its ground.
type Nearby struct {
	Place   Place
	KM      float64 // from the place to the edge of the shape
	Bearing string  // from the place to there: N, NE, E …
}

// nearbyPlaces is how many places are looked at first: those nearest to where the shape comes nearest to the border.
const nearbyPlaces = 24

// Nearby is how far and in which direction a shape lies from the nearest place of a side; false where the map has none
// within some hundred kilometres. Where the shape comes nearest to the border is known from its Touch, else nil.
func (a *Atlas) Nearby(s *Shape, touch *Touch, side cap.Side) (Nearby, bool) {
	if a == nil || s == nil || s.Empty() {
		return Nearby{}, false
	}
	var at cap.Point
	if touch != nil {
		at = touch.Nearest
	} else {
		_, at = a.Border(s)
	}
	var out Nearby
	best := math.Inf(1)
	look := func(loops []loop, n int32) {
		p := &a.places[n]
		from := gridOf(p.At)
		if to, km := nearestTo(loops, from, best); km < best {
			best = km
			out = Nearby{*p, km, bearing(from, to)}
		}
	}
	loops := s.outlined()
	for _, n := range a.placesAround(onMap(at), side) {
		look(loops, n)
	}
	if math.IsInf(best, 1) {
		return out, false
	}
	// Along a border the nearest place may be far from where the shape comes nearest to it: whatever is nearer than the
	// best so far is near some piece of its edge.
	var found []int32
	for _, piece := range s.pieces() {
		found = a.placeTree.Find(piece.box.Grown(best*piece.stretch(best)), found[:0])
		for _, n := range found {
			if p := &a.places[n]; p.Name != "" && p.District.Side() == side {
				look(piece.line[:], n)
			}
		}
	}
	return out, true
}

// piece is a few edges of a shape, as a line there and back, and their box on the map.
type piece struct {
	line  [1]loop
	box   plane.Box
	north float64 // the latitude of its northernmost corner
}

// stretch is at least how much longer the plane of the map makes any distance within so many kilometres of the piece: the
// more, the farther north.
func (p piece) stretch(km float64) float64 {
	const kmOfDegree, farthest, margin = 111, 84, 1.05
	return margin / math.Cos(min(farthest, p.north+km/kmOfDegree)*math.Pi/180)
}

// edgesOfPiece is how many edges are looked at together.
const edgesOfPiece = 8

// pieces are the shape's outer edges, a few at a time.
func (s *Shape) pieces() (all []piece) {
	var corners []pack.Grid // of all pieces
	for _, ring := range s.loops {
		corners = slices.Grow(corners, 2*(len(ring)+len(ring)/edgesOfPiece+1))
		for from := 0; from < len(ring); from += edgesOfPiece {
			p := piece{box: plane.Nothing(), north: ring[from].Lat}
			line, start := loop{box: noBox}, len(corners)
			for n := from; n <= min(from+edgesOfPiece, len(ring)); n++ {
				corner := ring[n%len(ring)]
				corners = append(corners, toGrid(corner))
				line.box, p.north = line.box.with(toGrid(corner)), max(p.north, corner.Lat)
				p.box = p.box.With(onMap(cap.Point{Lat: corner.Lat, Lon: corner.Lon}))
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
		box = box.With(onMap(cap.Point{Lat: a.Lat + part*(b.Lat-a.Lat), Lon: a.Lon + part*(b.Lon-a.Lon)}))
	}
	return box
}

// placesAround are the places of a side nearest to a point.
func (a *Atlas) placesAround(xy plane.XY, side cap.Side) []int32 {
	for reach := 50.0; reach <= 800; reach *= 2 {
		var found []int32
		for _, n := range a.placeTree.Find(plane.Box{MinX: xy.X, MinY: xy.Y, MaxX: xy.X, MaxY: xy.Y}.Grown(reach), nil) {
			if p := &a.places[n]; p.Name != "" && p.District.Side() == side {
				found = append(found, n)
			}
		}
		if len(found) > 0 {
			slices.SortFunc(found, func(i, j int32) int {
				return cmp.Or(cmp.Compare(apart(xy, a.places[i].xy), apart(xy, a.places[j].xy)), cmp.Compare(i, j))
			})
			return found[:min(nearbyPlaces, len(found))]
		}
	}
	return nil
}

// loop is an outer ring of a shape on the grid, and its box.
type loop struct {
	points []pack.Grid
	box    gridBox
}

func (s *Shape) outlined() []loop {
	out := make([]loop, len(s.loops))
	for n, ring := range s.loops {
		out[n] = loop{make([]pack.Grid, len(ring)), noBox}
		for m, p := range ring {
			out[n].points[m] = toGrid(p)
			out[n].box = out[n].box.with(out[n].points[m])
		}
	}
	return out
}

// nearestTo is the point of the outer edges nearest to a point, and how far it is; what is farther than enough (km) is
// left out, infinitely far if all is.
func nearestTo(loops []loop, p pack.Grid, enough float64) (at pack.Grid, km float64) {
	k := math.Cos(float64(p.Lat) / pack.Scale * math.Pi / 180)
	best, most := math.Inf(1), enough/kmOfStep
	for _, l := range loops {
		if l.box.apart(p, k) > most*most {
			continue
		}
		for n := range l.points {
			a, b := l.points[n], l.points[(n+1)%len(l.points)]
			if d := toEdge(a, b, p, k); d < best {
				best, at = d, onEdge(a, b, p, k)
			}
		}
	}
	return at, kmOfStep * math.Sqrt(best)
}

// onEdge is the point of an edge nearest to p.
func onEdge(a, b, p pack.Grid, k float64) pack.Grid {
	vx, vy := float64(b.Lon-a.Lon)*k, float64(b.Lat-a.Lat)
	t := 0.0
	if v := vx*vx + vy*vy; v > 0 {
		t = max(0, min(1, -(float64(a.Lon-p.Lon)*k*vx+float64(a.Lat-p.Lat)*vy)/v))
	}
	return pack.Grid{Lon: a.Lon + int32(t*float64(b.Lon-a.Lon)), Lat: a.Lat + int32(t*float64(b.Lat-a.Lat))}
}

// bearing is the direction from one point to another, by eighths of the compass.
func bearing(from, to pack.Grid) string {
	k := math.Cos(float64(from.Lat) / pack.Scale * math.Pi / 180)
	eighth := math.Round(math.Atan2(float64(to.Lon-from.Lon)*k, float64(to.Lat-from.Lat)) / (math.Pi / 4))
	return [...]string{"N", "NE", "E", "SE", "S", "SW", "W", "NW"}[(int(eighth)+8)%8]
}
