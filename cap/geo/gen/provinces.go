package main

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	_ "modernc.org/sqlite" // GeoPackage is a SQLite file

	"bordercast/cap/geo/pack"
)

// provinceID is the district of each province, by the name Natural Earth gives it.
var provinceID = map[string]string{
	"Newfoundland and Labrador": "ca/nl", "Prince Edward Island": "ca/pe", "Nova Scotia": "ca/ns",
	"New Brunswick": "ca/nb",
	"Québec":        "ca/qc", "Ontario": "ca/on", "Manitoba": "ca/mb", "Saskatchewan": "ca/sk", "Alberta": "ca/ab",
	"British Columbia": "ca/bc", "Yukon": "ca/yt", "Northwest Territories": "ca/nt", "Nunavut": "ca/nu",
}

// inland is how closely provinces are kept (km): Natural Earth itself is off by more.
const inland = 0.1

// readProvinces draws the provinces. Where Natural Earth lets a province and a state share an edge, the border line
// takes its place; the states themselves are made of counties and not kept.
func readProvinces(in inputs, border *index) (pack.Layer, error) {
	shapes, err := readGeoPackage(in.path("qgis", "usr", "share", "qgis", "resources", "data", "world_map.gpkg"))
	if err != nil {
		return pack.Layer{}, err
	}
	l := pack.Topology(shapes)
	moved := map[pack.Grid]pack.Grid{}
	ends := make([][2]pack.Grid, len(l.Arcs))
	for n, who := range users(l) {
		arc := l.Arcs[n]
		ends[n] = [2]pack.Grid{arc[0], arc[len(arc)-1]}
		abroad := len(who) == 2 && (l.Features[who[0]].ID == "") != (l.Features[who[1]].ID == "")
		if a, b := border.near(arc[0]), border.near(arc[len(arc)-1]); abroad && a.km < 20 && b.km < 20 && a.line == b.line {
			if line := border.between(a, b); alike(length(arc), length(line)) {
				l.Arcs[n], moved[ends[n][0]], moved[ends[n][1]] = line, a.at, b.at
				continue
			}
		}
		if !abroad {
			l.Arcs[n] = simplifyArc(arc, inland)
		}
	}
	l = moveEnds(l, ends, moved)
	var keep []pack.Feature
	for _, f := range l.Features {
		if f.ID != "" {
			keep = append(keep, f)
		}
	}
	l.Features = keep
	if len(keep) != len(provinceID) {
		return l, fmt.Errorf("the map has %d of the %d provinces", len(keep), len(provinceID))
	}
	return prune(l), nil
}

// readGeoPackage gives Canada's provinces by their district, and the states without one.
func readGeoPackage(path string) ([]pack.Shape, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(`SELECT name, geom FROM states_provinces WHERE adm0_a3 IN ('CAN', 'USA') ORDER BY fid`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []pack.Shape
	for rows.Next() {
		var name sql.NullString
		var blob []byte
		if err := rows.Scan(&name, &blob); err != nil {
			return nil, err
		}
		polygons, err := readGeometry(blob)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name.String, err)
		}
		name.String = strings.TrimSpace(name.String)
		out = append(out, pack.Shape{ID: provinceID[name.String], Name: name.String, Polygons: grids(polygons)})
	}
	return out, rows.Err()
}

// readGeometry reads GeoPackage's header and the MultiPolygon behind it, in little-endian WKB.
func readGeometry(b []byte) (out [][][][2]float64, err error) {
	envelopes := []int{0, 32, 48, 48, 64}
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' || int(b[3]>>1&7) >= len(envelopes) {
		return nil, errors.New("it has no GeoPackage geometry")
	}
	w := &wkb{b: b[min(len(b), 8+envelopes[b[3]>>1&7]):]}
	w.head(6)
	for range w.count() {
		w.head(3)
		var polygon [][][2]float64
		for range w.count() {
			var ring [][2]float64
			for range w.count() {
				ring = append(ring, [2]float64{w.float(), w.float()})
			}
			polygon = append(polygon, ring)
		}
		out = append(out, polygon)
	}
	if w.short {
		return nil, errors.New("its geometry is no MultiPolygon in little-endian WKB")
	}
	return out, nil
}

type wkb struct {
	b     []byte
	short bool
}

func (w *wkb) take(n int) []byte {
	if len(w.b) < n {
		w.short, w.b = true, nil
		return make([]byte, n)
	}
	out := w.b[:n]
	w.b = w.b[n:]
	return out
}

func (w *wkb) head(kind uint32) {
	order := w.take(1)[0]
	w.short = w.short || binary.LittleEndian.Uint32(w.take(4)) != kind || order != 1
}

func (w *wkb) count() int {
	n := int(binary.LittleEndian.Uint32(w.take(4)))
	if n > len(w.b) {
		w.short = true
		return 0
	}
	return n
}

func (w *wkb) float() float64 { return math.Float64frombits(binary.LittleEndian.Uint64(w.take(8))) }
