package book

import (
	"crypto/sha256"
	"fmt"
	"slices"
)

// Expect asks at once for documents that are about to be put, so that Put need not ask for each.
func (t DocumentTable) Expect(docs ...[sha256.Size]byte) error {
	if docs = t.unknown(docs); len(docs) == 0 {
		return nil
	}
	kept, err := t.tx.r.BlobsOf(docs)
	if err == nil {
		t.learn(docs, kept)
	}
	return err
}

// unknown are those of the documents of which it is not known whether they are kept.
func (t DocumentTable) unknown(docs [][sha256.Size]byte) [][sha256.Size]byte {
	return slices.DeleteFunc(slices.Clone(docs), func(sum [sha256.Size]byte) bool {
		_, known := t.tx.rows.blobs[sum]
		return known
	})
}

// learn remembers which of the documents are kept.
func (t DocumentTable) learn(docs [][sha256.Size]byte, kept []StoredAs) {
	for _, sum := range docs {
		t.tx.rows.blobs[sum] = blobRef{}
	}
	for _, k := range kept {
		t.tx.rows.blobs[k.SHA256] = blobRef{k.ID, k.Public}
	}
}

// Put stores a document once, whatever the number of times it is put.
func (t DocumentTable) Put(p Packed) (id int64, err error) {
	if err := t.Expect(p.SHA256); err != nil {
		return 0, err
	}
	ref := t.tx.rows.blobs[p.SHA256]
	switch {
	case ref.id == 0:
		if ref.id, err = t.tx.number(func(n *Numbers) *int64 { return &n.Blob }); err != nil {
			return 0, err
		}
		ref.public = p.Public
		t.tx.pending.Blobs = append(t.tx.pending.Blobs, Blob{ref.id, p})
	case p.Public && !ref.public:
		ref.public = true
		t.tx.pending.Public = append(t.tx.pending.Public, ref.id)
	}
	t.tx.rows.blobs[p.SHA256] = ref
	return ref.id, nil
}

// Bytes is a document as it was put. A purged or unknown one is an error.
func (t DocumentTable) Bytes(id int64) ([]byte, error) {
	doc, _, err := t.ByID(id)
	return doc, err
}

// ByID is Bytes, and whether the document is for everybody.
func (t DocumentTable) ByID(id int64) (doc []byte, public bool, err error) {
	s, there, err := t.stored(id)
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

func (t DocumentTable) stored(id int64) (s Stored, there bool, err error) {
	if err := t.tx.flush(); err != nil {
		return s, false, err
	}
	return t.tx.r.Blob(id)
}

// Digest is the SHA-256 of a stored document, and whether it is for everybody; zero for none.
func (t DocumentTable) Digest(id int64) (sum [sha256.Size]byte, public bool, err error) {
	s, _, err := t.stored(id)
	return s.SHA256, s.Public, err
}

// Accept is the first transition: the bytes and a sighting, durable.
func (t SightingTable) Accept(s Sighting, doc Packed) (Sighting, error) {
	blob, err := t.tx.Documents.Put(doc)
	if err != nil {
		return s, err
	}
	s.Blob, s.SHA256, s.Size, s.State = blob, doc.SHA256, doc.Size, Accepted
	if s.ID, err = t.tx.number(func(n *Numbers) *int64 { return &n.Sighting }); err != nil {
		return s, err
	}
	s.Received = milli(s.Received)
	c := &cell[Sighting]{row: s, fresh: true}
	t.tx.rows.sightings[s.ID] = c
	change(&t.tx.changed.sightings, c)
	return s, nil
}

func (t SightingTable) ask(ask SightingsAsk) ([]Sighting, error) {
	return listed(t.tx, func() ([]Sighting, error) { return t.tx.r.Sightings(ask) })
}

// Accepted is the intake queue, in order of arrival: what a start-up resumes.
func (t SightingTable) Accepted() ([]Sighting, error) {
	return t.ask(SightingsAsk{State: Accepted})
}

// Quarantined are the messages in quarantine, oldest first.
func (t SightingTable) Quarantined() ([]Sighting, error) {
	return t.ask(SightingsAsk{State: Quarantined})
}

// Of is every receipt of one alert, oldest first.
func (t SightingTable) Of(alert int64) ([]Sighting, error) {
	if alert == 0 {
		return nil, nil
	}
	return t.ask(SightingsAsk{Alert: alert})
}

// OfBytes is every receipt of exactly these bytes, oldest first.
func (t SightingTable) OfBytes(sum [sha256.Size]byte) ([]Sighting, error) {
	return t.ask(SightingsAsk{Sum: &sum})
}

// Waiting reports whether a sighting waits to be settled.
func (t SightingTable) Waiting(id int64) (bool, error) {
	c, err := t.cell(id)
	return c != nil && c.row.State == Accepted, err
}

// ByID reads one; found is false when there is none of that number.
func (t SightingTable) ByID(id int64) (s Sighting, found bool, err error) {
	c, err := t.cell(id)
	if err != nil || c == nil {
		return s, false, err
	}
	return c.row, true, nil
}

// cell is one in memory; nil where there is none of that number.
func (t SightingTable) cell(id int64) (*cell[Sighting], error) {
	if c := t.tx.rows.sightings[id]; c != nil {
		return c, nil
	}
	s, there, err := first(t.ask(SightingsAsk{ID: id}))
	if err != nil || !there {
		return nil, err
	}
	c := &cell[Sighting]{row: s, was: s.State}
	t.tx.rows.sightings[id] = c
	return c, nil
}

func (t SightingTable) change(id int64, how func(*Sighting)) error {
	c, err := t.cell(id)
	if err != nil || c == nil {
		return err
	}
	how(&c.row)
	change(&t.tx.changed.sightings, c)
	return nil
}

// step moves a sighting on.
func (t SightingTable) step(id int64, state string, how func(*Sighting)) error {
	c, err := t.cell(id)
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
	return t.change(id, func(s *Sighting) { s.State = state; how(s) })
}

// Settle ends a sighting's wait: settled (with the alert it is a receipt of, or 0) or quarantined.
func (t SightingTable) Settle(id int64, state, verdict, reason string, alert int64) error {
	return t.step(id, state, func(s *Sighting) { s.Verdict, s.Reason, s.Alert = verdict, reason, alert })
}

// Disown says of a sighting that it is a receipt of no alert after all, and why. It stays in its state.
func (t SightingTable) Disown(id int64, reason string) error {
	return t.change(id, func(s *Sighting) { s.Reason, s.Alert = reason, 0 })
}

// LetIn takes a sighting out of quarantine by a person's word: it waits to be settled again.
func (t SightingTable) LetIn(id int64) error {
	return t.step(id, Accepted, func(s *Sighting) { s.Verdict, s.Reason, s.Alert, s.Vouched = "", "", 0, true })
}
