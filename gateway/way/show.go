package way

import (
	"context"
	"slices"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/holds"
	"bordercast/gateway/notice"
	"bordercast/gateway/retained"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// A draft is made once, unsigned, when it is first shown, and kept. Showing it again makes it again by the same clock,
// on today's chain, event table, map and configuration: where that is another draft, it takes the place of the first,
// and whoever answers is asked about that one.

// Show puts what waits for a person before that person's party, at once and in full, marked NOT RELEASED: the draft
// as it would cross, its report, and the original where nothing is kept from them.
func (g *Releaser) Show(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.Derive.Gather(ctx, turn, alert, book.Held)
		from.Keep(func(d book.Decision) bool { return d.Reason != "relay" }) // the first copy is shown
		if err != nil || len(from.Destinations) == 0 {
			return err
		}
		var made []derive.Rendering
		g.CPU.Do(from.Work(), func() { made = g.Derive.ToShow(from) })
		var fx after.Effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = after.Effects{GatewayTopics: true}
			stale, err = g.Holds.ShowAll(tx, from, made, &fx)
			return err
		})
		if err != nil || !stale {
			g.Way.Apply(&fx)
			return err
		}
	}
}

// Annotate shows what stands at a destination again with what the gateway knows of it now: that its originator has
// changed it and the update waits for approval, or that it does so no longer. The CAP stays as it is.
func (g *Releaser) Annotate(ctx context.Context, chain int64, destination string) error {
	to := g.Settings.Now().Systems[destination]
	if to == nil {
		return nil
	}
	var fx *after.Effects
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		fx = &after.Effects{}
		standing, err := tx.Live.InChain(chain, destination)
		if err != nil {
			return err
		}
		for _, d := range standing {
			since, err := retained.PendingSince(tx, chain, destination, standing, d)
			if err != nil {
				return err
			}
			if err := g.Retained.AnnotateOne(tx, d, to, since, fx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		g.Way.Apply(fx)
	}
	return err
}

// publishUnreviewed shows readers what is held beyond its deadline.
func (g *Releaser) publishUnreviewed(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.Derive.Gather(ctx, turn, alert, book.Held)
		from.Keep(func(d book.Decision) bool { return d.Hold != nil && d.Hold.Aware && holds.MayGoUnreviewed(from.Row, d) })
		if err != nil || len(from.Destinations) == 0 {
			return err
		}
		for i := range from.Destinations {
			at := &from.Destinations[i]
			at.Pending, at.Shown = at.Decision.Of, nil
		}
		var made []derive.Rendering
		g.CPU.Do(from.Work(), func() { made = g.Derive.Drafts(from) })
		var fx after.Effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = after.Effects{Source: from.Row.Source, Priority: from.Shape.Priority(from.Row.Lane)}
			if stale, err = from.IsStale(tx, g.Settings.Now()); stale || err != nil {
				return err
			}
			if err := g.writeUnreviewed(tx, from, made, &fx); err != nil {
				return err
			}
			return notice.Keep(tx, fx.Alarms)
		})
		if err != nil {
			return err
		}
		if !stale {
			g.Way.Apply(&fx)
			return nil
		}
	}
}

func (g *Releaser) writeUnreviewed(tx *book.Tx, from derive.Gathered, made []derive.Rendering,
	fx *after.Effects) error {
	before, err := tx.Deliveries.Of(from.Row.ID)
	if err != nil {
		return err
	}
	for _, m := range made {
		from := g.Derive.For(from, m.Destinations[0])
		if m.Err != nil {
			g.Log.Error("what nobody reviewed cannot be told of: no draft could be made") // the alarm about the deadline stands
			continue
		}
		for i := range m.Parts {
			if err := m.Parts[i].Put(tx, from, m.Variant); err != nil {
				return err
			}
		}
		for _, at := range m.Destinations {
			told := slices.ContainsFunc(before, func(d book.Delivery) bool { return d.Destination == at.System.Name })
			if from.Group != nil {
				told = slices.ContainsFunc(at.Live, func(d book.Delivery) bool { return d.Alert == from.Row.ID })
			}
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

func (g *Releaser) publishUnreviewedTo(tx *book.Tx, from derive.Gathered, m derive.Rendering,
	at derive.DestinationState, fx *after.Effects) error {
	now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
	if err != nil || !found || now.State != book.Held || !now.Hold.Aware {
		return err
	}
	if _, overtaken, err := newerStands(tx, from, at); overtaken || err != nil {
		return err
	}
	if m.NotPublic(from, at) || from.Alert.Scope != cap.Public {
		return nil
	}
	body := m.Said(at.System.Name)
	from.SayEvent(body)
	body["reviewed"], body["of"] = "no", now.Of
	seq := tx.Trail.Append(from.Row.Key, trail.Released, body)
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, at.System.Name, topics.Released, "not-reviewed",
		notice.ReasonText(book.Decision{Reason: "not-reviewed", Of: now.Of}), seq))
	// what a yes would send replaces this now
	fx.Show = after.Once(fx.Show, after.FollowUp{Chain: from.Chain.ID, Alert: from.Row.ID})
	return g.Retained.DeliverAll(tx, from, m, at, fx)
}
