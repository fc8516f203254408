package event

import (
	"strings"

	"bordercast/cap"
)

// ToSAME is the SAME code of an info. One the sender passed on is kept if IPAWS accepts it, whatever the table says;
// a CAP-CP code goes by its row, an OET term by its SAME code of the same product.
func (t *Table) ToSAME(i *cap.Info, p Product) Match {
	t = t.orDefault()
	m := Match{Grade: None, Source: "no row", Why: unknown, OET: term(i)}
	if c, ok := t.lists.capcp[fold(capcpCode(i))]; ok {
		m = crossing{t, reading{t.lists, i}, p}.sameOfCAPCP(c, m.OET)
	} else if m.OET != "" {
		m = crossing{t, reading{t.lists, i}, p}.sameOfOET(m)
	}
	for _, passed := range []string{i.Code(SAME), i.Param(KeptSAME)} {
		if c, ok := t.lists.of(ListSAME, passed); ok && c.ipaws && !placeholder(c.code) {
			return passedOn(c, m)
		}
	}
	return m
}

// Headline is what an alert's product is called with its kind: a tornado warning and a tornado watch have two names.
// All is "" where no table names the product as one.
type Headline struct {
	English, French string
	Product         Product // the kind that the name says
	Official        bool    // an authority of Canada writes the French so; else it is this project's own (headlines.csv)
}

// Headline is that of the SAME code that rules an info; or of the weather service's product that has no VTEC, or of its
// phenomenon with its kind.
func (t *Table) Headline(i *cap.Info) Headline {
	r := t.reading(i)
	l, s := r.lists, r.phenomenon()
	if c, ok := r.same(); ok && !(c.product == Statement && s.kind == Warning) {
		return l.headlineOf(c) // a statement that follows a warning up (SVS beside SV.W) is named by the warning
	}
	if s.code.product != "" {
		return l.headlineOf(s.code)
	}
	if known, ok := l.headlines[s.key()]; ok {
		return Headline{French: known.french, Product: s.kind, Official: known.official}
	}
	if c, ok := l.sameNamed[strings.ToLower(s.code.nameEN+" "+string(s.kind))]; ok {
		return l.headlineOf(c) // to the letter: TO.W is the tornado warning that SAME calls TOR
	}
	return Headline{}
}

// Subject is the weather service's own name for what an info is about, without its kind; "" where it has no code of
// theirs. It says more than the other side's name where that is the wider term: freezing fog crosses as fog.
func (t *Table) Subject(i *cap.Info) (en, fr string) {
	if s := t.reading(i).phenomenon(); s.code.product == "" {
		return s.code.nameEN, s.code.nameFR
	}
	return "", ""
}

// HeadlineOf is that of a code on the list of SAME or of the weather service's products.
func (t *Table) HeadlineOf(text string) Headline {
	t = t.orDefault()
	for _, list := range []string{ListSAME, ListNWS} {
		if c, ok := t.lists.of(list, text); ok && c.product != "" {
			return t.lists.headlineOf(c)
		}
	}
	return Headline{}
}

func (l *lists) headlineOf(c code) Headline {
	return Headline{c.nameEN, c.nameFR, c.product, l.headlines[c.code].official}
}

func passedOn(c code, m Match) Match {
	m.Code, m.Grade, m.Source, m.Why = c.code, PassedOn, "sender", "the sender passed this code on and IPAWS accepts it"
	m.OET, m.Operator = first(m.OET, c.oet), false
	m.NameEN, m.NameFR = first(m.NameEN, c.nameEN), first(m.NameFR, c.nameFR)
	return m
}

// sameOfCAPCP: what has ended keeps the kind its sender says it was, so that its end carries the code of what it ends.
func (c crossing) sameOfCAPCP(from code, term string) Match {
	p := c.product
	if p == Ended {
		p = Product(first(string(c.read.said()), string(p)))
	}
	m := Match{
		Grade: None, Source: "no row", Why: "no SAME code means " + from.code + " (" + string(p) + ")",
		OET: first(term, from.oet),
	}.named(from)
	r, ok := c.table.find(ListCAPCP, from.code, p)
	if !ok {
		return m
	}
	if m, same := c.calledSo(r, m); same {
		return m
	}
	return m.judge(r, from.oet)
}

// calledSo: where the code is the wider word, Environment Canada's name of the product may be the SAME code's to the
// letter: a "severe thunderstorm warning" under the code thunderstorm. The code, the kind and the name then all agree,
// and nothing is asserted that its sender did not.
func (c crossing) calledSo(r Row, m Match) (Match, bool) {
	name := alertName(c.read.info)
	want := c.table.lists.same[r.To]
	said := c.table.lists.called[name.subject]
	if r.Grade != Judgement || said == "" || name.kind != want.product || said != subject(want.nameEN) {
		return m, false
	}
	m.Code, m.Grade, m.Source = r.To, Exact, "Alert_Name"
	m.Why = "Environment Canada calls it “" + strings.TrimSpace(name.text) + "”, which is the name of " + r.To
	return m, true
}

func (c crossing) sameOfOET(m Match) Match {
	to, ok := byOET(c.table.lists.same, m.OET, c.product)
	if !ok || !to.ipaws {
		m.Why = "no SAME code of this product has the term " + m.OET
		return m
	}
	return m.named(to).pivoted(to, "same OET term and product")
}
