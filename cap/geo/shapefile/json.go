package shapefile

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"bordercast/cap/geo/plane"
)

// mostJSON is how large (bytes) a GeoJSON or TopoJSON file may be.
const mostJSON = 1 << 29

// geometry is that of a feature: GeoJSON's coordinates (RFC 7946), TopoJSON's arcs.
type geometry struct {
	Type        string
	Coordinates json.RawMessage
	Arcs        json.RawMessage
	Properties  map[string]any
	Geometries  []geometry
}

// OpenJSON reads a GeoJSON FeatureCollection, which is one layer, or a TopoJSON topology, whose objects are one each.
// Their columns are the names of the properties in capitals; positions are degrees, longitude first.
func OpenJSON(name string, b []byte) ([]Layer, error) {
	if len(b) > mostJSON {
		return nil, fmt.Errorf("%s is larger than %d MB", name, mostJSON>>20)
	}
	var f struct {
		Type     string
		Features []struct {
			Properties map[string]any
			Geometry   geometry
		}
		Objects   map[string]geometry
		Transform *struct{ Scale, Translate [2]float64 }
		Arcs      [][][]float64
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("%s is no GeoJSON and no TopoJSON: %w", name, err)
	}
	switch f.Type {
	case "FeatureCollection":
		l := Layer{Name: name}
		for n, feature := range f.Features {
			feature.Geometry.Properties = feature.Properties
			if err := l.append(feature.Geometry, nil); err != nil {
				return nil, fmt.Errorf("%s, feature %d: %w", name, n+1, err)
			}
		}
		return []Layer{l}, nil
	case "Topology":
		arcs := make([][]plane.LonLat, len(f.Arcs))
		for n, arc := range f.Arcs {
			x, y := 0.0, 0.0
			for _, p := range arc {
				if len(p) < 2 {
					return nil, fmt.Errorf("%s: arc %d has a position of %d numbers", name, n, len(p))
				}
				if at := (plane.LonLat{Lon: p[0], Lat: p[1]}); f.Transform != nil {
					x, y = x+p[0], y+p[1]
					at = plane.LonLat{Lon: x*f.Transform.Scale[0] + f.Transform.Translate[0], Lat: y*f.Transform.Scale[1] +
						f.Transform.Translate[1]}
					arcs[n] = append(arcs[n], at)
				} else {
					arcs[n] = append(arcs[n], at)
				}
			}
		}
		var out []Layer
		for object, g := range f.Objects {
			l := Layer{Name: object}
			for n, part := range g.Geometries {
				if err := l.append(part, arcs); err != nil {
					return nil, fmt.Errorf("%s, %s, geometry %d: %w", name, object, n+1, err)
				}
			}
			out = append(out, l)
		}
		slices.SortFunc(out, func(a, b Layer) int { return strings.Compare(a.Name, b.Name) })
		return out, nil
	}
	return nil, fmt.Errorf("%s is no FeatureCollection of GeoJSON and no Topology of TopoJSON", name)
}

// append adds a feature to a layer that is read from JSON.
func (l *Layer) append(g geometry, arcs [][]plane.LonLat) error {
	var polygons [][][]plane.LonLat
	var err error
	switch {
	case arcs == nil && g.Type == "Polygon":
		polygons = make([][][]plane.LonLat, 1)
		polygons[0], err = rings(g.Coordinates)
	case arcs == nil && g.Type == "MultiPolygon":
		var each []json.RawMessage
		if err = json.Unmarshal(g.Coordinates, &each); err == nil {
			for _, one := range each {
				var p [][]plane.LonLat
				if p, err = rings(one); err != nil {
					break
				}
				polygons = append(polygons, p)
			}
		}
	case g.Type == "Polygon":
		var of [][]int
		if err = json.Unmarshal(g.Arcs, &of); err == nil {
			polygons, err = joined([][][]int{of}, arcs)
		}
	case g.Type == "MultiPolygon":
		var of [][][]int
		if err = json.Unmarshal(g.Arcs, &of); err == nil {
			polygons, err = joined(of, arcs)
		}
	}
	if err != nil {
		return err
	}
	r := Record{Values: make([]string, len(l.Columns)), Polygons: polygons}
	for name, value := range g.Properties {
		column := strings.ToUpper(name)
		n := slices.Index(l.Columns, column)
		if n < 0 {
			n = len(l.Columns)
			l.Columns = append(l.Columns, column)
		}
		for len(r.Values) <= n {
			r.Values = append(r.Values, "")
		}
		switch v := value.(type) {
		case string:
			r.Values[n] = strings.TrimSpace(v)
		case float64:
			r.Values[n] = fmt.Sprintf("%.0f", v)
		}
	}
	l.records = append(l.records, r)
	return nil
}

// rings are those of a polygon of GeoJSON.
func rings(b json.RawMessage) ([][]plane.LonLat, error) {
	var positions [][][]float64
	if err := json.Unmarshal(b, &positions); err != nil {
		return nil, err
	}
	out := make([][]plane.LonLat, len(positions))
	for n, ring := range positions {
		for _, p := range ring {
			if len(p) < 2 {
				return nil, fmt.Errorf("a position has %d numbers", len(p))
			}
			at := plane.LonLat{Lon: p[0], Lat: p[1]}
			if !onEarth(at) {
				return nil, fmt.Errorf("%g, %g is no position in degrees", p[0], p[1])
			}
			out[n] = append(out[n], at)
		}
	}
	return out, nil
}

// joined are the rings of polygons of TopoJSON: arcs one after another, a negative one backwards.
func joined(polygons [][][]int, arcs [][]plane.LonLat) ([][][]plane.LonLat, error) {
	out := make([][][]plane.LonLat, len(polygons))
	for i, polygon := range polygons {
		out[i] = make([][]plane.LonLat, len(polygon))
		for j, ring := range polygon {
			for _, a := range ring {
				k := max(a, ^a)
				if k >= len(arcs) {
					return nil, fmt.Errorf("there is no arc %d", k)
				}
				arc := arcs[k]
				if a < 0 {
					arc = slices.Clone(arc)
					slices.Reverse(arc)
				}
				for _, p := range arc {
					if !onEarth(p) {
						return nil, fmt.Errorf("%g, %g is no position in degrees", p.Lon, p.Lat)
					}
				}
				out[i][j] = append(out[i][j], arc...)
			}
		}
	}
	return out, nil
}

func onEarth(p plane.LonLat) bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 360 }
