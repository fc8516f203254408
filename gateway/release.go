package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/outbox"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// release is the third transition, for all destinations of an alert that are decided and not released: gather what
// is live there, draft (pure), and write. A draft whose chain has changed meanwhile is stale and is made again. The
// caller sees to it that work on one chain is done one after the other.
func (g *Gateway) release(ctx context.Context, alert int64) error {
	defer g.handover.drop(alert)
	for {
		from, err := g.gather(ctx, alert)
		if err != nil || len(from.destinations) == 0 {
			return err
		}
		var made []rendering
		g.effort.do(func() { made = g.drafts(from) })
		var fx *effects
		stale := false
		err = g.db.Update(ctx, func(tx *sqlite.Tx) error {
			fx = &effects{}
			stale, err = g.write(tx, from, made, fx)
			return err
		})
		if err != nil {
			return err
		}
		if !stale {
			g.keep(made)
		}
		g.apply(fx)
		if !stale {
			return nil
		}
	}
}

// keep remembers the documents just stored, for the destinations publish them next.
func (g *Gateway) keep(made []rendering) {
	for _, m := range made {
		for _, p := range m.parts {
			if p.stored {
				g.blobs.put(p.blob, p.cap.Doc)
			}
			for _, r := range p.rendered {
				if r.blob != 0 {
					g.blobs.put(r.blob, r.doc.Doc)
				}
			}
		}
	}
}

// gathered is one consistent state of what a release needs.
type gathered struct {
	row          store.Alert
	shape        shape
	alert        *cap.Alert
	raw          []byte
	chain        store.Chain
	parts        int // highest part number the chain ever used
	edition      int
	destinations []standing
}

// standing is what one destination holds of the chain.
type standing struct {
	system   *system
	decision store.Decision
	live     []store.Delivery
	derived  []store.Derived // of live, one each
}

func (g *Gateway) gather(ctx context.Context, alert int64) (from gathered, err error) {
	return from, g.db.View(ctx, func(tx *sqlite.Tx) error { return g.gatherIn(tx, alert, &from, store.Decided) })
}

func (g *Gateway) gatherIn(tx *sqlite.Tx, alert int64, from *gathered, state string) (err error) {
	found := false
	if from.row, found, err = tx.AlertByID(alert); err != nil || !found {
		return err
	}
	decisions, err := tx.DecisionsOf(alert)
	if err != nil {
		return err
	}
	decisions = slices.DeleteFunc(decisions, func(d store.Decision) bool {
		return d.Action == store.Drop || d.State != state || g.systems[d.Destination] == nil
	})
	if len(decisions) == 0 {
		return nil
	}
	if from.chain, err = tx.Chain(from.row.Chain); err != nil {
		return err
	}
	if err := g.gatherAlert(tx, decisions, from); err != nil {
		return err
	}
	from.shape = unmarshalShape(from.row.Shape)
	if from.parts, err = tx.PartsOf(from.chain.ID); err != nil {
		return err
	}
	if from.edition, err = tx.EditionOf(alert, from.row.Digest); err != nil {
		return err
	}
	return g.gatherStanding(tx, decisions, from)
}

// gatherAlert reads the alert, unless settling has just done so and nobody gets its own bytes.
func (g *Gateway) gatherAlert(tx *sqlite.Tx, decisions []store.Decision, from *gathered) (err error) {
	from.alert = g.handover.of(from.row.ID, from.row.Blob)
	home := func(d store.Decision) bool { return g.systems[d.Destination].Side == from.row.Side }
	if from.alert != nil && !slices.ContainsFunc(decisions, home) {
		return nil
	}
	if from.raw, err = g.blobs.get(tx, from.row.Blob); err != nil {
		return err
	}
	if from.alert != nil {
		return nil
	}
	if from.alert, _, err = cap.Read(from.raw); err != nil {
		return fmt.Errorf("alert %s was read before and cannot be read now: %w", from.row.Token, err)
	}
	return nil
}

func (g *Gateway) gatherStanding(tx *sqlite.Tx, decisions []store.Decision, from *gathered) error {
	for _, d := range decisions {
		at := standing{system: g.systems[d.Destination], decision: d}
		live, err := tx.DeliveriesLive(from.chain.ID, d.Destination)
		if err != nil {
			return err
		}
		for _, l := range live {
			made, found, err := tx.DerivedByID(l.Derived)
			if err != nil {
				return err
			}
			if found {
				at.live, at.derived = append(at.live, l), append(at.derived, made)
			}
		}
		from.destinations = append(from.destinations, at)
	}
	return nil
}

// lives is what the translator must know of what stands at a destination.
func (s standing) lives(sender string) []translate.Live {
	var list []translate.Live
	for i, d := range s.derived {
		if d.Identifier == "" {
			continue // the original itself stands there
		}
		live := translate.Live{Part: s.live[i].Part, Event: d.Event, Derived: cap.Reference{Sender: sender, Identifier: d.Identifier, Sent: cap.FormatTime(d.Sent)}}
		for _, place := range d.Districts {
			live.Districts = append(live.Districts, geo.District(place))
		}
		list = append(list, live)
	}
	return list
}

// write releases what was drafted, unless the chain has changed since: then it writes nothing.
func (g *Gateway) write(tx *sqlite.Tx, from gathered, made []rendering, fx *effects) (stale bool, err error) {
	chain, err := tx.Chain(from.chain.ID)
	if err != nil || chain.ID != from.chain.ID || chain.Version != from.chain.Version {
		return err == nil, err
	}
	for _, m := range made {
		if m.err != nil {
			err = g.unusable(tx, from, m, fx)
		} else {
			err = g.writeOne(tx, from, m, fx)
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// unusable records that no draft could be made: the destination gets nothing, and people are told.
func (g *Gateway) unusable(tx *sqlite.Tx, from gathered, m rendering, fx *effects) error {
	code, text := "no-draft", m.err.Error()
	var u *translate.Unusable
	if errors.As(m.err, &u) {
		code, text = u.Code, u.Text
	} else {
		g.log.Error("no draft could be made", zap.String("alert", from.row.Token), zap.Error(m.err))
	}
	for _, at := range m.destinations {
		if err := tx.SetDecision(from.row.ID, at.system.Name, store.Lapsed, code); err != nil {
			return err
		}
		seq := tx.Say(from.row.Key, trail.Refused, map[string]any{"destination": at.system.Name, "reason": code})
		fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Refused, code, text, seq))
		fx.alarms = append(fx.alarms, noDraftAlarm(from.row, at.system, code, text))
	}
	return nil
}

// writeOne releases one rendering to the destinations that share it.
func (g *Gateway) writeOne(tx *sqlite.Tx, from gathered, m rendering, fx *effects) error {
	for i := range m.parts {
		if err := m.parts[i].put(tx, from, m.variant); err != nil {
			return err
		}
	}
	for _, at := range m.destinations {
		if err := g.releaseTo(tx, from, m, at, fx); err != nil {
			return fmt.Errorf("release to %s: %w", at.system.Name, err)
		}
	}
	return nil
}

func (g *Gateway) releaseTo(tx *sqlite.Tx, from gathered, m rendering, at standing, fx *effects) error {
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != store.Decided {
		return err
	}
	if overtaken, err := newerStands(tx, from, at); overtaken || err != nil {
		if err != nil {
			return err
		}
		return g.overtaken(tx, from, at, fx)
	}
	if from.alert.Scope != cap.Public && !from.shape.Ends && m.personal() {
		if asked, err := g.personalReleased(tx, from, now); !asked {
			return errors.Join(err, g.personal(tx, from, now, fx))
		}
	}
	if err := tx.SetDecision(from.row.ID, at.system.Name, store.Released, ""); err != nil {
		return err
	}
	seq := tx.Say(from.row.Key, trail.Released, m.said(at.system.Name))
	if len(m.parts) > 0 && !from.shape.Ends {
		fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Released, now.Reason, "", seq))
	}
	continued := map[int]bool{}
	for i := range m.parts {
		p := &m.parts[i]
		continued[p.part] = true
		if err := g.deliverPart(tx, from, p, at, fx); err != nil {
			return err
		}
	}
	if from.chain.Incident != "" { // who may see the chain has changed
		fx.incident = append(fx.incident, from.chain.Incident)
	}
	return g.endRest(tx, from, at, continued, fx)
}

// newerStands says whether the chain has gone on at a destination without this alert, as when two chains became one
// while it was being drafted.
func newerStands(tx *sqlite.Tx, from gathered, at standing) (bool, error) {
	if from.shape.Ends {
		return false, nil
	}
	for _, l := range at.live {
		a, found, err := tx.AlertByID(l.Alert)
		if err != nil || found && a.ID != from.row.ID && a.Sent.After(from.row.Sent) {
			return err == nil, err
		}
	}
	return false, nil
}

// overtaken records that an alert is not sent because a newer one of its chain stands there.
func (g *Gateway) overtaken(tx *sqlite.Tx, from gathered, at standing, fx *effects) error {
	seq := tx.Say(from.row.Key, trail.Late, map[string]any{"destination": at.system.Name, "reason": "late"})
	fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Stayed, "late", reasonText(store.Decision{Reason: "late"}), seq))
	return tx.SetDecision(from.row.ID, at.system.Name, store.Withdrawn, "late")
}

// deliverPart queues one part for one destination: its end where it is a Cancel, else what stands from now on.
func (g *Gateway) deliverPart(tx *sqlite.Tx, from gathered, p *part, at standing, fx *effects) error {
	if p.ends {
		for _, d := range at.live {
			if d.Part == p.part {
				return g.endAt(tx, d, ending{kind: topics.Cancelled, by: &from.row, bytes: p.blob, alert: from.row.ID, party: g.partyOf(from.row.Source)}, fx)
			}
		}
		return nil
	}
	d := store.Delivery{
		Alert: from.row.ID, Part: p.part, Destination: at.system.Name, Derived: p.derived, Chain: from.chain.ID, Kind: store.KindAlert,
		Priority: from.shape.priority(from.row.Lane), NotAfter: from.row.Until, Live: true,
	}
	before, err := tx.TopicsOf(from.chain.ID, d.Destination, p.part)
	if err != nil {
		return err
	}
	if d.ID, err = tx.PutDelivery(d, from.row.Until); err != nil {
		return err
	}
	where := at.system.place(from.row.Lane, from.chain.Token, p.part, from.shape)
	docs := p.documents(where)
	plan, err := standPlan(tx, d.Chain, d.Destination, p.part, docs, d.ID)
	if err != nil {
		return err
	}
	left, err := g.leaveFor(tx, from, p, docs, before, d.ID)
	if err != nil {
		return err
	}
	fx.ticket(d.Destination, outbox.Ticket{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority})
	g.wakeClock()
	return tx.SetPlan(d.ID, append(plan, left...))
}

// leaveFor publishes a notice on each topic that stood before and stands no more: updated where the successor is in
// the same place under another name, ended here where it is not.
func (g *Gateway) leaveFor(tx *sqlite.Tx, from gathered, p *part, docs []document, before []store.Topic, gen int64) (store.Plan, error) {
	now := map[string]bool{}
	for _, doc := range docs {
		for _, topic := range doc.topics {
			now[topic] = true
		}
	}
	before = slices.DeleteFunc(before, func(t store.Topic) bool { return now[t.Topic] })
	var plan store.Plan
	for _, place := range placesOf(before) {
		e := ending{kind: topics.EndedHere, by: &from.row, party: g.partyOf(from.row.Source)}
		successor := successorOf(place, docs)
		if successor != "" {
			e.kind = topics.Updated
		}
		notice := endOf(from.chain, from.row, p.part, e, tx.Now())
		notice.Successor = successor
		here := slices.DeleteFunc(slices.Clone(before), func(t store.Topic) bool { return !within(t.Topic, place) })
		left, err := g.leave(tx, notice, here, gen)
		if err != nil {
			return nil, err
		}
		plan = append(plan, left...)
	}
	return plan, nil
}

// endRest ends parts that stand at a destination and that nothing continues.
func (g *Gateway) endRest(tx *sqlite.Tx, from gathered, at standing, continued map[int]bool, fx *effects) error {
	for _, d := range at.live {
		if continued[d.Part] {
			continue
		}
		kind := topics.EndedHere
		if from.shape.Ends {
			kind = topics.Cancelled
		}
		if err := g.endAt(tx, d, ending{kind: kind, by: &from.row, alert: from.row.ID, party: g.partyOf(from.row.Source)}, fx); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gateway) partyOf(name string) string {
	if s := g.systems[name]; s != nil {
		return s.Party
	}
	return ""
}

// releaseTime is what a derived alert's sent is: to the second, as CAP writes it.
func (g *Gateway) releaseTime() time.Time { return g.clock.Now().Truncate(time.Second) }
