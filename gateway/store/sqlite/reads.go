package sqlite

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// reader is a book.Reader on a connection.
type reader struct{ c *conn }

var _ book.Reader = reader{}

// Without statistics SQLite prefers the primary key for its order, and reads all a destination has to find the few
// topics of one chain: so an index is named wherever a chain is.
const (
	ofChain = "INDEXED BY topic_chain WHERE "
	behind  = "INDEXED BY topic_behind WHERE "
)

// The joins of a chain are in this very order: with IN, SQLite builds and drops a table of the chain's alerts each
// time.
const (
	chainHead       = "SELECT id, token, version, incident, coalesce(merged_into,0) FROM chain WHERE id = ?"
	chainAlerts     = selectAlert + "chain = ?"
	chainReferences = selectReference + "(SELECT id FROM alert WHERE chain = ?) CROSS JOIN reference ON alert = id"
	chainDecisions  = "SELECT " + decisionColumns +
		" FROM (SELECT id FROM alert WHERE chain = ?) CROSS JOIN decision ON alert = id"
	chainDerived = "SELECT d.id, d.alert, d.part, d.variant, d.edition, coalesce(d.identifier,''), d.digest, d.sent, " +
		"d.level, d.event, d.districts, d.blob, coalesce(d.report,0), d.as_of " +
		"FROM (SELECT id AS of FROM alert WHERE chain = ?) CROSS JOIN derived d ON d.alert = of"
	chainDeliveries = selectDelivery + "chain = ? ORDER BY id"
	chainTopics     = selectTopic + ofChain + "chain = ?"
)

// Chain is that of book.Reader.
func (r reader) Chain(id int64, tables book.Tables) (rows *book.ChainRows, err error) {
	var c book.ChainRows
	there, err := r.c.one(chainHead, []any{id}, func(row *engine.Row) {
		c.Chain.ID, c.Chain.Token, c.Chain.Version, c.Chain.Incident, c.Merged = row.Int(), row.Text(), row.Int(), row.Text(),
			row.Int()
	})
	if err != nil || !there {
		return nil, err
	}
	of := []any{id}
	if tables&book.Alerts != 0 {
		if c.Alerts, err = list(r.c, chainAlerts, of, readAlert); err != nil {
			return nil, err
		}
		if c.References, err = list(r.c, chainReferences, of, readReference); err != nil {
			return nil, err
		}
	}
	if tables&book.Decisions != 0 {
		if c.Decisions, err = tried(r.c, chainDecisions, of, readDecision); err != nil {
			return nil, err
		}
	}
	if tables&book.DerivedRows != 0 {
		if c.Derived, err = list(r.c, chainDerived, of, readDerived); err != nil {
			return nil, err
		}
	}
	if tables&book.Deliveries != 0 {
		if c.Deliveries, err = tried(r.c, chainDeliveries, of, readDelivery); err != nil {
			return nil, err
		}
	}
	if tables&book.Topics != 0 {
		c.Topics, err = list(r.c, chainTopics, of, readTopic)
	}
	return &c, err
}

const find = `SELECT 'key', id, '', '', 0 FROM alert WHERE key = ?1
	UNION ALL SELECT 'alias', alert, '', '', 0 FROM alias WHERE key = ?1
	UNION ALL SELECT 'waiting', alert, sender, identifier, sent FROM reference
		WHERE identifier = ?2 AND sent = ?3 AND target IS NULL
	UNION ALL SELECT 'alike', id, '', '', 0 FROM (SELECT id FROM alert
		WHERE likeness = ?4 AND received >= ?5 AND state = 'active' ORDER BY received, id LIMIT 1)`

const findDocuments = `
	UNION ALL SELECT 'document', id, sha256, '', public FROM blob WHERE sha256 IN `

// Find is that of book.Reader.
func (r reader) Find(a book.FindAsk) (f book.Found, err error) {
	var like any
	if a.ContentKey != ([sha256.Size]byte{}) {
		like = a.ContentKey[:]
	}
	query, args := find, []any{a.Key, a.Identifier, ms(a.Sent), like, ms(a.Since)}
	documents := a.Documents[:min(len(a.Documents), mostRows)]
	if len(documents) > 0 {
		query += findDocuments + places(len(documents))
		for i := range documents {
			args = append(args, documents[i][:])
		}
	}
	err = r.c.each(query, args, func(row *engine.Row) error {
		what, id := row.Word(), row.Int()
		switch {
		case what == "key", what == "alias" && f.Known == 0:
			f.Known = id
		case what == "alike":
			f.SameNews = id
		case what == "waiting":
			f.Waiting = append(f.Waiting, book.Reference{Alert: id, Sender: row.Text(), Identifier: row.Text(),
				Sent: at(row.Int())})
		case what == "document":
			kept := book.StoredAs{ID: id}
			row.Into(kept.SHA256[:])
			_, kept.Public = row.Text(), row.Bool()
			f.Kept = append(f.Kept, kept)
		}
		return nil
	})
	if more := a.Documents[len(documents):]; len(more) > 0 && err == nil { // of an alert with a great many parts
		var kept []book.StoredAs
		kept, err = r.BlobsOf(more)
		f.Kept = append(f.Kept, kept...)
	}
	return f, err
}

// places are the parameters of a list of n.
func places(n int) string { return "(" + strings.Repeat("?,", n-1) + "?)" }

// Alerts is that of book.Reader.
func (r reader) Alerts(a book.AlertsAsk) ([]book.Alert, error) {
	query, args := alertsWhere(a)
	return list(r.c, selectAlert+query, args, readAlert)
}

func alertsWhere(a book.AlertsAsk) (string, []any) {
	switch a.Of {
	case book.ByID:
		return "id = ?", []any{a.ID}
	case book.ByKey:
		return "id = coalesce((SELECT id FROM alert WHERE key = ?1), (SELECT alert FROM alias WHERE key = ?1))", []any{a.Text}
	case book.ByToken:
		return "token = ?", []any{a.Text}
	case book.ByIdentifier:
		return "identifier = ?", []any{a.Text}
	case book.ByTokenStart:
		return "substr(token, 1, ?) = ?", []any{len(a.Text), a.Text}
	case book.ByInstant:
		return "identifier = ? AND sent / 1000 = ?", []any{a.Text, a.At.Unix()}
	case book.ByContentKey:
		return "likeness = ? AND received >= ? AND state = 'active' ORDER BY received, id LIMIT 1",
			[]any{a.ContentKey[:], ms(a.At)}
	case book.ByRelay:
		return "relay = ? ORDER BY id", []any{a.ID}
	case book.ByActive:
		return "state = 'active' AND (? = '' OR lane = ?) ORDER BY id", []any{a.Lane, a.Lane}
	case book.ByDue:
		return "state = 'active' AND until <= ? ORDER BY until LIMIT +?", []any{ms(a.At), a.Limit}
	}
	return "1 LIMIT 1", nil
}

// References is that of book.Reader.
func (r reader) References(identifier string, sent time.Time) ([]book.Reference, error) {
	return list(r.c, selectReference+"reference WHERE identifier = ? AND sent = ? AND target IS NULL",
		[]any{identifier, ms(sent)}, readReference)
}

// Sightings is that of book.Reader.
func (r reader) Sightings(a book.SightingsAsk) ([]book.Sighting, error) {
	switch {
	case a.ID != 0:
		return list(r.c, selectSighting+"s.id = ?", []any{a.ID}, readSighting)
	case a.Alert != 0:
		return list(r.c, selectSighting+"s.alert = ? ORDER BY s.id", []any{a.Alert}, readSighting)
	case a.Sum != nil:
		return list(r.c, selectSighting+"s.blob = (SELECT id FROM blob WHERE sha256 = ?) ORDER BY s.id", []any{a.Sum[:]},
			readSighting)
	case a.State == book.Accepted:
		return list(r.c, selectSighting+"s.state = 'accepted' ORDER BY s.id", nil, readSighting)
	}
	return list(r.c, selectSighting+"s.state = 'quarantined' ORDER BY s.id", nil, readSighting)
}

// stillOpen is the condition of the index decision_open, in its own words: SQLite does not see that 'held' implies it.
const stillOpen = "state IN ('held', 'decided') AND action <> 'drop'"

// Decisions is that of book.Reader.
func (r reader) Decisions(a book.DecisionsAsk) ([]book.Decision, error) {
	switch {
	case a.Destination != "":
		return tried(r.c, selectDecision+"destination = ? AND decision.state = ? AND reason = ? "+
			"AND (SELECT a.state FROM alert a WHERE a.id = decision.alert) = 'active'",
			[]any{a.Destination, a.State, a.Reason}, readDecision)
	case a.State == book.Held:
		return tried(r.c, selectDecision+stillOpen+" AND state = 'held' ORDER BY since, alert", nil, readDecision)
	}
	return tried(r.c, selectDecision+stillOpen+" AND state = 'decided' ORDER BY alert", nil, readDecision)
}

// leftStanding is the condition of the index delivery_foreign, in its own words.
const leftStanding = "result = 'foreign' AND live = 1"

// Deliveries is that of book.Reader.
func (r reader) Deliveries(a book.DeliveriesAsk) ([]book.Delivery, error) {
	query, args := "live = 1 AND until <= ? ORDER BY until LIMIT +?", []any{ms(a.Due), a.Limit}
	switch {
	case a.ID != 0:
		query, args = "id = ?", []any{a.ID}
	case a.Alert != 0:
		query, args = "alert = ? ORDER BY id", []any{a.Alert}
	case a.Source != "":
		query, args = "live = 1 AND alert IN (SELECT id FROM alert WHERE source = ?) ORDER BY id", []any{a.Source}
	case a.Foreign:
		query, args = leftStanding+" AND (?1 = '' OR destination = ?1) ORDER BY id", []any{a.Destination}
	case a.Destination != "":
		query, args = "live = 1 AND destination = ? ORDER BY id", []any{a.Destination}
	}
	return tried(r.c, selectDelivery+query, args, readDelivery)
}

// Derived is that of book.Reader.
func (r reader) Derived(a book.DerivedAsk) ([]book.Derived, error) {
	if a.ID != 0 {
		return list(r.c, selectDerived+"id = ?", []any{a.ID}, readDerived)
	}
	return list(r.c, selectDerived+"identifier = ?", []any{a.Identifier}, readDerived)
}

// Approvals is that of book.Reader.
func (r reader) Approvals(alert int64, destination string, group int) ([]book.Approval, error) {
	return list(r.c, "SELECT alert, destination, event_group, who, role, draft, verdict, reason, at FROM approval "+
		"WHERE alert = ? AND destination = ? AND event_group = ? ORDER BY at, who",
		[]any{alert, destination, group}, func(r *engine.Row) book.Approval {
			return book.Approval{Alert: r.Int(), Destination: r.Word(), Group: int(r.Int()), Who: r.Text(), Role: r.Word(),
				Draft: r.Text(), Verdict: r.Word(),
				Reason: r.Text(), At: at(r.Int())}
		})
}

// Drafts is that of book.Reader.
func (r reader) Drafts(alert int64, destination string, group int) ([]book.Draft, error) {
	return tried(r.c, selectDraft+"alert = ? AND destination = ? AND event_group = ? ORDER BY id",
		[]any{alert, destination, group}, readDraft)
}

// Topics is that of book.Reader.
func (r reader) Topics(a book.TopicsAsk) ([]book.Topic, error) {
	query, args := "WHERE destination = ? ORDER BY topic", []any{a.Destination}
	switch {
	case a.Topic != "":
		query, args = "WHERE destination = ? AND topic = ?", append(args, a.Topic)
	case a.Prefix != "":
		// A range, which is looked up: a condition on the beginning of each would read all that the destination has.
		// Topics are UTF-8, in which no byte is 0xff.
		query, args = "WHERE destination = ? AND topic >= ? AND topic < ? AND want IS NOT NULL ORDER BY topic",
			append(args, a.Prefix, a.Prefix+"\xff")
	case a.Behind > 0:
		query, args = behind+"destination = ? AND chain = 0 AND want_gen <> have_gen ORDER BY want_gen LIMIT +?",
			append(args, a.Behind)
	}
	return list(r.c, selectTopic+query, args, readTopic)
}

// Outbox is that of book.Reader.
func (r reader) Outbox(destination string) ([]book.Queued, error) {
	// The join in this very order: the other way round SQLite would look up the deliveries of every alert there is.
	return list(r.c, `SELECT d.id, d.chain, d.priority, a.source FROM delivery d CROSS JOIN alert a ON a.id = d.alert
		WHERE d.destination = ? AND d.state IN ('ready','attempting') ORDER BY d.priority, d.id`, []any{destination},
		func(r *engine.Row) book.Queued {
			return book.Queued{Delivery: r.Int(), Chain: r.Int(), Priority: r.Int(), Source: r.Word()}
		})
}

// An incident is read in two statements, however many chains are of it: their order is that of the joins.
const chainsOf = "(SELECT id AS of, token AS named FROM chain WHERE incident = ? AND incident <> '' " +
	"AND merged_into IS NULL)"

// Incident is that of book.Reader.
func (r reader) Incident(name string) (i book.Incident, err error) {
	alerts := strings.Replace(selectAlert, " FROM alert WHERE ",
		", named FROM "+chainsOf+" CROSS JOIN alert ON chain = of", 1) + " ORDER BY of, ordered, id"
	i.Alerts, err = list(r.c, alerts, []any{name}, func(r *engine.Row) book.IncidentAlert {
		return book.IncidentAlert{Alert: readAlert(r), ChainToken: r.Text()}
	})
	if err != nil {
		return i, err
	}
	released := "SELECT " + decisionColumns + " FROM (SELECT id FROM " + chainsOf +
		" CROSS JOIN alert ON chain = of) CROSS JOIN decision ON alert = id WHERE state = 'released'"
	i.Released, err = tried(r.c, released, []any{name}, readDecision)
	return i, err
}

// Blob is that of book.Reader.
func (r reader) Blob(id int64) (s book.Stored, there bool, err error) {
	there, err = r.c.one("SELECT sha256, encoding, size, public, bytes FROM blob WHERE id = ?", []any{id},
		func(r *engine.Row) {
			r.Into(s.SHA256[:])
			s.Encoding, s.Size, s.Public, s.Bytes = int(r.Int()), int(r.Int()), r.Bool(), r.Blob()
		})
	s.Purged = s.Bytes == nil && s.Size > 0 // an empty document reads as NULL does
	return s, there, err
}

// BlobsOf is that of book.Reader.
func (r reader) BlobsOf(sums [][sha256.Size]byte) (all []book.StoredAs, err error) {
	for some := range slices.Chunk(sums, mostRows) {
		var args []any
		for i := range some {
			args = append(args, some[i][:])
		}
		query := "SELECT sha256, id, public FROM blob WHERE sha256 IN " + places(len(some))
		kept, err := list(r.c, query, args, func(r *engine.Row) (s book.StoredAs) {
			r.Into(s.SHA256[:])
			s.ID, s.Public = r.Int(), r.Bool()
			return s
		})
		if err != nil {
			return nil, err
		}
		all = append(all, kept...)
	}
	return all, nil
}

// person tells of an alert a that something of its chain is about a missing person, and standing that the chain stands.
// Nothing stands by its state alone: its time may be up before the clock has come by.
const (
	person   = `EXISTS (SELECT 1 FROM alert m WHERE m.chain = a.chain AND json_extract(m.shape, '$.missing'))`
	standing = `EXISTS (SELECT 1 FROM alert h WHERE h.chain = a.chain AND h.state = 'active' AND h.until > ?)`
)

// Resource is that of book.Reader.
func (r reader) Resource(lane cap.Lane, sha256 string, now time.Time) (o book.Offered, found bool, err error) {
	const of = `SELECT 1 FROM offer o JOIN alert a ON a.id = o.alert WHERE o.lane = r.lane AND o.sha256 = r.sha256`
	found, err = r.c.one(`SELECT r.blob, r.mime, EXISTS (`+of+` AND `+person+`)
		FROM resource r WHERE r.lane = ? AND r.sha256 = ? AND (
			NOT EXISTS (`+of+`) OR EXISTS (`+of+` AND (NOT `+person+` OR `+standing+`)))`,
		[]any{lane, sha256, now.UnixMilli()},
		func(r *engine.Row) { o.Blob, o.MIME, o.Person = r.Int(), r.Text(), r.Int() != 0 })
	return o, found, err
}

// Original is that of book.Reader: where some destination was given all event groups. The scope is CAP's, as the
// alert's shape has it.
func (r reader) Original(lane cap.Lane, sum [sha256.Size]byte, now time.Time) (o book.Offered, found bool, err error) {
	found, err = r.c.one(`SELECT a.blob, `+person+` FROM alert a
		WHERE a.sha256 = ? AND a.lane = ? AND json_extract(a.shape, '$.scope') = 'Public'
		AND EXISTS (SELECT 1 FROM decision d WHERE d.alert = a.id GROUP BY d.destination HAVING min(d.state = 'released'))
		AND (NOT `+person+` OR `+standing+`)`,
		[]any{sum[:], lane, now.UnixMilli()}, func(r *engine.Row) { o.Blob, o.Person = r.Int(), r.Int() != 0 })
	return o, found, err
}

// Destinations is that of book.Reader.
func (r reader) Destinations() ([]book.Destination, error) {
	return list(r.c, "SELECT name, kind, broker, side, party, tree, lanes, settings FROM destination ORDER BY name",
		nil, func(r *engine.Row) (d book.Destination) {
			d.Name, d.Kind, d.Broker, d.Side, d.Party, d.Tree = r.Text(), r.Word(), r.Text(), cap.Side(r.Word()), r.Text(),
				r.Word()
			for word := range strings.FieldsSeq(r.Text()) {
				d.Lanes = append(d.Lanes, cap.Lane(word))
			}
			d.Settings = r.Text()
			return d
		})
}

// KeepsDestinations says whether the file is of a version that keeps them: a view may be of one that no gateway has
// opened since.
func (r reader) KeepsDestinations() (bool, error) {
	n, err := r.c.number("SELECT count(*) FROM sqlite_master WHERE name = 'destination'")
	return n > 0, err
}

// Count is that of book.Reader.
func (r reader) Count(what book.Counted) (map[string]map[cap.Lane]int, error) {
	all := map[string]map[cap.Lane]int{}
	count := func(destination string, lane cap.Lane, n int64) {
		if all[destination] == nil {
			all[destination] = map[cap.Lane]int{}
		}
		all[destination][lane] += int(n)
	}
	if what == book.WantedTopics {
		return all, r.c.each("SELECT destination, topic FROM topic WHERE chain > 0 AND want IS NOT NULL", nil,
			func(r *engine.Row) error {
				destination, levels := r.Text(), strings.SplitN(r.Text(), "/", 4)
				if len(levels) == 4 {
					count(destination, cap.Lane(levels[2]), 1)
				}
				return nil
			})
	}
	for _, which := range []string{"live = 1", "state IN ('ready','attempting') AND live = 0"} {
		err := r.c.each("SELECT d.destination, a.lane, count(*) FROM (SELECT destination, alert FROM delivery "+
			"WHERE "+which+") d JOIN alert a ON a.id = d.alert GROUP BY 1, 2", nil,
			func(r *engine.Row) error {
				count(r.Text(), cap.Lane(r.Word()), r.Int())
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Notes is that of book.Reader.
func (r reader) Notes(prefix string) (map[string]string, error) {
	all := map[string]string{}
	err := r.c.each("SELECT name, value FROM meta WHERE name >= ? AND name < ?", []any{prefix, prefix + "\xff"},
		func(r *engine.Row) error {
			name := r.Text()
			all[name] = r.Text()
			return nil
		})
	return all, err
}

// Next is that of book.Reader.
func (r reader) Next(what book.Dated) (time.Time, error) {
	switch what {
	case book.ADeadline:
		next, err := r.c.number("SELECT coalesce(min(deadline), 0) FROM decision WHERE " + stillOpen +
			" AND state = 'held' AND deadline > 0 AND alarmed = 0")
		return at(next), err
	case book.AnUndelivered:
		received, err := r.c.number("SELECT coalesce(min(a.received), 0) FROM delivery d JOIN alert a ON a.id = d.alert " +
			"WHERE d.state IN ('ready','attempting')")
		return at(received), err
	}
	var a, d int64
	_, err := r.c.one("SELECT coalesce((SELECT min(until) FROM alert WHERE state = 'active'), 0), "+
		"coalesce((SELECT min(until) FROM delivery WHERE live = 1), 0)",
		nil, func(r *engine.Row) { a, d = r.Int(), r.Int() })
	if a == 0 || (d != 0 && d < a) {
		a = d
	}
	return at(a), err
}

// Highest is that of book.Reader.
func (r reader) Highest() (n book.Numbers, err error) {
	for table, at := range map[string]*int64{"blob": &n.Blob, "sighting": &n.Sighting, "chain": &n.Chain,
		"alert": &n.Alert, "derived": &n.Derived, "delivery": &n.Delivery} {
		if *at, err = r.c.number("SELECT coalesce(max(id), 0) FROM " + table); err != nil {
			return n, err
		}
	}
	return n, nil
}

// HighestGen is that of book.Reader.
func (r reader) HighestGen(destination string) (int64, error) {
	return r.c.number("SELECT coalesce(max(want_gen), 0) FROM topic WHERE destination = ?", destination)
}

// Trail is that of book.Reader.
func (r reader) Trail() book.Trail { return trailReader(r) }

// trailReader reads the audit trail.
type trailReader struct{ c *conn }

// Size is that of book.Trail.
func (r trailReader) Size() (int64, error) {
	return r.c.number("SELECT coalesce(max(seq), 0) FROM trail")
}

// Rows is that of book.Trail.
func (r trailReader) Rows(from int64, alert string, row func(trail.Row) error) error {
	query, args := "SELECT seq, at, alert, kind, body FROM trail WHERE seq >= ? ORDER BY seq", []any{from}
	if alert != "" {
		query, args = "SELECT seq, at, alert, kind, body FROM trail "+
			"WHERE seq >= ? AND alert = ? AND alert <> '' ORDER BY seq", []any{from, alert}
	}
	return r.c.each(query, args, func(r *engine.Row) error {
		return row(trail.Row{Seq: r.Int(), At: r.Text(), Alert: r.Text(), Kind: r.Text(), Body: r.Text()})
	})
}

// Nodes is that of book.Trail.
func (r trailReader) Nodes(node func(trail.StoredNode) error) error {
	return r.c.each("SELECT ix, hash FROM node ORDER BY ix", nil, func(r *engine.Row) error {
		return node(trail.StoredNode{Index: r.Int(), Hash: r.Blob()})
	})
}

// Checkpoints is that of book.Trail.
func (r trailReader) Checkpoints(from int64, checkpoint func(size int64, note string) error) error {
	return r.c.each("SELECT size, note FROM checkpoint WHERE size >= ? ORDER BY size", []any{from},
		func(r *engine.Row) error {
			size := r.Int()
			return checkpoint(size, r.Text())
		})
}

// ReadHashes is that of book.Trail.
func (r trailReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, ix := range indexes {
		found, err := r.c.one("SELECT hash FROM node WHERE ix = ?", []any{ix}, func(r *engine.Row) { r.Into(all[i][:]) })
		if err == nil && !found {
			err = fmt.Errorf("%w", book.ErrLacksHash)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
