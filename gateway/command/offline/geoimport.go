package offline

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"bordercast/cap/geo/agency"
	"bordercast/gateway/command/cli"
)

type geoImportCmd struct {
	cli.Place
	Files []string `arg:"" name:"zip" help:"The official zips, as downloaded; or the same maps as GeoJSON or TopoJSON."`
	JSON  bool     `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (geoImportCmd) Help() string {
	return `Reads maps as the agencies publish them and puts them in the place of the built-in layers, in the folder geo of
the gateway's data. Maps are known by their columns; what is not known is refused.

    Statistics Canada     census divisions (lcd_….zip) and subdivisions (lcsd….zip), ArcInfo
    Environment Canada    MSC_Geography_Pkg_….zip: forecast regions and CAP-CP locations, unprojected
    Weather Service       counties (c_….zip), public zones (z_….zip), marine zones (mz….zip)

With census divisions imported, districts in Canada are exact instead of estimated. A running gateway takes them at its
next start.

    bordercast geo import lcd_000b21a_e.zip mz16ap26.zip
    bordercast geo import --data /var/lib/bordercast c_16ap26.zip z_16ap26.zip

Exit codes: 0 all was imported, 1 a file was refused, in part or as a whole, 2 a file could not be read or the folder
not written.`
}

// importView is the JSON of what was imported.
type importView struct {
	Imported []replacedMap `json:"imported"`
	Refused  []string      `json:"refused"`
}

type replacedMap struct {
	agency.Map
	Replaces string `json:"replaces"`
}

// Run imports one file after another: what is refused hinders no other.
func (c geoImportCmd) Run(e *cli.Env) error {
	dir, err := c.GeoFolder()
	if err != nil {
		return err
	}
	view := importView{[]replacedMap{}, []string{}}
	worst := 0
	for _, file := range c.Files {
		maps, faults, err := readZip(file)
		if err != nil {
			faults = []error{err}
		}
		if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
			worst = 2
		}
		for _, f := range faults {
			worst = max(worst, 1)
			view.Refused = append(view.Refused, f.Error())
		}
		replaced, err := putMaps(dir, maps)
		if err != nil {
			return err
		}
		view.Imported = append(view.Imported, replaced...)
	}
	if c.JSON {
		err = e.JSON(view)
	} else {
		printImported(e, view, dir)
	}
	return cmp.Or(err, cli.Said(worst))
}

func readZip(file string) ([]agency.Map, []error, error) {
	f, err := cli.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	return agency.Read(filepath.Base(file), f, info.Size())
}

// putMaps writes layers, then the index that names them, and takes away the files that nothing names any more. A
// gateway that starts in between finds the old index and the old files.
func putMaps(dir string, maps []agency.Map) ([]replacedMap, error) {
	if len(maps) == 0 {
		return nil, nil
	}
	old, err := agency.Maps(os.DirFS(dir))
	if err != nil {
		old = nil // a damaged index is what an import mends
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for _, m := range maps {
		if err := writeWhole(filepath.Join(dir, m.File), m.Data); err != nil {
			return nil, err
		}
	}
	index, err := agency.WithMaps(old, maps)
	if err == nil {
		err = writeWhole(filepath.Join(dir, agency.Index), index)
	}
	if err != nil {
		return nil, err
	}
	var out []replacedMap
	for _, m := range maps {
		r := replacedMap{m, agency.BuiltIn(m.Layer)}
		if n := slices.IndexFunc(old, func(o agency.Map) bool { return o.Layer == m.Layer }); n >= 0 {
			r.Replaces = fmt.Sprintf("%d of %s", old[n].Features, old[n].Source)
			if old[n].File != m.File {
				err = errors.Join(err, os.Remove(filepath.Join(dir, old[n].File)))
			}
		}
		out = append(out, r)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return out, err
}

// writeWhole writes a file so that it is there whole or not at all.
func writeWhole(file string, b []byte) error {
	if err := os.WriteFile(file+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

func printImported(e *cli.Env, v importView, dir string) {
	for _, m := range v.Imported {
		vintage := ""
		if m.Vintage != "" {
			vintage = ", vintage " + m.Vintage
		}
		e.Printf("%s\n", e.Paint(cli.Bold, cli.Plain(m.Title)))
		e.Indented("  ", cli.Plain(fmt.Sprintf("%d from %s%s, %d points, %d KB", m.Features, m.Source, vintage, m.Points,
			len(m.Data)>>10)))
		e.Printf("  sha256 %s\n", m.SHA256)
		e.Indented("  ", cli.Plain("instead of "+m.Replaces))
	}
	if len(v.Imported) > 0 {
		e.Printf("\nIn %s; a running gateway takes them at its next start.\n", cli.Plain(dir))
	}
	for _, r := range v.Refused {
		e.Sayf("bordercast: %s\n", cli.PlainLines(r))
	}
}
