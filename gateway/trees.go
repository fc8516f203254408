package gateway

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
)

// trees are all that this gateway writes: its destinations' own, and those of its parties in the lanes it speaks in. An
// alarm that has no lane stands in the lane actual.
func (g *Gateway) trees() []string {
	var all []string
	lanes := map[cap.Lane]bool{cap.LaneActual: true}
	for _, s := range g.systems {
		for _, lane := range slices.Concat(s.In, s.Out) {
			lanes[lane] = true
		}
	}
	for _, d := range g.destinations {
		for _, lane := range d.Out {
			if d.broker == nil { // one that is frozen at another broker has no tree here
				all = append(all, d.treeIn(lane))
			}
		}
	}
	for _, p := range g.parties {
		for lane := range lanes {
			all = append(all, topics.Tree{Lane: lane, Party: p.Name}.Root())
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// treeIn is the tree where a destination's alerts of a lane stand.
func (s *system) treeIn(lane cap.Lane) string {
	if s.public {
		return topics.Root(lane, s.Side)
	}
	return topics.Tree{Lane: lane, Party: s.Party}.Root()
}

// standsBack says that a topic is in a tree which a gateway of another name leads. Whatever is meant for it waits in the
// store until that tree is ours.
func (g *Gateway) standsBack(topic string) bool {
	if g.term == nil {
		return false
	}
	for _, b := range g.term.Blocked {
		if strings.HasPrefix(topic, b.Tree+"/") {
			return true
		}
	}
	return false
}

func (g *Gateway) topicStandsBack(t book.Topic) bool { return g.standsBack(t.Topic) }

// oursAt are those of some filters of a destination that match in trees of ours.
func (g *Gateway) oursAt(d *system, filters []string) []string {
	if d.broker != nil {
		return filters
	}
	return g.ours(filters)
}

// ours are those of some filters that match in trees of ours.
func (g *Gateway) ours(filters []string) []string {
	return slices.DeleteFunc(filters, g.standsBack)
}

// gatewayTopicFilters match what the gateway itself keeps retained: not its status and health, which it says anew. Trees of
// parties that are not its own belong to others, and are not looked at.
func (g *Gateway) gatewayTopicFilters() []string {
	filters := []string{strings.TrimSuffix(topics.OwnFilter(g.name), "#") + "alarms/#"}
	for _, tree := range g.trees() {
		if t, party := strings.CutPrefix(tree, "parties/"); party {
			for _, leaf := range []string{"held", "incidents", "alarms"} {
				filters = append(filters, "parties/"+t+"/"+leaf+"/#")
			}
		}
	}
	return g.ours(filters)
}
