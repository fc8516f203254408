package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/gate"
	"bordercast/gateway/officer"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/topics"
	"bordercast/gateway/trail"
)

// withdrawal is the Cancel by which the gateway takes back one derived alert: signed, stored, and of a fixed phrase.
func (g *Gateway) withdrawal(tx *book.Tx, from gathered, p part, standing book.Delivery, inError bool) (cancel payload, err error) {
	made, _, err := tx.DerivedByID(standing.Derived)
	if err != nil {
		return cancel, err
	}
	raw, err := g.blobs.get(tx, from.row.Blob)
	if err != nil {
		return cancel, err
	}
	source, _, err := cap.Read(raw)
	if err != nil {
		return cancel, err
	}
	req := translate.Request{
		Alert: source, To: g.systems[standing.Destination].Side, Gateway: g.name, Sender: g.sender, At: g.releaseTime(), Lane: from.row.Lane,
		OriginalSHA: hexOf(from.row.SHA256[:]), Parts: p.part, Events: g.events, InError: inError,
		Live: []translate.Live{{Part: standing.Part, Event: made.Event, Derived: cap.Reference{Sender: g.sender, Identifier: made.Identifier, Sent: g.writtenSent(tx, made)}}},
	}
	for _, d := range made.Districts {
		req.Live[0].Districts = append(req.Live[0].Districts, geo.District(d))
	}
	if req.Live[0].Code, err = g.codeOf(tx, made, req.To); err != nil {
		return cancel, err
	}
	who, err := readersOf(tx, standing)
	if err != nil {
		return cancel, err
	}
	who.put(&req.Live[0])
	variant := translate.Variant(req) + "-withdrawn"
	if req.Edition, err = tx.NextEdition(from.row.ID, standing.Part, variant); err != nil {
		return cancel, err
	}
	drafts, err := translate.Withdraw(req)
	if err != nil || len(drafts) == 0 || drafts[0].Alert == nil {
		return cancel, err
	}
	signed := partOf(drafts[0])
	if err := g.sign(&signed); err != nil {
		return cancel, err
	}
	if signed.blob, err = tx.PutBlob(signed.cap); err != nil {
		return cancel, err
	}
	row := signed.made
	row.Alert, row.Variant, row.Edition, row.Blob, row.Digest = from.row.ID, variant, req.Edition, signed.blob, from.row.Digest
	_, err = tx.PutDerived(row)
	return payload{signed.blob, signed.cap.Public}, err
}

// resendOne delivers what stands at a destination once more: over MQTT the same bytes may be published again.
func (d service) resendOne(tx *book.Tx, a book.Alert, s book.Delivery, o api.Order, fx *effects) (api.Outcome, error) {
	out := api.Outcome{Alert: a.Token, Destination: s.Destination, State: "resent", At: tx.Now()}
	out.Trail = tx.Say(a.Key, trail.Resent, map[string]any{"destination": s.Destination, "by": who(o.Actor), "part": s.Part})
	if s.State == book.Ready || s.State == book.Attempting {
		out.Text = "It is on its way already; see `bordercast status` for its link."
		fx.ticket(s.Destination, outbox.Ticket{Delivery: s.ID, Chain: s.Chain, Priority: s.Priority, Source: a.Source})
		return out, nil
	}
	row, found, err := tx.AlertByID(s.Alert)
	if err != nil || !found {
		return out, fmt.Errorf("alert of delivery %d: %w", s.ID, err)
	}
	again := s
	again.Kind, again.Live, again.Priority = book.KindAnnotation, true, min(s.Priority, priority.Last)
	if again.ID, err = tx.PutDelivery(again, row.Until); err != nil {
		return out, err
	}
	standing, err := tx.TopicsOf(s.Chain, s.Destination, s.Part)
	if err != nil {
		return out, err
	}
	var plan book.Plan
	for _, t := range standing {
		if _, public, err := tx.BlobDigest(t.Want); err != nil || gate.StopsOn(t.Topic, public) {
			d.stopped(t.Destination, chainAt(t.Topic), t.Topic)
			return out, errors.Join(err, &api.Fault{Code: gate.Code, Text: "It is not Public and stands in a public tree: it is not published again. Recall it."})
		}
		plan = append(plan, book.Publication{Topic: t.Topic, Blob: t.Want, Retain: true})
		t.WantGen = again.ID
		if err := tx.Want(t); err != nil {
			return out, err
		}
	}
	out.Text = "The same bytes are published again."
	fx.ticket(s.Destination, outbox.Ticket{Delivery: again.ID, Chain: s.Chain, Priority: again.Priority, Source: a.Source})
	return out, tx.SetPlan(again.ID, plan)
}

// Recall withdraws the gateway's own derived alerts of a chain and binds the chain like a denial. What a side's own
// readers have of their own originator is not the gateway's to take back.
func (d service) Recall(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	if o.Reason == "" {
		return nil, &api.Fault{Code: api.NoReason, Text: "A recall needs a reason: --reason TEXT."}
	}
	var fx *effects
	err = d.db.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &effects{}, nil
		a, err := d.one(tx, o.Alert)
		if err != nil {
			return err
		}
		outcomes, err = d.recall(tx, a, o, fx)
		return err
	})
	if err == nil {
		d.apply(fx)
	}
	return outcomes, err
}

func (d service) recall(tx *book.Tx, a book.Alert, o api.Order, fx *effects) ([]api.Outcome, error) {
	standing, err := tx.DeliveriesLive(a.Chain, o.Destination)
	if err != nil {
		return nil, err
	}
	standing = slices.DeleteFunc(standing, func(s book.Delivery) bool {
		made, found, err := tx.DerivedByID(s.Derived)
		return err != nil || !found || made.Identifier == ""
	})
	if len(standing) == 0 {
		return nil, &api.Fault{Code: api.NotFound, Text: "Nothing that the gateway made of alert " + a.Token + " stands anywhere: there is nothing to take back."}
	}
	if standing, err = d.mayCorrect(officer.Recall, o.Actor, standing); err != nil {
		return nil, err
	}
	var outcomes []api.Outcome
	for _, s := range standing {
		out, err := d.recallOne(tx, s, o, fx)
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, out)
	}
	return outcomes, errors.Join(d.bind(tx, a.Chain, standing), tx.TouchChain(a.Chain))
}

// bind denies what was decided of a chain for the destinations of a recall and is not released yet: it would appear
// there a moment after the recall.
func (d service) bind(tx *book.Tx, chain int64, recalled []book.Delivery) error {
	for _, s := range recalled {
		decisions, err := tx.DecisionsOfChain(chain, s.Destination)
		if err != nil {
			return err
		}
		for _, decision := range decisions {
			if decision.State != book.Decided || decision.Action == book.Drop {
				continue
			}
			if err := tx.SetDecision(decision.Alert, s.Destination, book.Denied, "recalled"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d service) recallOne(tx *book.Tx, s book.Delivery, o api.Order, fx *effects) (api.Outcome, error) {
	from, p, found, err := d.reread(tx, s)
	if err != nil || !found {
		return api.Outcome{}, err
	}
	body := map[string]any{"destination": s.Destination, "by": who(o.Actor), "part": s.Part}
	if o.InError {
		body["phrase"] = "in-error"
	}
	seq := tx.Say(from.row.Key, trail.Recalled, body)
	cancel, err := d.withdrawal(tx, from, p, s, o.InError)
	if err != nil {
		return api.Outcome{}, err
	}
	if err := tx.SetDecision(from.row.ID, s.Destination, book.Denied, "recalled"); err != nil {
		return api.Outcome{}, err
	}
	fx.receipts = append(fx.receipts, d.answer(from.row, s.Destination, topics.Stayed, "recalled", recallText(from.row, o), seq))
	err = d.endAt(tx, s, ending{kind: topics.Withdrawn, cancel: cancel, party: d.name, inError: o.InError}, fx)
	return api.Outcome{Alert: from.row.Token, Destination: s.Destination, State: "recalled", Text: "It is withdrawn there now.", Trail: seq, At: tx.Now()}, err
}

// Resend delivers again: what was never done as it is, what was done as the same bytes once more, for a destination
// over MQTT is repeatable.
func (d service) Resend(ctx context.Context, o api.Order) (outcomes []api.Outcome, err error) {
	var fx *effects
	err = d.db.Update(ctx, func(tx *book.Tx) error {
		fx, outcomes = &effects{}, nil
		a, err := d.one(tx, o.Alert)
		if err != nil {
			return err
		}
		standing, err := tx.DeliveriesLive(a.Chain, o.Destination)
		if err != nil {
			return err
		}
		if len(standing) == 0 {
			return &api.Fault{Code: api.NotFound, Text: "Nothing of alert " + a.Token + " stands anywhere: there is nothing to send again."}
		}
		if standing, err = d.mayCorrect(officer.Resend, o.Actor, standing); err != nil {
			return err
		}
		for _, s := range standing {
			out, err := d.resendOne(tx, a, s, o, fx)
			if err != nil {
				return err
			}
			outcomes = append(outcomes, out)
		}
		return nil
	})
	if err == nil {
		d.apply(fx)
	}
	return outcomes, err
}

// recallText is what the source is told: what its readers over there are told.
func recallText(a book.Alert, o api.Order) string {
	if o.InError {
		return topics.InError(a.Lane).EN
	}
	return topics.Withdrawal().EN
}
