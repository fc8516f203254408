package event

import "fmt"

// target: the target stands on the other side's list, and is of the row's kind where it names one.
func (p proposal) target() *Refusal {
	r := p.row
	switch {
	case r.Grade == None && r.To != "":
		return &Refusal{Field: "to", Code: "none-with-code",
			What: fmt.Sprintf("grade none writes no code, and to says %s", r.To), Do: "leave to out, or choose another grade"}
	case r.Grade == None:
		return nil
	case r.To == "":
		return &Refusal{Field: "to", Code: "no-target", What: "the row does not say which code it becomes",
			Do: "write to, or grade none to write no code"}
	}
	list := ListCAPCP
	if r.From == ListCAPCP {
		list = ListSAME
	}
	c, ok := p.table.lists.of(list, r.To)
	if !ok || list == ListSAME && !c.ipaws {
		return &Refusal{Field: "to", Code: "unknown-code", What: fmt.Sprintf("%q is no event code that the other side "+
			"takes (list %s)", r.To, list), Do: "correct it (`bordercast event --all` shows every code)"}
	}
	r.To = c.code
	return p.targetKind(c)
}

// national are the codes that only a national authority sends, whatever a table says.
func national(same string) bool { return same == "EAN" || same == "NPT" }

func (p proposal) targetKind(c code) *Refusal {
	r := p.row
	switch {
	case national(c.code):
		return &Refusal{Field: "to", Code: "national-code", What: c.code + " is the national authority's alone",
			Do: "choose another code"}
	case c.product == Test || c.code == "testMessage":
		return &Refusal{Field: "to", Code: "fixed-product", What: c.code + " is a public test, and no row makes a test",
			Do: "choose another code"}
	case c.product == "":
		return nil
	case r.Product == "":
		r.Product = c.product
	case r.Product != c.product:
		return &Refusal{Field: "to", Code: "other-kind", What: fmt.Sprintf("%s is a %s and not a %s", c.code, c.product,
			r.Product), Do: "choose a code of the same kind: a table never raises one"}
	}
	return nil
}

// reason: whoever finds the row later can see who agreed to it and why.
func (p proposal) reason() *Refusal {
	r := p.row
	switch {
	case r.Source == "":
		return &Refusal{Field: "source", Code: "no-source", What: "the row does not say where it was agreed",
			Do: "name the document, like source: \"MOU 2026, annex B\""}
	case r.Why == "" && r.Grade != Exact:
		return &Refusal{Field: "why", Code: "no-reason", What: "the row does not say why", Do: "write why in one " +
			"sentence: it stands in every report"}
	}
	return nil
}

// claim: exact can be shown, and what the built-in rows know to assert more stays a judgement, since other
// grades may open a public channel.
func (p proposal) claim() *Refusal {
	r := p.row
	if r.Grade != Exact && r.Grade != Broader {
		return nil
	}
	known, ok := p.table.find(r.From, r.Code, r.Product)
	if ok && known.To == r.To && known.Grade == Judgement {
		return &Refusal{Field: "grade", Code: "grade-raised", What: fmt.Sprintf("%s to %s is a judgement: %s", r.Code, r.To,
			known.Why), Do: "write grade: judgement; it is written, and opens no public channel"}
	}
	if r.Grade == Exact && !(ok && known.To == r.To && known.Grade == Exact) && !p.shown() {
		return &Refusal{Field: "grade", Code: "not-exact", What: fmt.Sprintf("%s and %s have neither the same OASIS term "+
			"nor the same name to the letter", r.Code, r.To), Do: "write broader where the target is the wider word, else " +
			"judgement"}
	}
	return nil
}

// shown tells whether two codes have the same term, each by its name to the letter, or the same name.
func (p proposal) shown() bool {
	r, l := p.row, p.table.lists
	to := ListCAPCP
	if r.From == ListCAPCP {
		to = ListSAME
	}
	here, _ := l.of(r.From, r.Code)
	there, _ := l.of(to, r.To)
	return here.oet != "" && here.oet == there.oet && here.plain && there.plain ||
		subject(here.nameEN) == subject(there.nameEN)
}
