package book

// New starts a chain whose token is that of its first settled alert.
func (t ChainTable) New(token, incident string) (int64, error) {
	id, err := t.tx.number(func(n *Numbers) *int64 { return &n.Chain })
	if err != nil {
		return 0, err
	}
	l := &lineage{head: cell[Chain]{row: Chain{ID: id, Token: token, Version: 1, Incident: incident}, fresh: true},
		have: AllTables, used: t.tx.rows.asked}
	t.tx.rows.chains[id] = l
	change(&t.tx.changed.chains, &l.head)
	return id, nil
}

// ByID reads a chain, following merges.
func (t ChainTable) ByID(id int64) (Chain, error) {
	for {
		l, err := t.tx.lineage(id, 0)
		if err != nil || l.head.row.ID == 0 {
			return Chain{ID: id}, err
		}
		if l.merged == 0 {
			return l.head.row, nil
		}
		id = l.merged
	}
}

func (t ChainTable) change(id int64, how func(*Chain)) error {
	l, err := t.tx.lineage(id, 0)
	if err != nil || l.head.row.ID == 0 {
		return err
	}
	how(&l.head.row)
	change(&t.tx.changed.chains, &l.head)
	return nil
}

// Touch counts a change, which makes drafts of the chain stale.
func (t ChainTable) Touch(id int64) error {
	return t.change(id, func(c *Chain) { c.Version++ })
}

// SetIncident puts a chain into an incident.
func (t ChainTable) SetIncident(id int64, incident string) error {
	return t.change(id, func(c *Chain) { c.Incident = incident })
}

// AlertsOfIncident lists all alerts of the chains about one event, chain by chain, the oldest chain first.
func (t ChainTable) AlertsOfIncident(incident string) ([]IncidentAlert, error) {
	i, err := t.incident(incident)
	return i.Alerts, err
}

// ReleasedOfIncident lists the decisions about those alerts that were released: who was given which.
func (t ChainTable) ReleasedOfIncident(incident string) ([]Decision, error) {
	i, err := t.incident(incident)
	return i.Released, err
}

func (t ChainTable) incident(name string) (Incident, error) {
	return listed(t.tx, func() (Incident, error) { return t.tx.r.Incident(name) })
}

// Merge moves everything of from into into; no token changes, so no topic does. The parts that stand are numbered
// on from those of into: two parts of one number would end together.
func (t ChainTable) Merge(from, into int64) error {
	parts, err := t.tx.Parts.Highest(into, "")
	if err != nil {
		return err
	}
	if err := t.tx.flush(); err != nil {
		return err
	}
	t.tx.pending.Merges = append(t.tx.pending.Merges, Merge{from, into, parts})
	if err := t.tx.reread(); err != nil {
		return err
	}
	return t.Touch(into)
}
