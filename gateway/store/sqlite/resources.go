package sqlite

import (
	"bordercast/cap"
	"bordercast/gateway/store/sqlite/engine"
)

// PutResource offers a stored file in a lane.
func (tx *Tx) PutResource(lane cap.Lane, sha256, mime string, blob int64) error {
	return tx.exec("INSERT OR IGNORE INTO resource (lane, sha256, blob, mime) VALUES (?,?,?,?)", lane, sha256, blob, mime)
}

// Resource is a file offered in a lane; found is false for any other.
func (tx *Tx) Resource(lane cap.Lane, sha256 string) (blob int64, mime string, found bool, err error) {
	found, err = tx.one("SELECT blob, mime FROM resource WHERE lane = ? AND sha256 = ?", []any{lane, sha256}, func(r *engine.Row) { blob, mime = r.Int(), r.Text() })
	return blob, mime, found, err
}

// Original is the document of an alert of this lane, by the digest of its bytes, where something made of it was
// released. scope is CAP's, as the alert's shape has it: what is not Public is not found.
func (tx *Tx) Original(lane cap.Lane, sum [32]byte) (blob int64, found bool, err error) {
	found, err = tx.one(`SELECT a.blob FROM alert a WHERE a.sha256 = ? AND a.lane = ? AND json_extract(a.shape, '$.scope') = 'Public'
		AND EXISTS (SELECT 1 FROM decision d WHERE d.alert = a.id AND d.state = 'released')`, []any{sum[:], lane}, func(r *engine.Row) { blob = r.Int() })
	return blob, found, err
}
