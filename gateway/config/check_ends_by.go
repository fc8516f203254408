package config

import (
	"fmt"
	"slices"
)

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
