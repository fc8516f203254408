package book

// NewChain starts a chain whose token is that of its first settled alert.
func (tx *Tx) NewChain(token, incident string) (int64, error) {
	id, err := tx.number(func(n *Numbers) *int64 { return &n.Chain })
	if err != nil {
		return 0, err
	}
	l := &lineage{head: cell[Chain]{row: Chain{ID: id, Token: token, Version: 1, Incident: incident}, fresh: true},
		have: AllTables, used: tx.rows.asked}
	tx.rows.chains[id] = l
	change(&tx.chains, &l.head)
	return id, nil
}

// Chain reads a chain, following merges.
func (tx *Tx) Chain(id int64) (Chain, error) {
	for {
		l, err := tx.lineage(id, 0)
		if err != nil || l.head.row.ID == 0 {
			return Chain{ID: id}, err
		}
		if l.merged == 0 {
			return l.head.row, nil
		}
		id = l.merged
	}
}

func (tx *Tx) changeChain(id int64, how func(*Chain)) error {
	l, err := tx.lineage(id, 0)
	if err != nil || l.head.row.ID == 0 {
		return err
	}
	how(&l.head.row)
	change(&tx.chains, &l.head)
	return nil
}

// TouchChain counts a change, which makes drafts of the chain stale.
func (tx *Tx) TouchChain(id int64) error {
	return tx.changeChain(id, func(c *Chain) { c.Version++ })
}

// SetIncident puts a chain into an incident.
func (tx *Tx) SetIncident(id int64, incident string) error {
	return tx.changeChain(id, func(c *Chain) { c.Incident = incident })
}

// AlertsOfIncident lists all alerts of the chains about one event, chain by chain, the oldest chain first.
func (tx *Tx) AlertsOfIncident(incident string) ([]IncidentAlert, error) {
	i, err := tx.incident(incident)
	return i.Alerts, err
}

// ReleasedOfIncident lists the decisions about those alerts that were released: who was given which.
func (tx *Tx) ReleasedOfIncident(incident string) ([]Decision, error) {
	i, err := tx.incident(incident)
	return i.Released, err
}

func (tx *Tx) incident(name string) (Incident, error) {
	return listed(tx, func() (Incident, error) { return tx.r.Incident(name) })
}

// MergeChains moves everything of from into into; no token changes, so no topic does. The parts that stand are numbered
// on from those of into: two parts of one number would end together.
func (tx *Tx) MergeChains(from, into int64) error {
	parts, err := tx.PartsOf(into, "")
	if err != nil {
		return err
	}
	if err := tx.flush(); err != nil {
		return err
	}
	tx.pending.Merges = append(tx.pending.Merges, Merge{from, into, parts})
	if err := tx.reread(); err != nil {
		return err
	}
	return tx.TouchChain(into)
}
