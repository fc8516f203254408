package book_test

import (
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// What is offered over HTTP is found by lane and digest, and the original of an alert only when it is Public and
// something made of it was released.
func TestWhatIsOffered(t *testing.T) { both(t, testWhatIsOffered) }

func testWhatIsOffered(t *testing.T) {
	db := open(t, t.TempDir())
	doc := Pack([]byte("a map"))
	var alert int64
	booktest.Write(t, db, func(tx *Tx) {
		blob, err := tx.Documents.Put(doc)
		booktest.Same(t, "blob", blob, err, 1)
		chain, err := tx.Chains.New("t", "")
		booktest.Same(t, "chain", chain, err, 1)
		alert, err = tx.Alerts.Put(book.Alert{Key: "k", Token: "t", Lane: cap.LaneExercise, Chain: chain, Blob: blob,
			SHA256: doc.SHA256, Shape: []byte(`{"scope":"Public"}`), State: book.Active})
		booktest.Same(t, "alert", alert, err, 1)
		booktest.Same(t, "put", 0, tx.Resources.Put(cap.LaneExercise, "abc", "image/png", blob, alert), 0)
	})
	found := func(lane cap.Lane) (resource, original bool) {
		booktest.View(t, db, func(tx *Tx) (err error) {
			if _, resource, err = tx.Resources.File(lane, "abc"); err != nil {
				return err
			}
			_, original, err = tx.Resources.Original(lane, doc.SHA256)
			return err
		})
		return resource, original
	}
	if r, o := found(cap.LaneExercise); !r || o {
		t.Errorf("before a release: resource %v, original %v", r, o)
	}
	booktest.Write(t, db, func(tx *Tx) {
		booktest.Same(t, "decision", 0, tx.Decisions.Put(book.Decision{Alert: alert, Destination: "d", Action: book.Forward,
			State: book.Released}), 0)
	})
	if r, o := found(cap.LaneExercise); !r || !o {
		t.Errorf("after a release: resource %v, original %v", r, o)
	}
	if r, o := found(cap.LaneActual); r || o {
		t.Errorf("in another lane: resource %v, original %v", r, o)
	}
}

// TestOriginalOfSeveralEvents: it is offered where somebody was given all of it, for it tells of all its events.
func TestOriginalOfSeveralEvents(t *testing.T) { both(t, testOriginalOfSeveralEvents) }

func testOriginalOfSeveralEvents(t *testing.T) {
	db := open(t, t.TempDir())
	doc := Pack([]byte("a flood and a gale"))
	offered := func(what string, want bool) {
		t.Helper()
		booktest.View(t, db, func(tx *Tx) error {
			_, found, err := tx.Resources.Original(cap.LaneActual, doc.SHA256)
			booktest.Same(t, what, found, err, want)
			return nil
		})
	}
	var alert int64
	booktest.Write(t, db, func(tx *Tx) {
		blob, err := tx.Documents.Put(doc)
		booktest.OK(t, err)
		chain, err := tx.Chains.New("aaaaaaaaaaaa", "")
		booktest.OK(t, err)
		alert, err = tx.Alerts.Put(book.Alert{Key: "k", Token: "k", Lane: cap.LaneActual, Chain: chain, Blob: blob,
			SHA256: doc.SHA256,
			Shape:  []byte(`{"scope":"Public"}`), State: book.Active, Until: tx.Now().Add(time.Hour)})
		booktest.OK(t, err)
		for group, state := range map[int]string{1: book.Released, 2: book.Decided} {
			for _, to := range []string{"here", "there"} {
				booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: alert, Destination: to, Group: group, Action: book.Forward,
					State: state}))
			}
		}
	})
	offered("one event alone was released", false)
	booktest.Write(t, db, func(tx *Tx) { booktest.OK(t, tx.Decisions.SetState(alert, "there", 2, book.Released, "")) })
	offered("somewhere both were", true)
}

// TestOffersOfMissingPersons: what is about a missing person is offered while its chain stands, and not a moment
// longer: not after its end, nor when its time is up before the clock has come by. A file that another alert offers
// too stays.
func TestOffersOfMissingPersons(t *testing.T) { both(t, testOffersOfMissingPersons) }

func testOffersOfMissingPersons(t *testing.T) {
	db := open(t, t.TempDir())
	doc, end := Pack([]byte("a picture and a name")), Pack([]byte("found"))
	chains := map[string]int64{}
	put := func(key, chain, shape string, of book.Packed, until time.Duration) (id int64) {
		booktest.Write(t, db, func(tx *Tx) {
			blob, err := tx.Documents.Put(of)
			booktest.OK(t, err)
			if chains[chain] == 0 {
				chains[chain], err = tx.Chains.New(chain, "")
				booktest.OK(t, err)
			}
			id, err = tx.Alerts.Put(book.Alert{Key: key, Token: key, Lane: cap.LaneActual, Chain: chains[chain], Blob: blob,
				SHA256: of.SHA256, Shape: []byte(shape),
				State: book.Active, Until: tx.Now().Add(until)})
			booktest.OK(t, err)
			booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: id, Destination: "d", Action: book.Forward,
				State: book.Released}))
			booktest.OK(t, tx.Resources.Put(cap.LaneActual, "photo", "image/png", blob, id))
		})
		return id
	}
	look := func(what string, want bool) {
		t.Helper()
		booktest.View(t, db, func(tx *Tx) error {
			file, found, err := tx.Resources.File(cap.LaneActual, "photo")
			booktest.OK(t, err)
			alert, foundToo, err := tx.Resources.Original(cap.LaneActual, doc.SHA256)
			booktest.OK(t, err)
			if found != want || foundToo != want || want && !(file.Person && alert.Person) {
				t.Errorf("%s: file %v, original %v; %+v %+v", what, found, foundToo, file, alert)
			}
			return nil
		})
	}
	first := put("k1", "one", `{"scope":"Public","missing":true}`, doc, time.Hour)
	look("while it stands", true)
	booktest.Write(t, db, func(tx *Tx) { booktest.OK(t, tx.Alerts.SetState(first, book.Superseded)) })
	look("superseded with nothing in its place", false)
	update := put("k2", "one", `{"scope":"Public"}`, Pack([]byte("an update without the code")), time.Hour)
	look("updated", true)
	booktest.Write(t, db, func(tx *Tx) {
		booktest.OK(t, tx.Alerts.SetState(first, book.Cancelled), tx.Alerts.SetState(update, book.Cancelled))
	})
	put("k3", "one", `{"scope":"Public","ends":true,"missing":true}`, end, -time.Hour)
	look("ended", false)
	put("k4", "two", `{"scope":"Public"}`, Pack([]byte("a lost dog, with the same picture")), time.Hour)
	booktest.View(t, db, func(tx *Tx) error {
		if _, found, err := tx.Resources.File(cap.LaneActual, "photo"); err != nil || !found {
			t.Errorf("a file of an alert that stands: %v %v", found, err)
		}
		return nil
	})
}
