package exercise

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/observer"
)

// ended expects every copy of a letter's chain to be over: an end notice of this kind wherever it stood, and the
// topics empty.
func ended(name, how string) expectation {
	return expectation{text: fmt.Sprintf("every copy of %s ends: notice %q, topics empty", name, how), holds: func(s *stage) finding {
		m := s.of(name)
		if m == nil {
			return no(name + " was never sent")
		}
		copies, ends := s.copies(m.chain), s.log.Ends(m.chain)
		if len(copies) == 0 {
			return no("no copy of it was ever seen")
		}
		for _, place := range copies {
			e, ok := ends[place+"/end"]
			switch {
			case !ok:
				return no("no end notice on " + place)
			case e.End != how && e.End != "updated" && e.End != "ended_here":
				return no(fmt.Sprintf("%s ended as %q", place, e.End))
			}
		}
		return s.gone(m.chain, copies)
	}}
}

func (s *stage) gone(chain string, copies []string) finding {
	for _, v := range s.log.State("") {
		if v.Place.Delivers() && v.Place.ChainOnly() == chain {
			return no(v.Topic + " is not empty")
		}
	}
	return yes(fmt.Sprintf("%d topics", len(copies)))
}

// copies lists where a chain ever stood, without the leaf.
func (s *stage) copies(chain string) []string {
	var out []string
	for _, v := range s.log.Since(0, func(v observer.Sight) bool {
		return v.Place.Delivers() && len(v.Payload) > 0 && v.Place.ChainOnly() == chain && (v.Place.Leaf == "cap" || v.Place.Leaf == "json")
	}) {
		if place := strings.TrimSuffix(v.Topic, "/"+v.Place.Leaf); !slices.Contains(out, place) {
			out = append(out, place)
		}
	}
	return out
}

// phrased expects the end notices of a chain to say a fixed phrase.
func phrased(name, english, french string) expectation {
	return expectation{text: "the notice says so in both languages", holds: func(s *stage) finding {
		ends := s.log.Ends(s.of(name).chain)
		for topic, e := range ends {
			if e.End == "withdrawn" && strings.Contains(e.Text["en"], english) && strings.Contains(e.Text["fr"], french) {
				return yes(e.Text["en"])
			}
			if e.End == "withdrawn" {
				return no(topic + " says: " + e.Text["en"])
			}
		}
		return no("no such notice came")
	}}
}

// moved expects the topics a chain left to say where its successor is.
func moved(name string) expectation {
	return expectation{text: "the topics it left name its successor", holds: func(s *stage) finding {
		for topic, e := range s.log.Ends(s.of(name).chain) {
			if e.End == "updated" && e.Successor != "" {
				return yes(topic)
			}
		}
		return no("no end notice says updated with a successor")
	}}
}

// remains expects a letter's chain still to stand in a reader's tree.
func remains(name, reader string) expectation {
	return expectation{text: name + " still stands in the " + reader + " tree", quiet: true, holds: func(s *stage) finding {
		m := s.of(name)
		for _, v := range s.log.State(fmt.Sprintf("alerts/v1/%s/%s/", m.lane(), reader)) {
			if v.Place.ChainOnly() == m.chain {
				return yes("")
			}
		}
		return no("it is gone")
	}}
}

// remainsPrivate is remains for a party's own tree.
func remainsPrivate(name, party string) expectation {
	return expectation{text: name + " still stands in " + party + "'s tree", quiet: true, holds: func(s *stage) finding {
		m := s.of(name)
		for _, v := range s.log.State(fmt.Sprintf("parties/v1/%s/%s/alerts/", m.lane(), party)) {
			if v.Place.ChainOnly() == m.chain {
				return yes("")
			}
		}
		return no("it is gone")
	}}
}

// emptyLane expects nothing to be active or held in a lane, in any tree.
func emptyLane(lane string) expectation {
	return expectation{text: "nothing is active or held in lane " + lane, holds: func(s *stage) finding {
		left := 0
		first := ""
		for _, v := range s.log.State("") {
			if (v.Place.Delivers() || v.Place.Folder == "held") && v.Place.Lane == lane {
				left++
				first = v.Topic
			}
		}
		if left > 0 {
			return no(fmt.Sprintf("%d topics still hold something, such as %s", left, first))
		}
		return yes("")
	}}
}
