package geo

import (
	"slices"
	"strings"
	"unicode"

	"bordercast/cap"
)

// Partly are the counties and census divisions some part of which an area means, and not the whole: its description
// says a part, its code is a part's (a SAME code with the digit of one, some of the subdivisions of a division), or a
// forecast zone stands beside the code. A zone is the whole where its sender or the map calls it by the name of the
// county, or where UGC names the county too; SAME and locations beside a zone say only in which districts it lies.
func (a *Atlas) Partly(area cap.Area) []District {
	codes := readCodes(area)
	if !codes.part && !slices.ContainsFunc(words(area.Desc), partWord) {
		return nil
	}
	var out []District
	for _, d := range a.codes(area) {
		if !d.Whole() && d.Region() != "sea" && districtName()[d].en != "" {
			out = append(out, d) // what has no name is told by its state, which says so itself
		}
	}
	if len(out) == 0 {
		return nil
	}
	tell := tellings(out)
	whole, part := tell.of(itemsOf(area.Desc, len(codes.zones), tell))
	for _, code := range codes.zones {
		if n, known := a.zone(code); known {
			for _, d := range tell.whole[spelt(n.Name)] {
				if strings.EqualFold(d.Region(), code[:2]) {
					whole[d] |= byName
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(d District) bool {
		switch {
		case codes.ninths[d], part[d]:
			return false
		case codes.counties[d], codes.allOf(d), whole[d]&withKind != 0:
			return true
		case len(codes.subdivisions[d]) > 0:
			return false // a name alone may be that of one of them
		}
		return whole[d] != 0 || !codes.zoned(d)
	})
}

func (a *Atlas) zone(code string) (Zone, bool) {
	if a == nil {
		return Zone{}, false
	}
	n, known := a.zoneOf[code]
	if !known {
		return Zone{}, false
	}
	return a.zones[n], true
}

// partCodes are what the codes of an area say of parts and wholes.
type partCodes struct {
	part         bool                  // some code may mean a part
	zones        []string              // forecast zones of the United States
	clc          bool                  // a weather zone of Canada
	ninths       map[District]bool     // named with the digit of a part
	counties     map[District]bool     // named by UGC as a whole county
	divisions    map[District]bool     // named by the code of the whole division
	subdivisions map[District][]string // of a division
}

func readCodes(area cap.Area) (c partCodes) {
	put := func(m *map[District]bool, d District) {
		if *m == nil {
			*m = map[District]bool{}
		}
		(*m)[d] = true
	}
	for _, g := range area.Geocodes {
		d, value := OfGeocode(g), strings.TrimSpace(g.Value)
		switch {
		case strings.EqualFold(g.Name, CLC):
			c.clc, c.part = true, true
		case d == "" || d.Region() == "sea":
		case zoneCode(g) != "" && isZone(g):
			c.zones, c.part = append(c.zones, zoneCode(g)), true
		case zoneCode(g) != "":
			put(&c.counties, d)
		case (IsSAME(g) || strings.EqualFold(g.Name, KeptSAME)) && value[0] != '0':
			put(&c.ninths, d)
			c.part = true
		case d.Side() == cap.CA && len(value) == 7:
			if c.subdivisions == nil {
				c.subdivisions = map[District][]string{}
			}
			c.subdivisions[d] = append(c.subdivisions[d], value)
			c.part = true
		case d.Side() == cap.CA:
			put(&c.divisions, d)
		}
	}
	return c
}

// zoned tells whether zones of the area lie in a district, as far as its codes say.
func (c *partCodes) zoned(d District) bool {
	if d.Side() == cap.CA && c.clc {
		return true
	}
	return slices.ContainsFunc(c.zones, func(code string) bool { return strings.EqualFold(code[:2], d.Region()) })
}

// allOf tells whether a division is named as a whole: by each of its subdivisions, or, where no weather zone stands
// beside that, by its own code.
func (c *partCodes) allOf(d District) bool {
	if c.divisions[d] && !c.clc {
		return true
	}
	have := c.subdivisions[d]
	lacks := func(code string) bool { return !slices.Contains(have, code) }
	return len(have) > 0 && !slices.ContainsFunc(subdivisionsOf(d), lacks)
}

// means is how a text names a district.
type means int

// How a text may name a district: by its name alone, which a town may have too, and with its kind, "Victoria County".
const (
	byName means = 1 << iota
	withKind
)

// telling are the ways in which some districts are told, each as spelt: by name, with and without their kind, and their
// state beside that; and by their state.
type telling struct {
	whole  map[string][]District
	kinds  map[string][]District // of these, those with the kind: "victoria county"
	states map[string][]District
}

func tellings(ds []District) telling {
	t := telling{map[string][]District{}, map[string][]District{}, map[string][]District{}}
	add := func(text string, d District, kind bool) {
		key := spelt(text)
		if key != "" && !slices.Contains(t.whole[key], d) {
			t.whole[key] = append(t.whole[key], d)
		}
		if kind && !slices.Contains(t.kinds[key], d) {
			t.kinds[key] = append(t.kinds[key], d)
		}
	}
	for _, d := range ds {
		n, region := districtName()[d], d.regionName()
		for _, state := range []string{"", d.Region(), region.en, region.fr} {
			for _, form := range []string{n.plain.en, n.plain.fr} {
				if n.county || n.plain == n.name { // of other kinds, Anchorage and Kenora, it is rather the town
					add(form+" "+state, d, n.plain == n.name)
				}
			}
			add(n.en+" "+state, d, true)
			add(n.fr+" "+state, d, true)
		}
		for _, state := range []string{region.en, region.fr, "state of " + region.en} {
			t.states[spelt(state)] = append(t.states[spelt(state)], d)
		}
	}
	return t
}

// itemsOf are the items of a description. Older feeds of the weather service name the zones first and then the counties
// that they lie in, which says of no county that it is meant as a whole.
func itemsOf(desc string, zones int, t telling) []string {
	items := strings.FieldsFunc(desc, func(r rune) bool { return r == ';' || r == '\n' || r == '|' })
	if zones == 0 || len(items) <= zones {
		return items
	}
	if slices.ContainsFunc(items[zones:], func(item string) bool { return len(t.whole[spelt(item)]) == 0 }) {
		return items
	}
	return items[:zones]
}

// of reads which districts the items of a description mean as a whole, and of which they say a part: "Kittson; Western
// Marshall".
func (t telling) of(items []string) (whole map[District]means, part map[District]bool) {
	whole, part = map[District]means{}, map[District]bool{}
	wholly := func(key string) bool {
		for _, d := range t.whole[key] {
			whole[d] |= byName
		}
		for _, d := range slices.Concat(t.kinds[key], t.states[key]) {
			whole[d] |= withKind
		}
		return len(t.whole[key])+len(t.states[key]) > 0
	}
	partly := func(ds []District) bool {
		for _, d := range ds {
			part[d] = true
		}
		return len(ds) > 0
	}
	for _, item := range items {
		if wholly(spelt(item)) || partly(t.partOf(words(item))) {
			continue
		}
		pieces := piecesOf(item)
		list := !slices.ContainsFunc(pieces, func(p string) bool { return len(t.whole[p]) == 0 && !isState(p) })
		parts := slices.ContainsFunc(words(item), partWord)
		for _, p := range pieces {
			switch {
			case !list && parts:
				partly(t.partOf(strings.Fields(p)))
			case list || len(t.kinds[p]) > 0: // a town and the county around it
				wholly(p)
			}
		}
	}
	return whole, part
}

// partOf are the districts of which words say a part, before the name or after it.
func (t telling) partOf(ws []string) []District {
	from, to := 0, len(ws)
	said := false
	for from < to && (partWord(ws[from]) || linkWord(ws[from])) {
		said = said || partWord(ws[from])
		from++
		if ds := t.whole[strings.Join(ws[from:to], " ")]; said && len(ds) > 0 {
			return ds
		}
	}
	from, said = 0, false
	for from < to && (partWord(ws[to-1]) || linkWord(ws[to-1])) {
		to--
		said = said || partWord(ws[to])
		if ds := t.whole[strings.Join(ws[from:to], " ")]; said && len(ds) > 0 {
			return ds
		}
	}
	return nil
}

// piecesOf are what commas, slashes and "and" part, as spelt.
func piecesOf(item string) (pieces []string) {
	for piece := range strings.FieldsFuncSeq(item, func(r rune) bool { return strings.ContainsRune(",/&", r) }) {
		from := 0
		ws := words(piece)
		for n, w := range ws {
			if w == "and" || w == "et" {
				pieces = append(pieces, strings.Join(ws[from:n], " "))
				from = n + 1
			}
		}
		pieces = append(pieces, strings.Join(ws[from:], " "))
	}
	return slices.DeleteFunc(pieces, func(p string) bool { return p == "" })
}

// spelt is a name as names are compared: its words, without what only says that the name of a county follows.
func spelt(name string) string {
	ws := words(name)
	if len(ws) > 2 && ws[0] == "county" && ws[1] == "of" {
		ws = ws[2:]
	}
	return strings.Join(ws, " ")
}

// words are the words of a text in small letters without accents.
func words(text string) []string {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	ws := strings.FieldsFunc(withoutAccents.Replace(strings.ToLower(text)), between)
	for n, w := range ws {
		switch w {
		case "saint":
			ws[n] = "st"
		case "sainte":
			ws[n] = "ste"
		}
	}
	return ws
}

var withoutAccents = strings.NewReplacer("à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "û", "u", "ù", "u")

// partWords say that a part of what stands beside them is meant; a sender of either language writes them before its name
// or after it. linkWords join them to it.
var (
	partWords = wordSet(`north northern northeast northeastern northwest northwestern
		south southern southeast southeastern southwest southwestern east eastern west western central
		coastal coast shore inland interior upper lower extreme part parts portion portions half third mountains valley valleys lowlands highlands foothills slopes
		nord sud est ouest centre partie parties secteur secteurs moitie cote littoral interieur`)
	linkWords = wordSet("and of the in et de du des d la le l en")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

func partWord(w string) bool { return partWords[w] }
func linkWord(w string) bool { return linkWords[w] }
