package gateway

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// show puts what waits for a person before that person's party, at once and in full, marked NOT RELEASED: the draft
// as it would cross, its report, and the original where nothing is kept from them.
func (g *Gateway) show(ctx context.Context, alert int64) error {
	from, err := g.gather(ctx, alert, store.Held)
	if err != nil || len(from.destinations) == 0 {
		return err
	}
	made := g.drafts(from)
	var fx effects
	err = g.db.Update(ctx, func(tx *sqlite.Tx) error {
		fx = effects{office: true}
		for _, m := range made {
			for _, at := range m.destinations {
				if err := g.showOne(tx, from, m, at); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		g.apply(&fx)
	}
	return err
}

func (g *Gateway) showOne(tx *sqlite.Tx, from gathered, m rendering, at standing) error {
	now, found, err := tx.Decision(from.row.ID, at.system.Name)
	if err != nil || !found || now.State != store.Held {
		return err
	}
	hold := *holdOf(now)
	hold.Draft = m.variant
	now.Draft, now.Hold = m.variant, &hold
	if err := tx.PutDecision(now); err != nil {
		return err
	}
	tree := topics.Tree{Lane: from.row.Lane, Party: now.Of}
	for _, p := range m.parts {
		if err := g.showPart(tx, from, p, at, now, tree); err != nil {
			return err
		}
	}
	if g.keptBack(from, m, now) {
		return nil
	}
	return g.wantOffice(tx, tree.Held(from.row.Token, 1, topics.Original), from.row.Blob)
}

// keptBack says whether the original stays on its side: something was left out, and those asked are not its own side.
func (g *Gateway) keptBack(from gathered, m rendering, d store.Decision) bool {
	if from.alert.Scope == cap.Public || d.Ask == string(agreement.Release) {
		return false
	}
	for _, p := range m.parts {
		if p.draft.Redacted {
			return true
		}
	}
	return m.variant != original
}

func (g *Gateway) showPart(tx *sqlite.Tx, from gathered, p part, at standing, d store.Decision, tree topics.Tree) error {
	where := placement{party: tree, chain: from.chain.Token, part: p.part}
	json := sqlite.Pack(g.feature(from, p, at.system, where, mark{held: &d}))
	for leaf, doc := range map[string]store.Packed{topics.CAP: p.cap, topics.JSON: json, topics.Report: p.report} {
		if doc.Size == 0 {
			continue
		}
		blob, err := tx.PutBlob(doc)
		if err != nil {
			return err
		}
		if err := g.wantOffice(tx, tree.Held(from.row.Token, p.part, leaf), blob); err != nil {
			return err
		}
	}
	return nil
}

// hideHold takes a hold off the list of those asked. It runs in the transaction that ends the hold.
func (g *Gateway) hideHold(tx *sqlite.Tx, a store.Alert, d store.Decision) error {
	open, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.State == store.Held && other.Of == d.Of && other.Destination != d.Destination {
			return nil // still asked about for another destination
		}
	}
	first := strings.TrimSuffix(topics.Tree{Lane: a.Lane, Party: d.Of}.Held(a.Token, 1, topics.CAP), topics.CAP)
	for _, p := range []string{first, strings.TrimSuffix(first, "/") + "-"} { // part 1, and those after it
		shown, err := tx.TopicsUnder(office, p)
		if err != nil {
			return err
		}
		for _, t := range shown {
			if err := g.wantOffice(tx, t.Topic, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// deadlines does what the routes say where nobody answered in time: it keeps holding and raises an alarm, once.
func (g *Gateway) deadlines(tx *sqlite.Tx, fx *effects) error {
	open, err := tx.DecisionsHeld()
	if err != nil {
		return err
	}
	for _, d := range open {
		next, moved := holdOf(d).Due(tx.Now())
		if !moved {
			continue
		}
		a, found, err := tx.AlertByID(d.Alert)
		if err != nil || !found {
			return err
		}
		if err := g.moveHold(tx, a, d, next, fx); err != nil {
			return err
		}
		fx.alarms = append(fx.alarms, overdueAlarm(a, d, next))
	}
	return nil
}

// moveHold writes what became of a hold and what follows from it.
func (g *Gateway) moveHold(tx *sqlite.Tx, a store.Alert, d store.Decision, next approval.Hold, fx *effects) error {
	asked := d
	d.Hold, d.Alarmed = &next, next.Alarmed
	fx.office = true
	switch next.State {
	case approval.Held:
		d = held(d)
		if d.Of != asked.Of || d.Ask != asked.Ask { // the next question, to somebody else, who has not seen it
			d.Draft, d.Hold.Draft = "", ""
			fx.show = append(fx.show, followUp{chain: a.Chain, alert: a.ID})
			return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked))
		}
		return tx.PutDecision(d)
	case approval.Released:
		d.State = store.Decided
		fx.release = append(fx.release, followUp{chain: a.Chain, alert: a.ID})
		return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked))
	case approval.Denied:
		d.State, d.Reason = store.Denied, "denied"
		fx.remark = append(fx.remark, followUp{chain: a.Chain, destination: d.Destination})
		return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked))
	}
	if err := tx.PutDecision(d); err != nil {
		return err
	}
	return g.closeHold(tx, a, asked, store.Lapsed, string(next.Cause), fx)
}

// personalReleased says whether the source's side has released this alert, or an earlier one of its chain, for this
// destination. That the destination's side accepted it says nothing about it.
func (g *Gateway) personalReleased(tx *sqlite.Tx, from gathered, now store.Decision) (bool, error) {
	list, err := tx.DecisionsOfChain(from.chain.ID, now.Destination)
	if err != nil {
		return false, err
	}
	released := func(d store.Decision) bool {
		return d.Hold != nil && d.Hold.State == approval.Released && d.Hold.Cause == "" && d.Ask == string(agreement.Release)
	}
	return slices.ContainsFunc(list, released), nil
}

// personal holds a Restricted or Private alert whose carried prose has the shape of a telephone number or an e-mail
// address: whether that may cross is for the source's side to say.
func (g *Gateway) personal(tx *sqlite.Tx, from gathered, d store.Decision, fx *effects) error {
	of := cmp.Or(g.partyOf(from.row.Source), from.row.Source)
	hold := approval.Open(agreement.Decision{}, "", from.shape.Districts, tx.Now(), approval.Question{Ask: agreement.Release, Of: of})
	if now := d.Hold; now != nil { // a narrower area was accepted
		hold.Area = now.Area
	}
	d.Hold, d.Reason, d.Draft = &hold, "personal-data", ""
	fx.remark = append(fx.remark, followUp{chain: from.chain.ID, destination: d.Destination})
	d = held(d)
	seq := tx.Say(from.row.Key, trail.Held, map[string]any{"destination": d.Destination, "reason": d.Reason, "ask": d.Ask, "of": d.Of})
	fx.receipts = append(fx.receipts, g.answer(from.row, d.Destination, topics.Held, d.Reason, reasonText(d), seq))
	fx.show = append(fx.show, followUp{chain: from.chain.ID, alert: from.row.ID})
	return tx.PutDecision(d)
}
