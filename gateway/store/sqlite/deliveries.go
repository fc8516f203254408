package sqlite

import (
	"encoding/json"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// PutDerived stores what a translation made; its bytes are fixed from now on.
func (tx *Tx) PutDerived(d book.Derived) (int64, error) {
	return tx.insert("INSERT INTO derived (alert, part, variant, edition, identifier, digest, sent, level, event, districts, blob, report, as_of) VALUES (?,?,?,?,nullif(?,''),?,?,?,?,?,?,nullif(?,0),?)",
		d.Alert, d.Part, d.Variant, d.Edition, d.Identifier, d.Digest[:], ms(d.Sent), d.Level, d.Event, strings.Join(d.Districts, " "), d.Blob, d.Report, ms(d.AsOf))
}

const selectDerived = "SELECT id, alert, part, variant, edition, coalesce(identifier,''), digest, sent, level, event, districts, blob, coalesce(report,0), as_of FROM derived WHERE "

func (tx *Tx) deriveds(query string, args ...any) ([]book.Derived, error) {
	return list(tx, query, args, func(r *engine.Row) (d book.Derived) {
		d.ID, d.Alert, d.Part, d.Variant, d.Edition, d.Identifier = r.Int(), r.Int(), int(r.Int()), r.Text(), int(r.Int()), r.Text()
		r.Into(d.Digest[:])
		d.Sent, d.Level, d.Event, d.Districts, d.Blob, d.Report = at(r.Int()), r.Word(), r.Word(), strings.Fields(r.Text()), r.Int(), r.Int()
		d.AsOf = at(r.Int())
		return d
	})
}

// DerivedOf finds what was already made of an alert in one variant: destinations with equal variants share it.
func (tx *Tx) DerivedOf(alert int64, variant string) ([]book.Derived, error) {
	return tx.deriveds(selectDerived+"alert = ? AND variant = ? ORDER BY part, edition", alert, variant)
}

// DerivedOfAlert lists all that was ever made of an alert.
func (tx *Tx) DerivedOfAlert(alert int64) ([]book.Derived, error) {
	return tx.deriveds(selectDerived+"alert = ? ORDER BY part, variant, edition", alert)
}

// DerivedByID reads one.
func (tx *Tx) DerivedByID(id int64) (book.Derived, bool, error) {
	return first(tx.deriveds(selectDerived+"id = ?", id))
}

// NextEdition is the edition a new rendering of an alert's part needs in a variant.
func (tx *Tx) NextEdition(alert int64, part int, variant string) (int, error) {
	next, err := tx.number("SELECT coalesce(max(edition), 0) + 1 FROM derived WHERE alert = ? AND part = ? AND variant = ?", alert, part, variant)
	return int(next), err
}

// EditionOf is the edition for what is made of an alert's content now: the first, or one more for each other content
// it has had, when a better-verified copy took its identity.
func (tx *Tx) EditionOf(alert int64, content cap.Digest) (int, error) {
	// Counted here: for count(DISTINCT) SQLite builds and drops a table each time, and nearly always there is nothing.
	others := map[cap.Digest]bool{}
	err := tx.each("SELECT digest FROM derived WHERE alert = ? AND digest <> ?", []any{alert, content[:]}, func(r *engine.Row) error {
		var other cap.Digest
		r.Into(other[:])
		others[other] = true
		return nil
	})
	return 1 + len(others), err
}

// NextDelivery is the number that the next PutDelivery gives: no delivery is ever removed.
func (tx *Tx) NextDelivery() (int64, error) {
	return tx.number("SELECT coalesce(max(id), 0) + 1 FROM delivery")
}

// PutDelivery queues a delivery, Ready. One that is Live takes that place from its predecessor of the same chain,
// part and destination. SetPlan may fix its plan later in the same command.
func (tx *Tx) PutDelivery(d book.Delivery, until time.Time) (int64, error) {
	if err := tx.exec("UPDATE delivery SET live = 0 WHERE chain = ? AND destination = ? AND part = ? AND live = 1", d.Chain, d.Destination, d.Part); err != nil {
		return 0, err
	}
	plan, err := planText(d.Plan)
	if err != nil {
		return 0, err
	}
	return tx.insert("INSERT INTO delivery (alert, part, destination, derived, chain, kind, priority, not_after, live, until, state, plan) VALUES (?,?,?,nullif(?,0),?,?,?,?,?,?,'ready',?)",
		d.Alert, d.Part, d.Destination, d.Derived, d.Chain, d.Kind, d.Priority, ms(d.NotAfter), d.Live, ms(until), plan)
}

// SetPlan fixes what a delivery publishes.
func (tx *Tx) SetPlan(delivery int64, plan book.Plan) error {
	text, err := planText(plan)
	if err != nil {
		return err
	}
	return tx.exec("UPDATE delivery SET plan = ? WHERE id = ?", text, delivery)
}

// planText is "" for a plan of nothing.
func planText(plan book.Plan) (string, error) {
	if len(plan) == 0 {
		return "", nil
	}
	text, err := json.Marshal(plan)
	return string(text), err
}

const (
	deliveryHead   = "SELECT id, alert, part, destination, coalesce(derived,0), chain, kind, priority, attempts, not_after, live, state, result, "
	selectDelivery = deliveryHead + "plan FROM delivery WHERE "
)

func (tx *Tx) deliveries(query string, args ...any) (all []book.Delivery, err error) {
	err = tx.each(query, args, func(r *engine.Row) error {
		d, err := readDelivery(r)
		all = append(all, d)
		return err
	})
	return all, err
}

func readDelivery(r *engine.Row) (d book.Delivery, err error) {
	d.ID, d.Alert, d.Part, d.Destination, d.Derived, d.Chain = r.Int(), r.Int(), int(r.Int()), r.Word(), r.Int(), r.Int()
	d.Kind, d.Priority, d.Attempts, d.NotAfter = r.Word(), r.Int(), int(r.Int()), at(r.Int())
	d.Live, d.State, d.Result = r.Bool(), r.Word(), r.Word()
	if plan := r.Blob(); plan != nil {
		err = json.Unmarshal(plan, &d.Plan)
	}
	return d, err
}

// Outbox lists what a destination is still to get, most urgent first.
func (tx *Tx) Outbox(destination string) ([]book.Queued, error) {
	// The join in this very order: the other way round SQLite would look up the deliveries of every alert there is.
	return list(tx, `SELECT d.id, d.chain, d.priority, a.source FROM delivery d CROSS JOIN alert a ON a.id = d.alert
		WHERE d.destination = ? AND d.state IN ('ready','attempting') ORDER BY d.priority, d.id`, []any{destination}, func(r *engine.Row) book.Queued {
		return book.Queued{Delivery: r.Int(), Chain: r.Int(), Priority: r.Int(), Source: r.Word()}
	})
}

// DeliveriesOf lists the deliveries of an alert, oldest first.
func (tx *Tx) DeliveriesOf(alert int64) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+"alert = ? ORDER BY id", alert)
}

// DeliveriesOfChain lists all deliveries of a chain, oldest first.
func (tx *Tx) DeliveriesOfChain(chain int64) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+"chain = ? ORDER BY id", chain)
}

// DeliveriesLive lists what stands at a destination of a chain, by part and without their plans; at every destination
// when it is "".
func (tx *Tx) DeliveriesLive(chain int64, destination string) ([]book.Delivery, error) {
	return tx.deliveries(deliveryHead+"NULL FROM delivery WHERE chain = ?1 AND live = 1 AND (?2 = '' OR destination = ?2) ORDER BY destination, part", chain, destination)
}

// DeliveriesLiveOf lists what stands anywhere of one source's alerts.
func (tx *Tx) DeliveriesLiveOf(source string) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+"live = 1 AND alert IN (SELECT id FROM alert WHERE source = ?) ORDER BY id", source)
}

// DeliveriesDue lists what stands somewhere although its time is up.
func (tx *Tx) DeliveriesDue(now time.Time, limit int) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+"live = 1 AND until <= ? ORDER BY until LIMIT ?", ms(now), limit)
}

// Given reports whether a destination was given anything of a chain: a delivery neither refused nor lapsed
// unattempted. It is what the chain rule asks.
func (tx *Tx) Given(chain int64, destination string) (bool, error) {
	return tx.one("SELECT 1 FROM delivery WHERE chain = ? AND destination = ? AND state NOT IN ('refused','lapsed') LIMIT 1", []any{chain, destination}, func(*engine.Row) {})
}

// Followed reports whether what follows a delivery in its chain, at its place, was attempted: an alert or an end that takes
// its topics over. A mark on what stands takes nothing over.
func (tx *Tx) Followed(d book.Delivery) (bool, error) {
	return tx.one("SELECT 1 FROM delivery WHERE chain = ? AND destination = ? AND part = ? AND id > ? AND kind <> 'remark' AND state IN ('attempting','done','unknown') LIMIT 1",
		[]any{d.Chain, d.Destination, d.Part, d.ID}, func(*engine.Row) {})
}

// SetDelivery moves a delivery on; result is kept when "".
func (tx *Tx) SetDelivery(id int64, state, result string) error {
	return tx.step(book.OfDelivery, id, state,
		"UPDATE delivery SET state = ?1, result = coalesce(nullif(?2, ''), result), attempts = attempts + (?1 = 'attempting') WHERE id = ?3 AND instr(?4, '|' || state || '|')",
		[]any{state, result, id, before(book.OfDelivery, state)}, "SELECT state FROM delivery WHERE id = ?", id)
}

// SetResult says of a delivery why it is made.
func (tx *Tx) SetResult(id int64, result string) error {
	return tx.exec("UPDATE delivery SET result = ? WHERE id = ?", result, id)
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
func (tx *Tx) DeliveryByID(id int64) (book.Delivery, bool, error) {
	return first(tx.deliveries(selectDelivery+"id = ?", id))
}

// DeliveryHead reads one without its plan.
func (tx *Tx) DeliveryHead(id int64) (book.Delivery, bool, error) {
	return first(tx.deliveries(deliveryHead+"NULL FROM delivery WHERE id = ?", id))
}

// PartsOf is the highest part number a chain ever used at a destination; at any, where none is named.
func (tx *Tx) PartsOf(chain int64, destination string) (int, error) {
	highest, err := tx.number("SELECT coalesce(max(part), 0) FROM delivery WHERE chain = ?1 AND (?2 = '' OR destination = ?2)", chain, destination)
	return int(highest), err
}

// OldestUndelivered is when the alert of the oldest open delivery was received; zero when everything is delivered.
func (tx *Tx) OldestUndelivered() (time.Time, error) {
	received, err := tx.number("SELECT coalesce(min(a.received), 0) FROM delivery d JOIN alert a ON a.id = d.alert WHERE d.state IN ('ready','attempting')")
	return at(received), err
}

// LeaveDestination closes what a destination that is no more had, or was still to get, and lists what stood there.
func (tx *Tx) LeaveDestination(name string) ([]book.Delivery, error) {
	stood, err := tx.deliveries(selectDelivery+"destination = ? AND live = 1 ORDER BY id", name)
	if err != nil {
		return nil, err
	}
	tx.memory.forgetAll()
	return stood, tx.exec(`UPDATE delivery SET live = 0, result = 'no-destination', state = CASE state WHEN 'ready' THEN 'lapsed' WHEN 'attempting' THEN 'unknown' ELSE state END
		WHERE destination = ? AND (live = 1 OR state IN ('ready','attempting'))`, name)
}
