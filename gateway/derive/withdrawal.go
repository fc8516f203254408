package derive

import (
	"encoding/hex"
	"slices"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
	"bordercast/gateway/settings"
)

// LeftOut makes the Cancels of what stands at a destination of events of which an Update tells no more: from is all of
// the Update, gone is what ends, and goesOn are the numbers of those of its infos whose events are in force there.
// Nothing of what those say is in it. It has no part for an original, which nobody derived. Err is why there is none
// of the others: they end without.
func (g *Deriver) LeftOut(tx *book.Tx, from Gathered, to *settings.System, gone []book.Delivery,
	goesOn []int) (m Rendering, err error) {
	st, err := g.standingOf(tx, &from, to, gone)
	if err != nil {
		return m, err
	}
	at := DestinationState{System: to, Live: st.Live, Derived: st.Derived, readers: st.readers, codes: st.codes,
		sent: st.sent}
	if at.Decision.Allow, err = givenUnder(tx, gone); err != nil {
		return m, err
	}
	var held []geo.District
	for _, n := range goesOn {
		held = geo.Join(slices.Concat(held, from.Ground.Info(n)))
	}
	from.Group = &translate.Group{Event: translate.Event{Infos: goesOn}, Among: len(from.Alert.Infos)}
	from.Alert, from.Ground = translate.CutTo(from.In.Atlas, from.Alert, nil)
	req := g.request(from, at)
	req.At = g.releaseTime()
	m.Variant, m.Destinations = translate.Variant(req), []DestinationState{at}
	drafts, err := translate.EndLeftOut(req, held)
	for i := 0; i < len(drafts) && err == nil; i++ {
		m.Parts = append(m.Parts, partOf(drafts[i]))
		err = g.sign(&m.Parts[i])
	}
	if err != nil {
		return Rendering{Err: err}, nil
	}
	for i := range m.Parts {
		if err := m.Parts[i].Put(tx, from, m.Variant); err != nil {
			return m, err
		}
	}
	return m, nil
}

// givenUnder is the redaction under which all of these deliveries were given: the chain rule passes routes, never
// privacy. Given under several, nothing optional crosses.
func givenUnder(tx *book.Tx, given []book.Delivery) (allow []string, err error) {
	for n, l := range given {
		behind, err := tx.Decisions.Behind(l)
		if err != nil || len(behind) == 0 {
			return nil, err
		}
		if n > 0 && !slices.Equal(allow, behind[0].Allow) {
			return nil, nil
		}
		allow = behind[0].Allow
	}
	return allow, nil
}

// CancelOf is the Cancel of a part that a rendering ends; none where it has none.
func (m Rendering) CancelOf(part int) Payload {
	for _, p := range m.Parts {
		if p.Part == part && p.Ends {
			return Payload{p.Blob, p.Cap.Public}
		}
	}
	return Payload{}
}

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
