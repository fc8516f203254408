package leader

import (
	"maps"
	"slices"
	"strings"
)

// presences are the instances of the gateway's name that show that they are there, and what was said to people of them.
type presences struct {
	there    map[string]Status // by instance, without this one
	reported map[string]bool   // that it is there beside a leader
	sweep    []string          // those that may be left from processes long gone
	show     bool              // this instance's was cleared: show it again
}

func newPresences() presences {
	return presences{there: map[string]Status{}, reported: map[string]bool{}}
}

func (p *presences) alone() bool { return len(p.there) == 0 }

// gone takes in that one was cleared, and says whether people were told that it is there.
func (p *presences) gone(instance string) (told bool) {
	delete(p.there, instance)
	told = p.reported[instance]
	delete(p.reported, instance)
	return told
}

// report says whether people are to be told that an instance is there: once.
func (p *presences) report(instance string) bool {
	if p.reported[instance] {
		return false
	}
	p.reported[instance] = true
	return true
}

// unwatched forgets who is there: the next connection shows it.
func (p *presences) unwatched() { p.there = map[string]Status{} }

// lead shows that this instance leads now, and doubts every other: one that lives shows itself again.
func (p *presences) lead() {
	p.show = true
	p.sweep = slices.Collect(maps.Keys(p.there))
	p.there = map[string]Status{}
}

// leftover gives those that are to be cleared, once.
func (p *presences) leftover() []string {
	list := p.sweep
	p.sweep = nil
	return list
}

// list is who is there, in order.
func (p *presences) list() []Status {
	return slices.SortedFunc(maps.Values(p.there), func(a, b Status) int {
		return strings.Compare(a.Instance, b.Instance)
	})
}
