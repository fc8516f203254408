package agency

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"
)

// Index is the file that says which layers a folder holds.
const Index = "layers.json"

// Maps are the layers that a folder holds, none where it has no Index.
func Maps(dir fs.FS) ([]Map, error) {
	b, err := fs.ReadFile(dir, Index)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil
	}
	var maps []Map
	if err == nil {
		err = json.Unmarshal(b, &maps)
	}
	for _, m := range maps {
		if err == nil && (!fs.ValidPath(m.File) || !slices.Contains(layers(), m.Layer)) {
			err = fmt.Errorf("it names the layer %q in %q", m.Layer, m.File)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the list of imported layers, %s, cannot be read (%w): import them again", Index, err)
	}
	return maps, nil
}

// WithMaps is the Index of a folder once new layers are put into it.
func WithMaps(old, new []Map) ([]byte, error) {
	out := slices.Clone(new)
	for _, m := range old {
		if !slices.ContainsFunc(new, func(n Map) bool { return n.Layer == m.Layer }) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Map) int {
		return slices.Index(layers(), a.Layer) - slices.Index(layers(), b.Layer)
	})
	b, err := json.MarshalIndent(out, "", "  ")
	return append(b, '\n'), err
}

// layers are the layers that can be imported.
func layers() []string {
	return []string{"counties", "zones", "marine", "divisions", "subdivisions", "locations", "clc"}
}

// BuiltIn says what the built-in map has of a layer.
func BuiltIn(layer string) string {
	switch layer {
	case "counties":
		return "3,231 counties of 2023, drawn along OpenStreetMap's border"
	case "zones":
		return "no outlines: the counties of the nearest towns stood for zones"
	case "divisions":
		return "no outlines: they were estimated from places"
	}
	return "nothing"
}
