package sqlite

import "bordercast/gateway/store"

// NewChain starts a chain whose token is that of its first settled alert.
func (tx *Tx) NewChain(token, incident string) (int64, error) {
	return tx.insert("INSERT INTO chain (token, version, incident) VALUES (?,1,?)", token, incident)
}

// Chain reads a chain, following merges.
func (tx *Tx) Chain(id int64) (c store.Chain, err error) {
	for next := id; next != 0; {
		var merged int64
		c.ID = next
		if _, err = tx.one("SELECT token, version, coalesce(merged_into,0), incident FROM chain WHERE id = ?", []any{next}, &c.Token, &c.Version, &merged, &c.Incident); err != nil {
			return c, err
		}
		next = merged
	}
	return c, nil
}

// TouchChain counts a change, which makes drafts of the chain stale.
func (tx *Tx) TouchChain(id int64) error {
	return tx.exec("UPDATE chain SET version = version + 1 WHERE id = ?", id)
}

// SetIncident puts a chain into an incident.
func (tx *Tx) SetIncident(id int64, incident string) error {
	return tx.exec("UPDATE chain SET incident = ? WHERE id = ?", incident, id)
}

// ChainsOfIncident lists the chains of both countries about one event, oldest first.
func (tx *Tx) ChainsOfIncident(incident string) (list []store.Chain, err error) {
	err = tx.each("SELECT id, token, version, incident FROM chain WHERE incident = ? AND merged_into IS NULL ORDER BY id", []any{incident}, func(scan func(...any) error) error {
		var c store.Chain
		err := scan(&c.ID, &c.Token, &c.Version, &c.Incident)
		list = append(list, c)
		return err
	})
	return list, err
}

// MergeChains moves everything of from into into; no token changes, so no topic does. The parts that stand are numbered
// on from those of into: two parts of one number would end together.
func (tx *Tx) MergeChains(from, into int64) error {
	parts, err := tx.PartsOf(into)
	if err != nil {
		return err
	}
	for _, q := range []string{"UPDATE delivery SET chain = ?2, part = part + ?3 WHERE chain = ?1", "UPDATE topic SET chain = ?2, part = part + ?3 WHERE chain = ?1"} {
		if err := tx.exec(q, from, into, parts); err != nil {
			return err
		}
	}
	for _, q := range []string{"UPDATE alert SET chain = ?2 WHERE chain = ?1", "UPDATE chain SET merged_into = ?2 WHERE id = ?1"} {
		if err := tx.exec(q, from, into); err != nil {
			return err
		}
	}
	return tx.TouchChain(into)
}
