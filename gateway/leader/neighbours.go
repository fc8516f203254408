package leader

import (
	"maps"
	"slices"
	"time"
)

// neighbours are the gateways of other names, as they were seen, and whose each tree of topics is.
type neighbours struct {
	name  string // of this gateway
	owner bool   // of the broker: nobody else leads there
	beat  time.Duration
	seen  map[string]*sight
}

// take takes in a note of another name.
func (ns *neighbours) take(n Note, live bool, now time.Time) {
	switch {
	case n.Presence:
	case n.Gone:
		delete(ns.seen, n.Gateway)
	default:
		ns.seen[n.Gateway] = ns.seen[n.Gateway].once(n, live, now)
	}
}

// watch begins anew on a connection.
func (ns *neighbours) watch(now time.Time) {
	for _, n := range ns.seen {
		n.at = now
	}
}

// part parts wanted trees into those that no living other leads and those that one does. led are those that this
// gateway says that it leads.
func (ns *neighbours) part(wanted, led []string, now time.Time) (free []string, blocked []Blocked) {
	free = []string{}
	for _, tree := range wanted {
		if by := ns.leads(tree, slices.Contains(led, tree), now); by != nil {
			blocked = append(blocked, Blocked{tree, *by})
		} else {
			free = append(free, tree)
		}
	}
	return free, blocked
}

// leads says who else leads a tree; nil: nobody. Where both lead it, the first name keeps it.
func (ns *neighbours) leads(tree string, led bool, now time.Time) *Status {
	for _, name := range slices.Sorted(maps.Keys(ns.seen)) {
		n := ns.seen[name]
		switch {
		case ns.owner, !n.Status.leads(), now.Sub(n.at) >= patience*ns.beat, !slices.Contains(n.Trees, tree):
		case led && ns.name < name:
		default:
			return &n.Status
		}
	}
	return nil
}
