package sqlite

import (
	"testing"

	"bordercast/gateway/store"
)

// A destination that the configuration no longer has leaves nothing open, and what it shows can be found by topic.
func TestADestinationLeaves(t *testing.T) {
	db := open(t, t.TempDir())
	write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		var made []int64
		for n, state := range []string{store.Ready, store.Attempting, store.Done} {
			id, err := tx.PutDelivery(store.Delivery{Alert: a, Part: n + 1, Destination: "gone", Chain: 1, Kind: store.KindAlert, Live: true}, noon)
			ok(t, err, tx.SetDelivery(id, state, ""))
			made = append(made, id)
		}
		kept, err := tx.PutDelivery(store.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1, Kind: store.KindAlert, Live: true}, noon)
		ok(t, err, tx.Want(store.Topic{Destination: "gone", Topic: "t/1", Chain: 1, Part: 1, Want: 1, WantGen: made[0]}),
			tx.Want(store.Topic{Destination: "here", Topic: "t/2", Chain: 1, Part: 1, Want: 1, WantGen: kept}))
		names, err := tx.DestinationsOfTopics()
		same(t, "destinations", names, err, []string{"gone", "here"})
		stood, err := tx.LeaveDestination("gone")
		same(t, "what stood there", len(stood), err, 3)
		for n, want := range []string{store.Lapsed, store.Unknown, store.Done} {
			d, _, err := tx.DeliveryByID(made[n])
			same(t, "what became of it", d.State, err, want)
			same(t, "whether it stands", d.Live, err, false)
		}
		d, _, err := tx.DeliveryByID(kept)
		same(t, "another destination's", d.State, err, store.Ready)
		for topic, want := range map[string]bool{"t/1": true, "t/2": true, "t/3": false} {
			got, err := tx.Wanted(topic)
			same(t, "whether anybody wants "+topic, got, err, want)
		}
	})
}

func TestWhatIsRememberedUnderAName(t *testing.T) {
	db := open(t, t.TempDir())
	write(t, db, func(tx *Tx) {
		ok(t, tx.Remember("alarm b", "2"), tx.Remember("alarm a", "1"), tx.Remember("other", "3"))
		values, err := tx.RememberedUnder("alarm ")
		same(t, "the values", values, err, []string{"1", "2"})
		ok(t, tx.Unremember("alarm a"))
		values, err = tx.RememberedUnder("alarm ")
		same(t, "the values left", values, err, []string{"2"})
	})
}
