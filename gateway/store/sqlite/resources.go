package sqlite

import (
	"bordercast/cap"
	"bordercast/gateway/store/sqlite/engine"
)

// Offered is a document that may be had over HTTP.
type Offered struct {
	Blob   int64
	MIME   string // of a file; "" for an alert
	Person bool   // it is about a missing person: nobody is to keep it
}

// person tells of an alert a that something of its chain is about a missing person, and standing that the chain stands.
// Nothing stands by its state alone: its time may be up before the clock has come by.
const (
	person   = `EXISTS (SELECT 1 FROM alert m WHERE m.chain = a.chain AND json_extract(m.shape, '$.missing'))`
	standing = `EXISTS (SELECT 1 FROM alert h WHERE h.chain = a.chain AND h.state = 'active' AND h.until > ?)`
)

// PutResource offers a stored file of an alert in a lane.
func (tx *Tx) PutResource(lane cap.Lane, sha256, mime string, blob, alert int64) error {
	const file = "INSERT OR IGNORE INTO resource (lane, sha256, blob, mime) VALUES (?,?,?,?)"
	if err := tx.exec(file, lane, sha256, blob, mime); err != nil {
		return err
	}
	return tx.exec("INSERT OR IGNORE INTO offer (lane, sha256, alert) VALUES (?,?,?)", lane, sha256, alert)
}

// Resource is a file offered in a lane; found is false for any other, and for one whose alerts are all about missing
// persons and over.
func (tx *Tx) Resource(lane cap.Lane, sha256 string) (o Offered, found bool, err error) {
	const of = `SELECT 1 FROM offer o JOIN alert a ON a.id = o.alert WHERE o.lane = r.lane AND o.sha256 = r.sha256`
	found, err = tx.one(`SELECT r.blob, r.mime, EXISTS (`+of+` AND `+person+`)
		FROM resource r WHERE r.lane = ? AND r.sha256 = ? AND (
			NOT EXISTS (`+of+`) OR EXISTS (`+of+` AND (NOT `+person+` OR `+standing+`)))`,
		[]any{lane, sha256, tx.Now().UnixMilli()},
		func(r *engine.Row) { o.Blob, o.MIME, o.Person = r.Int(), r.Text(), r.Int() != 0 })
	return o, found, err
}

// Original is the document of an alert of this lane, by the digest of its bytes, where something made of it was
// released. scope is CAP's, as the alert's shape has it: what is not Public is not found, nor is what is about a missing
// person and over.
func (tx *Tx) Original(lane cap.Lane, sum [32]byte) (o Offered, found bool, err error) {
	found, err = tx.one(`SELECT a.blob, `+person+` FROM alert a
		WHERE a.sha256 = ? AND a.lane = ? AND json_extract(a.shape, '$.scope') = 'Public'
		AND EXISTS (SELECT 1 FROM decision d WHERE d.alert = a.id AND d.state = 'released')
		AND (NOT `+person+` OR `+standing+`)`,
		[]any{sum[:], lane, tx.Now().UnixMilli()}, func(r *engine.Row) { o.Blob, o.Person = r.Int(), r.Int() != 0 })
	return o, found, err
}
