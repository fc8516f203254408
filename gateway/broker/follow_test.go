package broker_test

import (
	"fmt"
	"sync"
	"testing"

	"bordercast/adapters"
	"bordercast/adapters/mqtt/mqtttest"
)

// A screen is what somebody who follows knows: the last of each topic, and what was shown again right after itself.
type screen struct {
	mu      sync.Mutex // guards the fields below
	last    map[string]string
	repeats []string
}

func (s *screen) take(m adapters.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, shown := s.last[m.Topic]; shown && last == string(m.Payload) && last != "" {
		s.repeats = append(s.repeats, m.Topic+": "+last)
	}
	s.last[m.Topic] = string(m.Payload)
}

// behind is a topic of which the screen shows something else than what was published last.
func (s *screen) behind(want map[string]string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for topic, text := range want {
		if got, shown := s.last[topic]; got != text || !shown && text != "" {
			return fmt.Sprintf("%s: %q, want %q", topic, got, text)
		}
	}
	return ""
}

// Whoever begins to follow in the middle of publications knows afterwards of each one, clearings included, and is shown
// nothing twice. Every topic is written or cleared once, so what fell into a gap would stay unknown.
func TestNothingFallsBetweenWhatStandsAndWhatComes(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n, followers = 160, 8
		out, want := dial(t, g.as("bordercast-out")), map[string]string{}
		old, topic := numbered("alerts/v1/exercise/old", n, 10, true), "alerts/v1/exercise/new/%d/json"
		publish(t, out, old...)
		var work sync.WaitGroup
		screens := make([]*screen, followers)
		for i := range n {
			if i%(n/followers) == 0 {
				f := i / (n / followers)
				s := dial(t, g.as(fmt.Sprintf("responder-%d", f)))
				screens[f] = &screen{last: map[string]string{}}
				work.Go(func() {
					if _, err := s.Follow(t.Context(), []string{"alerts/#"}, screens[f].take); err != nil {
						t.Error(err)
					}
				})
			}
			fresh := adapters.Message{Topic: fmt.Sprintf(topic, i), Payload: []byte("new"), Retain: true}
			publish(t, out, fresh, adapters.Message{Topic: old[i].Topic, Retain: true})
			want[fresh.Topic], want[old[i].Topic] = "new", ""
		}
		work.Wait()
		for f, s := range screens {
			mqtttest.Until(t, fmt.Sprintf("follower %d knows what was published last", f),
				func() bool { return s.behind(want) == "" })
			s.mu.Lock()
			if len(s.repeats) > 0 {
				t.Errorf("follower %d was shown again: %q", f, s.repeats)
			}
			s.mu.Unlock()
		}
	})
}
