package config

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
)

func (k *checks) parties() {
	seen := map[string]bool{}
	for i, p := range k.cfg.Parties {
		where := fmt.Sprintf("parties[%d]", i)
		k.name(where+".name", p.Name)
		k.side(where+".side", p.Side)
		if seen[p.Name] {
			k.fail(where+".name", "two parties are called "+p.Name, "give each its own name")
		}
		seen[p.Name] = true
		k.call(where, p.Call)
	}
	for i, r := range k.cfg.Agreement.Routes {
		if p, known := k.cfg.Party(r.Hold.Of); known && len(p.People) == 0 {
			k.warn(fmt.Sprintf("agreement.routes[%d].hold.of", i), p.Name+" has no people who could answer",
				"list accounts of the gateway's host under people")
		}
	}
}

func (k *checks) systems() {
	seen := map[string]bool{}
	for i, s := range k.cfg.Systems {
		where := fmt.Sprintf("systems[%d]", i)
		k.name(where+".name", s.Name)
		k.side(where+".side", s.Side)
		if seen[s.Name] {
			k.fail(where+".name", "two systems are called "+s.Name, "give each its own name")
		}
		seen[s.Name] = true
		if s.Kind != "mqtt" {
			k.fail(where+".kind", fmt.Sprintf("%q is no kind of system", s.Kind), "write kind: mqtt")
		}
		k.owner(where, s)
		k.in(where, s)
		k.out(where, s)
		k.endsBy(where, s)
	}
	if len(k.cfg.Systems) == 0 {
		k.fail("systems", "there are no systems, so nothing can come or go", "list at least a source and a destination")
	}
}

// owner checks whose system it is.
func (k *checks) owner(where string, s System) {
	p, known := k.cfg.Party(s.Party)
	switch {
	case s.Party == "":
		k.fail(where+".party", s.Name+" belongs to nobody", "name its party")
	case !known:
		k.fail(where+".party", fmt.Sprintf("there is no party called %q", s.Party),
			"add it under parties, or correct the name")
	case p.Side != s.Side:
		k.fail(where+".side", fmt.Sprintf("%s is on side %s, but its party %s is on side %s", s.Name, s.Side, p.Name, p.Side),
			"put both on the same side")
	}
	for _, sender := range s.Senders {
		if sender == "" || strings.ContainsAny(sender, " ,<&") {
			k.fail(where+".senders", fmt.Sprintf("%q cannot be a CAP sender", sender),
				"write it as the alerts do, without space, comma, < or &")
		}
	}
	if s.In == nil && s.Out == nil {
		k.fail(where, s.Name+" neither gives nor takes alerts", "give it in, out or both")
	}
}

func (k *checks) in(where string, s System) {
	if s.In == nil {
		return
	}
	k.lanes(where+".in.lanes", s.Name+" may speak in no lane that exists", s.In.Lanes)
	if !slices.Contains([]Policy{Accept, HoldIt, Invalid}, s.In.Unsigned) {
		k.fail(where+".in.unsigned", fmt.Sprintf("%q is no policy", s.In.Unsigned),
			"write accept, hold, or invalid where it always signs")
	}
	if !slices.Contains([]Policy{Accept, HoldIt}, s.In.Unverifiable) {
		k.fail(where+".in.unverifiable", fmt.Sprintf("%q is no policy", s.In.Unverifiable),
			"write hold or accept; CAP forbids refusing for this alone")
	}
	trust := s.In.Trust
	if s.In.Unsigned == Invalid && len(trust.Keys)+len(trust.Issuers) == 0 {
		k.fail(where+".in.trust", s.Name+" always signs, but no key or issuer is known to verify it by",
			"list PEM files under keys or issuers")
	}
	if len(trust.Issuers) > 0 && trust.Subject == "" {
		k.fail(where+".in.trust.subject", "anybody an issuer ever signed would be trusted",
			"write a regular expression for the whole common name, like IPAWSOPEN_?[0-9]+")
	}
	if slices.Contains(s.In.Lanes, cap.LaneActual) && len(s.Senders) == 0 {
		k.fail(where+".senders", s.Name+" could end anybody's alerts in lane actual, for it may speak as any sender",
			"list the senders that speak through it")
	}
	if slices.Contains(s.In.Lanes, cap.LaneActual) && s.In.Unsigned == Accept {
		k.warn(where+".in.unsigned", s.Name+" may speak unsigned in the actual lane", "write hold, or invalid once it signs")
	}
}

func (k *checks) out(where string, s System) {
	if s.Out == nil {
		return
	}
	k.lanes(where+".out.lanes", s.Name+" takes no lane that exists", s.Out.Lanes)
	if s.Out.Tree != Public && s.Out.Tree != OfParty {
		k.fail(where+".out.tree", fmt.Sprintf("%q is no tree", s.Out.Tree), "write public or party")
	}
	for _, g := range s.Out.Area {
		if d, ok := g.District(); !ok || d.Side() != s.Side {
			k.fail(where+".out.area", fmt.Sprintf("%q is no ground on side %s", g, s.Side),
				"write a state or province like us/me, or a district like us/me/029, in lower case")
		}
	}
	if s.Out.BrokerURL != "" {
		k.url(where+".out.broker_url", s.Out.BrokerURL)
	}
}

func (k *checks) lanes(where, what string, lanes []cap.Lane) {
	if !laneList(lanes) {
		k.fail(where, what, "list actual, exercise or test")
	}
	sorted := slices.Sorted(slices.Values(lanes))
	if len(slices.Compact(sorted)) != len(lanes) {
		k.fail(where, "a lane stands here twice", "keep one")
	}
}

func (k *checks) side(where string, side cap.Side) {
	if side != cap.US && side != cap.CA {
		k.fail(where, fmt.Sprintf("%q is no side", side), "write us or ca")
	}
}

// endsBy checks by which other systems an end may come: each must be able to bring one.
func (k *checks) endsBy(where string, s System) {
	where += ".ends_by"
	if len(s.EndsBy) > 0 && s.In == nil {
		k.fail(where, s.Name+" brings no alerts, so there is nothing of it to end", "give it in, or leave ends_by out")
	}
	for i, name := range s.EndsBy {
		other, known := k.cfg.System(name)
		switch {
		case name == s.Name:
			k.fail(where, s.Name+" may always end what it brought itself", "leave it out")
		case !known:
			k.fail(where, fmt.Sprintf("there is no system called %q", name), "add it under systems, or correct the name")
		case other.In == nil:
			k.fail(where, name+" brings no alerts, so no end can come by it", "name a system with in")
		case !slices.ContainsFunc(other.Senders, func(sender string) bool { return k.speaksFor(sender, s) }):
			k.fail(where, fmt.Sprintf("%s lists no sender that could end what comes by %s", name, s.Name),
				"list the senders it speaks for under its senders")
		case slices.Contains(s.EndsBy[:i], name):
			k.fail(where, name+" stands here twice", "keep one")
		}
	}
}

// speaksFor says whether a sender is one of a system's own, or may end what one of them says; any may be where the
// system lists none.
func (k *checks) speaksFor(sender string, s System) bool {
	return len(s.Senders) == 0 || slices.ContainsFunc(s.Senders, func(of string) bool {
		return sender == of || slices.Contains(k.cfg.Agreement.MayEnd[sender], of)
	})
}
