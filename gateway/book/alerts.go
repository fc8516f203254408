package book

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// Put stores a settled alert under its identity.
func (t AlertTable) Put(a Alert) (int64, error) {
	if !May(OfAlert, New, a.State) {
		return 0, &ImpossibleStep{Kind: OfAlert, Row: a.Token, To: a.State}
	}
	l, err := t.tx.lineage(a.Chain, Alerts)
	if err != nil {
		return 0, err
	}
	if a.ID, err = t.tx.number(func(n *Numbers) *int64 { return &n.Alert }); err != nil {
		return 0, err
	}
	c := &cell[Alert]{row: inMillis(a), fresh: true}
	t.tx.rows.addAlert(l, c)
	l.sortAlerts()
	change(&t.tx.changed.alerts, c)
	return a.ID, nil
}

func inMillis(a Alert) Alert {
	a.Sent, a.Received, a.Until, a.Ordered = milli(a.Sent), milli(a.Received), milli(a.Until), milli(a.Ordered)
	return a
}

// change changes a known alert; one that is not there stays so.
func (t AlertTable) change(id int64, how func(*Alert)) error {
	l, err := t.tx.ofAlert(id, Alerts)
	if err != nil || l == nil {
		return err
	}
	if c := l.alert(id); c != nil {
		how(&c.row)
		change(&t.tx.changed.alerts, c)
		l.sortAlerts()
	}
	return nil
}

// Replace gives an alert other content, of a better-verified copy. Identity, chain and state stay.
func (t AlertTable) Replace(a Alert) error {
	a = inMillis(a)
	return t.change(a.ID, func(r *Alert) {
		r.Source, r.MsgType, r.Digest, r.Verdict, r.Blob, r.SHA256 = a.Source, a.MsgType, a.Digest, a.Verdict, a.Blob,
			a.SHA256
		r.Received, r.Until, r.Shape, r.Ordered = a.Received, a.Until, a.Shape, a.Ordered
	})
}

// ByKey finds the alert of an identity, by its own key or an alias.
func (t AlertTable) ByKey(key string) (Alert, bool, error) {
	if id, known := t.tx.rows.ofKey[key]; known {
		return t.ByID(id)
	}
	if key != "" && t.tx.foreseen.Key == key && t.tx.foresees() {
		return t.ByID(t.tx.found.Known)
	}
	return t.find(AlertsAsk{Of: ByKey, Text: key})
}

// find is one alert by a question to the backend.
func (t AlertTable) find(ask AlertsAsk) (Alert, bool, error) {
	a, there, err := first(t.findAll(ask))
	if there && t.tx.tables != 0 {
		return t.ByID(a.ID) // whoever writes will ask for its chain
	}
	return a, there, err
}

func (t AlertTable) findAll(ask AlertsAsk) ([]Alert, error) {
	all, err := listed(t.tx, func() ([]Alert, error) { return t.tx.r.Alerts(ask) })
	for _, a := range all {
		t.tx.rows.ofAlert[a.ID] = a.Chain
	}
	return all, err
}

// ByID reads one alert.
func (t AlertTable) ByID(id int64) (Alert, bool, error) {
	if id == 0 {
		return Alert{}, false, nil
	}
	if l := t.tx.rows.chains[t.tx.rows.ofAlert[id]]; t.tx.tables == 0 && (l == nil || l.have&Alerts == 0) {
		return first(t.findAll(AlertsAsk{Of: ByID, ID: id}))
	}
	l, err := t.tx.ofAlert(id, Alerts)
	if err != nil || l == nil {
		return Alert{}, false, err
	}
	c := l.alert(id)
	if c == nil {
		return Alert{}, false, nil
	}
	return c.row, true, nil
}

// ByToken finds the alert of a token, which a chain bears too: that of its first alert.
func (t AlertTable) ByToken(token string) (Alert, bool, error) {
	return t.find(AlertsAsk{Of: ByToken, Text: token})
}

// Named finds alerts by token, by identifier, or by the beginning of a token of at least four characters.
func (t AlertTable) Named(name string) ([]Alert, error) {
	for _, of := range []AlertsOf{ByToken, ByIdentifier} {
		if list, err := t.findAll(AlertsAsk{Of: of, Text: name}); len(list) > 0 || err != nil {
			return list, err
		}
	}
	if len(name) < 4 {
		return nil, nil
	}
	return t.findAll(AlertsAsk{Of: ByTokenStart, Text: name})
}

// ByInstant finds alerts by identifier and instant, whoever sent them: references name the wrong sender in the
// field (traps us-9).
func (t AlertTable) ByInstant(identifier string, sent time.Time) ([]Alert, error) {
	return t.findAll(AlertsAsk{Of: ByInstant, Text: identifier, At: sent})
}

// SameNews finds the first active alert with this content key received since then.
func (t AlertTable) SameNews(contentKey [32]byte, since time.Time) (Alert, bool, error) {
	if contentKey != ([32]byte{}) && t.tx.foreseen.ContentKey == contentKey && t.tx.foreseen.Since.Equal(milli(since)) &&
		t.tx.foresees() {
		return t.ByID(t.tx.found.SameNews)
	}
	return t.find(AlertsAsk{Of: ByContentKey, ContentKey: contentKey, At: milli(since)})
}

// RelaysOf lists the copies of an alert under other identities.
func (t AlertTable) RelaysOf(alert int64) ([]Alert, error) {
	return t.findAll(AlertsAsk{Of: ByRelay, ID: alert})
}

// OfChain lists a chain, oldest first.
func (t AlertTable) OfChain(chain int64) ([]Alert, error) {
	l, err := t.tx.lineage(chain, Alerts)
	if err != nil {
		return nil, err
	}
	var all []Alert
	for _, c := range l.alerts {
		all = append(all, c.row)
	}
	return all, nil
}

// Since lists the alerts of a chain that stand after an instant.
func (t AlertTable) Since(chain int64, place time.Time) (after []int64, err error) {
	l, err := t.tx.lineage(chain, Alerts)
	if err != nil {
		return nil, err
	}
	for _, c := range l.alerts {
		if c.row.Ordered.After(milli(place)) {
			after = append(after, c.row.ID)
		}
	}
	return after, nil
}

// SetOrdered moves an alert in the order of its chain.
func (t AlertTable) SetOrdered(id int64, place time.Time) error {
	return t.change(id, func(a *Alert) { a.Ordered = milli(place) })
}

// Active lists the active alerts of a lane, or of all lanes when it is "".
func (t AlertTable) Active(lane cap.Lane) ([]Alert, error) {
	return t.findAll(AlertsAsk{Of: ByActive, Lane: lane})
}

// Due lists active alerts whose time is up.
func (t AlertTable) Due(now time.Time, limit int) ([]Alert, error) {
	return t.findAll(AlertsAsk{Of: ByDue, At: milli(now), Limit: limit})
}

// SetState moves an alert on.
func (t AlertTable) SetState(id int64, state string) error {
	a, there, err := t.ByID(id)
	if err != nil {
		return err
	}
	if may, err := mayStep(OfAlert, id, there, a.State, state); !may {
		return err
	}
	return t.change(id, func(a *Alert) { a.State = state })
}

// SetVerdict records that a better-verified copy of the same content came.
func (t AlertTable) SetVerdict(id int64, verdict string, blob int64, sum [32]byte) error {
	return t.change(id, func(a *Alert) { a.Verdict, a.Blob, a.SHA256 = verdict, blob, sum })
}

// PutAlias lets another key answer for an alert, unless it does so for one already.
func (t AlertTable) PutAlias(key string, alert int64) error {
	t.tx.pending.Aliases = append(t.tx.pending.Aliases, Alias{key, alert})
	return nil
}

// Any says whether there is any alert in the store.
func (t AlertTable) Any() (bool, error) {
	list, err := t.findAll(AlertsAsk{Of: ByAny})
	return len(list) > 0, err
}

// Put records what an alert names, resolved or not.
func (t ReferenceTable) Put(r Reference) error {
	r.Sent = milli(r.Sent)
	l, err := t.tx.ofAlert(r.Alert, Alerts)
	if err != nil || l == nil {
		return err
	}
	known := found(l.references, func(o *Reference) bool {
		return o.Alert == r.Alert && o.Sender == r.Sender && o.Identifier == r.Identifier && o.Sent.Equal(r.Sent)
	})
	if known != nil {
		return nil
	}
	c := &cell[Reference]{row: r, fresh: true}
	l.references = append(l.references, c)
	change(&t.tx.changed.references, c)
	return nil
}

// To lists the references waiting for an alert of this identifier and instant.
func (t ReferenceTable) To(identifier string, sent time.Time) ([]Reference, error) {
	if identifier != "" && t.tx.foreseen.Identifier == identifier && t.tx.foreseen.Sent.Equal(milli(sent)) &&
		t.tx.foresees() {
		return slices.Clone(t.tx.found.Waiting), nil
	}
	return listed(t.tx, func() ([]Reference, error) { return t.tx.r.References(identifier, milli(sent)) })
}

// Resolve points what an alert names by an identifier and instant at an alert.
func (t ReferenceTable) Resolve(alert int64, identifier string, sent time.Time, target int64) error {
	return t.each(alert, func(c *cell[Reference]) {
		if c.row.Target == 0 && c.row.Identifier == identifier && c.row.Sent.Equal(milli(sent)) {
			c.row.Target = target
			change(&t.tx.changed.references, c)
		}
	})
}

func (t ReferenceTable) each(alert int64, do func(*cell[Reference])) error {
	l, err := t.tx.ofAlert(alert, Alerts)
	if err != nil || l == nil {
		return err
	}
	for _, c := range l.references {
		if c.row.Alert == alert {
			do(c)
		}
	}
	return nil
}

// Unresolved lists what an alert names and may not have, or that is not known yet.
func (t ReferenceTable) Unresolved(alert int64) (all []Reference, err error) {
	err = t.each(alert, func(c *cell[Reference]) {
		if c.row.Target == 0 {
			all = append(all, c.row)
		}
	})
	slices.SortFunc(all, func(a, b Reference) int {
		return cmp.Or(strings.Compare(a.Identifier, b.Identifier), a.Sent.Compare(b.Sent),
			strings.Compare(a.Sender, b.Sender))
	})
	return all, err
}

// Within lists what the alerts of a chain name of each other, or of what was in it: who, and whom.
func (t ReferenceTable) Within(chain int64) (all []Reference, err error) {
	l, err := t.tx.lineage(chain, Alerts)
	if err != nil {
		return nil, err
	}
	for _, c := range l.references {
		if c.row.Target != 0 {
			all = append(all, Reference{Alert: c.row.Alert, Target: c.row.Target})
		}
	}
	return all, nil
}

// NextEnd is when the next live delivery or active alert ends by itself; zero when nothing does.
func (t AlertTable) NextEnd() (time.Time, error) { return t.tx.next(AnEnd) }

func (tx *Tx) next(what Dated) (time.Time, error) {
	return listed(tx, func() (time.Time, error) { return tx.r.Next(what) })
}

// Move makes an alert part of another chain; what was delivered of it stays where it is. Replace follows, for
// only a better copy that names something else moves.
func (t AlertTable) Move(id, chain int64) error {
	if err := t.change(id, func(a *Alert) { a.Chain = chain }); err != nil {
		return err
	}
	return t.tx.reread()
}

// reread writes what was changed, and forgets what is in memory: rows have moved from one chain to another.
func (tx *Tx) reread() error {
	if err := tx.flush(); err != nil {
		return err
	}
	tx.rows.clear()
	return nil
}

// SendAway puts an alert out of its chain: what named nothing that is left and of which nothing was made is forgotten,
// so that another copy may have its identity; anything else goes on in a chain of its own, naming nothing that is
// known. Its sightings are no longer of it: the caller says what becomes of them.
func (t AlertTable) SendAway(a Alert) error {
	sightings, err := t.tx.Sightings.Of(a.ID)
	if err != nil {
		return err
	}
	for _, s := range sightings {
		if err := t.tx.Sightings.change(s.ID, func(s *Sighting) { s.Alert = 0 }); err != nil {
			return err
		}
	}
	kept, err := t.isKept(a)
	if err != nil {
		return err
	}
	if !kept {
		t.tx.pending.Gone = append(t.tx.pending.Gone, a.ID)
		return t.tx.reread()
	}
	chain, err := t.tx.Chains.New(a.Token, "")
	if err != nil {
		return err
	}
	if err := t.tx.References.each(a.ID, func(c *cell[Reference]) {
		c.row.Target = 0
		change(&t.tx.changed.references, c)
	}); err != nil {
		return err
	}
	return t.Move(a.ID, chain)
}

// isKept says whether something was made of an alert, or another names it or is a copy of it.
func (t AlertTable) isKept(a Alert) (bool, error) {
	deliveries, err := t.tx.Deliveries.Of(a.ID)
	if len(deliveries) > 0 || err != nil {
		return true, err
	}
	made, err := t.tx.Derived.OfAlert(a.ID)
	if len(made) > 0 || err != nil {
		return true, err
	}
	copies, err := t.RelaysOf(a.ID)
	if len(copies) > 0 || err != nil {
		return true, err
	}
	within, err := t.tx.References.Within(a.Chain)
	return slices.ContainsFunc(within, func(r Reference) bool { return r.Target == a.ID }), err
}
