package gateway

import (
	"maps"
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/outbox"
)

// Most alerts begin a chain and are forwarded without a question. What is released of such a one can be worked out before
// it is settled, so that both are one commit. Whatever is not as it was expected when its turn comes (somebody is asked, a
// copy of it came meanwhile, it is frozen out) is settled alone, and drafted afterwards as ever.

// ahead is what was drafted of an alert before it was settled.
type ahead struct {
	from     gathered
	made     []rendering
	released bool // in the transaction that settled it
}

// draftAhead drafts what is to be expected of a reading; nil where that is anything but an alert that begins a chain and is
// forwarded or dropped everywhere. It is pure, and runs where the reading did.
func (g *Gateway) draftAhead(r *reading) *ahead {
	if !g.isPlain(r) || !g.recent.first(r.identity.Key()) {
		return nil
	}
	if questions, _ := r.doubts(); len(questions) > 0 {
		return nil
	}
	a := &ahead{from: gathered{
		row: r.row(0, book.Active, nil), shape: r.shape, alert: r.alert, ground: r.ground, raw: r.item.Bytes, size: r.item.Sighting.Size,
		chain: book.Chain{Token: r.identity.Token(), Version: 1}, edition: 1,
	}}
	facts := r.facts(g.clock.Now())
	for _, to := range g.destinations {
		switch d := g.agreement.Decide(facts, to.Name); d.Action {
		case agreement.HoldBack:
			return nil
		case agreement.Forward:
			expected := book.Decision{Destination: to.Name, Action: book.Forward, Route: d.Route, Reason: d.Reason, Allow: d.Allow, Matched: d.Values}
			a.from.destinations = append(a.from.destinations, destinationState{system: to, decision: expected})
		}
	}
	if len(a.from.destinations) == 0 {
		return nil
	}
	a.made = g.drafts(a.from)
	return a
}

// isPlain says whether a reading is of an alert that follows nothing and ends nothing, is for everybody, and is not large.
func (g *Gateway) isPlain(r *reading) bool {
	s := r.item.Sighting
	return r.refuse == nil && r.lane != cap.NoLane && r.alert.MsgType == cap.MsgAlert && r.alert.Scope == cap.Public && !r.ends &&
		len(r.alert.ReferenceList()) == 0 && r.until.After(g.clock.Now()) && s.Size <= large && !s.Retained && !s.Vouched
}

// releaseAhead releases in the transaction that settles an alert what was drafted of it before, where it came as expected.
func (s *settling) releaseAhead() error {
	a := s.made
	only := followUp{chain: s.rel.chain.ID, alert: s.id}
	more := len(s.fx.show) + len(s.fx.copies) + len(s.fx.aware) + len(s.fx.tickets)
	if a == nil || !s.new || s.relay.ID != 0 || more > 0 || !slices.Equal(s.fx.release, []followUp{only}) {
		return nil
	}
	decisions, err := s.tx.DecisionsOf(s.id)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d book.Decision) bool { return d.Action == book.Drop })
	expected := func(at destinationState, d book.Decision) bool {
		return at.system.Name == d.Destination && at.decision.Route == d.Route && d.State == book.Decided && slices.Equal(at.decision.Allow, d.Allow)
	}
	if !slices.EqualFunc(a.from.destinations, decisions, expected) { // both are by name
		return nil
	}
	from := a.from
	from.chain = s.rel.chain
	if from.row, _, err = s.tx.AlertByID(s.id); err != nil {
		return err
	}
	if stale, err := from.isStale(s.tx); stale || err != nil {
		return err
	}
	if err := s.write(s.tx, from, a.made, s.fx); err != nil {
		return err
	}
	s.fx.release, a.released = nil, true
	return s.begin(from.row, s.fx.tickets)
}

// begin makes the intents of first deliveries durable with them, where they can leave at once: the destination is
// connected, and nothing waits for it. What is published there may be published again, so an intent may come to nothing.
func (s *settling) begin(alert book.Alert, tickets map[string][]outbox.Ticket) error {
	for _, destination := range slices.Sorted(maps.Keys(tickets)) {
		if !s.connected(destination) || s.outboxes[destination].Len() > 0 {
			continue
		}
		for i := range tickets[destination] {
			t := &tickets[destination][i]
			d, _, err := s.tx.DeliveryHead(t.Delivery)
			if err == nil {
				err = intend(s.tx, d, alert.Key)
			}
			if t.Begun = true; err != nil {
				return err
			}
		}
	}
	return nil
}

// recent remembers the identities that came lately, so that a copy of an alert by another link is not drafted twice.
type recent struct {
	mu   sync.Mutex
	keys map[string]bool
	ring []string
	next int
}

// mostRecent is about what comes in a minute at full speed.
const mostRecent = 1 << 16

func newRecent() *recent { return &recent{keys: map[string]bool{}} }

// first says whether an identity comes for the first time, as far as is remembered.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys[key] {
		return false
	}
	r.keys[key] = true
	if len(r.ring) < mostRecent {
		r.ring = append(r.ring, key)
		return true
	}
	delete(r.keys, r.ring[r.next])
	r.ring[r.next] = key
	r.next = (r.next + 1) % mostRecent
	return true
}
