package event

import (
	"fmt"
	"slices"
)

// Pack is a set of judgements that were reviewed together and may be accepted together. They are the operator's word
// from then on, and nobody's before: each is written, says in every report whose it is, and opens no public channel.
type Pack struct {
	Name string
	Rows []Row
}

// Packs are those that the program ships, in the order of their file.
func Packs() []Pack {
	out := make([]Pack, 0, len(load().packs))
	for _, p := range load().packs {
		out = append(out, Pack{p.Name, slices.Clone(p.Rows)})
	}
	return out
}

// pack finds a pack, or begins it.
func (l *lists) pack(name string) *Pack {
	at := slices.IndexFunc(l.packs, func(p Pack) bool { return p.Name == name })
	if at < 0 {
		at = len(l.packs)
		l.packs = append(l.packs, Pack{Name: name})
	}
	return &l.packs[at]
}

// Accept is the table with the rows of packs and an operator's own over it. An own row for a code rules over the pack's
// for the same code and product, and one without product over all of the pack's for the code. Refusals are about the
// own rows, or name in Row the place of a pack that there is none of, with Field "accept".
func (t *Table) Accept(packs []string, own []Row) (*Table, []Refusal) {
	rows := slices.Clone(own)
	var refused []Refusal
	for n, name := range packs {
		at := slices.IndexFunc(load().packs, func(p Pack) bool { return p.Name == name })
		switch {
		case at < 0:
			refused = append(refused, Refusal{Row: n, Field: "accept", Code: "unknown-pack",
				What: fmt.Sprintf("there is no pack %q of event codes", name), Do: "correct it (`bordercast event --pack` lists " +
					"those there are)"})
			continue
		case slices.Contains(packs[:n], name):
			continue // said twice, and meant once
		}
		for _, r := range load().packs[at].Rows {
			if !t.overruled(r, own) {
				rows = append(rows, r)
			}
		}
	}
	table, more := t.With(rows)
	if refused = append(refused, more...); len(refused) > 0 {
		return nil, refused
	}
	return table, nil
}

// overruled tells whether an own row is about what a pack's row is about.
func (t *Table) overruled(pack Row, own []Row) bool {
	t = t.orDefault()
	return slices.ContainsFunc(own, func(o Row) bool {
		o, refusal := t.settle(o)
		return refusal == nil && o.From == pack.From && fold(o.Code) == fold(pack.Code) &&
			(o.Product == "" || o.Product == pack.Product)
	})
}
