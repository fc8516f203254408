package book_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/trail"
)

// Who only looks sees what is committed and none of what its group is about to write, and says nothing in the trail.
func TestReadInWriter(t *testing.T) { both(t, testReadInWriter) }

func testReadInWriter(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	booktest.Must(t, db, booktest.ChainNamed("first"))
	release := held(t, db)
	results := make(chan error, 2)
	var seen int
	db.Submit(0, booktest.ChainNamed("second"), func(err error) { results <- err })
	go func() {
		results <- db.ReadInWriter(t.Context(), func(tx *Tx) (err error) {
			tx.Trail.Append("", trail.Settled, nil)
			tokens, err := tokensOf(tx)
			seen = len(tokens)
			return err
		})
	}()
	for db.Queued() < 2 {
		time.Sleep(time.Millisecond)
	}
	release()
	for range 2 {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	if seen != 1 {
		t.Errorf("it saw %d chains, want the one that was committed", seen)
	}
	if err := db.ReadInWriter(t.Context(), func(*Tx) error { panic("a fault of ours") }); err == nil {
		t.Error("a panic was no error")
	}
	if err := db.ReadInWriter(t.Context(), func(*Tx) error { return errWanted }); !errors.Is(err, errWanted) {
		t.Errorf("its own error came back as %v", err)
	}
	sound(t, db, dir, 2)
}

// What the book remembers of alerts is what the table holds, whatever is written, merged and undone.
func TestWhatTheBookRemembersOfAlerts(t *testing.T) { both(t, testWhatTheBookRemembersOfAlerts) }

func testWhatTheBookRemembersOfAlerts(t *testing.T) {
	db := open(t, t.TempDir())
	chance := rand.New(rand.NewPCG(7, 7))
	var ids []int64
	for step := range 400 {
		err := db.Update(t.Context(), func(tx *Tx) error {
			if len(ids) < 4 || len(ids) < 16 && chance.IntN(8) == 0 { // each is asked for at each step
				ids = append(ids, putAlert(t, tx, text(int64(step)), int64(1+step%3)))
			}
			for _, id := range ids {
				if _, _, err := tx.Alerts.ByID(id); err != nil {
					return err
				}
			}
			return errors.Join(disturb(tx, chance, ids[chance.IntN(len(ids))]), agrees(t, tx, ids))
		})
		if err != nil {
			ids = slices.DeleteFunc(ids, func(id int64) bool { return !stored(t, db, id) })
		}
		booktest.Must(t, db, func(tx *Tx) error { return agrees(t, tx, ids) })
	}
	booktest.Must(t, db, func(tx *Tx) error {
		if tx.Kept() == 0 {
			t.Error("nothing is remembered")
		}
		return nil
	})
}

// disturb changes an alert in one of the ways there are, or fails after it.
func disturb(tx *Tx, chance *rand.Rand, id int64) error {
	a, _, err := tx.Alerts.ByID(id)
	a.Verdict, a.Until = "valid", noon.Add(time.Duration(chance.IntN(100))*time.Minute)
	switch chance.IntN(7) {
	case 0:
		return errors.Join(err, tx.Alerts.SetState(id, book.Superseded))
	case 1:
		return errors.Join(err, tx.Alerts.SetVerdict(id, "unsigned", 1, [32]byte{byte(chance.IntN(9))}))
	case 2:
		return errors.Join(err, tx.Alerts.Replace(a))
	case 3:
		into, more := tx.Chains.New("into", "")
		return errors.Join(err, more, tx.Chains.Merge(a.Chain, into))
	case 5:
		into, more := tx.Chains.New("into", "")
		return errors.Join(err, more, tx.Alerts.Move(id, into))
	case 4:
		return errors.Join(err, tx.Alerts.SetState(id, book.Ended), errWanted)
	}
	return err
}

func agrees(t *testing.T, tx *Tx, ids []int64) error {
	t.Helper()
	for _, id := range ids {
		remembered, found, err := tx.Alerts.ByID(id)
		if err != nil {
			return err
		}
		named, err := tx.Alerts.Named(remembered.Token) // which is asked of the backend
		if err != nil || !found {
			return err
		}
		booktest.Same(t, "alert "+text(id), named, err, []book.Alert{remembered})
	}
	return nil
}

func stored(t *testing.T, db *DB, id int64) (found bool) {
	t.Helper()
	booktest.View(t, db, func(tx *Tx) (err error) {
		_, found, err = tx.Alerts.ByID(id)
		return err
	})
	return found
}

// A chain to a thousand destinations has more rows than are remembered of all others, and each of its deliveries asks
// for it: it is not read again for each of them. Of many such chains not all are remembered.
func TestTheBookRemembersAWideChain(t *testing.T) { both(t, testTheBookRemembersAWideChain) }

func testTheBookRemembersAWideChain(t *testing.T) {
	db := open(t, t.TempDir())
	const chains = book.MostOfLast / book.MostRows
	for n := range int64(chains) {
		booktest.Write(t, db, func(tx *Tx) {
			a := putAlert(t, tx, text(n), n+1)
			for to := range int64(book.MostRows) {
				booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: a, Destination: text(to), Action: book.Drop,
					State: book.Decided}))
			}
		})
		booktest.Write(t, db, func(tx *Tx) {
			if want := int(min(n+1, book.LastChains)); tx.Kept() != want {
				t.Errorf("after %d chains %d are in memory, want %d", n+1, tx.Kept(), want)
			}
		})
	}
}

// What the book remembers is bounded, and what it has forgotten it reads again.
func TestTheBookForgets(t *testing.T) { both(t, testTheBookForgets) }

func testTheBookForgets(t *testing.T) {
	db := open(t, t.TempDir())
	const chains = book.MostRows / 2 // of three rows each
	for from := 0; from < chains; from += 100 {
		booktest.Write(t, db, func(tx *Tx) {
			for n := from; n < from+100; n++ {
				a := putAlert(t, tx, text(int64(n)), int64(n+1))
				booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: a, Destination: "nb", Action: book.Drop, State: book.Decided}))
			}
		})
	}
	kept := 0
	booktest.Write(t, db, func(tx *Tx) { kept = tx.Kept() })
	if kept == 0 || kept > book.MostRows/3 {
		t.Errorf("%d chains of %d are in memory", kept, chains)
	}
	booktest.Write(t, db, func(tx *Tx) {
		for _, n := range []int64{1, 2, chains / 2, chains} {
			a, found, err := tx.Alerts.ByID(n)
			booktest.Same(t, "an alert", a.Identifier, err, text(n-1))
			booktest.Same(t, "is found", found, nil, true)
			booktest.OK(t, tx.Decisions.SetState(n, "nb", 1, book.Held, ""))
		}
	})
	booktest.View(t, db, func(tx *Tx) error {
		d, _, err := tx.Decisions.Get(1, "nb", 1)
		booktest.Same(t, "what was changed after it was forgotten", d.State, err, book.Held)
		return nil
	})
}
