package names

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"bordercast/cap/geo/lists"
)

// Means is how a text names a district.
type Means int

// How a text may name a district: by its name, which a town may have too, and beyond doubt, by its kind or its state:
// "Victoria County", "Maine". What has both bits is a name with its kind.
const (
	ByName Means = 1 << iota
	Surely
)

// spelling is a district under one of the ways in which it is called.
type spelling struct {
	of  string
	how Means
}

// spellings are all districts that have a name, by each way in which they are called, as spelt: by name, with and
// without their kind, and their state beside that; and by their state.
var spellings = sync.OnceValue(func() map[string][]spelling {
	all := map[string][]spelling{}
	add := func(text string, d string, how Means) {
		if key, is := spelt(text), (spelling{d, how}); !slices.Contains(all[key], is) {
			all[key] = append(all[key], is)
		}
	}
	for d, n := range districtName() {
		region := Region(d)
		_, letters, _ := lists.Split(d)
		for _, state := range []string{"", letters, region.EN, region.FR} {
			for _, form := range []string{n.plain.EN, n.plain.FR} {
				switch {
				case n.plain == n.full:
					add(form+" "+state, d, ByName|Surely)
				case n.county: // of other kinds, Anchorage and Kenora, it is rather the town
					add(form+" "+state, d, ByName)
				}
			}
			add(n.full.EN+" "+state, d, ByName|Surely)
			add(n.full.FR+" "+state, d, ByName|Surely)
		}
		for _, state := range []string{region.EN, region.FR, "state of " + region.EN} {
			add(state, d, Surely)
		}
	}
	return all
})

// Among are the districts among which the words of a description are looked for.
type Among[D ~string] []D

// mention is a district that a text names.
type mention[D ~string] struct {
	of  D
	how Means
}

// Named are those that a name is one of, whose words may stand in any spelling.
func (ds Among[D]) Named(name string) (found []D) {
	for _, m := range ds.named(spelt(name), ByName) {
		found = append(found, m.of)
	}
	return found
}

// named are those that are called so: of how, all bits.
func (ds Among[D]) named(key string, how Means) (found []mention[D]) {
	for _, s := range spellings()[key] {
		if s.how&how == how && slices.Contains(ds, D(s.of)) {
			found = append(found, mention[D]{D(s.of), s.how})
		}
	}
	return found
}

// Items are the items of a description beside so many codes of zones. Older feeds of the weather service name the zones
// first and then the counties that they lie in, which says of no county that it is meant as a whole.
func (ds Among[D]) Items(desc string, zones int) []string {
	items := strings.FieldsFunc(desc, func(r rune) bool { return r == ';' || r == '\n' || r == '|' })
	if zones == 0 || len(items) <= zones {
		return items
	}
	if slices.ContainsFunc(items[zones:], func(item string) bool { return len(ds.named(spelt(item), ByName)) == 0 }) {
		return items
	}
	return items[:zones]
}

// Read tells which districts the items of a description mean as a whole, and of which they say a part: "Kittson;
// Western Marshall".
func (ds Among[D]) Read(items []string) (whole map[D]Means, part map[D]bool) {
	whole, part = map[D]Means{}, map[D]bool{}
	wholly := func(found []mention[D]) bool {
		for _, s := range found {
			whole[s.of] |= s.how
		}
		return len(found) > 0
	}
	partly := func(found []mention[D]) bool {
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
		nameless := func(p string) bool { return len(ds.named(p, ByName)) == 0 && !lists.IsState(p) }
		list := !slices.ContainsFunc(pieces, nameless)
		parts := slices.ContainsFunc(ws, partWord)
		for _, p := range pieces {
			switch {
			case !list && parts:
				partly(ds.partOf(strings.Fields(p)))
			case list || len(ds.named(p, ByName|Surely)) > 0: // a town and the county around it
				wholly(ds.named(p, 0))
			}
		}
	}
	return whole, part
}

// partOf are the districts of which words say a part, before the name or after it.
func (ds Among[D]) partOf(ws []string) []mention[D] {
	from, to := 0, len(ws)
	said := false
	for from < to && (partWord(ws[from]) || linkWord(ws[from])) {
		said = said || partWord(ws[from])
		from++
		if found := ds.named(strings.Join(ws[from:to], " "), ByName); said && len(found) > 0 {
			return found
		}
	}
	from, said = 0, false
	for from < to && (partWord(ws[to-1]) || linkWord(ws[to-1])) {
		to--
		said = said || partWord(ws[to])
		if found := ds.named(strings.Join(ws[from:to], " "), ByName); said && len(found) > 0 {
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

// SaysPart tells whether a text has a word that may say that a part is meant.
func SaysPart(text string) bool { return slices.ContainsFunc(words(text), partWord) }

// partWords say that a part of what stands beside them is meant; a sender of either language writes them before its
// name or after it. linkWords join them to it.
var (
	partWords = wordSet(`north northern northeast northeastern northwest northwestern
		south southern southeast southeastern southwest southwestern east eastern west western central
		coastal coast shore inland interior upper lower extreme part parts portion portions half third mountains valley
		valleys lowlands highlands foothills slopes
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
