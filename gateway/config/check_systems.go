package config

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
)

func checkParties(f *findings, c *Config) {
	seen := map[string]bool{}
	for i, p := range c.Parties {
		where := fmt.Sprintf("parties[%d]", i)
		f.name(where+".name", p.Name)
		f.side(where+".side", p.Side)
		if seen[p.Name] {
			f.fail(where+".name", "two parties are called "+p.Name, "give each its own name")
		}
		seen[p.Name] = true
		checkCalls(f, where, p.Call)
	}
	for i, r := range c.Agreement.Routes {
		if p, known := c.Party(r.Hold.Of); known && len(p.People) == 0 {
			f.warn(fmt.Sprintf("agreement.routes[%d].hold.of", i), p.Name+" has no people who could answer",
				"list accounts of the gateway's host under people")
		}
	}
}

func checkSystems(f *findings, c *Config) {
	seen := map[string]bool{}
	for i, s := range c.Systems {
		where := fmt.Sprintf("systems[%d]", i)
		f.name(where+".name", s.Name)
		f.side(where+".side", s.Side)
		if seen[s.Name] {
			f.fail(where+".name", "two systems are called "+s.Name, "give each its own name")
		}
		seen[s.Name] = true
		s.checkWire(f, where, c)
		s.checkOwner(f, where, c)
		s.checkIn(f, where)
		s.checkOut(f, where)
		s.checkEnds(f, where, c)
	}
	checkApart(f, c)
	if len(c.Systems) == 0 {
		f.fail("systems", "there are no systems, so nothing can come or go", "list at least a source and a destination")
	}
}

// checkOwner checks whose system it is.
func (s System) checkOwner(f *findings, where string, c *Config) {
	p, known := c.Party(s.Party)
	switch {
	case s.Party == "":
		f.fail(where+".party", s.Name+" belongs to nobody", "name its party")
	case !known:
		f.fail(where+".party", fmt.Sprintf("there is no party called %q", s.Party),
			"add it under parties, or correct the name")
	case p.Side != s.Side:
		f.fail(where+".side", fmt.Sprintf("%s is on side %s, but its party %s is on side %s", s.Name, s.Side, p.Name, p.Side),
			"put both on the same side")
	}
	for _, sender := range s.Senders {
		if sender == "" || strings.ContainsAny(sender, " ,<&") {
			f.fail(where+".senders", fmt.Sprintf("%q cannot be a CAP sender", sender),
				"write it as the alerts do, without space, comma, < or &")
		}
	}
	if s.In == nil && s.Out == nil {
		f.fail(where, s.Name+" neither gives nor takes alerts", "give it in, out or both")
	}
}

func (s System) checkIn(f *findings, where string) {
	if s.In == nil {
		return
	}
	f.lanes(where+".in.lanes", s.Name+" may speak in no lane that exists", s.In.Lanes)
	if !slices.Contains([]Policy{Accept, HoldIt, Invalid}, s.In.Unsigned) {
		f.fail(where+".in.unsigned", fmt.Sprintf("%q is no policy", s.In.Unsigned),
			"write accept, hold, or invalid where it always signs")
	}
	if !slices.Contains([]Policy{Accept, HoldIt}, s.In.Unverifiable) {
		f.fail(where+".in.unverifiable", fmt.Sprintf("%q is no policy", s.In.Unverifiable),
			"write hold or accept; CAP forbids refusing for this alone")
	}
	trust := s.In.Trust
	if s.In.Unsigned == Invalid && len(trust.Keys)+len(trust.Issuers) == 0 {
		f.fail(where+".in.trust", s.Name+" always signs, but no key or issuer is known to verify it by",
			"list PEM files under keys or issuers")
	}
	if len(trust.Issuers) > 0 && trust.Subject == "" {
		f.fail(where+".in.trust.subject", "anybody an issuer ever signed would be trusted",
			"write a regular expression for the whole common name, like IPAWSOPEN_?[0-9]+")
	}
	if slices.Contains(s.In.Lanes, cap.LaneActual) && len(s.Senders) == 0 {
		f.fail(where+".senders", s.Name+" could end anybody's alerts in lane actual, for it may speak as any sender",
			"list the senders that speak through it")
	}
	if slices.Contains(s.In.Lanes, cap.LaneActual) && s.In.Unsigned == Accept {
		f.warn(where+".in.unsigned", s.Name+" may speak unsigned in the actual lane", "write hold, or invalid once it signs")
	}
}

func (s System) checkOut(f *findings, where string) {
	if s.Out == nil {
		return
	}
	f.lanes(where+".out.lanes", s.Name+" takes no lane that exists", s.Out.Lanes)
	if s.Out.Tree != Public && s.Out.Tree != OfParty {
		f.fail(where+".out.tree", fmt.Sprintf("%q is no tree", s.Out.Tree), "write public or party")
	}
	for _, g := range s.Out.Area {
		if d, ok := g.District(); !ok || d.Side() != s.Side {
			f.fail(where+".out.area", fmt.Sprintf("%q is no ground on side %s", g, s.Side),
				"write a state or province like us/me, or a district like us/me/029, in lower case")
		}
	}
	if s.Out.BrokerURL != "" {
		f.url(where+".out.broker_url", s.Out.BrokerURL)
	}
}

func (f *findings) lanes(where, what string, lanes []cap.Lane) {
	if !laneList(lanes) {
		f.fail(where, what, "list actual, exercise or test")
	}
	sorted := slices.Sorted(slices.Values(lanes))
	if len(slices.Compact(sorted)) != len(lanes) {
		f.fail(where, "a lane stands here twice", "keep one")
	}
}

func (f *findings) side(where string, side cap.Side) {
	if side != cap.US && side != cap.CA {
		f.fail(where, fmt.Sprintf("%q is no side", side), "write us or ca")
	}
}

// checkEnds checks by which other systems an end may come: each must be able to bring one.
func (s System) checkEnds(f *findings, where string, c *Config) {
	where += ".ends_by"
	if len(s.EndsBy) > 0 && s.In == nil {
		f.fail(where, s.Name+" brings no alerts, so there is nothing of it to end", "give it in, or leave ends_by out")
	}
	for i, name := range s.EndsBy {
		other, known := c.System(name)
		switch {
		case name == s.Name:
			f.fail(where, s.Name+" may always end what it brought itself", "leave it out")
		case !known:
			f.fail(where, fmt.Sprintf("there is no system called %q", name), "add it under systems, or correct the name")
		case other.In == nil:
			f.fail(where, name+" brings no alerts, so no end can come by it", "name a system with in")
		case !slices.ContainsFunc(other.Senders, func(sender string) bool { return c.speaksFor(sender, s) }):
			f.fail(where, fmt.Sprintf("%s lists no sender that could end what comes by %s", name, s.Name),
				"list the senders it speaks for under its senders")
		case slices.Contains(s.EndsBy[:i], name):
			f.fail(where, name+" stands here twice", "keep one")
		}
	}
}

// speaksFor says whether a sender is one of a system's own, or may end what one of them says; any may be where the
// system lists none.
func (c *Config) speaksFor(sender string, s System) bool {
	return len(s.Senders) == 0 || slices.ContainsFunc(s.Senders, func(of string) bool {
		return sender == of || slices.Contains(c.Agreement.MayEnd[sender], of)
	})
}
