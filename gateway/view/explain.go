package view

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"bordercast/adapters"
	"bordercast/cap"
	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/documents"
	"bordercast/gateway/notice"
	"bordercast/gateway/reading"
	"bordercast/gateway/settings"
	"bordercast/gateway/way"
)

// Explaining says why something was decided, or would be.
type Explaining struct {
	Settings *settings.Current
	Clock    adapters.Clock
	DB       *book.Book
	Blobs    *documents.Cache
	Reader   *reading.Reader
	Relater  *way.Relater
	Acts     *acts.Acts
	View     *View
}

// Explain says what happened to these bytes or, when the daemon never saw them, what would: verdict, findings, the
// values routes look at, and the decision for each destination.
func (g *Explaining) Explain(ctx context.Context, q api.Question) (out api.Explanation, err error) {
	if q.Alert != "" {
		return g.explainAlert(ctx, q)
	}
	sum := sha256.Sum256(q.Bytes)
	sighting := book.Sighting{Link: q.System, Received: g.Clock.Now(), SHA256: sum, Size: len(q.Bytes)}
	if err := g.cameFrom(ctx, q.Bytes, &sighting); err != nil {
		return out, err
	}
	r := g.Reader.Analyse(reading.ItemOf(sighting, q.Bytes))
	out = g.explained(r)
	out.SHA256 = hex.EncodeToString(sum[:])
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		return errors.Join(g.wouldBar(tx, r, &out), g.known(tx, r, sum, &out))
	})
	return out, err
}

// cameFrom finds the system that these bytes last came from, or one that they could come from, and when they first did.
func (g *Explaining) cameFrom(ctx context.Context, doc []byte, to *book.Sighting) error {
	var seen []book.Sighting
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		seen, err = tx.Sightings.OfBytes(to.SHA256)
		return err
	})
	if len(seen) > 0 {
		to.Received = seen[0].Received
	}
	switch {
	case to.Link != "":
	case len(seen) > 0:
		to.Link = seen[len(seen)-1].Link
	default:
		to.Link = g.guess(doc)
	}
	return err
}

// guess is a system that may speak for the sender of these bytes.
func (g *Explaining) guess(doc []byte) string {
	for name, s := range g.Settings.Now().Systems {
		if len(s.In) == 0 {
			continue
		}
		r := g.Reader.Analyse(reading.ItemOf(book.Sighting{Link: name, Received: g.Clock.Now()}, doc))
		if r.Alert != nil && g.Settings.Now().Entitled.Speaks(name, r.Alert.Sender) && len(s.Senders) > 0 {
			return name
		}
	}
	return ""
}

func (g *Explaining) explained(r reading.Reading) api.Explanation {
	out := api.Explanation{State: "would be settled", System: r.Item.Sighting.Link}
	if r.Refuse != nil {
		out.State, out.Reason, out.Text = "would be quarantined", r.Refuse.Code, r.Refuse.Text
	}
	if r.Alert == nil {
		return out
	}
	out.Alert, out.Identifier, out.Sender = r.Identity.Token(), r.Alert.Identifier, r.Alert.Sender
	out.Lane, out.LaneReason = string(r.Lane), r.LaneReason
	out.Verdict, out.VerdictText, out.Signer = string(r.Judgement.Verdict), r.Judgement.Text, r.Judgement.Signer
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, api.Finding{Rule: f.Rule, Level: string(f.Level), Path: f.Path, Line: f.Line,
			Text: f.Text})
	}
	out.Facts = factsOf(r.Shape, r.Until, r.Clause)
	if r.System != nil && r.Refuse == nil {
		out.Decisions = g.wouldDecide(r)
	}
	return out
}

// wouldDecide is what the agreement says to a new alert like this.
func (g *Explaining) wouldDecide(r reading.Reading) (list []api.Decision) {
	for _, to := range g.Settings.Now().Destinations {
		for _, group := range r.Shape.All() {
			list = append(list, g.wouldDecideAbout(r.For(group), to.Name, r.Shape.EventCode(group.Group)))
		}
	}
	return list
}

func (g *Explaining) wouldDecideAbout(r *reading.Reading, to, event string) api.Decision {
	a := g.Settings.Now().Agreement.Decide(r.Facts(g.Clock.Now()), to)
	return api.Decision{
		Destination: to, Event: event, Action: string(a.Action), Route: a.Route, Reason: a.Reason, Values: a.Values,
		Ask: string(a.Ask), Of: a.Of,
	}
}

// wouldBar says of what could be settled that it may not have what it names.
func (g *Explaining) wouldBar(tx *book.Tx, r reading.Reading, out *api.Explanation) error {
	if r.Alert == nil || r.Refuse != nil || r.Lane == cap.NoLane {
		return nil
	}
	_, refused, err := g.Relater.Named(tx, &r)
	if err != nil || refused == nil {
		return err
	}
	out.State, out.Reason, out.Text, out.Decisions = "would be dropped", refused.Code, refused.Text, nil
	if refused.Wait {
		out.State = "would be quarantined"
	}
	return nil
}

// known replaces what would happen by what did, where the daemon knows the alert.
func (g *Explaining) known(tx *book.Tx, r reading.Reading, sum [sha256.Size]byte, out *api.Explanation) error {
	seen, err := tx.Sightings.OfBytes(sum)
	if err != nil || len(seen) == 0 {
		return err
	}
	last := seen[len(seen)-1]
	if out.Reason != last.Reason {
		out.Text = ""
	}
	out.Known, out.State, out.Reason, out.System = true, last.State, last.Reason, last.Link
	if last.Alert == 0 { // of what was not let in nothing is stored but its bytes and why
		out.Recomputed = []string{"facts", "findings", "lane", "lane_reason", "signer", "verdict", "verdict_text"}
		if last.State == book.Settled {
			out.Text, out.Decisions = cmp.Or(out.Text, notice.ReasonText(book.Decision{Reason: last.Reason})), nil
		}
		return nil
	}
	a, found, err := tx.Alerts.ByID(last.Alert)
	if err != nil || !found {
		return err
	}
	return g.asStored(tx, a, r, out) // whoever has the bytes may read what they say
}
