// Package places knows towns, and points of ground without a name, with the district that each says it is in. Where the
// map draws no outline (census divisions, coastal waters, small islands) they stand for it.
//
// Read gives the Index. Ask it which places lie In regions, which is Nearest to a drawing, whose Province the coast at
// a point is; and Estimate, which divisions of a province could hold some ground. What it answers by the nearest place
// is an estimate, and who publishes it says so.
//
// It refuses only a damaged data pack.
package places

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo/ground"
	"bordercast/cap/geo/lists"
	"bordercast/cap/geo/pack"
	"bordercast/cap/geo/plane"
)

// Place is a town or a part of one, or a point of ground that nobody calls anything.
type Place struct {
	Name     string // "" of a point of ground
	District string // as its source says: "us/me/029", "ca/nb/1302", or the province where the source says no more
	At       cap.Point
	XY       plane.XY
	Province string // where it is Canadian, as "ca/nb/_"
	Coded    bool   // its district is a census division, or water
	Water    bool   // it is a point of water, where no division has ground
}

// Index is all places, found by where they lie. It is not changed after Read.
type Index struct {
	All       []Place
	tree      *plane.Tree // over All
	coded     []int32     // of All, those of Canada that say their division, or that they are water
	codedTree *plane.Tree // over these
	codedIn   map[string]bool
	known     map[string]int
}

// Read gives the places of the data pack.
func Read() (*Index, error) {
	places, err := pack.Places()
	if err != nil {
		return nil, err
	}
	x := &Index{All: make([]Place, len(places)), codedIn: map[string]bool{}, known: map[string]int{}}
	boxes := make([]plane.Box, len(places))
	for n, p := range places {
		lon, lat := p.At.Degrees()
		out := Place{
			Name: p.Name, District: p.Region + "/_",
			At: cap.Point{Lat: lat, Lon: math.Remainder(lon, 360)}, XY: plane.Project(plane.LonLat{Lon: lon, Lat: lat}),
		}
		if side, _, _ := strings.Cut(p.Region, "/"); side == string(cap.CA) && len(p.Code) >= 4 {
			out.District, out.Coded = lists.Location(p.Code[:4]), true
			x.codedIn[p.Region] = true
		} else if p.Code == pack.Water {
			out.Coded, out.Water = true, true
		} else if side == string(cap.US) && len(p.Code) == 3 {
			out.District = p.Region + "/" + p.Code
		}
		if strings.HasPrefix(out.District, "ca/") {
			out.Province = p.Region + "/_"
		}
		x.All[n] = out
		if out.Name != "" { // the others are points of ground that nobody calls anything
			x.known[out.District]++
		}
		boxes[n] = out.XY.Box()
	}
	x.tree = plane.NewTree(boxes)
	var coded []plane.Box
	for n := range x.All {
		if x.All[n].Coded {
			x.coded = append(x.coded, int32(n))
			coded = append(coded, boxes[n])
		}
	}
	x.codedTree = plane.NewTree(coded)
	return x, nil
}

// Coded tells whether places of a province, "ca/nb", say their census division.
func (x *Index) Coded(province string) bool { return x.codedIn[province] }

// Known is how many places with a name are in each district. Nobody may change it.
func (x *Index) Known() map[string]int { return x.known }

// In are the places with a name that lie in regions, by number.
func (x *Index) In(regions []plane.Region) []int32 {
	var found []int32
	for r := range regions {
		for _, n := range x.tree.Find(regions[r].Box, nil) {
			if x.All[n].Name != "" && regions[r].Contains(x.All[n].XY) {
				found = append(found, n)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// Coastal is how far (km) from a place Canadian ground or water still belongs to that place's province, where the map
// draws no province. Campobello and Deer Island are such ground.
const Coastal = 25.0

// Province is the province that the map draws at a point, or the one whose coast is near, as "ca/nb/_"; "" where the
// point is not in Canada, or far from all of it.
func (x *Index) Province(m *ground.Map, p plane.XY) string {
	if l := m.At(p, ground.Province); l != nil {
		return l.ID
	}
	if !m.Holds("ca/_/_", p) {
		return ""
	}
	best, at := Coastal*Coastal, ""
	var room [256]int32
	for _, n := range x.tree.Find(p.Box().Grown(3*Coastal), room[:0]) {
		q := &x.All[n]
		if d := plane.Apart(p, q.XY); d < best && q.Province != "" {
			best, at = d, q.Province
		}
	}
	return at
}

// around are the places of a side nearest to a point.
func (x *Index) around(p plane.XY, side cap.Side) []int32 {
	for reach := 50.0; reach <= 800; reach *= 2 {
		var found []int32
		for _, n := range x.tree.Find(p.Box().Grown(reach), nil) {
			if q := &x.All[n]; q.Name != "" && q.on(side) {
				found = append(found, n)
			}
		}
		if len(found) > 0 {
			slices.SortFunc(found, func(i, j int32) int {
				return cmp.Or(cmp.Compare(plane.Apart(p, x.All[i].XY), plane.Apart(p, x.All[j].XY)), cmp.Compare(i, j))
			})
			return found[:min(nearbyPlaces, len(found))]
		}
	}
	return nil
}

// on tells whether the place is on a side of the border.
func (p *Place) on(side cap.Side) bool {
	at, _, _ := strings.Cut(p.District, "/")
	return at == string(side)
}
