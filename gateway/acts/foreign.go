package acts

import (
	"context"
	"slices"

	"bordercast/adapters"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/notice"
	"bordercast/gateway/retained"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// ClearForeign takes away what another store left, by a named operator's word: each with a notice. What it left on the
// gateway's own topics has no notice, and goes with everything.
func (g *Acts) ClearForeign(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &after.Effects{}, nil
		standing, err := tx.Live.Foreign(o.Destination)
		if err != nil {
			return err
		}
		if o.Alert != "" {
			a, err := g.One(tx, o.Alert)
			if err != nil {
				return err
			}
			standing = slices.DeleteFunc(standing, func(s book.Delivery) bool { return s.Alert != a.ID })
		}
		for _, s := range standing {
			out, err := g.clearOne(tx, s, o, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, out)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g.Way.Apply(fx)
	if o.Alert == "" && o.Destination == "" {
		outcomes = append(outcomes, g.clearLeftovers(ctx, o)...)
	}
	if len(outcomes) == 0 {
		return nil, &api.Fault{Code: api.NotFound,
			Text: "Nothing of it was left by another store: `bordercast foreign list` shows what was."}
	}
	g.Reconciler.ReportForeignEverywhere(ctx)
	return outcomes, nil
}

func (g *Acts) clearOne(tx *book.Tx, s book.Delivery, o api.Order, fx *after.Effects) (api.Outcome, error) {
	a, _, err := tx.Alerts.ByID(s.Alert)
	if err != nil {
		return api.Outcome{}, err
	}
	out := api.Outcome{Alert: a.Token, Destination: s.Destination, State: "cleared", At: tx.Now(),
		Text: "It is withdrawn there now, with a notice."}
	out.Trail = tx.Trail.Append(a.Key, trail.Cleared, map[string]any{"destination": s.Destination, "by": who(o.Actor),
		"part": s.Part, "reason": book.Foreign})
	if err := tx.Decisions.SetBehind(s, book.Withdrawn, "cleared"); err != nil {
		return out, err
	}
	if err := g.Retained.EndAt(tx, s, retained.Ending{Kind: topics.Withdrawn, Party: g.Settings.Now().Name},
		fx); err != nil {
		return out, err
	}
	live, err := tx.Live.InChain(a.Chain, "")
	if err != nil || len(live) > 0 || a.Verdict != book.Foreign {
		return out, err
	}
	return out, tx.Alerts.SetState(a.ID, book.Ended) // it was known by what stood of it alone
}

func (g *Acts) clearLeftovers(ctx context.Context, o api.Order) []api.Outcome {
	left := g.Leftovers.List()
	if len(left) == 0 {
		return nil
	}
	var messages []adapters.Message
	for _, topic := range left {
		messages = append(messages, adapters.Message{Topic: topic, Retain: true})
	}
	out := api.Outcome{Destination: "office", State: "cleared", At: g.Clock.Now(),
		Text: "What waited for people of the store that is gone was cleared."}
	if err := g.Link.Publish(ctx, messages); err != nil {
		out.State, out.Text = string(topics.Unknown), "It could not be cleared: "+err.Error()
		return []api.Outcome{out}
	}
	g.Leftovers.Set(nil)
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		out.Trail = tx.Trail.Append("", trail.Cleared, map[string]any{"destination": notice.GatewayTopics, "by": who(o.Actor),
			"reason": book.Foreign, "topics": len(left)})
		return nil
	})
	if err != nil {
		g.Durable.Failed(err)
	}
	return []api.Outcome{out}
}
