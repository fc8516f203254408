// Package parts decides which derived alerts become of one alert: one for each event and area group, because receiving
// devices read only the first info of a language; and what each of them is to what a destination holds live: a new
// alert, an Update of it, or its end.
//
// Fill in a Chain. Chain.Ends says whether the alert ends what it refers to. If it does, Chain.Ending makes the Group
// of each live part that is not handed over to a successor; if not, Chain.Continued makes the groups of what goes on,
// and Chain.Orphans lists the live parts that none of them continues. A Group knows its infos, its districts, its
// number and its references, and Product what kind of product it is.
//
// It refuses to end what is only handed over, to end by urgency Past or AllClear what another info keeps in force, and
// to give a number twice. It writes no alert.
package parts

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/geo"
)

// Continued are the groups of an alert that goes on: one for each event and area group, with its part, its msgType and
// its references. It also lists the infos that have ended, and the live parts that stay as they are for a successor.
func (c Chain) Continued() (groups []Group, over, stay []int) {
	groups, over = c.split()
	groups, stay = c.leave(groups)
	c.assign(groups)
	return groups, over, stay
}

// Orphans are the live parts that no group of an Update continues.
func (c Chain) Orphans(groups []Group, stay []int) []Live {
	if c.Stateless || c.Alert.MsgType != cap.MsgUpdate {
		return nil
	}
	var out []Live
	for _, l := range c.Parts() {
		if !slices.Contains(stay, l.Part) && !slices.ContainsFunc(groups, func(g Group) bool { return g.Part == l.Part }) {
			out = append(out, l)
		}
	}
	return out
}

// split groups the infos still in force by event and districts, in document order, and lists those that have ended.
// Receiving devices read only the first info of a language (ECIG 3.5), hence a part for each event and area group.
func (c Chain) split() (groups []Group, over []int) {
	a := c.Alert
	about := c.abouts()
	ending := a.Ends() // and yet it ends nothing: see ends
	for n := range a.Infos {
		if !ending && c.hasEnded(n) {
			over = append(over, n)
			continue
		}
		groups = c.gather(groups, n, about[n])
	}
	groups = ride(a, groups)
	for g := range groups {
		slices.SortStableFunc(groups[g].Infos, func(x, y int) int { return graver(&a.Infos[x], &a.Infos[y]) })
	}
	return groups, over
}

// All groups every info, for an alert that ends as a whole.
func (c Chain) All() (groups []Group) {
	about := c.abouts()
	for n := range c.Alert.Infos {
		groups = c.gather(groups, n, about[n])
	}
	return ride(c.Alert, groups)
}

// abouts is the number of its event group for each info: all of one where the alert was cut to that.
func (c Chain) abouts() []int {
	if c.Of == nil {
		return abouts(c.Alert)
	}
	return make([]int, len(c.Alert.Infos))
}

// keyOf is the event code of the n-th info.
func (c Chain) keyOf(n int) string {
	if c.Of == nil {
		return eventKey(c.Alert, &c.Alert.Infos[n])
	}
	return c.Of.Key
}

func (c Chain) gather(groups []Group, n, about int) []Group {
	ev, ds := c.keyOf(n), c.Ground.Info(n)
	key := partKey(ev, ds)
	for g := range groups {
		if groups[g].about == about && groups[g].key == key {
			groups[g].Infos = append(groups[g].Infos, n)
			return groups
		}
	}
	for g := range groups {
		if groups[g].about == about && translates(c.Alert, groups[g].Infos, n) {
			groups[g].Infos = append(groups[g].Infos, n)
			groups[g].Districts = geo.Join(slices.Concat(groups[g].Districts, ds))
			groups[g].key = partKey(ev, groups[g].Districts)
			return groups
		}
	}
	return append(groups, Group{key: key, about: about, Event: ev, Districts: ds, Infos: []int{n}})
}

// translates recognises an info that says in another language what others say: its codes are theirs, though the map
// finds other districts for it because it draws less, or otherwise.
func translates(a *cap.Alert, infos []int, n int) bool {
	ds := geo.OfInfo(&a.Infos[n])
	if ds[0] == geo.Unplaced {
		return false
	}
	return !slices.ContainsFunc(infos, func(m int) bool {
		return strings.EqualFold(a.Infos[m].Language, a.Infos[n].Language) ||
			!slices.Equal(geo.Sorted(geo.OfInfo(&a.Infos[m])), geo.Sorted(ds))
	})
}

func partKey(ev string, ds []geo.District) string {
	var b strings.Builder
	b.WriteString(strings.ToLower(ev))
	for _, d := range geo.Sorted(ds) {
		b.WriteString(" " + string(d))
	}
	return b.String()
}

func graver(a, b *cap.Info) int {
	if d := b.Severity.Rank() - a.Severity.Rank(); d != 0 {
		return d
	}
	return b.Urgency.Rank() - a.Urgency.Rank()
}

// assign gives each group its part number, its msgType and its references.
func (c Chain) assign(groups []Group) {
	if c.Stateless {
		for g := range groups {
			groups[g].Part, groups[g].MsgType = g+1, c.Alert.MsgType
		}
		return
	}
	live, next, step := c.Parts(), c.Highest, 1
	if c.Of != nil {
		step = Stride
	} else {
		for _, l := range live {
			next = max(next, l.Part)
		}
	}
	continueLive(c.following(groups), live)
	for g := range groups {
		groups[g].MsgType = cap.MsgUpdate
		if groups[g].Own != nil {
			groups[g].Part = groups[g].Own.Part
			continue
		}
		next += step
		groups[g].Part = next
		if len(groups[g].Refs) == 0 {
			groups[g].MsgType = cap.MsgAlert
		}
	}
}

// Stride is between the numbers of new parts of one event group, where an alert is taken apart: the first new part of
// the second group is 2, and the next 2 + Stride. So a number does not depend on which groups were let cross before.
const Stride = 64

// NumberBefore is the Highest of a chain that is cut to a group: the number after which new parts of it are numbered,
// given those that are used.
func NumberBefore(group int, used []int) int {
	last := (group-1)%Stride + 1 - Stride
	for _, n := range used {
		if (n-last)%Stride == 0 {
			last = max(last, n)
		}
	}
	return last
}

// following are the groups that follow what is live. An Alert that tells what is past ends nothing and takes nobody's
// place: it stands beside what is live.
func (c Chain) following(groups []Group) (out []*Group) {
	for g := range groups {
		told := func(n int) bool { return c.Alert.Told(&c.Alert.Infos[n]) }
		if len(groups[g].Infos) == 0 || c.Alert.MsgType != cap.MsgAlert ||
			slices.ContainsFunc(groups[g].Infos, func(n int) bool { return !told(n) }) {
			out = append(out, &groups[g])
		}
	}
	return out
}

// continueLive pairs groups with the live parts they share most districts with, the closest pairs first; each live
// part is continued once. Ties go to the same event, then to the lower numbers, so that the outcome is always one.
func continueLive(groups []*Group, live []Live) {
	type pair struct {
		g, l, shared int
		same         bool
	}
	var pairs []pair
	for g := range groups {
		for l := range live {
			if n := geo.Shared(groups[g].Districts, live[l].Districts); n > 0 {
				groups[g].Refs = append(groups[g].Refs, live[l])
				pairs = append(pairs, pair{g, l, n, strings.EqualFold(groups[g].Event, live[l].Event)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		if a.shared != b.shared {
			return b.shared - a.shared
		}
		switch {
		case a.same == b.same:
			return 0
		case a.same:
			return -1
		}
		return 1
	})
	taken := map[int]bool{}
	for _, p := range pairs {
		if groups[p.g].Own == nil && !taken[p.l] {
			groups[p.g].Own, taken[p.l] = &live[p.l], true
		}
	}
}
