package geo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/names"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/places"
	"bordercast/cap/geo/plane"
)

// Atlas is the map: who asks it gives a Shape and is told what it touches. Load it once; it is not changed afterwards,
// and any number of goroutines may ask.
type Atlas struct {
	ground   *ground.Map // counties, provinces and the two countries, and census divisions where they were imported
	places   *places.Index
	zones    *forecastZones
	ports    []Port
	border   *border
	outlines outlines
	divided  map[District]bool // provinces whose census divisions have outlines
	maps     []agency.Map
}

// Place is a town or a part of one, with the district that its source puts it in: "us/me/029", "ca/nb/1302", or the
// province where the source says no more.
type Place struct {
	Name     string    `json:"name"`
	District District  `json:"district"`
	At       cap.Point `json:"at"`
}

func placeOf(p *places.Place) Place { return Place{p.Name, District(p.District), p.At} }

// Port is a crossing of the border.
type Port struct {
	Name string    `json:"name"`
	US   string    `json:"us"`
	CA   string    `json:"ca"`
	At   cap.Point `json:"at"`
}

// Load gives the atlas of the built-in data pack. The first call decodes it, which takes some tens of milliseconds;
// the others give the same atlas.
func Load() (*Atlas, error) { return loaded() }

var loaded = sync.OnceValues(func() (*Atlas, error) { return build(nil) })

// build reads the layers side by side, for the longest of them takes most of the time. Those given stand for its own.
func build(given map[string]pack.Layer) (*Atlas, error) {
	a := &Atlas{divided: map[District]bool{}}
	var counties, provinces, countries, divisions []ground.Drawn
	draw := func(to *[]ground.Drawn, shared **plane.Lines, read func() (pack.Layer, error)) func() error {
		return func() error {
			l, err := read()
			if err != nil {
				return err
			}
			var lines *plane.Lines
			if *to, lines = ground.Draw(l); shared != nil {
				*shared = lines
			}
			return nil
		}
	}
	var line *plane.Lines
	steps := []func() error{
		draw(&counties, nil, or(given, "counties", pack.Counties)),
		draw(&provinces, nil, pack.Provinces),
		draw(&countries, &line, pack.Countries),
		draw(&divisions, nil, or(given, "divisions", none)),
		func() error { a.outlines = drawOutlines(given); return nil },
		func() (err error) { a.places, err = places.Read(); return err },
		func() (err error) { a.zones, err = readZones(); return err },
		func() (err error) { a.ports, err = readPorts(); return err },
	}
	errs := make([]error, len(steps))
	var wait sync.WaitGroup
	for n, step := range steps {
		wait.Go(func() { errs[n] = step() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	known(counties, ground.County, func(id string) string { return lists.SAME("0" + id) })
	known(divisions, ground.Division, lists.Location)
	known(provinces, ground.Province, func(id string) string { return id + "/_" })
	known(countries, ground.Country, func(id string) string { return id + "/_/_" })
	for _, d := range divisions {
		a.divided[District("ca/"+District(d.ID).Region()+"/_")] = true
	}
	a.ground = ground.New(counties, provinces, countries, divisions)
	a.border = &border{lines: line}
	return a, nil
}

// known says what the features of a layer are: their districts and titles.
func known(layer []ground.Drawn, kind ground.Kind, district func(id string) string) {
	for n := range layer {
		l := &layer[n]
		l.Kind, l.ID = kind, district(l.ID)
		l.Title = called(District(l.ID), l.Name)
	}
}

func or(given map[string]pack.Layer, name string, own func() (pack.Layer, error)) func() (pack.Layer, error) {
	if l, ok := given[name]; ok {
		return func() (pack.Layer, error) { return l, nil }
	}
	return own
}

func none() (pack.Layer, error) { return pack.Layer{}, nil }

// point is a position as CAP writes it: longitudes from -180 to 180.
func point(p plane.LonLat) cap.Point {
	return cap.Point{Lat: p.Lat, Lon: math.Remainder(p.Lon, 360)}
}

// pointOf is a point of the data pack as CAP writes it.
func pointOf(p pack.Grid) cap.Point {
	lon, lat := p.Degrees()
	return point(plane.LonLat{Lon: lon, Lat: lat})
}

// Name is what the map calls a district: "Washington County, Maine", "New Brunswick"; the district's own name where
// the map has none.
func (a *Atlas) Name(d District) string {
	if a != nil {
		if l := a.ground.Land(string(d)); l != nil {
			return l.Title
		}
	}
	return d.NameEN()
}

// called is the title of a land whose source names it so: with its region where it is a district.
func called(d District, name string) string {
	_, known := names.Of(string(d))
	switch {
	case known && d.Side() == cap.CA:
		return d.NameEN()
	case !d.Whole():
		return name + ", " + names.Region(string(d)).EN
	default:
		return names.Region(string(d)).EN
	}
}

func readPorts() (out []Port, err error) {
	ports, err := pack.Ports()
	for _, p := range ports {
		out = append(out, Port{Name: p.Name, US: p.US, CA: p.CA, At: pointOf(p.At)})
	}
	return out, err
}

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
