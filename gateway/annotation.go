package gateway

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
)

// annotate shows what stands at a destination again with what the gateway knows of it now: that its originator has
// changed it and the update waits for approval, or that it does so no longer. The CAP stays as it is.
func (g *Gateway) annotate(ctx context.Context, chain int64, destination string) error {
	to := g.systems[destination]
	if to == nil {
		return nil
	}
	var fx *effects
	err := g.db.Update(ctx, func(tx *book.Tx) error {
		fx = &effects{}
		standing, err := tx.DeliveriesLive(chain, destination)
		if err != nil {
			return err
		}
		since, err := pendingSince(tx, chain, destination, standing)
		if err != nil {
			return err
		}
		for _, d := range standing {
			if err := g.annotateOne(tx, d, to, since, fx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.apply(fx)
	}
	return err
}

// pendingSince is when the oldest open question about a chain was asked for a destination; zero when there is none. That
// what stands there went on unreviewed, and is still asked about, is no update of it.
func pendingSince(tx *book.Tx, chain int64, destination string, standing []book.Delivery) (since time.Time, err error) {
	decisions, err := tx.DecisionsOfChain(chain, destination)
	for _, d := range decisions {
		if slices.ContainsFunc(standing, func(s book.Delivery) bool { return s.Alert == d.Alert }) {
			continue
		}
		if d.State == book.Held && (since.IsZero() || d.Since.Before(since)) {
			since = d.Since
		}
	}
	return since, err
}

func (g *Gateway) annotateOne(tx *book.Tx, d book.Delivery, to *system, since time.Time, fx *effects) error {
	topicsThere, err := tx.TopicsOf(d.Chain, d.Destination, d.Part)
	if err != nil {
		return err
	}
	from, p, found, err := g.reread(tx, d)
	if err != nil || !found {
		return err
	}
	if len(topicsThere) > 0 {
		from.chain.Token, p.part = knownAs(placesOf(topicsThere)[0])
	}
	where := placeAt(to, from.row, from.chain.Token, p.part, from.shape)
	again := p.packJSON(g.feature(from, p, to, where, g.annotatedAs(tx, d, from, p, since)))
	if i := slices.IndexFunc(topicsThere, func(t book.Topic) bool { return gate.StopsOn(t.Topic, again.Public) }); i >= 0 {
		g.stopped(d.Destination, chainAt(topicsThere[i].Topic), topicsThere[i].Topic)
		return nil
	}
	return g.showAgain(tx, d, from.row, again, topicsThere, fx)
}

// showAgain queues other JSON on the topics where a part stands. Its CAP stays.
func (g *Gateway) showAgain(tx *book.Tx, d book.Delivery, of book.Alert, doc book.Packed, there []book.Topic, fx *effects) error {
	blob, err := tx.PutBlob(doc)
	if err != nil {
		return err
	}
	again := book.Delivery{
		Alert: d.Alert, Part: d.Part, Destination: d.Destination, Derived: d.Derived, Chain: d.Chain, Kind: book.KindAnnotation,
		Priority: priority.Last, NotAfter: of.Until, Live: true,
	}
	if again.ID, err = tx.PutDelivery(again, of.Until); err != nil {
		return err
	}
	var plan book.Plan
	for _, t := range there {
		if !strings.HasSuffix(t.Topic, "/"+topics.JSON) {
			blob := t.Want
			t.WantGen = again.ID // it stays, and belongs to this delivery from now on
			if err := tx.Want(book.Topic{Destination: t.Destination, Topic: t.Topic, Chain: t.Chain, Part: t.Part, Want: blob, WantGen: again.ID}); err != nil {
				return err
			}
			continue
		}
		plan = append(plan, book.Publication{Topic: t.Topic, Blob: blob, Retain: true})
		t.Want, t.WantGen = blob, again.ID
		if err := tx.Want(t); err != nil {
			return err
		}
	}
	fx.ticket(d.Destination, outbox.Ticket{Delivery: again.ID, Chain: d.Chain, Priority: again.Priority, Source: of.Source})
	return tx.SetPlan(again.ID, plan)
}

// reread makes the part of a delivery again from what the store keeps of it.
func (g *Gateway) reread(tx *book.Tx, d book.Delivery) (from gathered, p part, found bool, err error) {
	made, found, err := tx.DerivedByID(d.Derived)
	if err != nil || !found {
		return from, p, false, err
	}
	if from.row, found, err = tx.AlertByID(d.Alert); err != nil || !found {
		return from, p, false, err
	}
	if from.chain, err = tx.Chain(d.Chain); err != nil {
		return from, p, false, err
	}
	doc, err := g.blobs.get(tx, made.Blob)
	if err != nil {
		return from, p, false, err
	}
	alert, _, err := cap.Read(doc)
	if err != nil {
		return from, p, false, err
	}
	from.shape = unmarshalShape(from.row.Shape)
	p = part{part: d.Part, alert: alert, districts: made.Districts, cap: book.Packed{Public: gate.CAP(doc)}}
	if made.Level != original {
		p.draft = translate.Draft{Alert: alert, Level: translate.Level(made.Level), Reach: reachOf(alert)}
	}
	return from, p, true, nil
}

// reachOf is what a derived alert says of its own reach.
func reachOf(a *cap.Alert) translate.Reach {
	for i := range a.Infos {
		if reach := a.Infos[i].Param("layer:bordercast:1.0:reach"); reach != "" {
			return translate.Reach(reach)
		}
	}
	return ""
}
