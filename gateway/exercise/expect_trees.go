package exercise

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/gateway/exercise/observer"
)

// public expects a letter to stand in a reader's public tree, as CAP in that side's form and as JSON, and everything
// about the CAP to be as the checks want it.
func public(name, reader string, checks ...check) expectation {
	return expectation{text: "in the " + reader + " tree" + wanted(checks), holds: func(s *stage) finding {
		m := s.of(name)
		prefix := fmt.Sprintf("alerts/v1/%s/%s/", m.lane(), reader)
		return s.stands(m, prefix, checks)
	}}
}

// private expects a letter to stand in a party's own tree.
func private(name, party string, checks ...check) expectation {
	return expectation{text: "in " + party + "'s own tree" + wanted(checks), holds: func(s *stage) finding {
		m := s.of(name)
		return s.stands(m, fmt.Sprintf("parties/v1/%s/%s/alerts/", m.lane(), party), checks)
	}}
}

func wanted(checks []check) string {
	var out strings.Builder
	for i, c := range checks {
		out.WriteString([]string{": ", ", "}[min(i, 1)] + c.text)
	}
	return out.String()
}

// stands looks for a message's own derived alert under a prefix.
func (s *stage) stands(m *message, prefix string, checks []check) finding {
	cards, json := 0, false
	wrong := "nothing of it stands under " + prefix
	for _, r := range s.log.State(prefix) {
		if r.Place.ChainOnly() != m.chain {
			continue
		}
		json = json || r.Place.Leaf == "json"
		if r.Place.Leaf != "cap" {
			continue
		}
		a, err := observer.ReadAlert(r.Payload)
		if err != nil {
			return no(r.Topic + ": " + err.Error())
		}
		if _, id, _ := a.Origin(); id != m.alert.Identifier {
			wrong = "the chain stands there with " + id
			continue
		}
		cards++
		if fault := s.firstFault(a, r, m, checks); fault != "" {
			return no(fault)
		}
	}
	if cards == 0 {
		return no(wrong)
	}
	if !json {
		return no("its CAP stands there, but no JSON")
	}
	return yes("")
}

func (s *stage) firstFault(a observer.Alert, r observer.Sight, m *message, checks []check) string {
	for _, c := range checks {
		if fault := c.fault(seen{alert: a, sight: r, message: m, stage: s}); fault != "" {
			return fault
		}
	}
	return ""
}

// nowhere expects that nothing of a letter's chain is delivered under any of the prefixes, now or for a while.
func nowhere(name, text string, prefixes ...string) expectation {
	return expectation{text: text, quiet: true, holds: func(s *stage) finding {
		m := s.of(name)
		found := s.log.Since(0, func(v observer.Sight) bool {
			return len(v.Payload) > 0 && v.Place.Delivers() && v.Place.ChainOnly() == m.chain &&
				slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(v.Topic, p) })
		})
		if len(found) > 0 {
			return no("it was delivered to " + found[0].Topic)
		}
		return yes("")
	}}
}

// unsent expects that nothing made from this very letter is delivered anywhere, though its chain may stand.
func unsent(name, text string) expectation {
	return expectation{text: text, quiet: true, holds: func(s *stage) finding {
		m := s.of(name)
		from := slices.Index(s.order, name)
		for _, v := range s.log.Since(0, func(v observer.Sight) bool {
			return v.Place.Delivers() && v.Place.Leaf == "cap" && v.At.After(m.at) && from >= 0 && v.Place.ChainOnly() == m.chain
		}) {
			if a, err := observer.ReadAlert(v.Payload); err == nil {
				if _, id, _ := a.Origin(); id == m.alert.Identifier {
					return no("it was delivered to " + v.Topic)
				}
			}
		}
		return yes("")
	}}
}

// undisturbed expects that a beat changes nothing for a letter: not one live message on its chain's topics.
func undisturbed(name, since, text string) expectation {
	return expectation{text: text, quiet: true, holds: func(s *stage) finding {
		m, after := s.of(name), s.of(since).at
		found := s.log.Since(0, func(v observer.Sight) bool {
			return !v.Retained && v.Place.Delivers() && v.Place.ChainOnly() == m.chain && v.At.After(after)
		})
		if len(found) > 0 {
			return no("something came on " + found[0].Topic)
		}
		return yes("")
	}}
}

// silence expects that nothing at all is delivered to readers.
func silence(text string) expectation {
	return expectation{text: text, quiet: true, holds: func(s *stage) finding {
		found := s.log.Since(0, func(v observer.Sight) bool { return v.Place.Delivers() && len(v.Payload) > 0 })
		if len(found) > 0 {
			return no("something came on " + found[0].Topic)
		}
		return yes("")
	}}
}
