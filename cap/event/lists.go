package event

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

// The lists are data of this project's own form. Each line names its source, so that a person can check it alone.
//
//	same.csv        47 CFR 11.31(e) and the IPAWS list: code, names, product, on the IPAWS list, OET half
//	capcp.csv       CAP-CP codes as sourced: code, names, whose French, OET half
//	nws.csv         VTEC phenomena: code, names, the kinds of product it comes as, OET half
//	nwsproducts.csv the weather service's products without VTEC: code, names, product, whether an outlook, OET half
//	subjects.csv    which CAP-CP subjects are warnings by nature, and which have an advisory
//	oet.csv         the OASIS Event Terms List 1.2: code, term
//	alertnames.csv  what Environment Canada calls a product where that says more than its CAP-CP code
//	headlines.csv   the French of headlines: whose word it is; a phenomenon's with its kind, where it is no pattern
//	rows.csv        (from, code, product) → code of the other side: grade, source, why
//	normalpairs.csv codes that stand beside each other every day though they do not say the same
//	packs.csv       reviewed judgements that an operator may accept together: source and why, in both languages
//	reasons.csv     what rows say of why, in both languages
//
// The link column says how the OET half was found: letter (the names are equal to the letter) or word (they differ
// in a word). A code whose half is not plain has none.
var (
	//go:embed same.csv
	sameCSV string
	//go:embed capcp.csv
	capcpCSV string
	//go:embed nws.csv
	nwsCSV string
	//go:embed nwsproducts.csv
	nwsProductsCSV string
	//go:embed subjects.csv
	subjectsCSV string
	//go:embed oet.csv
	oetCSV string
	//go:embed alertnames.csv
	alertNamesCSV string
	//go:embed headlines.csv
	headlinesCSV string
	//go:embed rows.csv
	rowsCSV string
	//go:embed normalpairs.csv
	normalPairsCSV string
	//go:embed packs.csv
	packsCSV string
	//go:embed reasons.csv
	reasonsCSV string
)

// code is one event code of one list.
type code struct {
	code, nameEN, nameFR string
	product              Product // SAME and the weather service's own products: the code names the kind too
	kinds                string  // phenomena only: the significances it comes with, as VTEC's letters
	official             bool    // the French name is the one in official use
	ipaws                bool    // SAME only: IPAWS accepts it
	outlook              bool    // the weather service's only: it tells what may come, and asks nothing of anybody
	oet                  string
	plain                bool // the term's name is the code's to the letter; else one may be narrower than the other
	source               string
}

// lists are the files, indexed. They are read once and never change.
type lists struct {
	same, capcp, nws map[string]code
	sameNamed        map[string]code   // by its English name in lower case, which holds the kind
	terms            map[string]string // OET code → term
	called           map[string]string // Environment Canada's name of a subject, either language → English
	reasons          map[string]string // why, English → French
	rows             map[key]Row
	packs            []Pack
	about            map[string][]string        // list:code → its words on every list
	names            map[string][]meaning       // name, folded → what it may mean
	pairs            map[string]map[string]bool // that are normal
	products         map[string]code            // the weather service's products of three letters that are no VTEC's
	natures          map[string]nature          // by CAP-CP code, folded
	headlines        map[string]headline
}

// headline is what is known of the French of a code with its kind.
type headline struct {
	french   string // of a phenomenon with its kind ("TS.Y"); "" for a code whose own list has the name
	official bool   // an authority of Canada writes so
}

// nature is what kind of message a subject is where nobody says it.
type nature struct{ warning, advisory bool }

var load = sync.OnceValue(func() *lists {
	l := &lists{
		same: map[string]code{}, capcp: map[string]code{}, nws: map[string]code{}, sameNamed: map[string]code{},
		terms: map[string]string{}, called: map[string]string{}, reasons: map[string]string{}, rows: map[key]Row{},
		products: map[string]code{}, natures: map[string]nature{}, headlines: map[string]headline{},
		about: map[string][]string{}, names: map[string][]meaning{}, pairs: map[string]map[string]bool{},
	}
	for _, r := range records(sameCSV) {
		c := code{code: r[0], nameEN: r[1], nameFR: r[2], product: Product(r[3]), ipaws: r[4] == "Y", oet: r[5],
			plain: r[6] == "letter", source: r[7]}
		l.same[r[0]], l.sameNamed[strings.ToLower(r[1])] = c, c
	}
	for _, r := range records(capcpCSV) {
		l.capcp[fold(r[0])] = code{code: r[0], nameEN: r[1], nameFR: r[2], official: r[3] == "official", oet: r[4],
			plain: r[5] == "letter", source: r[6]}
	}
	for _, r := range records(nwsCSV) {
		l.nws[r[0]] = code{code: r[0], nameEN: r[1], nameFR: r[2], kinds: r[3], oet: r[4], plain: r[5] == "letter",
			source: r[6]}
	}
	for _, r := range records(nwsProductsCSV) {
		l.products[r[0]] = code{code: r[0], nameEN: r[1], nameFR: r[2], product: Product(r[3]), outlook: r[4] == "Y",
			oet: r[5], plain: r[6] == "letter", source: r[7]}
	}
	for _, r := range records(subjectsCSV) {
		l.natures[fold(r[0])] = nature{r[1] == "warning", r[2] == "Y"}
	}
	for _, r := range records(headlinesCSV) {
		l.headlines[r[0]] = headline{r[1], r[2] == "official"}
	}
	for _, r := range records(oetCSV) {
		l.terms[r[0]] = r[1]
	}
	for _, r := range records(alertNamesCSV) {
		l.called[r[0]], l.called[r[1]] = r[0], r[0]
	}
	for _, r := range records(reasonsCSV) {
		l.reasons[r[0]] = r[1]
	}
	for _, r := range records(packsCSV) {
		l.reasons[r[6]] = r[7]
		l.pack(r[0]).Rows = append(l.pack(r[0]).Rows, Row{From: r[1], Code: r[2], Product: Product(r[3]), To: r[4],
			Grade: Judgement, Source: r[0] + ": " + r[5], Why: r[6]})
	}
	for _, r := range records(rowsCSV) {
		row := Row{From: r[0], Code: r[1], Product: Product(strings.TrimPrefix(r[2], "*")), To: r[3], Grade: r[4],
			Source: r[5], Why: r[6]}
		if row.Source == "oet" { // the term that both halves have
			c, _ := l.of(row.From, row.Code)
			row.Source = c.oet
		}
		l.rows[row.key()] = row
	}
	l.index()
	return l
})

// records are the lines of an embedded file after its heading. The files are part of the program and a test reads
// every line, so a fault leaves the rest out rather than stopping a gateway.
func records(text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(all) == 0 {
		return nil
	}
	return all[1:]
}

// of finds a code on one of the three lists, in any case where the list's codes are words.
func (l *lists) of(list, text string) (code, bool) {
	var c code
	var ok bool
	switch list {
	case ListCAPCP:
		c, ok = l.capcp[fold(text)]
	case ListSAME:
		c, ok = l.same[strings.TrimSpace(text)]
	case ListNWS:
		if c, ok = l.nws[strings.TrimSpace(text)]; !ok {
			c, ok = l.products[strings.TrimSpace(text)]
		}
	}
	return c, ok
}

// byOET is the code with that term; for SAME, of that product too. Codes are tried in order, so the answer is
// always the same one.
func byOET(codes map[string]code, term string, p Product) (code, bool) {
	var best code
	for _, c := range codes {
		if c.oet == term && (c.product == "" || c.product == p) && (best.code == "" || c.code < best.code) {
			best = c
		}
	}
	return best, best.code != ""
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
