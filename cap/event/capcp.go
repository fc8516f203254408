package event

import (
	"strings"

	"bordercast/cap"
)

// ToCAPCP is the CAP-CP code of an info: one the sender passed on, the row of its SAME code, or of the weather
// service's own code where SAME is a placeholder or names no subject (traps us-3), or the code of its OET term.
func (t *Table) ToCAPCP(i *cap.Info, p Product) Match {
	t = t.orDefault()
	m := t.capcpOfCodes(i, p)
	if c, ok := t.lists.capcp[fold(capcpCode(i))]; ok {
		m.Code, m.Grade, m.Source, m.Why, m.Operator = c.code, PassedOn, "sender", "the sender passed this code on", false
		m.OET = first(m.OET, c.oet)
		return m.named(c)
	}
	if c, ok := t.lists.capcp[fold(m.Code)]; ok {
		m.Code = c.code
		return m.named(c)
	}
	return m
}

func (t *Table) capcpOfCodes(i *cap.Info, p Product) Match {
	m := Match{Grade: None, Source: "no row", Why: unknown, OET: term(i)}
	if c, ok := t.sameOf(i); ok {
		return t.refined(i, c, t.capcpOfSAME(c, m))
	}
	if s := t.phenomenon(i); s.text != "" {
		m = t.capcpOfNWS(s, m)
	}
	if term(i) == "" || m.Grade != None {
		return m
	}
	return t.capcpOfOET(p, m)
}

// sameOf is the SAME code that rules: the SAME slot's own, or the weather service's slot where that holds a product
// code of the same list (SVS) and SAME is empty or stands for none.
func (t *Table) sameOf(i *cap.Info) (code, bool) {
	for _, text := range []string{sameCode(i), i.Code(NWS)} {
		c, ok := t.lists.of(ListSAME, text)
		if ok && !placeholder(c.code) && (text == sameCode(i) || t.phenomenon(i).code.code == "") {
			return c, true
		}
	}
	return code{}, false
}

// capcpOfSAME: the code names its kind itself; what is ended or a test keeps its subject.
func (t *Table) capcpOfSAME(c code, m Match) Match {
	m.Why = "no CAP-CP code means " + c.code
	m.OET, m.NameEN, m.NameFR = first(m.OET, c.oet), c.nameEN, c.nameFR
	if r, ok := t.find(ListSAME, c.code, c.product); ok {
		return m.judge(r, c.oet)
	}
	return m
}

func (t *Table) capcpOfNWS(s second, m Match) Match {
	m.Why = "no CAP-CP code means " + s.text
	m.OET, m.NameEN, m.NameFR = first(m.OET, s.code.oet), s.code.nameEN, s.code.nameFR
	if r, ok := t.find(ListNWS, s.code.code, s.kind); ok {
		return m.judge(r, s.code.oet)
	}
	return m
}

// general is what the codes mean that follow up warnings of many kinds (SVS, SPS): the sky, and no subject.
const general = "weather"

// refined: a severe weather statement (SVS) follows up tornado and thunderstorm warnings alike, and the second code
// says which. It is narrower than the first and does not contradict it; the kind stays the first one's.
func (t *Table) refined(i *cap.Info, same code, m Match) Match {
	if m.Code != general || m.Operator {
		return m
	}
	s := t.phenomenon(i)
	r := t.capcpOfNWS(s, Match{Grade: None, OET: term(i)})
	if r.Code == "" || r.Grade == Judgement || r.Code == general {
		return m
	}
	r.Why = strings.TrimSuffix(same.code+" names no subject of its own, and "+s.text+" does: "+r.Why, ": ")
	return r
}

func (t *Table) capcpOfOET(p Product, m Match) Match {
	c, ok := byOET(t.lists.capcp, m.OET, p)
	if !ok {
		m.Why = "no CAP-CP code has the term " + m.OET
		return m
	}
	return m.pivoted(c, "same OET term")
}
