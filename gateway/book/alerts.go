package book

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
)

// PutAlert stores a settled alert under its identity.
func (tx *Tx) PutAlert(a Alert) (int64, error) {
	if !May(OfAlert, New, a.State) {
		return 0, &ImpossibleStep{Kind: OfAlert, Row: a.Token, To: a.State}
	}
	l, err := tx.lineage(a.Chain, Alerts)
	if err != nil {
		return 0, err
	}
	if a.ID, err = tx.number(func(n *Numbers) *int64 { return &n.Alert }); err != nil {
		return 0, err
	}
	c := &cell[Alert]{row: inMillis(a), fresh: true}
	tx.rows.addAlert(l, c)
	l.sortAlerts()
	change(&tx.alerts, c)
	return a.ID, nil
}

func inMillis(a Alert) Alert {
	a.Sent, a.Received, a.Until, a.Ordered = milli(a.Sent), milli(a.Received), milli(a.Until), milli(a.Ordered)
	return a
}

// changeAlert changes a known alert; one that is not there stays so.
func (tx *Tx) changeAlert(id int64, how func(*Alert)) error {
	l, err := tx.ofAlert(id, Alerts)
	if err != nil || l == nil {
		return err
	}
	if c := l.alert(id); c != nil {
		how(&c.row)
		change(&tx.alerts, c)
		l.sortAlerts()
	}
	return nil
}

// ReplaceAlert gives an alert other content, of a better-verified copy. Identity, chain and state stay.
func (tx *Tx) ReplaceAlert(a Alert) error {
	a = inMillis(a)
	return tx.changeAlert(a.ID, func(r *Alert) {
		r.Source, r.MsgType, r.Digest, r.Verdict, r.Blob, r.SHA256 = a.Source, a.MsgType, a.Digest, a.Verdict, a.Blob,
			a.SHA256
		r.Received, r.Until, r.Shape, r.Ordered = a.Received, a.Until, a.Shape, a.Ordered
	})
}

// AlertByKey finds the alert of an identity, by its own key or an alias.
func (tx *Tx) AlertByKey(key string) (Alert, bool, error) {
	if id, known := tx.rows.ofKey[key]; known {
		return tx.AlertByID(id)
	}
	if key != "" && tx.foreseen.Key == key && tx.foresees() {
		return tx.AlertByID(tx.found.Known)
	}
	return tx.findAlert(AlertsAsk{Of: ByKey, Text: key})
}

// findAlert is one alert by a question to the backend.
func (tx *Tx) findAlert(ask AlertsAsk) (Alert, bool, error) {
	a, there, err := first(tx.findAlerts(ask))
	if there && tx.tables != 0 {
		return tx.AlertByID(a.ID) // whoever writes will ask for its chain
	}
	return a, there, err
}

func (tx *Tx) findAlerts(ask AlertsAsk) ([]Alert, error) {
	all, err := listed(tx, func() ([]Alert, error) { return tx.r.Alerts(ask) })
	for _, a := range all {
		tx.rows.ofAlert[a.ID] = a.Chain
	}
	return all, err
}

// AlertByID reads one alert.
func (tx *Tx) AlertByID(id int64) (Alert, bool, error) {
	if id == 0 {
		return Alert{}, false, nil
	}
	if l := tx.rows.chains[tx.rows.ofAlert[id]]; tx.tables == 0 && (l == nil || l.have&Alerts == 0) {
		return first(tx.findAlerts(AlertsAsk{Of: ByID, ID: id}))
	}
	l, err := tx.ofAlert(id, Alerts)
	if err != nil || l == nil {
		return Alert{}, false, err
	}
	c := l.alert(id)
	if c == nil {
		return Alert{}, false, nil
	}
	return c.row, true, nil
}

// AlertByToken finds the alert of a token, which a chain bears too: that of its first alert.
func (tx *Tx) AlertByToken(token string) (Alert, bool, error) {
	return tx.findAlert(AlertsAsk{Of: ByToken, Text: token})
}

// AlertsNamed finds alerts by token, by identifier, or by the beginning of a token of at least four characters.
func (tx *Tx) AlertsNamed(name string) ([]Alert, error) {
	for _, of := range []AlertsOf{ByToken, ByIdentifier} {
		if list, err := tx.findAlerts(AlertsAsk{Of: of, Text: name}); len(list) > 0 || err != nil {
			return list, err
		}
	}
	if len(name) < 4 {
		return nil, nil
	}
	return tx.findAlerts(AlertsAsk{Of: ByTokenStart, Text: name})
}

// AlertsLike finds alerts by identifier and instant, whoever sent them: references name the wrong sender in the
// field (traps us-9).
func (tx *Tx) AlertsLike(identifier string, sent time.Time) ([]Alert, error) {
	return tx.findAlerts(AlertsAsk{Of: ByInstant, Text: identifier, At: sent})
}

// SameNews finds the first active alert with this content key received since then.
func (tx *Tx) SameNews(contentKey [32]byte, since time.Time) (Alert, bool, error) {
	if contentKey != ([32]byte{}) && tx.foreseen.ContentKey == contentKey && tx.foreseen.Since.Equal(milli(since)) &&
		tx.foresees() {
		return tx.AlertByID(tx.found.SameNews)
	}
	return tx.findAlert(AlertsAsk{Of: ByContentKey, ContentKey: contentKey, At: milli(since)})
}

// RelaysOf lists the copies of an alert under other identities.
func (tx *Tx) RelaysOf(alert int64) ([]Alert, error) {
	return tx.findAlerts(AlertsAsk{Of: ByRelay, ID: alert})
}

// AlertsOfChain lists a chain, oldest first.
func (tx *Tx) AlertsOfChain(chain int64) ([]Alert, error) {
	l, err := tx.lineage(chain, Alerts)
	if err != nil {
		return nil, err
	}
	var all []Alert
	for _, c := range l.alerts {
		all = append(all, c.row)
	}
	return all, nil
}

// AlertsSince lists the alerts of a chain that stand after an instant.
func (tx *Tx) AlertsSince(chain int64, place time.Time) (after []int64, err error) {
	l, err := tx.lineage(chain, Alerts)
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
func (tx *Tx) SetOrdered(id int64, place time.Time) error {
	return tx.changeAlert(id, func(a *Alert) { a.Ordered = milli(place) })
}

// AlertsActive lists the active alerts of a lane, or of all lanes when it is "".
func (tx *Tx) AlertsActive(lane cap.Lane) ([]Alert, error) {
	return tx.findAlerts(AlertsAsk{Of: ByActive, Lane: lane})
}

// AlertsDue lists active alerts whose time is up.
func (tx *Tx) AlertsDue(now time.Time, limit int) ([]Alert, error) {
	return tx.findAlerts(AlertsAsk{Of: ByDue, At: milli(now), Limit: limit})
}

// SetAlertState moves an alert on.
func (tx *Tx) SetAlertState(id int64, state string) error {
	a, there, err := tx.AlertByID(id)
	if err != nil {
		return err
	}
	if may, err := mayStep(OfAlert, id, there, a.State, state); !may {
		return err
	}
	return tx.changeAlert(id, func(a *Alert) { a.State = state })
}

// SetVerdict records that a better-verified copy of the same content came.
func (tx *Tx) SetVerdict(id int64, verdict string, blob int64, sum [32]byte) error {
	return tx.changeAlert(id, func(a *Alert) { a.Verdict, a.Blob, a.SHA256 = verdict, blob, sum })
}

// PutAlias lets another key answer for an alert, unless it does so for one already.
func (tx *Tx) PutAlias(key string, alert int64) error {
	tx.pending.Aliases = append(tx.pending.Aliases, Alias{key, alert})
	return nil
}

// KnowsAlerts says whether there is any alert in the store.
func (tx *Tx) KnowsAlerts() (bool, error) {
	list, err := tx.findAlerts(AlertsAsk{Of: ByAny})
	return len(list) > 0, err
}

// PutReference records what an alert names, resolved or not.
func (tx *Tx) PutReference(r Reference) error {
	r.Sent = milli(r.Sent)
	l, err := tx.ofAlert(r.Alert, Alerts)
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
	change(&tx.references, c)
	return nil
}

// ReferencesTo lists the references waiting for an alert of this identifier and instant.
func (tx *Tx) ReferencesTo(identifier string, sent time.Time) ([]Reference, error) {
	if identifier != "" && tx.foreseen.Identifier == identifier && tx.foreseen.Sent.Equal(milli(sent)) && tx.foresees() {
		return slices.Clone(tx.found.Waiting), nil
	}
	return listed(tx, func() ([]Reference, error) { return tx.r.References(identifier, milli(sent)) })
}

// ResolveReferences points what an alert names by an identifier and instant at an alert.
func (tx *Tx) ResolveReferences(alert int64, identifier string, sent time.Time, target int64) error {
	return tx.eachReference(alert, func(c *cell[Reference]) {
		if c.row.Target == 0 && c.row.Identifier == identifier && c.row.Sent.Equal(milli(sent)) {
			c.row.Target = target
			change(&tx.references, c)
		}
	})
}

func (tx *Tx) eachReference(alert int64, do func(*cell[Reference])) error {
	l, err := tx.ofAlert(alert, Alerts)
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

// Waits lists what an alert names and may not have, or that is not known yet.
func (tx *Tx) Waits(alert int64) (all []Reference, err error) {
	err = tx.eachReference(alert, func(c *cell[Reference]) {
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

// ReferencesWithin lists what the alerts of a chain name of each other, or of what was in it: who, and whom.
func (tx *Tx) ReferencesWithin(chain int64) (all []Reference, err error) {
	l, err := tx.lineage(chain, Alerts)
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

// NextEarliest is when the next live delivery or active alert ends by itself; zero when nothing does.
func (tx *Tx) NextEarliest() (time.Time, error) { return tx.next(AnEnd) }

func (tx *Tx) next(what Dated) (time.Time, error) {
	return listed(tx, func() (time.Time, error) { return tx.r.Next(what) })
}

// MoveAlert makes an alert part of another chain; what was delivered of it stays where it is. ReplaceAlert follows, for
// only a better copy that names something else moves.
func (tx *Tx) MoveAlert(id, chain int64) error {
	if err := tx.changeAlert(id, func(a *Alert) { a.Chain = chain }); err != nil {
		return err
	}
	return tx.reread()
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
func (tx *Tx) SendAway(a Alert) error {
	sightings, err := tx.SightingsOf(a.ID)
	if err != nil {
		return err
	}
	for _, s := range sightings {
		if err := tx.changeSighting(s.ID, func(s *Sighting) { s.Alert = 0 }); err != nil {
			return err
		}
	}
	kept, err := tx.isKept(a)
	if err != nil {
		return err
	}
	if !kept {
		tx.pending.Gone = append(tx.pending.Gone, a.ID)
		return tx.reread()
	}
	chain, err := tx.NewChain(a.Token, "")
	if err != nil {
		return err
	}
	if err := tx.eachReference(a.ID, func(c *cell[Reference]) {
		c.row.Target = 0
		change(&tx.references, c)
	}); err != nil {
		return err
	}
	return tx.MoveAlert(a.ID, chain)
}

// isKept says whether something was made of an alert, or another names it or is a copy of it.
func (tx *Tx) isKept(a Alert) (bool, error) {
	deliveries, err := tx.DeliveriesOf(a.ID)
	if len(deliveries) > 0 || err != nil {
		return true, err
	}
	made, err := tx.DerivedOfAlert(a.ID)
	if len(made) > 0 || err != nil {
		return true, err
	}
	copies, err := tx.RelaysOf(a.ID)
	if len(copies) > 0 || err != nil {
		return true, err
	}
	within, err := tx.ReferencesWithin(a.Chain)
	return slices.ContainsFunc(within, func(r Reference) bool { return r.Target == a.ID }), err
}
