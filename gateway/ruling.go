package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/draft"
	"bordercast/gateway/officer"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// Rule approves or denies what is held.
func (d service) Rule(ctx context.Context, r api.Ruling) ([]api.Outcome, error) {
	switch {
	case r.Verdict == api.Approve && strings.TrimSpace(r.Draft) == "":
		return nil, &api.Fault{Code: api.NoDraft, Text: "An approval names the draft that it is about, by its digest: nothing was approved."}
	case r.Verdict == api.Approve:
		return d.approve(ctx, r)
	case r.Reason == "":
		return nil, &api.Fault{Code: api.NoReason, Text: "A denial needs a reason, with --reason: its source is told."}
	}
	var fx *effects
	var outcomes []api.Outcome
	err := d.db.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &effects{}, nil
		a, open, err := d.questions(tx, r)
		if err != nil {
			return err
		}
		for _, decision := range open {
			done, err := d.ruleOne(tx, a, decision, r, decision.Draft, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, done)
		}
		return d.askCopies(tx, a, fx)
	})
	if err != nil {
		return nil, err
	}
	d.apply(fx)
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
func (d service) questions(tx *book.Tx, r api.Ruling) (a book.Alert, open []book.Decision, err error) {
	if a, err = d.one(tx, r.Alert); err != nil {
		return a, nil, err
	}
	decisions, err := tx.DecisionsOf(a.ID)
	if err != nil {
		return a, nil, err
	}
	var fault error = &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about alert " + a.Token + " (any more): `bordercast status` lists what is held."}
	for _, decision := range decisions {
		if decision.State != book.Held || r.Destination != "" && r.Destination != decision.Destination {
			continue
		}
		if decision.Reason == "relay" {
			first, _, err := tx.AlertByID(a.Relay)
			if err != nil {
				return a, nil, err
			}
			fault = &api.Fault{Code: api.NotHeld, Text: "Alert " + a.Token + " is a copy of " + first.Token + " under another name: one answer is for both, so answer that one."}
			continue
		}
		if err := d.may(actOf(r), r.Actor, decision.Of); err != nil {
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

// tries is how often an answer is looked at anew because its chain moved meanwhile.
const tries = 5

// approve lets go what the person was shown, and nothing else: each draft is made again first, and where it is another
// by now nothing is approved, and the person is told what changed.
func (d service) approve(ctx context.Context, r api.Ruling) ([]api.Outcome, error) {
	for range tries {
		outcomes, stale, err := d.tryToApprove(ctx, r)
		if err != nil || !stale {
			return outcomes, err
		}
	}
	return nil, &api.Fault{Code: approval.StaleDraft, Text: "Its chain changes faster than it can be answered about: nothing was approved; look at it again."}
}

func (d service) tryToApprove(ctx context.Context, r api.Ruling) (outcomes []api.Outcome, stale bool, err error) {
	from, err := d.asked(ctx, r)
	if err != nil {
		return nil, false, err
	}
	meant, err := d.meant(from, r)
	if err != nil {
		return nil, false, err
	}
	for _, m := range meant {
		if err := d.stillTrue(ctx, from, m); err != nil {
			return nil, false, err
		}
	}
	var fx *effects
	err = d.db.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &effects{}, nil
		chain, err := tx.Chain(from.chain.ID)
		if err != nil || chain.Version != from.chain.Version {
			stale = err == nil
			return err
		}
		for _, m := range meant {
			now, found, err := tx.Decision(from.row.ID, m.at.system.Name)
			if err != nil || !found {
				return err
			}
			done, err := d.ruleOne(tx, from.row, now, r, m.shown.Digest, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, done)
		}
		return d.askCopies(tx, from.row, fx)
	})
	if err != nil || stale {
		return nil, stale, err
	}
	d.apply(fx)
	return outcomes, false, nil
}

// asked gathers what a ruling is about.
func (d service) asked(ctx context.Context, r api.Ruling) (from gathered, err error) {
	var a book.Alert
	var open []book.Decision
	if err := d.db.View(ctx, func(tx *book.Tx) error {
		a, open, err = d.questions(tx, r)
		return err
	}); err != nil {
		return from, err
	}
	if slices.ContainsFunc(open, func(o book.Decision) bool { return o.Draft == "" }) {
		if err := d.show(ctx, d.people(), a.ID); err != nil { // settled a moment ago: nobody can have seen it
			return from, err
		}
	}
	if from, err = d.gather(ctx, d.people(), a.ID, book.Held); err != nil {
		return from, err
	}
	from.keep(func(now book.Decision) bool {
		return slices.ContainsFunc(open, func(o book.Decision) bool { return o.Destination == now.Destination })
	})
	return from, nil
}

// meant is a question with the draft that the person says they saw.
type meant struct {
	at    destinationState
	shown book.Draft
}

// meant are the drafts that a ruling names: one by its digest, or all that are asked about by the digest of the group.
func (d service) meant(from gathered, r api.Ruling) (all []meant, err error) {
	var group []draft.Question
	for _, at := range from.destinations {
		group = append(group, draft.Question{Alert: from.row.Token, Destination: at.system.Name, Draft: at.decision.Draft})
	}
	whole := draft.Is(r.Draft, draft.Group(group))
	for _, at := range from.destinations {
		for _, shown := range at.shown {
			if whole && shown.Digest == at.decision.Draft || draft.Is(r.Draft, shown.Digest) {
				all = append(all, meant{at, shown})
				break
			}
		}
	}
	if len(all) == 0 {
		return nil, &api.Fault{Code: approval.StaleDraft, Text: "No draft of alert " + from.row.Token + " that was shown has the digest " + quote(r.Draft) + ": nothing was approved; look at it again."}
	}
	return all, nil
}

// stillTrue refuses an answer about a draft that is not what would be sent now, having shown that one.
func (d service) stillTrue(ctx context.Context, from gathered, m meant) error {
	at := m.at
	if m.shown.Digest != at.decision.Draft {
		at = at.narrowed(m.shown.Area, m.shown.Channels, m.shown.French)
	}
	asOf := from.madeBy(d.variantFor(from, at))
	if asOf.IsZero() {
		asOf = m.shown.AsOf
	}
	var now rendering
	d.cpuLimit.Do(from.work(), func() { now = d.draftBy(from, at, asOf) })
	switch {
	case now.err != nil:
		return &api.Fault{Code: "no-draft", Text: "No draft can be made of it any more: " + now.err.Error()}
	case now.digest == m.shown.Digest && holdOf(m.at.decision).Knows(m.shown.Digest):
		return nil
	}
	var changes []draft.Change
	if err := d.db.View(ctx, func(tx *book.Tx) (err error) {
		changes, err = d.changed(tx, at, m.shown.Digest, now)
		return err
	}); err != nil {
		return err
	}
	if err := d.show(ctx, d.people(), from.row.ID); err != nil {
		return err
	}
	text := "What would be sent is not the draft that this digest names"
	if told := changesText(changes, from.alert.Scope); told != "" {
		text += " (changed: " + told + ")"
	}
	return &api.Fault{Code: approval.StaleDraft, Text: text + ". Nothing was approved; look at it again, and approve what you see then."}
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
		words = append(words, c.Path+": "+quote(c.Before)+" → "+quote(c.After))
	}
	return strings.Join(words, "; ")
}

// ruleOne records one answer and moves its hold.
func (d service) ruleOne(tx *book.Tx, a book.Alert, decision book.Decision, r api.Ruling, shown string, fx *effects) (api.Outcome, error) {
	hold, ruling := *holdOf(decision), approval.Ruling{Person: who(r.Actor), Party: decision.Of, Draft: shown, Area: r.Area, Channels: r.Channels, French: r.French}
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
	if next.French != nil && r.Verdict == api.Approve {
		body["french"] = next.French.By
	}
	seq := tx.Say(a.Key, kind, body)
	word := book.Approval{Alert: a.ID, Destination: decision.Destination, Who: who(r.Actor), Role: decision.Ask, Draft: shown, Verdict: r.Verdict, Reason: r.Reason, At: tx.Now()}
	if err := errors.Join(tx.PutApproval(word), d.moveHold(tx, a, decision, next, fx)); err != nil {
		return api.Outcome{}, err
	}
	out := api.Outcome{Alert: a.Token, Destination: decision.Destination, State: string(topics.Released), Trail: seq, At: tx.Now(), Text: "It goes to " + decision.Destination + " now."}
	switch next.State {
	case approval.Denied:
		out.State, out.Reason, out.Text = string(topics.Stayed), "denied", "It stays; its source is told why."
		fx.receipts = append(fx.receipts, d.answer(a, decision.Destination, topics.Stayed, "denied", r.Reason, seq))
	case approval.Held:
		q, _ := next.Asked()
		out.State, out.Text = string(topics.Held), "Next, "+q.Of+" is asked."
	}
	return out, nil
}
