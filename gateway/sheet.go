package gateway

import (
	"context"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/draft"
	"bordercast/gateway/officer"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

// Show is one alert as a person reads it before they decide. What waits is made again first, so that nobody is shown
// what would not be sent.
func (d desk) Show(ctx context.Context, look api.Look) (sheet api.Sheet, err error) {
	var a store.Alert
	if err := d.db.View(ctx, func(tx *sqlite.Tx) (err error) {
		a, err = d.one(tx, look.Alert)
		return err
	}); err != nil {
		return sheet, err
	}
	if err := d.show(ctx, d.people(), a.ID); err != nil {
		return sheet, err
	}
	from, err := d.gather(ctx, d.people(), a.ID, store.Held)
	if err != nil {
		return sheet, err
	}
	from.keep(func(now store.Decision) bool {
		return now.Reason != "relay" && (look.Destination == "" || look.Destination == now.Destination)
	})
	if sheet, err = d.sheetOf(ctx, a); err != nil {
		return sheet, err
	}
	narrow := look.Area != nil || look.Channels != nil
	if narrow && len(from.destinations) == 0 {
		return sheet, &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about alert " + a.Token + ", so no draft of it can be narrowed."}
	}
	var group []draft.Question
	for _, at := range from.destinations {
		q, err := d.askedOf(ctx, from, at, look, narrow)
		if err != nil {
			return sheet, err
		}
		sheet.Questions = append(sheet.Questions, q)
		group = append(group, draft.Question{Alert: a.Token, Destination: q.Destination, Draft: q.Draft})
	}
	if len(group) > 0 {
		sheet.Draft = draft.Group(group)
	}
	sheet.Next = d.stepsFor(a, sheet.Questions)
	return sheet, nil
}

// sheetOf is what can be said of an alert whether or not it waits.
func (d desk) sheetOf(ctx context.Context, a store.Alert) (sheet api.Sheet, err error) {
	sh := unmarshalShape(a.Shape)
	sheet = api.Sheet{
		Alert: a.Token, Identifier: a.Identifier, Sender: a.Sender, Sent: a.Sent, From: a.Source, Lane: string(a.Lane), MsgType: string(a.MsgType),
		Scope: string(sh.Scope), Verdict: a.Verdict, State: a.State, Event: sh.Event, Severity: sh.Severity, Urgency: sh.Urgency,
		Certainty: sh.Certainty, Where: d.namesOf(sh.Districts), BorderKM: sh.BorderKM, ActiveUntil: a.Until, Now: d.clock.Now(),
	}
	err = d.db.View(ctx, func(tx *sqlite.Tx) error {
		chain, err := tx.Chain(a.Chain)
		if err != nil {
			return err
		}
		sheet.Chain = chain.Token
		doc, err := d.blobs.get(tx, a.Blob)
		if err != nil {
			return err
		}
		original, _, err := cap.Read(doc)
		if err == nil {
			sheet.Original, sheet.Bytes = textsOf(original), doc
		}
		return err
	})
	return sheet, err
}

// textsOf is what an alert says to people, language by language.
func textsOf(a *cap.Alert) (all []api.Text) {
	for i := range a.Infos {
		info := &a.Infos[i]
		all = append(all, api.Text{Language: info.Language, Event: info.Event, Headline: info.Headline, Description: info.Description, Instruction: info.Instruction})
	}
	return all
}

// askedOf is a question with its draft; of less of it, where that is what somebody wants to see.
func (d desk) askedOf(ctx context.Context, from gathered, at standing, look api.Look, narrow bool) (api.Asked, error) {
	wanted := at
	if narrow {
		if err := holdOf(at.decision).Admits(look.Area, look.Channels); err != nil {
			return api.Asked{}, refusedBy(err)
		}
		wanted = at.narrowed(look.Area, look.Channels)
	}
	var m rendering
	d.effort.Do(from.work(), func() { m = d.draftBy(from, wanted, from.clockOf(at, d.variantFor(from, wanted))) })
	if m.err != nil {
		return api.Asked{}, &api.Fault{Code: "no-draft", Text: "No draft can be made of it: " + m.err.Error()}
	}
	if narrow {
		if err := d.keepNarrowed(ctx, from, wanted, m, look); err != nil {
			return api.Asked{}, err
		}
	}
	now := at.decision
	q := api.Asked{
		Destination: now.Destination, Ask: now.Ask, Of: now.Of, Route: now.Route, Reason: now.Reason, Since: now.Since, Deadline: now.Deadline,
		Draft: m.digest, AsOf: m.asOf, Area: look.Area, Channels: look.Channels, Parts: partsOf(m),
	}
	if shown, found := at.shownAs(m.digest); found {
		err := d.db.View(ctx, func(tx *sqlite.Tx) error {
			changes, err := d.changed(tx, at, shown.Replaces, m)
			for _, c := range changes {
				q.Changed = append(q.Changed, api.Change(c))
			}
			return err
		})
		return q, err
	}
	return q, nil
}

// keepNarrowed keeps a narrower draft, so that it can be approved by its digest.
func (d desk) keepNarrowed(ctx context.Context, from gathered, at standing, m rendering, look api.Look) error {
	return d.db.Update(ctx, func(tx *sqlite.Tx) error {
		now, found, err := tx.Decision(from.row.ID, at.system.Name)
		if err != nil || !found {
			return err
		}
		hold, err := holdOf(now).ShownNarrowed(approval.Narrowed{Draft: m.digest, Area: look.Area, Channels: look.Channels})
		if err != nil {
			return refusedBy(err)
		}
		if holdOf(now).Knows(m.digest) {
			return nil
		}
		if _, _, err := d.keepDraft(tx, from, m, at); err != nil {
			return err
		}
		now.Hold = &hold
		tx.Say(from.row.Key, trail.Held, map[string]any{
			"destination": now.Destination, "ask": now.Ask, "of": now.Of, "draft": m.digest, "as_of": m.asOf.UTC(), "what": "shown", "area": strings.Join(look.Area, " "),
		})
		return tx.PutDecision(now)
	})
}

func refusedBy(err error) error {
	if refused, ok := err.(*approval.Refusal); ok {
		return &api.Fault{Code: refused.Code, Text: refused.Text}
	}
	return err
}

// partsOf is a draft for reading.
func partsOf(m rendering) (all []api.Part) {
	for _, p := range m.parts {
		part := api.Part{Part: p.part, CAP: string(p.cap.Doc), Level: string(p.draft.Level), Reach: string(p.draft.Reach), Texts: textsOf(p.alert)}
		if p.draft.Alert != nil {
			part.NoteEN, part.NoteFR = p.draft.Report.Note(false), p.draft.Report.Note(true)
		} else {
			part.Level = original
		}
		all = append(all, part)
	}
	return all
}

// stepsFor are what to type about what waits: an answer to each question, with the digest of what was just shown.
func (d desk) stepsFor(a store.Alert, questions []api.Asked) (steps []api.Step) {
	for _, q := range questions {
		approve := "approve " + a.Token + " --to " + q.Destination
		for _, area := range slices.Sorted(slices.Values(q.Area)) {
			approve += " --area " + area
		}
		for _, channel := range q.Channels {
			approve += " --channel " + channel
		}
		steps = append(steps, api.Step{Command: approve + " --draft " + draft.Abbreviated(q.Draft), Who: d.officers.Names(officer.Approve, q.Of)},
			api.Step{Command: "deny " + a.Token + " --to " + q.Destination + " --reason TEXT", Who: d.officers.Names(officer.Deny, q.Of)})
	}
	return steps
}
