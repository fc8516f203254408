package sqlite

import (
	"crypto/sha256"
	"fmt"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// PutBlob stores a document once, whatever the number of times it is put.
func (tx *Tx) PutBlob(p book.Packed) (int64, error) {
	id, err := tx.insert("INSERT OR IGNORE INTO blob (sha256, encoding, size, bytes, public) VALUES (?,?,?,?,?)", p.SHA256[:], p.Encoding, p.Size, p.Bytes, p.Public)
	if err != nil || tx.conn.Changed() > 0 {
		return id, err
	}
	if id, err = tx.number("SELECT id FROM blob WHERE sha256 = ?", p.SHA256[:]); err != nil || !p.Public {
		return id, err
	}
	// The row keeps its length, so SQLite writes one page of it however long the document is.
	return id, tx.exec("UPDATE blob SET public = 1 WHERE id = ? AND public = 0", id)
}

// Blob is a document as it was put. A purged or unknown one is an error.
func (tx *Tx) Blob(id int64) ([]byte, error) {
	doc, _, err := tx.Document(id)
	return doc, err
}

// Document is Blob, and whether the document is for everybody.
func (tx *Tx) Document(id int64) (doc []byte, public bool, err error) {
	var encoding, size int
	var bytes []byte
	found, err := tx.one("SELECT encoding, size, public, bytes FROM blob WHERE id = ?", []any{id}, func(r *engine.Row) {
		encoding, size, public, bytes = int(r.Int()), int(r.Int()), r.Bool(), r.Blob()
	})
	if err != nil {
		return nil, false, err
	}
	if !found || bytes == nil && size > 0 { // an empty document reads as NULL does
		return nil, false, fmt.Errorf("document %d is no longer kept", id)
	}
	doc, err = unpack(encoding, bytes)
	return doc, public, err
}

// BlobDigest is the SHA-256 of a stored document, and whether it is for everybody.
func (tx *Tx) BlobDigest(id int64) (sum [sha256.Size]byte, public bool, err error) {
	_, err = tx.one("SELECT sha256, public FROM blob WHERE id = ?", []any{id}, func(r *engine.Row) { r.Into(sum[:]); public = r.Bool() })
	return sum, public, err
}

// Accept is the first transition: the bytes and a sighting, durable.
func (tx *Tx) Accept(s book.Sighting, doc book.Packed) (book.Sighting, error) {
	blob, err := tx.PutBlob(doc)
	if err != nil {
		return s, err
	}
	s.Blob, s.SHA256, s.Size, s.State = blob, doc.SHA256, doc.Size, book.Accepted
	s.ID, err = tx.insert("INSERT INTO sighting (link, received, blob, state, retained) VALUES (?,?,?,?,?)", s.Link, ms(s.Received), blob, s.State, s.Retained)
	return s, err
}

const selectSighting = "SELECT s.id, s.link, s.received, s.blob, b.sha256, b.size, s.verdict, coalesce(s.alert,0), s.state, s.reason, s.retained, s.vouched FROM sighting s JOIN blob b ON b.id = s.blob WHERE "

func readSighting(r *engine.Row) (s book.Sighting) {
	s.ID, s.Link, s.Received, s.Blob = r.Int(), r.Word(), at(r.Int()), r.Int()
	r.Into(s.SHA256[:])
	s.Size, s.Verdict, s.Alert, s.State, s.Reason = int(r.Int()), r.Word(), r.Int(), r.Word(), r.Word()
	s.Retained, s.Vouched = r.Bool(), r.Bool()
	return s
}

// AcceptedSightings is the intake queue, in order of arrival: what a start-up resumes.
func (tx *Tx) AcceptedSightings() ([]book.Sighting, error) {
	return tx.sightings(selectSighting + "s.state = 'accepted' ORDER BY s.id")
}

// QuarantinedSightings is the shelf, oldest first.
func (tx *Tx) QuarantinedSightings() ([]book.Sighting, error) {
	return tx.sightings(selectSighting + "s.state = 'quarantined' ORDER BY s.id")
}

// SightingsOf is every receipt of one alert, oldest first.
func (tx *Tx) SightingsOf(alert int64) ([]book.Sighting, error) {
	return tx.sightings(selectSighting+"s.alert = ? ORDER BY s.id", alert)
}

// SightingsOfBytes is every receipt of exactly these bytes, oldest first.
func (tx *Tx) SightingsOfBytes(sum [sha256.Size]byte) ([]book.Sighting, error) {
	return tx.sightings(selectSighting+"s.blob = (SELECT id FROM blob WHERE sha256 = ?) ORDER BY s.id", sum[:])
}

// Waiting reports whether a sighting waits to be settled.
func (tx *Tx) Waiting(id int64) (bool, error) {
	return tx.one("SELECT 1 FROM sighting WHERE id = ? AND state = 'accepted'", []any{id}, func(*engine.Row) {})
}

// Sighting reads one; found is false when there is none of that number.
func (tx *Tx) Sighting(id int64) (s book.Sighting, found bool, err error) {
	return first(tx.sightings(selectSighting+"s.id = ?", id))
}

func (tx *Tx) sightings(query string, args ...any) ([]book.Sighting, error) {
	return list(tx, query, args, readSighting)
}

const sightingState = "SELECT state FROM sighting WHERE id = ?"

// SettleSighting ends a sighting's wait: settled (with the alert it is a receipt of, or 0) or quarantined.
func (tx *Tx) SettleSighting(id int64, state, verdict, reason string, alert int64) error {
	return tx.step(book.OfSighting, id, state,
		"UPDATE sighting SET state = ?1, verdict = ?2, reason = ?3, alert = nullif(?4, 0) WHERE id = ?5 AND instr(?6, '|' || state || '|')",
		[]any{state, verdict, reason, alert, id, before(book.OfSighting, state)}, sightingState, id)
}

// Disown says of a sighting that it is a receipt of no alert after all, and why. It stays in its state.
func (tx *Tx) Disown(id int64, reason string) error {
	return tx.exec("UPDATE sighting SET reason = ?, alert = NULL WHERE id = ?", reason, id)
}

// LetIn takes a sighting out of quarantine by a person's word: it waits to be settled again.
func (tx *Tx) LetIn(id int64) error {
	return tx.step(book.OfSighting, id, book.Accepted,
		"UPDATE sighting SET state = 'accepted', verdict = '', reason = '', alert = NULL, vouched = 1 WHERE id = ?1 AND instr(?2, '|' || state || '|')",
		[]any{id, before(book.OfSighting, book.Accepted)}, sightingState, id)
}
