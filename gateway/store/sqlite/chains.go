package sqlite

import (
	"strings"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// NewChain starts a chain whose token is that of its first settled alert.
func (tx *Tx) NewChain(token, incident string) (int64, error) {
	return tx.insert("INSERT INTO chain (token, version, incident) VALUES (?,1,?)", token, incident)
}

// Chain reads a chain, following merges.
func (tx *Tx) Chain(id int64) (c book.Chain, err error) {
	for next := id; next != 0 && err == nil; {
		c.ID = next
		next = 0
		_, err = tx.one("SELECT token, version, incident, coalesce(merged_into,0) FROM chain WHERE id = ?", []any{c.ID}, func(r *engine.Row) {
			c.Token, c.Version, c.Incident, next = r.Text(), r.Int(), r.Text(), r.Int()
		})
	}
	return c, err
}

// TouchChain counts a change, which makes drafts of the chain stale.
func (tx *Tx) TouchChain(id int64) error {
	return tx.exec("UPDATE chain SET version = version + 1 WHERE id = ?", id)
}

// SetIncident puts a chain into an incident.
func (tx *Tx) SetIncident(id int64, incident string) error {
	return tx.exec("UPDATE chain SET incident = ? WHERE id = ?", incident, id)
}

// An incident is read in two statements, however many chains are of it: their order is that of the joins.
const chainsOf = "(SELECT id AS of, token AS named FROM chain WHERE incident = ? AND incident <> '' AND merged_into IS NULL)"

// IncidentAlert is an alert of an incident, and its chain's token.
type IncidentAlert struct {
	book.Alert
	ChainToken string
}

// AlertsOfIncident lists all alerts of the chains about one event, chain by chain, the oldest chain first.
func (tx *Tx) AlertsOfIncident(incident string) ([]IncidentAlert, error) {
	return list(tx, strings.Replace(selectAlert, " FROM alert WHERE ", ", named FROM "+chainsOf+" CROSS JOIN alert ON chain = of", 1)+" ORDER BY of, ordered, id",
		[]any{incident}, func(r *engine.Row) IncidentAlert { return IncidentAlert{readAlert(r), r.Text()} })
}

// ReleasedOfIncident lists the decisions about those alerts that were released: who was given which.
func (tx *Tx) ReleasedOfIncident(incident string) ([]book.Decision, error) {
	return tx.decisions("SELECT "+decisionColumns+" FROM (SELECT id FROM "+chainsOf+" CROSS JOIN alert ON chain = of) CROSS JOIN decision ON alert = id WHERE state = 'released'", incident)
}

// MergeChains moves everything of from into into; no token changes, so no topic does. The parts that stand are numbered
// on from those of into: two parts of one number would end together.
func (tx *Tx) MergeChains(from, into int64) error {
	tx.memory.forgetAll()
	parts, err := tx.PartsOf(into, "")
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
