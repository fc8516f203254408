package gateway

import (
	"context"

	"bordercast/adapters"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// orphans takes down what stands at destinations that the configuration no longer has: nobody else would ever end it
// there. It runs at a start. What stood at a broker of a destination's own is out of reach, and only forgotten.
func (g *Gateway) orphans(ctx context.Context) error {
	var told []adapters.Message
	err := g.db.Update(ctx, func(tx *sqlite.Tx) error {
		told = nil
		names, err := tx.DestinationsOfTopics()
		if err != nil {
			return err
		}
		for _, name := range names {
			if name == office || g.outboxes[name] != nil {
				continue
			}
			notices, err := g.orphan(tx, name)
			if err != nil {
				return err
			}
			told = append(told, notices...)
		}
		return nil
	})
	if err == nil {
		for _, m := range told {
			g.say(m)
		}
	}
	return err
}

func (g *Gateway) orphan(tx *sqlite.Tx, name string) (notices []adapters.Message, err error) {
	standing, err := tx.TopicsAt(name)
	if err != nil {
		return nil, err
	}
	stood, err := tx.LeaveDestination(name)
	if err != nil {
		return nil, err
	}
	for _, d := range stood {
		a, found, err := tx.AlertByID(d.Alert)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		tx.Say(a.Key, trail.Ended, map[string]any{"part": d.Part, "destination": name, "end": string(topics.Withdrawn), "reason": "no-destination"})
		for _, place := range placesOf(ofPart(standing, d)) {
			notice, err := packNotice(endOf(place, a, ending{kind: topics.Withdrawn, party: g.name}, tx.Now()))
			if err != nil {
				return nil, err
			}
			notices = append(notices, adapters.Message{Topic: place + "/" + topics.Ended, Payload: notice.Doc, Public: notice.Public})
		}
	}
	for _, t := range standing {
		if err := g.unwant(tx, t); err != nil {
			return nil, err
		}
	}
	return notices, nil
}

// unwant forgets an orphan's topic, and clears it where no other destination has taken it over.
func (g *Gateway) unwant(tx *sqlite.Tx, t store.Topic) error {
	if err := tx.Forget(t.Destination, t.Topic, t.WantGen); err != nil {
		return err
	}
	taken, err := tx.Wanted(t.Topic)
	if err != nil || taken {
		return err
	}
	return g.wantOffice(tx, t.Topic, 0)
}

func ofPart(standing []store.Topic, d store.Delivery) (list []store.Topic) {
	for _, t := range standing {
		if t.Chain == d.Chain && t.Part == d.Part && t.Want != 0 {
			list = append(list, t)
		}
	}
	return list
}
