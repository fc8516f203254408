package sqlite

import (
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

const selectAlert = "SELECT id, key, sender, identifier, token, source, side, lane, msgtype, digest, verdict, chain, blob, sha256, sent, received, until, state, shape, likeness, coalesce(relay,0), ordered FROM alert WHERE "

func readAlert(r *engine.Row) (a book.Alert) {
	a.ID, a.Key, a.Sender, a.Identifier, a.Token, a.Source = r.Int(), r.Text(), r.Word(), r.Text(), r.Text(), r.Word()
	a.Side, a.Lane, a.MsgType = cap.Side(r.Word()), cap.Lane(r.Word()), cap.MsgType(r.Word())
	r.Into(a.Digest[:])
	a.Verdict, a.Chain, a.Blob = r.Word(), r.Int(), r.Int()
	r.Into(a.SHA256[:])
	a.Sent, a.Received, a.Until, a.State, a.Shape = at(r.Int()), at(r.Int()), at(r.Int()), r.Word(), r.Blob()
	r.Into(a.Likeness[:])
	a.Relay, a.Ordered = r.Int(), at(r.Int())
	return a
}

func (tx *Tx) alerts(query string, args ...any) ([]book.Alert, error) {
	return list(tx, query, args, readAlert)
}

func first[T any](list []T, err error) (T, bool, error) {
	var none T
	if err != nil || len(list) == 0 {
		return none, false, err
	}
	return list[0], true, nil
}

// PutAlert stores a settled alert under its identity.
func (tx *Tx) PutAlert(a book.Alert) (int64, error) {
	if !book.May(book.OfAlert, book.New, a.State) {
		return 0, &book.ImpossibleStep{Kind: book.OfAlert, Row: a.Token, To: a.State}
	}
	return tx.insert("INSERT INTO alert (key, sender, identifier, token, source, side, lane, msgtype, digest, verdict, chain, blob, sha256, sent, received, until, state, shape, likeness, relay, ordered) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,nullif(?,0),?)",
		a.Key, a.Sender, a.Identifier, a.Token, a.Source, a.Side, a.Lane, a.MsgType, a.Digest[:], a.Verdict, a.Chain, a.Blob, a.SHA256[:], ms(a.Sent), ms(a.Received), ms(a.Until), a.State, string(a.Shape), likenessOf(a), a.Relay, ms(a.Ordered))
}

// likenessOf is NULL for an alert that is like no other.
func likenessOf(a book.Alert) any {
	if a.Likeness == ([32]byte{}) {
		return nil
	}
	return a.Likeness[:]
}

// ReplaceAlert gives an alert other content, of a better-verified copy.
func (tx *Tx) ReplaceAlert(a book.Alert) error {
	tx.memory.forget(a.ID)
	return tx.exec("UPDATE alert SET source = ?, msgtype = ?, digest = ?, verdict = ?, blob = ?, sha256 = ?, received = ?, until = ?, shape = ?, ordered = ? WHERE id = ?",
		a.Source, a.MsgType, a.Digest[:], a.Verdict, a.Blob, a.SHA256[:], ms(a.Received), ms(a.Until), string(a.Shape), ms(a.Ordered), a.ID)
}

// AlertByKey finds the alert of an identity, by its own key or an alias.
func (tx *Tx) AlertByKey(key string) (book.Alert, bool, error) {
	return first(tx.alerts(selectAlert+"id = coalesce((SELECT id FROM alert WHERE key = ?1), (SELECT alert FROM alias WHERE key = ?1))", key))
}

// AlertByID reads one alert.
func (tx *Tx) AlertByID(id int64) (book.Alert, bool, error) {
	if a, known := tx.memory.alert(id); known {
		return a, true, nil
	}
	a, found, err := first(tx.alerts(selectAlert+"id = ?", id))
	if found {
		tx.memory.keep(a)
	}
	return a, found, err
}

// AlertsNamed finds alerts by token, by identifier, or by the beginning of a token of at least four characters.
func (tx *Tx) AlertsNamed(name string) ([]book.Alert, error) {
	if list, err := tx.alerts(selectAlert+"token = ?", name); len(list) > 0 || err != nil {
		return list, err
	}
	if list, err := tx.alerts(selectAlert+"identifier = ?", name); len(list) > 0 || err != nil {
		return list, err
	}
	if len(name) < 4 {
		return nil, nil
	}
	return tx.alerts(selectAlert+"substr(token, 1, ?) = ?", len(name), name)
}

// AlertsLike finds alerts by identifier and instant, whoever sent them: references name the wrong sender in the
// field (traps us-9).
func (tx *Tx) AlertsLike(identifier string, sent time.Time) ([]book.Alert, error) {
	return tx.alerts(selectAlert+"identifier = ? AND sent / 1000 = ?", identifier, sent.Unix())
}

// AlertAlike finds the first active alert of this likeness received since then.
func (tx *Tx) AlertAlike(likeness [32]byte, since time.Time) (book.Alert, bool, error) {
	return first(tx.alerts(selectAlert+"likeness = ? AND received >= ? AND state = 'active' ORDER BY received, id LIMIT 1", likeness[:], ms(since)))
}

// RelaysOf lists the copies of an alert under other identities.
func (tx *Tx) RelaysOf(alert int64) ([]book.Alert, error) {
	return tx.alerts(selectAlert+"relay = ? ORDER BY id", alert)
}

// AlertsOfChain lists a chain, oldest first.
func (tx *Tx) AlertsOfChain(chain int64) ([]book.Alert, error) {
	return tx.alerts(selectAlert+"chain = ? ORDER BY ordered, id", chain)
}

// AlertsSince lists the alerts of a chain that stand after an instant.
func (tx *Tx) AlertsSince(chain int64, place time.Time) ([]int64, error) {
	return list(tx, "SELECT id FROM alert WHERE chain = ? AND ordered > ?", []any{chain, ms(place)}, (*engine.Row).Int)
}

// SetOrdered moves an alert in the order of its chain.
func (tx *Tx) SetOrdered(id int64, place time.Time) error {
	tx.memory.forget(id)
	return tx.exec("UPDATE alert SET ordered = ? WHERE id = ?", ms(place), id)
}

// AlertsActive lists the active alerts of a lane, or of all lanes when it is "".
func (tx *Tx) AlertsActive(lane cap.Lane) ([]book.Alert, error) {
	return tx.alerts(selectAlert+"state = 'active' AND (? = '' OR lane = ?) ORDER BY id", lane, lane)
}

// AlertsDue lists active alerts whose time is up.
func (tx *Tx) AlertsDue(now time.Time, limit int) ([]book.Alert, error) {
	return tx.alerts(selectAlert+"state = 'active' AND until <= ? ORDER BY until LIMIT ?", ms(now), limit)
}

// SetAlertState moves an alert on.
func (tx *Tx) SetAlertState(id int64, state string) error {
	err := tx.step(book.OfAlert, id, state, "UPDATE alert SET state = ?1 WHERE id = ?2 AND instr(?3, '|' || state || '|')",
		[]any{state, id, before(book.OfAlert, state)}, "SELECT state FROM alert WHERE id = ?", id)
	if a, known := tx.memory.alert(id); known && err == nil {
		a.State = state
		tx.memory.keep(a)
	}
	return err
}

// SetVerdict records that a better-verified copy of the same content came.
func (tx *Tx) SetVerdict(id int64, verdict string, blob int64, sum [32]byte) error {
	tx.memory.forget(id)
	return tx.exec("UPDATE alert SET verdict = ?, blob = ?, sha256 = ? WHERE id = ?", verdict, blob, sum[:], id)
}

// PutAlias lets another key answer for an alert.
func (tx *Tx) PutAlias(key string, alert int64) error {
	return tx.exec("INSERT OR IGNORE INTO alias (key, alert) VALUES (?,?)", key, alert)
}

// PutReference records what an alert names, resolved or not.
func (tx *Tx) PutReference(r book.Reference) error {
	return tx.exec("INSERT OR IGNORE INTO reference (alert, sender, identifier, sent, target) VALUES (?,?,?,?,nullif(?,0))",
		r.Alert, r.Sender, r.Identifier, ms(r.Sent), r.Target)
}

// ReferencesTo lists the references waiting for an alert of this identifier and instant.
func (tx *Tx) ReferencesTo(identifier string, sent time.Time) ([]book.Reference, error) {
	return list(tx, "SELECT alert, sender, identifier, sent FROM reference WHERE identifier = ? AND sent = ? AND target IS NULL",
		[]any{identifier, ms(sent)}, readReference)
}

// ResolveReferences points what an alert names by an identifier and instant at an alert.
func (tx *Tx) ResolveReferences(alert int64, identifier string, sent time.Time, target int64) error {
	return tx.exec("UPDATE reference SET target = ?4 WHERE alert = ?1 AND identifier = ?2 AND sent = ?3 AND target IS NULL",
		alert, identifier, ms(sent), target)
}

// Waits lists what an alert names and may not have, or that is not known yet.
func (tx *Tx) Waits(alert int64) ([]book.Reference, error) {
	return list(tx, "SELECT alert, sender, identifier, sent FROM reference WHERE alert = ? AND target IS NULL", []any{alert}, readReference)
}

// ReferencesWithin lists what the alerts of a chain name of each other, or of what was in it.
func (tx *Tx) ReferencesWithin(chain int64) ([]book.Reference, error) {
	return list(tx, "SELECT r.alert, r.target FROM (SELECT id FROM alert WHERE chain = ?) CROSS JOIN reference r ON r.alert = id WHERE r.target IS NOT NULL", []any{chain},
		func(r *engine.Row) book.Reference { return book.Reference{Alert: r.Int(), Target: r.Int()} })
}

func readReference(r *engine.Row) book.Reference {
	return book.Reference{Alert: r.Int(), Sender: r.Text(), Identifier: r.Text(), Sent: at(r.Int())}
}

// NextEarliest is when the next live delivery or active alert ends by itself; zero when nothing does.
func (tx *Tx) NextEarliest() (time.Time, error) {
	var a, d int64
	_, err := tx.one("SELECT coalesce((SELECT min(until) FROM alert WHERE state = 'active'), 0), coalesce((SELECT min(until) FROM delivery WHERE live = 1), 0)",
		nil, func(r *engine.Row) { a, d = r.Int(), r.Int() })
	if a == 0 || (d != 0 && d < a) {
		a = d
	}
	return at(a), err
}
