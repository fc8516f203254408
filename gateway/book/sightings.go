package book

import (
	"crypto/sha256"
	"fmt"
	"slices"
)

// Expect asks at once for documents that are about to be put, so that PutBlob need not ask for each.
func (tx *Tx) Expect(docs ...[sha256.Size]byte) error {
	if docs = tx.unknown(docs); len(docs) == 0 {
		return nil
	}
	kept, err := tx.r.BlobsOf(docs)
	if err == nil {
		tx.learn(docs, kept)
	}
	return err
}

// unknown are those of the documents of which it is not known whether they are kept.
func (tx *Tx) unknown(docs [][sha256.Size]byte) [][sha256.Size]byte {
	return slices.DeleteFunc(slices.Clone(docs), func(sum [sha256.Size]byte) bool {
		_, known := tx.rows.blobs[sum]
		return known
	})
}

// learn remembers which of the documents are kept.
func (tx *Tx) learn(docs [][sha256.Size]byte, kept []StoredAs) {
	for _, sum := range docs {
		tx.rows.blobs[sum] = blobRef{}
	}
	for _, k := range kept {
		tx.rows.blobs[k.SHA256] = blobRef{k.ID, k.Public}
	}
}

// PutBlob stores a document once, whatever the number of times it is put.
func (tx *Tx) PutBlob(p Packed) (id int64, err error) {
	if err := tx.Expect(p.SHA256); err != nil {
		return 0, err
	}
	ref := tx.rows.blobs[p.SHA256]
	switch {
	case ref.id == 0:
		if ref.id, err = tx.number(func(n *Numbers) *int64 { return &n.Blob }); err != nil {
			return 0, err
		}
		ref.public = p.Public
		tx.pending.Blobs = append(tx.pending.Blobs, Blob{ref.id, p})
	case p.Public && !ref.public:
		ref.public = true
		tx.pending.Public = append(tx.pending.Public, ref.id)
	}
	tx.rows.blobs[p.SHA256] = ref
	return ref.id, nil
}

// Blob is a document as it was put. A purged or unknown one is an error.
func (tx *Tx) Blob(id int64) ([]byte, error) {
	doc, _, err := tx.Document(id)
	return doc, err
}

// Document is Blob, and whether the document is for everybody.
func (tx *Tx) Document(id int64) (doc []byte, public bool, err error) {
	s, there, err := tx.stored(id)
	if err != nil {
		return nil, false, err
	}
	if !there || s.Purged {
		return nil, false, fmt.Errorf("document %d is no longer kept", id)
	}
	if s.Doc != nil {
		return s.Doc, s.Public, nil
	}
	doc, err = Unpack(s.Packed)
	return doc, s.Public, err
}

func (tx *Tx) stored(id int64) (s Stored, there bool, err error) {
	if err := tx.flush(); err != nil {
		return s, false, err
	}
	return tx.r.Blob(id)
}

// BlobDigest is the SHA-256 of a stored document, and whether it is for everybody; zero for none.
func (tx *Tx) BlobDigest(id int64) (sum [sha256.Size]byte, public bool, err error) {
	s, _, err := tx.stored(id)
	return s.SHA256, s.Public, err
}

// Accept is the first transition: the bytes and a sighting, durable.
func (tx *Tx) Accept(s Sighting, doc Packed) (Sighting, error) {
	blob, err := tx.PutBlob(doc)
	if err != nil {
		return s, err
	}
	s.Blob, s.SHA256, s.Size, s.State = blob, doc.SHA256, doc.Size, Accepted
	if s.ID, err = tx.number(func(n *Numbers) *int64 { return &n.Sighting }); err != nil {
		return s, err
	}
	s.Received = milli(s.Received)
	c := &cell[Sighting]{row: s, fresh: true}
	tx.rows.sightings[s.ID] = c
	change(&tx.sightings, c)
	return s, nil
}

func (tx *Tx) askSightings(ask SightingsAsk) ([]Sighting, error) {
	return listed(tx, func() ([]Sighting, error) { return tx.r.Sightings(ask) })
}

// AcceptedSightings is the intake queue, in order of arrival: what a start-up resumes.
func (tx *Tx) AcceptedSightings() ([]Sighting, error) {
	return tx.askSightings(SightingsAsk{State: Accepted})
}

// QuarantinedSightings are the messages in quarantine, oldest first.
func (tx *Tx) QuarantinedSightings() ([]Sighting, error) {
	return tx.askSightings(SightingsAsk{State: Quarantined})
}

// SightingsOf is every receipt of one alert, oldest first.
func (tx *Tx) SightingsOf(alert int64) ([]Sighting, error) {
	if alert == 0 {
		return nil, nil
	}
	return tx.askSightings(SightingsAsk{Alert: alert})
}

// SightingsOfBytes is every receipt of exactly these bytes, oldest first.
func (tx *Tx) SightingsOfBytes(sum [sha256.Size]byte) ([]Sighting, error) {
	return tx.askSightings(SightingsAsk{Sum: &sum})
}

// Waiting reports whether a sighting waits to be settled.
func (tx *Tx) Waiting(id int64) (bool, error) {
	c, err := tx.sighting(id)
	return c != nil && c.row.State == Accepted, err
}

// Sighting reads one; found is false when there is none of that number.
func (tx *Tx) Sighting(id int64) (s Sighting, found bool, err error) {
	c, err := tx.sighting(id)
	if err != nil || c == nil {
		return s, false, err
	}
	return c.row, true, nil
}

// sighting is one in memory; nil where there is none of that number.
func (tx *Tx) sighting(id int64) (*cell[Sighting], error) {
	if c := tx.rows.sightings[id]; c != nil {
		return c, nil
	}
	s, there, err := first(tx.askSightings(SightingsAsk{ID: id}))
	if err != nil || !there {
		return nil, err
	}
	c := &cell[Sighting]{row: s, was: s.State}
	tx.rows.sightings[id] = c
	return c, nil
}

func (tx *Tx) changeSighting(id int64, how func(*Sighting)) error {
	c, err := tx.sighting(id)
	if err != nil || c == nil {
		return err
	}
	how(&c.row)
	change(&tx.sightings, c)
	return nil
}

// stepSighting moves a sighting on.
func (tx *Tx) stepSighting(id int64, state string, how func(*Sighting)) error {
	c, err := tx.sighting(id)
	if err != nil {
		return err
	}
	from := New
	if c != nil {
		from = c.row.State
	}
	if may, err := mayStep(OfSighting, id, c != nil, from, state); !may {
		return err
	}
	return tx.changeSighting(id, func(s *Sighting) { s.State = state; how(s) })
}

// SettleSighting ends a sighting's wait: settled (with the alert it is a receipt of, or 0) or quarantined.
func (tx *Tx) SettleSighting(id int64, state, verdict, reason string, alert int64) error {
	return tx.stepSighting(id, state, func(s *Sighting) { s.Verdict, s.Reason, s.Alert = verdict, reason, alert })
}

// Disown says of a sighting that it is a receipt of no alert after all, and why. It stays in its state.
func (tx *Tx) Disown(id int64, reason string) error {
	return tx.changeSighting(id, func(s *Sighting) { s.Reason, s.Alert = reason, 0 })
}

// LetIn takes a sighting out of quarantine by a person's word: it waits to be settled again.
func (tx *Tx) LetIn(id int64) error {
	return tx.stepSighting(id, Accepted, func(s *Sighting) { s.Verdict, s.Reason, s.Alert, s.Vouched = "", "", 0, true })
}
