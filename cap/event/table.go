package event

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"bordercast/cap"
)

// The lists a row may name.
const (
	ListCAPCP = "capcp" // CAP-CP event codes
	ListSAME  = "same"  // SAME event codes
	ListNWS   = "nws"   // the weather service's phenomena: two letters, as in VTEC
	ListOET   = "oet"   // terms of the OASIS Event Terms List; a source of rows, never one side of them
)

// Row says what a code of one side, as one kind of product, is on the other side.
type Row struct {
	From     string  // ListCAPCP, ListSAME or ListNWS
	Code     string  // as its list spells it
	Product  Product // "" stands for every product that has no row of its own
	To       string  // "" where Grade is None
	Grade    string  // Exact, Broader, Judgement or None
	Source   string  // what shows it: a term ("OET-196"), "names", "lane", or the operator's document
	Why      string  // a sentence without its stop; "" where the source says it all
	Operator bool    // from the configuration, not built in
}

// key is what a row is found by.
type key struct {
	from, code string // code folded
	product    Product
}

// Table is what the codes of the two countries mean to each other: the built-in rows and those an operator put over
// them. It is never changed, and safe for any number of goroutines. A nil *Table is the built-in one.
type Table struct {
	lists  *lists
	rows   map[key]Row
	own    []Row
	digest string
}

// Default is the built-in table.
func Default() *Table { return builtIn() }

var builtIn = sync.OnceValue(func() *Table {
	l := load()
	return &Table{lists: l, rows: l.rows}
})

func (t *Table) orDefault() *Table {
	if t == nil {
		return Default()
	}
	return t
}

// reading is an info to be read by the table's lists.
func (t *Table) reading(i *cap.Info) reading { return reading{t.orDefault().lists, i} }

// Own are the operator's rows, in the order they were given.
func (t *Table) Own() []Row { return slices.Clone(t.orDefault().own) }

// Rows are all rows in force, by list, code and product.
func (t *Table) Rows() []Row {
	t = t.orDefault()
	out := make([]Row, 0, len(t.rows))
	for _, r := range t.rows {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Row) int {
		return strings.Compare(a.From+" "+fold(a.Code)+" "+string(a.Product), b.From+" "+fold(b.Code)+" "+string(b.Product))
	})
	return out
}

// Digest tells tables of different rows apart, for whoever keeps what was made with one; "" is the built-in table.
func (t *Table) Digest() string { return t.orDefault().digest }

// over is the table with rows put over its own.
func (t *Table) over(rows []Row) *Table {
	out := &Table{lists: t.lists, rows: make(map[key]Row, len(t.rows)+len(rows)), own: rows}
	for k, r := range t.rows {
		out.rows[k] = r
	}
	h := sha256.New()
	for _, r := range rows {
		out.rows[r.key()] = r
		fmt.Fprintf(h, "%q\n", []string{r.From, r.Code, string(r.Product), r.To, r.Grade, r.Source, r.Why})
	}
	out.digest = hex.EncodeToString(h.Sum(nil))[:16]
	return out
}

func (r Row) key() key { return key{r.From, fold(r.Code), r.Product} }

// find is the row for a code and product: the operator's before the built-in one, and that for the product before
// that for every product.
func (t *Table) find(from, code string, p Product) (Row, bool) {
	code = fold(code)
	one, ok := t.rows[key{from, code, p}]
	every, any := t.rows[key{from, code, ""}]
	if ok && (one.Operator || !any || !every.Operator) {
		return one, true
	}
	return every, any
}
