package memory

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// reader is a book.Reader over rows.
type reader struct{ *tables }

var _ book.Reader = reader{}

// where lists the rows of a table that are meant, in an order.
func where[K comparable, V any](table map[K]V, meant func(V) bool, order func(a, b V) int) (all []V) {
	for _, row := range table {
		if meant(row) {
			all = append(all, row)
		}
	}
	slices.SortFunc(all, order)
	return all
}

func byAlert(a, b book.Alert) int       { return cmp.Compare(a.ID, b.ID) }
func byDelivery(a, b book.Delivery) int { return cmp.Compare(a.ID, b.ID) }
func bySighting(a, b book.Sighting) int { return cmp.Compare(a.ID, b.ID) }
func byTopic(a, b book.Topic) int {
	return cmp.Or(cmp.Compare(a.Destination, b.Destination), cmp.Compare(a.Topic, b.Topic))
}

// Chain is that of book.Reader.
func (r reader) Chain(id int64, tables book.Tables) (*book.ChainRows, error) {
	head, there := r.chains[id]
	if !there {
		return nil, nil
	}
	c := &book.ChainRows{Chain: head.Chain, Merged: head.merged}
	alerts := where(r.alerts, func(a book.Alert) bool { return a.Chain == id }, byAlert)
	of := func(alert int64) bool {
		return slices.ContainsFunc(alerts, func(a book.Alert) bool { return a.ID == alert })
	}
	if tables&book.Alerts != 0 {
		c.Alerts = alerts
		c.References = where(r.references, func(n book.Reference) bool { return of(n.Alert) }, func(a, b book.Reference) int {
			return cmp.Or(cmp.Compare(a.Alert, b.Alert), strings.Compare(a.Identifier, b.Identifier), a.Sent.Compare(b.Sent),
				strings.Compare(a.Sender, b.Sender))
		})
	}
	if tables&book.Decisions != 0 {
		c.Decisions = copies(where(r.decisions, func(d book.Decision) bool { return of(d.Alert) },
			func(a, b book.Decision) int {
				return cmp.Or(cmp.Compare(a.Alert, b.Alert), strings.Compare(a.Destination, b.Destination), cmp.Compare(a.Group,
					b.Group))
			}))
	}
	if tables&book.DerivedRows != 0 {
		c.Derived = where(r.derived, func(d book.Derived) bool { return of(d.Alert) },
			func(a, b book.Derived) int { return cmp.Compare(a.ID, b.ID) })
	}
	if tables&book.Deliveries != 0 {
		c.Deliveries = where(r.deliveries, func(d book.Delivery) bool { return d.Chain == id }, byDelivery)
	}
	if tables&book.Topics != 0 {
		c.Topics = where(r.topics, func(t book.Topic) bool { return t.Chain == id }, byTopic)
	}
	return c, nil
}

func copies(list []book.Decision) []book.Decision {
	for i := range list {
		list[i] = book.CopyDecision(list[i])
	}
	return list
}

// Find is that of book.Reader.
func (r reader) Find(a book.FindAsk) (f book.Found, err error) {
	number := func(ask book.AlertsAsk) int64 {
		if list, _ := r.Alerts(ask); len(list) > 0 { // of these rows no question fails
			return list[0].ID
		}
		return 0
	}
	f.Known = number(book.AlertsAsk{Of: book.ByKey, Text: a.Key})
	f.SameNews = number(book.AlertsAsk{Of: book.ByContentKey, ContentKey: a.ContentKey, At: a.Since})
	f.Kept, _ = r.BlobsOf(a.Documents)
	f.Waiting, err = r.References(a.Identifier, a.Sent)
	return f, err
}

// Alerts is that of book.Reader.
func (r reader) Alerts(a book.AlertsAsk) ([]book.Alert, error) {
	is, order, limit := func(book.Alert) bool { return true }, byAlert, 0
	switch a.Of {
	case book.ByID:
		is = func(o book.Alert) bool { return o.ID == a.ID }
	case book.ByKey:
		if all := where(r.alerts, func(o book.Alert) bool { return o.Key == a.Text }, byAlert); len(all) > 0 {
			return all, nil
		}
		is = func(o book.Alert) bool { return o.ID == r.aliases[a.Text] }
	case book.ByToken:
		is = func(o book.Alert) bool { return o.Token == a.Text }
	case book.ByIdentifier:
		is = func(o book.Alert) bool { return o.Identifier == a.Text }
	case book.ByTokenStart:
		is = func(o book.Alert) bool { return strings.HasPrefix(o.Token, a.Text) }
	case book.ByInstant:
		is = func(o book.Alert) bool { return o.Identifier == a.Text && o.Sent.Unix() == a.At.Unix() }
	case book.ByContentKey:
		is = func(o book.Alert) bool {
			return o.ContentKey == a.ContentKey && !o.Received.Before(a.At) && o.State == book.Active &&
				a.ContentKey != [sha256.Size]byte{}
		}
		order = func(a, b book.Alert) int { return cmp.Or(a.Received.Compare(b.Received), byAlert(a, b)) }
		limit = 1
	case book.ByRelay:
		is = func(o book.Alert) bool { return o.Relay == a.ID }
	case book.ByActive:
		is = func(o book.Alert) bool { return o.State == book.Active && (a.Lane == "" || o.Lane == a.Lane) }
	case book.ByDue:
		is = func(o book.Alert) bool { return o.State == book.Active && !o.Until.After(a.At) }
		order = func(a, b book.Alert) int { return cmp.Or(a.Until.Compare(b.Until), byAlert(a, b)) }
		limit = a.Limit
	case book.ByAny:
		limit = 1
	}
	return atMost(where(r.alerts, is, order), limit), nil
}

// atMost cuts a list; 0 leaves it as it is.
func atMost[T any](list []T, limit int) []T {
	if limit > 0 && len(list) > limit {
		return list[:limit]
	}
	return list
}

// References is that of book.Reader.
func (r reader) References(identifier string, sent time.Time) ([]book.Reference, error) {
	return where(r.references, func(n book.Reference) bool {
		return n.Identifier == identifier && n.Sent.Equal(sent) && n.Target == 0
	},
		func(a, b book.Reference) int {
			return cmp.Or(cmp.Compare(a.Alert, b.Alert), strings.Compare(a.Sender, b.Sender))
		}), nil
}

// Sightings is that of book.Reader.
func (r reader) Sightings(a book.SightingsAsk) ([]book.Sighting, error) {
	return where(r.sightings, func(s book.Sighting) bool {
		switch {
		case a.ID != 0:
			return s.ID == a.ID
		case a.Alert != 0:
			return s.Alert == a.Alert
		case a.Sum != nil:
			return s.SHA256 == *a.Sum
		}
		return s.State == a.State
	}, bySighting), nil
}

// Decisions is that of book.Reader.
func (r reader) Decisions(a book.DecisionsAsk) ([]book.Decision, error) {
	is := func(d book.Decision) bool { return d.State == a.State && d.Action != book.Drop }
	order := func(a, b book.Decision) int {
		return cmp.Or(cmp.Compare(a.Alert, b.Alert), strings.Compare(a.Destination, b.Destination), cmp.Compare(a.Group,
			b.Group))
	}
	switch {
	case a.Destination != "":
		is = func(d book.Decision) bool {
			return d.Destination == a.Destination && d.State == a.State && d.Reason == a.Reason &&
				r.alerts[d.Alert].State == book.Active
		}
	case a.State == book.Held:
		byOrder := order
		order = func(a, b book.Decision) int { return cmp.Or(a.Since.Compare(b.Since), byOrder(a, b)) }
	}
	return copies(where(r.decisions, is, order)), nil
}

// Deliveries is that of book.Reader.
func (r reader) Deliveries(a book.DeliveriesAsk) ([]book.Delivery, error) {
	order, limit := byDelivery, 0
	is := func(d book.Delivery) bool { return d.Live && !d.Until.After(a.Due) }
	switch {
	case a.ID != 0:
		is = func(d book.Delivery) bool { return d.ID == a.ID }
	case a.Alert != 0:
		is = func(d book.Delivery) bool { return d.Alert == a.Alert }
	case a.Source != "":
		is = func(d book.Delivery) bool { return d.Live && r.alerts[d.Alert].Source == a.Source }
	case a.Foreign:
		is = func(d book.Delivery) bool {
			return d.Live && d.Result == book.Foreign && (a.Destination == "" || d.Destination == a.Destination)
		}
	case a.Destination != "":
		is = func(d book.Delivery) bool { return d.Live && d.Destination == a.Destination }
	default:
		order = func(a, b book.Delivery) int { return cmp.Or(a.Until.Compare(b.Until), byDelivery(a, b)) }
		limit = a.Limit
	}
	return atMost(where(r.deliveries, is, order), limit), nil
}

// Derived is that of book.Reader.
func (r reader) Derived(a book.DerivedAsk) ([]book.Derived, error) {
	return where(r.derived, func(d book.Derived) bool {
		return a.ID != 0 && d.ID == a.ID || a.ID == 0 && d.Identifier == a.Identifier
	}, func(a, b book.Derived) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// Approvals is that of book.Reader.
func (r reader) Approvals(alert int64, destination string, group int) ([]book.Approval, error) {
	return where(r.approvals, func(a book.Approval) bool {
		return a.Alert == alert && a.Destination == destination && a.Group == group
	},
		func(a, b book.Approval) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Who, b.Who)) }), nil
}

// Drafts is that of book.Reader.
func (r reader) Drafts(alert int64, destination string, group int) (all []book.Draft, err error) {
	for _, d := range r.drafts[decided{alert, destination, group}] {
		all = append(all, book.CopyDraft(d))
	}
	return all, nil
}

// Topics is that of book.Reader.
func (r reader) Topics(a book.TopicsAsk) ([]book.Topic, error) {
	order, limit := byTopic, 0
	is := func(book.Topic) bool { return true }
	switch {
	case a.Topic != "":
		is = func(t book.Topic) bool { return t.Topic == a.Topic }
	case a.Prefix != "":
		is = func(t book.Topic) bool { return strings.HasPrefix(t.Topic, a.Prefix) && t.Want != 0 }
	case a.Behind > 0:
		is = func(t book.Topic) bool { return t.Chain == 0 && t.WantGen != t.HaveGen }
		order = func(a, b book.Topic) int { return cmp.Or(cmp.Compare(a.WantGen, b.WantGen), byTopic(a, b)) }
		limit = a.Behind
	}
	return atMost(where(r.topics, func(t book.Topic) bool { return t.Destination == a.Destination && is(t) }, order),
		limit), nil
}

// Outbox is that of book.Reader.
func (r reader) Outbox(destination string) (all []book.Queued, err error) {
	open := where(r.deliveries, func(d book.Delivery) bool {
		return d.Destination == destination && (d.State == book.Ready || d.State == book.Attempting)
	}, func(a, b book.Delivery) int { return cmp.Or(cmp.Compare(a.Priority, b.Priority), byDelivery(a, b)) })
	for _, d := range open {
		all = append(all, book.Queued{Delivery: d.ID, Chain: d.Chain, Priority: d.Priority, Source: r.alerts[d.Alert].Source})
	}
	return all, nil
}

// Incident is that of book.Reader.
func (r reader) Incident(name string) (i book.Incident, err error) {
	of := func(a book.Alert) bool {
		c := r.chains[a.Chain]
		return name != "" && c.Incident == name && c.merged == 0
	}
	for _, a := range where(r.alerts, of, func(a, b book.Alert) int {
		return cmp.Or(cmp.Compare(a.Chain, b.Chain), a.Ordered.Compare(b.Ordered), byAlert(a, b))
	}) {
		i.Alerts = append(i.Alerts, book.IncidentAlert{Alert: a, ChainToken: r.chains[a.Chain].Token})
		i.Released = append(i.Released, copies(where(r.decisions, func(d book.Decision) bool {
			return d.Alert == a.ID &&
				d.State == book.Released
		},
			func(a, b book.Decision) int {
				return cmp.Or(strings.Compare(a.Destination, b.Destination), cmp.Compare(a.Group, b.Group))
			}))...)
	}
	return i, nil
}

// Blob is that of book.Reader.
func (r reader) Blob(id int64) (book.Stored, bool, error) {
	d, there := r.blobs[id]
	d.Bytes = slices.Clone(d.Bytes)
	return book.Stored{Packed: d}, there, nil
}

// BlobsOf is that of book.Reader.
func (r reader) BlobsOf(sums [][sha256.Size]byte) (all []book.StoredAs, err error) {
	for _, sum := range sums {
		if id, there := r.blobOf[sum]; there {
			all = append(all, book.StoredAs{SHA256: sum, ID: id, Public: r.blobs[id].Public})
		}
	}
	return all, nil
}

// facts are what is read of an alert's shape.
type facts struct {
	Scope   cap.Scope `json:"scope"`
	Missing bool      `json:"missing"`
}

func factsOf(a book.Alert) (f facts) {
	_ = json.Unmarshal(a.Shape, &f) // a damaged one says nothing
	return f
}

// personOf says whether something of an alert's chain is about a missing person, and whether the chain stands.
func personOf(t *tables, a book.Alert, now time.Time) (person, stands bool) {
	for _, o := range t.alerts {
		if o.Chain == a.Chain {
			person = person || factsOf(o).Missing
			stands = stands || o.State == book.Active && o.Until.After(now)
		}
	}
	return person, stands
}

// Resource is that of book.Reader.
func (r reader) Resource(lane cap.Lane, sha256 string, now time.Time) (o book.Offered, found bool, err error) {
	key := offer{lane, sha256}
	file, there := r.files[key]
	if !there {
		return o, false, nil
	}
	o.Blob, o.MIME, found = file.Blob, file.MIME, len(r.offers[key]) == 0
	for _, id := range r.offers[key] {
		person, stands := personOf(r.tables, r.alerts[id], now)
		o.Person, found = o.Person || person, found || !person || stands
	}
	if !found {
		return book.Offered{}, false, nil
	}
	return o, true, nil
}

// Original is that of book.Reader. Where some destination was given all of the alert.
func (r reader) Original(lane cap.Lane, sum [sha256.Size]byte, now time.Time) (o book.Offered, found bool, err error) {
	for _, a := range r.alerts {
		released := givenWhole(r.tables, a.ID)
		if a.SHA256 != sum || a.Lane != lane || factsOf(a).Scope != cap.Public || !released {
			continue
		}
		if person, stands := personOf(r.tables, a, now); !person || stands {
			return book.Offered{Blob: a.Blob, Person: person}, true, nil
		}
	}
	return o, false, nil
}

// givenWhole says whether every event group of an alert was released to some destination.
func givenWhole(t *tables, alert int64) bool {
	some, whole := map[string]bool{}, map[string]bool{}
	for _, d := range t.decisions {
		if d.Alert == alert {
			before, seen := whole[d.Destination]
			some[d.Destination] = true
			whole[d.Destination] = d.State == book.Released && (before || !seen)
		}
	}
	for to := range some {
		if whole[to] {
			return true
		}
	}
	return false
}

// Destinations is that of book.Reader.
func (r reader) Destinations() ([]book.Destination, error) {
	return where(r.destinations, func(book.Destination) bool { return true },
		func(a, b book.Destination) int { return strings.Compare(a.Name, b.Name) }), nil
}

// Count is that of book.Reader.
func (r reader) Count(what book.Counted) (map[string]map[cap.Lane]int, error) {
	all := map[string]map[cap.Lane]int{}
	count := func(destination string, lane cap.Lane) {
		if all[destination] == nil {
			all[destination] = map[cap.Lane]int{}
		}
		all[destination][lane]++
	}
	if what == book.WantedTopics {
		for _, t := range r.topics {
			if levels := strings.SplitN(t.Topic, "/", 4); t.Chain > 0 && t.Want != 0 && len(levels) == 4 {
				count(t.Destination, cap.Lane(levels[2]))
			}
		}
		return all, nil
	}
	for _, d := range r.deliveries {
		if d.Live || d.State == book.Ready || d.State == book.Attempting {
			count(d.Destination, r.alerts[d.Alert].Lane)
		}
	}
	return all, nil
}

// Notes is that of book.Reader.
func (r reader) Notes(prefix string) (map[string]string, error) {
	all := map[string]string{}
	for name, value := range r.notes {
		if strings.HasPrefix(name, prefix) {
			all[name] = value
		}
	}
	return all, nil
}

// Next is that of book.Reader.
func (r reader) Next(what book.Dated) (next time.Time, err error) {
	take := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	switch what {
	case book.ADeadline:
		for _, d := range r.decisions {
			if d.State == book.Held && d.Action != book.Drop && !d.Alarmed {
				take(d.Deadline)
			}
		}
	case book.AnUndelivered:
		for _, d := range r.deliveries {
			if d.State == book.Ready || d.State == book.Attempting {
				take(r.alerts[d.Alert].Received)
			}
		}
	default:
		for _, a := range r.alerts {
			if a.State == book.Active {
				take(a.Until)
			}
		}
		for _, d := range r.deliveries {
			if d.Live {
				take(d.Until)
			}
		}
	}
	return next, nil
}

// Highest is that of book.Reader.
func (r reader) Highest() (book.Numbers, error) {
	return book.Numbers{Blob: highest(r.blobs), Sighting: highest(r.sightings), Chain: highest(r.chains),
		Alert:   highest(r.alerts),
		Derived: highest(r.derived), Delivery: highest(r.deliveries)}, nil
}

func highest[V any](table map[int64]V) (n int64) {
	for id := range table {
		n = max(n, id)
	}
	return n
}

// HighestGen is that of book.Reader.
func (r reader) HighestGen(destination string) (gen int64, err error) {
	for _, t := range r.topics {
		if t.Destination == destination {
			gen = max(gen, t.WantGen)
		}
	}
	return gen, nil
}

// Trail is that of book.Reader.
func (r reader) Trail() book.Trail { return trailReader(r) }

// trailReader reads the audit trail.
type trailReader struct{ *tables }

// Size is that of book.Trail.
func (r trailReader) Size() (int64, error) { return int64(len(r.trail)), nil }

// Rows is that of book.Trail.
func (r trailReader) Rows(from int64, alert string, row func(trail.Row) error) error {
	for _, entry := range r.trail {
		if entry.Seq < from || alert != "" && entry.Alert != alert {
			continue
		}
		if err := row(entry); err != nil {
			return err
		}
	}
	return nil
}

// Nodes is that of book.Trail.
func (r trailReader) Nodes(node func(trail.StoredNode) error) error {
	for _, ix := range slices.Sorted(maps.Keys(r.nodes)) {
		hash := r.nodes[ix]
		if err := node(trail.StoredNode{Index: ix, Hash: hash[:]}); err != nil {
			return err
		}
	}
	return nil
}

// Checkpoints is that of book.Trail.
func (r trailReader) Checkpoints(from int64, checkpoint func(size int64, note string) error) error {
	for _, c := range r.checkpoints {
		if c.Size < from {
			continue
		}
		if err := checkpoint(c.Size, string(c.Note)); err != nil {
			return err
		}
	}
	return nil
}

// ReadHashes is that of book.Trail.
func (r trailReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, ix := range indexes {
		hash, there := r.nodes[ix]
		if !there {
			return nil, book.ErrLacksHash
		}
		all[i] = hash
	}
	return all, nil
}
