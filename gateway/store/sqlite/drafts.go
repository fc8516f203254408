package sqlite

import (
	"encoding/json"
	"errors"
	"strings"

	"bordercast/cap/french"
	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
)

// PutDraft keeps what was shown of an alert for a destination. One with the same digest says the same, so the first of
// them stays, with the clock that it was made by.
func (tx *Tx) PutDraft(d book.Draft) error {
	parts, err := json.Marshal(d.Parts)
	if err != nil {
		return err
	}
	return tx.exec("INSERT OR IGNORE INTO draft (alert, destination, digest, kin, as_of, area, channels, replaces, parts, french) VALUES (?,?,?,?,?,?,?,?,?,?)",
		d.Alert, d.Destination, d.Digest, d.Kin, ms(d.AsOf), strings.Join(d.Area, " "), strings.Join(d.Channels, " "), d.Replaces, string(parts), frenchText(d.French))
}

// DraftsOf lists what was ever shown of an alert for a destination, in the order in which it first was.
func (tx *Tx) DraftsOf(alert int64, destination string) (all []book.Draft, err error) {
	err = tx.each("SELECT alert, destination, digest, kin, as_of, area, channels, replaces, parts, french FROM draft WHERE alert = ? AND destination = ? ORDER BY id",
		[]any{alert, destination}, func(r *engine.Row) error {
			d := book.Draft{Alert: r.Int(), Destination: r.Word(), Digest: r.Text(), Kin: r.Text(), AsOf: at(r.Int()), Area: words(r.Text()),
				Channels: words(r.Text()), Replaces: r.Text()}
			err := json.Unmarshal(r.Blob(), &d.Parts)
			if text := r.Blob(); len(text) > 0 {
				err = errors.Join(err, json.Unmarshal(text, &d.French))
			}
			all = append(all, d)
			return err
		})
	return all, err
}

// frenchText is a text that somebody attached; "" for none.
func frenchText(t *french.Text) string {
	if t == nil {
		return ""
	}
	text, _ := json.Marshal(t) // strings only: it cannot fail
	return string(text)
}

// words are those of a text, nil for none.
func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Fields(text)
}
