package geo

import (
	"math"
	"sync"

	"bordercast/cap"
	"bordercast/cap/geo/agency"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Atlas is the map: who asks it gives a Shape and is told what it touches. Load it once; it is not changed afterwards,
// and any number of goroutines may ask.
type Atlas struct {
	lands       []land // counties, provinces and the two countries
	parts       []part
	tree        *plane.Tree // over parts
	byDistrict  map[District]int
	border      *plane.Lines
	places      []Place
	placeTree   *plane.Tree
	codedPlaces []int32          // places of Canada that say their division, or that they are water
	codedTree   *plane.Tree      // over these
	coded       map[string]bool  // provinces whose places say their census division
	known       map[District]int // how many places are in each district
	zones       []Zone
	zoneOf      map[string]int
	zonesOf     map[District][]int
	ports       []Port
	clips       sync.Pool           // of *plane.Clip: memory to measure overlaps in
	outlines    map[string]outlined // by list and code, of imported layers
	divided     map[District]bool   // provinces whose census divisions have outlines
	maps        []agency.Map
	toCounties  sync.Map // zone → []District, by outlines, as far as anybody asked
	toBorder    sync.Map // District → distance: how far districts lie from the border, as far as anybody asked
}

// land is what one district, province or country consists of.
type land struct {
	district District
	name     string // by its source
	title    string // as Name gives it
	km2      float64
	parts    []int32
}

// part is one polygon of a land.
type part struct {
	region plane.Region
	land   int32
}

// Place is a town or a part of one, with the district that its source puts it in: "us/me/029", "ca/nb/1302", or the
// province where the source says no more.
type Place struct {
	Name     string    `json:"name"`
	District District  `json:"district"`
	At       cap.Point `json:"at"`
	xy       plane.XY
	province District // where it is Canadian, as "ca/nb/_"
	coded    bool     // its district is a census division, or water
	water    bool     // it is a point of water, where no division has ground
}

// Zone is a forecast zone of the National Weather Service. The pack has its middle and, found by the towns nearest
// to that, its counties; not its outline.
type Zone struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	At       cap.Point  `json:"at"`
	Counties []District `json:"counties"`
}

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
	a := &Atlas{
		byDistrict: map[District]int{}, coded: map[string]bool{}, known: map[District]int{}, divided: map[District]bool{},
		zoneOf: map[string]int{}, zonesOf: map[District][]int{},
	}
	var counties, provinces, countries, divisions []drawn
	var border *plane.Lines
	steps := []func() error{
		func() (err error) { counties, _, err = draw(or(given, "counties", pack.Counties)); return err },
		func() (err error) { provinces, _, err = draw(pack.Provinces); return err },
		func() (err error) { countries, border, err = draw(pack.Countries); return err },
		func() (err error) { divisions, _, err = draw(or(given, "divisions", none)); return err },
		func() error { return a.addOutlines(given) },
		a.readPlaces, a.readZones, a.readPorts,
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
	renamed(counties, func(id District) District { return District(lists.SAME("0" + string(id))) })
	renamed(divisions, func(id District) District { return District(lists.Location(string(id))) })
	renamed(provinces, func(id District) District { return id + "/_" })
	renamed(countries, func(id District) District { return id + "/_/_" })
	for _, d := range divisions {
		a.divided[District("ca/"+d.district.Region()+"/_")] = true
	}
	a.add(counties, provinces, countries, divisions)
	a.border = border
	return a, nil
}

// renamed turns the names of a layer's features into districts.
func renamed(layer []drawn, name func(id District) District) {
	for n := range layer {
		layer[n].district = name(layer[n].district)
	}
}

func or(given map[string]pack.Layer, name string, own func() (pack.Layer, error)) func() (pack.Layer, error) {
	if l, ok := given[name]; ok {
		return func() (pack.Layer, error) { return l, nil }
	}
	return own
}

func none() (pack.Layer, error) { return pack.Layer{}, nil }

// drawn is a land with its ground.
type drawn struct {
	land
	regions []plane.Region
}

// draw puts a layer on the map, and gives the lines that two features share.
func draw(read func() (pack.Layer, error)) ([]drawn, *plane.Lines, error) {
	l, err := read()
	if err != nil {
		return nil, nil, err
	}
	users := make([]struct{ first, other int }, len(l.Arcs)) // features, counted from 1
	out := make([]drawn, 0, len(l.Features))
	var grid []pack.Grid
	var ring []plane.LonLat
	for n, f := range l.Features {
		d := drawn{land: land{district: District(f.ID), name: f.Name}}
		for _, polygon := range f.Polygons {
			rings := make([]plane.Ring, 0, len(polygon))
			for _, arcs := range polygon {
				for _, i := range arcs {
					if u := &users[max(i, ^i)]; u.first == 0 {
						u.first = n + 1
					} else if u.first != n+1 {
						u.other = n + 1
					}
				}
				grid = l.AppendRing(grid[:0], arcs)
				ring = appendDegrees(ring[:0], grid)
				rings = append(rings, plane.NewRing(ring))
			}
			g := plane.NewRegion(rings...)
			d.km2 += g.Area
			d.regions = append(d.regions, g)
		}
		out = append(out, d)
	}
	var shared [][]plane.LonLat
	for n, arc := range l.Arcs {
		if users[n].other > 0 {
			shared = append(shared, degrees(arc))
		}
	}
	return out, plane.NewLines(shared), nil
}

func degrees(points []pack.Grid) []plane.LonLat {
	return appendDegrees(make([]plane.LonLat, 0, len(points)), points)
}

func appendDegrees(out []plane.LonLat, points []pack.Grid) []plane.LonLat {
	for _, p := range points {
		lon, lat := p.Degrees()
		out = append(out, plane.LonLat{Lon: lon, Lat: lat})
	}
	return out
}

func (a *Atlas) add(layers ...[]drawn) {
	var boxes []plane.Box
	for _, layer := range layers {
		for _, d := range layer {
			n := len(a.lands)
			for _, g := range d.regions {
				d.parts = append(d.parts, int32(len(a.parts)))
				a.parts = append(a.parts, part{g, int32(n)})
				boxes = append(boxes, g.Box)
			}
			d.title = d.called()
			a.byDistrict[d.district] = n
			a.lands = append(a.lands, d.land)
		}
	}
	a.tree = plane.NewTree(boxes)
}

// point is a position as CAP writes it: longitudes from -180 to 180.
func point(p plane.LonLat) cap.Point {
	return cap.Point{Lat: p.Lat, Lon: math.Remainder(p.Lon, 360)}
}

// Name is what the map calls a district: "Washington County, Maine", "New Brunswick"; the district's own name where
// the map has none.
func (a *Atlas) Name(d District) string {
	if a == nil {
		return d.NameEN()
	}
	if n, ok := a.byDistrict[d]; ok {
		return a.lands[n].title
	}
	return d.NameEN()
}

// called is the land's name, with its region where it is a district.
func (l *land) called() string {
	switch d := l.district; {
	case districtName()[d].en != "" && d.Side() == cap.CA:
		return d.NameEN()
	case !d.Whole():
		return l.name + ", " + d.regionName().en
	default:
		return d.regionName().en
	}
}
