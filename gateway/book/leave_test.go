package book_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/trail"
)

// A destination that is out of reach leaves nothing open when it is retired.
func TestADestinationLeaves(t *testing.T) { both(t, testADestinationLeaves) }

func testADestinationLeaves(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		var made []int64
		for n, state := range []string{book.Ready, book.Attempting, book.Done} {
			id, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: n + 1, Destination: "gone", Chain: 1,
				Kind: book.KindAlert,
				Live: true}, noon)
			booktest.OK(t, err)
			deliver(t, tx, id, state)
			made = append(made, id)
		}
		kept, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1, Kind: book.KindAlert,
			Live: true}, noon)
		booktest.OK(t, err)
		stood, err := tx.Destinations.Leave("gone")
		booktest.Same(t, "what stood there", len(stood), err, 3)
		for n, want := range []string{book.Lapsed, book.Unknown, book.Done} {
			d, _, err := tx.Deliveries.ByID(made[n])
			booktest.Same(t, "what became of it", d.State, err, want)
			booktest.Same(t, "whether it stands", d.Live, err, false)
		}
		d, _, err := tx.Deliveries.ByID(kept)
		booktest.Same(t, "another destination's", d.State, err, book.Ready)
	})
}

// What a destination was is kept, and what is open there is counted by lane.
func TestDestinationsAreKept(t *testing.T) { both(t, testDestinationsAreKept) }

func testDestinationsAreKept(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		d := book.Destination{Name: "pub", Kind: "mqtt", Broker: "b:1883", Side: cap.CA, Party: "nb", Tree: "public",
			Lanes: []cap.Lane{cap.LaneActual, cap.LaneTest}, Settings: "{}"}
		booktest.OK(t, tx.Destinations.Put(book.Destination{Name: "old", Settings: "{}"}), tx.Destinations.Put(d),
			tx.Destinations.Drop("old"))
		list, err := tx.Destinations.All()
		booktest.Same(t, "what is kept", list, err, []book.Destination{d})
		keeps, err := tx.Destinations.AreKept()
		booktest.Same(t, "whether it keeps them", keeps, err, true)

		a := putAlert(t, tx, "a", 1)
		row, _, err := tx.Alerts.ByID(a)
		booktest.OK(t, err)
		stands, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: 1, Destination: "pub", Chain: 1, Kind: book.KindAlert,
			Live: true}, noon)
		booktest.OK(t, err)
		deliver(t, tx, stands, book.Done)
		_, err = tx.Deliveries.Put(book.Delivery{Alert: a, Part: 2, Destination: "pub", Chain: 1, Kind: book.KindEnd}, noon)
		booktest.OK(t, err, tx.Topics.Want(book.Topic{Destination: "pub", Topic: "alerts/v1/test/x", Chain: 1, Part: 1,
			Want: row.Blob, WantGen: stands}))
		open, err := tx.Destinations.OpenAt()
		booktest.Same(t, "what is open", open, err, map[string]map[cap.Lane]int{"pub": {row.Lane: 2}})
		wanted, err := tx.Destinations.WantedAt()
		booktest.Same(t, "what is wanted", wanted, err, map[string]map[cap.Lane]int{"pub": {cap.LaneTest: 1}})
		live, err := tx.Live.At("pub")
		booktest.Same(t, "what stands there", len(live), err, 1)
		n, err := tx.Live.AlertsAt("pub")
		booktest.Same(t, "how many alerts", n, err, 1)
		for destination, want := range map[string]bool{"pub": true, "other": false} {
			is, err := tx.Topics.IsWanted(destination, "alerts/v1/test/x")
			booktest.Same(t, "whether "+destination+" wants it", is, err, want)
		}
		booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: a, Destination: "pub", Action: book.Forward,
			State: book.Decided}),
			tx.Decisions.SetState(a, "pub", 1, book.Withdrawn, "retired"))
		for reason, want := range map[string]int{"retired": 1, "other": 0} {
			list, err := tx.Decisions.InState("pub", book.Withdrawn, reason)
			booktest.Same(t, "decisions set for "+reason, len(list), err, want)
		}
	})
}

// Whose store it is stands in it, and for one of before in its trail.
func TestAStoreHasAnOwner(t *testing.T) { both(t, testAStoreHasAnOwner) }

func testAStoreHasAnOwner(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		name, err := tx.Notes.Owner()
		booktest.Same(t, "a new one's", name, err, "")
		tx.Trail.Append("", trail.Started, map[string]any{"gateway": "before"})
	})
	booktest.Write(t, db, func(tx *Tx) {
		name, err := tx.Notes.Owner()
		booktest.Same(t, "one's of before", name, err, "before")
		booktest.OK(t, tx.Notes.SetOwner("nb-me"))
		name, err = tx.Notes.Owner()
		booktest.Same(t, "its", name, err, "nb-me")
	})
}

func TestWhatIsRememberedUnderAName(t *testing.T) { both(t, testWhatIsRememberedUnderAName) }

func testWhatIsRememberedUnderAName(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		booktest.OK(t, tx.Notes.Put("alarm b", "2"), tx.Notes.Put("alarm a", "1"), tx.Notes.Put("other", "3"))
		values, err := tx.Notes.Values("alarm ")
		booktest.Same(t, "the values", values, err, []string{"1", "2"})
		booktest.OK(t, tx.Notes.Drop("alarm a"))
		values, err = tx.Notes.Values("alarm ")
		booktest.Same(t, "the values left", values, err, []string{"2"})
		named, err := tx.Notes.Under("alarm ")
		booktest.Same(t, "the names left", named, err, map[string]string{"alarm b": "2"})
	})
}
