package pack

// Grid is a point on a grid of 0.00001 degrees, about a metre. Longitudes run from -270 to 90, so that no piece of
// either country is cut by the antimeridian.
type Grid struct{ Lon, Lat int32 }

// Degrees is where the point lies: east and north of zero.
func (g Grid) Degrees() (lon, lat float64) { return float64(g.Lon) / Scale, float64(g.Lat) / Scale }

// Scale is how many grid steps make a degree.
const Scale = 1e5

// Feature is a named piece of ground. A polygon is an outer ring and its holes; a ring is a list of arcs, by index,
// or by the index's complement where the arc is walked backwards. Neighbours share the arcs between them, so no gap
// and no overlap can lie along a common border.
type Feature struct {
	ID, Name string
	Polygons [][][]int32
}

// Layer is features and the arcs they are made of.
type Layer struct {
	Arcs     [][]Grid
	Features []Feature
}

// Encode writes the layer: varints, each point as its difference from the one before, gzip around all.
func (l Layer) Encode() ([]byte, error) {
	var w writer
	w.lines(l.Arcs)
	w.uint(len(l.Features))
	for _, f := range l.Features {
		w.string(f.ID)
		w.string(f.Name)
		w.uint(len(f.Polygons))
		for _, polygon := range f.Polygons {
			w.uint(len(polygon))
			for _, ring := range polygon {
				w.uint(len(ring))
				for _, arc := range ring {
					w.int(int(arc))
				}
			}
		}
	}
	return squeeze(w.b)
}

// DecodeLayer reads what Encode wrote. It refuses what is damaged: a count too large, an arc that is not there.
func DecodeLayer(b []byte) (Layer, error) {
	r, err := unsqueeze(b)
	if err != nil {
		return Layer{}, err
	}
	l := Layer{Arcs: r.lines()}
	l.Features = make([]Feature, r.count())
	for n := range l.Features {
		l.Features[n] = r.feature(len(l.Arcs))
	}
	return l, r.end()
}

func (r *reader) feature(arcs int) Feature {
	f := Feature{ID: r.string(), Name: r.string(), Polygons: make([][][]int32, r.count())}
	for p := range f.Polygons {
		f.Polygons[p] = make([][]int32, r.count())
		for q := range f.Polygons[p] {
			ring := slab(&r.arcs, r.count())
			for n := range ring {
				ring[n] = int32(r.int())
				if i := ring[n]; max(i, ^i) >= int32(arcs) {
					r.fail("it names arc %d of %d", max(i, ^i), arcs)
					ring[n] = 0
				}
			}
			f.Polygons[p][q] = ring
		}
	}
	return f
}

// AppendRing appends the points of a ring to out, the first point not repeated at the end.
func (l Layer) AppendRing(out []Grid, arcs []int32) []Grid {
	for _, i := range arcs {
		arc := l.Arcs[max(i, ^i)]
		for n := range max(len(arc)-1, 0) { // the next arc begins where this one ends
			if i < 0 {
				out = append(out, arc[len(arc)-1-n])
			} else {
				out = append(out, arc[n])
			}
		}
	}
	return out
}

// Shared are the arcs that more than one feature uses: the borders between them.
func (l Layer) Shared() [][]Grid {
	first, shared := make([]int, len(l.Arcs)), make([]bool, len(l.Arcs))
	for n, f := range l.Features {
		for _, polygon := range f.Polygons {
			for _, ring := range polygon {
				for _, i := range ring {
					i = max(i, ^i)
					shared[i] = shared[i] || first[i] > 0 && first[i] != n+1
					first[i] = n + 1
				}
			}
		}
	}
	var out [][]Grid
	for n, arc := range l.Arcs {
		if shared[n] {
			out = append(out, arc)
		}
	}
	return out
}

// Ring is the points of a ring.
func (l Layer) Ring(arcs []int32) []Grid { return l.AppendRing(nil, arcs) }
