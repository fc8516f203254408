package derive

import (
	"encoding/hex"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
)

// Withdrawal is the Cancel by which the gateway takes back one derived alert: signed, stored, and of a fixed phrase.
func (g *Deriver) Withdrawal(tx *book.Tx, from Gathered, p Part, standing book.Delivery, inError bool) (cancel Payload,
	err error) {
	made, _, err := tx.Derived.ByID(standing.Derived)
	if err != nil {
		return cancel, err
	}
	raw, err := g.Blobs.Get(tx, from.Row.Blob)
	if err != nil {
		return cancel, err
	}
	source, _, err := cap.Read(raw)
	if err != nil {
		return cancel, err
	}
	req := translate.Request{
		Alert: source, To: g.Settings.Now().Systems[standing.Destination].Side, Gateway: g.Settings.Now().Name,
		Sender: g.Settings.Now().Sender, At: g.releaseTime(), Lane: from.Row.Lane,
		OriginalSHA: hex.EncodeToString(from.Row.SHA256[:]), Parts: p.Part, Events: g.Settings.Now().Events, InError: inError,
		Live: []translate.Live{{Part: standing.Part, Event: made.Event,
			Derived: cap.Reference{Sender: g.Settings.Now().Sender, Identifier: made.Identifier, Sent: g.writtenSent(tx,
				made)}}},
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
	if req.Edition, err = tx.Derived.NextEdition(from.Row.ID, standing.Part, variant); err != nil {
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
	if signed.Blob, err = tx.Documents.Put(signed.Cap); err != nil {
		return cancel, err
	}
	row := signed.made
	row.Alert, row.Variant, row.Edition, row.Blob, row.Digest = from.Row.ID, variant, req.Edition, signed.Blob,
		from.Row.Digest
	_, err = tx.Derived.Put(row)
	return Payload{signed.Blob, signed.Cap.Public}, err
}
