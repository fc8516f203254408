package book

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// NextDelivery is the number that the next PutDelivery gives: no delivery is ever removed.
func (tx *Tx) NextDelivery() (int64, error) {
	id, err := tx.number(func(n *Numbers) *int64 { return &n.Delivery })
	if err == nil {
		tx.rows.numbers.Delivery--
	}
	return id, err
}

// PutDelivery queues a delivery, Ready. One that is Live takes that place from its predecessor of the same chain,
// part and destination. SetPlan may fix its plan later in the same command.
func (tx *Tx) PutDelivery(d Delivery, until time.Time) (int64, error) {
	d.State, d.Result, d.Attempts = Ready, "", 0
	return tx.putDelivery(d, until)
}

func (tx *Tx) putDelivery(d Delivery, until time.Time) (int64, error) {
	l, err := tx.lineage(d.Chain, Deliveries)
	if err != nil {
		return 0, err
	}
	for _, c := range l.deliveries {
		if c.row.Live && c.row.Destination == d.Destination && c.row.Part == d.Part {
			c.row.Live = false
			change(&tx.deliveries, c)
		}
	}
	if d.ID, err = tx.number(func(n *Numbers) *int64 { return &n.Delivery }); err != nil {
		return 0, err
	}
	d.Until = until
	c := &cell[Delivery]{row: copyDelivery(d), fresh: true}
	tx.rows.addDelivery(l, c)
	change(&tx.deliveries, c)
	return d.ID, nil
}

// Stand records a delivery that was done by somebody else: what is found standing at a destination. It takes that place
// from what the store thought stands there of the same chain and part.
func (tx *Tx) Stand(d Delivery, until time.Time) (int64, error) {
	d.State, d.Attempts = Done, 0
	return tx.putDelivery(d, until)
}

// ofDelivery is a delivery and its chain; nil where there is none of that number.
func (tx *Tx) ofDelivery(id int64) (*cell[Delivery], error) {
	chain, known := tx.rows.ofDelivery[id]
	if !known {
		d, there, err := first(tx.askDeliveries(DeliveriesAsk{ID: id}))
		if err != nil || !there {
			return nil, err
		}
		chain = d.Chain
	}
	l, err := tx.lineage(chain, Deliveries)
	if err != nil {
		return nil, err
	}
	return l.delivery(id), nil
}

func (tx *Tx) changeDelivery(id int64, how func(*Delivery)) error {
	c, err := tx.ofDelivery(id)
	if err != nil || c == nil {
		return err
	}
	how(&c.row)
	change(&tx.deliveries, c)
	return nil
}

// SetPlan fixes what a delivery publishes.
func (tx *Tx) SetPlan(delivery int64, plan Plan) error {
	c, err := tx.ofDelivery(delivery)
	if err != nil || c == nil {
		return err
	}
	if c.row.Plan = copyList(plan); !c.fresh { // a new one is written with its plan
		tx.pending.Plans = append(tx.pending.Plans, PlanChange{delivery, copyList(plan)})
	}
	return nil
}

// SetDelivery moves a delivery on; result is kept when "".
func (tx *Tx) SetDelivery(id int64, state, result string) error {
	c, err := tx.ofDelivery(id)
	if err != nil {
		return err
	}
	from := New
	if c != nil {
		from = c.row.State
	}
	if may, err := mayStep(OfDelivery, id, c != nil, from, state); !may {
		return err
	}
	c.row.State, c.row.Result = state, cmp.Or(result, c.row.Result)
	if state == Attempting {
		c.row.Attempts++
	}
	change(&tx.deliveries, c)
	return nil
}

// SetResult says of a delivery why it is made.
func (tx *Tx) SetResult(id int64, result string) error {
	return tx.changeDelivery(id, func(d *Delivery) { d.Result = result })
}

// MarkNotLive marks a delivery that no longer has its place at its destination: it was ended there.
func (tx *Tx) MarkNotLive(id int64) error {
	return tx.changeDelivery(id, func(d *Delivery) { d.Live = false })
}

// MarkLive marks it live again: what was to replace the delivery will not.
func (tx *Tx) MarkLive(id int64) error {
	return tx.changeDelivery(id, func(d *Delivery) { d.Live = true })
}

// Claim makes ours what stands of an alert that another store left: from now on it is of this content and time.
func (tx *Tx) Claim(alert int64, content cap.Digest, until time.Time) error {
	left, err := tx.DeliveriesOf(alert)
	if err != nil {
		return err
	}
	for _, d := range left {
		if d.Result != Foreign {
			continue
		}
		if err := tx.changeDelivery(d.ID, func(d *Delivery) { d.Result, d.Until = "", milli(until) }); err != nil {
			return err
		}
	}
	l, err := tx.ofAlert(alert, DerivedRows)
	if err != nil || l == nil {
		return err
	}
	for _, c := range l.derived {
		if c.row.Alert == alert && c.row.Variant == Foreign {
			c.row.Digest = content
			change(&tx.derived, c)
		}
	}
	return nil
}

func (tx *Tx) askDeliveries(ask DeliveriesAsk) ([]Delivery, error) {
	return listed(tx, func() ([]Delivery, error) { return tx.r.Deliveries(ask) })
}

// Outbox lists what a destination is still to get, most urgent first.
func (tx *Tx) Outbox(destination string) ([]Queued, error) {
	return listed(tx, func() ([]Queued, error) { return tx.r.Outbox(destination) })
}

// DeliveriesOf lists the deliveries of an alert, oldest first.
func (tx *Tx) DeliveriesOf(alert int64) ([]Delivery, error) {
	return tx.askDeliveries(DeliveriesAsk{Alert: alert}) // some may be of a chain that the alert has left
}

// inChain lists deliveries of a chain, oldest first.
func (tx *Tx) inChain(chain int64, which func(*Delivery) bool) (all []Delivery, err error) {
	l, err := tx.lineage(chain, Deliveries)
	if err != nil {
		return nil, err
	}
	for _, c := range l.deliveries {
		if which(&c.row) {
			all = append(all, copyDelivery(c.row))
		}
	}
	slices.SortFunc(all, func(a, b Delivery) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// DeliveriesOfChain lists all deliveries of a chain, oldest first.
func (tx *Tx) DeliveriesOfChain(chain int64) ([]Delivery, error) {
	return tx.inChain(chain, func(*Delivery) bool { return true })
}

// DeliveriesLive lists what stands at a destination of a chain, by part and without their plans; at every destination
// when it is "".
func (tx *Tx) DeliveriesLive(chain int64, destination string) ([]Delivery, error) {
	all, err := tx.inChain(chain, func(d *Delivery) bool {
		return d.Live && (destination == "" || d.Destination == destination)
	})
	for i := range all {
		all[i].Plan = nil
	}
	slices.SortStableFunc(all, func(a, b Delivery) int {
		return cmp.Or(strings.Compare(a.Destination, b.Destination), cmp.Compare(a.Part, b.Part))
	})
	return all, err
}

// DeliveriesLiveOf lists what stands anywhere of one source's alerts.
func (tx *Tx) DeliveriesLiveOf(source string) ([]Delivery, error) {
	return tx.askDeliveries(DeliveriesAsk{Source: source})
}

// DeliveriesLiveAt lists all that stands at a destination.
func (tx *Tx) DeliveriesLiveAt(destination string) ([]Delivery, error) {
	return tx.askDeliveries(DeliveriesAsk{Destination: destination})
}

// LiveAlertsAt counts the alerts that stand at a destination.
func (tx *Tx) LiveAlertsAt(destination string) (int, error) {
	live, err := tx.DeliveriesLiveAt(destination)
	alerts := map[int64]bool{}
	for _, d := range live {
		alerts[d.Alert] = true
	}
	return len(alerts), err
}

// DeliveriesDue lists what stands somewhere although its time is up.
func (tx *Tx) DeliveriesDue(now time.Time, limit int) ([]Delivery, error) {
	return tx.askDeliveries(DeliveriesAsk{Due: milli(now), Limit: limit})
}

// ForeignStanding lists what stands at a destination, or anywhere when it is "", that another store left there.
func (tx *Tx) ForeignStanding(destination string) ([]Delivery, error) {
	return tx.askDeliveries(DeliveriesAsk{Foreign: true, Destination: destination})
}

// Given reports whether a destination was given anything of a chain: a delivery neither refused nor lapsed
// unattempted. It is what the chain rule asks.
func (tx *Tx) Given(chain int64, destination string) (bool, error) {
	return tx.anyInChain(chain, func(d *Delivery) bool {
		return d.Destination == destination && d.State != Refused && d.State != Lapsed
	})
}

func (tx *Tx) anyInChain(chain int64, which func(*Delivery) bool) (bool, error) {
	l, err := tx.lineage(chain, Deliveries)
	return err == nil && found(l.deliveries, which) != nil, err
}

// Followed reports whether what follows a delivery in its chain, at its place, was attempted: an alert or an end that
// takes its topics over. A mark on what stands takes nothing over.
func (tx *Tx) Followed(d Delivery) (bool, error) {
	return tx.anyInChain(d.Chain, func(o *Delivery) bool {
		return o.Destination == d.Destination && o.Part == d.Part && o.ID > d.ID && o.Kind != KindAnnotation &&
			(o.State == Attempting || o.State == Done || o.State == Unknown)
	})
}

// DeliveryByID reads one.
func (tx *Tx) DeliveryByID(id int64) (Delivery, bool, error) {
	c, err := tx.ofDelivery(id)
	if err != nil || c == nil {
		return Delivery{}, false, err
	}
	return copyDelivery(c.row), true, nil
}

// DeliveryHead reads one without its plan.
func (tx *Tx) DeliveryHead(id int64) (Delivery, bool, error) {
	c, err := tx.ofDelivery(id)
	if err != nil || c == nil {
		return Delivery{}, false, err
	}
	head := c.row
	head.Plan = nil
	return head, true, nil
}

// PartsOf is the highest part number a chain ever used at a destination; at any, where none is named.
func (tx *Tx) PartsOf(chain int64, destination string) (highest int, err error) {
	l, err := tx.lineage(chain, Deliveries)
	if err != nil {
		return 0, err
	}
	for _, c := range l.deliveries {
		if destination == "" || c.row.Destination == destination {
			highest = max(highest, c.row.Part)
		}
	}
	return highest, nil
}

// PartsUsed are the part numbers that a chain ever used at a destination.
func (tx *Tx) PartsUsed(chain int64, destination string) (all []int, err error) {
	l, err := tx.lineage(chain, Deliveries)
	if err != nil {
		return nil, err
	}
	for _, c := range l.deliveries {
		if c.row.Destination == destination && !slices.Contains(all, c.row.Part) {
			all = append(all, c.row.Part)
		}
	}
	return all, nil
}

// OldestUndelivered is when the alert of the oldest open delivery was received; zero when everything is delivered.
func (tx *Tx) OldestUndelivered() (time.Time, error) { return tx.next(AnUndelivered) }

// LeaveDestination closes what a destination that is no more had, or was still to get, and lists what stood there.
func (tx *Tx) LeaveDestination(name string) ([]Delivery, error) {
	stood, err := tx.DeliveriesLiveAt(name)
	if err != nil {
		return nil, err
	}
	tx.pending.Left = append(tx.pending.Left, name)
	return stood, tx.reread()
}

// OpenAt counts, by destination and lane, the deliveries that stand there or are under way.
func (tx *Tx) OpenAt() (map[string]map[cap.Lane]int, error) { return tx.count(OpenDeliveries) }

// WantedAt counts, by destination and lane, the topics of alerts that are to be retained. The lane is a level of their
// names: {tree}/v1/{lane}/….
func (tx *Tx) WantedAt() (map[string]map[cap.Lane]int, error) { return tx.count(WantedTopics) }

func (tx *Tx) count(what Counted) (map[string]map[cap.Lane]int, error) {
	return listed(tx, func() (map[string]map[cap.Lane]int, error) { return tx.r.Count(what) })
}

// PutDerived stores what a translation made; its bytes are fixed from now on.
func (tx *Tx) PutDerived(d Derived) (int64, error) {
	l, err := tx.ofAlert(d.Alert, DerivedRows)
	if err != nil {
		return 0, err
	}
	if d.ID, err = tx.number(func(n *Numbers) *int64 { return &n.Derived }); err != nil {
		return 0, err
	}
	c := &cell[Derived]{row: copyDerived(d), fresh: true}
	if l != nil {
		tx.rows.addDerived(l, c)
	}
	change(&tx.derived, c)
	return d.ID, nil
}

// made lists what was made of an alert.
func (tx *Tx) made(alert int64, which func(*Derived) bool, order func(a, b Derived) int) (all []Derived, err error) {
	l, err := tx.ofAlert(alert, DerivedRows)
	if err != nil || l == nil {
		return nil, err
	}
	for _, c := range l.derived {
		if c.row.Alert == alert && which(&c.row) {
			all = append(all, copyDerived(c.row))
		}
	}
	slices.SortStableFunc(all, order)
	return all, nil
}

// DerivedOf finds what was already made of an alert in one variant: destinations with equal variants share it.
func (tx *Tx) DerivedOf(alert int64, variant string) ([]Derived, error) {
	return tx.made(alert, func(d *Derived) bool { return d.Variant == variant }, func(a, b Derived) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Edition, b.Edition))
	})
}

// DerivedOfAlert lists all that was ever made of an alert.
func (tx *Tx) DerivedOfAlert(alert int64) ([]Derived, error) {
	return tx.made(alert, func(*Derived) bool { return true }, func(a, b Derived) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), strings.Compare(a.Variant, b.Variant), cmp.Compare(a.Edition, b.Edition))
	})
}

// DerivedByID reads one.
func (tx *Tx) DerivedByID(id int64) (Derived, bool, error) {
	if chain, known := tx.rows.ofDerived[id]; known {
		l, err := tx.lineage(chain, DerivedRows)
		if err != nil {
			return Derived{}, false, err
		}
		if c := found(l.derived, func(d *Derived) bool { return d.ID == id }); c != nil {
			return copyDerived(c.row), true, nil
		}
	}
	return first(tx.askDerived(DerivedAsk{ID: id}))
}

func (tx *Tx) askDerived(ask DerivedAsk) ([]Derived, error) {
	return listed(tx, func() ([]Derived, error) { return tx.r.Derived(ask) })
}

// IdentifierTaken says whether a derived alert bears this identifier, which is given out once.
func (tx *Tx) IdentifierTaken(identifier string) (bool, error) {
	if identifier == "" {
		return false, nil
	}
	list, err := tx.askDerived(DerivedAsk{Identifier: identifier})
	return len(list) > 0, err
}

// NextEdition is the edition a new rendering of an alert's part needs in a variant.
func (tx *Tx) NextEdition(alert int64, part int, variant string) (int, error) {
	all, err := tx.DerivedOf(alert, variant)
	next := 1
	for _, d := range all {
		if d.Part == part {
			next = max(next, d.Edition+1)
		}
	}
	return next, err
}

// EditionOf is the edition for what is made of an alert's content now: the first, or one more for each other content
// it has had, when a better-verified copy took its identity.
func (tx *Tx) EditionOf(alert int64, content cap.Digest) (int, error) {
	all, err := tx.DerivedOfAlert(alert)
	others := map[cap.Digest]bool{}
	for _, d := range all {
		if d.Digest != content {
			others[d.Digest] = true
		}
	}
	return 1 + len(others), err
}
