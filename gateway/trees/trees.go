// Package trees says which retained trees of the broker this gateway writes, and which of them are led by another one.
package trees

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/lead"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
)

// Trees are those of the settings in force.
type Trees struct {
	Settings *settings.Current
	Lead     *lead.Lead
}

// All are all that this gateway writes: its destinations' own, and those of its parties in the lanes it speaks in. An
// alarm that has no lane stands in the lane actual.
func (g *Trees) All() []string {
	var all []string
	lanes := map[cap.Lane]bool{cap.LaneActual: true}
	for _, s := range g.Settings.Now().Systems {
		for _, lane := range slices.Concat(s.In, s.Out) {
			lanes[lane] = true
		}
	}
	for _, d := range g.Settings.Now().Destinations {
		for _, lane := range d.Out {
			if d.Broker == nil { // one that is frozen at another broker has no tree here
				all = append(all, d.TreeIn(lane))
			}
		}
	}
	for _, p := range g.Settings.Now().Parties {
		for lane := range lanes {
			all = append(all, topics.Tree{Lane: lane, Party: p.Name}.Root())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TopicStandsBack says that a topic is in a tree that another gateway leads.
func (g *Trees) TopicStandsBack(t book.Topic) bool { return g.Lead.StandsBack(t.Topic) }

// OursAt are those of some filters of a destination that match in trees of ours.
func (g *Trees) OursAt(d *settings.System, filters []string) []string {
	if d.Broker != nil {
		return filters
	}
	return g.ours(filters)
}

// ours are those of some filters that match in trees of ours.
func (g *Trees) ours(filters []string) []string {
	return slices.DeleteFunc(filters, g.Lead.StandsBack)
}

// OwnFilters match what the gateway itself keeps retained: not its status and health, which it says anew. Trees of
// parties that are not its own belong to others, and are not looked at.
func (g *Trees) OwnFilters() []string {
	filters := []string{strings.TrimSuffix(topics.OwnFilter(g.Settings.Now().Name), "#") + "alarms/#"}
	for _, tree := range g.All() {
		if t, party := strings.CutPrefix(tree, "parties/"); party {
			for _, leaf := range []string{"held", "incidents", "alarms"} {
				filters = append(filters, "parties/"+t+"/"+leaf+"/#")
			}
		}
	}
	return g.ours(filters)
}
