package main

import (
	"debug/elf"
	"debug/gosym"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/geo/pack"
)

// Aims for the map, beside those in readings of a 17 KB alert by etree, which took 400 µs where the aims were set.
const (
	mostSite   = 25 * time.Microsecond
	mostDecode = 50 * time.Millisecond
	mostSize   = 15 << 20
	aimedAt    = 400 * time.Microsecond
)

// theMap is what the map costs: loaded once, asked for each alert, carried in the program. It must be the first to ask.
func theMap(s settings) error {
	before, start := worked(), time.Now()
	atlas, err := geo.Load()
	if err != nil {
		return err
	}
	decode, wall := worked()-before, time.Since(start)
	doc, err := anAlert()
	if err != nil {
		return err
	}
	yard, err := measure(func() error { return etree.NewDocument().ReadFromBytes(doc) })
	if err != nil {
		return err
	}
	sites := siteTimes(atlas, borderAreas(200))
	t := newTable("the map", "measured", "aim", "beside it")
	inReadings(t, "where a polygon at the border is, median of 200", sites.at(0.5), mostSite, yard.each,
		fmt.Sprintf("p99 %s", exact(sites.at(0.99))))
	inReadings(t, "decode of the data pack, once and cold, of processor", decode, mostDecode, yard.each,
		fmt.Sprintf("%s by the clock", exact(wall)))
	if err := sizeRow(t, s.program); err != nil {
		return err
	}
	t.end()
	return nil
}

// inReadings is a time beside its aim, and both in readings by etree.
func inReadings(t table, name string, took, most, yard time.Duration, beside string) {
	t.row(name, exact(took), aim(took <= most, "≤ "+exact(most)), beside)
	share, aimed := took.Seconds()/yard.Seconds(), most.Seconds()/aimedAt.Seconds()
	t.row("  in readings by etree", fmt.Sprintf("%.3g", share), aim(share <= aimed, fmt.Sprintf("≤ %.3g", aimed)),
		fmt.Sprintf("one is %s now", exact(yard)))
}

func exact(d time.Duration) string {
	if d < time.Millisecond {
		return fmt.Sprintf("%.1f µs", float64(d.Nanoseconds())/1e3)
	}
	return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
}

// anAlert is the alert that etree reads.
func anAlert() ([]byte, error) {
	l, err := newLetters(cap.CA, "map", 1)
	if err != nil {
		return nil, err
	}
	doc, _ := l.letter(1)
	return doc, nil
}

// borderAreas are fictional areas of 5 to 30 corners, some 20 to 200 km across, within half a degree of the border
// between Maine and New Brunswick or of the 49th parallel. They are the same ones in each run.
func borderAreas(n int) []cap.Area {
	r := rand.New(rand.NewPCG(7, 8))
	out := make([]cap.Area, n)
	for i := range out {
		at := cap.Point{Lat: 45.2 + r.Float64()*1.9, Lon: -67.8}
		if i%3 > 0 {
			at = cap.Point{Lat: 49, Lon: -122 + r.Float64()*27}
		}
		at.Lat += r.Float64() - .5
		at.Lon += r.Float64() - .5
		out[i] = cap.Area{Desc: fmt.Sprintf("Exercise area %d", i+1),
			Polygons: []string{star(at, 5+r.IntN(26), .1+r.Float64()*.8)}}
	}
	return out
}

// star is a ring around a point, size degrees high and low of it at most.
func star(at cap.Point, corners int, size float64) string {
	var text []string
	for c := range corners + 1 {
		angle := 2 * math.Pi * float64(c%corners) / float64(corners)
		d := size * (.4 + .6*math.Abs(math.Sin(float64(c%corners)*1.7)))
		text = append(text, fmt.Sprintf("%.4f,%.4f", at.Lat+d*math.Sin(angle), at.Lon+1.4*d*math.Cos(angle)))
	}
	return strings.Join(text, " ")
}

// siteTimes is the processor time for each area, of a hundred askings, the least of three such rounds.
func siteTimes(atlas *geo.Atlas, areas []cap.Area) times {
	const often = 100
	best := slices.Repeat(times{math.MaxInt64}, len(areas))
	for range 3 {
		for n := range areas {
			start := worked()
			for range often {
				atlas.Site(areas[n : n+1])
			}
			best[n] = min(best[n], (worked()-start)/often)
		}
	}
	return best
}

// sizeRow is what the map takes of the program: its embedded files and the machine code of its packages.
func sizeRow(t table, program string) error {
	code, err := codeSize(program, "bordercast/cap/geo")
	if err != nil {
		return fmt.Errorf("the program %s: %w; `make build` makes it", program, err)
	}
	total := pack.Size() + code
	t.row("the map in the program", fmt.Sprintf("%.2f MB", float64(total)/(1<<20)), aim(total <= mostSize, "≤ 15 MB"),
		fmt.Sprintf("files %d KB, code %d KB", pack.Size()>>10, code>>10))
	return nil
}

// codeSize is the machine code of a package and those under it, by the table of functions that every Go program keeps.
func codeSize(program, under string) (int, error) {
	f, err := elf.Open(program)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	section := f.Section(".gopclntab")
	if section == nil {
		return 0, fmt.Errorf("it has no table of functions")
	}
	lines, err := section.Data()
	if err != nil {
		return 0, err
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(lines, f.Section(".text").Addr))
	if err != nil {
		return 0, err
	}
	size := 0
	for _, fn := range table.Funcs {
		if strings.HasPrefix(fn.Name, under+".") || strings.HasPrefix(fn.Name, under+"/") {
			size += int(fn.End - fn.Entry)
		}
	}
	return size, nil
}
