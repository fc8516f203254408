package gateway

import (
	"cmp"
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/certs"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/topics"
)

// system is a configured system, ready to use. It is immutable.
type system struct {
	Name, Party string
	Side        cap.Side
	In, Out     []cap.Lane     // lanes it may speak in, lanes it takes
	public      bool           // what it takes stands in the public tree
	area        []geo.District // where it may post; none is everywhere
	senders     []string
	trust       *certs.Trust
	unsigned    string
	unverified  string
	settings    config.System
	frozen      []cap.Lane // lanes in which it is served as it was, and takes nothing new
	broker      *brokerRef // nil: the configuration's; a frozen one may stand at another
	unreachable bool       // that other is a broker of the gateway's own, which it has no more
}

// systemsOf makes the systems of a configuration. Only kind mqtt has a wire so far; config.Check refuses others.
func systemsOf(c *config.Config) (map[string]*system, error) {
	all := map[string]*system{}
	for _, s := range c.Systems {
		made := &system{Name: s.Name, Party: s.Party, Side: s.Side, senders: s.Senders, settings: s}
		if s.In != nil {
			if err := made.source(*s.In); err != nil {
				return nil, fmt.Errorf("system %s: %w", s.Name, err)
			}
		}
		if s.Out != nil {
			made.Out, made.public = s.Out.Lanes, s.Out.Tree == config.Public
			for _, g := range s.Out.Area {
				d, _ := g.District() // config.Check refuses what is none
				made.area = append(made.area, d)
			}
		}
		all[s.Name] = made
	}
	return all, nil
}

func (s *system) source(in config.In) (err error) {
	s.In, s.unsigned, s.unverified = in.Lanes, string(in.Unsigned), string(in.Unverifiable)
	s.trust, err = certs.NewTrust(certs.TrustConfig{
		Keys: in.Trust.Keys, Issuers: in.Trust.Issuers, Subject: in.Trust.Subject, Signer: in.Trust.Signer,
		AlwaysSigns: in.Unsigned == config.Invalid,
	})
	return err
}

// placeAt is where a part of an alert's chain stands at a destination: its topics' names, one prefix a place.
func placeAt(s *system, of book.Alert, chain string, part int, sh shape) placement {
	if !s.public {
		tree := topics.Tree{Lane: of.Lane, Party: s.Party}
		return placement{party: tree, chain: chain, part: part}
	}
	return placement{key: topics.Key{
		Lane: of.Lane, Reader: s.Side, Category: cmp.Or(sh.Category, "other"), Severity: cmp.Or(sh.Severity, "unknown"), Chain: chain, Part: part,
	}, chain: chain, part: part, home: of.Side, coarse: sh.Coarse, coded: strings.Join(sh.Coded, " ")}
}

// placement names the topics of one part of a chain at one destination.
type placement struct {
	key   topics.Key
	party topics.Tree // zero: the public tree
	chain string
	part  int
	home  cap.Side // the country of its source: where it stands if it has no place

	coarse bool   // it stands in the regions of its districts,
	coded  string // but for these
}

// places are where these districts stand.
func (p placement) places(districts []string) []topics.Place {
	if p.coarse {
		return topics.Coarsely(districts, strings.Fields(p.coded), p.home, nil)
	}
	return topics.Spread(districts, p.home, nil)
}

// leaves lists the retained topics for these districts, by leaf: cap, json, and in a party's tree report.
func (p placement) leaves(districts []string) (json, cap, report []string) {
	if p.party.Party != "" {
		return []string{p.party.Alert(p.chain, p.part, topics.JSON)}, []string{p.party.Alert(p.chain, p.part, topics.CAP)},
			[]string{p.party.Alert(p.chain, p.part, topics.Report)}
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
