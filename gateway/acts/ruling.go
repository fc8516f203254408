package acts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/after"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/draft"
	"bordercast/gateway/holds"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/quote"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Rulings are people's answers to what is held.
type Rulings struct {
	DB       *book.Book
	CPU      *cpulimit.Limiter
	Derive   *derive.Deriver
	Holds    *holds.Holds
	Receipts *notice.Receipts
	Way      *way.Way
	Releaser *way.Releaser
	Acts     *Acts
}

// Rule approves or denies what is held.
func (g *Rulings) Rule(ctx context.Context, r api.Ruling) ([]api.Outcome, error) {
	switch {
	case r.Verdict == api.Approve && strings.TrimSpace(r.Draft) == "":
		return nil, &api.Fault{Code: api.NoDraft,
			Text: "An approval names the draft that it is about, by its digest: nothing was approved."}
	case r.Verdict == api.Approve:
		return g.approve(ctx, r)
	case r.Reason == "":
		return nil, &api.Fault{Code: api.NoReason, Text: "A denial needs a reason, with --reason: its source is told."}
	}
	var fx *after.Effects
	var outcomes []api.Outcome
	err := g.DB.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &after.Effects{}, nil
		a, open, err := g.questions(tx, r)
		if err != nil {
			return err
		}
		for _, decision := range open {
			done, err := g.ruleOne(tx, a, decision, r, decision.Draft, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, done)
		}
		return g.Holds.AskCopies(tx, a, fx)
	})
	if err != nil {
		return nil, err
	}
	g.Way.Apply(fx)
	return outcomes, nil
}

// actOf is what a ruling does.
func actOf(r api.Ruling) officer.Act {
	if r.Verdict == api.Deny {
		return officer.Deny
	}
	return officer.Approve
}

// questions are those about an alert that a ruling can answer, one at least.
func (g *Rulings) questions(tx *book.Tx, r api.Ruling) (a book.Alert, open []book.Decision, err error) {
	if a, err = g.Acts.One(tx, r.Alert); err != nil {
		return a, nil, err
	}
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return a, nil, err
	}
	var fault error = &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about alert " + a.Token +
		" (any more): `bordercast status` lists what is held."}
	if r.Event != "" {
		fault = &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about event " + quote.Text(r.Event) + " of alert " +
			a.Token + " (any more): `bordercast show` lists what is asked about it."}
	}
	for _, decision := range decisions {
		if decision.State != book.Held || r.Destination != "" && r.Destination != decision.Destination || !Means(a, decision,
			r.Event, r.Area) {
			continue
		}
		if decision.Reason == "relay" {
			first, _, err := tx.Alerts.ByID(a.Relay)
			if err != nil {
				return a, nil, err
			}
			fault = &api.Fault{Code: api.NotHeld, Text: "Alert " + a.Token + " is a copy of " + first.Token +
				" under another name: one answer is for both, so answer that one."}
			continue
		}
		if err := g.Acts.MayFor(actOf(r), r.Actor, decision.Of); err != nil {
			fault = err
			continue
		}
		open = append(open, decision)
	}
	if len(open) == 0 {
		return a, nil, fault
	}
	return a, open, nil
}

// Means says whether somebody who names an event, or an area, of an alert means the question that a hold asks: of
// several events the named one, and those with ground in the area.
func Means(a book.Alert, d book.Decision, event string, area []string) bool {
	sh := judge.UnmarshalShape(a.Shape)
	group := sh.Of(d.Group)
	if event != "" && !group.Named(event) {
		return false
	}
	return !sh.Several() || area == nil || slices.ContainsFunc(area,
		func(d string) bool { return slices.Contains(group.Districts, d) })
}

// tries is how often an answer is looked at anew because its chain moved meanwhile.
const tries = 5

// approve lets go what the person was shown, and nothing else: each draft is made again first, and where it is another
// by now nothing is approved, and the person is told what changed.
func (g *Rulings) approve(ctx context.Context, r api.Ruling) ([]api.Outcome, error) {
	for range tries {
		outcomes, stale, err := g.tryToApprove(ctx, r)
		if err != nil || !stale {
			return outcomes, err
		}
	}
	return nil, &api.Fault{Code: approval.StaleDraft,
		Text: "Its chain changes faster than it can be answered about: nothing was approved; look at it again."}
}

func (g *Rulings) tryToApprove(ctx context.Context, r api.Ruling) (outcomes []api.Outcome, stale bool, err error) {
	from, err := g.asked(ctx, r)
	if err != nil {
		return nil, false, err
	}
	meant, err := g.meant(from, r)
	if err != nil {
		return nil, false, err
	}
	for _, m := range meant {
		if err := g.stillTrue(ctx, from, m); err != nil {
			return nil, false, err
		}
	}
	var fx *after.Effects
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &after.Effects{}, nil
		chain, err := tx.Chains.ByID(from.Chain.ID)
		if err != nil || chain.Version != from.Chain.Version {
			stale = err == nil
			return err
		}
		for _, m := range meant {
			now, found, err := tx.Decisions.Get(from.Row.ID, m.at.System.Name, m.at.Decision.Group)
			if err != nil || !found {
				return err
			}
			done, err := g.ruleOne(tx, from.Row, now, r, m.shown.Digest, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, done)
		}
		return g.Holds.AskCopies(tx, from.Row, fx)
	})
	if err != nil || stale {
		return nil, stale, err
	}
	g.Way.Apply(fx)
	return outcomes, false, nil
}

// asked gathers what a ruling is about.
func (g *Rulings) asked(ctx context.Context, r api.Ruling) (from derive.Gathered, err error) {
	var a book.Alert
	var open []book.Decision
	if err := g.DB.View(ctx, func(tx *book.Tx) error {
		a, open, err = g.questions(tx, r)
		return err
	}); err != nil {
		return from, err
	}
	if slices.ContainsFunc(open, func(o book.Decision) bool { return o.Draft == "" }) {
		if err := g.Releaser.Show(ctx, g.Acts.People(), a.ID); err != nil { // settled a moment ago: nobody can have seen it
			return from, err
		}
	}
	if from, err = g.Derive.Gather(ctx, g.Acts.People(), a.ID, book.Held); err != nil {
		return from, err
	}
	from.Keep(func(now book.Decision) bool {
		return slices.ContainsFunc(open, func(o book.Decision) bool {
			return o.Destination == now.Destination &&
				o.Group == now.Group
		})
	})
	return from, nil
}

// meant is a question with the draft that the person says they saw.
type meant struct {
	at    derive.DestinationState
	shown book.Draft
}

// meant are the drafts that a ruling names: one by its digest, or all that are asked about by the digest of the group.
func (g *Rulings) meant(from derive.Gathered, r api.Ruling) (all []meant, err error) {
	var group []draft.Question
	for _, at := range from.Destinations {
		group = append(group, derive.QuestionOf(from.Row, from.Shape, at.Decision, at.Decision.Draft))
	}
	whole := draft.Is(r.Draft, draft.Group(group))
	for _, at := range from.Destinations {
		for _, shown := range at.Shown {
			if whole && shown.Digest == at.Decision.Draft || draft.Is(r.Draft, shown.Digest) {
				all = append(all, meant{at, shown})
				break
			}
		}
	}
	if len(all) == 0 {
		return nil, &api.Fault{Code: approval.StaleDraft, Text: "No draft of alert " + from.Row.Token +
			" that was shown has the digest " + quote.Text(r.Draft) + ": nothing was approved; look at it again."}
	}
	return all, nil
}

// stillTrue refuses an answer about a draft that is not what would be sent now, having shown that one.
func (g *Rulings) stillTrue(ctx context.Context, from derive.Gathered, m meant) error {
	at := m.at
	if m.shown.Digest != at.Decision.Draft {
		at = at.Narrowed(m.shown.Area, m.shown.Channels, m.shown.French)
	}
	asOf := from.MadeBy(g.Derive.VariantFor(from, at))
	if asOf.IsZero() {
		asOf = m.shown.AsOf
	}
	var now derive.Rendering
	g.CPU.Do(from.Work(), func() { now = g.Derive.DraftBy(from, at, asOf) })
	switch {
	case now.Err != nil:
		return &api.Fault{Code: "no-draft", Text: "No draft can be made of it any more: " + now.Err.Error()}
	case now.Digest == m.shown.Digest && judge.HoldOf(m.at.Decision).Knows(m.shown.Digest):
		return nil
	}
	var changes []draft.Change
	if err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		changes, err = g.Holds.Changed(tx, at, m.shown.Digest, now)
		return err
	}); err != nil {
		return err
	}
	if err := g.Releaser.Show(ctx, g.Acts.People(), from.Row.ID); err != nil {
		return err
	}
	text := "What would be sent is not the draft that this digest names"
	if told := changesText(changes, from.Alert.Scope); told != "" {
		text += " (changed: " + told + ")"
	}
	return &api.Fault{Code: approval.StaleDraft,
		Text: text + ". Nothing was approved; look at it again, and approve what you see then."}
}

// changesText says in few words what changed; of what is not for everybody only where.
func changesText(changes []draft.Change, scope cap.Scope) string {
	const few = 4
	var words []string
	for n, c := range changes {
		if n == few {
			words = append(words, fmt.Sprintf("and %d more", len(changes)-few))
			break
		}
		if scope != cap.Public {
			words = append(words, c.Path)
			continue
		}
		words = append(words, c.Path+": "+quote.Text(c.Before)+" → "+quote.Text(c.After))
	}
	return strings.Join(words, "; ")
}

// ruleOne records one answer and moves its hold.
func (g *Rulings) ruleOne(tx *book.Tx, a book.Alert, decision book.Decision, r api.Ruling, shown string,
	fx *after.Effects) (api.Outcome, error) {
	hold, ruling := *judge.HoldOf(decision), approval.Ruling{Person: who(r.Actor), Party: decision.Of, Draft: shown,
		Area: r.Area, Channels: r.Channels, French: r.French}
	next, kind, err := approval.Hold{}, trail.Approved, error(nil)
	if r.Verdict == api.Deny {
		kind = trail.Denied
		next, err = hold.Deny(ruling)
	} else {
		next, err = hold.Approve(ruling)
	}
	var refused *approval.Refusal
	if errors.As(err, &refused) {
		return api.Outcome{}, &api.Fault{Code: refused.Code, Text: refused.Text}
	}
	body := map[string]any{"destination": decision.Destination, "by": who(r.Actor), "of": decision.Of, "draft": shown}
	sh := judge.UnmarshalShape(a.Shape)
	derive.SayEvent(body, sh, decision.Group)
	if next.French != nil && r.Verdict == api.Approve {
		body["french"] = next.French.By
	}
	seq := tx.Trail.Append(a.Key, kind, body)
	word := book.Approval{Alert: a.ID, Destination: decision.Destination, Group: decision.Group, Who: who(r.Actor),
		Role: decision.Ask, Draft: shown, Verdict: r.Verdict, Reason: r.Reason, At: tx.Now()}
	if err := errors.Join(tx.Approvals.Put(word), g.Holds.Move(tx, a, decision, next, fx)); err != nil {
		return api.Outcome{}, err
	}
	out := api.Outcome{Alert: a.Token, Destination: decision.Destination, Event: sh.EventCode(decision.Group),
		State: string(topics.Released), Trail: seq, At: tx.Now(), Text: "It goes to " + decision.Destination + " now."}
	switch next.State {
	case approval.Denied:
		out.State, out.Reason, out.Text = string(topics.Stayed), "denied", "It stays; its source is told why."
		fx.Receipts = append(fx.Receipts, g.Receipts.Answer(a, decision.Destination, topics.Stayed, "denied",
			notice.OfEvent(sh, decision.Group, r.Reason), seq))
	case approval.Held:
		q, _ := next.Asked()
		out.State, out.Text = string(topics.Held), "Next, "+q.Of+" is asked."
	}
	return out, nil
}
