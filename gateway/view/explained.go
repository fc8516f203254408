package view

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"bordercast/cap/geo"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/reading"
	"bordercast/gateway/trail"
)

// What the gateway decided it explains from what it stored then. The agreement, the map and the trust may be others by
// now: what is worked out anew is named, and never stands in the place of what was stored.

// explainAlert explains an alert that the gateway has.
func (g *Explaining) explainAlert(ctx context.Context, q api.Question) (out api.Explanation, err error) {
	var a book.Alert
	var doc []byte
	if err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		if a, err = g.Acts.One(tx, q.Alert); err != nil {
			return err
		}
		doc, err = g.Blobs.Get(tx, a.Blob)
		return err
	}); err != nil {
		return out, err
	}
	r := g.Reader.Analyse(reading.ItemOf(book.Sighting{Link: a.Source, Received: a.Received, SHA256: a.SHA256,
		Size: len(doc)}, doc))
	out = g.explained(r)
	out.SHA256, out.Known, out.State, out.Reason, out.Text = hex.EncodeToString(a.SHA256[:]), true, book.Settled, "", ""
	return out, g.DB.View(ctx, func(tx *book.Tx) error {
		if err := g.asStored(tx, a, r, &out); err != nil {
			return err
		}
		if seen, whole := g.View.seenAs(tx, a, q.Actor); !whole {
			withhold(&out, seen, a.Until)
		}
		return nil
	})
}

// withhold leaves of an explanation what somebody may see of an alert that is not Public: not its values.
func withhold(out *api.Explanation, seen judge.Shape, until time.Time) {
	out.Withheld, out.Findings, out.Facts = true, nil, factsOf(seen, until, "")
	for i := range out.Decisions {
		out.Decisions[i].Values = nil
		if today := out.Decisions[i].Today; today != nil {
			today.Values = nil
		}
	}
}

// asStored puts what was stored of an alert in the place of what would be decided of it now.
func (g *Explaining) asStored(tx *book.Tx, a book.Alert, r reading.Reading, out *api.Explanation) error {
	out.Alert, out.Identifier, out.Sender, out.System = a.Token, a.Identifier, a.Sender, a.Source
	out.Lane, out.Verdict, out.AlertState = string(a.Lane), a.Verdict, a.State
	sh := judge.UnmarshalShape(a.Shape)
	out.Facts = factsOf(sh, a.Until, "")
	out.Recomputed = []string{"findings", "lane_reason", "signer", "verdict_text", "decisions.today"}
	if string(r.Judgement.Verdict) != a.Verdict { // trust changed, or another copy was better
		out.VerdictText = "By today's trust it would be " + string(r.Judgement.Verdict) + ". " + r.Judgement.Text
	}
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return err
	}
	out.Decisions = nil
	for _, made := range decisions {
		told, err := g.decisionAsStored(tx, a, made)
		if err != nil {
			return err
		}
		told.Today = g.today(r, sh, made)
		out.Decisions = append(out.Decisions, told)
	}
	return tx.Trail.EachRow(0, a.Key, func(row trail.Row) error {
		entry := api.Event{Seq: row.Seq, Kind: row.Kind, Text: row.Body}
		entry.At, _ = notice.TimeOf(row.At)
		out.History = append(out.History, entry)
		return nil
	})
}

func (d *Explaining) decisionAsStored(tx *book.Tx, a book.Alert, made book.Decision) (api.Decision, error) {
	sh := judge.UnmarshalShape(a.Shape)
	told := api.Decision{
		Destination: made.Destination, Event: sh.EventCode(made.Group), Action: made.Action, Route: made.Route,
		Reason: made.Reason, Values: made.Matched, Agreement: made.Agreement,
		At: made.Since, Ask: made.Ask, Of: made.Of, State: made.State, Deadline: made.Deadline, Draft: made.Draft,
	}
	var err error
	if told.Answers, err = answersOf(tx, made); err != nil {
		return told, err
	}
	var by []string
	for _, w := range told.Answers {
		by = append(by, w.Who)
	}
	told.By = strings.Join(by, ", ")
	given, err := tx.Deliveries.Of(a.ID)
	if err != nil {
		return told, err
	}
	for _, g := range given {
		if carries, err := carriedBy(tx, sh, g, made); err != nil || !carries || g.Derived == 0 {
			if err != nil {
				return told, err
			}
			continue
		}
		if row, found, err := tx.Derived.ByID(g.Derived); err != nil || found {
			told.Level, told.Derived = row.Level, row.Identifier
			return told, err
		}
	}
	return told, nil
}

// today is what the agreement says now, nil where it says what was stored, or was not what decided.
func (g *Explaining) today(r reading.Reading, sh judge.Shape, made book.Decision) *api.Decision {
	switch {
	case r.System == nil, r.Alert == nil, g.Settings.Now().Systems[made.Destination] == nil,
		made.Agreement == g.Settings.Now().Agreement.Version():
		return nil
	case !byAgreement(made.Reason):
		return nil
	}
	now := g.Settings.Now().Agreement.Decide(r.For(sh.Of(made.Group)).Facts(g.Clock.Now()), made.Destination)
	if now.Route == made.Route && string(now.Action) == made.Action && string(now.Ask) == made.Ask && now.Of == made.Of {
		return nil
	}
	return &api.Decision{
		Destination: made.Destination, Action: string(now.Action), Route: now.Route, Reason: now.Reason, Values: now.Values,
		Agreement: g.Settings.Now().Agreement.Version(),
		Ask:       string(now.Ask), Of: now.Of,
	}
}

// byAgreement tells a reason that the agreement gave from those that the chain, the clock or a person gave.
func byAgreement(reason string) bool {
	return slices.Contains([]string{agreement.Forwarded, agreement.AwaitRelease, agreement.AwaitAcceptance,
		agreement.NoRoute, agreement.DroppedByRoute}, reason)
}

// factsOf are the values that routes look at, for reading.
func factsOf(sh judge.Shape, until time.Time, clause string) []api.Fact {
	border := "not known"
	if km := sh.BorderKM; km != nil {
		border = fmt.Sprintf("%.1f km", *km)
		switch geo.Reckoned(sh.BorderBy) {
		case geo.ByPlaces:
			border += " or less, by its known places"
		case geo.ByRegion:
			border += " or more: some part of a district is meant, and which is not known"
		}
	}
	ends := []string{until.UTC().Format("2006-01-02T15:04:05Z")}
	if clause != "" {
		ends = append(ends, clause)
	}
	return []api.Fact{
		{Name: "event", Values: sh.Codes}, {Name: "category", Values: sh.Categories}, {Name: "districts",
			Values: sh.Districts},
		{Name: "border", Values: []string{border}}, {Name: "urgency", Values: []string{sh.Urgency}}, {Name: "severity",
			Values: []string{sh.Severity}},
		{Name: "certainty", Values: []string{sh.Certainty}}, {Name: "scope", Values: []string{string(sh.Scope)}},
		{Name: "active until", Values: ends},
	}
}
