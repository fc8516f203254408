package topics

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// Place is three levels of a topic: where a hazard is.
type Place struct{ Country, Region, District string }

// unplaced is how the rest of the gateway writes a place that nobody could tell.
var unplaced = Place{Whole, Whole, Whole}

// PlaceOf reads "us/me/029"; missing levels are Whole, and a whole region inside a whole country is the country.
func PlaceOf(district string) Place {
	levels := strings.SplitN(district, "/", 3)
	for len(levels) < 3 {
		levels = append(levels, "")
	}
	p := Place{Token(levels[0]), Token(levels[1]), Token(levels[2])}
	switch Whole {
	case p.Country:
		return unplaced
	case p.Region:
		p.District = Whole
	}
	return p
}

// String is the place as the rest of the gateway writes it.
func (p Place) String() string { return p.Country + "/" + p.Region + "/" + p.District }

// Spread says in which places a chain stands that touches these districts, sorted, each once: every district,
// "_" for every region touched, and what a whole state or country spreads to, so that a subscriber of one district
// misses nothing. What has no place (CAP 1.2 §3.2.2 asks for none) stands in the country that it comes from, home. A
// nil gazetteer is the one the package brings along.
func Spread(districts []string, home cap.Side, g Gazetteer) []Place {
	if g == nil {
		g = listed{}
	}
	if len(districts) == 0 {
		districts = []string{unplaced.String()}
	}
	var places []Place
	for _, d := range districts {
		p := PlaceOf(d)
		if p == unplaced {
			places = append(places, Place{Token(string(home)), Whole, Whole})
			continue
		}
		places = append(places, spread(p, g)...)
	}
	return sorted(places)
}

// Coarsely is Spread for a chain whose drawing reaches too many districts: those that its codes name it stands in as
// ever, the regions of the others only in their "_", and it stands in the "_/_" of each country, where every reader
// looks.
func Coarsely(districts, coded []string, home cap.Side, g Gazetteer) []Place {
	named := map[Place]bool{}
	for _, c := range coded {
		named[PlaceOf(c)] = true
	}
	var fine []string
	var places []Place
	for _, d := range districts {
		p := PlaceOf(d)
		if p == unplaced || named[p] {
			fine = append(fine, d)
			continue
		}
		places = append(places, Place{p.Country, p.Region, Whole}, Place{p.Country, Whole, Whole})
		for _, c := range coded { // of a whole state, the counties that codes name
			if q := PlaceOf(c); p.District == Whole && q.Country == p.Country && q.Region == p.Region {
				fine = append(fine, c)
			}
		}
	}
	if len(fine) > 0 {
		places = append(places, Spread(fine, home, g)...)
	}
	return sorted(places)
}

// sorted are the places in order, each once.
func sorted(places []Place) []Place {
	slices.SortFunc(places, func(a, b Place) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(places)
}

func spread(p Place, g Gazetteer) []Place {
	region := Place{p.Country, p.Region, Whole}
	switch {
	case p.District != Whole:
		return []Place{p, region}
	case p.Region == Whole:
		return append(regions(p.Country, g), p)
	}
	places := []Place{region}
	for _, d := range g.Districts(p.Country, p.Region) {
		places = append(places, Place{p.Country, p.Region, Token(d)})
	}
	return places
}

func regions(country string, g Gazetteer) []Place {
	var places []Place
	for _, r := range g.Regions(country) {
		places = append(places, Place{country, Token(r), Whole})
	}
	return places
}

// Leaves says what a place carries: districts json alone, "_" cap and json.
func (p Place) Leaves() []string {
	if p.District == Whole {
		return []string{CAP, JSON}
	}
	return []string{JSON}
}

// Topics are all the retained topics of one part of a chain that touches these districts and comes from home.
func (k Key) Topics(districts []string, home cap.Side, g Gazetteer) []string {
	var all []string
	for _, p := range Spread(districts, home, g) {
		for _, leaf := range p.Leaves() {
			all = append(all, k.At(p).Topic(leaf))
		}
	}
	return all
}
