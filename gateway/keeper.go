package gateway

import (
	"context"
	"slices"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

var _ api.Keeper = service{}

// Foreign lists what stands somewhere and was left there by another store.
func (d service) Foreign(ctx context.Context) (list []api.Foreign, err error) {
	err = d.db.View(ctx, func(tx *book.Tx) error {
		standing, err := tx.ForeignStanding("")
		if err != nil {
			return err
		}
		for _, s := range standing {
			a, found, err := tx.AlertByID(s.Alert)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			chain, err := tx.Chain(s.Chain)
			if err != nil {
				return err
			}
			sh := unmarshalShape(a.Shape).toAnybody()
			list = append(list, api.Foreign{
				Alert: a.Token, Chain: chain.Token, Identifier: a.Identifier, Sender: a.Sender, Lane: string(a.Lane), Destination: s.Destination,
				Headline: sh.label(), Expires: a.Until, Topics: len(s.Plan),
			})
		}
		return nil
	})
	for _, topic := range d.leftovers.list() {
		t, _ := topics.Parse(topic)
		list = append(list, api.Foreign{Chain: t.Name, Lane: string(t.Lane), Destination: t.Party, Headline: string(t.Kind) + " " + topic, Topics: 1})
	}
	return list, err
}

// ClearForeign takes away what another store left, by a named operator's word: each with a notice. What it left on the
// gateway's own topics has no notice, and goes with everything.
func (d service) ClearForeign(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	var fx *effects
	err = d.db.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &effects{}, nil
		standing, err := tx.ForeignStanding(o.Destination)
		if err != nil {
			return err
		}
		if o.Alert != "" {
			a, err := d.one(tx, o.Alert)
			if err != nil {
				return err
			}
			standing = slices.DeleteFunc(standing, func(s book.Delivery) bool { return s.Alert != a.ID })
		}
		for _, s := range standing {
			out, err := d.clearOne(tx, s, o, fx)
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
	d.apply(fx)
	if o.Alert == "" && o.Destination == "" {
		outcomes = append(outcomes, d.clearLeftovers(ctx, o)...)
	}
	if len(outcomes) == 0 {
		return nil, &api.Fault{Code: api.NotFound, Text: "Nothing of it was left by another store: `bordercast foreign list` shows what was."}
	}
	d.reportForeignEverywhere(ctx)
	return outcomes, nil
}

func (d service) clearOne(tx *book.Tx, s book.Delivery, o api.Order, fx *effects) (api.Outcome, error) {
	a, _, err := tx.AlertByID(s.Alert)
	if err != nil {
		return api.Outcome{}, err
	}
	out := api.Outcome{Alert: a.Token, Destination: s.Destination, State: "cleared", At: tx.Now(), Text: "It is withdrawn there now, with a notice."}
	out.Trail = tx.Say(a.Key, trail.Cleared, map[string]any{"destination": s.Destination, "by": who(o.Actor), "part": s.Part, "reason": book.Foreign})
	if err := tx.SetDecision(a.ID, s.Destination, book.Withdrawn, "cleared"); err != nil {
		return out, err
	}
	if err := d.endAt(tx, s, ending{kind: topics.Withdrawn, party: d.name}, fx); err != nil {
		return out, err
	}
	live, err := tx.DeliveriesLive(a.Chain, "")
	if err != nil || len(live) > 0 || a.Verdict != book.Foreign {
		return out, err
	}
	return out, tx.SetAlertState(a.ID, book.Ended) // it was known by what stood of it alone
}

func (d service) clearLeftovers(ctx context.Context, o api.Order) []api.Outcome {
	left := d.leftovers.list()
	if len(left) == 0 {
		return nil
	}
	var messages []adapters.Message
	for _, topic := range left {
		messages = append(messages, adapters.Message{Topic: topic, Retain: true})
	}
	out := api.Outcome{Destination: "office", State: "cleared", At: d.clock.Now(), Text: "What waited for people of the store that is gone was cleared."}
	if err := d.gatewayLink.Publish(ctx, messages); err != nil {
		out.State, out.Text = string(topics.Unknown), "It could not be cleared: "+err.Error()
		return []api.Outcome{out}
	}
	d.leftovers.set(nil)
	err := d.db.Update(ctx, func(tx *book.Tx) error {
		out.Trail = tx.Say("", trail.Cleared, map[string]any{"destination": gatewayTopics, "by": who(o.Actor), "reason": book.Foreign, "topics": len(left)})
		return nil
	})
	if err != nil {
		d.storeFailed(err)
	}
	return []api.Outcome{out}
}

// foreignAlerts counts the alerts that another store left standing somewhere.
func foreignAlerts(tx *book.Tx) (int, error) {
	standing, err := tx.ForeignStanding("")
	alerts := map[int64]bool{}
	for _, s := range standing {
		alerts[s.Alert] = true
	}
	return len(alerts), err
}

func (g *Gateway) reportForeignEverywhere(ctx context.Context) {
	g.reportForeign(ctx, gatewayTopics)
	for _, d := range g.destinations {
		g.reportForeign(ctx, d.Name)
	}
}
