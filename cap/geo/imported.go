package geo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"

	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// LoadFrom gives the atlas of the built-in data pack with the layers of a folder in place of its own: those that
// agency.Read made, beside the Index that agency.WithMaps wrote. A folder without an Index is no fault. It refuses a
// layer that is not the one imported.
func LoadFrom(dir fs.FS) (*Atlas, error) {
	maps, err := agency.Maps(dir)
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

// Imported are the layers that were imported, none in the built-in atlas.
func (a *Atlas) Imported() []agency.Map {
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

// outlines are such grounds by list and code: "ugc:MEZ029", "sgc:1310032".
type outlines map[string]outlined

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

// drawOutlines takes the layers that only codes ask for. What an agency's own list of locations says stands before what
// was imported from elsewhere.
func drawOutlines(layers map[string]pack.Layer) outlines {
	out := outlines{}
	for _, name := range []string{"subdivisions", "locations", "clc", "zones", "marine"} {
		l, ok := layers[name]
		if !ok {
			continue
		}
		drawn, _ := ground.Draw(l)
		for _, d := range drawn {
			out[listOf(name)+d.ID] = outlined{d.Name, d.Regions}
		}
	}
	return out
}
