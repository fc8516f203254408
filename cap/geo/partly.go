package geo

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/geo/lists"
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
	said := among(out)
	whole, part := said.read(said.items(area.Desc, len(codes.zones)))
	for _, code := range codes.zones {
		if a == nil {
			break
		}
		zone, _ := a.zones.find(code)
		for _, s := range said.named(spelt(zone.Name), byName) {
			if strings.EqualFold(s.of.Region(), code[:2]) {
				whole[s.of] |= byName
			}
		}
	}
	return slices.DeleteFunc(out, func(d District) bool {
		switch {
		case codes.ninths[d], part[d]:
			return false
		case codes.counties[d], codes.allOf(d), whole[d]&surely != 0:
			return true
		case len(codes.subdivisions[d]) > 0:
			return false // a name alone may be that of one of them
		}
		return whole[d] != 0 || !codes.zoned(d)
	})
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
	return len(have) > 0 && !slices.ContainsFunc(lists.Subdivisions(string(d)), lacks)
}

// means is how a text names a district.
type means int

// How a text may name a district: by its name, which a town may have too, and beyond doubt, by its kind or its state:
// "Victoria County", "Maine". What has both bits is a name with its kind.
const (
	byName means = 1 << iota
	surely
)

// spelling is a district under one of the ways in which it is told.
type spelling struct {
	of  District
	how means
}

// spellings are all districts that have a name, by each way in which they are told, as spelt: by name, with and without
// their kind, and their state beside that; and by their state.
var spellings = sync.OnceValue(func() map[string][]spelling {
	all := map[string][]spelling{}
	add := func(text string, d District, how means) {
		if key, is := spelt(text), (spelling{d, how}); !slices.Contains(all[key], is) {
			all[key] = append(all[key], is)
		}
	}
	for d, n := range districtName() {
		region := d.regionName()
		for _, state := range []string{"", d.Region(), region.en, region.fr} {
			for _, form := range []string{n.plain.en, n.plain.fr} {
				switch {
				case n.plain == n.name:
					add(form+" "+state, d, byName|surely)
				case n.county: // of other kinds, Anchorage and Kenora, it is rather the town
					add(form+" "+state, d, byName)
				}
			}
			add(n.en+" "+state, d, byName|surely)
			add(n.fr+" "+state, d, byName|surely)
		}
		for _, state := range []string{region.en, region.fr, "state of " + region.en} {
			add(state, d, surely)
		}
	}
	return all
})

// among are the districts among which the words of a description are looked for.
type among []District

// named are those that are told so: of how, all bits.
func (ds among) named(key string, how means) (found []spelling) {
	for _, s := range spellings()[key] {
		if s.how&how == how && slices.Contains(ds, s.of) {
			found = append(found, s)
		}
	}
	return found
}

// items are the items of a description. Older feeds of the weather service name the zones first and then the counties
// that they lie in, which says of no county that it is meant as a whole.
func (ds among) items(desc string, zones int) []string {
	items := strings.FieldsFunc(desc, func(r rune) bool { return r == ';' || r == '\n' || r == '|' })
	if zones == 0 || len(items) <= zones {
		return items
	}
	if slices.ContainsFunc(items[zones:], func(item string) bool { return len(ds.named(spelt(item), byName)) == 0 }) {
		return items
	}
	return items[:zones]
}

// read tells which districts the items of a description mean as a whole, and of which they say a part: "Kittson; Western
// Marshall".
func (ds among) read(items []string) (whole map[District]means, part map[District]bool) {
	whole, part = map[District]means{}, map[District]bool{}
	wholly := func(found []spelling) bool {
		for _, s := range found {
			whole[s.of] |= s.how
		}
		return len(found) > 0
	}
	partly := func(found []spelling) bool {
		for _, s := range found {
			part[s.of] = true
		}
		return len(found) > 0
	}
	for _, item := range items {
		ws := words(item)
		if wholly(ds.named(nameOf(ws), 0)) || partly(ds.partOf(ws)) {
			continue
		}
		pieces := piecesOf(item)
		list := !slices.ContainsFunc(pieces, func(p string) bool { return len(ds.named(p, byName)) == 0 && !lists.IsState(p) })
		parts := slices.ContainsFunc(ws, partWord)
		for _, p := range pieces {
			switch {
			case !list && parts:
				partly(ds.partOf(strings.Fields(p)))
			case list || len(ds.named(p, byName|surely)) > 0: // a town and the county around it
				wholly(ds.named(p, 0))
			}
		}
	}
	return whole, part
}

// partOf are the districts of which words say a part, before the name or after it.
func (ds among) partOf(ws []string) []spelling {
	from, to := 0, len(ws)
	said := false
	for from < to && (partWord(ws[from]) || linkWord(ws[from])) {
		said = said || partWord(ws[from])
		from++
		if found := ds.named(strings.Join(ws[from:to], " "), byName); said && len(found) > 0 {
			return found
		}
	}
	from, said = 0, false
	for from < to && (partWord(ws[to-1]) || linkWord(ws[to-1])) {
		to--
		said = said || partWord(ws[to])
		if found := ds.named(strings.Join(ws[from:to], " "), byName); said && len(found) > 0 {
			return found
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
func spelt(name string) string { return nameOf(words(name)) }

func nameOf(ws []string) string {
	if len(ws) > 2 && ws[0] == "county" && ws[1] == "of" {
		ws = ws[2:]
	}
	return strings.Join(ws, " ")
}

// words are the words of a text in small letters without accents.
func words(text string) []string {
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	text = strings.ToLower(text)
	if !ascii(text) {
		text = withoutAccents.Replace(text)
	}
	ws := strings.FieldsFunc(text, between)
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

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
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
