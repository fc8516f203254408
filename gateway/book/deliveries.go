package book

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// NextID is the number that the next Put gives: no delivery is ever removed.
func (t DeliveryTable) NextID() (int64, error) {
	id, err := t.tx.number(func(n *Numbers) *int64 { return &n.Delivery })
	if err == nil {
		t.tx.rows.numbers.Delivery--
	}
	return id, err
}

// Put queues a delivery, Ready. One that is Live takes that place from its predecessor of the same chain,
// part and destination. SetPlan may fix its plan later in the same command.
func (t DeliveryTable) Put(d Delivery, until time.Time) (int64, error) {
	d.State, d.Result, d.Attempts = Ready, "", 0
	return t.put(d, until)
}

func (t DeliveryTable) put(d Delivery, until time.Time) (int64, error) {
	l, err := t.tx.lineage(d.Chain, Deliveries)
	if err != nil {
		return 0, err
	}
	for _, c := range l.deliveries {
		if c.row.Live && c.row.Destination == d.Destination && c.row.Part == d.Part {
			c.row.Live = false
			change(&t.tx.changed.deliveries, c)
		}
	}
	if d.ID, err = t.tx.number(func(n *Numbers) *int64 { return &n.Delivery }); err != nil {
		return 0, err
	}
	d.Until = until
	c := &cell[Delivery]{row: copyDelivery(d), fresh: true}
	t.tx.rows.addDelivery(l, c)
	change(&t.tx.changed.deliveries, c)
	return d.ID, nil
}

// PutForeign records a delivery that was done by somebody else: what is found standing at a destination. It takes that
// place
// from what the store thought stands there of the same chain and part.
func (t DeliveryTable) PutForeign(d Delivery, until time.Time) (int64, error) {
	d.State, d.Attempts = Done, 0
	return t.put(d, until)
}

// cell is a delivery and its chain; nil where there is none of that number.
func (t DeliveryTable) cell(id int64) (*cell[Delivery], error) {
	chain, known := t.tx.rows.ofDelivery[id]
	if !known {
		d, there, err := first(t.ask(DeliveriesAsk{ID: id}))
		if err != nil || !there {
			return nil, err
		}
		chain = d.Chain
	}
	l, err := t.tx.lineage(chain, Deliveries)
	if err != nil {
		return nil, err
	}
	return l.delivery(id), nil
}

func (t DeliveryTable) change(id int64, how func(*Delivery)) error {
	c, err := t.cell(id)
	if err != nil || c == nil {
		return err
	}
	how(&c.row)
	change(&t.tx.changed.deliveries, c)
	return nil
}

// SetPlan fixes what a delivery publishes.
func (t DeliveryTable) SetPlan(delivery int64, plan Plan) error {
	c, err := t.cell(delivery)
	if err != nil || c == nil {
		return err
	}
	if c.row.Plan = copyList(plan); !c.fresh { // a new one is written with its plan
		t.tx.pending.Plans = append(t.tx.pending.Plans, PlanChange{delivery, copyList(plan)})
	}
	return nil
}

// SetState moves a delivery on; result is kept when "".
func (t DeliveryTable) SetState(id int64, state, result string) error {
	c, err := t.cell(id)
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
	change(&t.tx.changed.deliveries, c)
	return nil
}

// SetResult says of a delivery why it is made.
func (t DeliveryTable) SetResult(id int64, result string) error {
	return t.change(id, func(d *Delivery) { d.Result = result })
}

// Unmark marks a delivery that no longer has its place at its destination: it was ended there.
func (t LiveTable) Unmark(id int64) error {
	return t.tx.Deliveries.change(id, func(d *Delivery) { d.Live = false })
}

// Mark marks it live again: what was to replace the delivery will not.
func (t LiveTable) Mark(id int64) error {
	return t.tx.Deliveries.change(id, func(d *Delivery) { d.Live = true })
}

// Claim makes ours what stands of an alert that another store left: from now on it is of this content and time.
func (t DeliveryTable) Claim(alert int64, content cap.Digest, until time.Time) error {
	left, err := t.Of(alert)
	if err != nil {
		return err
	}
	for _, d := range left {
		if d.Result != Foreign {
			continue
		}
		if err := t.change(d.ID, func(d *Delivery) { d.Result, d.Until = "", milli(until) }); err != nil {
			return err
		}
	}
	l, err := t.tx.ofAlert(alert, DerivedRows)
	if err != nil || l == nil {
		return err
	}
	for _, c := range l.derived {
		if c.row.Alert == alert && c.row.Variant == Foreign {
			c.row.Digest = content
			change(&t.tx.changed.derived, c)
		}
	}
	return nil
}

func (t DeliveryTable) ask(ask DeliveriesAsk) ([]Delivery, error) {
	return listed(t.tx, func() ([]Delivery, error) { return t.tx.r.Deliveries(ask) })
}

// Outbox lists what a destination is still to get, most urgent first.
func (t DeliveryTable) Outbox(destination string) ([]Queued, error) {
	return listed(t.tx, func() ([]Queued, error) { return t.tx.r.Outbox(destination) })
}

// Of lists the deliveries of an alert, oldest first.
func (t DeliveryTable) Of(alert int64) ([]Delivery, error) {
	return t.ask(DeliveriesAsk{Alert: alert}) // some may be of a chain that the alert has left
}

// inChain lists deliveries of a chain, oldest first.
func (t DeliveryTable) inChain(chain int64, which func(*Delivery) bool) (all []Delivery, err error) {
	l, err := t.tx.lineage(chain, Deliveries)
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

// OfChain lists all deliveries of a chain, oldest first.
func (t DeliveryTable) OfChain(chain int64) ([]Delivery, error) {
	return t.inChain(chain, func(*Delivery) bool { return true })
}

// InChain lists what stands at a destination of a chain, by part and without their plans; at every destination
// when it is "".
func (t LiveTable) InChain(chain int64, destination string) ([]Delivery, error) {
	all, err := t.tx.Deliveries.inChain(chain, func(d *Delivery) bool {
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

// OfSource lists what stands anywhere of one source's alerts.
func (t LiveTable) OfSource(source string) ([]Delivery, error) {
	return t.tx.Deliveries.ask(DeliveriesAsk{Source: source})
}

// At lists all that stands at a destination.
func (t LiveTable) At(destination string) ([]Delivery, error) {
	return t.tx.Deliveries.ask(DeliveriesAsk{Destination: destination})
}

// AlertsAt counts the alerts that stand at a destination.
func (t LiveTable) AlertsAt(destination string) (int, error) {
	live, err := t.At(destination)
	alerts := map[int64]bool{}
	for _, d := range live {
		alerts[d.Alert] = true
	}
	return len(alerts), err
}

// Due lists what stands somewhere although its time is up.
func (t LiveTable) Due(now time.Time, limit int) ([]Delivery, error) {
	return t.tx.Deliveries.ask(DeliveriesAsk{Due: milli(now), Limit: limit})
}

// Foreign lists what stands at a destination, or anywhere when it is "", that another store left there.
func (t LiveTable) Foreign(destination string) ([]Delivery, error) {
	return t.tx.Deliveries.ask(DeliveriesAsk{Foreign: true, Destination: destination})
}

// Given reports whether a destination was given anything of a chain: a delivery neither refused nor lapsed
// unattempted. It is what the chain rule asks.
func (t DeliveryTable) Given(chain int64, destination string) (bool, error) {
	return t.anyInChain(chain, func(d *Delivery) bool {
		return d.Destination == destination && d.State != Refused && d.State != Lapsed
	})
}

func (t DeliveryTable) anyInChain(chain int64, which func(*Delivery) bool) (bool, error) {
	l, err := t.tx.lineage(chain, Deliveries)
	return err == nil && found(l.deliveries, which) != nil, err
}

// Followed reports whether what follows a delivery in its chain, at its place, was attempted: an alert or an end that
// takes its topics over. A mark on what stands takes nothing over.
func (t DeliveryTable) Followed(d Delivery) (bool, error) {
	return t.anyInChain(d.Chain, func(o *Delivery) bool {
		return o.Destination == d.Destination && o.Part == d.Part && o.ID > d.ID && o.Kind != KindAnnotation &&
			(o.State == Attempting || o.State == Done || o.State == Unknown)
	})
}

// ByID reads one.
func (t DeliveryTable) ByID(id int64) (Delivery, bool, error) {
	c, err := t.cell(id)
	if err != nil || c == nil {
		return Delivery{}, false, err
	}
	return copyDelivery(c.row), true, nil
}

// Head reads one without its plan.
func (t DeliveryTable) Head(id int64) (Delivery, bool, error) {
	c, err := t.cell(id)
	if err != nil || c == nil {
		return Delivery{}, false, err
	}
	head := c.row
	head.Plan = nil
	return head, true, nil
}

// Highest is the highest part number a chain ever used at a destination; at any, where none is named.
func (t PartTable) Highest(chain int64, destination string) (highest int, err error) {
	l, err := t.tx.lineage(chain, Deliveries)
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

// Used are the part numbers that a chain ever used at a destination.
func (t PartTable) Used(chain int64, destination string) (all []int, err error) {
	l, err := t.tx.lineage(chain, Deliveries)
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

// OldestOpen is when the alert of the oldest open delivery was received; zero when everything is delivered.
func (t DeliveryTable) OldestOpen() (time.Time, error) { return t.tx.next(AnUndelivered) }

// Leave closes what a destination that is no more had, or was still to get, and lists what stood there.
func (t DestinationTable) Leave(name string) ([]Delivery, error) {
	stood, err := t.tx.Live.At(name)
	if err != nil {
		return nil, err
	}
	t.tx.pending.Left = append(t.tx.pending.Left, name)
	return stood, t.tx.reread()
}

// OpenAt counts, by destination and lane, the deliveries that stand there or are under way.
func (t DestinationTable) OpenAt() (map[string]map[cap.Lane]int, error) {
	return t.count(OpenDeliveries)
}

// WantedAt counts, by destination and lane, the topics of alerts that are to be retained. The lane is a level of their
// names: {tree}/v1/{lane}/….
func (t DestinationTable) WantedAt() (map[string]map[cap.Lane]int, error) {
	return t.count(WantedTopics)
}

func (t DestinationTable) count(what Counted) (map[string]map[cap.Lane]int, error) {
	return listed(t.tx, func() (map[string]map[cap.Lane]int, error) { return t.tx.r.Count(what) })
}

// Put stores what a translation made; its bytes are fixed from now on.
func (t DerivedTable) Put(d Derived) (int64, error) {
	l, err := t.tx.ofAlert(d.Alert, DerivedRows)
	if err != nil {
		return 0, err
	}
	if d.ID, err = t.tx.number(func(n *Numbers) *int64 { return &n.Derived }); err != nil {
		return 0, err
	}
	c := &cell[Derived]{row: copyDerived(d), fresh: true}
	if l != nil {
		t.tx.rows.addDerived(l, c)
	}
	change(&t.tx.changed.derived, c)
	return d.ID, nil
}

// made lists what was made of an alert.
func (t DerivedTable) made(alert int64, which func(*Derived) bool, order func(a, b Derived) int) (all []Derived,
	err error) {
	l, err := t.tx.ofAlert(alert, DerivedRows)
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

// Of finds what was already made of an alert in one variant: destinations with equal variants share it.
func (t DerivedTable) Of(alert int64, variant string) ([]Derived, error) {
	return t.made(alert, func(d *Derived) bool { return d.Variant == variant }, func(a, b Derived) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Edition, b.Edition))
	})
}

// OfAlert lists all that was ever made of an alert.
func (t DerivedTable) OfAlert(alert int64) ([]Derived, error) {
	return t.made(alert, func(*Derived) bool { return true }, func(a, b Derived) int {
		return cmp.Or(cmp.Compare(a.Part, b.Part), strings.Compare(a.Variant, b.Variant), cmp.Compare(a.Edition, b.Edition))
	})
}

// ByID reads one.
func (t DerivedTable) ByID(id int64) (Derived, bool, error) {
	if chain, known := t.tx.rows.ofDerived[id]; known {
		l, err := t.tx.lineage(chain, DerivedRows)
		if err != nil {
			return Derived{}, false, err
		}
		if c := found(l.derived, func(d *Derived) bool { return d.ID == id }); c != nil {
			return copyDerived(c.row), true, nil
		}
	}
	return first(t.ask(DerivedAsk{ID: id}))
}

func (t DerivedTable) ask(ask DerivedAsk) ([]Derived, error) {
	return listed(t.tx, func() ([]Derived, error) { return t.tx.r.Derived(ask) })
}

// IdentifierTaken says whether a derived alert bears this identifier, which is given out once.
func (t DerivedTable) IdentifierTaken(identifier string) (bool, error) {
	if identifier == "" {
		return false, nil
	}
	list, err := t.ask(DerivedAsk{Identifier: identifier})
	return len(list) > 0, err
}

// NextEdition is the edition a new rendering of an alert's part needs in a variant.
func (t DerivedTable) NextEdition(alert int64, part int, variant string) (int, error) {
	all, err := t.Of(alert, variant)
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
func (t DerivedTable) EditionOf(alert int64, content cap.Digest) (int, error) {
	all, err := t.OfAlert(alert)
	others := map[cap.Digest]bool{}
	for _, d := range all {
		if d.Digest != content {
			others[d.Digest] = true
		}
	}
	return 1 + len(others), err
}
