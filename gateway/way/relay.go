package way

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/derive"
	"bordercast/gateway/draft"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// relayed is how long the same news under another identity counts as a relay of the first: the same alert comes by the
// office that wrote it and by those that pass it on, each giving it a name of its own.
const relayed = 10 * time.Minute

// relayOf finds the alert of which this one is another copy. It is never dropped for that: it is linked, and what was
// answered about the first is the answer about it.
func (s *settling) relayOf() (err error) {
	if s.r.ContentKey == ([sha256.Size]byte{}) {
		return nil
	}
	s.relay, _, err = s.tx.Alerts.SameNews(s.r.ContentKey, s.tx.Now().Add(-relayed))
	return err
}

// followFirst gives a copy the answer that the first was given, where its draft is the first's but for what names its
// source. Where it is another draft nobody has seen it, and it is asked about by itself.
func (g *Releaser) followFirst(ctx context.Context, turn book.Turn, alert int64) error {
	for {
		from, err := g.Derive.Gather(ctx, turn, alert, book.Held)
		from.Keep(func(d book.Decision) bool { return d.Reason == "relay" })
		if err != nil || len(from.Destinations) == 0 {
			return err
		}
		fx, stale := after.Effects{}, false
		for _, at := range from.Destinations {
			first, err := g.firstAnswer(ctx, from, at)
			if err != nil {
				return err
			}
			if first.Waits {
				continue
			}
			var mine derive.Rendering
			g.CPU.Do(from.Work(), func() { mine = g.Derive.CopyDraft(from, at, first) })
			err = turn.Update(ctx, func(tx *book.Tx) error {
				fx = after.Effects{}
				stale, err = g.answerCopy(tx, from, at, first, mine, &fx)
				return err
			})
			if err != nil {
				return err
			}
			if stale {
				break
			}
			g.Way.Apply(&fx)
		}
		if !stale {
			return nil
		}
	}
}

func (g *Releaser) firstAnswer(ctx context.Context, from derive.Gathered,
	at derive.DestinationState) (a derive.FirstAnswer, err error) {
	err = g.DB.ReadInWriter(ctx, func(tx *book.Tx) error {
		row, _, err := tx.Alerts.ByID(from.Row.Relay)
		if err != nil {
			return err
		}
		group := at.Decision.Group
		for _, g := range judge.UnmarshalShape(row.Shape).Groups { // each chain numbers them by itself
			if judge.SameEvent(g, from.Shape.Of(at.Decision.Group)) {
				group = g.Group
			}
		}
		first, found, err := tx.Decisions.Get(from.Row.Relay, at.System.Name, group)
		if err != nil || !found || first.Hold == nil {
			return err
		}
		a.Token, a.Hold = row.Token, *first.Hold
		a.Waits = first.State == book.Held
		a.Yes = judge.Approved(first) != "" && first.State != book.Denied
		if !a.Yes && first.State != book.Denied {
			return nil // it ended without an answer
		}
		shown, err := tx.Drafts.Of(first.Alert, first.Destination, first.Group)
		if err != nil {
			return err
		}
		a.Draft, _ = derive.DestinationState{Shown: shown}.ShownAs(first.Draft)
		words, err := tx.Approvals.Of(first.Alert, first.Destination, first.Group)
		for _, w := range words {
			a.By, a.Reason = w.Who, w.Reason
		}
		return err
	})
	return a, err
}

// answerCopy writes what becomes of a copy.
func (g *Releaser) answerCopy(
	tx *book.Tx, from derive.Gathered, at derive.DestinationState, first derive.FirstAnswer, mine derive.Rendering,
	fx *after.Effects,
) (stale bool, err error) {
	now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
	if err != nil || !found || now.State != book.Held || now.Reason != "relay" {
		return false, err
	}
	chain, err := tx.Chains.ByID(from.Chain.ID)
	if err != nil || chain.Version != from.Chain.Version {
		return err == nil, err
	}
	from = g.Derive.For(from, at)
	if mine.Digest == "" || mine.Err != nil || draft.Kin(mine.Alerts()) != first.Draft.Kin {
		now.Reason = "await-" + now.Ask
		fx.Show = after.Once(fx.Show, after.FollowUp{Chain: from.Chain.ID, Alert: from.Row.ID})
		return false, tx.Decisions.Put(now)
	}
	if _, _, err := g.Holds.KeepDraft(tx, from, mine, at); err != nil {
		return false, err
	}
	hold := judge.HoldOf(now).Shown(mine.Digest)
	hold.Area, hold.Channels, hold.Questions, hold.Answered = first.Hold.Area, first.Hold.Channels, nil,
		first.Hold.Answered
	hold.French = first.Hold.French
	word := book.Approval{Alert: from.Row.ID, Destination: now.Destination, Group: now.Group, Who: first.By, Role: now.Ask,
		Draft: mine.Digest, Verdict: api.Approve, Reason: first.Reason, At: tx.Now()}
	body := from.SayEvent(map[string]any{"destination": now.Destination, "by": first.By, "of": now.Of,
		"draft": mine.Digest, "relay": first.Token})
	kind := trail.Approved
	hold.State = approval.Released
	if !first.Yes {
		kind, word.Verdict, hold.State = trail.Denied, api.Deny, approval.Denied
	}
	seq := tx.Trail.Append(from.Row.Key, kind, body)
	if !first.Yes {
		fx.Receipts = append(fx.Receipts, g.Receipts.Answer(from.Row, now.Destination, topics.Stayed, "relay-of-denied",
			notice.ReasonText(book.Decision{Reason: "relay-of-denied"}), seq))
	}
	return false, errors.Join(tx.Approvals.Put(word), g.Holds.Move(tx, from.Row, now, hold, fx))
}
