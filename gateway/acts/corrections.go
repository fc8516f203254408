package acts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/gate"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Corrections take back or repeat what the gateway itself did.
type Corrections struct {
	Settings *settings.Current
	DB       *book.Book
	Derive   *derive.Deriver
	Retained *retained.Planner
	Receipts *notice.Receipts
	Notices  *notice.Alarms
	Way      *way.Way
	Acts     *Acts
}

// resendOne delivers what stands at a destination once more: over MQTT the same bytes may be published again.
func (g *Corrections) resendOne(tx *book.Tx, a book.Alert, s book.Delivery, o api.Order,
	fx *after.Effects) (api.Outcome, error) {
	out := api.Outcome{Alert: a.Token, Destination: s.Destination, State: "resent", At: tx.Now()}
	out.Trail = tx.Trail.Append(a.Key, trail.Resent, map[string]any{"destination": s.Destination, "by": who(o.Actor),
		"part": s.Part})
	if s.State == book.Ready || s.State == book.Attempting {
		out.Text = "It is on its way already; see `bordercast status` for its link."
		fx.Ticket(s.Destination, outbox.Ticket{Delivery: s.ID, Chain: s.Chain, Priority: s.Priority, Source: a.Source})
		return out, nil
	}
	row, found, err := tx.Alerts.ByID(s.Alert)
	if err != nil || !found {
		return out, fmt.Errorf("alert of delivery %d: %w", s.ID, err)
	}
	again := s
	again.Kind, again.Live, again.Priority = book.KindAnnotation, true, min(s.Priority, priority.Last)
	if again.ID, err = tx.Deliveries.Put(again, row.Until); err != nil {
		return out, err
	}
	standing, err := tx.Topics.Of(s.Chain, s.Destination, s.Part)
	if err != nil {
		return out, err
	}
	var plan book.Plan
	for _, t := range standing {
		if _, public, err := tx.Documents.Digest(t.Want); err != nil || gate.StopsOn(t.Topic, public) {
			g.Notices.Stopped(t.Destination, notice.ChainAt(t.Topic), t.Topic)
			return out, errors.Join(err, &api.Fault{Code: gate.Code,
				Text: "It is not Public and stands in a public tree: it is not published again. Recall it."})
		}
		plan = append(plan, book.Publication{Topic: t.Topic, Blob: t.Want, Retain: true})
		t.WantGen = again.ID
		if err := tx.Topics.Want(t); err != nil {
			return out, err
		}
	}
	out.Text = "The same bytes are published again."
	fx.Ticket(s.Destination, outbox.Ticket{Delivery: again.ID, Chain: s.Chain, Priority: again.Priority, Source: a.Source})
	return out, tx.Deliveries.SetPlan(again.ID, plan)
}

// Recall withdraws the gateway's own derived alerts of a chain and binds the chain like a denial. What a side's own
// readers have of their own originator is not the gateway's to take back.
func (g *Corrections) Recall(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	if o.Reason == "" {
		return nil, &api.Fault{Code: api.NoReason, Text: "A recall needs a reason: --reason TEXT."}
	}
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &after.Effects{}, nil
		a, err := g.Acts.One(tx, o.Alert)
		if err != nil {
			return err
		}
		outcomes, err = g.recall(tx, a, o, fx)
		return err
	})
	if err == nil {
		g.Way.Apply(fx)
	}
	return outcomes, err
}

func (g *Corrections) recall(tx *book.Tx, a book.Alert, o api.Order, fx *after.Effects) ([]api.Outcome, error) {
	standing, err := tx.Live.InChain(a.Chain, o.Destination)
	if err != nil {
		return nil, err
	}
	standing = slices.DeleteFunc(standing, func(s book.Delivery) bool {
		made, found, err := tx.Derived.ByID(s.Derived)
		return err != nil || !found || made.Identifier == ""
	})
	if len(standing) == 0 {
		return nil, &api.Fault{Code: api.NotFound, Text: "Nothing that the gateway made of alert " + a.Token +
			" stands anywhere: there is nothing to take back."}
	}
	if standing, err = g.Acts.mayCorrect(officer.Recall, o.Actor, standing); err != nil {
		return nil, err
	}
	var outcomes []api.Outcome
	for _, s := range standing {
		out, err := g.recallOne(tx, s, o, fx)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, out)
	}
	return outcomes, errors.Join(g.bind(tx, a.Chain, standing), tx.Chains.Touch(a.Chain))
}

// bind denies what was decided of a chain for the destinations of a recall and is not released yet: it would appear
// there a moment after the recall.
func (g *Corrections) bind(tx *book.Tx, chain int64, recalled []book.Delivery) error {
	for _, s := range recalled {
		decisions, err := tx.Decisions.OfChain(chain, s.Destination)
		if err != nil {
			return err
		}
		for _, decision := range decisions {
			if decision.State != book.Decided || decision.Action == book.Drop {
				continue
			}
			if err := tx.Decisions.SetState(decision.Alert, s.Destination, decision.Group, book.Denied, "recalled"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *Corrections) recallOne(tx *book.Tx, s book.Delivery, o api.Order, fx *after.Effects) (api.Outcome, error) {
	from, p, found, err := g.Retained.Reread(tx, s)
	if err != nil || !found {
		return api.Outcome{}, err
	}
	body := map[string]any{"destination": s.Destination, "by": who(o.Actor), "part": s.Part}
	if o.InError {
		body["phrase"] = "in-error"
	}
	seq := tx.Trail.Append(from.Row.Key, trail.Recalled, body)
	cancel, err := g.Derive.Withdrawal(tx, from, p, s, o.InError)
	if err != nil {
		return api.Outcome{}, err
	}
	if err := tx.Decisions.SetBehind(s, book.Denied, "recalled"); err != nil {
		return api.Outcome{}, err
	}
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, s.Destination, topics.Stayed, "recalled",
		recallText(from.Row, o), seq))
	err = g.Retained.EndAt(tx, s, retained.Ending{Kind: topics.Withdrawn, Cancel: cancel, Party: g.Settings.Now().Name,
		InError: o.InError}, fx)
	return api.Outcome{Alert: from.Row.Token, Destination: s.Destination, State: "recalled",
		Text: "It is withdrawn there now.", Trail: seq, At: tx.Now()}, err
}

// Resend delivers again: what was never done as it is, what was done as the same bytes once more, for a destination
// over MQTT is repeatable.
func (g *Corrections) Resend(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &after.Effects{}, nil
		a, err := g.Acts.One(tx, o.Alert)
		if err != nil {
			return err
		}
		standing, err := tx.Live.InChain(a.Chain, o.Destination)
		if err != nil {
			return err
		}
		if len(standing) == 0 {
			return &api.Fault{Code: api.NotFound, Text: "Nothing of alert " + a.Token +
				" stands anywhere: there is nothing to send again."}
		}
		if standing, err = g.Acts.mayCorrect(officer.Resend, o.Actor, standing); err != nil {
			return err
		}
		for _, s := range standing {
			out, err := g.resendOne(tx, a, s, o, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, out)
		}
		return nil
	})
	if err == nil {
		g.Way.Apply(fx)
	}
	return outcomes, err
}

// recallText is what the source is told: what its readers over there are told.
func recallText(a book.Alert, o api.Order) string {
	if o.InError {
		return topics.InError(a.Lane).EN
	}
	return topics.Withdrawal().EN
}
