package book_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
)

// What another store left standing is listed until it is claimed or ended, and takes the place of what the store thought
// to stand there.
func TestWhatAnotherStoreLeft(t *testing.T) { both(t, testWhatAnotherStoreLeft) }

func testWhatAnotherStoreLeft(t *testing.T) {
	db := open(t, t.TempDir())
	write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		row, _, err := tx.AlertByID(a)
		ok(t, err)
		found, _, err := tx.AlertByToken(row.Token)
		same(t, "the alert of a token", found.ID, err, a)
		_, known, err := tx.AlertByToken("nothing")
		same(t, "whether nothing is known", known, err, false)

		thought, err := tx.PutDelivery(book.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1, Kind: book.KindAlert, Live: true}, noon)
		ok(t, err)
		id, err := tx.Stand(book.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1, Kind: book.KindAlert, Live: true, Result: book.Foreign}, noon)
		ok(t, err)
		d, _, err := tx.DeliveryByID(id)
		same(t, "its state and result", d.State+" "+d.Result, err, "done foreign")
		d, _, err = tx.DeliveryByID(thought)
		same(t, "whether what was thought stands", d.Live, err, false)
		for destination, want := range map[string]int{"": 1, "here": 1, "elsewhere": 0} {
			list, err := tx.ForeignStanding(destination)
			same(t, "left at "+destination, len(list), err, want)
		}

		_, err = tx.PutDerived(book.Derived{Alert: a, Part: 1, Variant: book.Foreign, Edition: 1, Identifier: "bc1-x", Blob: row.Blob})
		ok(t, err)
		taken, err := tx.IdentifierTaken("bc1-x")
		same(t, "whether the identifier is taken", taken, err, true)
		taken, err = tx.IdentifierTaken("")
		same(t, "whether none is", taken, err, false)

		content := cap.Digest{1}
		ok(t, tx.Claim(a, content, noon.Add(1)))
		edition, err := tx.EditionOf(a, content)
		same(t, "the edition of what is made of it now", edition, err, 1)
		list, err := tx.ForeignStanding("")
		same(t, "left once it is claimed", len(list), err, 0)
	})
}
