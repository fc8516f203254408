package book_test

import (
	"bytes"
	"strings"
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
)

func TestTheEpochOfAStore(t *testing.T) { both(t, testTheEpochOfAStore) }

func testTheEpochOfAStore(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	write(t, db, func(tx *Tx) {
		got, err := tx.Epoch()
		same(t, "a store that never led", got, err, 0)
		ok(t, tx.SetEpoch(7))
	})
	write(t, db, func(tx *Tx) {
		got, err := tx.Epoch()
		same(t, "after a claim", got, err, 7)
		ok(t, tx.SetEpoch(0))
		got, err = tx.Epoch()
		same(t, "restored by a person's word", got, err, 0)
		ok(t, tx.Remember("epoch", "seven"))
		if _, err := tx.Epoch(); err == nil || !strings.Contains(err.Error(), `the store's epoch is "seven"`) {
			t.Errorf("an epoch that is no number: %v", err)
		}
	})
}

func TestWhetherAStoreKnowsAlerts(t *testing.T) { both(t, testWhetherAStoreKnowsAlerts) }

func testWhetherAStoreKnowsAlerts(t *testing.T) {
	db := open(t, t.TempDir())
	write(t, db, func(tx *Tx) {
		got, err := tx.KnowsAlerts()
		same(t, "an empty store", got, err, false)
		blob, err := tx.PutBlob(Pack([]byte("EXERCISE")))
		ok(t, err)
		chain, err := tx.NewChain("abcdefghijkl", "")
		ok(t, err)
		_, err = tx.PutAlert(book.Alert{Key: "k", Token: "t", Lane: cap.LaneExercise, Chain: chain, Blob: blob, Sent: noon, Received: noon, State: book.Active})
		ok(t, err)
		got, err = tx.KnowsAlerts()
		same(t, "with one alert", got, err, true)
	})
}

func TestTheSecretInClientNames(t *testing.T) { both(t, testTheSecretInClientNames) }

func testTheSecretInClientNames(t *testing.T) {
	db := open(t, t.TempDir())
	random := bytes.NewReader(bytes.Repeat([]byte{0xA5}, 16))
	write(t, db, func(tx *Tx) {
		made, fresh, err := tx.ClientSecret(random)
		same(t, "128 bits in 26 letters", made, err, "uws2ljnfuws2ljnfuws2ljnfuu")
		same(t, "made", fresh, nil, true)
	})
	write(t, db, func(tx *Tx) {
		kept, fresh, err := tx.ClientSecret(nil)
		same(t, "kept", kept, err, "uws2ljnfuws2ljnfuws2ljnfuu")
		same(t, "made again", fresh, nil, false)
		ok(t, tx.Unremember("client"))
	})
	err := db.Update(t.Context(), func(tx *Tx) error {
		_, _, err := tx.ClientSecret(random) // which is used up
		return err
	})
	if err == nil {
		t.Error("a secret without randomness")
	}
	write(t, db, func(tx *Tx) {
		other, _, err := tx.ClientSecret(nil)
		if err != nil || other == "uws2ljnfuws2ljnfuws2ljnfuu" || len(other) != 26 {
			t.Errorf("another store's: %q, %v", other, err)
		}
	})
}
