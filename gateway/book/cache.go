package book

import (
	"cmp"
	"maps"
	"slices"
)

// cell is a row in memory, and what is to be done about it in the backend.
type cell[T any] struct {
	row     T
	was     string // its state in the backend
	fresh   bool   // the backend does not have it yet
	changed bool   // it is among those to be written
}

// lineage is one chain in memory: the tables that were read of it.
type lineage struct {
	head       cell[Chain]
	merged     int64
	have       Tables
	used       int64 // when it was last asked about, as the cache counts
	alerts     []*cell[Alert]
	references []*cell[Reference]
	decisions  []*cell[Decision]
	derived    []*cell[Derived]
	deliveries []*cell[Delivery]
	topics     map[string][]*Topic // by destination, or each of a thousand would look through those of all
}

// cache is what was read lately, by chain. Of the book's own nobody else writes the rows, so it is what the backend
// has; whatever is undone clears it. A view has one of its own, for as long as it is open.
type cache struct {
	chains     map[int64]*lineage
	ofAlert    map[int64]int64 // its chain
	ofKey      map[string]int64
	ofDelivery map[int64]int64 // its chain
	ofDerived  map[int64]int64 // its alert's chain
	sightings  map[int64]*cell[Sighting]
	blobs      map[[32]byte]blobRef // of number 0: it is not kept
	gens       map[string]int64     // the highest generation wanted at a destination
	numbers    *Numbers
	asked      int64 // how often chains were asked about
}

type blobRef struct {
	id     int64
	public bool
}

// What the book remembers is bounded: mostRows rows of chains, a few KB each, and so many of the small things beside
// them. The chains asked about last are remembered beyond that, for one alert to a thousand destinations has more rows,
// and each of its deliveries would read all of them again: few chains, and mostOfLast rows, less than a KB each since
// nearly all are a destination's.
const (
	mostRows   = 2_000
	lastChains = 3
	mostOfLast = 20_000
	mostSmall  = 30_000
)

func newCache() *cache {
	c := &cache{}
	c.clear()
	return c
}

// clear forgets everything: what is asked for next is read anew.
func (c *cache) clear() {
	*c = cache{
		chains: map[int64]*lineage{}, ofAlert: map[int64]int64{}, ofKey: map[string]int64{}, ofDelivery: map[int64]int64{},
		ofDerived: map[int64]int64{},
		sightings: map[int64]*cell[Sighting]{}, blobs: map[[32]byte]blobRef{}, gens: map[string]int64{},
	}
}

// trim forgets the chains that nobody has asked about for longest, when it has become much. Nothing in it may wait to
// be written.
func (c *cache) trim() {
	if len(c.ofAlert) > mostSmall {
		c.clear()
		return
	}
	if len(c.sightings) > mostSmall/10 {
		clear(c.sightings)
	}
	if len(c.blobs) > mostSmall {
		clear(c.blobs)
	}
	rows := 0
	for _, l := range c.chains {
		rows += l.rows()
	}
	if rows <= mostRows {
		return
	}
	oldest := slices.SortedFunc(maps.Values(c.chains), func(a, b *lineage) int { return cmp.Compare(a.used, b.used) })
	for i, l := range oldest {
		if rows <= mostRows*3/4 || len(oldest)-i <= lastChains && rows <= mostOfLast {
			return
		}
		rows -= l.rows()
		c.forget(l)
	}
}

// forget takes a chain out of memory.
func (c *cache) forget(l *lineage) {
	delete(c.chains, l.head.row.ID)
	for _, a := range l.alerts {
		delete(c.ofAlert, a.row.ID)
		delete(c.ofKey, a.row.Key)
	}
	for _, d := range l.deliveries {
		delete(c.ofDelivery, d.row.ID)
	}
	for _, d := range l.derived {
		delete(c.ofDerived, d.row.ID)
	}
}

// rows is how many a chain has in memory.
func (l *lineage) rows() int {
	n := 1 + len(l.alerts) + len(l.references) + len(l.decisions) + len(l.derived) + len(l.deliveries)
	for _, topics := range l.topics {
		n += len(topics)
	}
	return n
}

// take puts tables of a chain into memory, which did not have them.
func (c *cache) take(rows *ChainRows, tables Tables) *lineage {
	l := c.chains[rows.Chain.ID]
	if l == nil {
		l = &lineage{head: cell[Chain]{row: rows.Chain}, merged: rows.Merged}
		c.chains[rows.Chain.ID] = l
	}
	l.have |= tables
	for i := range rows.Alerts {
		c.addAlert(l, &cell[Alert]{row: rows.Alerts[i], was: rows.Alerts[i].State})
	}
	for i := range rows.References {
		l.references = append(l.references, &cell[Reference]{row: rows.References[i]})
	}
	for i := range rows.Decisions {
		l.decisions = append(l.decisions, &cell[Decision]{row: rows.Decisions[i], was: rows.Decisions[i].State})
	}
	for i := range rows.Derived {
		c.addDerived(l, &cell[Derived]{row: rows.Derived[i], was: madeAlready})
	}
	for i := range rows.Deliveries {
		c.addDelivery(l, &cell[Delivery]{row: rows.Deliveries[i], was: rows.Deliveries[i].State})
	}
	for i := range rows.Topics {
		l.addTopic(&rows.Topics[i])
	}
	l.sortAlerts()
	return l
}

// madeAlready is the one state of a derived alert.
const madeAlready = "made"

func (c *cache) addAlert(l *lineage, a *cell[Alert]) {
	l.alerts = append(l.alerts, a)
	c.ofAlert[a.row.ID], c.ofKey[a.row.Key] = a.row.Chain, a.row.ID
}

func (c *cache) addDerived(l *lineage, d *cell[Derived]) {
	l.derived = append(l.derived, d)
	c.ofDerived[d.row.ID] = l.head.row.ID
}

func (c *cache) addDelivery(l *lineage, d *cell[Delivery]) {
	l.deliveries = append(l.deliveries, d)
	c.ofDelivery[d.row.ID] = l.head.row.ID
}

// sortAlerts keeps the order of a chain.
func (l *lineage) sortAlerts() {
	slices.SortFunc(l.alerts, func(a, b *cell[Alert]) int {
		return cmp.Or(a.row.Ordered.Compare(b.row.Ordered), cmp.Compare(a.row.ID, b.row.ID))
	})
}

func (l *lineage) alert(id int64) *cell[Alert] {
	return found(l.alerts, func(a *Alert) bool { return a.ID == id })
}

func (l *lineage) decision(alert int64, destination string, group int) *cell[Decision] {
	group = max(group, 1)
	return found(l.decisions, func(d *Decision) bool {
		return d.Alert == alert && d.Destination == destination &&
			d.Group == group
	})
}

func (l *lineage) delivery(id int64) *cell[Delivery] {
	return found(l.deliveries, func(d *Delivery) bool { return d.ID == id })
}

func found[T any](list []*cell[T], is func(*T) bool) *cell[T] {
	for _, c := range list {
		if is(&c.row) {
			return c
		}
	}
	return nil
}

func (l *lineage) addTopic(t *Topic) {
	if l.topics == nil {
		l.topics = map[string][]*Topic{}
	}
	l.topics[t.Destination] = append(l.topics[t.Destination], t)
}

// topic is what is wanted under a topic; nil for nothing.
func (l *lineage) topic(destination, name string) *Topic {
	for _, t := range l.topics[destination] {
		if t.Topic == name {
			return t
		}
	}
	return nil
}

// step does to the chain's topics what a step says.
func (l *lineage) step(s TopicStep) {
	if s.Kind == Want {
		l.want(s.Row)
		return
	}
	meant := func(t *Topic) bool { return s.Kind == HaveAll || t.Topic == s.Row.Topic }
	over := func(t *Topic) bool { return t.Want == 0 && t.WantGen <= s.Gen }
	if s.Kind == Forget {
		over = func(t *Topic) bool { return t.WantGen == s.Gen }
	}
	left := slices.DeleteFunc(l.topics[s.Row.Destination], func(t *Topic) bool { return meant(t) && over(t) })
	if len(left) == 0 {
		delete(l.topics, s.Row.Destination)
		return
	}
	l.topics[s.Row.Destination] = left
	for _, t := range left {
		if meant(t) && (s.Kind == Have && t.HaveGen < s.Gen || s.Kind == HaveAll && t.WantGen == s.Gen) {
			t.HaveGen = s.Gen
		}
	}
}

func (l *lineage) want(t Topic) {
	t.HaveGen = 0
	if known := l.topic(t.Destination, t.Topic); known != nil {
		t.HaveGen = known.HaveGen
		*known = t
		return
	}
	l.addTopic(&t)
}
