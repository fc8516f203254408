package gateway

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// hideHold takes a hold off the list of those asked. It runs in the transaction that ends the hold.
func (g *Gateway) hideHold(tx *book.Tx, a book.Alert, d book.Decision) error {
	open, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.State == book.Held && other.Of == d.Of && other.Destination != d.Destination {
			return nil // still asked about for another destination
		}
	}
	shown, err := heldTopics(tx, topics.Tree{Lane: a.Lane, Party: d.Of}, a.Token)
	if err != nil {
		return err
	}
	for _, t := range shown {
		if err := g.wantGatewayTopic(tx, t.Topic, 0); err != nil {
			return err
		}
	}
	return nil
}

// heldTopics are those on which an alert waits before a party.
func heldTopics(tx *book.Tx, tree topics.Tree, token string) (all []book.Topic, err error) {
	first := strings.TrimSuffix(tree.Held(token, 1, topics.CAP), topics.CAP)
	for _, p := range []string{first, strings.TrimSuffix(first, "/") + "-"} { // part 1, and those after it
		shown, err := tx.TopicsUnder(gatewayTopics, p)
		if err != nil {
			return nil, err
		}
		all = append(all, shown...)
	}
	return all, nil
}

// deadlines does what the routes say where nobody answered in time: it keeps holding and raises an alarm, once.
func (g *Gateway) deadlines(tx *book.Tx, fx *effects) error {
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
		next.Aware = next.Aware && mayGoUnreviewed(a, d)
		if err := g.moveHold(tx, a, d, next, fx); err != nil {
			return err
		}
		fx.alarms = append(fx.alarms, overdueAlarm(a, d, next))
	}
	return nil
}

// moveHold writes what became of a hold and what follows from it.
func (g *Gateway) moveHold(tx *book.Tx, a book.Alert, d book.Decision, next approval.Hold, fx *effects) error {
	asked := d
	d.Hold, d.Alarmed = &next, next.Alarmed
	fx.gatewayTopics = true
	switch next.State {
	case approval.Held:
		d = held(d)
		if d.Of != asked.Of || d.Ask != asked.Ask { // the next question, to somebody else, who has not seen it
			shown := next.Shown("")
			d.Draft, d.Hold = "", &shown
			fx.show = append(fx.show, followUp{chain: a.Chain, alert: a.ID})
			return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked))
		}
		if next.Aware {
			fx.aware = append(fx.aware, followUp{chain: a.Chain, alert: a.ID})
		}
		return tx.PutDecision(d)
	case approval.Released:
		d.State, d.Draft = book.Decided, next.Draft
		fx.release = append(fx.release, followUp{chain: a.Chain, alert: a.ID})
		return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked))
	case approval.Denied:
		d.State, d.Reason = book.Denied, "denied"
		fx.annotate = append(fx.annotate, followUp{chain: a.Chain, destination: d.Destination})
		return errors.Join(tx.PutDecision(d), g.hideHold(tx, a, asked), g.withdrawUnreviewed(tx, a, asked, fx))
	}
	if err := tx.PutDecision(d); err != nil {
		return err
	}
	return g.closeHold(tx, a, asked, book.Lapsed, string(next.Cause), fx)
}

// personalReleased says whether the source's side has released this alert, or an earlier one of its chain, for this
// destination. That the destination's side accepted it says nothing about it.
func (g *Gateway) personalReleased(tx *book.Tx, from gathered, now book.Decision) (bool, error) {
	list, err := tx.DecisionsOfChain(from.chain.ID, now.Destination)
	if err != nil {
		return false, err
	}
	released := func(d book.Decision) bool {
		return d.Hold != nil && d.Hold.State == approval.Released && d.Hold.Cause == "" && d.Ask == string(agreement.Release)
	}
	return slices.ContainsFunc(list, released), nil
}

// personal holds a Restricted or Private alert whose carried prose has the shape of a telephone number or an e-mail
// address: whether that may cross is for the source's side to say.
func (g *Gateway) personal(tx *book.Tx, from gathered, d book.Decision, fx *effects) error {
	of := cmp.Or(g.partyOf(from.row.Source), from.row.Source)
	hold := approval.Open(agreement.Decision{}, "", from.shape.Districts, tx.Now(), approval.Question{Ask: agreement.Release, Of: of})
	if now := d.Hold; now != nil { // a narrower area was accepted, or a French text with it
		hold.Area, hold.French = now.Area, now.French
	}
	d.Hold, d.Reason, d.Draft = &hold, "personal-data", ""
	fx.annotate = append(fx.annotate, followUp{chain: from.chain.ID, destination: d.Destination})
	d = held(d)
	seq := tx.Say(from.row.Key, trail.Held, map[string]any{"destination": d.Destination, "reason": d.Reason, "ask": d.Ask, "of": d.Of})
	fx.receipts = append(fx.receipts, g.answer(from.row, d.Destination, topics.Held, d.Reason, reasonText(d), seq))
	fx.show = append(fx.show, followUp{chain: from.chain.ID, alert: from.row.ID})
	return tx.PutDecision(d)
}

// askAgain puts the question once more, for what would be sent is not the draft that was approved: something that shapes
// it has changed since. Whoever approved is told, and nothing has left.
func (g *Gateway) askAgain(tx *book.Tx, from gathered, d book.Decision, fx *effects) error {
	again, err := d.Hold.AskAgain(from.shape.Districts)
	if err != nil {
		return err
	}
	before := d.Draft
	d.Hold, d.Draft = &again, ""
	if d.Reason == "relay" {
		d.Reason = "await-" + string(again.Questions[0].Ask)
	}
	d = held(d)
	seq := tx.Say(from.row.Key, trail.Held, map[string]any{
		"destination": d.Destination, "reason": "draft-changed", "ask": d.Ask, "of": d.Of, "draft": before,
	})
	fx.receipts = append(fx.receipts, g.answer(from.row, d.Destination, topics.Held, "draft-changed", askedAgainText, seq))
	fx.alarms = append(fx.alarms, draftChangedAlarm(from.row, d))
	fx.show = append(fx.show, followUp{chain: from.chain.ID, alert: from.row.ID})
	fx.annotate = append(fx.annotate, followUp{chain: from.chain.ID, destination: d.Destination})
	return tx.PutDecision(d)
}

const askedAgainText = "What would be sent is not what was approved: those asked are shown it once more."
