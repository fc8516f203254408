package sqlite

// MoveAlert makes an alert part of another chain; what was delivered of it stays where it is. ReplaceAlert follows, for
// only a truer copy that names something else moves.
func (tx *Tx) MoveAlert(id, chain int64) error {
	tx.memory.forget(id)
	return tx.exec("UPDATE alert SET chain = ? WHERE id = ?", chain, id)
}
