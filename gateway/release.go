package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// release is the third transition, for all destinations of an alert that are decided and not released: gather what
// is live there, draft (pure), and write. A draft whose chain has changed meanwhile is stale and is made again. The
// caller sees to it that work on one chain is done one after the other.
func (g *Gateway) release(ctx context.Context, turn book.Turn, alert int64) error {
	defer g.parsed.drop(alert)
	for {
		from, err := g.gather(ctx, turn, alert, book.Decided)
		if err != nil || len(from.destinations) == 0 {
			return err
		}
		var made []rendering
		g.cpuLimit.Do(from.work(), func() { made = g.drafts(from) })
		var fx *effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = &effects{source: from.row.Source, priority: from.shape.priority(from.row.Lane)}
			if stale, err = from.isStale(tx); stale || err != nil {
				return err
			}
			if err := g.write(tx, from, made, fx); err != nil {
				return err
			}
			return keepAlarms(tx, fx.alarms)
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
				g.blobs.put(p.blob, p.cap.Doc, p.cap.Public)
			}
			for _, r := range p.rendered {
				if r.blob != 0 {
					g.blobs.put(r.blob, r.doc.Doc, r.doc.Public)
				}
			}
		}
	}
}

// isStale says whether the chain has changed since: what was drafted of it is to be made again.
func (from *gathered) isStale(tx *book.Tx) (bool, error) {
	chain, err := tx.Chain(from.chain.ID)
	return err == nil && (chain.ID != from.chain.ID || chain.Version != from.chain.Version), err
}

// write releases what was drafted. Whoever calls it knows that it is not stale.
func (g *Gateway) write(tx *book.Tx, from gathered, made []rendering, fx *effects) (err error) {
	for _, m := range made {
		if m.err != nil {
			err = g.unusable(tx, from, m, fx)
		} else {
			err = g.writeOne(tx, from, m, fx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unusable records that no draft could be made: the destination gets nothing, and people are told.
func (g *Gateway) unusable(tx *book.Tx, from gathered, m rendering, fx *effects) error {
	code, text := "no-draft", m.err.Error()
	var u *translate.Unusable
	if errors.As(m.err, &u) {
		code, text = u.Code, u.Text
	} else {
		g.log.Error("no draft could be made", zap.String("alert", from.row.Token), zap.Error(m.err))
	}
	for _, at := range m.destinations {
		now, found, err := tx.Decision(from.row.ID, at.system.Name)
		if err != nil {
			return err
		}
		if !found || now.State != book.Decided { // withdrawn or denied meanwhile
			continue
		}
		if err := tx.SetDecision(from.row.ID, at.system.Name, book.Lapsed, code); err != nil {
			return err
		}
		seq := tx.Say(from.row.Key, trail.Refused, map[string]any{"destination": at.system.Name, "reason": code})
		fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Refused, code, text, seq))
		fx.alarms = append(fx.alarms, noDraftAlarm(from.row, at.system, code, text))
	}
	return nil
}

// writeOne releases one rendering to the destinations that share it.
func (g *Gateway) writeOne(tx *book.Tx, from gathered, m rendering, fx *effects) error {
	if err := tx.Expect(m.documentsOf()...); err != nil {
		return err
	}
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

func (g *Gateway) releaseTo(tx *book.Tx, from gathered, m rendering, at destinationState, fx *effects) error {
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != book.Decided {
		return err
	}
	if d := approved(now); d != "" && d != m.digest {
		return g.askAgain(tx, from, now, fx)
	}
	if newer, overtaken, err := newerStands(tx, from, at); overtaken || err != nil {
		if err != nil {
			return err
		}
		return g.overtaken(tx, from, at, newer, fx)
	}
	if m.notPublic(from, at) {
		return g.keepIn(tx, from, at, fx)
	}
	if from.alert.Scope != cap.Public && !from.shape.Ends && m.personal() {
		if asked, err := g.personalReleased(tx, from, now); !asked {
			return errors.Join(err, g.personal(tx, from, now, fx))
		}
	}
	if err := tx.SetDecision(from.row.ID, at.system.Name, book.Released, ""); err != nil {
		return err
	}
	seq := tx.Say(from.row.Key, trail.Released, m.said(at.system.Name))
	if len(m.parts) > 0 && !from.shape.Ends {
		fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Released, now.Reason, "", seq))
	}
	return g.deliverAll(tx, from, m, at, fx)
}

// deliverAll queues what a release makes stand at a destination, and ends there what nothing of it continues.
func (g *Gateway) deliverAll(tx *book.Tx, from gathered, m rendering, at destinationState, fx *effects) (err error) {
	continued := map[int]bool{}
	for _, p := range m.inOrder(at) {
		continued[p.part] = true
		if p.ends {
			err = g.endPart(tx, from, p, m, at, fx)
		} else {
			err = g.deliverPart(tx, from, p, m, at, fx)
		}
		if err != nil {
			return err
		}
	}
	if from.chain.Incident != "" { // who may see the chain has changed
		fx.incident = append(fx.incident, from.chain.Incident)
	}
	return g.endRest(tx, from, m, at, continued, fx)
}

// newerStands says whether the chain has gone on at a destination without this alert, as when two chains became one
// while it was being drafted.
func newerStands(tx *book.Tx, from gathered, at destinationState) (newer book.Alert, overtaken bool, err error) {
	if from.shape.Ends {
		return newer, false, nil
	}
	for _, l := range at.live {
		a, found, err := tx.AlertByID(l.Alert)
		if err != nil || found && a.ID != from.row.ID && orderOf(a).After(orderOf(from.row)) {
			return a, err == nil, err
		}
	}
	return newer, false, nil
}

// overtaken records that an alert is not sent because a newer one of its chain stands there.
func (g *Gateway) overtaken(tx *book.Tx, from gathered, at destinationState, newer book.Alert, fx *effects) error {
	fx.alarms = append(fx.alarms, g.lateAlarms(from.row, from.shape, unmarshalShape(newer.Shape))...)
	seq := tx.Say(from.row.Key, trail.Late, map[string]any{"destination": at.system.Name, "reason": "late"})
	fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Stayed, "late", reasonText(book.Decision{Reason: "late"}), seq))
	return tx.SetDecision(from.row.ID, at.system.Name, book.Withdrawn, "late")
}

func (g *Gateway) partyOf(name string) string {
	if s := g.systems[name]; s != nil {
		return s.Party
	}
	return ""
}

// releaseTime is what a derived alert's sent is: to the second, as CAP writes it.
func (g *Gateway) releaseTime() time.Time { return g.clock.Now().Truncate(time.Second) }
