package pack

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// limits of a file: what the generator writes stays far below, and a damaged file cannot ask for more memory.
const (
	maxCount = 1 << 20
	maxBytes = 64 << 20
)

type writer struct{ b []byte }

func (w *writer) uint(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }
func (w *writer) int(n int)  { w.b = binary.AppendVarint(w.b, int64(n)) }
func (w *writer) string(s string) {
	w.uint(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) lines(lines [][]Grid) {
	w.uint(len(lines))
	for _, line := range lines {
		w.arc(line)
	}
}

func (w *writer) arc(arc []Grid) {
	w.uint(len(arc))
	var at Grid
	for _, p := range arc {
		w.int(int(p.Lon - at.Lon))
		w.int(int(p.Lat - at.Lat))
		at = p
	}
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

func (r *reader) lines() [][]Grid {
	out := make([][]Grid, r.count())
	for n := range out {
		out[n] = r.arc()
	}
	return out
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
