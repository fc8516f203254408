package view

import (
	"context"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/topics"
)

// Foreign lists what stands somewhere and was left there by another store.
func (g *View) Foreign(ctx context.Context) (list []api.Foreign, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		standing, err := tx.Live.Foreign("")
		if err != nil {
			return err
		}
		for _, s := range standing {
			a, found, err := tx.Alerts.ByID(s.Alert)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			chain, err := tx.Chains.ByID(s.Chain)
			if err != nil {
				return err
			}
			sh := judge.UnmarshalShape(a.Shape).ToAnybody()
			list = append(list, api.Foreign{
				Alert: a.Token, Chain: chain.Token, Identifier: a.Identifier, Sender: a.Sender, Lane: string(a.Lane),
				Destination: s.Destination,
				Headline:    sh.Label(), Expires: a.Until, Topics: len(s.Plan),
			})
		}
		return nil
	})
	for _, topic := range g.Leftovers.List() {
		t, _ := topics.Parse(topic)
		list = append(list, api.Foreign{Chain: t.Name, Lane: string(t.Lane), Destination: t.Party, Headline: string(t.Kind) +
			" " + topic, Topics: 1})
	}
	return list, err
}

// foreignAlerts counts the alerts that another store left standing somewhere.
func foreignAlerts(tx *book.Tx) (int, error) {
	standing, err := tx.Live.Foreign("")
	alerts := map[int64]bool{}
	for _, s := range standing {
		alerts[s.Alert] = true
	}
	return len(alerts), err
}
