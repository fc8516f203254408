package exercise

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// alarmed expects an alarm in a party's own tree ("" for any party's or the gateway's own) that has one of the
// words, raised since a letter was sent.
func alarmed(party, since string, within time.Duration, words ...string) expectation {
	who := "somebody is"
	if party != "" {
		who = party + " is"
	}
	return expectation{text: fmt.Sprintf("%s alarmed: %s", who, words[0]), holds: func(s *stage) finding {
		m := s.of(since)
		for _, v := range s.alarms(m.at) {
			said := strings.ToLower(v.Topic + " " + observer.Words(v.Payload))
			if (party == "" || v.Place.Party == party) && anyOf(said, words) {
				took := v.At.Sub(m.at)
				if within > 0 && took > within {
					return no(fmt.Sprintf("it took %.1f s", took.Seconds()))
				}
				return yes(fmt.Sprintf("after %s", span(took)))
			}
		}
		return no("no such alarm came")
	}}
}

// alarms lists the alarms raised after a real time.
func (s *stage) alarms(after time.Time) []observer.Sight {
	return s.log.Since(0, func(v observer.Sight) bool {
		return v.Place.Folder == "alarms" && len(v.Payload) > 0 && v.At.After(after)
	})
}

// acknowledge has an officer, or whoever runs the gateway, say of every open alarm that it has been seen.
func acknowledge(note string) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		ctx, cancel := context.WithTimeout(ctx, usual)
		defer cancel()
		st, err := s.client.Status(ctx)
		if err != nil {
			return err
		}
		for _, a := range st.Alarms {
			who := cmp.Or(people[a.Party], people["operator"]) // for a party without people too
			if _, err := s.client.Ack(ctx, api.Ack{Actor: api.Actor{As: who}, What: a.ID, Note: note}); err != nil {
				return fmt.Errorf("%s could not acknowledge %s: %w", who, a.Code, err)
			}
		}
		return nil
	}
}

// quieted expects every alarm to be taken down, once somebody has acknowledged it.
func quieted() expectation {
	return expectation{text: "every alarm is taken down", holds: func(s *stage) finding {
		for _, v := range s.log.State("") {
			if v.Place.Folder == "alarms" {
				return no(v.Topic + " still stands")
			}
		}
		return yes("")
	}}
}

// calm expects that nobody is alarmed since a letter was sent.
func calm(since string) expectation {
	return expectation{text: "nobody is alarmed", quiet: true, holds: func(s *stage) finding {
		if raised := s.alarms(s.of(since).at); len(raised) > 0 {
			return no(raised[0].Topic)
		}
		return yes("")
	}}
}

func anyOf(said string, words []string) bool {
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}

// joined expects one incident that names both letters' chains, in a party's tree.
func joined(party, first, second string) expectation {
	return expectation{text: "both chains stand in one incident for " + party, holds: func(s *stage) finding {
		a, b := s.of(first).chain, s.of(second).chain
		seen := 0
		for _, v := range s.log.State("parties/v1/exercise/" + party + "/incidents/") {
			seen++
			if words := observer.Words(v.Payload); strings.Contains(words, a) && strings.Contains(words, b) {
				return yes(v.Place.Item)
			}
		}
		return no(fmt.Sprintf("%d incidents there, none names both", seen))
	}}
}
