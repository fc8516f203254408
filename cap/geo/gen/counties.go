package main

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"strings"

	"bordercast/cap/geo/pack"
)

func asType[T error](err error, target *T) bool { return errors.As(err, target) }

func round(degrees float64) int32 { return int32(math.Round(degrees * pack.Scale)) }

// topojson is what of TopoJSON the atlases use.
type topojson struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]int
	Objects   map[string]struct{ Geometries []geometry }
}

// geometry is a named piece of ground, made of arcs.
type geometry struct {
	Type       string
	Arcs       json.RawMessage
	ID         string
	Properties struct {
		Name string
		Of   string `json:"gu"` // the country of a state or province
	}
}

// readCounties takes the counties of 2023, Connecticut's from 2017, and moves their outer edge onto the border.
func readCounties(in inputs, border *index) (pack.Layer, error) {
	names, err := countyNames(in)
	if err != nil {
		return pack.Layer{}, err
	}
	new, err := readAtlas(in.path("atlas2023", "counties-10m.json"), func(id string) bool {
		return !strings.HasPrefix(id,
			"09")
	})
	if err != nil {
		return pack.Layer{}, err
	}
	old, err := readAtlas(in.path("atlas2017", "counties-10m.json"), func(id string) bool {
		return strings.HasPrefix(id,
			"09")
	})
	if err != nil {
		return pack.Layer{}, err
	}
	// One city, Falls Church in Virginia, is smaller than the atlases' grid.
	shapes := slices.DeleteFunc(append(new, old...), func(s pack.Shape) bool { return len(s.Polygons) == 0 })
	for n := range shapes {
		switch name := names[shapes[n].ID]; {
		case name != "":
			shapes[n].Name = name
		case strings.HasPrefix(shapes[n].ID, "09"):
			shapes[n].Name += " County"
		}
	}
	l := pack.Topology(shapes)
	used := users(l)
	return prune(conflate(l, border, func(arc int) bool { return len(used[arc]) == 1 })), nil
}

func readTopology(path string) (topojson, error) {
	var t topojson
	b, err := os.ReadFile(path)
	if err != nil {
		return t, err
	}
	err = json.Unmarshal(b, &t)
	return t, err
}

func readAtlas(path string, want func(id string) bool) ([]pack.Shape, error) {
	t, err := readTopology(path)
	if err != nil {
		return nil, err
	}
	arcs := t.points()
	var out []pack.Shape
	for _, g := range t.Objects["counties"].Geometries {
		if !want(g.ID) || g.Type == "" {
			continue
		}
		polygons, err := g.polygons()
		if err != nil {
			return nil, err
		}
		out = append(out, pack.Shape{ID: g.ID, Name: g.Properties.Name, Polygons: rings(polygons, arcs)})
	}
	return out, nil
}

// polygons are the rings of each polygon, as numbers of arcs.
func (g geometry) polygons() (polygons [][][]int, err error) {
	if g.Type != "Polygon" {
		err = json.Unmarshal(g.Arcs, &polygons)
		return polygons, err
	}
	polygons = make([][][]int, 1)
	err = json.Unmarshal(g.Arcs, &polygons[0])
	return polygons, err
}

// points undoes the differences and the scale.
func (t topojson) points() [][]pack.Grid {
	out := make([][]pack.Grid, len(t.Arcs))
	for n, arc := range t.Arcs {
		x, y := 0, 0
		for _, d := range arc {
			x, y = x+d[0], y+d[1]
			out[n] = append(out[n], toGrid(float64(x)*t.Transform.Scale[0]+t.Transform.Translate[0],
				float64(y)*t.Transform.Scale[1]+t.Transform.Translate[1]))
		}
	}
	return out
}

func rings(polygons [][][]int, arcs [][]pack.Grid) [][][]pack.Grid {
	var out [][][]pack.Grid
	for _, polygon := range polygons {
		var rs [][]pack.Grid
		for _, ring := range polygon {
			var points []pack.Grid
			for _, i := range ring {
				points = append(points, walk(arcs, i)...)
			}
			if points = clean(points); len(points) > 2 { // the atlas rounds rocks to nothing
				rs = append(rs, points)
			}
		}
		if len(rs) > 0 {
			out = append(out, rs)
		}
	}
	return out
}

// walk is an arc in its direction, without its last point.
func walk(arcs [][]pack.Grid, i int) []pack.Grid {
	if i >= 0 {
		return arcs[i][:len(arcs[i])-1]
	}
	arc := arcs[^i]
	out := make([]pack.Grid, 0, len(arc))
	for n := len(arc) - 1; n > 0; n-- {
		out = append(out, arc[n])
	}
	return out
}

// clean removes points that repeat the one before, and spikes that go out and come back the same way.
func clean(ring []pack.Grid) []pack.Grid {
	var out []pack.Grid
	for _, p := range ring {
		switch n := len(out); {
		case n > 0 && out[n-1] == p:
		case n > 1 && out[n-2] == p:
			out = out[:n-1]
		default:
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0] == out[len(out)-1] {
		out = out[:len(out)-1]
	}
	return out
}
