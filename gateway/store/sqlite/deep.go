package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strings"

	"bordercast/gateway/book"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// Flaw is something in the store that is not what its digest, or another table, says. Code is stable.
type Flaw struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// The codes of flaws.
const (
	FileDamaged     = "file-damaged"     // SQLite itself finds the file inconsistent
	DocumentChanged = "document-changed" // a stored document is not the one whose digest it is kept under
	DocumentMissing = "document-missing" // a row names a document that is not there
	DigestChanged   = "digest-changed"   // two tables keep different digests of one document
	NotInTrail      = "not-in-trail"     // the trail knows of no such document
)

// Deep compares what the trail does not cover with the digests that there are: each document with its own, the digests
// of alerts and of offered files with those of their documents, and the documents of alerts with the trail. It reads
// everything of the database in dir, once. What has no digest (states, times, topics) it cannot judge.
func Deep(dir string, found func(Flaw)) error {
	c, err := openConn(filepath.Join(dir, File), true, readerPragmas)
	if err != nil {
		return explain(dir, err)
	}
	d := deep{reader{c}, found}
	looks := []func() error{func() error { return c.exec("BEGIN") }, d.file, d.documents, d.named, d.digests,
		func() error { return d.trail(mostAlerts) }, c.rollback}
	for _, look := range looks {
		if err == nil {
			err = look()
		}
	}
	return errors.Join(err, c.close())
}

type deep struct {
	tx    reader
	found func(Flaw)
}

func (d deep) say(code, format string, args ...any) {
	d.found(Flaw{code, fmt.Sprintf(format, args...)})
}

// file asks SQLite for what it finds by itself.
func (d deep) file() error {
	return d.tx.c.each("PRAGMA integrity_check(20)", nil, func(r *engine.Row) error {
		if text := r.Text(); text != "ok" {
			d.say(FileDamaged, "%s", strings.TrimSpace(text))
		}
		return nil
	})
}

// documents hashes each document that is still kept.
func (d deep) documents() error {
	return d.tx.c.each("SELECT id, encoding, size, sha256, bytes FROM blob ORDER BY id", nil, func(r *engine.Row) error {
		id, encoding, size, digest, packed := r.Int(), int(r.Int()), int(r.Int()), r.Blob(), r.Blob()
		if packed == nil && size > 0 {
			return nil // purged
		}
		doc, err := book.Unpack(book.Packed{Encoding: encoding, Bytes: packed})
		if sum := sha256.Sum256(doc); err != nil || len(doc) != size || !bytes.Equal(sum[:], digest) {
			d.say(DocumentChanged, "document %d is not the one of digest %s", id, hex.EncodeToString(digest))
		}
		return nil
	})
}

// named looks for documents that rows name and that are not there.
func (d deep) named() error {
	for _, from := range []string{"sighting.blob", "alert.blob", "derived.blob", "derived.report", "resource.blob",
		"topic.want"} {
		table, column, _ := strings.Cut(from, ".")
		missing, err := d.tx.c.number("SELECT count(*) FROM " + table + " WHERE " + column + " IS NOT NULL AND " + column +
			" NOT IN (SELECT id FROM blob)")
		if err != nil {
			return err
		}
		if missing > 0 {
			d.say(DocumentMissing, "%d rows of table %s name documents that are not there", missing, table)
		}
	}
	return nil
}

// digests compares the digests that other tables keep with those of the documents they name.
func (d deep) digests() error {
	for table, other := range map[string]string{"alert": "t.sha256 <> b.sha256 AND t.verdict <> 'foreign'",
		"resource": "t.sha256 <> lower(hex(b.sha256))"} {
		err := d.tx.c.each("SELECT b.id FROM "+table+" t JOIN blob b ON b.id = t.blob WHERE "+other+" ORDER BY b.id", nil,
			func(r *engine.Row) error {
				d.say(DigestChanged, "table %s and document %d have different digests", table, r.Int())
				return nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// digestSaid finds the digests of documents in an entry's body.
var digestSaid = regexp.MustCompile(`"sha256":"([0-9a-f]{64})"`)

// mostAlerts is how many alerts are looked for in the trail at a time: more of them take more readings of it, not more
// memory.
const mostAlerts = 100_000

// trail looks for the document of each alert among those that the trail tells of: whoever changes a document and its
// digest together contradicts that.
func (d deep) trail(most int) error {
	for after := int64(math.MinInt64); ; {
		told := map[string]bool{} // by digest, of so many alerts
		var alerts []alertDocument
		const query = "SELECT id, token, sha256 FROM alert WHERE verdict <> ? AND id > ? ORDER BY id LIMIT +?"
		err := d.tx.c.each(query, []any{book.Foreign, after, most}, func(r *engine.Row) error {
			var a alertDocument
			after, a.token, a.digest = r.Int(), r.Text(), hex.EncodeToString(r.Blob())
			alerts, told[a.digest] = append(alerts, a), false
			return nil
		})
		if err != nil || len(alerts) == 0 {
			return err
		}
		err = d.tx.Trail().Rows(0, "", func(row trail.Row) error {
			for _, m := range digestSaid.FindAllStringSubmatch(row.Body, -1) {
				if _, asked := told[m[1]]; asked {
					told[m[1]] = true
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, a := range alerts {
			if !told[a.digest] {
				d.say(NotInTrail, "the trail does not know the document of alert %s (%s)", a.token, a.digest)
			}
		}
	}
}

type alertDocument struct{ token, digest string }
