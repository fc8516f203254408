package derive

import (
	"encoding/hex"
	"strings"

	"bordercast/cap"
	"bordercast/cap/translate"
	"bordercast/gateway/book"
)

// What an alert carries inside itself never leaves inside it (CAP 1.2 §3.2.3: a forwarder onto a two-way network strips
// derefUri and offers a uri). With a public_url the gateway offers files and originals of Public alerts, lane by lane;
// those about missing persons while they stand.

// offers are where an alert's original and files may be had; empty without a public_url, and for what is not Public.
func (g *Deriver) offers(from Gathered) (original string, resource func(sha256 string) string) {
	base := strings.TrimSuffix(g.Settings.Now().Config.Gateway.PublicURL, "/")
	if base == "" || from.Shape.Scope != cap.Public {
		return "", nil
	}
	lane := base + "/" + string(from.Row.Lane)
	if from.Group != nil { // the original tells of what was left out
		return "", func(sum string) string { return lane + "/resources/" + sum }
	}
	return lane + "/originals/" + hex.EncodeToString(from.Row.SHA256[:]), func(sum string) string {
		return lane + "/resources/" +
			sum
	}
}

// keepResources stores the files of a draft, where they are offered.
func keepResources(tx *book.Tx, from Gathered, list []translate.Resource) error {
	for _, r := range list {
		blob, err := tx.Documents.Put(book.Pack(r.Bytes))
		if err != nil {
			return err
		}
		if err := tx.Resources.Put(from.Row.Lane, r.SHA256, r.MimeType, blob, from.Row.ID); err != nil {
			return err
		}
	}
	return nil
}
