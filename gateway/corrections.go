package gateway

import (
	"fmt"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/api"
	"bordercast/gateway/outbox"
	"bordercast/gateway/priority"
	"bordercast/gateway/store"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

// withdrawal is the Cancel by which the gateway takes back one derived alert: signed, stored, and of a fixed phrase.
func (g *Gateway) withdrawal(tx *sqlite.Tx, from gathered, p part, standing store.Delivery) (blob int64, err error) {
	made, _, err := tx.DerivedByID(standing.Derived)
	if err != nil {
		return 0, err
	}
	raw, err := g.blobs.get(tx, from.row.Blob)
	if err != nil {
		return 0, err
	}
	source, _, err := cap.Read(raw)
	if err != nil {
		return 0, err
	}
	req := translate.Request{
		Alert: source, To: g.systems[standing.Destination].Side, Gateway: g.name, Sender: g.sender, At: g.releaseTime(), Lane: from.row.Lane,
		OriginalSHA: hexOf(from.row.SHA256[:]), Parts: p.part,
		Live: []translate.Live{{Part: standing.Part, Event: made.Event, Derived: cap.Reference{Sender: g.sender, Identifier: made.Identifier, Sent: cap.FormatTime(made.Sent)}}},
	}
	for _, d := range made.Districts {
		req.Live[0].Districts = append(req.Live[0].Districts, geo.District(d))
	}
	variant := translate.Variant(req) + "-withdrawn"
	if req.Edition, err = tx.NextEdition(from.row.ID, standing.Part, variant); err != nil {
		return 0, err
	}
	drafts, err := translate.Withdraw(req)
	if err != nil || len(drafts) == 0 || drafts[0].Alert == nil {
		return 0, err
	}
	signed, err := g.sign(drafts[0])
	if err != nil {
		return 0, err
	}
	if signed.blob, err = tx.PutBlob(signed.cap); err != nil {
		return 0, err
	}
	row := signed.made
	row.Alert, row.Variant, row.Edition, row.Blob, row.Digest = from.row.ID, variant, req.Edition, signed.blob, from.row.Digest
	_, err = tx.PutDerived(row)
	return signed.blob, err
}

// resendOne delivers what stands at a destination once more: over MQTT the same bytes may be published again.
func (d desk) resendOne(tx *sqlite.Tx, a store.Alert, s store.Delivery, o api.Order, fx *effects) (api.Outcome, error) {
	out := api.Outcome{Alert: a.Token, Destination: s.Destination, State: "resent", At: tx.Now()}
	out.Trail = tx.Say(a.Key, trail.Resent, map[string]any{"destination": s.Destination, "by": who(o.Actor), "part": s.Part})
	if s.State == store.Ready || s.State == store.Attempting {
		out.Text = "It is on its way already; see `bordercast status` for its link."
		fx.ticket(s.Destination, outbox.Ticket{Delivery: s.ID, Chain: s.Chain, Priority: s.Priority})
		return out, nil
	}
	row, found, err := tx.AlertByID(s.Alert)
	if err != nil || !found {
		return out, fmt.Errorf("alert of delivery %d: %w", s.ID, err)
	}
	again := s
	again.Kind, again.Live, again.Priority = store.KindRemark, true, min(s.Priority, priority.Last)
	if again.ID, err = tx.PutDelivery(again, row.Until); err != nil {
		return out, err
	}
	standing, err := tx.TopicsOf(s.Chain, s.Destination, s.Part)
	if err != nil {
		return out, err
	}
	var plan store.Plan
	for _, t := range standing {
		plan = append(plan, store.Publication{Topic: t.Topic, Blob: t.Want, Retain: true})
		t.WantGen = again.ID
		if err := tx.Want(t); err != nil {
			return out, err
		}
	}
	out.Text = "The same bytes are published again."
	fx.ticket(s.Destination, outbox.Ticket{Delivery: again.ID, Chain: s.Chain, Priority: again.Priority})
	return out, tx.SetPlan(again.ID, plan)
}
