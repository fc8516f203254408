package restamp

import (
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// name is what references know an alert by: its sender is only a hint (cap.Alert.ReferenceList).
type name struct {
	identifier string // as plainOf gives it
	sent       int64  // in seconds since 1970
}

// relayed ends the identifier under which IPAWS relays an alert of the National Weather Service (traps us-11).
const relayed = ".IPAWS"

// plainOf is the identifier that an alert has in common with its relayed copy.
func plainOf(identifier string) string { return strings.TrimSuffix(identifier, relayed) }

// group are the records of one name: the same alert several times, or a copy of it.
type group struct {
	name
	was     time.Time // the first sent of it
	records []record
	names   []*group // those that it references
	after   []*group // those of them that come before it: all, unless they reference each other
	chain   *group   // stands for all that are tied by references; itself, or another
	token   string
	sent    time.Time
}

// newName is the identifier that an alert of the group has from now on; was is the one that it had.
func (g *group) newName(was string) string {
	plain := plainOf(was)
	if at := strings.LastIndex(plain, again); at > 0 && len(plain) == at+len(again)+len(g.token) {
		plain = plain[:at] // it was restamped before
	}
	plain += again + g.token
	if plainOf(was) != was {
		plain += relayed
	}
	return plain
}

// head is what stands for the group's chain.
func (g *group) head() *group {
	for g.chain != g {
		g = g.chain
	}
	return g
}

// set is all that is restamped together.
type set struct {
	o      Options
	groups map[name]*group
	taken  []*group // as given
	order  []*group // as it is to be sent
}

func nameOf(a *cap.Alert) name { return name{plainOf(a.Identifier), a.Sent.At.Unix()} }

func (s *set) put(r record) {
	n := nameOf(r.alert)
	g := s.groups[n]
	if g == nil {
		g = &group{name: n, was: r.alert.Sent.At}
		g.chain = g
		s.groups[n] = g
		s.taken = append(s.taken, g)
	}
	g.records = append(g.records, r)
}

// find is what a reference names; nil for nothing of the set. One without a time, as in CAP 1.0, names the only alert
// of that identifier.
func (s *set) find(ref cap.Reference) (found *group) {
	if !ref.Sent.At.IsZero() {
		return s.groups[name{plainOf(ref.Identifier), ref.Sent.At.Unix()}]
	}
	for _, g := range s.taken {
		if g.identifier == plainOf(ref.Identifier) {
			if found != nil {
				return nil
			}
			found = g
		}
	}
	return found
}

// relate finds what references what.
func (s *set) relate() {
	for _, g := range s.taken {
		for _, r := range g.records {
			for _, ref := range r.alert.ReferenceList() {
				if to := s.find(ref); to != nil && to != g && !slices.Contains(g.names, to) {
					g.names = append(g.names, to)
					g.head().chain = to.head()
				}
			}
		}
	}
}

// arrange puts the set in order: by the first sent, but none before what it references. What references each other has
// no order of its own, and goes by sent alone.
func (s *set) arrange() {
	slices.SortStableFunc(s.taken, func(a, b *group) int { return a.was.Compare(b.was) })
	placed, under := map[*group]bool{}, map[*group]bool{}
	var place func(g *group)
	place = func(g *group) {
		if placed[g] || under[g] {
			return
		}
		under[g] = true
		for _, before := range sorted(g.names) {
			place(before)
			if placed[before] {
				g.after = append(g.after, before)
			}
		}
		placed[g] = true
		s.order = append(s.order, g)
	}
	for _, g := range s.taken {
		place(g)
	}
}

func sorted(all []*group) []*group {
	return slices.SortedStableFunc(slices.Values(all), func(a, b *group) int { return a.was.Compare(b.was) })
}

// rename gives every name a new one, and a sent: now for the last, and no later than that for those before it. Two of
// one chain are a second apart, for sent has no smaller steps; what is in several chains may share one.
func (s *set) rename() error {
	steps := make([]int, len(s.order))
	last, at := map[*group]int{}, 0
	for i, g := range s.order {
		if before, seen := last[g.head()]; seen && before == at {
			at++
		}
		last[g.head()] = at
		steps[i] = at
	}
	now := s.o.Now.Truncate(time.Second)
	for i, g := range s.order {
		token, err := fresh(s.o.Rand)
		if err != nil {
			return err
		}
		g.token, g.sent = token, now.Add(time.Duration(steps[i]-at)*time.Second)
	}
	return nil
}
