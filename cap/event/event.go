// Package event says what the two countries' event codes mean to each other. Call ToSAME or ToCAPCP with an info and
// its product (ProductOf): the answer carries the code to write, how good the match is, and where it comes from.
//
// A code of one side becomes a code of the other by pivoting on a term of the OASIS Event Terms List, row by row: the
// same term and the same product is exact, as are names equal to the letter but for the kind word. A wider target is
// broader. A narrower one asserts more than the sender did and is judgement, which is never written.
//
// The package refuses to invent: no event code is ever taken from the event's name (us-traps 2), from a hobbyist's
// table (canada-traps 21), or from a code that only one list has. What has no row has no code, and the alert still
// reaches people at level "cap".
package event

import (
	"strings"

	"bordercast/cap"
)

// Names of event codes.
const (
	SAME  = "SAME"
	CAPCP = "profile:CAP-CP:Event:0.4"
	OET   = "OET:v1.2"
	NWS   = "NationalWeatherService"
)

// KeptSAME is the parameter a CAP-CP form keeps the US code under.
const KeptSAME = "layer:bordercast:1.0:same"

// Grades of a match.
const (
	Exact     = "exact"
	Broader   = "broader"
	Judgement = "judgement"
	None      = "none"
	PassedOn  = "passed-on"
)

// Match is what one side's event is on the other. Code is "" unless the grade allows it to be written: judgement
// keeps its candidate in Candidate for a human. NameEN and NameFR are the plain name of the event in the target's
// words, or in the source's where there is no target; FrenchOfficial tells whether the French is the one in official
// use or this project's own term.
type Match struct {
	Code           string
	Candidate      string
	Grade          string
	Source         string
	Why            string
	OET            string
	NameEN, NameFR string
	FrenchOfficial bool
}

// ToSAME is the SAME code of an info. One the sender passed on is kept if IPAWS accepts it, whatever the tables say;
// a CAP-CP code goes by its row, an OET term by its SAME code of the same product.
func ToSAME(i *cap.Info, p Product) Match {
	t := load()
	m := Match{Grade: None, Source: "no row", Why: "the source carries no event code that the tables know", OET: term(i)}
	if c, ok := t.capcp[fold(capcpCode(i))]; ok {
		m = sameOfCAPCP(t, c, p, m.OET)
	} else if term := m.OET; term != "" {
		m = sameOfOET(t, term, p, m)
	}
	for _, passed := range []string{i.Code(SAME), i.Param(KeptSAME)} {
		if c, ok := t.same[strings.TrimSpace(passed)]; ok && c.ipaws && !placeholder(c.code) {
			return passedOn(c, m)
		}
	}
	return m
}

func passedOn(c code, m Match) Match {
	m.Code, m.Grade, m.Source, m.Why = c.code, PassedOn, "sender", "the sender passed this code on and IPAWS accepts it"
	m.OET = first(m.OET, c.oet)
	m.NameEN, m.NameFR = first(m.NameEN, c.nameEN), first(m.NameFR, c.nameFR)
	return m
}

func sameOfCAPCP(t tables, c code, p Product, oet string) Match {
	m := Match{Grade: None, Source: "no row", Why: "no SAME code means " + c.code + " (" + string(p) + ")",
		OET: first(oet, c.oet), NameEN: c.nameEN, NameFR: c.nameFR, FrenchOfficial: c.official}
	r, ok := t.find("capcp", c.code, p)
	if !ok {
		return m
	}
	return m.judge(r, c.oet)
}

func sameOfOET(t tables, term string, p Product, m Match) Match {
	c, ok := byOET(t.same, term, p)
	if !ok || !c.ipaws {
		m.Why = "no SAME code of this product has the term " + term
		return m
	}
	m.NameEN, m.NameFR = c.nameEN, c.nameFR
	return m.pivoted(c, "same OET term and product")
}

// pivoted takes a code by its OET term. Where the two names differ in a word the code may say more than the term does
// (natural gas, natural gas supply), so it is left to a human.
func (m Match) pivoted(c code, why string) Match {
	m.Source = m.OET
	if c.plain {
		m.Code, m.Grade, m.Why = c.code, Exact, why
		return m
	}
	m.Candidate, m.Grade, m.Why = c.code, Judgement, "the names of "+m.OET+" and "+c.code+" differ in a word"
	return m
}

// ToCAPCP is the CAP-CP code of an info: one the sender passed on, the row of its SAME code, or of the weather
// service's own code where SAME is a placeholder (us-traps 3), or the code of its OET term.
func ToCAPCP(i *cap.Info, p Product) Match {
	t := load()
	m := capcpOfCodes(t, i, p)
	if c, ok := t.capcp[fold(capcpCode(i))]; ok {
		m.Code, m.Grade, m.Source, m.Why = c.code, PassedOn, "sender", "the sender passed this code on"
		m.OET = first(m.OET, c.oet)
		return m.named(c)
	}
	if c, ok := t.capcp[fold(m.Code)]; ok {
		m.Code = c.code
		return m.named(c)
	}
	return m
}

func capcpOfCodes(t tables, i *cap.Info, p Product) Match {
	m := Match{Grade: None, Source: "no row", Why: "the source carries no event code that the tables know", OET: term(i)}
	same := sameCode(i)
	if c, ok := t.same[same]; ok && !placeholder(same) {
		m.Why, m.OET, m.NameEN, m.NameFR = "no CAP-CP code means "+same, first(m.OET, c.oet), c.nameEN, c.nameFR
		kind := c.product // the code names its kind; an ended or test info keeps its subject
		if r, ok := t.find("same", same, kind); ok {
			return m.judge(r, c.oet)
		}
	} else if pp := phenomenon(i); pp != "" {
		m.Why = "no CAP-CP code means " + i.Code(NWS)
		if r, ok := t.find("nws", pp, significance(strings.TrimSpace(i.Code(NWS)))); ok { // it names its kind, too
			return m.judge(r, r.source)
		}
	}
	if m.OET == "" {
		return m
	}
	if c, ok := byOET(t.capcp, m.OET, p); ok {
		m = m.pivoted(c, "same OET term")
	} else if same == "" {
		m.Why = "no CAP-CP code has the term " + m.OET
	}
	return m
}

// judge applies a row: its source "oet" means the term of the source's own half.
func (m Match) judge(r row, oet string) Match {
	m.Grade, m.Source = r.grade, r.source
	if r.why != "" || r.to != "" {
		m.Why = r.why
	}
	if r.source == "oet" {
		m.Source = oet
	}
	if strings.HasPrefix(m.Source, "OET-") {
		m.OET = first(m.OET, m.Source)
	}
	switch r.grade {
	case Exact, Broader:
		m.Code = r.to
	default:
		m.Candidate = r.to
	}
	return m
}

func (m Match) named(c code) Match {
	m.NameEN, m.NameFR, m.FrenchOfficial = c.nameEN, c.nameFR, c.official
	return m
}

// Key is what parts are keyed by: the info's own event code, in the source's words; "" when it has none.
func Key(i *cap.Info) string {
	same := sameCode(i)
	for _, c := range []string{capcpCode(i), unless(placeholder(same), same), i.Code(NWS), i.Code(OET), same} {
		if c != "" {
			return c
		}
	}
	return ""
}

// Disagreement says where SAME and the weather service's own code name different kinds of product, which happens
// daily (us-traps 3); "" where they agree or one is absent. SAME rules, unless it is a placeholder.
func Disagreement(i *cap.Info) string {
	same, nws := i.Code(SAME), strings.TrimSpace(i.Code(NWS))
	c, known := load().same[strings.TrimSpace(same)]
	if s := significance(nws); known && !placeholder(same) && s != "" && s != c.product {
		return "SAME " + same + " is a " + string(c.product) + ", " + nws + " a " + string(s) + ": SAME rules"
	}
	return ""
}

// Names are the plain names of an event code of either side; ok is false for a code that no table has.
func Names(key string) (en, fr string, official, ok bool) {
	t := load()
	if c, found := t.capcp[fold(key)]; found {
		return c.nameEN, c.nameFR, c.official, true
	}
	if c, found := t.same[key]; found {
		return c.nameEN, c.nameFR, false, true
	}
	return "", "", false, false
}
