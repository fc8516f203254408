package book_test

import (
	"bytes"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

func TestTheEpochOfAStore(t *testing.T) { both(t, testTheEpochOfAStore) }

func testTheEpochOfAStore(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	booktest.Write(t, db, func(tx *Tx) {
		got, err := tx.Notes.Epoch()
		booktest.Same(t, "a store that never led", got, err, 0)
		booktest.OK(t, tx.Notes.SetEpoch(7))
	})
	booktest.Write(t, db, func(tx *Tx) {
		got, err := tx.Notes.Epoch()
		booktest.Same(t, "after a claim", got, err, 7)
		booktest.OK(t, tx.Notes.SetEpoch(0))
		got, err = tx.Notes.Epoch()
		booktest.Same(t, "restored by a person's word", got, err, 0)
		booktest.OK(t, tx.Notes.Put("epoch", "seven"))
		if _, err := tx.Notes.Epoch(); err == nil || !strings.Contains(err.Error(), `the store's epoch is "seven"`) {
			t.Errorf("an epoch that is no number: %v", err)
		}
	})
}

func TestWhetherAStoreKnowsAlerts(t *testing.T) { both(t, testWhetherAStoreKnowsAlerts) }

func testWhetherAStoreKnowsAlerts(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		got, err := tx.Alerts.Any()
		booktest.Same(t, "an empty store", got, err, false)
		blob, err := tx.Documents.Put(Pack([]byte("EXERCISE")))
		booktest.OK(t, err)
		chain, err := tx.Chains.New("abcdefghijkl", "")
		booktest.OK(t, err)
		_, err = tx.Alerts.Put(book.Alert{Key: "k", Token: "t", Lane: cap.LaneExercise, Chain: chain, Blob: blob, Sent: noon,
			Received: noon, State: book.Active})
		booktest.OK(t, err)
		got, err = tx.Alerts.Any()
		booktest.Same(t, "with one alert", got, err, true)
	})
}

func TestTheSecretInClientNames(t *testing.T) { both(t, testTheSecretInClientNames) }

func testTheSecretInClientNames(t *testing.T) {
	db := open(t, t.TempDir())
	random := bytes.NewReader(bytes.Repeat([]byte{0xA5}, 16))
	booktest.Write(t, db, func(tx *Tx) {
		made, fresh, err := tx.Notes.ClientSecret(random)
		booktest.Same(t, "128 bits in 26 letters", made, err, "uws2ljnfuws2ljnfuws2ljnfuu")
		booktest.Same(t, "made", fresh, nil, true)
	})
	booktest.Write(t, db, func(tx *Tx) {
		kept, fresh, err := tx.Notes.ClientSecret(nil)
		booktest.Same(t, "kept", kept, err, "uws2ljnfuws2ljnfuws2ljnfuu")
		booktest.Same(t, "made again", fresh, nil, false)
		booktest.OK(t, tx.Notes.Drop("client"))
	})
	err := db.Update(t.Context(), func(tx *Tx) error {
		_, _, err := tx.Notes.ClientSecret(random) // which is used up
		return err
	})
	if err == nil {
		t.Error("a secret without randomness")
	}
	booktest.Write(t, db, func(tx *Tx) {
		other, _, err := tx.Notes.ClientSecret(nil)
		if err != nil || other == "uws2ljnfuws2ljnfuws2ljnfuu" || len(other) != 26 {
			t.Errorf("another store's: %q, %v", other, err)
		}
	})
}
