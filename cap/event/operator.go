package event

import "fmt"

// Refusal is why an operator's row is not taken: a stable reason code, what is wrong and what to do about it.
type Refusal struct {
	Row   int    // its place in what With was given
	Field string // from, code, product, to, grade, source or why; "" is the whole row
	Code  string // kebab-case
	What  string
	Do    string
}

// Error is the refusal in one line.
func (r Refusal) Error() string {
	return fmt.Sprintf("row %d: %s: %s", r.Row+1, r.What, r.Do)
}

// With is the table with an operator's rows over its own. A row of theirs takes the place of the built-in row for the
// same code and product; one without product that of all rows of the code. It is nil where any row is refused:
// a code that no list has is never written, a public test or a national message never declared by a table, a kind
// never changed, and nothing graded better than the built-in rows show it to be.
func (t *Table) With(rows []Row) (*Table, []Refusal) {
	t = t.orDefault()
	if len(rows) == 0 {
		return t, nil
	}
	var refused []Refusal
	seen := map[key]int{}
	var taken []Row
	for n, r := range rows {
		r, refusal := t.settle(r)
		if refusal == nil {
			refusal = twice(r, n, seen)
		}
		if refusal != nil {
			refusal.Row = n
			refused = append(refused, *refusal)
			continue
		}
		taken = append(taken, r)
	}
	if len(refused) > 0 {
		return nil, refused
	}
	return t.over(taken), nil
}

func twice(r Row, n int, seen map[key]int) *Refusal {
	before, again := seen[r.key()]
	seen[r.key()] = n
	if again {
		return &Refusal{Field: "code", Code: "row-twice", What: fmt.Sprintf("%s %s stands in row %d already, as the same "+
			"product", r.From, r.Code, before+1), Do: "keep one of the two"}
	}
	return nil
}

// proposal is an operator's row that is put to a table. Each of its steps checks a part of it, and writes it as the
// table keeps it.
type proposal struct {
	table *Table
	row   *Row
}

// settle is the row as the table keeps it: codes as their lists spell them, the product that follows from the codes.
func (t *Table) settle(r Row) (Row, *Refusal) {
	r.Operator = true
	p := proposal{t, &r}
	for _, step := range []func() *Refusal{p.code, p.grade, p.target, p.reason, p.claim} {
		if refusal := step(); refusal != nil {
			return r, refusal
		}
	}
	return r, nil
}

// code: the weather service's code may be given as it is sent (SVW), which names its kind.
func (p proposal) code() *Refusal {
	r, l := p.row, p.table.lists
	switch r.From {
	case ListCAPCP, ListSAME, ListNWS:
	default:
		return &Refusal{Field: "from", Code: "unknown-list", What: fmt.Sprintf("there is no list %q of event codes", r.From),
			Do: "write capcp, same or nws"}
	}
	if r.Product == "*" {
		r.Product = ""
	}
	if s := l.paired(r.Code); r.From == ListNWS && s.text != "" {
		r.Code = s.code.code
		return p.kind(s.kind, s.text)
	}
	c, ok := l.of(r.From, r.Code)
	if !ok || placeholder(c.code) {
		return &Refusal{Field: "code", Code: "unknown-code", What: fmt.Sprintf("the list %s has no event code %q", r.From,
			r.Code), Do: "correct it (`bordercast event --all` shows every code); codes that no list has are never translated"}
	}
	r.Code = c.code
	if c.product != "" {
		return p.kind(c.product, c.code)
	}
	return p.lane()
}

// kind: a code that names its kind is of no other.
func (p proposal) kind(kind Product, text string) *Refusal {
	r := p.row
	if r.Product != "" && r.Product != kind {
		return &Refusal{Field: "product", Code: "other-kind",
			What: fmt.Sprintf("%s is a %s and not a %s", text, kind, r.Product), Do: "leave product out: the code says it"}
	}
	r.Product = kind
	return p.lane()
}

// lane: public tests go by the lane rule, and what has ended keeps its subject; no row decides either.
func (p proposal) lane() *Refusal {
	r := p.row
	switch r.Product {
	case "", Warning, Watch, Advisory, Statement:
		return nil
	case Test, Ended:
		return &Refusal{Field: "product", Code: "fixed-product", What: fmt.Sprintf("no row decides what a %s product "+
			"becomes", r.Product), Do: "remove the row: public tests stay tests, and an end carries the code of what it ends"}
	}
	return &Refusal{Field: "product", Code: "unknown-product", What: fmt.Sprintf("there is no product %q", r.Product),
		Do: "write warning, watch, advisory or statement, or leave it out for all"}
}

func (p proposal) grade() *Refusal {
	r := p.row
	switch r.Grade {
	case Exact, Broader, Judgement, None:
		return nil
	}
	return &Refusal{Field: "grade", Code: "unknown-grade", What: fmt.Sprintf("there is no grade %q", r.Grade),
		Do: "write exact, broader, judgement, or none to write no code"}
}
