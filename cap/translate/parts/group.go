package parts

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
)

// Group is one part in the making: the infos, in every language, about one event in one set of districts.
type Group struct {
	Event     string         // the event code it is known by; "" for none
	Districts []geo.District // in document order
	Infos     []int          // of the source, the gravest first

	Part    int // its number, from 1
	MsgType cap.MsgType
	Refs    []Live // live parts it overlaps: what it references
	Own     *Live  // the live part it continues; nil for none

	key   string // event code + sorted districts
	about int    // the event group of the alert that it is of
}

// Product of a group: the gravest its infos claim is the first info's, which is the gravest.
func (g Group) Product(a *cap.Alert, events *event.Table) event.Product {
	if len(g.Infos) == 0 {
		if g.MsgType == cap.MsgCancel || a.Ends() {
			return event.Ended
		}
		return event.Advisory
	}
	lead := g.Infos[0]
	for _, n := range g.Infos {
		if !a.Ended(&a.Infos[n]) { // one that ended nothing does not say what the part is
			lead = n
			break
		}
	}
	return events.ProductOf(a, g.Coded(&a.Infos[lead]))
}

// Coded is an info with a code: one that has none gets the code that its part is known by. A language block that forgot
// it is about the same product as its siblings.
func (g Group) Coded(i *cap.Info) *cap.Info {
	if g.Event == "" || event.Key(i) != "" {
		return i
	}
	with := *i
	with.EventCodes = append(slices.Clone(i.EventCodes), cap.Pair{Name: event.SchemeOf(g.Event), Value: g.Event})
	return &with
}

// Header is the group of an alert that has no infos at all.
func (c Chain) Header() Group {
	g := []Group{{Districts: []geo.District{geo.Unplaced}}}
	c.assign(g)
	return g[0]
}

// EndOf is the group that ends one live part. None of the source's infos is in it.
func EndOf(l Live) Group {
	return Group{Part: l.Part, Event: l.Event, Districts: l.Districts, MsgType: cap.MsgCancel, Refs: []Live{l}, Own: &l}
}

// Ending is EndOf with those of the source's infos that are about the part's districts, or all of them where none is.
func (c Chain) Ending(l Live, infos []int) Group {
	g := EndOf(l)
	for _, n := range infos {
		if geo.Shared(c.Ground.Info(n), l.Districts) > 0 {
			g.Infos = append(g.Infos, n)
		}
	}
	if len(g.Infos) == 0 && c.Alert.Ends() {
		g.Infos = infos
	}
	return g
}
