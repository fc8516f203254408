package judge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
)

// An alert may tell of several events. Each of them is an event group (translate.Events), with a shape of its own, and
// is decided about by itself. A group keeps its number as long as its chain lasts. An alert of one event is one group,
// and the alert's shape is the group's.

// groupsOf are the shapes of the event groups of an alert, numbered in their order; nil where there is but one.
func groupsOf(a *cap.Alert, events *event.Table, atlas *geo.Atlas) (all []Shape) {
	groups := translate.Events(a)
	if len(groups) < 2 {
		return nil
	}
	follows := a.MsgType == cap.MsgUpdate || a.MsgType == cap.MsgCancel
	for n, g := range groups {
		cut, ground := translate.CutTo(atlas, a, g.Infos)
		sh := shapeOf(cut, false, events, ground)
		sh.Group, sh.Key, sh.Infos = n+1, g.Key, g.Infos
		sh.Leaves = follows && cut.OnlyHandsOver()
		sh.Over = !sh.Leaves && !slices.ContainsFunc(cut.Infos, func(i cap.Info) bool { return !a.Ended(&i) })
		all = append(all, sh)
	}
	return all
}

// All are the event groups of an alert: itself where it is of one event.
func (sh Shape) All() []Shape {
	if len(sh.Groups) == 0 {
		sh.Group = max(sh.Group, 1)
		return []Shape{sh}
	}
	return sh.Groups
}

// Several says that the alert is of more than one event.
func (sh Shape) Several() bool { return len(sh.Groups) > 1 }

// Of is the group of this number; of an alert of one event, or where there is none of that number, the alert itself.
func (sh Shape) Of(number int) Shape {
	for _, g := range sh.Groups {
		if g.Group == number {
			return g
		}
	}
	return sh
}

// Passenger says that a group makes nothing by itself of an alert that goes on: it ends what stands of its event, or
// leaves it to a successor.
func (sh Shape) Passenger() bool { return sh.Over || sh.Leaves }

// Name is what people are told that a group is about, and the code by which they name it.
func (sh Shape) Name() (text, code string) {
	code = cmp.Or(sh.Key, first(sh.Codes), sh.Event)
	return cmp.Or(sh.Event, code), code
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// EventCode is how people name an event group of an alert of several events; "" of an alert of one. Of one that is not
// Public it is a number, for a code may not be everybody's to read.
func (sh Shape) EventCode(group int) string {
	if !sh.Several() || group == 0 {
		return ""
	}
	if sh.Private() {
		return strconv.Itoa(group)
	}
	_, code := sh.Of(group).Name()
	return code
}

// Only is the shape as far as it is of these event groups: that of the gravest of them; of all of them, itself.
func (sh Shape) Only(numbers []int) Shape {
	var own []Shape
	for _, g := range sh.Groups {
		if slices.Contains(numbers, g.Group) {
			own = append(own, g)
		}
	}
	if len(own) == len(sh.Groups) || len(own) == 0 {
		return sh
	}
	return slices.MaxFunc(own, func(a, b Shape) int {
		return cmp.Compare(cap.Severity(a.Severity).Rank(), cap.Severity(b.Severity).Rank())
	})
}

// Named says whether a person who writes this means the group: its number, its code, whatever scheme that is of, or the
// text of its event.
func (sh Shape) Named(text string) bool {
	is := func(other string) bool { return other != "" && strings.EqualFold(other, strings.TrimSpace(text)) }
	return is(strconv.Itoa(sh.Group)) || is(sh.Key) || is(sh.Event) || slices.ContainsFunc(sh.Codes, is)
}

// SameEvent says whether two groups are about one event: they have a code in common, or neither has any and their
// texts are the same.
func SameEvent(a, b Shape) bool {
	if len(a.Codes) == 0 && len(b.Codes) == 0 && a.Key == b.Key {
		return strings.EqualFold(strings.TrimSpace(a.Event), strings.TrimSpace(b.Event))
	}
	in := func(code string, sh Shape) bool {
		return code != "" && (strings.EqualFold(code, sh.Key) || slices.ContainsFunc(sh.Codes,
			func(c string) bool { return strings.EqualFold(c, code) }))
	}
	return in(a.Key, b) || slices.ContainsFunc(a.Codes, func(code string) bool { return in(code, b) })
}

func shared(a, b Shape) (n int) {
	for _, d := range a.Districts {
		if slices.Contains(b.Districts, d) {
			n++
		}
	}
	return n
}

// Following says which event group of an alert continues what was before it in its chain.
type Following struct {
	groups []Shape
	known  []bool // something of its event was in the chain before
}

// NewFollowing looks at the event groups of an alert, and at all groups that were in its chain before.
func NewFollowing(groups, chain []Shape) Following {
	f := Following{groups, make([]bool, len(groups))}
	for _, e := range chain {
		if g := f.ofEvent(e); g >= 0 {
			f.known[g] = true
		}
	}
	return f
}

// By is the number, among the groups, of that which continues an earlier one, -1 for none. It is the one of its event,
// of several the one that shares most districts with it. What changed its event, as a watch that becomes a warning
// does, is continued by the group on its ground of whose event nothing was before.
func (f Following) By(earlier Shape) int {
	by, most := f.ofEvent(earlier), 0
	if by >= 0 {
		return by
	}
	for g := range f.groups {
		if n := shared(f.groups[g], earlier); !f.known[g] && n > most {
			by, most = g, n
		}
	}
	return by
}

func (f Following) ofEvent(earlier Shape) int {
	by, most := -1, -1
	for g := range f.groups {
		if n := shared(f.groups[g], earlier); n > most && SameEvent(f.groups[g], earlier) {
			by, most = g, n
		}
	}
	return by
}

// Numbered gives the event groups of an alert the numbers that they have in its chain: that of the newest group that
// each continues, else the next one. The chain's alerts are in their order. An alert of one event in a chain of such
// alone keeps number 1, which is not written.
func Numbered(sh Shape, chain []Shape) Shape {
	if !sh.Several() && !slices.ContainsFunc(chain, func(o Shape) bool { return o.Several() }) {
		return sh
	}
	var earlier []Shape
	highest := 0
	for _, o := range chain {
		if o.Ends {
			continue
		}
		earlier = append(earlier, o.All()...)
	}
	for _, e := range earlier {
		highest = max(highest, e.Group)
	}
	groups := slices.Clone(sh.All())
	follow := NewFollowing(groups, earlier)
	taken := map[int]bool{}
	for g := range groups {
		groups[g].Group = 0
		for e := range slices.Backward(earlier) {
			if number := earlier[e].Group; !taken[number] && follow.By(earlier[e]) == g {
				groups[g].Group, taken[number] = number, true
				break
			}
		}
	}
	for g := range groups {
		if groups[g].Group == 0 {
			highest++
			groups[g].Group = highest
		}
	}
	if sh.Several() {
		sh.Groups = groups
	} else if sh.Group = groups[0].Group; sh.Group == 1 {
		sh.Group = 0
	}
	return sh
}
