package gateway

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"bordercast/cap"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/intake"
	"bordercast/gateway/trail"
)

// timeOf reads a time of the trail.
func timeOf(text string) (time.Time, error) { return time.Parse(trail.TimeForm, text) }

func itemOf(s book.Sighting, bytes []byte) intake.Item {
	return intake.Item{Sighting: s, Bytes: bytes}
}

// Explain says what happened to these bytes or, when the daemon never saw them, what would: verdict, findings, the
// values routes look at, and the decision for each destination.
func (d service) Explain(ctx context.Context, q api.Question) (out api.Explanation, err error) {
	if q.Alert != "" {
		return d.explainAlert(ctx, q)
	}
	sum := sha256.Sum256(q.Bytes)
	sighting := book.Sighting{Link: q.System, Received: d.clock.Now(), SHA256: sum, Size: len(q.Bytes)}
	if err := d.cameFrom(ctx, q.Bytes, &sighting); err != nil {
		return out, err
	}
	r := d.analyse(itemOf(sighting, q.Bytes))
	out = d.explained(r)
	out.SHA256 = hexOf(sum[:])
	err = d.db.View(ctx, func(tx *book.Tx) error {
		return errors.Join(d.wouldBar(tx, r, &out), d.known(tx, r, sum, &out))
	})
	return out, err
}

// cameFrom finds the system that these bytes last came from, or one that they could come from, and when they first did.
func (d service) cameFrom(ctx context.Context, doc []byte, to *book.Sighting) error {
	var seen []book.Sighting
	err := d.db.View(ctx, func(tx *book.Tx) (err error) {
		seen, err = tx.SightingsOfBytes(to.SHA256)
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
		to.Link = d.guess(doc)
	}
	return err
}

// guess is a system that may speak for the sender of these bytes.
func (g *Gateway) guess(doc []byte) string {
	for name, s := range g.systems {
		if len(s.In) == 0 {
			continue
		}
		r := g.analyse(itemOf(book.Sighting{Link: name, Received: g.clock.Now()}, doc))
		if r.alert != nil && g.entitled.Speaks(name, r.alert.Sender) && len(s.senders) > 0 {
			return name
		}
	}
	return ""
}

func (d service) explained(r reading) api.Explanation {
	out := api.Explanation{State: "would be settled", System: r.item.Sighting.Link}
	if r.refuse != nil {
		out.State, out.Reason, out.Text = "would be quarantined", r.refuse.code, r.refuse.text
	}
	if r.alert == nil {
		return out
	}
	out.Alert, out.Identifier, out.Sender = r.identity.Token(), r.alert.Identifier, r.alert.Sender
	out.Lane, out.LaneReason = string(r.lane), r.laneReason
	out.Verdict, out.VerdictText, out.Signer = string(r.judgement.Verdict), r.judgement.Text, r.judgement.Signer
	for _, f := range r.findings {
		out.Findings = append(out.Findings, api.Finding{Rule: f.Rule, Level: string(f.Level), Path: f.Path, Line: f.Line, Text: f.Text})
	}
	out.Facts = factsOf(r.shape, r.until, r.clause)
	if r.system != nil && r.refuse == nil {
		out.Decisions = d.wouldDecide(r)
	}
	return out
}

// wouldDecide is what the agreement says to a new alert like this.
func (d service) wouldDecide(r reading) (list []api.Decision) {
	for _, to := range d.destinations {
		a := d.agreement.Decide(r.facts(d.clock.Now()), to.Name)
		list = append(list, api.Decision{
			Destination: to.Name, Action: string(a.Action), Route: a.Route, Reason: a.Reason, Values: a.Values, Ask: string(a.Ask), Of: a.Of,
		})
	}
	return list
}

// wouldBar says of what could be settled that it may not have what it names.
func (d service) wouldBar(tx *book.Tx, r reading, out *api.Explanation) error {
	if r.alert == nil || r.refuse != nil || r.lane == cap.NoLane {
		return nil
	}
	_, refused, err := d.named(tx, &r)
	if err != nil || refused == nil {
		return err
	}
	out.State, out.Reason, out.Text, out.Decisions = "would be dropped", refused.code, refused.text, nil
	if refused.wait {
		out.State = "would be quarantined"
	}
	return nil
}

// known replaces what would happen by what did, where the daemon knows the alert.
func (d service) known(tx *book.Tx, r reading, sum [sha256.Size]byte, out *api.Explanation) error {
	seen, err := tx.SightingsOfBytes(sum)
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
			out.Text, out.Decisions = cmp.Or(out.Text, reasonText(book.Decision{Reason: last.Reason})), nil
		}
		return nil
	}
	a, found, err := tx.AlertByID(last.Alert)
	if err != nil || !found {
		return err
	}
	return d.asStored(tx, a, r, out) // whoever has the bytes may read what they say
}
