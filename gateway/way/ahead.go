package way

import (
	"maps"
	"slices"
	"sync"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/outbox"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
)

// Most alerts begin a chain and are forwarded without a question. What is released of such a one can be worked out
// before it is settled, so that both are one commit. Whatever is not as it was expected when its turn comes (somebody
// is asked, a copy of it came meanwhile, it is frozen out) is settled alone, and drafted afterwards as ever.

// Ahead is what was drafted of an alert before it was settled.
type Ahead struct {
	From     derive.Gathered
	made     []derive.Rendering
	released bool // in the transaction that settled it
}

// draftAhead drafts what is to be expected of a reading; nil where that is anything but an alert that begins a chain
// and each event of which is forwarded or dropped everywhere. It is pure, and runs where the reading did.
func (g *Way) draftAhead(r *reading.Reading) *Ahead {
	if !g.isPlain(r) || !g.recent.first(r.Identity.Key()) {
		return nil
	}
	if questions, _ := r.Doubts(); len(questions) > 0 {
		return nil
	}
	now := g.Settings.Now()
	a := &Ahead{From: derive.Gathered{
		In: now, Row: r.Row(0, book.Active, nil), Shape: r.Shape, Alert: r.Alert, Ground: r.Ground, Raw: r.Item.Bytes,
		Size: r.Item.Sighting.Size, Chain: book.Chain{Token: r.Identity.Token(), Version: 1}, Edition: 1,
	}}
	for _, to := range now.Destinations {
		expected, asked := g.expected(r, now, to)
		if asked {
			return nil
		}
		a.From.Expect(to, expected)
	}
	if len(a.From.Destinations) == 0 {
		return nil
	}
	a.made = g.Derive.Drafts(a.From)
	return a
}

// expected are the decisions for a destination that the agreement alone leads to, but for drops. asked: somebody is to
// be asked, or to be given the end of an event.
func (g *Way) expected(r *reading.Reading, now *settings.Settings, to *settings.System) (all []book.Decision,
	asked bool) {
	for _, group := range r.Shape.All() {
		d := now.Agreement.Decide(r.For(group).Facts(g.Clock.Now()), to.Name)
		if asked = d.Action == agreement.HoldBack || r.Shape.Several() && group.Passenger(); asked {
			return nil, true
		}
		if d.Action == agreement.Forward {
			all = append(all, book.Decision{Destination: to.Name, Group: group.Group, Action: book.Forward, State: book.Decided,
				Route: d.Route, Reason: d.Reason, Allow: d.Allow, Matched: d.Values})
		}
	}
	return all, false
}

// isPlain says whether a reading is of an alert that follows nothing and ends nothing, is for everybody, and is not
// large.
func (g *Way) isPlain(r *reading.Reading) bool {
	s := r.Item.Sighting
	return r.Refuse == nil && r.Lane != cap.NoLane && r.Alert.MsgType == cap.MsgAlert && r.Alert.Scope == cap.Public &&
		!r.Ends &&
		len(r.Alert.ReferenceList()) == 0 && r.Until.After(g.Clock.Now()) && s.Size <= reading.Large && !s.Retained &&
		!s.Vouched
}

// releaseAhead releases in the transaction that settles an alert what was drafted of it before, where it came as
// expected.
func (s *settling) releaseAhead() error {
	a := s.made
	only := after.FollowUp{Chain: s.rel.chain.ID, Alert: s.id}
	more := len(s.fx.Show) + len(s.fx.Copies) + len(s.fx.Aware) + len(s.fx.Tickets)
	if a == nil || !s.new || s.relay.ID != 0 || more > 0 || !slices.Equal(s.fx.Release, []after.FollowUp{only}) {
		return nil
	}
	decisions, err := s.tx.Decisions.Of(s.id)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d book.Decision) bool { return d.Action == book.Drop })
	var expected []book.Decision
	for _, at := range a.From.Destinations {
		expected = append(expected, at.Decisions()...)
	}
	as := func(e, d book.Decision) bool {
		return e.Destination == d.Destination && e.Group == d.Group && e.Route == d.Route && d.State == book.Decided &&
			slices.Equal(e.Allow, d.Allow)
	}
	if !slices.EqualFunc(expected, decisions, as) { // both are by destination and event
		return nil
	}
	from := a.From
	from.Chain = s.rel.chain
	if from.Row, _, err = s.tx.Alerts.ByID(s.id); err != nil {
		return err
	}
	if stale, err := from.IsStale(s.tx, s.set); stale || err != nil {
		return err
	}
	if err := s.way.Releaser.Write(s.tx, from, a.made, s.fx); err != nil {
		return err
	}
	s.fx.Release, a.released = nil, true
	return s.way.begin(s.tx, from.Row, s.fx.Tickets)
}

// begin makes the intents of first deliveries durable with them, where they can leave at once: the destination is
// connected, and nothing waits for it. What is published there may be published again, so an intent may come to
// nothing.
func (g *Way) begin(tx *book.Tx, alert book.Alert, tickets map[string][]outbox.Ticket) error {
	for _, destination := range slices.Sorted(maps.Keys(tickets)) {
		if q := g.Outboxes.Of(destination); q == nil || q.Len() > 0 || !g.Connected(destination) {
			continue
		}
		for i := range tickets[destination] {
			t := &tickets[destination][i]
			d, _, err := tx.Deliveries.Head(t.Delivery)
			if err == nil {
				err = intend(tx, d, alert.Key)
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
