package pack

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// Grid is a point on a grid of 0.00001 degrees, about a metre. Longitudes run from -270 to 90, so that no piece of
// either country is cut by the antimeridian.
type Grid struct{ Lon, Lat int32 }

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

// limits of a layer: what the generator writes stays far below, and a damaged file cannot ask for more memory.
const (
	maxCount = 1 << 20
	maxBytes = 64 << 20
)

// Encode writes the layer: varints, each point as its difference from the one before, gzip around all.
func (l Layer) Encode() ([]byte, error) {
	var w writer
	w.uint(len(l.Arcs))
	for _, arc := range l.Arcs {
		w.uint(len(arc))
		var at Grid
		for _, p := range arc {
			w.int(int(p.Lon - at.Lon))
			w.int(int(p.Lat - at.Lat))
			at = p
		}
	}
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
	l := Layer{Arcs: make([][]Grid, r.count())}
	for n := range l.Arcs {
		l.Arcs[n] = r.arc()
	}
	l.Features = make([]Feature, r.count())
	for n := range l.Features {
		l.Features[n] = r.feature(len(l.Arcs))
	}
	return l, r.end()
}

func (r *reader) arc() []Grid {
	arc := slab(&r.grid, r.count())
	var at Grid
	for n := range arc {
		at.Lon += int32(r.int())
		at.Lat += int32(r.int())
		arc[n] = at
	}
	return arc
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

// Ring is the points of a ring.
func (l Layer) Ring(arcs []int32) []Grid { return l.AppendRing(nil, arcs) }

type writer struct{ b []byte }

func (w *writer) uint(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }
func (w *writer) int(n int)  { w.b = binary.AppendVarint(w.b, int64(n)) }
func (w *writer) string(s string) {
	w.uint(len(s))
	w.b = append(w.b, s...)
}

// reader reads varints and remembers the first fault; after one it gives zeros, so loops over counts end. Points,
// arc numbers and texts are cut from large pieces, since a layer has tens of thousands of small ones.
type reader struct {
	b     []byte
	text  string // all there was to read: strings are parts of it
	fault error
	grid  []Grid
	arcs  []int32
}

// slab takes n values off a large piece, and makes another one when it is used up.
func slab[T any](from *[]T, n int) []T {
	if n > len(*from) {
		*from = make([]T, max(n, 1<<12))
	}
	out := (*from)[:n:n]
	*from = (*from)[n:]
	return out
}

func (r *reader) fail(format string, args ...any) {
	if r.fault == nil {
		r.fault = fmt.Errorf("the data pack is damaged: "+format, args...)
	}
	r.b = nil
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail("it ends too early")
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail("it ends too early")
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count is a number of things that follow, each of which takes a byte at least.
func (r *reader) count() int {
	n := r.uint()
	if n > maxCount || n > uint64(len(r.b)) {
		r.fail("it announces %d things", n)
		return 0
	}
	return int(n)
}

func (r *reader) string() string {
	n := r.count()
	s := r.text[len(r.text)-len(r.b):][:n]
	r.b = r.b[n:]
	return s
}

func (r *reader) end() error {
	if len(r.b) > 0 {
		r.fail("%d bytes are left over", len(r.b))
	}
	return r.fault
}

func squeeze(b []byte) ([]byte, error) {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(b); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func unsqueeze(b []byte) (*reader, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("the data pack is damaged: %w", err)
	}
	var out bytes.Buffer
	out.Grow(min(4*len(b), maxBytes)) // what is packed well triples
	_, err = io.Copy(&out, io.LimitReader(z, maxBytes))
	plain := out.Bytes()
	if err != nil {
		return nil, fmt.Errorf("the data pack is damaged: %w", err)
	}
	return &reader{b: plain, text: string(plain)}, nil
}
