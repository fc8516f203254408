package view

import (
	"context"
	"slices"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/acts"
	"bordercast/gateway/agreement"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/cpulimit"
	"bordercast/gateway/derive"
	"bordercast/gateway/documents"
	"bordercast/gateway/draft"
	"bordercast/gateway/holds"
	"bordercast/gateway/judge"
	"bordercast/gateway/notice"
	"bordercast/gateway/officer"
	"bordercast/gateway/retained"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
	"bordercast/gateway/way"
)

// Showing shows one alert, with the drafts of it that wait for an answer.
type Showing struct {
	Settings *settings.Current
	Clock    adapters.Clock
	DB       *book.Book
	CPU      *cpulimit.Limiter
	Blobs    *documents.Cache
	Derive   *derive.Deriver
	Holds    *holds.Holds
	Releaser *way.Releaser
	Acts     *acts.Acts
	View     *View
}

// Show is one alert as a person reads it before they decide, and as long as anybody asks. What waits is made again
// first, so that nobody is shown what would not be sent.
func (g *Showing) Show(ctx context.Context, request api.ShowRequest) (view api.AlertView, err error) {
	var a book.Alert
	if err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		a, err = g.Acts.One(tx, request.Alert)
		return err
	}); err != nil {
		return view, err
	}
	if err := g.Releaser.Show(ctx, g.Acts.People(), a.ID); err != nil {
		return view, err
	}
	from, err := g.Derive.Gather(ctx, g.Acts.People(), a.ID, book.Held)
	if err != nil {
		return view, err
	}
	from.Keep(func(now book.Decision) bool {
		return now.Reason != "relay" && (request.Destination == "" || request.Destination == now.Destination) &&
			acts.Means(a, now, request.Event, request.Area)
	})
	if err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		view, err = g.alertViewOf(tx, a, request)
		return err
	}); err != nil {
		return view, err
	}
	narrow := request.Area != nil || request.Channels != nil || request.French != nil
	if narrow && len(from.Destinations) == 0 {
		return view, &api.Fault{Code: api.NotHeld, Text: "Nothing is asked about alert " + a.Token +
			", so there is no draft of it to change."}
	}
	if err := frenchOfOne(from, request); err != nil {
		return view, err
	}
	for _, at := range from.Destinations {
		q, err := g.askedOf(ctx, from, at, request, narrow)
		if err != nil {
			return view, err
		}
		if !g.View.mayRead(a, request.Actor, q.Of) {
			q.Parts, q.Changed, q.French = nil, nil, nil
		}
		view.Questions = append(view.Questions, q)
	}
	view.Draft = g.groupFor(from, request.Actor, view.Questions)
	view.Next = g.stepsFor(from, a, view)
	return view, nil
}

// groupFor is the digest by which somebody answers all that they are asked; of nobody in particular, all that is asked.
func (g *Showing) groupFor(from derive.Gathered, actor api.Actor, questions []api.Asked) string {
	var all, theirs []draft.Question
	for n, q := range questions {
		one := derive.QuestionOf(from.Row, from.Shape, from.Destinations[n].Decision, q.Draft)
		all = append(all, one)
		if g.Acts.MayFor(officer.Approve, actor, q.Of) == nil {
			theirs = append(theirs, one)
		}
	}
	switch {
	case len(theirs) > 0:
		return draft.Group(theirs)
	case len(all) > 0:
		return draft.Group(all)
	}
	return ""
}

// alertViewOf is what can be said of an alert whether or not it waits, to whoever asks.
func (g *Showing) alertViewOf(tx *book.Tx, a book.Alert, request api.ShowRequest) (view api.AlertView, err error) {
	sh, whole := g.View.seenAs(tx, a, request.Actor)
	view = api.AlertView{
		AlertName: nameOf(a), AlertReach: reachOf(a, sh, g.View.whereIs(a, sh)), MsgType: string(a.MsgType),
		Scope: string(sh.Scope), Verdict: a.Verdict, State: a.State, Event: sh.Event, Severity: sh.Severity,
		Urgency: sh.Urgency, Certainty: sh.Certainty, Clocks: clocksOf(nil, sh.Districts, a.Sent, a.Until),
		Now: g.Clock.Now(), Withheld: !whole,
	}
	chain, err := tx.Chains.ByID(a.Chain)
	if err != nil {
		return view, err
	}
	view.Chain = chain.Token
	if whole {
		doc, err := g.Blobs.Get(tx, a.Blob)
		if err != nil {
			return view, err
		}
		original, _, err := cap.Read(doc)
		if err != nil {
			return view, err
		}
		view.Original, view.Bytes = textsOf(original), doc
		view.Clocks = clocksOf(original, sh.Districts, a.Sent, a.Until)
	}
	view.Given, err = g.givenOf(tx, a, request)
	return view, err
}

// clocksOf are two moments as people of both sides read them, where any of the ground has a clock that is known: every
// clock of it, for an officer may have to tell people of each. Of a district that keeps several the alert's own
// drawing says which, as far as whoever looks may see it.
func clocksOf(a *cap.Alert, districts []string, sent, until time.Time) (all []api.Clock) {
	places := make([]geo.District, 0, len(districts))
	for _, name := range districts {
		places = append(places, geo.District(name))
	}
	clocks := geo.ClocksOfAlert(a, places)
	const form = "2006-01-02 15:04 MST"
	for _, side := range []cap.Side{cap.US, cap.CA} {
		for _, zone := range clocks.Of(side) {
			all = append(all, api.Clock{Side: string(side), Zone: zone.String(), Sent: sent.In(zone).Format(form),
				Until: until.In(zone).Format(form)})
		}
	}
	return all
}

// givenOf is what became of an alert at each destination that it concerns, with what was sent there.
func (d *Showing) givenOf(tx *book.Tx, a book.Alert, request api.ShowRequest) (all []api.Given, err error) {
	decisions, err := tx.Decisions.Of(a.ID)
	if err != nil {
		return nil, err
	}
	deliveries, err := tx.Deliveries.Of(a.ID)
	if err != nil {
		return nil, err
	}
	sh := judge.UnmarshalShape(a.Shape)
	for _, made := range decisions {
		if request.Event != "" && !sh.Of(made.Group).Named(request.Event) {
			continue
		}
		if made.Reason == agreement.LaneClosed || made.Reason == agreement.OwnSource || request.Destination != "" &&
			request.Destination != made.Destination {
			continue
		}
		g := api.Given{Destination: made.Destination, Event: sh.EventCode(made.Group),
			Party: d.Settings.Now().PartyOf(made.Destination), State: string(way.PresentState(made)), Reason: made.Reason,
			Text: notice.ReasonText(made)}
		if to := d.Settings.Now().Systems[made.Destination]; to != nil {
			g.Side = string(to.Side)
		}
		if g.Answers, err = answersOf(tx, made); err != nil {
			return nil, err
		}
		var sent []int64
		for _, one := range deliveries {
			carries, err := carriedBy(tx, sh, one, made)
			if err != nil {
				return nil, err
			}
			if !carries {
				continue
			}
			g.Stands = g.Stands || one.Live && one.State == book.Done
			if one.State == book.Done && one.Kind == book.KindAlert {
				g.State = string(topics.Crossed)
			}
			if one.Derived != 0 && !slices.Contains(sent, one.Derived) {
				sent = append(sent, one.Derived)
			}
		}
		if d.View.mayRead(a, request.Actor, g.Party) {
			if g.Parts, err = d.sentParts(tx, sent); err != nil {
				return nil, err
			}
		}
		all = append(all, g)
	}
	return all, nil
}

// carriedBy says whether a delivery carries out a decision.
func carriedBy(tx *book.Tx, sh judge.Shape, d book.Delivery, made book.Decision) (bool, error) {
	if d.Destination != made.Destination || !sh.Several() {
		return d.Destination == made.Destination, nil
	}
	behind, err := tx.Decisions.Behind(d)
	return slices.ContainsFunc(behind, func(o book.Decision) bool { return o.Group == made.Group }), err
}

// answersOf are people's words on a hold.
func answersOf(tx *book.Tx, made book.Decision) (all []api.Answer, err error) {
	words, err := tx.Approvals.Of(made.Alert, made.Destination, made.Group)
	for _, w := range words {
		all = append(all, api.Answer{Who: w.Who, Verdict: w.Verdict, Ask: w.Role, Draft: w.Draft, Reason: w.Reason, At: w.At})
	}
	return all, err
}

// sentParts are derived alerts as they were sent. One that crossed as it was is the original itself.
func (g *Showing) sentParts(tx *book.Tx, derived []int64) (all []api.Part, err error) {
	for _, id := range derived {
		made, found, err := tx.Derived.ByID(id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		doc, err := g.Blobs.Get(tx, made.Blob)
		if err != nil {
			return nil, err
		}
		alert, _, err := cap.Read(doc)
		if err != nil {
			return nil, err
		}
		part := api.Part{Part: made.Part, CAP: string(doc), Level: made.Level, Reach: string(retained.ReachOf(alert)),
			Texts: textsOf(alert)}
		if made.Report != 0 {
			text, err := g.Blobs.Get(tx, made.Report)
			if err != nil {
				return nil, err
			}
			if report, err := translate.ReadReport(text); err == nil { // one of another version is no reason to show nothing
				part.NoteEN, part.NoteFR = report.Note(false), report.Note(true)
			}
		}
		all = append(all, part)
	}
	return all, nil
}

// textsOf is what an alert says to people, language by language.
func textsOf(a *cap.Alert) (all []api.Text) {
	for i := range a.Infos {
		info := &a.Infos[i]
		all = append(all, api.Text{Language: info.Language, Event: info.Event, Headline: info.Headline,
			Description: info.Description, Instruction: info.Instruction})
	}
	return all
}

// askedOf is a question with its draft; of less of it, where that is what somebody wants to see.
func (g *Showing) askedOf(
	ctx context.Context, from derive.Gathered, at derive.DestinationState, request api.ShowRequest, narrow bool,
) (api.Asked, error) {
	wanted := at
	if narrow {
		if err := judge.HoldOf(at.Decision).Admits(request.Area, request.Channels); err != nil {
			return api.Asked{}, refusedBy(err)
		}
		text, err := g.frenchBy(request, at)
		if err != nil {
			return api.Asked{}, err
		}
		wanted = at.Narrowed(request.Area, request.Channels, text)
	}
	var m derive.Rendering
	g.CPU.Do(from.Work(), func() {
		m = g.Derive.DraftBy(from, wanted, from.ClockOf(at, g.Derive.VariantFor(from,
			wanted)))
	})
	if m.Err != nil {
		return api.Asked{}, &api.Fault{Code: "no-draft", Text: "No draft can be made of it: " + m.Err.Error()}
	}
	if err := admitsFrench(wanted, m); err != nil {
		return api.Asked{}, err
	}
	var changes []draft.Change
	if narrow {
		var err error
		if changes, err = g.keepNarrowed(ctx, from, wanted, m, request); err != nil {
			return api.Asked{}, err
		}
	}
	now := at.Decision
	q := api.Asked{
		Destination: now.Destination, Event: from.Shape.EventCode(now.Group), Ask: now.Ask, Of: now.Of, Route: now.Route,
		Reason: now.Reason, Since: now.Since, Deadline: now.Deadline,
		Draft: m.Digest, AsOf: m.AsOf, Area: request.Area, Channels: request.Channels, Parts: partsOf(m),
		French: judge.HoldOf(wanted.Decision).French,
	}
	if derive.WantsFrench(wanted, m) {
		q.WantedEN, q.WantedFR = notice.WantedFrench(from.Row, now)
	}
	if shown, found := at.ShownAs(m.Digest); found {
		if err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
			changes, err = g.Holds.Changed(tx, at, shown.Replaces, m)
			return err
		}); err != nil {
			return q, err
		}
	}
	for _, c := range changes {
		q.Changed = append(q.Changed, api.Change(c))
	}
	return q, nil
}

// keepNarrowed keeps a narrower draft, or one with a French text, so that it can be approved by its digest, and says
// in what it differs from the one of its kind that was shown before.
func (g *Showing) keepNarrowed(
	ctx context.Context, from derive.Gathered, at derive.DestinationState, m derive.Rendering, request api.ShowRequest,
) (changes []draft.Change, err error) {
	err = g.DB.Update(ctx, func(tx *book.Tx) error {
		now, found, err := tx.Decisions.Get(from.Row.ID, at.System.Name, at.Decision.Group)
		if err != nil || !found {
			return err
		}
		hold, err := judge.HoldOf(now).ShownNarrowed(approval.Narrowed{Draft: m.Digest, Area: request.Area,
			Channels: request.Channels, French: at.Decision.Hold.French})
		if err != nil {
			return refusedBy(err)
		}
		if judge.HoldOf(now).Knows(m.Digest) {
			return nil
		}
		if _, changes, err = g.Holds.KeepDraft(tx, from, m, at); err != nil {
			return err
		}
		now.Hold = &hold
		body := map[string]any{
			"destination": now.Destination, "ask": now.Ask, "of": now.Of, "draft": m.Digest, "as_of": m.AsOf.UTC(),
			"what": "shown", "area": strings.Join(request.Area, " "),
		}
		if text := at.Decision.Hold.French; text != nil {
			body["french"] = text.By
		}
		tx.Trail.Append(from.Row.Key, trail.Held, body)
		return tx.Decisions.Put(now)
	})
	return changes, err
}

func refusedBy(err error) error {
	if refused, ok := err.(*approval.Refusal); ok {
		return &api.Fault{Code: refused.Code, Text: refused.Text}
	}
	return err
}

// partsOf is a draft for reading.
func partsOf(m derive.Rendering) (all []api.Part) {
	for _, p := range m.Parts {
		part := api.Part{Part: p.Part, CAP: string(p.Cap.Doc), Level: string(p.Draft.Level), Reach: string(p.Draft.Reach),
			Texts: textsOf(p.Alert)}
		if p.Draft.Alert != nil {
			part.NoteEN, part.NoteFR = p.Draft.Report.Note(false), p.Draft.Report.Note(true)
		} else {
			part.Level = derive.Original
		}
		all = append(all, part)
	}
	return all
}

// stepsFor are what to type next: an answer to each question, with the digest of what was just shown; of what stands
// somewhere, how it is taken back.
func (d *Showing) stepsFor(from derive.Gathered, a book.Alert, view api.AlertView) (steps []api.Step) {
	if len(view.Questions) > 1 && view.Questions[0].Event != "" {
		of := view.Questions[0].Of
		steps = append(steps, api.Step{Command: "approve " + a.Token + " --draft " + draft.Abbreviated(view.Draft),
			Who: d.Settings.Now().Officers.Names(officer.Approve, of)})
	}
	for n, q := range view.Questions {
		to := " --to " + q.Destination
		if q.Event != "" {
			to += " --event " + q.Event
		}
		approve := "approve " + a.Token + to
		for _, area := range slices.Sorted(slices.Values(q.Area)) {
			approve += " --area " + area
		}
		for _, channel := range q.Channels {
			approve += " --channel " + channel
		}
		if q.WantedEN != "" {
			steps = append(steps, api.Step{Command: notice.FrenchCommand(a, q.Destination, from.Destinations[n].Decision.Group),
				Who: d.Settings.Now().Officers.Names(officer.Approve, q.Of)})
		}
		steps = append(steps, api.Step{Command: approve + " --draft " + draft.Abbreviated(q.Draft),
			Who: d.Settings.Now().Officers.Names(officer.Approve, q.Of)},
			api.Step{Command: "deny " + a.Token + to + " --reason TEXT", Who: d.Settings.Now().Officers.Names(officer.Deny,
				q.Of)})
	}
	for _, g := range view.Given {
		if g.Stands && !slices.ContainsFunc(g.Parts, func(p api.Part) bool { return p.Level == derive.Original }) {
			steps = append(steps, api.Step{Command: "recall " + a.Token + " --to " + g.Destination + " --reason TEXT",
				Who: d.Settings.Now().Officers.Names(officer.Recall, g.Party)})
		}
	}
	return append(steps, api.Step{Command: "explain " + a.Token})
}
