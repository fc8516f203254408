package memory

import (
	"fmt"
	"slices"
	"strconv"

	"bordercast/gateway/book"
)

// set puts a row into a table, until the transaction is undone.
func set[K comparable, V any](b *Backend, table map[K]V, key K, row V) {
	old, there := table[key]
	b.undo = append(b.undo, func() {
		if there {
			table[key] = old
		} else {
			delete(table, key)
		}
	})
	table[key] = row
}

// drop takes a row out of a table, until the transaction is undone.
func drop[K comparable, V any](b *Backend, table map[K]V, key K) {
	if old, there := table[key]; there {
		b.undo = append(b.undo, func() { table[key] = old })
		delete(table, key)
	}
}

// dropWhere takes all such rows out of a table.
func dropWhere[K comparable, V any](b *Backend, table map[K]V, which func(K, V) bool) {
	for key, row := range table {
		if which(key, row) {
			drop(b, table, key)
		}
	}
}

// Write is that of book.Backend.
func (b *Backend) Write(c *book.Changes) error {
	b.ran++
	b.putMoves(c)
	for _, put := range []func(*book.Changes) error{b.putDocuments, b.putAlerts, b.putSightings, b.putDecisions,
		b.putDeliveries} {
		if err := put(c); err != nil {
			return err
		}
	}
	b.putTopics(c)
	b.putNotes(c)
	b.putTrail(c)
	return nil
}

func (b *Backend) putMoves(c *book.Changes) {
	for _, name := range c.Left {
		for id, d := range b.deliveries {
			if d.Destination != name || !d.Live && d.State != book.Ready && d.State != book.Attempting {
				continue
			}
			switch d.State {
			case book.Ready:
				d.State = book.Lapsed
			case book.Attempting:
				d.State = book.Unknown
			}
			d.Live, d.Result = false, "no-destination"
			set(b, b.deliveries, id, d)
		}
	}
	for _, m := range c.Merges {
		b.merge(m)
	}
}

func (b *Backend) merge(m book.Merge) {
	for id, d := range b.deliveries {
		if d.Chain == m.From {
			d.Chain, d.Part = m.Into, d.Part+m.Parts
			set(b, b.deliveries, id, d)
		}
	}
	for key, t := range b.topics {
		if t.Chain == m.From {
			t.Chain, t.Part = m.Into, t.Part+m.Parts
			set(b, b.topics, key, t)
		}
	}
	for id, a := range b.alerts {
		if a.Chain == m.From {
			a.Chain = m.Into
			set(b, b.alerts, id, a)
		}
	}
	if from, there := b.chains[m.From]; there {
		from.merged = m.Into
		set(b, b.chains, m.From, from)
	}
}

func (b *Backend) putDocuments(c *book.Changes) error {
	for _, d := range c.Blobs {
		if other, there := b.blobOf[d.SHA256]; there {
			return fmt.Errorf("document %d is kept already, as %d", d.ID, other)
		}
		kept := d.Packed
		kept.Bytes, kept.Doc = slices.Clone(kept.Bytes), nil
		set(b, b.blobs, d.ID, kept)
		set(b, b.blobOf, d.SHA256, d.ID)
	}
	for _, id := range c.Public {
		d := b.blobs[id]
		d.Public = true
		set(b, b.blobs, id, d)
	}
	for _, h := range c.Chains {
		if _, there := b.chains[h.Row.ID]; there == h.New {
			return fmt.Errorf("chain %d is there: %v", h.Row.ID, there)
		}
		set(b, b.chains, h.Row.ID, chain{h.Row, b.chains[h.Row.ID].merged})
	}
	return nil
}

// step says whether a row may be written: it is in the state in which it must be.
func step(kind book.Kind, row, was, is, to string) error {
	if was != is {
		return &book.ImpossibleStep{Kind: kind, Row: row, From: is, To: to}
	}
	return nil
}

func (b *Backend) putAlerts(c *book.Changes) error {
	for _, change := range c.Alerts {
		a := change.Row
		if err := step(book.OfAlert, strconv.FormatInt(a.ID, 10), change.Was, b.alerts[a.ID].State, a.State); err != nil {
			return err
		}
		if change.Was == book.New {
			for _, o := range b.alerts {
				if o.Key == a.Key || o.Token == a.Token {
					return fmt.Errorf("alert %s is there already", a.Token)
				}
			}
		}
		a.Shape = slices.Clone(a.Shape)
		set(b, b.alerts, a.ID, a)
	}
	for _, a := range c.Aliases {
		if _, there := b.aliases[a.Key]; !there {
			set(b, b.aliases, a.Key, a.Alert)
		}
	}
	for _, r := range c.References {
		set(b, b.references, named{r.Row.Alert, r.Row.Sender, r.Row.Identifier, r.Row.Sent.UnixMilli()}, r.Row)
	}
	for _, id := range c.Gone {
		b.forget(id)
	}
	return nil
}

// forget takes an alert away, and all that names it.
func (b *Backend) forget(id int64) {
	dropWhere(b, b.references, func(key named, _ book.Reference) bool { return key.alert == id })
	dropWhere(b, b.decisions, func(key decided, _ book.Decision) bool { return key.alert == id })
	dropWhere(b, b.approvals, func(key person, _ book.Approval) bool { return key.alert == id })
	dropWhere(b, b.drafts, func(key decided, _ []book.Draft) bool { return key.alert == id })
	dropWhere(b, b.aliases, func(_ string, alert int64) bool { return alert == id })
	for key, s := range b.sightings {
		if s.Alert == id {
			s.Alert = 0
			set(b, b.sightings, key, s)
		}
	}
	drop(b, b.alerts, id)
}

func (b *Backend) putSightings(c *book.Changes) error {
	for _, change := range c.Sightings {
		s := change.Row
		if err := step(book.OfSighting, strconv.FormatInt(s.ID, 10), change.Was, b.sightings[s.ID].State,
			s.State); err != nil {
			return err
		}
		set(b, b.sightings, s.ID, s)
	}
	return nil
}

func (b *Backend) putDecisions(c *book.Changes) error {
	for _, change := range c.Decisions {
		d := change.Row
		key := decided{d.Alert, d.Destination, d.Group}
		if err := step(book.OfDecision, d.Name(), change.Was, b.decisions[key].State, d.State); err != nil {
			return err
		}
		set(b, b.decisions, key, book.CopyDecision(d))
	}
	for _, a := range c.Approvals {
		set(b, b.approvals, person{a.Alert, a.Group, a.Destination, a.Who}, a)
	}
	for _, d := range c.Drafts {
		key := decided{d.Alert, d.Destination, d.Group}
		if !slices.ContainsFunc(b.drafts[key], func(o book.Draft) bool { return o.Digest == d.Digest }) {
			set(b, b.drafts, key, append(slices.Clone(b.drafts[key]), book.CopyDraft(d)))
		}
	}
	return nil
}

func (b *Backend) putDeliveries(c *book.Changes) error {
	for _, change := range c.Derived {
		if _, there := b.derived[change.Row.ID]; there == (change.Was == book.New) {
			return fmt.Errorf("derived alert %d is there: %v", change.Row.ID, there)
		}
		if change.Was == book.New && b.taken(change.Row.Identifier) {
			return fmt.Errorf("a derived alert has the identifier %s already", change.Row.Identifier)
		}
		set(b, b.derived, change.Row.ID, change.Row)
	}
	for _, change := range c.Deliveries {
		d, known := change.Row, b.deliveries[change.Row.ID]
		if err := step(book.OfDelivery, strconv.FormatInt(d.ID, 10), change.Was, known.State, d.State); err != nil {
			return err
		}
		if d.Plan = slices.Clone(d.Plan); change.Was != book.New {
			d.Plan = known.Plan
		}
		set(b, b.deliveries, d.ID, d)
	}
	for _, p := range c.Plans {
		d := b.deliveries[p.Delivery]
		d.Plan = slices.Clone(p.Plan)
		set(b, b.deliveries, p.Delivery, d)
	}
	return nil
}

// taken says whether a derived alert bears an identifier.
func (b *Backend) taken(identifier string) bool {
	for _, d := range b.derived {
		if identifier != "" && d.Identifier == identifier {
			return true
		}
	}
	return false
}

func (b *Backend) putTopics(c *book.Changes) {
	for _, s := range c.Topics {
		key := at{s.Row.Destination, s.Row.Topic}
		switch s.Kind {
		case book.Want:
			t := s.Row
			t.HaveGen = b.topics[key].HaveGen
			set(b, b.topics, key, t)
		case book.Have:
			b.have(key, s.Gen, func(t book.Topic) bool { return t.HaveGen < s.Gen })
		case book.HaveAll:
			for key, t := range b.topics {
				if t.Chain == s.Row.Chain && t.Destination == s.Row.Destination {
					b.have(key, s.Gen, func(t book.Topic) bool { return t.WantGen == s.Gen })
				}
			}
		case book.Forget:
			if t, there := b.topics[key]; there && t.WantGen == s.Gen {
				drop(b, b.topics, key)
			}
		}
	}
	for _, r := range c.Resources {
		key := offer{r.Lane, r.SHA256}
		if _, there := b.files[key]; !there {
			set(b, b.files, key, r)
		}
		if !slices.Contains(b.offers[key], r.Alert) {
			set(b, b.offers, key, append(slices.Clone(b.offers[key]), r.Alert))
		}
	}
}

// have notes that a topic has a generation; one to be cleared is forgotten.
func (b *Backend) have(key at, gen int64, where func(book.Topic) bool) {
	t, there := b.topics[key]
	switch {
	case !there:
	case t.Want == 0 && t.WantGen <= gen:
		drop(b, b.topics, key)
	case where(t):
		t.HaveGen = gen
		set(b, b.topics, key, t)
	}
}

func (b *Backend) putNotes(c *book.Changes) {
	for _, name := range c.Dropped {
		drop(b, b.destinations, name)
	}
	for _, d := range c.Kept {
		d.Lanes = slices.Clone(d.Lanes)
		set(b, b.destinations, d.Name, d)
	}
	for _, n := range c.Notes {
		if n.Gone {
			drop(b, b.notes, n.Name)
		} else {
			set(b, b.notes, n.Name, n.Value)
		}
	}
}

func (b *Backend) putTrail(c *book.Changes) {
	if len(c.Trail.Rows) == 0 {
		return
	}
	rows, checkpoints := b.tables.trail, b.tables.checkpoints
	b.undo = append(b.undo, func() { b.tables.trail, b.tables.checkpoints = rows, checkpoints })
	b.tables.trail = append(rows[:len(rows):len(rows)], c.Trail.Rows...)
	b.tables.checkpoints = append(checkpoints[:len(checkpoints):len(checkpoints)], c.Trail.Checkpoint)
	for _, n := range c.Trail.Nodes {
		set(b, b.nodes, n.Index, n.Hash)
	}
}
