package gateway

import (
	"context"
	"slices"
	"time"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// A route may say `then: awareness`: where nobody has answered by the deadline, the readers over there are told, for
// awareness alone and marked as not reviewed. The question stays open. A yes puts the reviewed alert in the place of
// what they have, a no withdraws it, and what follows the alert meanwhile follows it there, unreviewed too.

// mayGoUnreviewed refuses once more what the configuration refuses: what is not for everybody, and what waits for anything
// but whether it is wanted. A copy of the same news goes with its first.
func mayGoUnreviewed(a book.Alert, d book.Decision) bool {
	return !unmarshalShape(a.Shape).private() && d.Ask == string(agreement.Acceptance) &&
		slices.Contains([]string{agreement.AwaitAcceptance, "update-asks-again"}, d.Reason)
}

// publishUnreviewed shows readers what is held beyond its deadline.
func (g *Gateway) publishUnreviewed(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.gather(ctx, turn, alert, book.Held)
		from.keep(func(d book.Decision) bool { return d.Hold != nil && d.Hold.Aware && mayGoUnreviewed(from.row, d) })
		if err != nil || len(from.destinations) == 0 {
			return err
		}
		for i := range from.destinations {
			at := &from.destinations[i]
			at.pending, at.shown = at.decision.Of, nil
		}
		var made []rendering
		g.cpuLimit.Do(from.work(), func() { made = g.drafts(from) })
		var fx effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = effects{source: from.row.Source, priority: from.shape.priority(from.row.Lane)}
			if stale, err = from.isStale(tx); stale || err != nil {
				return err
			}
			if err := g.writeUnreviewed(tx, from, made, &fx); err != nil {
				return err
			}
			return keepAlarms(tx, fx.alarms)
		})
		if err != nil {
			return err
		}
		if !stale {
			g.apply(&fx)
			return nil
		}
	}
}

func (g *Gateway) writeUnreviewed(tx *book.Tx, from gathered, made []rendering, fx *effects) error {
	before, err := tx.DeliveriesOf(from.row.ID)
	if err != nil {
		return err
	}
	for _, m := range made {
		if m.err != nil {
			g.log.Error("what nobody reviewed cannot be told of: no draft could be made") // the alarm about the deadline stands
			continue
		}
		for i := range m.parts {
			if err := m.parts[i].put(tx, from, m.variant); err != nil {
				return err
			}
		}
		for _, at := range m.destinations {
			told := slices.ContainsFunc(before, func(d book.Delivery) bool { return d.Destination == at.system.Name })
			if told {
				continue // before a restart
			}
			if err := g.publishUnreviewedTo(tx, from, m, at, fx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *Gateway) publishUnreviewedTo(tx *book.Tx, from gathered, m rendering, at destinationState, fx *effects) error {
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != book.Held || !now.Hold.Aware {
		return err
	}
	if _, overtaken, err := newerStands(tx, from, at); overtaken || err != nil {
		return err
	}
	if m.notPublic(from, at) || from.alert.Scope != cap.Public {
		return nil
	}
	body := m.said(at.system.Name)
	body["reviewed"], body["of"] = "no", now.Of
	seq := tx.Say(from.row.Key, trail.Released, body)
	fx.receipts = append(fx.receipts, g.answer(from.row, at.system.Name, topics.Released, "not-reviewed", reasonText(book.Decision{Reason: "not-reviewed", Of: now.Of}), seq))
	fx.show = once(fx.show, followUp{chain: from.chain.ID, alert: from.row.ID}) // what a yes would send replaces this now
	return g.deliverAll(tx, from, m, at, fx)
}

// withdrawUnreviewed takes back what readers were told unreviewed, because those who were asked said no.
func (g *Gateway) withdrawUnreviewed(tx *book.Tx, a book.Alert, asked book.Decision, fx *effects) error {
	if asked.Hold == nil || !asked.Hold.Aware {
		return nil
	}
	live, err := tx.DeliveriesLive(a.Chain, asked.Destination)
	if err != nil {
		return err
	}
	for _, l := range live {
		if l.Alert != a.ID {
			continue
		}
		from, p, found, err := g.reread(tx, l)
		if err != nil || !found {
			return err
		}
		cancel, err := g.withdrawal(tx, from, p, l, false)
		if err != nil {
			return err
		}
		if err := g.endAt(tx, l, ending{kind: topics.Withdrawn, cancel: cancel, party: g.name}, fx); err != nil {
			return err
		}
	}
	return tx.TouchChain(a.Chain)
}

// annotatedAs is what is said beside an alert that stands and is shown again. What nobody has reviewed stays marked.
func (g *Gateway) annotatedAs(tx *book.Tx, d book.Delivery, from gathered, p part, since time.Time) mark {
	m := mark{pending: since, silent: g.healthState.quietSince(from.row.Source)}
	for i := range p.alert.Infos {
		if p.alert.Infos[i].Param("layer:bordercast:1.0:reviewed") != "no" {
			continue
		}
		if decision, found, err := tx.Decision(d.Alert, d.Destination); err == nil && found {
			m.pendingOf = decision.Of
		}
		break
	}
	return m
}
