package derive

import (
	"cmp"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// PlaceAt is where a part of an alert's chain stands at a destination: its topics' names, one prefix a place.
func PlaceAt(s *settings.System, of book.Alert, chain string, part int, sh judge.Shape) Placement {
	if !s.Public {
		tree := topics.Tree{Lane: of.Lane, Party: s.Party}
		return Placement{Party: tree, Chain: chain, Part: part}
	}
	return Placement{key: topics.Key{
		Lane: of.Lane, Reader: s.Side, Category: cmp.Or(sh.Category, "other"), Severity: cmp.Or(sh.Severity, "unknown"),
		Chain: chain, Part: part,
	}, Chain: chain, Part: part, home: of.Side, coarse: sh.Coarse, coded: strings.Join(sh.Coded, " ")}
}

// Placement names the topics of one part of a chain at one destination.
type Placement struct {
	key   topics.Key
	Party topics.Tree // zero: the public tree
	Chain string
	Part  int
	home  cap.Side // the country of its source: where it stands if it has no place

	coarse bool   // it stands in the regions of its districts,
	coded  string // but for these
}

// places are where these districts stand.
func (p Placement) places(districts []string) []topics.Place {
	if p.coarse {
		return topics.Coarsely(districts, strings.Fields(p.coded), p.home, nil)
	}
	return topics.Spread(districts, p.home, nil)
}

// leaves lists the retained topics for these districts, by leaf: cap, json, and in a party's tree report.
func (p Placement) leaves(districts []string) (json, cap, report []string) {
	if p.Party.Party != "" {
		return []string{p.Party.Alert(p.Chain, p.Part, topics.JSON)}, []string{p.Party.Alert(p.Chain, p.Part, topics.CAP)},
			[]string{p.Party.Alert(p.Chain, p.Part, topics.Report)}
	}
	for _, place := range p.places(districts) {
		for _, leaf := range place.Leaves() {
			topic := p.key.At(place).Topic(leaf)
			if leaf == topics.CAP {
				cap = append(cap, topic)
			} else {
				json = append(json, topic)
			}
		}
	}
	return json, cap, nil
}
