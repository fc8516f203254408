package sqlite

import (
	"encoding/json"
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// Write is that of book.Backend. One statement inserts all new rows of a table, or what always comes together.
func (b *Backend) Write(changes *book.Changes) error {
	return b.explain(writer{b.own}.write(*changes))
}

// writer carries write-sets out on the writing connection.
type writer struct{ c *conn }

func (w writer) write(c book.Changes) error {
	for _, table := range []func(*book.Changes) error{w.putMoves, w.putDocuments, w.putChains, w.putAlerts, w.putSightings,
		w.putDecisions, w.putDerived, w.putDeliveries, w.putTopics, w.putNotes} {
		if err := table(&c); err != nil { // what is written is taken out of it
			return err
		}
	}
	return w.putTrail(c.Trail)
}

// Of what is forgotten with an alert, nothing is left that names it.
var forget = []string{"DELETE FROM reference WHERE alert = ?", "DELETE FROM decision WHERE alert = ?",
	"DELETE FROM approval WHERE alert = ?",
	"DELETE FROM draft WHERE alert = ?", "DELETE FROM alias WHERE alert = ?",
	"UPDATE sighting SET alert = NULL WHERE alert = ?", "DELETE FROM alert WHERE id = ?"}

const leave = `UPDATE delivery SET live = 0, result = 'no-destination',
	state = CASE state WHEN 'ready' THEN 'lapsed' WHEN 'attempting' THEN 'unknown' ELSE state END
	WHERE destination = ? AND (live = 1 OR state IN ('ready','attempting'))`

func (w writer) putMoves(c *book.Changes) error {
	for _, name := range c.Left {
		if err := w.c.exec(leave, name); err != nil {
			return err
		}
	}
	for _, m := range c.Merges {
		for _, q := range []string{"UPDATE delivery SET chain = ?2, part = part + ?3 WHERE chain = ?1",
			"UPDATE topic SET chain = ?2, part = part + ?3 WHERE chain = ?1"} {
			if err := w.c.exec(q, m.From, m.Into, m.Parts); err != nil {
				return err
			}
		}
		for _, q := range []string{"UPDATE alert SET chain = ?2 WHERE chain = ?1",
			"UPDATE chain SET merged_into = ?2 WHERE id = ?1"} {
			if err := w.c.exec(q, m.From, m.Into); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w writer) putDocuments(c *book.Changes) error {
	if err := w.putReceived(c); err != nil {
		return err
	}
	var rows []any
	for _, d := range c.Blobs {
		rows = append(rows, blobRow(d)...)
	}
	if err := w.c.insert("INSERT INTO blob", blobColumns, "", rows); err != nil {
		return err
	}
	for _, id := range c.Public { // the row keeps its length, so SQLite writes one page of it however long the document is
		if err := w.c.exec("UPDATE blob SET public = 1 WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) putChains(c *book.Changes) error {
	if err := w.putBegun(c); err != nil {
		return err
	}
	var rows []any
	for _, h := range c.Chains {
		if h.New {
			rows = append(rows, h.Row.ID, h.Row.Token, h.Row.Version, h.Row.Incident)
			continue
		}
		if err := w.c.exec("UPDATE chain SET version = ?, incident = ? WHERE id = ?", h.Row.Version, h.Row.Incident,
			h.Row.ID); err != nil {
			return err
		}
	}
	return w.c.insert("INSERT INTO chain", "id, token, version, incident", "", rows)
}

func (w writer) putAlerts(c *book.Changes) error {
	var rows []any
	for i := range c.Alerts {
		a := &c.Alerts[i].Row
		if c.Alerts[i].Was == book.New {
			rows = append(rows, alertRow(a)...)
			continue
		}
		err := w.step(book.OfAlert, a.ID, c.Alerts[i].Was, a.State, "SELECT state FROM alert WHERE id = ?", []any{a.ID},
			"UPDATE alert SET source = ?, msgtype = ?, digest = ?, verdict = ?, chain = ?, blob = ?, sha256 = ?, "+
				"received = ?, until = ?, state = ?, shape = ?, ordered = ? WHERE id = ? AND state = ?",
			a.Source, a.MsgType, a.Digest[:], a.Verdict, a.Chain, a.Blob, a.SHA256[:], ms(a.Received), ms(a.Until), a.State,
			string(a.Shape), ms(a.Ordered), a.ID, c.Alerts[i].Was)
		if err != nil {
			return err
		}
	}
	if err := w.c.insert("INSERT INTO alert", alertColumns, "", rows); err != nil {
		return err
	}
	rows = nil
	for _, a := range c.Aliases {
		rows = append(rows, a.Key, a.Alert)
	}
	if err := w.c.insert("INSERT OR IGNORE INTO alias", "key, alert", "", rows); err != nil {
		return err
	}
	rows = nil
	for _, r := range c.References {
		if r.New {
			rows = append(rows, r.Row.Alert, r.Row.Sender, r.Row.Identifier, ms(r.Row.Sent), null(r.Row.Target))
			continue
		}
		err := w.c.exec("UPDATE reference SET target = ? WHERE alert = ? AND sender = ? AND identifier = ? AND sent = ?",
			null(r.Row.Target), r.Row.Alert, r.Row.Sender, r.Row.Identifier, ms(r.Row.Sent))
		if err != nil {
			return err
		}
	}
	if err := w.c.insert("INSERT INTO reference", "alert, sender, identifier, sent, target", "", rows); err != nil {
		return err
	}
	for _, id := range c.Gone {
		for _, q := range forget {
			if err := w.c.exec(q, id); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	stateOfSighting = "SELECT state FROM sighting WHERE id = ?"
	stateOfDelivery = "SELECT state FROM delivery WHERE id = ?"
)

// step runs an UPDATE whose condition is the state that the row must be in.
func (w writer) step(kind book.Kind, row any, was, to, now string, key []any, update string, args ...any) error {
	if err := w.c.exec(update, args...); err != nil || w.c.Changed() > 0 {
		return err
	}
	return w.impossible(kind, row, to, now, key)
}

// impossible is the step to a state that a row did not take.
func (w writer) impossible(kind book.Kind, row any, to, now string, key []any) error {
	from := book.New
	if _, err := w.c.one(now, key, func(r *engine.Row) { from = r.Text() }); err != nil {
		return err
	}
	return &book.ImpossibleStep{Kind: kind, Row: fmt.Sprint(row), From: from, To: to}
}

func (w writer) putSightings(c *book.Changes) error {
	var rows []any
	for _, change := range c.Sightings {
		s := change.Row
		if change.Was == book.New {
			rows = append(rows, s.ID, s.Link, ms(s.Received), s.Blob, s.Verdict, null(s.Alert), s.State, s.Reason, s.Retained,
				s.Vouched)
			continue
		}
		err := w.step(book.OfSighting, s.ID, change.Was, s.State, stateOfSighting, []any{s.ID},
			"UPDATE sighting SET state = ?, verdict = ?, reason = ?, alert = ?, vouched = ? WHERE id = ? AND state = ?",
			s.State, s.Verdict, s.Reason, null(s.Alert), s.Vouched, s.ID, change.Was)
		if err != nil {
			return err
		}
	}
	return w.c.insert("INSERT INTO sighting", sightingColumns, "", rows)
}

func (w writer) putDecisions(c *book.Changes) error {
	var rows []any
	for i := range c.Decisions {
		d := &c.Decisions[i].Row
		if c.Decisions[i].Was == book.New {
			rows = append(rows, decisionRow(d)...)
			continue
		}
		err := w.step(book.OfDecision, d.Name(), c.Decisions[i].Was, d.State,
			"SELECT state FROM decision WHERE alert = ? AND destination = ? AND event_group = ?", []any{d.Alert, d.Destination,
				d.Group},
			"UPDATE decision SET action = ?4, route = ?5, agreement = ?6, reason = ?7, ask = ?8, of = ?9, since = ?10, deadline = ?11, alarmed = ?12, "+
				"allow = ?13, draft = ?14, hold = ?15, state = ?16, matched = ?17 WHERE alert = ?1 AND destination = ?2 AND event_group = ?3 AND state = ?18", append(decisionRow(d), c.Decisions[i].Was)...)
		if err != nil {
			return err
		}
	}
	if err := w.c.insert("INSERT INTO decision", decisionColumns, "", rows); err != nil {
		return err
	}
	rows = nil
	for _, a := range c.Approvals {
		rows = append(rows, a.Alert, a.Destination, a.Group, a.Who, a.Role, a.Draft, a.Verdict, a.Reason, ms(a.At))
	}
	if err := w.c.insert("INSERT OR REPLACE INTO approval",
		"alert, destination, event_group, who, role, draft, verdict, reason, at", "", rows); err != nil {
		return err
	}
	rows = nil
	for _, d := range c.Drafts {
		parts, err := json.Marshal(d.Parts)
		if err != nil {
			return err
		}
		rows = append(rows, d.Alert, d.Destination, d.Group, d.Digest, d.Kin, ms(d.AsOf), strings.Join(d.Area, " "),
			strings.Join(d.Channels, " "), d.Replaces, string(parts), frenchText(d.French))
	}
	return w.c.insert("INSERT OR IGNORE INTO draft",
		"alert, destination, event_group, digest, kin, as_of, area, channels, replaces, parts, french", "", rows)
}

func (w writer) putDerived(c *book.Changes) error {
	var rows []any
	for i := range c.Derived {
		d := &c.Derived[i].Row
		if c.Derived[i].Was == book.New {
			rows = append(rows, derivedRow(d)...)
			continue
		}
		if err := w.c.exec("UPDATE derived SET digest = ? WHERE id = ?", d.Digest[:], d.ID); err != nil {
			return err
		}
	}
	return w.c.insert("INSERT INTO derived", derivedColumns, "", rows)
}

func (w writer) putDeliveries(c *book.Changes) error {
	if err := w.putMoved(c); err != nil {
		return err
	}
	var rows []any
	for i := range c.Deliveries {
		if c.Deliveries[i].Was != book.New {
			continue
		}
		row, err := deliveryRow(&c.Deliveries[i].Row)
		if err != nil {
			return err
		}
		rows = append(rows, row...)
	}
	if err := w.c.insert("INSERT INTO delivery", deliveryColumns, "", rows); err != nil {
		return err
	}
	for _, p := range c.Plans {
		text, err := planText(p.Plan)
		if err != nil {
			return err
		}
		if err := w.c.exec("UPDATE delivery SET plan = ? WHERE id = ?", text, p.Delivery); err != nil {
			return err
		}
	}
	return nil
}

const wanted = " ON CONFLICT (destination, topic) DO UPDATE SET chain = excluded.chain, part = excluded.part, " +
	"want = excluded.want, want_gen = excluded.want_gen"

// putTopics takes the steps in their order. Those that want something follow each other mostly, and are one statement.
func (w writer) putTopics(c *book.Changes) error {
	var rows []any
	put := func() error {
		err := w.c.insert("INSERT INTO topic", "destination, topic, chain, part, want, want_gen, have_gen", wanted, rows)
		rows = nil
		return err
	}
	for _, s := range c.Topics {
		t := s.Row
		if s.Kind == book.Want {
			rows = append(rows, t.Destination, t.Topic, t.Chain, t.Part, null(t.Want), t.WantGen, 0)
			continue
		}
		if err := put(); err != nil {
			return err
		}
		if err := w.topicStep(s); err != nil {
			return err
		}
	}
	if err := put(); err != nil {
		return err
	}
	for _, r := range c.Resources {
		if err := w.c.exec("INSERT OR IGNORE INTO resource (lane, sha256, blob, mime) VALUES (?,?,?,?)", r.Lane, r.SHA256,
			r.Blob, r.MIME); err != nil {
			return err
		}
		if err := w.c.exec("INSERT OR IGNORE INTO offer (lane, sha256, alert) VALUES (?,?,?)", r.Lane, r.SHA256,
			r.Alert); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) topicStep(s book.TopicStep) error {
	t := s.Row
	switch s.Kind {
	case book.Have:
		if err := w.c.exec("DELETE FROM topic WHERE destination = ? AND topic = ? AND want IS NULL AND want_gen <= ?",
			t.Destination, t.Topic, s.Gen); err != nil {
			return err
		}
		return w.c.exec("UPDATE topic SET have_gen = ? WHERE destination = ? AND topic = ? AND have_gen < ?", s.Gen,
			t.Destination, t.Topic, s.Gen)
	case book.HaveAll:
		if !s.Keep {
			if err := w.c.exec("DELETE FROM topic "+ofChain+"chain = ? AND destination = ? AND want IS NULL AND want_gen <= ?",
				t.Chain, t.Destination, s.Gen); err != nil {
				return err
			}
		}
		return w.c.exec("UPDATE topic INDEXED BY topic_chain SET have_gen = ?3 WHERE chain = ?1 AND destination = ?2 "+
			"AND want_gen = ?3", t.Chain, t.Destination, s.Gen)
	}
	return w.c.exec("DELETE FROM topic WHERE destination = ? AND topic = ? AND want_gen = ?", t.Destination, t.Topic,
		s.Gen)
}

func (w writer) putNotes(c *book.Changes) error {
	for _, name := range c.Dropped {
		if err := w.c.exec("DELETE FROM destination WHERE name = ?", name); err != nil {
			return err
		}
	}
	var rows []any
	for _, d := range c.Kept {
		rows = append(rows, d.Name, d.Kind, d.Broker, d.Side, d.Party, d.Tree, laneWords(d.Lanes), d.Settings)
	}
	if err := w.c.insert("INSERT OR REPLACE INTO destination", "name, kind, broker, side, party, tree, lanes, settings",
		"",
		rows); err != nil {
		return err
	}
	for _, n := range c.Notes {
		query, args := "INSERT OR REPLACE INTO meta (name, value) VALUES (?,?)", []any{n.Name, n.Value}
		if n.Gone {
			query, args = "DELETE FROM meta WHERE name = ?", []any{n.Name}
		}
		if err := w.c.exec(query, args...); err != nil {
			return err
		}
	}
	return nil
}

func laneWords(lanes []cap.Lane) string {
	var all []string
	for _, l := range lanes {
		all = append(all, string(l))
	}
	return strings.Join(all, " ")
}
