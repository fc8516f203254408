package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bordercast/cap/geo/pack"
)

// write checks the layers and writes the pack.
func write(dir string, l layers, t tables, in inputs) error {
	report, err := measure(l, t)
	if err != nil {
		return err
	}
	files := []struct {
		name, licence string
		encode        func() ([]byte, error)
	}{
		{"countries.bin.gz", "ODbL 1.0", l.countries.Encode},
		{"counties.bin.gz", "ODbL 1.0 (Census, public domain, with the border drawn in)", l.counties.Encode},
		{"provinces.bin.gz", "ODbL 1.0 (Natural Earth, public domain, with the border drawn in)", l.provinces.Encode},
		{"places.bin.gz", "CC BY 4.0", func() ([]byte, error) { return pack.EncodePlaces(t.places) }},
		{"zones.bin.gz", "public domain", func() ([]byte, error) { return pack.EncodeZones(t.zones) }},
		{"clocks.bin.gz", "ODbL 1.0", l.clocks.Encode},
		{"clocks.csv", "ODbL 1.0", func() ([]byte, error) { return countyClocks(l.clocks, l.counties), nil }},
		{"base.bin.gz", "public domain (Natural Earth)", l.base.Encode},
		{"ports.csv", "our own", func() ([]byte, error) { return t.ports, nil }},
	}
	var table strings.Builder
	for _, f := range files {
		b, err := f.encode()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.name), b, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&table, "| `%s` | %d | %s | `%x` |\n", f.name, len(b), f.licence, sha256.Sum256(b))
	}
	return os.WriteFile(filepath.Join(dir, "SOURCES.md"), []byte(sourcesText(table.String(), report, in)), 0o644)
}

func sourcesText(files, report string, in inputs) string {
	var b strings.Builder
	b.WriteString("# What the data pack is made of\n\nWritten by `go run ./cap/geo/gen`; do not edit. The same inputs give the same bytes.\n\n" +
		"## Files\n\n| file | bytes | licence | SHA-256 |\n|---|---|---|---|\n" + files +
		"\nThe first three and the two of clocks hold data © OpenStreetMap contributors, under the Open Database License 1.0; who passes them on passes that on.\n" +
		"Places: © GeoNames, CC BY 4.0, cut to Canada and the border states. Census divisions of Canadian places, and points of Canada without a name: `cap/geo/gen/divisions.csv`, by Statistics Canada's Standard Geographical Classification.\n\n" +
		"## Inputs\n\n| package | for | licence | SHA-256 of the package |\n|---|---|---|---|\n")
	for _, s := range sources {
		name := "npm " + s.npm
		switch {
		case s.deb != "":
			name = "Debian " + s.deb
		case s.module != "":
			name = "Go " + s.module
		}
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` |\n", name, s.use, s.licence, in.sha256[s.file])
	}
	b.WriteString("\n## Measured when it was made\n\n" + report)
	return b.String()
}
