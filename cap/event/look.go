package event

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// Entry is what is known of one event code: what it means, and what it is on the other side.
type Entry struct {
	List           string // capcp, same, nws or oet
	Code           string // nws: as sent, pp and s together
	NameEN, NameFR string // an OASIS term has no French: the published list gives none
	FrenchOfficial bool
	Product        Product  // of a code that names its kind; else ""
	Outlook        bool     // it looks ahead and asks nothing of anybody
	Called         bool     // its name is that of a product, with its kind
	OET, Term      string   // the OASIS term it was found to have
	Plain          bool     // its name is the term's to the letter
	Source         string   // where the code itself is listed
	Sendable       bool     // SAME: IPAWS accepts it
	To             cap.Side // where it crosses to; "" for a term, which both sides use
	Others         []Other  // one for each kind of product it may come as
}

// Other is what a code is on the other side as one kind of product.
type Other struct {
	Product Product
	To      cap.Side // whose code it is
	Match
	Name   string // English name of Code or Candidate, on its own list
	Called string // the Alert_Name of Environment Canada's under which Candidate is exact; "" where there is none
}

// kinds are the products a code that names none may come as.
var kinds = [...]Product{Warning, Watch, Advisory, Statement}

// Look is all that is known of a code, on every list that has it; a list may be named before it ("same:SVR"), and a
// phenomenon alone (SV) is all kinds it comes as. Nothing is found for a code that no list has.
func (t *Table) Look(text string) []Entry {
	of := catalogue{t.orDefault()}
	list, value, named := strings.Cut(strings.TrimSpace(text), ":")
	if !named {
		list, value = "", list
	}
	if c, ok := of.table.lists.nws[strings.ToUpper(value)]; ok && (list == "" || list == ListNWS) {
		return of.everyKind(c)
	}
	var out []Entry
	for _, look := range []struct {
		list string
		find func(string) (Entry, bool)
	}{{ListCAPCP, of.capcp}, {ListSAME, of.same}, {ListNWS, of.nws}, {ListOET, of.oet}} {
		if list != "" && list != look.list {
			continue
		}
		if e, ok := look.find(value); ok {
			out = append(out, e)
		}
	}
	return out
}

// Entries are all codes of the three lists, each list by code.
func (t *Table) Entries() []Entry {
	of := catalogue{t.orDefault()}
	l := of.table.lists
	var out []Entry
	for _, code := range sortedKeys(l.capcp) {
		e, _ := of.capcp(code)
		out = append(out, e)
	}
	for _, code := range sortedKeys(l.same) {
		e, _ := of.same(code)
		out = append(out, e)
	}
	for _, pp := range sortedKeys(l.nws) {
		out = append(out, of.everyKind(l.nws[pp])...)
	}
	for _, code := range sortedKeys(l.products) {
		e, _ := of.nws(code)
		out = append(out, e)
	}
	return out
}

// catalogue makes the entries of a table.
type catalogue struct{ table *Table }

func (of catalogue) everyKind(c code) []Entry {
	var out []Entry
	for _, s := range c.kinds {
		e, _ := of.nws(c.code + string(s))
		out = append(out, e)
	}
	return out
}

func sortedKeys(codes map[string]code) []string {
	var out []string
	for k := range codes {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (of catalogue) capcp(text string) (Entry, bool) {
	c, ok := of.table.lists.capcp[fold(text)]
	if !ok {
		return Entry{}, false
	}
	e := of.entry(ListCAPCP, c.code, c)
	e.To, e.Sendable = cap.US, true
	if fold(c.code) == "testmessage" {
		e.Product = Test
	}
	for _, p := range kindsOf(e.Product) {
		e.Others = append(e.Others, of.other(p, of.table.ToSAME(coded(CAPCP, c.code), p), ListSAME))
	}
	return e, true
}

func (of catalogue) same(text string) (Entry, bool) {
	c, ok := of.table.lists.same[strings.ToUpper(text)]
	if !ok {
		return Entry{}, false
	}
	e := of.entry(ListSAME, c.code, c)
	e.To, e.Product, e.Sendable = cap.CA, c.product, c.ipaws
	e.Others = []Other{of.other(c.product, of.table.ToCAPCP(coded(SAME, c.code), c.product), ListCAPCP)}
	return e, true
}

func (of catalogue) nws(text string) (Entry, bool) {
	s := of.table.lists.paired(strings.ToUpper(text))
	if s.text == "" {
		return Entry{}, false
	}
	e := of.entry(ListNWS, s.text, s.code)
	e.To, e.Product, e.Sendable = cap.CA, s.kind, true
	e.Outlook, e.Called = s.code.outlook, s.code.product != ""
	text = s.text
	if s.code.product == "" {
		text = s.code.code + "." + s.text[len(s.text)-1:] // with VTEC's point: LE.W is no law enforcement
	}
	e.Others = []Other{of.other(s.kind, of.table.ToCAPCP(coded(NWS, text), s.kind), ListCAPCP)}
	return e, true
}

// oet: a term is used as it is by both sides.
func (of catalogue) oet(text string) (Entry, bool) {
	text = strings.ToUpper(text)
	term, ok := of.table.lists.terms[text]
	if !ok {
		return Entry{}, false
	}
	e := Entry{List: ListOET, Code: text, NameEN: term, OET: text, Term: term, Plain: true,
		Source: "OASIS Event Terms List 1.2", Sendable: true}
	i := coded(OET, text)
	for _, p := range kinds {
		e.Others = append(e.Others, of.other(p, of.table.ToSAME(i, p), ListSAME))
	}
	e.Others = append(e.Others, of.other("", of.table.ToCAPCP(i, ""), ListCAPCP))
	return e, true
}

func (of catalogue) entry(list, text string, c code) Entry {
	return Entry{List: list, Code: text, NameEN: c.nameEN, NameFR: c.nameFR, FrenchOfficial: c.official, OET: c.oet,
		Term: of.table.lists.terms[c.oet], Plain: c.plain, Source: c.source}
}

func (of catalogue) other(p Product, m Match, list string) Other {
	o := Other{Product: p, To: cap.CA, Match: m}
	if list == ListSAME {
		o.To = cap.US
	}
	c, _ := of.table.lists.of(list, first(m.Code, m.Candidate))
	o.Name = c.nameEN
	if said := subject(c.nameEN); list == ListSAME && m.Grade == Judgement && of.table.lists.called[said] != "" {
		o.Called = said + " " + string(c.product)
	}
	return o
}

func kindsOf(p Product) []Product {
	if p != "" {
		return []Product{p}
	}
	return kinds[:]
}

// coded is an info that says nothing but one event code.
func coded(scheme, value string) *cap.Info {
	return &cap.Info{EventCodes: []cap.Pair{{Name: scheme, Value: value}}}
}
