package sqlite

import (
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// AlertByToken finds the alert of a token, which a chain bears too: that of its first alert.
func (tx *Tx) AlertByToken(token string) (book.Alert, bool, error) {
	return first(tx.alerts(selectAlert+"token = ?", token))
}

// Stand records a delivery that was done by somebody else: what is found standing at a destination. It takes that place
// from what the store thought stands there of the same chain and part.
func (tx *Tx) Stand(d book.Delivery, until time.Time) (int64, error) {
	id, err := tx.PutDelivery(d, until)
	if err != nil {
		return 0, err
	}
	return id, tx.exec("UPDATE delivery SET state = 'done', result = ? WHERE id = ?", d.Result, id)
}

// StandDecision records that an alert was given to a destination by somebody else. Whatever was decided here is of another
// store's past: it is written over, and no step leads from it.
func (tx *Tx) StandDecision(d book.Decision) error {
	d.State = book.Released
	return tx.exec("INSERT OR REPLACE INTO decision ("+decisionColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", decisionValues(d)...)
}

// leftStanding is the condition of the index delivery_foreign, in its own words.
const leftStanding = "result = 'foreign' AND live = 1"

// ForeignStanding lists what stands at a destination, or anywhere when it is "", that another store left there.
func (tx *Tx) ForeignStanding(destination string) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+leftStanding+" AND (?1 = '' OR destination = ?1) ORDER BY id", destination)
}

// IdentifierTaken says whether a derived alert bears this identifier, which is given out once.
func (tx *Tx) IdentifierTaken(identifier string) (bool, error) {
	return tx.one("SELECT 1 FROM derived WHERE identifier = ?", []any{identifier}, func(*engine.Row) {})
}

// Claim makes ours what stands of an alert that another store left: from now on it is of this content and time.
func (tx *Tx) Claim(alert int64, content cap.Digest, until time.Time) error {
	if err := tx.exec("UPDATE delivery SET result = '', until = ? WHERE alert = ? AND result = 'foreign'", ms(until), alert); err != nil {
		return err
	}
	return tx.exec("UPDATE derived SET digest = ? WHERE alert = ? AND variant = 'foreign'", content[:], alert)
}
