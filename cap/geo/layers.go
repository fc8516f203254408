package geo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"syscall"

	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Index is the file that says which layers a folder holds.
const Index = "layers.json"

// LoadFrom gives the atlas of the built-in data pack with the layers of a folder in place of its own: those that
// ReadMaps made, beside the Index that WithMaps wrote. A folder without an Index is no fault. It refuses a layer that
// is not the one imported.
func LoadFrom(dir fs.FS) (*Atlas, error) {
	maps, err := Maps(dir)
	if err != nil {
		return nil, err
	}
	if len(maps) == 0 {
		return Load()
	}
	layers := map[string]pack.Layer{}
	for _, m := range maps {
		b, err := fs.ReadFile(dir, m.File)
		if err != nil {
			return nil, fmt.Errorf("the layer of %s cannot be read (%w): import %s again", m.Title, err, m.Source)
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != m.Digest {
			return nil, fmt.Errorf("%s is not what was imported: import %s again", m.File, m.Source)
		}
		if layers[m.Layer], err = pack.DecodeLayer(b); err != nil {
			return nil, fmt.Errorf("%s: %w", m.File, err)
		}
	}
	a, err := build(layers)
	if err != nil {
		return nil, err
	}
	a.maps = maps
	return a, nil
}

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
		if err == nil && (!fs.ValidPath(m.File) || !slices.ContainsFunc(Layers(), func(k string) bool { return k == m.Layer })) {
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
	slices.SortFunc(out, func(a, b Map) int { return slices.Index(Layers(), a.Layer) - slices.Index(Layers(), b.Layer) })
	b, err := json.MarshalIndent(out, "", "  ")
	return append(b, '\n'), err
}

// Layers are the layers that can be imported.
func Layers() []string {
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

// Imported are the layers that were imported, none in the built-in atlas.
func (a *Atlas) Imported() []Map {
	if a == nil {
		return nil
	}
	return a.maps
}

// outlined is ground that answers to codes and not to Touch: subdivisions, zones, waters.
type outlined struct {
	name    string
	regions []plane.Region
}

// listOf is the list that the codes of a layer are of.
func listOf(layer string) string {
	switch layer {
	case "zones", "marine":
		return "ugc:"
	case "clc":
		return "clc:"
	}
	return "sgc:"
}

// addOutlines takes the layers that only codes ask for. What an agency's own list of locations says stands before
// what was imported from elsewhere.
func (a *Atlas) addOutlines(layers map[string]pack.Layer) error {
	a.outlines = map[string]outlined{}
	for _, name := range []string{"subdivisions", "locations", "clc", "zones", "marine"} {
		l, ok := layers[name]
		if !ok {
			continue
		}
		drawn, _, err := draw(func() (pack.Layer, error) { return l, nil })
		if err != nil {
			return err
		}
		for _, d := range drawn {
			a.outlines[listOf(name)+string(d.district)] = outlined{d.name, d.regions}
		}
	}
	return nil
}
