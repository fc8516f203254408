package way

import (
	"context"
	"errors"
	"fmt"

	"go.uber.org/zap"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/gate"
	"bordercast/gateway/holds"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Releaser releases what is decided, and shows what is held.
type Releaser struct {
	Settings *settings.Current
	DB       *book.Book
	CPU      *cpulimit.Limiter
	Way      *Way
	Derive   *derive.Deriver
	Retained *retained.Planner
	Holds    *holds.Holds
	Receipts *notice.Receipts
	Notices  *notice.Alarms
	Blobs    *documents.Cache
	Parsed   *derive.Parsed
	Log      *zap.Logger
}

// keepIn withdraws what was decided for a destination in a public tree of an alert that is not Public.
func (g *Releaser) keepIn(tx *book.Tx, from derive.Gathered, at derive.DestinationState, fx *after.Effects) error {
	seq := tx.Trail.Append(from.Row.Key, trail.Withdrawn, from.SayEvent(map[string]any{"destination": at.System.Name,
		"reason": gate.Code}))
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, at.System.Name, topics.Stayed, gate.Code,
		notice.ReasonText(book.Decision{Reason: gate.Code}), seq))
	g.Notices.Stopped(at.System.Name, from.Chain.Token, topics.Filter(from.Row.Lane, at.System.Side))
	return at.SetDecisions(tx, from.Row.ID, book.Withdrawn, gate.Code)
}

// release is the third transition, for all destinations of an alert that are decided and not released: gather what
// is live there, draft (pure), and write. A draft whose chain has changed meanwhile is stale and is made again. The
// caller sees to it that work on one chain is done one after the other.
func (g *Releaser) release(ctx context.Context, turn book.Turn, alert int64) error {
	defer g.Parsed.Drop(alert)
	for {
		from, err := g.Derive.Gather(ctx, turn, alert, book.Decided)
		if err != nil || len(from.Destinations) == 0 {
			return err
		}
		var made []derive.Rendering
		g.CPU.Do(from.Work(), func() { made = g.Derive.Drafts(from) })
		var fx *after.Effects
		stale := false
		err = turn.Update(ctx, func(tx *book.Tx) error {
			fx = &after.Effects{Source: from.Row.Source, Priority: from.Shape.Priority(from.Row.Lane)}
			if stale, err = from.IsStale(tx, g.Settings.Now()); stale || err != nil {
				return err
			}
			if err := g.Write(tx, from, made, fx); err != nil {
				return err
			}
			return notice.Keep(tx, fx.Alarms)
		})
		if err != nil {
			return err
		}
		if !stale {
			g.keep(made)
		}
		g.Way.Apply(fx)
		if !stale {
			return nil
		}
	}
}

// keep remembers the documents just stored, for the destinations publish them next.
func (g *Releaser) keep(made []derive.Rendering) {
	for _, m := range made {
		for _, p := range m.Parts {
			if p.Stored {
				g.Blobs.Put(p.Blob, p.Cap.Doc, p.Cap.Public)
			}
			for _, r := range p.Rendered {
				if r.Blob != 0 {
					g.Blobs.Put(r.Blob, r.Doc.Doc, r.Doc.Public)
				}
			}
		}
	}
}

// Write releases what was drafted. Whoever calls it knows that it is not stale.
func (g *Releaser) Write(tx *book.Tx, from derive.Gathered, made []derive.Rendering, fx *after.Effects) (err error) {
	for _, m := range made {
		of := g.Derive.For(from, m.Destinations[0])
		if m.Err != nil {
			err = g.Holds.Unusable(tx, of, m, fx)
		} else {
			err = g.writeOne(tx, of, m, fx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeOne releases one rendering to the destinations that share it.
func (g *Releaser) writeOne(tx *book.Tx, from derive.Gathered, m derive.Rendering, fx *after.Effects) error {
	if err := tx.Documents.Expect(m.Documents()...); err != nil {
		return err
	}
	for i := range m.Parts {
		if err := m.Parts[i].Put(tx, from, m.Variant); err != nil {
			return err
		}
	}
	for _, at := range m.Destinations {
		if err := g.releaseTo(tx, from, m, at, fx); err != nil {
			return fmt.Errorf("release to %s: %w", at.System.Name, err)
		}
	}
	return nil
}

func (g *Releaser) releaseTo(tx *book.Tx, from derive.Gathered, m derive.Rendering, at derive.DestinationState,
	fx *after.Effects) error {
	now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
	if err != nil || !found || now.State != book.Decided {
		return err
	}
	if d := judge.Approved(now); d != "" && d != m.Digest {
		return g.Holds.AskAgain(tx, from, now, fx)
	}
	if newer, overtaken, err := newerStands(tx, from, at); overtaken || err != nil {
		if err != nil {
			return err
		}
		return g.overtaken(tx, from, at, newer, fx)
	}
	if m.NotPublic(from, at) {
		return g.keepIn(tx, from, at, fx)
	}
	if from.Alert.Scope != cap.Public && !from.Shape.Ends && m.Personal() {
		if asked, err := g.Holds.PersonalReleased(tx, from, now); !asked {
			return errors.Join(err, g.Holds.Personal(tx, from, now, fx))
		}
	}
	if err := at.SetDecisions(tx, from.Row.ID, book.Released, ""); err != nil {
		return err
	}
	seq := tx.Trail.Append(from.Row.Key, trail.Released, from.SayEvent(m.Said(at.System.Name)))
	if len(m.Parts) > 0 && !from.Shape.Ends {
		fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, at.System.Name, topics.Released, now.Reason,
			notice.OfEvent(from.Whole(), from.Number(), ""), seq))
	}
	return g.Retained.DeliverAll(tx, from, m, at, fx)
}

// newerStands says whether the chain has gone on at a destination without this alert, as when two chains became one
// while it was being drafted.
func newerStands(tx *book.Tx, from derive.Gathered, at derive.DestinationState) (newer book.Alert, overtaken bool,
	err error) {
	if from.Shape.Ends {
		return newer, false, nil
	}
	for _, l := range at.Live {
		a, found, err := tx.Alerts.ByID(l.Alert)
		if err != nil || found && a.ID != from.Row.ID && judge.OrderOf(a).After(judge.OrderOf(from.Row)) {
			return a, err == nil, err
		}
	}
	return newer, false, nil
}

// overtaken records that an alert is not sent because a newer one of its chain stands there.
func (g *Releaser) overtaken(tx *book.Tx, from derive.Gathered, at derive.DestinationState, newer book.Alert,
	fx *after.Effects) error {
	fx.Alarms = append(fx.Alarms, g.Notices.LateAlarms(from.Row, from.Shape, judge.UnmarshalShape(newer.Shape))...)
	seq := tx.Trail.Append(from.Row.Key, trail.Late, from.SayEvent(map[string]any{"destination": at.System.Name,
		"reason": "late"}))
	fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, at.System.Name, topics.Stayed, "late",
		notice.ReasonText(book.Decision{Reason: "late"}), seq))
	return at.SetDecisions(tx, from.Row.ID, book.Withdrawn, "late")
}
