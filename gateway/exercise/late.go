package exercise

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/gateway/exercise/observer"
)

// washington is what a responder of that county subscribes to: both lanes, in its own side's form.
var washington = []string{"alerts/v1/actual/us/us/me/029/#", "alerts/v1/exercise/us/us/me/029/#"}

// lateResponder connects somebody who was not there before, and listens until the exercise ends.
func lateResponder(ctx context.Context, s *stage) error {
	s.late = observer.NewLog(nil)
	l := &link{broker: s.broker, name: "late-responder", filters: washington, clock: s.real,
		received: func(topic string, payload []byte, retained bool) { s.late.Add(s.real.Now(), topic, payload, retained) }}
	s.links.Go(func() { l.run(ctx) })
	return nil
}

// lateSees expects exactly what is active in the county, at once, and nothing else.
func lateSees() expectation {
	return expectation{text: "sees at once: actual the storm, exercise the evacuation; nothing else", quiet: true, within: 3 * time.Second, holds: func(s *stage) finding {
		var got []string
		for _, v := range s.late.State("") {
			name := s.nameOf(v.Place.ChainOnly())
			if one := v.Place.Lane + " " + name; !slices.Contains(got, one) {
				got = append(got, one)
			}
		}
		slices.Sort(got)
		want := []string{"actual " + storm, "exercise " + derailment}
		settled := s.lateSettled(len(got) >= len(want))
		if slices.Equal(got, want) || !settled {
			return yes(strings.Join(got, ", "))
		}
		return no(fmt.Sprintf("it was given: %s", strings.Join(got, ", ")))
	}}
}

// lateSettled says whether the responder has had its chance: everything is there, or a second has passed.
func (s *stage) lateSettled(complete bool) bool {
	if s.lateSince.IsZero() {
		s.lateSince = s.real.Now()
	}
	return complete || s.real.Now().Sub(s.lateSince) > time.Second
}

// nameOf is the first letter of a chain.
func (s *stage) nameOf(chain string) string {
	for _, name := range s.order {
		if s.of(name).chain == chain {
			return name
		}
	}
	return "something nobody sent (" + chain + ")"
}

// levelReason expects the level and why it is no higher to be said where readers find it.
func levelReason(name, reader string) expectation {
	return expectation{text: "its JSON says level cap", holds: func(s *stage) finding {
		m := s.of(name)
		for _, v := range s.log.State(fmt.Sprintf("alerts/v1/%s/%s/", m.lane(), reader)) {
			if v.Place.ChainOnly() != m.chain || v.Place.Leaf != "json" {
				continue
			}
			f, err := observer.ReadFeature(v.Payload)
			switch {
			case err != nil:
				return no(v.Topic + ": " + err.Error())
			case f.Properties.Level != "cap" || f.Properties.Reach != "awareness":
				return no(fmt.Sprintf("level %s, reach %s", quoted(f.Properties.Level), quoted(f.Properties.Reach)))
			}
			return yes("")
		}
		return no("its JSON is not there")
	}}
}
