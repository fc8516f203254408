package sqlite

import (
	"errors"
	"math/bits"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
	lib "zombiezen.com/go/sqlite"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// What always comes together is one statement: a row put into a view of the writing connection, whose trigger writes
// the tables. The views are no part of the file, so any release may have other ones. A trigger may not name an index: a
// + before a column keeps SQLite from the index that begins with it.

// level numbers the hashes that one entry of the trail can add.
const level = `CREATE TEMP TABLE level (n INTEGER PRIMARY KEY);
	INSERT INTO level WITH RECURSIVE up (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < 63) SELECT n FROM up;`

// said is an entry of the trail with the hashes that it adds, one after the other from index ix on, and the checkpoint
// after it, NULL where another entry follows in the commit.
const said = "seq, at, alert, kind, body, ix, hashes, note"

const saidTrigger = `
	INSERT INTO trail (seq, at, alert, kind, body) VALUES (NEW.seq, NEW.at, NEW.alert, NEW.kind, NEW.body);
	INSERT INTO node (ix, hash)
		SELECT NEW.ix + n, substr(NEW.hashes, 32 * n + 1, 32) FROM level WHERE n < length(NEW.hashes) / 32;
	INSERT INTO checkpoint (size, note) SELECT NEW.seq, NEW.note WHERE NEW.note IS NOT NULL;`

// received is a new document and the sighting of it, of no alert yet.
const (
	received        = blobColumns + ", s_id, s_link, s_received, s_verdict, s_state, s_reason, s_retained, s_vouched"
	receivedTrigger = `INSERT INTO blob (` + blobColumns + `)
			VALUES (NEW.id, NEW.sha256, NEW.encoding, NEW.size, NEW.bytes, NEW.public);
		INSERT INTO sighting (` + sightingColumns + `)
			VALUES (NEW.s_id, NEW.s_link, NEW.s_received, NEW.id, NEW.s_verdict, NULL, NEW.s_state, NEW.s_reason,
				NEW.s_retained, NEW.s_vouched);`
)

// begun is an alert that begins a chain, and the step of its sighting.
const begun = alertColumns + ", c_token, c_version, c_incident, s_id, s_was, s_state, s_verdict, s_reason, s_vouched"

func begunTrigger() string {
	return `INSERT INTO chain (id, token, version, incident)
			VALUES (NEW.chain, NEW.c_token, NEW.c_version, NEW.c_incident);
		INSERT INTO alert (` + alertColumns + `) VALUES (NEW.` + strings.ReplaceAll(alertColumns, ", ", ", NEW.") + `);
		UPDATE sighting SET state = NEW.s_state, verdict = NEW.s_verdict, reason = NEW.s_reason, alert = NEW.id,
			vouched = NEW.s_vouched WHERE id = NEW.s_id AND state = NEW.s_was;` + orNoStep
}

// moved is a step of a delivery. With a generation, the topics of its chain there that want it have it.
const (
	moved        = "id, was, attempts, live, until, state, result, chain, destination, gen"
	movedTrigger = `UPDATE delivery SET attempts = NEW.attempts, live = NEW.live, until = NEW.until, state = NEW.state,
			result = NEW.result WHERE id = NEW.id AND state = NEW.was;` + orNoStep + movedTopics + ";"
	movedTopics = "UPDATE topic SET have_gen = NEW.gen " +
		"WHERE chain = NEW.chain AND +destination = NEW.destination AND want_gen = NEW.gen"
)

// orNoStep ends the statement where the row was not in the state that it was to be in.
const orNoStep = "SELECT RAISE(ABORT, 'no such step') WHERE changes() = 0;"

// together makes the views.
func (c *conn) together() error {
	script := level
	for _, v := range []struct{ name, columns, does string }{
		{"said", said, saidTrigger}, {"received", received, receivedTrigger}, {"begun", begun, begunTrigger()},
		{"moved", moved, movedTrigger},
	} {
		nothing := "NULL" + strings.Repeat(", NULL", strings.Count(v.columns, ","))
		script += "CREATE TEMP VIEW " + v.name + " (" + v.columns + ") AS SELECT " + nothing + ";" +
			"CREATE TEMP TRIGGER put_" + v.name + " INSTEAD OF INSERT ON " + v.name + " BEGIN " + v.does + " END;"
	}
	return c.Script(script)
}

// isNoStep recognises orNoStep.
func isNoStep(err error) bool {
	var e *engine.Error
	return errors.As(err, &e) && e.Code == lib.ResultConstraintTrigger
}

// putReceived puts a new document and its sighting, where the changes have one of each.
func (w writer) putReceived(c *book.Changes) error {
	if len(c.Blobs) != 1 || len(c.Sightings) != 1 || c.Sightings[0].Was != book.New {
		return nil
	}
	d, s := c.Blobs[0], &c.Sightings[0].Row
	if s.Blob != d.ID || s.Alert != 0 {
		return nil
	}
	c.Blobs, c.Sightings = nil, nil
	return w.c.insert("INSERT INTO received", received, "",
		append(blobRow(d), s.ID, s.Link, ms(s.Received), s.Verdict, s.State, s.Reason, s.Retained, s.Vouched))
}

// putBegun puts a new chain with its first alert, and the step of the alert's sighting, where the changes begin one
// chain.
func (w writer) putBegun(c *book.Changes) error {
	if len(c.Chains) != 1 || len(c.Alerts) != 1 || len(c.Sightings) != 1 {
		return nil
	}
	h, a, s, was := &c.Chains[0].Row, &c.Alerts[0].Row, &c.Sightings[0].Row, c.Sightings[0].Was
	if !c.Chains[0].New || c.Alerts[0].Was != book.New || was == book.New || a.Chain != h.ID || s.Alert != a.ID {
		return nil
	}
	c.Chains, c.Alerts, c.Sightings = nil, nil, nil
	err := w.c.insert("INSERT INTO begun", begun, "",
		append(alertRow(a), h.Token, h.Version, h.Incident, s.ID, was, s.State, s.Verdict, s.Reason, s.Vouched))
	if isNoStep(err) {
		return w.impossible(book.OfSighting, s.ID, s.State, stateOfSighting, []any{s.ID})
	}
	return err
}

// putMoved takes deliveries a step, and with them what their topics have, where nothing else becomes of topics.
func (w writer) putMoved(c *book.Changes) error {
	steps := make([]*book.Change[book.Delivery], 0, len(c.Deliveries))
	for i := range c.Deliveries {
		if c.Deliveries[i].Was != book.New {
			steps = append(steps, &c.Deliveries[i])
		}
	}
	var topics []book.TopicStep
	if brings(steps, c.Topics) {
		topics, c.Topics = c.Topics, nil
	}
	for some := range slices.Chunk(steps, mostRows) {
		rows := make([]any, 0, (1+strings.Count(moved, ","))*len(some))
		for _, step := range some {
			d := &step.Row
			var gen any
			if topics != nil {
				gen, topics = topics[0].Gen, topics[1:]
			}
			rows = append(rows, d.ID, step.Was, d.Attempts, d.Live, ms(d.Until), d.State, d.Result, d.Chain,
				d.Destination, gen)
		}
		if err := w.c.insert("INSERT INTO moved", moved, "", rows); err != nil {
			return w.notMoved(err, some)
		}
	}
	return nil
}

// notMoved names the delivery for which a step is impossible, where it was that.
func (w writer) notMoved(err error, steps []*book.Change[book.Delivery]) error {
	if !isNoStep(err) {
		return err
	}
	for i := range steps {
		d := &steps[i].Row
		is := w.impossible(book.OfDelivery, d.ID, d.State, stateOfDelivery, []any{d.ID})
		if step := (*book.ImpossibleStep)(nil); !errors.As(is, &step) || step.From != steps[i].Was {
			return is
		}
	}
	return err
}

// brings says whether the steps of topics are those that the deliveries bring about, one each.
func brings(list []*book.Change[book.Delivery], topics []book.TopicStep) bool {
	if len(list) != len(topics) {
		return false
	}
	for i, s := range topics {
		d := &list[i].Row
		if s.Kind != book.HaveAll || !s.Keep || s.Row.Chain != d.Chain || s.Row.Destination != d.Destination {
			return false
		}
	}
	return true
}

func (w writer) putTrail(t trail.Batch) error {
	rows := make([]any, 0, (1+strings.Count(said, ","))*len(t.Rows))
	nodes := t.Nodes
	for i, r := range t.Rows {
		n := 1 + bits.TrailingZeros64(uint64(r.Seq)) // each subtree that the entry completes has one
		hashes := make([]byte, 0, n*tlog.HashSize)
		for _, node := range nodes[:n] {
			hashes = append(hashes, node.Hash[:]...)
		}
		var note any
		if i == len(t.Rows)-1 {
			note = string(t.Checkpoint.Note)
		}
		rows = append(rows, r.Seq, r.At, r.Alert, r.Kind, r.Body, nodes[0].Index, hashes, note)
		nodes = nodes[n:]
	}
	return w.c.insert("INSERT INTO said", said, "", rows)
}
