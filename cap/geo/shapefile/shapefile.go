// Package shapefile reads the maps that Statistics Canada, Environment Canada and the National Weather Service publish:
// ESRI shapefiles inside a zip. It is made for files an operator downloaded, and trusts none of them.
//
// Open finds the shapefiles of a zip, Layer.Columns and Layer.Each read one of them. Positions come out in degrees:
// files in longitude and latitude are taken as they are, those in a Lambert conformal conic projection (as Statistics
// Canada's, EPSG:3347) are turned back. NAD83 and WGS 84 are taken for the same, which they are to two metres.
//
// It refuses, in a sentence that says what to do: what is no zip or no shapefile, shapes that are no polygons, other
// projections, files that are cut short or that unpack to more than they may.
package shapefile

import (
	"encoding/binary"
	"fmt"
	"math"

	"bordercast/cap/geo/plane"
)

// Record is one row of the table with its ground: polygons, each an outer ring and its holes, no first point repeated.
type Record struct {
	Values   []string // one per column
	Polygons [][][]plane.LonLat
}

// Layer is one shapefile.
type Layer struct {
	Name    string // of its file, without folder and ending
	Columns []string
	shp     []byte
	table   table
	place   func(x, y float64) (plane.LonLat, bool)
	records []Record // of one that was read from JSON
}

// What the first words of a .shp file hold (ESRI Shapefile Technical Description, July 1998).
const (
	fileCode    = 9994
	headerBytes = 100
	polygonKind = 5 // 15 and 25 are the same with heights and measures behind
	nullKind    = 0
)

// New takes the files of a shapefile: .shp and .dbf, and the text of .prj and .cpg where there are any.
func New(name string, shp, dbf []byte, prj, cpg string) (Layer, error) {
	l := Layer{Name: name, shp: shp}
	if len(shp) < headerBytes || binary.BigEndian.Uint32(shp) != fileCode {
		return l, fmt.Errorf("%s.shp is no shapefile", name)
	}
	if kind := binary.LittleEndian.Uint32(shp[32:]); kind%10 != polygonKind || kind > 25 {
		return l, fmt.Errorf("%s.shp holds shapes of kind %d, and only polygons (5) have ground", name, kind)
	}
	if size := 2 * int64(binary.BigEndian.Uint32(shp[24:])); size > int64(len(shp)) {
		return l, fmt.Errorf("%s.shp is cut short: it has %d of %d bytes; download it again", name, len(shp), size)
	}
	var err error
	if l.table, err = newTable(name, dbf, cpg); err != nil {
		return l, err
	}
	l.Columns = l.table.names()
	l.place, err = placing(name, prj)
	return l, err
}

// Each calls do with every record that has ground and whose row is not deleted.
func (l Layer) Each(do func(Record) error) error {
	if l.records != nil {
		for _, r := range l.records {
			for len(r.Values) < len(l.Columns) {
				r.Values = append(r.Values, "")
			}
			if err := do(r); err != nil {
				return err
			}
		}
		return nil
	}
	rest := l.shp[headerBytes:]
	for row := 0; len(rest) >= 8; row++ {
		size := 2 * int64(binary.BigEndian.Uint32(rest[4:]))
		if size < 4 || size > int64(len(rest)-8) {
			return fmt.Errorf("%s.shp is damaged: record %d has %d bytes of %d", l.Name, row+1, len(rest)-8, size)
		}
		body := rest[8 : 8+size]
		rest = rest[8+size:]
		if binary.LittleEndian.Uint32(body) == nullKind {
			continue
		}
		values, ok, err := l.table.row(row)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		polygons, err := l.polygons(body)
		if err != nil {
			return fmt.Errorf("%s.shp is damaged: record %d: %w", l.Name, row+1, err)
		}
		if err := do(Record{values, polygons}); err != nil {
			return err
		}
	}
	return nil
}

// polygons reads the parts of a record: kind, box, number of parts and of points, where parts begin, points.
func (l Layer) polygons(b []byte) ([][][]plane.LonLat, error) {
	if len(b) < 44 || binary.LittleEndian.Uint32(b)%10 != polygonKind {
		return nil, fmt.Errorf("it is no polygon")
	}
	parts, points := int64(binary.LittleEndian.Uint32(b[36:])), int64(binary.LittleEndian.Uint32(b[40:]))
	if 44+4*parts+16*points > int64(len(b)) {
		return nil, fmt.Errorf("it announces %d parts and %d points in %d bytes", parts, points, len(b))
	}
	at := b[44+4*parts:]
	var rings [][]plane.LonLat
	for n := range parts {
		from, to := int64(binary.LittleEndian.Uint32(b[44+4*n:])), points
		if n+1 < parts {
			to = int64(binary.LittleEndian.Uint32(b[44+4*(n+1):]))
		}
		if from > to || to > points {
			return nil, fmt.Errorf("part %d runs from point %d to %d of %d", n+1, from, to, points)
		}
		ring := make([]plane.LonLat, 0, to-from)
		for i := from; i < to; i++ {
			p, ok := l.place(float(at[16*i:]), float(at[16*i+8:]))
			if !ok {
				return nil, fmt.Errorf("point %d lies outside the earth: is the .prj file that of another map?", i+1)
			}
			ring = append(ring, p)
		}
		if k := len(ring); k > 1 && ring[0] == ring[k-1] {
			ring = ring[:k-1]
		}
		if len(ring) > 2 {
			rings = append(rings, ring)
		}
	}
	return nested(rings), nil
}

func float(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }

// nested gives each hole to its outer ring. Outer rings run clockwise, holes the other way; a hole around which no
// outer ring lies is one that runs the wrong way.
func nested(rings [][]plane.LonLat) [][][]plane.LonLat {
	type outer struct {
		region plane.Region
		rings  [][]plane.LonLat
	}
	var outers []outer
	var holes [][]plane.LonLat
	add := func(r []plane.LonLat) {
		outers = append(outers, outer{plane.NewRegion(plane.NewRing(r)), [][]plane.LonLat{r}})
	}
	for _, r := range rings {
		if plane.NewRing(r).Area <= 0 {
			add(r)
		} else {
			holes = append(holes, r)
		}
	}
	clockwise := len(outers)
	for _, h := range holes {
		best, at := math.Inf(1), plane.Project(h[0])
		found := -1
		for n := range outers[:clockwise] {
			if o := &outers[n]; o.region.Area < best && o.region.Contains(at) {
				best, found = o.region.Area, n
			}
		}
		if found < 0 {
			add(h)
		} else {
			outers[found].rings = append(outers[found].rings, h)
		}
	}
	out := make([][][]plane.LonLat, len(outers))
	for n, o := range outers {
		out[n] = o.rings
	}
	return out
}
