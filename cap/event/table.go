package event

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

// The tables are data of this project's own form. Each row names its source, so that a person can check it alone.
//
//	same.csv   47 CFR 11.31(e) and the IPAWS list: code, names, product, on the IPAWS list, OET half
//	capcp.csv  CAP-CP codes as sourced: code, names, whose French, OET half
//	rows.csv   (from, code, product) → code of the other side: grade, source, why
//
// The link column says how the OET half was found: letter (the names are equal to the letter) or word (they differ
// in a word). A code whose half is not plain has none.
var (
	//go:embed same.csv
	sameCSV string
	//go:embed capcp.csv
	capcpCSV string
	//go:embed rows.csv
	rowsCSV string
)

// code is one event code of one side.
type code struct {
	code, nameEN, nameFR string
	product              Product // SAME only: the code names the kind too
	official             bool    // CAP-CP only: the French name is the one seen in use
	ipaws                bool    // SAME only: IPAWS accepts it
	oet                  string
	plain                bool // the term's name is the code's to the letter; else one may be narrower than the other
}

// row is one judged pair.
type row struct {
	to, grade, source, why string
}

// tables are the three files, indexed. They are read once and never change.
type tables struct {
	same, capcp map[string]code
	rows        map[[3]string]row
}

var load = sync.OnceValue(func() tables {
	t := tables{map[string]code{}, map[string]code{}, map[[3]string]row{}}
	for _, r := range records(sameCSV) {
		t.same[r[0]] = code{code: r[0], nameEN: r[1], nameFR: r[2], product: Product(r[3]), ipaws: r[4] == "Y", oet: r[5], plain: r[6] == "letter"}
	}
	for _, r := range records(capcpCSV) {
		t.capcp[fold(r[0])] = code{code: r[0], nameEN: r[1], nameFR: r[2], official: r[3] == "official", oet: r[4], plain: r[5] == "letter"}
	}
	for _, r := range records(rowsCSV) {
		t.rows[[3]string{r[0], fold(r[1]), r[2]}] = row{r[3], r[4], r[5], r[6]}
	}
	return t
})

// records are the lines of an embedded table after its heading. The tables are part of the program and a test reads
// every line, so a fault leaves the rest out rather than stopping a gateway.
func records(text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(all) == 0 {
		return nil
	}
	return all[1:]
}

// find is the row for a code and product; a row for "*" holds for every product.
func (t tables) find(from, code string, p Product) (row, bool) {
	if r, ok := t.rows[[3]string{from, fold(code), string(p)}]; ok {
		return r, true
	}
	r, ok := t.rows[[3]string{from, fold(code), "*"}]
	return r, ok
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
