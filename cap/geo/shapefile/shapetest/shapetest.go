// Package shapetest writes shapefiles, for tests of what reads them. It shares no code with package shapefile.
package shapetest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
)

// Map is one shapefile. Rows beyond the shapes, or the other way round, are written as they are.
type Map struct {
	Name, PRJ, CPG string
	Columns        []string
	Rows           []Row
	Kind           uint32 // 5, polygons, when it is 0
}

// Row is a feature: its texts, and its rings in the order and direction they are written in, the first point repeated
// by the writer.
type Row struct {
	Values  []string
	Rings   [][][2]float64 // x, y
	Deleted bool
}

// Zip packs maps, each as its .shp, .dbf, .prj and .cpg.
func Zip(maps ...Map) []byte {
	files := map[string][]byte{}
	var names []string
	add := func(name string, b []byte) {
		if len(b) > 0 {
			files[name], names = b, append(names, name)
		}
	}
	for _, m := range maps {
		add(m.Name+".shp", m.SHP())
		add(m.Name+".dbf", m.DBF())
		add(m.Name+".prj", []byte(m.PRJ))
		add(m.Name+".cpg", []byte(m.CPG))
	}
	return Pack(files, names...)
}

// Pack is a zip of files.
func Pack(files map[string][]byte, names ...string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			panic(err) // memory does not refuse bytes
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// Bomb is a zip whose one map announces that its shapes unpack to so many bytes.
func Bomb(name string, announced uint64) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for file, size := range map[string]uint64{name + ".shp": announced, name + ".dbf": 100} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: file, Method: zip.Deflate, CompressedSize64: 4, UncompressedSize64: size})
		if err == nil {
			_, err = w.Write([]byte{0, 0, 0, 0})
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// SHP is the .shp file.
func (m Map) SHP() []byte {
	kind := max(m.Kind, 5)
	if m.Kind == 1 {
		kind = 1
	}
	var body []byte
	little, big := binary.LittleEndian, binary.BigEndian
	for n, r := range m.Rows {
		var points, parts []byte
		count := uint32(0)
		for _, ring := range r.Rings {
			parts = little.AppendUint32(parts, count)
			for i := range len(ring) + 1 {
				p := ring[i%len(ring)]
				points = little.AppendUint64(little.AppendUint64(points, math.Float64bits(p[0])), math.Float64bits(p[1]))
				count++
			}
		}
		rec := little.AppendUint32(nil, kind)
		rec = append(rec, make([]byte, 32)...) // nobody reads boxes
		rec = little.AppendUint32(little.AppendUint32(rec, uint32(len(r.Rings))), count)
		rec = append(append(rec, parts...), points...)
		body = big.AppendUint32(big.AppendUint32(body, uint32(n+1)), uint32(len(rec)/2))
		body = append(body, rec...)
	}
	head := big.AppendUint32(nil, 9994)
	head = append(head, make([]byte, 20)...)
	head = big.AppendUint32(head, uint32((100+len(body))/2))
	head = little.AppendUint32(little.AppendUint32(head, 1000), kind)
	return append(append(head, make([]byte, 64)...), body...)
}

// width is that of every column of a table.
const width = 60

// DBF is the .dbf file.
func (m Map) DBF() []byte {
	little := binary.LittleEndian
	b := []byte{3, 126, 1, 1}
	b = little.AppendUint32(b, uint32(len(m.Rows)))
	b = little.AppendUint16(b, uint16(33+32*len(m.Columns)))
	b = little.AppendUint16(b, uint16(1+width*len(m.Columns)))
	b = append(b, make([]byte, 20)...)
	for _, c := range m.Columns {
		f := make([]byte, 32)
		copy(f, c)
		f[11], f[16] = 'C', width
		b = append(b, f...)
	}
	b = append(b, '\r')
	for _, r := range m.Rows {
		mark := byte(' ')
		if r.Deleted {
			mark = '*'
		}
		b = append(b, mark)
		for n := range m.Columns {
			v := ""
			if n < len(r.Values) {
				v = r.Values[n]
			}
			b = append(b, []byte(v + string(bytes.Repeat([]byte{' '}, width)))[:width]...)
		}
	}
	return append(b, 0x1a)
}

// Box is a ring around a box, clockwise, as outer rings run.
func Box(west, south, east, north float64) [][2]float64 {
	return [][2]float64{{west, south}, {west, north}, {east, north}, {east, south}}
}

// Hole is a ring around a box, counterclockwise.
func Hole(west, south, east, north float64) [][2]float64 {
	return [][2]float64{{west, south}, {east, south}, {east, north}, {west, north}}
}

// Projections as .prj files write them.
const (
	LonLat   = `GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	StatCan  = `PROJCS["NAD_1983_Statistics_Canada_Lambert",GEOGCS["GCS_North_American_1983",DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",6200000.0],PARAMETER["False_Northing",3000000.0],PARAMETER["Central_Meridian",-91.86666666666666],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",77.0],PARAMETER["Latitude_Of_Origin",63.390675],UNIT["Meter",1.0]]`
	Mercator = `PROJCS["WGS_1984_Web_Mercator",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],UNIT["Meter",1.0]]`
)
