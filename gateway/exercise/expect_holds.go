package exercise

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// asked expects a letter to be held, and shown at once and in full to the party that must decide, marked as not
// released, with the report of what the translation did.
func asked(name, party string) expectation {
	return expectation{text: "held; shown to " + party + " NOT RELEASED, with the report", holds: func(s *stage) finding {
		m := s.of(name)
		leaves := map[string]bool{}
		marked := false
		for _, v := range s.held(m.token) {
			if v.Place.Party != party {
				continue
			}
			leaves[v.Place.Leaf] = true
			marked = marked || strings.Contains(strings.ToUpper(strings.NewReplacer("_", " ", "-", " ").Replace(observer.Words(v.Payload))), "NOT RELEASED")
		}
		for _, leaf := range []string{"cap", "json", "report"} {
			if !leaves[leaf] {
				return no(fmt.Sprintf("no %s in %s's tree of holds; %s", leaf, party, heard(s.receipts(name))))
			}
		}
		if !marked {
			return no("nothing there says NOT RELEASED")
		}
		return yes("")
	}}
}

// unheld expects that a hold is gone from the tree of those who decide.
func unheld(name, text string) expectation {
	return expectation{text: text, holds: func(s *stage) finding {
		if held := s.held(s.of(name).token); len(held) > 0 {
			return no("it still stands at " + held[0].Topic)
		}
		return yes("")
	}}
}

// held lists what stands in any tree of holds for an alert.
func (s *stage) held(token string) []observer.Sight {
	var out []observer.Sight
	for _, v := range s.log.State("parties/") {
		item, _, _ := strings.Cut(v.Place.Item, "-")
		if v.Place.Folder == "held" && item == token {
			out = append(out, v)
		}
	}
	return out
}

// pendingShown expects the live predecessor to say that its originator changed it and the change waits.
func pendingShown(name, reader string) expectation {
	return expectation{text: "the old alert says an update awaits approval", holds: func(s *stage) finding {
		m := s.of(name)
		for _, v := range s.log.State(fmt.Sprintf("alerts/v1/%s/%s/", m.lane(), reader)) {
			if v.Place.ChainOnly() != m.chain || v.Place.Leaf != "json" {
				continue
			}
			f, err := observer.ReadFeature(v.Payload)
			if err != nil || f.Properties.UpdatePending == "" {
				return no(v.Topic + " has no update_pending_since")
			}
			return yes("since " + f.Properties.UpdatePending)
		}
		return no("the old alert does not stand any more")
	}}
}

// rule has a duty officer answer a hold. verdict is api.Approve or api.Deny.
func rule(name, party, verdict, reason string) func(context.Context, *stage) error {
	return func(ctx context.Context, s *stage) error {
		m := s.of(name)
		r := api.Ruling{Actor: api.Actor{As: people[party]}, Alert: m.token, Reason: reason}
		asked := m.alert.Sent.At
		act := s.client.Approve
		if verdict == api.Deny {
			act = s.client.Deny
		}
		ctx, cancel := context.WithTimeout(ctx, usual)
		defer cancel()
		if verdict == api.Approve { // as the officer does: read it, and say what was read
			view, err := s.client.Show(ctx, api.ShowRequest{Actor: r.Actor, Alert: r.Alert})
			if err != nil {
				return fmt.Errorf("%s could not read %s: %w", people[party], name, err)
			}
			r.Draft = view.Draft
		}
		if _, err := act(ctx, r); err != nil {
			return fmt.Errorf("%s could not %s %s: %w", people[party], verdict, name, err)
		}
		s.rulings = append(s.rulings, ruling{letter: name, person: people[party], verdict: verdict, asked: asked, answered: s.script.Now()})
		s.ruled(name)
		return nil
	}
}

// ruled notes the real time of a ruling: latency counts from there, for nobody waits for a machine before it.
func (s *stage) ruled(name string) {
	if s.ruledAt == nil {
		s.ruledAt = map[string]time.Time{}
	}
	s.ruledAt[name] = s.real.Now()
}
