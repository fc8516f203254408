package event

import (
	"strings"

	"bordercast/cap"
)

// ToCAPCP is the CAP-CP code of an info: one the sender passed on, the row of its SAME code, or of the weather
// service's own code where SAME is a placeholder or names no subject (traps us-3), or the code of its OET term.
func (t *Table) ToCAPCP(i *cap.Info, p Product) Match {
	t = t.orDefault()
	m := crossing{t, reading{t.lists, i}, p}.toCAPCP()
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

// crossing is an info of some product on its way to the codes of the other side.
type crossing struct {
	table   *Table
	read    reading
	product Product
}

func (c crossing) toCAPCP() Match {
	i := c.read.info
	m := Match{Grade: None, Source: "no row", Why: unknown, OET: term(i)}
	if same, ok := c.read.same(); ok {
		return c.refined(same, c.capcpOfSAME(same, m))
	}
	if s := c.read.phenomenon(); s.text != "" {
		m = c.capcpOfNWS(s, m)
	}
	if term(i) == "" || m.Grade != None {
		return m
	}
	return c.capcpOfOET(m)
}

// same is the SAME code that rules: the SAME slot's own, or the weather service's slot where that holds a product
// code of the same list (SVS) and SAME is empty or stands for none.
func (r reading) same() (code, bool) {
	for _, text := range []string{sameCode(r.info), r.info.Code(NWS)} {
		c, ok := r.lists.of(ListSAME, text)
		if ok && !placeholder(c.code) && (text == sameCode(r.info) || r.phenomenon().code.code == "") {
			return c, true
		}
	}
	return code{}, false
}

// capcpOfSAME: the code names its kind itself; what is ended or a test keeps its subject.
func (c crossing) capcpOfSAME(same code, m Match) Match {
	m.Why = "no CAP-CP code means " + same.code
	m.OET, m.NameEN, m.NameFR = first(m.OET, same.oet), same.nameEN, same.nameFR
	if r, ok := c.table.find(ListSAME, same.code, same.product); ok {
		return m.judge(r, same.oet)
	}
	return m
}

func (c crossing) capcpOfNWS(s second, m Match) Match {
	m.Why = "no CAP-CP code means " + s.text
	m.OET, m.NameEN, m.NameFR = first(m.OET, s.code.oet), s.code.nameEN, s.code.nameFR
	if r, ok := c.table.find(ListNWS, s.code.code, s.kind); ok {
		return m.judge(r, s.code.oet)
	}
	return m
}

// general is what the codes mean that follow up warnings of many kinds (SVS, SPS): the sky, and no subject.
const general = "weather"

// refined: a severe weather statement (SVS) follows up tornado and thunderstorm warnings alike, and the second code
// says which. It is narrower than the first and does not contradict it; the kind stays the first one's.
func (c crossing) refined(same code, m Match) Match {
	if m.Code != general || m.Operator {
		return m
	}
	s := c.read.phenomenon()
	r := c.capcpOfNWS(s, Match{Grade: None, OET: term(c.read.info)})
	if r.Code == "" || r.Grade == Judgement || r.Code == general {
		return m
	}
	r.Why = strings.TrimSuffix(same.code+" names no subject of its own, and "+s.text+" does: "+r.Why, ": ")
	return r
}

func (c crossing) capcpOfOET(m Match) Match {
	to, ok := byOET(c.table.lists.capcp, m.OET, c.product)
	if !ok {
		m.Why = "no CAP-CP code has the term " + m.OET
		return m
	}
	return m.pivoted(to, "same OET term")
}
