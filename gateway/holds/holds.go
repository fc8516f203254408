// Package holds is what waits for a person: how it is shown to those who decide, asked again, moved on by an answer or
// the clock, and closed. It runs in the transactions of others.
package holds

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"go.uber.org/zap"

	"bordercast/cap/translate"
	"bordercast/gateway/after"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Holds moves holds by the settings in force.
type Holds struct {
	Settings *settings.Current
	Derive   *derive.Deriver
	Retained *retained.Planner
	Receipts *notice.Receipts
	Topics   *notice.Topics
	Blobs    *documents.Cache
	Log      *zap.Logger
}

// Hide takes a hold off the list of those asked. It runs in the transaction that ends the hold.
func (g *Holds) Hide(tx *book.Tx, a book.Alert, d book.Decision, fx *after.Effects) error {
	open, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.State == book.Held && other.Of == d.Of && (other.Destination != d.Destination || other.Group != d.Group) {
			if other.Group != d.Group { // what is shown of this event alone leaves
				fx.Show = after.Once(fx.Show, after.FollowUp{Chain: a.Chain, Alert: a.ID})
			}
			return nil // still asked about for another destination, or about another event
		}
	}
	shown, err := heldTopics(tx, topics.Tree{Lane: a.Lane, Party: d.Of}, a.Token)
	if err != nil {
		return err
	}
	for _, t := range shown {
		if err := g.Topics.Want(tx, t.Topic, 0); err != nil {
			return err
		}
	}
	return nil
}

// heldTopics are those on which an alert waits before a party.
func heldTopics(tx *book.Tx, tree topics.Tree, token string) (all []book.Topic, err error) {
	first := strings.TrimSuffix(tree.Held(token, 1, topics.CAP), topics.CAP)
	for _, p := range []string{first, strings.TrimSuffix(first, "/") + "-"} { // part 1, and those after it
		shown, err := tx.Topics.Under(notice.GatewayTopics, p)
		if err != nil {
			return nil, err
		}
		all = append(all, shown...)
	}
	return all, nil
}

// Deadlines does what the routes say where nobody answered in time: it keeps holding and raises an alarm, once.
func (g *Holds) Deadlines(tx *book.Tx, fx *after.Effects) error {
	open, err := tx.Decisions.Held()
	if err != nil {
		return err
	}
	for _, d := range open {
		next, moved := judge.HoldOf(d).Due(tx.Now())
		if !moved {
			continue
		}
		a, found, err := tx.Alerts.ByID(d.Alert)
		if err != nil || !found {
			return err
		}
		next.Aware = next.Aware && MayGoUnreviewed(a, d)
		if err := g.Move(tx, a, d, next, fx); err != nil {
			return err
		}
		fx.Alarms = append(fx.Alarms, notice.OverdueAlarm(a, d, next))
	}
	return nil
}

// Move writes what became of a hold and what follows from it.
func (g *Holds) Move(tx *book.Tx, a book.Alert, d book.Decision, next approval.Hold, fx *after.Effects) error {
	asked := d
	d.Hold, d.Alarmed = &next, next.Alarmed
	fx.GatewayTopics = true
	switch next.State {
	case approval.Held:
		d = judge.Held(d)
		if d.Of != asked.Of || d.Ask != asked.Ask { // the next question, to somebody else, who has not seen it
			shown := next.Shown("")
			d.Draft, d.Hold = "", &shown
			fx.Show = append(fx.Show, after.FollowUp{Chain: a.Chain, Alert: a.ID})
			return errors.Join(tx.Decisions.Put(d), g.Hide(tx, a, asked, fx))
		}
		if next.Aware {
			fx.Aware = append(fx.Aware, after.FollowUp{Chain: a.Chain, Alert: a.ID})
		}
		return tx.Decisions.Put(d)
	case approval.Released:
		d.State, d.Draft = book.Decided, next.Draft
		fx.Release = append(fx.Release, after.FollowUp{Chain: a.Chain, Alert: a.ID})
		return errors.Join(tx.Decisions.Put(d), g.Hide(tx, a, asked, fx))
	case approval.Denied:
		d.State, d.Reason = book.Denied, "denied"
		fx.Annotate = append(fx.Annotate, after.FollowUp{Chain: a.Chain, Destination: d.Destination})
		return errors.Join(tx.Decisions.Put(d), g.Hide(tx, a, asked, fx), g.withdrawUnreviewed(tx, a, asked, fx))
	}
	if err := tx.Decisions.Put(d); err != nil {
		return err
	}
	return g.Close(tx, a, asked, book.Lapsed, string(next.Cause), fx)
}

// PersonalReleased says whether the source's side has released this alert, or an earlier one of its chain, for this
// destination. That the destination's side accepted it says nothing about it.
func (g *Holds) PersonalReleased(tx *book.Tx, from derive.Gathered, now book.Decision) (bool, error) {
	list, err := tx.Decisions.OfChain(from.Chain.ID, now.Destination)
	if err != nil {
		return false, err
	}
	released := func(d book.Decision) bool {
		return (from.Group == nil || d.Group == now.Group) && d.Hold != nil && d.Hold.State == approval.Released &&
			d.Hold.Cause == "" && d.Ask == string(agreement.Release)
	}
	return slices.ContainsFunc(list, released), nil
}

// Personal holds a Restricted or Private alert whose carried prose has the shape of a telephone number or an e-mail
// address: whether that may cross is for the source's side to say.
func (g *Holds) Personal(tx *book.Tx, from derive.Gathered, d book.Decision, fx *after.Effects) error {
	of := cmp.Or(g.Settings.Now().PartyOf(from.Row.Source), from.Row.Source)
	hold := approval.Open(agreement.Decision{}, "", from.Shape.Districts, tx.Now(),
		approval.Question{Ask: agreement.Release, Of: of})
	if now := d.Hold; now != nil { // a narrower area was accepted, or a French text with it
		hold.Area, hold.French = now.Area, now.French
	}
	d.Hold, d.Reason, d.Draft = &hold, "personal-data", ""
	fx.Annotate = append(fx.Annotate, after.FollowUp{Chain: from.Chain.ID, Destination: d.Destination})
	d = judge.Held(d)
	seq := tx.Trail.Append(from.Row.Key, trail.Held, from.SayEvent(map[string]any{"destination": d.Destination,
		"reason": d.Reason,
		"ask":    d.Ask, "of": d.Of}))
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, d.Destination, topics.Held, d.Reason,
		notice.OfEvent(from.Whole(), from.Number(), notice.ReasonText(d)), seq))
	fx.Show = append(fx.Show, after.FollowUp{Chain: from.Chain.ID, Alert: from.Row.ID})
	return tx.Decisions.Put(d)
}

// AskAgain puts the question once more, for what would be sent is not the draft that was approved: something that
// shapes it has changed since. Whoever approved is told, and nothing has left.
func (g *Holds) AskAgain(tx *book.Tx, from derive.Gathered, d book.Decision, fx *after.Effects) error {
	again, err := d.Hold.AskAgain(from.Shape.Districts)
	if err != nil {
		return err
	}
	before := d.Draft
	d.Hold, d.Draft = &again, ""
	if d.Reason == "relay" {
		d.Reason = "await-" + string(again.Questions[0].Ask)
	}
	d = judge.Held(d)
	seq := tx.Trail.Append(from.Row.Key, trail.Held, from.SayEvent(map[string]any{
		"destination": d.Destination, "reason": "draft-changed", "ask": d.Ask, "of": d.Of, "draft": before,
	}))
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, d.Destination, topics.Held, "draft-changed",
		notice.OfEvent(from.Whole(), from.Number(), askedAgainText), seq))
	fx.Alarms = append(fx.Alarms, notice.DraftChangedAlarm(from.Row, d))
	fx.Show = append(fx.Show, after.FollowUp{Chain: from.Chain.ID, Alert: from.Row.ID})
	fx.Annotate = append(fx.Annotate, after.FollowUp{Chain: from.Chain.ID, Destination: d.Destination})
	return tx.Decisions.Put(d)
}

const askedAgainText = "What would be sent is not what was approved: those asked are shown it once more."

// Unusable records that no draft could be made: the destination gets nothing, and people are told.
func (g *Holds) Unusable(tx *book.Tx, from derive.Gathered, m derive.Rendering, fx *after.Effects) error {
	code, text := "no-draft", m.Err.Error()
	var u *translate.Unusable
	if errors.As(m.Err, &u) {
		code, text = u.Code, u.Text
	} else {
		g.Log.Error("no draft could be made", zap.String("alert", from.Row.Token), zap.Error(m.Err))
	}
	for _, at := range m.Destinations {
		now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
		if err != nil {
			return err
		}
		if !found || now.State != book.Decided { // withdrawn or denied meanwhile
			continue
		}
		if err := at.SetDecisions(tx, from.Row.ID, book.Lapsed, code); err != nil {
			return err
		}
		seq := tx.Trail.Append(from.Row.Key, trail.Refused, from.SayEvent(map[string]any{"destination": at.System.Name,
			"reason": code}))
		fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, at.System.Name, topics.Refused, code,
			notice.OfEvent(from.Whole(), from.Number(), text), seq))
		fx.Alarms = append(fx.Alarms, notice.NoDraftAlarm(from.Row, at.System, code, text))
	}
	return nil
}
