package event

import (
	"slices"
	"strings"

	"bordercast/cap"
)

// meaning is what one of an info's words says: a code of a list, as a kind of product. An empty code is a kind alone.
type meaning struct {
	list, code string
	kind       Product
}

// claim is one of an info's own words about its event, with all that it may mean.
type claim struct {
	text  string
	means []meaning
}

// Contradiction says which of an info's own words about its event do not agree: its SAME code, the weather service's
// code, its VTEC, its CAP-CP code, Environment Canada's type, and the name in event, where that is to the letter one
// that a list has. one is the first in that order that something else disagrees with, others are what does. Pairs that
// are normal in the field (FFS beside a flash flood warning, WSW beside any winter product) agree. Nothing follows from
// it: which code rules is settled elsewhere, and somebody has to ask the sender.
func (t *Table) Contradiction(i *cap.Info) (one string, others []string) {
	r := t.reading(i)
	if r.isTest() {
		return "", nil
	}
	all := r.claims()
	for n, c := range all {
		for _, d := range all[n+1:] {
			if !r.lists.agree(c, d) {
				others = append(others, d.text)
			}
		}
		if len(others) > 0 {
			return c.text, others
		}
	}
	return "", nil
}

// Doubled are the schemes of event codes of which an info has two values that differ: devices read one of them, and
// nobody knows which. Each is given with its values.
func Doubled(i *cap.Info) []string {
	var out []string
	for _, scheme := range []string{SAME, CAPCP, NWS} {
		text, n := "", 0
		seen := map[string]bool{}
		for _, p := range i.EventCodes {
			name, value := strings.TrimSpace(p.Name), strings.TrimSpace(p.Value)
			ours := strings.EqualFold(name, scheme) || scheme == CAPCP && strings.HasPrefix(fold(name), "profile:cap-cp:event:")
			if !ours || value == "" || scheme == SAME && placeholder(value) || seen[fold(value)] {
				continue
			}
			seen[fold(value)] = true
			text += ", " + value
			n++
		}
		if n > 1 {
			out = append(out, scheme+" ("+strings.TrimPrefix(text, ", ")+")")
		}
	}
	return out
}

// claims are in the order in which they rule.
func (r reading) claims() []claim {
	l, i := r.lists, r.info
	var out []claim
	if same := strings.TrimSpace(i.Code(SAME)); !placeholder(same) {
		if c, ok := l.same[same]; ok {
			out = append(out, claim{"SAME " + same, []meaning{{ListSAME, c.code, c.product}}})
		}
	}
	out = r.weatherClaims(out)
	if c, ok := l.capcp[fold(capcpCode(i))]; ok {
		out = append(out, claim{"CAP-CP " + c.code, []meaning{{list: ListCAPCP, code: c.code}}})
	}
	if kind := ecccKind(i); kind != "" {
		out = append(out, claim{"Alert_Type " + string(kind), []meaning{{kind: kind}}})
	}
	if means := l.names[fold(i.Event)]; len(means) > 0 {
		out = append(out, claim{"event “" + strings.TrimSpace(i.Event) + "”", means})
	}
	return out
}

// weatherClaims are the weather service's code and VTEC: of several VTEC strings each that is in force may be meant.
func (r reading) weatherClaims(out []claim) []claim {
	nws := strings.TrimSpace(r.info.Code(NWS))
	s := r.lists.paired(nws)
	switch c, ok := r.lists.same[nws]; {
	case s.text != "" && !r.relayed(s):
		out = append(out, claim{NWS + " " + nws, []meaning{{ListNWS, s.code.code, s.kind}}})
	case ok && !placeholder(nws):
		out = append(out, claim{NWS + " " + nws, []meaning{{ListSAME, c.code, c.product}}})
	}
	var vtec claim
	for _, inForce := range []bool{true, false} {
		for _, v := range r.info.VTEC() {
			s := r.lists.paired(v.Phenomenon + v.Significance)
			over := v.Action == "UPG" || v.Action == "CAN" || v.Action == "EXP"
			if s.text == "" || over == inForce || !inForce && v.Action == "UPG" {
				continue
			}
			if vtec.text == "" {
				vtec.text = "VTEC " + v.Phenomenon + "." + v.Significance
			}
			vtec.means = append(vtec.means, meaning{ListNWS, s.code.code, s.kind})
		}
		if vtec.text != "" {
			return append(out, vtec)
		}
	}
	return out
}

// agree tells whether two words may mean one thing.
func (l *lists) agree(a, b claim) bool {
	return slices.ContainsFunc(a.means, func(x meaning) bool {
		return slices.ContainsFunc(b.means, func(y meaning) bool { return l.alike(x, y) })
	})
}

func (l *lists) alike(a, b meaning) bool {
	if l.normal(a, b) || l.normal(b, a) {
		return true
	}
	if a.kind != "" && b.kind != "" && a.kind != b.kind {
		return false
	}
	if a.code == "" || b.code == "" {
		return true
	}
	return slices.ContainsFunc(l.about[a.key()], func(s string) bool { return slices.Contains(l.about[b.key()], s) })
}

func (m meaning) key() string { return m.list + ":" + m.code }

// pair is how the table of normal pairs writes a meaning: a phenomenon with its kind, as VTEC does.
func (l *lists) pair(m meaning) string {
	if m.list != ListNWS || l.nws[m.code].kinds == "" {
		return m.key()
	}
	for _, letter := range l.nws[m.code].kinds {
		if significance(byte(letter)) == m.kind {
			return m.key() + "." + string(letter)
		}
	}
	return m.key()
}

// normal tells whether a pair occurs every day without anybody being wrong.
func (l *lists) normal(a, b meaning) bool {
	with := l.pairs[l.pair(a)]
	return with != nil && (with["*"] || with[b.list+":*"] || with[l.pair(b)])
}

// index finds what the tables above are asked for: what each code is about, in every word for it that the lists have
// (its name, its term, the other side's code); and what each name may mean.
func (l *lists) index() {
	about := func(list string, c code) {
		key := list + ":" + c.code
		l.about[key] = append(l.about[key], key, "name "+subject(c.nameEN))
		if c.oet != "" {
			l.about[key] = append(l.about[key], c.oet)
		}
	}
	name := func(text string, m meaning) { l.names[fold(text)] = append(l.names[fold(text)], m) }
	for _, c := range l.same {
		about(ListSAME, c)
		name(c.nameEN, meaning{ListSAME, c.code, c.product})
		name(c.nameFR, meaning{ListSAME, c.code, c.product})
	}
	for _, c := range l.capcp {
		about(ListCAPCP, c)
		name(c.nameEN, meaning{list: ListCAPCP, code: c.code})
		name(c.nameFR, meaning{list: ListCAPCP, code: c.code})
	}
	for _, c := range l.products {
		about(ListNWS, c)
		name(c.nameEN, meaning{ListNWS, c.code, c.product})
	}
	for _, c := range l.nws {
		about(ListNWS, c)
		for _, letter := range c.kinds {
			kind := significance(byte(letter))
			name(c.nameEN+" "+string(kind), meaning{ListNWS, c.code, kind})
		}
	}
	for _, r := range l.rows {
		if r.To == "" {
			continue
		}
		from, to := r.From+":"+r.Code, ListCAPCP+":"+r.To
		if r.From == ListCAPCP {
			to = ListSAME + ":" + r.To
		}
		l.about[from] = append(l.about[from], to)
	}
	for _, r := range records(normalPairsCSV) {
		if l.pairs[r[0]] == nil {
			l.pairs[r[0]] = map[string]bool{}
		}
		l.pairs[r[0]][r[1]] = true
	}
}
