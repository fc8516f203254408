package sqlite

import (
	"errors"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// MoveAlert makes an alert part of another chain; what was delivered of it stays where it is. ReplaceAlert follows, for
// only a truer copy that names something else moves.
func (tx *Tx) MoveAlert(id, chain int64) error {
	tx.memory.forget(id)
	return tx.exec("UPDATE alert SET chain = ? WHERE id = ?", chain, id)
}

// SendAway puts an alert out of its chain: what named nothing that is left and of which nothing was made is forgotten,
// so that another copy may have its identity; anything else goes on in a chain of its own, naming nothing that is known.
// Its sightings are no longer of it: the caller says what becomes of them.
func (tx *Tx) SendAway(a book.Alert) error {
	if err := tx.exec("UPDATE sighting SET alert = NULL WHERE alert = ?", a.ID); err != nil {
		return err
	}
	kept, err := tx.one(`SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE alert = ?1) OR EXISTS (SELECT 1 FROM derived WHERE alert = ?1)
		OR EXISTS (SELECT 1 FROM alert WHERE relay = ?1) OR EXISTS (SELECT 1 FROM alert a JOIN reference r ON r.alert = a.id WHERE a.chain = ?2 AND r.target = ?1)`,
		[]any{a.ID, a.Chain}, func(*engine.Row) {})
	if err != nil {
		return err
	}
	if kept {
		chain, err := tx.NewChain(a.Token, "")
		if err != nil {
			return err
		}
		return errors.Join(tx.MoveAlert(a.ID, chain), tx.exec("UPDATE reference SET target = NULL WHERE alert = ?", a.ID))
	}
	tx.memory.forget(a.ID)
	for _, q := range []string{"DELETE FROM reference WHERE alert = ?", "DELETE FROM decision WHERE alert = ?", "DELETE FROM approval WHERE alert = ?", "DELETE FROM draft WHERE alert = ?",
		"DELETE FROM alias WHERE alert = ?", "DELETE FROM alert WHERE id = ?"} {
		if err := tx.exec(q, a.ID); err != nil {
			return err
		}
	}
	return nil
}
