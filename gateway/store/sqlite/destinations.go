package sqlite

import (
	"strings"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// PutDestination keeps what a destination is, in place of what it was.
func (tx *Tx) PutDestination(d book.Destination) error {
	return tx.exec("INSERT OR REPLACE INTO destination (name, kind, broker, side, party, tree, lanes, settings) VALUES (?,?,?,?,?,?,?,?)",
		d.Name, d.Kind, d.Broker, d.Side, d.Party, d.Tree, laneWords(d.Lanes), d.Settings)
}

// DropDestination forgets a destination at which nothing is open.
func (tx *Tx) DropDestination(name string) error {
	return tx.exec("DELETE FROM destination WHERE name = ?", name)
}

// Destinations lists those that are kept, by name.
func (tx *Tx) Destinations() ([]book.Destination, error) {
	return list(tx, "SELECT name, kind, broker, side, party, tree, lanes, settings FROM destination ORDER BY name", nil, func(r *engine.Row) (d book.Destination) {
		d.Name, d.Kind, d.Broker, d.Side, d.Party, d.Tree = r.Text(), r.Word(), r.Text(), cap.Side(r.Word()), r.Text(), r.Word()
		for word := range strings.FieldsSeq(r.Text()) {
			d.Lanes = append(d.Lanes, cap.Lane(word))
		}
		d.Settings = r.Text()
		return d
	})
}

func laneWords(lanes []cap.Lane) string {
	var words []string
	for _, l := range lanes {
		words = append(words, string(l))
	}
	return strings.Join(words, " ")
}

// OpenAt counts, by destination and lane, the deliveries that stand there or are under way.
func (tx *Tx) OpenAt() (map[string]map[cap.Lane]int, error) {
	open := map[string]map[cap.Lane]int{}
	count := func(destination string, lane cap.Lane, n int64) {
		if open[destination] == nil {
			open[destination] = map[cap.Lane]int{}
		}
		open[destination][lane] += int(n)
	}
	for _, which := range []string{"live = 1", "state IN ('ready','attempting') AND live = 0"} {
		err := tx.each("SELECT d.destination, a.lane, count(*) FROM (SELECT destination, alert FROM delivery WHERE "+which+") d JOIN alert a ON a.id = d.alert GROUP BY 1, 2", nil,
			func(r *engine.Row) error {
				count(r.Text(), cap.Lane(r.Word()), r.Int())
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return open, nil
}

// WantedAt counts, by destination and lane, the topics of alerts that are to be retained. The lane is a level of their
// names: {tree}/v1/{lane}/….
func (tx *Tx) WantedAt() (map[string]map[cap.Lane]int, error) {
	wanted := map[string]map[cap.Lane]int{}
	return wanted, tx.each("SELECT destination, topic FROM topic WHERE chain > 0 AND want IS NOT NULL", nil, func(r *engine.Row) error {
		destination, levels := r.Text(), strings.SplitN(r.Text(), "/", 4)
		if len(levels) < 4 {
			return nil
		}
		if wanted[destination] == nil {
			wanted[destination] = map[cap.Lane]int{}
		}
		wanted[destination][cap.Lane(levels[2])]++
		return nil
	})
}

// TopicWantedAt says whether a destination wants something retained on a topic.
func (tx *Tx) TopicWantedAt(destination, topic string) (bool, error) {
	return tx.one("SELECT 1 FROM topic WHERE destination = ? AND topic = ? AND want IS NOT NULL", []any{destination, topic}, func(*engine.Row) {})
}

// DeliveriesLiveAt lists all that stands at a destination.
func (tx *Tx) DeliveriesLiveAt(destination string) ([]book.Delivery, error) {
	return tx.deliveries(selectDelivery+"live = 1 AND destination = ? ORDER BY id", destination)
}

// LiveAlertsAt counts the alerts that stand at a destination.
func (tx *Tx) LiveAlertsAt(destination string) (int, error) {
	n, err := tx.number("SELECT count(DISTINCT alert) FROM delivery WHERE live = 1 AND destination = ?", destination)
	return int(n), err
}

// DecisionsSet lists the decisions about active alerts for a destination that are in a state for a reason.
func (tx *Tx) DecisionsSet(destination, state, reason string) ([]book.Decision, error) {
	return tx.decisions("SELECT "+decisionColumns+" FROM decision WHERE destination = ? AND decision.state = ? AND reason = ? AND (SELECT a.state FROM alert a WHERE a.id = decision.alert) = 'active'",
		destination, state, reason)
}

// Owner is the gateway that last started on this store; "" for a store that none has.
func (tx *Tx) Owner() (string, error) {
	name, err := tx.Remembered(ownerNote)
	if name != "" || err != nil {
		return name, err
	}
	// A store of before kept its owner in the trail alone.
	_, err = tx.one("SELECT json_extract(body, '$.gateway') FROM trail WHERE kind = 'started' ORDER BY seq DESC LIMIT 1", nil, func(r *engine.Row) { name = r.Text() })
	return name, err
}

// SetOwner keeps whose store this is.
func (tx *Tx) SetOwner(gateway string) error { return tx.Remember(ownerNote, gateway) }

const ownerNote = "gateway"

// KeepsDestinations says whether the store is new enough to keep them.
func (tx *Tx) KeepsDestinations() (bool, error) {
	n, err := tx.number("SELECT count(*) FROM sqlite_master WHERE name = 'destination'")
	return n > 0, err
}
