package book_test

import (
	"testing"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// What another store left standing is listed until it is claimed or ended, and takes the place of what the store
// thought to stand there.
func TestWhatAnotherStoreLeft(t *testing.T) { both(t, testWhatAnotherStoreLeft) }

func testWhatAnotherStoreLeft(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		row, _, err := tx.Alerts.ByID(a)
		booktest.OK(t, err)
		found, _, err := tx.Alerts.ByToken(row.Token)
		booktest.Same(t, "the alert of a token", found.ID, err, a)
		_, known, err := tx.Alerts.ByToken("nothing")
		booktest.Same(t, "whether nothing is known", known, err, false)

		thought, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1,
			Kind: book.KindAlert,
			Live: true}, noon)
		booktest.OK(t, err)
		id, err := tx.Deliveries.PutForeign(book.Delivery{Alert: a, Part: 1, Destination: "here", Chain: 1,
			Kind: book.KindAlert, Live: true,
			Result: book.Foreign}, noon)
		booktest.OK(t, err)
		d, _, err := tx.Deliveries.ByID(id)
		booktest.Same(t, "its state and result", d.State+" "+d.Result, err, "done foreign")
		d, _, err = tx.Deliveries.ByID(thought)
		booktest.Same(t, "whether what was thought stands", d.Live, err, false)
		for destination, want := range map[string]int{"": 1, "here": 1, "elsewhere": 0} {
			list, err := tx.Live.Foreign(destination)
			booktest.Same(t, "left at "+destination, len(list), err, want)
		}

		_, err = tx.Derived.Put(book.Derived{Alert: a, Part: 1, Variant: book.Foreign, Edition: 1, Identifier: "bc1-x",
			Blob: row.Blob})
		booktest.OK(t, err)
		taken, err := tx.Derived.IdentifierTaken("bc1-x")
		booktest.Same(t, "whether the identifier is taken", taken, err, true)
		taken, err = tx.Derived.IdentifierTaken("")
		booktest.Same(t, "whether none is", taken, err, false)

		content := cap.Digest{1}
		booktest.OK(t, tx.Deliveries.Claim(a, content, noon.Add(1)))
		edition, err := tx.Derived.EditionOf(a, content)
		booktest.Same(t, "the edition of what is made of it now", edition, err, 1)
		list, err := tx.Live.Foreign("")
		booktest.Same(t, "left once it is claimed", len(list), err, 0)
	})
}
