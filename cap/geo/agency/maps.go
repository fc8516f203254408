// Package agency takes the official maps of both countries' agencies in, as they are downloaded: boundary files of
// Statistics Canada, the Weather Service's AWIPS shapefiles, Environment Canada's geography package.
//
// Call Read first: it gives a Map for each layer of a zip, ready to be written into a folder. WithMaps then makes the
// Index of that folder, Maps reads it again, and geo.LoadFrom puts the layers in the place of the built-in ones.
//
// It refuses what it does not know by its columns, a projection it cannot undo, files cut short, and fire weather
// zones, whose codes mean other ground than those of public zones.
package agency

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/shapefile"
)

// Map is a layer read from an agency's file, ready to be put into the folder that geo.LoadFrom reads.
type Map struct {
	Layer    string `json:"layer"`  // divisions, subdivisions, counties, zones, marine, clc, locations
	Title    string `json:"title"`  // "census divisions of Canada"
	Source   string `json:"source"` // the zip and the map in it
	Vintage  string `json:"vintage"`
	SHA256   string `json:"sha256"` // of the zip
	Features int    `json:"features"`
	Points   int    `json:"points"`
	File     string `json:"file"` // where Data belongs, in the folder
	Digest   string `json:"digest"`
	Data     []byte `json:"-"`
}

// Read reads the official zips, and the same maps as GeoJSON or TopoJSON in degrees, with the columns as properties:
// Statistics Canada's census divisions (lcd_…) and subdivisions (lcsd_…), Environment Canada's geography package with
// its CAP-CP layers, the National Weather Service's counties (c_…), public zones (z_…) and marine zones (mz_…). name is
// the file's own. Maps are known by their columns, not by their file names. faults are what in the zip was not read, a
// sentence each; it is an error where nothing was.
func Read(name string, r io.ReaderAt, size int64) (maps []Map, faults []error, err error) {
	open := shapefile.Open
	if head := make([]byte, 64); size > 0 {
		n, _ := r.ReadAt(head, 0)
		text := bytes.TrimLeft(bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf")), " \t\r\n")
		if len(text) > 0 && text[0] == '{' {
			open = func(r io.ReaderAt, size int64) ([]shapefile.Layer, []error, error) {
				b, err := io.ReadAll(io.NewSectionReader(r, 0, min(size, 1<<30)))
				if err != nil {
					return nil, nil, err
				}
				layers, err := shapefile.OpenJSON(name, bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
				return layers, nil, err
			}
		}
	}
	layers, faults, err := open(r, size)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	found := map[string]*gathered{}
	for _, l := range layers {
		k, err := recognise(l)
		if err == nil {
			if found[k.layer] == nil {
				found[k.layer] = &gathered{kind: k, index: map[string]int{}}
			}
			err = found[k.layer].read(l)
		}
		if err != nil {
			faults = append(faults, err)
		}
	}
	for _, g := range found {
		m, err := g.encode()
		if err != nil {
			faults = append(faults, err)
			continue
		}
		m.Source, m.SHA256 = name+": "+strings.Join(g.files, ", "), hex.EncodeToString(sum.Sum(nil))
		m.Vintage = vintage(append(g.files, name))
		maps = append(maps, m)
	}
	slices.SortFunc(maps, func(a, b Map) int { return strings.Compare(a.Layer, b.Layer) })
	if len(maps) == 0 {
		return nil, nil, fmt.Errorf("%s: nothing was imported: %w", name, errors.Join(faults...))
	}
	return maps, faults, nil
}

// gathered is what the maps of one kind hold together: a code may stand in several rows of a file, as counties with
// bays do, and then is all of them; in several files, the first counts.
type gathered struct {
	kind   kind
	files  []string
	shapes []pack.Shape
	index  map[string]int
}

func (g *gathered) read(l shapefile.Layer) error {
	before := len(g.shapes)
	err := l.Each(func(r shapefile.Record) error {
		row := func(c string) string {
			if n := slices.Index(l.Columns, c); n >= 0 {
				return r.Values[n]
			}
			return ""
		}
		code := g.kind.code(row)
		if !g.kind.form.MatchString(code) {
			return nil // rows without a code are lakes, seas, and frames
		}
		n, ok := g.index[code]
		if !ok {
			n = len(g.shapes)
			g.index[code] = n
			g.shapes = append(g.shapes, pack.Shape{ID: code, Name: firstOf(row, g.kind.name)})
		}
		if n >= before {
			g.shapes[n].Polygons = append(g.shapes[n].Polygons, grids(r)...)
		}
		return nil
	})
	if err != nil {
		g.shapes = g.shapes[:before]
		for code, n := range g.index {
			if n >= before {
				delete(g.index, code)
			}
		}
		return err
	}
	if len(g.shapes) == before {
		return fmt.Errorf("%s has no row with a code of %s", l.Name, g.kind.title)
	}
	g.files = append(g.files, l.Name)
	return nil
}

func firstOf(row func(string) string, columns []string) string {
	for _, c := range columns {
		if v := row(c); v != "" {
			return v
		}
	}
	return ""
}

// grids puts a record on the pack's grid, where longitudes run from -270 to 90.
func grids(r shapefile.Record) [][][]pack.Grid {
	var out [][][]pack.Grid
	for _, polygon := range r.Polygons {
		var rings [][]pack.Grid
		for n, ring := range polygon {
			var points []pack.Grid
			for _, p := range ring {
				if p.Lon > 90 {
					p.Lon -= 360
				}
				at := pack.Grid{Lon: int32(math.Round(p.Lon * pack.Scale)), Lat: int32(math.Round(p.Lat * pack.Scale))}
				points = append(points, at)
			}
			if points = slices.Compact(points); len(points) > 1 && points[0] == points[len(points)-1] {
				points = points[:len(points)-1]
			}
			if len(points) > 2 {
				rings = append(rings, points)
			} else if n == 0 {
				break
			}
		}
		if len(rings) > 0 {
			out = append(out, rings)
		}
	}
	return out
}

func (g *gathered) encode() (Map, error) {
	if len(g.shapes) == 0 {
		return Map{}, fmt.Errorf("no map of %s could be read", g.kind.title)
	}
	l := pack.Topology(g.shapes).Thin(g.kind.steps)
	m := Map{Layer: g.kind.layer, Title: g.kind.title, Features: len(l.Features)}
	for _, arc := range l.Arcs {
		m.Points += len(arc)
	}
	var err error
	if m.Data, err = l.Encode(); err != nil {
		return m, err
	}
	sum := sha256.Sum256(m.Data)
	m.Digest = hex.EncodeToString(sum[:])
	m.File = fmt.Sprintf("%s-%s.bin.gz", g.kind.layer, m.Digest[:8])
	return m, nil
}
