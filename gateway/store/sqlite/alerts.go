package sqlite

import (
	"time"

	"bordercast/cap"
	"bordercast/gateway/store"
)

const alertColumns = "id, key, sender, identifier, token, source, side, lane, msgtype, digest, verdict, chain, blob, sha256, sent, received, until, state, shape, likeness, coalesce(relay,0)"

func scanAlert(scan func(...any) error) (a store.Alert, err error) {
	var digest, sum, likeness []byte
	var sent, received, until int64
	err = scan(&a.ID, &a.Key, &a.Sender, &a.Identifier, &a.Token, &a.Source, &a.Side, &a.Lane, &a.MsgType, &digest, &a.Verdict, &a.Chain, &a.Blob, &sum, &sent, &received, &until, &a.State, &a.Shape, &likeness, &a.Relay)
	copy(a.Likeness[:], likeness)
	copy(a.Digest[:], digest)
	copy(a.SHA256[:], sum)
	a.Sent, a.Received, a.Until = at(sent), at(received), at(until)
	return a, err
}

func (tx *Tx) alerts(where string, args ...any) (list []store.Alert, err error) {
	err = tx.each("SELECT "+alertColumns+" FROM alert WHERE "+where, args, func(scan func(...any) error) error {
		a, err := scanAlert(scan)
		list = append(list, a)
		return err
	})
	return list, err
}

func first[T any](list []T, err error) (T, bool, error) {
	var none T
	if err != nil || len(list) == 0 {
		return none, false, err
	}
	return list[0], true, nil
}

// PutAlert stores a settled alert under its identity.
func (tx *Tx) PutAlert(a store.Alert) (int64, error) {
	return tx.insert("INSERT INTO alert (key, sender, identifier, token, source, side, lane, msgtype, digest, verdict, chain, blob, sha256, sent, received, until, state, shape, likeness, relay) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,nullif(?,0))",
		a.Key, a.Sender, a.Identifier, a.Token, a.Source, a.Side, a.Lane, a.MsgType, a.Digest[:], a.Verdict, a.Chain, a.Blob, a.SHA256[:], ms(a.Sent), ms(a.Received), ms(a.Until), a.State, string(a.Shape), likenessOf(a), a.Relay)
}

// likenessOf is NULL for an alert that is like no other.
func likenessOf(a store.Alert) any {
	if a.Likeness == ([32]byte{}) {
		return nil
	}
	return a.Likeness[:]
}

// ReplaceAlert gives an alert other content, of a better-verified copy.
func (tx *Tx) ReplaceAlert(a store.Alert) error {
	return tx.exec("UPDATE alert SET source = ?, digest = ?, verdict = ?, blob = ?, sha256 = ?, received = ?, until = ?, shape = ? WHERE id = ?",
		a.Source, a.Digest[:], a.Verdict, a.Blob, a.SHA256[:], ms(a.Received), ms(a.Until), string(a.Shape), a.ID)
}

// AlertByKey finds the alert of an identity, by its own key or an alias.
func (tx *Tx) AlertByKey(key string) (store.Alert, bool, error) {
	a, found, err := first(tx.alerts("key = ?", key))
	if found || err != nil {
		return a, found, err
	}
	return first(tx.alerts("id = (SELECT alert FROM alias WHERE key = ?)", key))
}

// AlertByID reads one alert.
func (tx *Tx) AlertByID(id int64) (store.Alert, bool, error) {
	return first(tx.alerts("id = ?", id))
}

// AlertsNamed finds alerts by token, by identifier, or by the beginning of a token of at least four characters.
func (tx *Tx) AlertsNamed(name string) ([]store.Alert, error) {
	if list, err := tx.alerts("token = ?", name); len(list) > 0 || err != nil {
		return list, err
	}
	if list, err := tx.alerts("identifier = ?", name); len(list) > 0 || err != nil {
		return list, err
	}
	if len(name) < 4 {
		return nil, nil
	}
	return tx.alerts("substr(token, 1, ?) = ?", len(name), name)
}

// AlertsLike finds alerts by identifier and instant, whoever sent them: references name the wrong sender in the
// field (us-traps 9).
func (tx *Tx) AlertsLike(identifier string, sent time.Time) ([]store.Alert, error) {
	return tx.alerts("identifier = ? AND sent / 1000 = ?", identifier, sent.Unix())
}

// AlertAlike finds the first active alert of this likeness received since then.
func (tx *Tx) AlertAlike(likeness [32]byte, since time.Time) (store.Alert, bool, error) {
	return first(tx.alerts("likeness = ? AND received >= ? AND state = 'active' ORDER BY received, id LIMIT 1", likeness[:], ms(since)))
}

// RelaysOf lists the copies of an alert under other identities.
func (tx *Tx) RelaysOf(alert int64) ([]store.Alert, error) {
	return tx.alerts("relay = ? ORDER BY id", alert)
}

// AlertsOfChain lists a chain, oldest first.
func (tx *Tx) AlertsOfChain(chain int64) ([]store.Alert, error) {
	return tx.alerts("chain = ? ORDER BY sent, received, id", chain)
}

// AlertsActive lists the active alerts of a lane, or of all lanes when it is "".
func (tx *Tx) AlertsActive(lane cap.Lane) ([]store.Alert, error) {
	return tx.alerts("state = 'active' AND (? = '' OR lane = ?) ORDER BY id", lane, lane)
}

// AlertsDue lists active alerts whose time is up.
func (tx *Tx) AlertsDue(now time.Time, limit int) ([]store.Alert, error) {
	return tx.alerts("state = 'active' AND until <= ? ORDER BY until LIMIT ?", ms(now), limit)
}

// SetAlertState moves an alert on.
func (tx *Tx) SetAlertState(id int64, state string) error {
	return tx.exec("UPDATE alert SET state = ? WHERE id = ?", state, id)
}

// SetVerdict records that a better-verified copy of the same content came.
func (tx *Tx) SetVerdict(id int64, verdict string, blob int64, sum [32]byte) error {
	return tx.exec("UPDATE alert SET verdict = ?, blob = ?, sha256 = ? WHERE id = ?", verdict, blob, sum[:], id)
}

// PutAlias lets another key answer for an alert.
func (tx *Tx) PutAlias(key string, alert int64) error {
	return tx.exec("INSERT OR IGNORE INTO alias (key, alert) VALUES (?,?)", key, alert)
}

// PutReference records what an alert names, resolved or not.
func (tx *Tx) PutReference(r store.Reference) error {
	return tx.exec("INSERT OR IGNORE INTO reference (alert, sender, identifier, sent, target) VALUES (?,?,?,?,nullif(?,0))",
		r.Alert, r.Sender, r.Identifier, ms(r.Sent), r.Target)
}

// ReferencesTo lists the references waiting for an alert of this identifier and instant.
func (tx *Tx) ReferencesTo(identifier string, sent time.Time) (list []store.Reference, err error) {
	err = tx.each("SELECT alert, sender, identifier, sent, coalesce(target,0) FROM reference WHERE identifier = ? AND sent = ? AND target IS NULL",
		[]any{identifier, ms(sent)}, func(scan func(...any) error) error {
			var r store.Reference
			var sent int64
			err := scan(&r.Alert, &r.Sender, &r.Identifier, &sent, &r.Target)
			r.Sent = at(sent)
			list = append(list, r)
			return err
		})
	return list, err
}

// ResolveReferences points the references waiting for an alert at it.
func (tx *Tx) ResolveReferences(identifier string, sent time.Time, target int64) error {
	return tx.exec("UPDATE reference SET target = ? WHERE identifier = ? AND sent = ? AND target IS NULL", target, identifier, ms(sent))
}

// NextEarliest is when the next live delivery or active alert ends by itself; zero when nothing does.
func (tx *Tx) NextEarliest() (time.Time, error) {
	var a, d int64
	_, err := tx.one("SELECT coalesce((SELECT min(until) FROM alert WHERE state = 'active'), 0), coalesce((SELECT min(until) FROM delivery WHERE live = 1), 0)", nil, &a, &d)
	if a == 0 || (d != 0 && d < a) {
		a = d
	}
	return at(a), err
}
