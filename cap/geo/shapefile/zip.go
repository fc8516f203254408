package shapefile

import (
	"archive/zip"
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// What a zip may unpack to. Statistics Canada's largest map has about 600 MB.
const (
	maxFile  = 1 << 30
	maxAll   = 3 << 29
	maxFiles = 10_000
	maxText  = 1 << 16 // of a .prj or .cpg file
	bomb     = 1 << 26 // from here on a file that shrank more than
	shrunk   = 200     // so many times is no map
)

// Open reads the shapefiles of a zip, in the order of their names. Those that cannot be read come back as faults
// beside the others: a zip may hold maps that are none of ours.
func Open(r io.ReaderAt, size int64) (layers []Layer, faults []error, err error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil, fmt.Errorf("it is no zip, or it is cut short (%w): download it again", err)
	}
	if len(z.File) > maxFiles {
		return nil, nil, fmt.Errorf("it holds %d files, more than any map needs", len(z.File))
	}
	files := map[string]*zip.File{}
	var maps []string
	total := uint64(0)
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		files[name] = f
		if ext := path.Ext(name); ext == ".shp" || ext == ".dbf" {
			total += f.UncompressedSize64
		}
		if path.Ext(name) == ".shp" && !strings.HasPrefix(path.Base(name), "._") {
			maps = append(maps, f.Name)
		}
	}
	if total > maxAll {
		return nil, nil, fmt.Errorf("its maps unpack to %d MB, more than %d: import them one by one", total>>20, maxAll>>20)
	}
	if len(maps) == 0 {
		return nil, nil, fmt.Errorf("it holds no shapefile (.shp)")
	}
	slices.SortFunc(maps, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for _, name := range maps {
		if l, err := open(files, name); err != nil {
			faults = append(faults, err)
		} else {
			layers = append(layers, l)
		}
	}
	return layers, faults, nil
}

func open(files map[string]*zip.File, name string) (Layer, error) {
	stem := strings.TrimSuffix(strings.ToLower(name), ".shp")
	title := path.Base(name)[:len(path.Base(name))-len(".shp")]
	shp, err := unpack(files[stem+".shp"], maxFile)
	if err != nil {
		return Layer{}, err
	}
	if files[stem+".dbf"] == nil {
		return Layer{}, fmt.Errorf("%s.shp has no table (.dbf) beside it", title)
	}
	dbf, err := unpack(files[stem+".dbf"], maxFile)
	if err != nil {
		return Layer{}, err
	}
	prj, err := unpack(files[stem+".prj"], maxText)
	if err != nil {
		return Layer{}, err
	}
	cpg, err := unpack(files[stem+".cpg"], maxText)
	if err != nil {
		return Layer{}, err
	}
	return New(title, shp, dbf, string(prj), string(cpg))
}

// unpack reads one file, never more than the zip announces and a file may have; nil where there is none.
func unpack(f *zip.File, most uint64) ([]byte, error) {
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > most {
		return nil, fmt.Errorf("%s unpacks to %d bytes, more than %d", path.Base(f.Name), f.UncompressedSize64, most)
	}
	if f.UncompressedSize64 > bomb && f.UncompressedSize64/shrunk > f.CompressedSize64 {
		return nil, fmt.Errorf("%s unpacks to %d times its size, as no map does", path.Base(f.Name),
			f.UncompressedSize64/max(1, f.CompressedSize64))
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be unpacked: %w", path.Base(f.Name), err)
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1))
	if err != nil || uint64(len(b)) > f.UncompressedSize64 {
		return nil, fmt.Errorf("%s is damaged inside the zip (%v): download it again", path.Base(f.Name), err)
	}
	return b, nil
}
