package sqlite

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/store"
)

// PutDerived stores what a translation made; its bytes are fixed from now on.
func (tx *Tx) PutDerived(d store.Derived) (int64, error) {
	identifier := sql.NullString{String: d.Identifier, Valid: d.Identifier != ""}
	return tx.insert("INSERT INTO derived (alert, part, variant, edition, identifier, digest, sent, level, event, districts, blob, report) VALUES (?,?,?,?,?,?,?,?,?,?,?,nullif(?,0))",
		d.Alert, d.Part, d.Variant, d.Edition, identifier, d.Digest[:], ms(d.Sent), d.Level, d.Event, strings.Join(d.Districts, " "), d.Blob, d.Report)
}

const derivedColumns = "d.id, d.alert, d.part, d.variant, d.edition, coalesce(d.identifier,''), d.digest, d.sent, d.level, d.event, d.districts, d.blob, coalesce(d.report,0)"

func (tx *Tx) deriveds(where string, args ...any) (list []store.Derived, err error) {
	err = tx.each("SELECT "+derivedColumns+" FROM derived d WHERE "+where, args, func(scan func(...any) error) error {
		var d store.Derived
		var sent int64
		var districts string
		var digest []byte
		err := scan(&d.ID, &d.Alert, &d.Part, &d.Variant, &d.Edition, &d.Identifier, &digest, &sent, &d.Level, &d.Event, &districts, &d.Blob, &d.Report)
		d.Sent, d.Districts = at(sent), strings.Fields(districts)
		copy(d.Digest[:], digest)
		list = append(list, d)
		return err
	})
	return list, err
}

// DerivedOf finds what was already made of an alert in one variant: destinations with equal variants share it.
func (tx *Tx) DerivedOf(alert int64, variant string) ([]store.Derived, error) {
	return tx.deriveds("d.alert = ? AND d.variant = ? ORDER BY d.part, d.edition", alert, variant)
}

// DerivedByID reads one.
func (tx *Tx) DerivedByID(id int64) (store.Derived, bool, error) {
	return first(tx.deriveds("d.id = ?", id))
}

// NextEdition is the edition a new rendering of an alert's part needs in a variant.
func (tx *Tx) NextEdition(alert int64, part int, variant string) (next int, err error) {
	_, err = tx.one("SELECT coalesce(max(edition), 0) + 1 FROM derived WHERE alert = ? AND part = ? AND variant = ?", []any{alert, part, variant}, &next)
	return next, err
}

// EditionOf is the edition for what is made of an alert's content now: the first, or one more for each other content
// it has had, when a better-verified copy took its identity.
func (tx *Tx) EditionOf(alert int64, content cap.Digest) (edition int, err error) {
	_, err = tx.one("SELECT 1 + count(DISTINCT digest) FROM derived WHERE alert = ? AND digest <> ?", []any{alert, content[:]}, &edition)
	return edition, err
}

// PutDelivery queues a delivery, Ready. One that is Live takes that place from its predecessor of the same chain,
// part and destination.
func (tx *Tx) PutDelivery(d store.Delivery, until time.Time) (int64, error) {
	if err := tx.exec("UPDATE delivery SET live = 0 WHERE chain = ? AND destination = ? AND part = ? AND live = 1", d.Chain, d.Destination, d.Part); err != nil {
		return 0, err
	}
	return tx.insert("INSERT INTO delivery (alert, part, destination, derived, chain, kind, priority, not_after, live, until, state, plan) VALUES (?,?,?,nullif(?,0),?,?,?,?,?,?,'ready','')",
		d.Alert, d.Part, d.Destination, d.Derived, d.Chain, d.Kind, d.Priority, ms(d.NotAfter), d.Live, ms(until))
}

// SetPlan fixes what a delivery publishes.
func (tx *Tx) SetPlan(delivery int64, plan store.Plan) error {
	text, err := json.Marshal(plan)
	if err != nil {
		return err
	}
	return tx.exec("UPDATE delivery SET plan = ? WHERE id = ?", string(text), delivery)
}

const deliveryColumns = "id, alert, part, destination, coalesce(derived,0), chain, kind, priority, attempts, not_after, live, state, result, plan"

func (tx *Tx) deliveries(where string, args ...any) (list []store.Delivery, err error) {
	err = tx.each("SELECT "+deliveryColumns+" FROM delivery WHERE "+where, args, func(scan func(...any) error) error {
		var d store.Delivery
		var notAfter int64
		var plan []byte
		if err := scan(&d.ID, &d.Alert, &d.Part, &d.Destination, &d.Derived, &d.Chain, &d.Kind, &d.Priority, &d.Attempts, &notAfter, &d.Live, &d.State, &d.Result, &plan); err != nil {
			return err
		}
		d.NotAfter = at(notAfter)
		if len(plan) > 0 {
			if err := json.Unmarshal(plan, &d.Plan); err != nil {
				return err
			}
		}
		list = append(list, d)
		return nil
	})
	return list, err
}

// Outbox lists what a destination is still to get: attempted ones first, whose outcome is unknown, then by priority.
// Only the oldest of a chain's is listed, for within a chain the order is strict.
func (tx *Tx) Outbox(destination string, limit int) ([]store.Delivery, error) {
	return tx.deliveries("destination = ?1 AND state IN ('ready','attempting') ORDER BY priority, id LIMIT ?2", destination, limit)
}

// OutboxDepth counts what a destination is still to get, and since when the oldest waits.
func (tx *Tx) OutboxDepth() (depth map[string]int, err error) {
	depth = map[string]int{}
	err = tx.each("SELECT destination, count(*) FROM delivery WHERE state IN ('ready','attempting') GROUP BY destination", nil, func(scan func(...any) error) error {
		var name string
		var n int
		err := scan(&name, &n)
		depth[name] = n
		return err
	})
	return depth, err
}

// DeliveriesOf lists the deliveries of an alert, oldest first.
func (tx *Tx) DeliveriesOf(alert int64) ([]store.Delivery, error) {
	return tx.deliveries("alert = ? ORDER BY id", alert)
}

// DeliveriesOfChain lists all deliveries of a chain, oldest first.
func (tx *Tx) DeliveriesOfChain(chain int64) ([]store.Delivery, error) {
	return tx.deliveries("chain = ? ORDER BY id", chain)
}

// DeliveriesLive lists what stands at a destination of a chain, by part; at every destination when it is "".
func (tx *Tx) DeliveriesLive(chain int64, destination string) ([]store.Delivery, error) {
	return tx.deliveries("chain = ?1 AND live = 1 AND (?2 = '' OR destination = ?2) ORDER BY destination, part", chain, destination)
}

// DeliveriesLiveOf lists what stands anywhere of one source's alerts.
func (tx *Tx) DeliveriesLiveOf(source string) ([]store.Delivery, error) {
	return tx.deliveries("live = 1 AND alert IN (SELECT id FROM alert WHERE source = ?) ORDER BY id", source)
}

// DeliveriesDue lists what stands somewhere although its time is up.
func (tx *Tx) DeliveriesDue(now time.Time, limit int) ([]store.Delivery, error) {
	return tx.deliveries("live = 1 AND until <= ? ORDER BY until LIMIT ?", ms(now), limit)
}

// Given reports whether a destination was given anything of a chain: a delivery neither refused nor lapsed
// unattempted. It is what the chain rule asks.
func (tx *Tx) Given(chain int64, destination string) (bool, error) {
	var one int
	return tx.one("SELECT 1 FROM delivery WHERE chain = ? AND destination = ? AND state NOT IN ('refused','lapsed') LIMIT 1", []any{chain, destination}, &one)
}

// Destinations lists those that were given anything of a chain.
func (tx *Tx) Destinations(chain int64) (list []string, err error) {
	err = tx.each("SELECT DISTINCT destination FROM delivery WHERE chain = ? AND state NOT IN ('refused','lapsed')", []any{chain}, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		list = append(list, name)
		return err
	})
	return list, err
}

// SetDelivery moves a delivery on; result is kept when "".
func (tx *Tx) SetDelivery(id int64, state, result string) error {
	return tx.exec("UPDATE delivery SET state = ?1, result = coalesce(nullif(?2, ''), result), attempts = attempts + (?1 = 'attempting') WHERE id = ?3", state, result, id)
}

// Unlive takes the place a delivery had at its destination: it was ended there.
func (tx *Tx) Unlive(id int64) error {
	return tx.exec("UPDATE delivery SET live = 0 WHERE id = ?", id)
}

// Relive gives it back: what was to replace the delivery will not.
func (tx *Tx) Relive(id int64) error {
	return tx.exec("UPDATE delivery SET live = 1 WHERE id = ?", id)
}

// DeliveryByID reads one.
func (tx *Tx) DeliveryByID(id int64) (store.Delivery, bool, error) {
	return first(tx.deliveries("id = ?", id))
}

// PartsOf is the highest part number a chain ever used.
func (tx *Tx) PartsOf(chain int64) (highest int, err error) {
	_, err = tx.one("SELECT coalesce(max(part), 0) FROM delivery WHERE chain = ?", []any{chain}, &highest)
	return highest, err
}

// OldestUndelivered is when the alert of the oldest open delivery was received; zero when everything is delivered.
func (tx *Tx) OldestUndelivered() (time.Time, error) {
	var received int64
	_, err := tx.one("SELECT coalesce(min(a.received), 0) FROM delivery d JOIN alert a ON a.id = d.alert WHERE d.state IN ('ready','attempting')", nil, &received)
	return at(received), err
}
