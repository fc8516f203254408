package pack

// Base is a plain map to draw under an alert, within Frame. A polygon is an outer ring and its holes; a ring's first
// point is not repeated at its end. Land goes on under the lakes.
type Base struct {
	Land, Lakes [][][]Grid
	Borders     [][]Grid // lines between states, and lines between provinces; not the border between the countries
}

// Frame is the south-west and the north-east corner of the base map, in degrees. Land that goes on beyond is cut there.
// East of the first longitude of all lie the last of the Aleutians, which the base map has not.
const (
	FrameWest, FrameSouth = -180, 24
	FrameEast, FrameNorth = -50, 85
)

// OnFrame tells whether the line between two points runs along the frame: there the map ends, not the land.
func OnFrame(a, b Grid) bool {
	lon, lat := a.Lon == b.Lon, a.Lat == b.Lat
	return lon && (a.Lon == FrameWest*Scale || a.Lon == FrameEast*Scale) || lat && (a.Lat == FrameSouth*Scale ||
		a.Lat == FrameNorth*Scale)
}

// Encode writes the base map as Layer.Encode writes arcs: varints of differences, gzip around all.
func (b Base) Encode() ([]byte, error) {
	var w writer
	for _, polygons := range [][][][]Grid{b.Land, b.Lakes} {
		w.uint(len(polygons))
		for _, rings := range polygons {
			w.lines(rings)
		}
	}
	w.lines(b.Borders)
	return squeeze(w.b)
}

// DecodeBase reads what Base.Encode wrote. It refuses what is damaged.
func DecodeBase(b []byte) (Base, error) {
	r, err := unsqueeze(b)
	if err != nil {
		return Base{}, err
	}
	out := Base{Land: r.polygons(), Lakes: r.polygons(), Borders: r.lines()}
	return out, r.end()
}

func (r *reader) polygons() [][][]Grid {
	out := make([][][]Grid, r.count())
	for n := range out {
		out[n] = r.lines()
	}
	return out
}
