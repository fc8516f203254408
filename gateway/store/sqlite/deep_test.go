package sqlite

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/store/sqlite/engine"
	"bordercast/gateway/trail"
)

// flaws are the codes of what is found in a folder, each once; an error is a find too, for nothing is called sound.
func flaws(t *testing.T, dir string) (codes string, documents map[int64][]byte) {
	t.Helper()
	b, err := OpenReadOnly(dir)
	if err != nil {
		return "unreadable", nil
	}
	db := book.ReadOnly(b)
	defer func() { _ = db.CloseReadOnly() }()
	documents = map[int64][]byte{}
	err = db.View(t.Context(), func(tx *Tx) error {
		for id := range int64(60) {
			if doc, err := tx.Documents.Bytes(id); err == nil {
				documents[id] = doc
			}
		}
		return nil
	})
	err = errors.Join(err, Deep(dir, func(f Flaw) {
		if !strings.Contains(codes, f.Code) {
			codes = strings.TrimSpace(codes + " " + f.Code)
		}
	}))
	if err != nil {
		codes += " unreadable"
	}
	return codes, documents
}

// stocked is a closed folder with documents, an alert whose document the trail knows, and a file that is offered.
func stocked(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	db := open(t, dir)
	booktest.Write(t, db, func(tx *Tx) {
		var file string
		var offered int64
		for n := range 50 {
			doc := book.Pack(append(fmt.Appendf(nil, "EXERCISE, fictional %d. ", n), booktest.Noise(40*n)...))
			id, err := tx.Documents.Put(doc)
			booktest.OK(t, err)
			if n == 7 {
				file, offered = hex.EncodeToString(doc.SHA256[:]), id
			}
			if n == 9 {
				chain, err := tx.Chains.New("aaaaaaaaaaaa", "")
				booktest.OK(t, err)
				alert, err := tx.Alerts.Put(book.Alert{Key: "k", Token: "bbbbbbbbbbbb", Lane: "exercise", Verdict: "unsigned",
					Chain: chain, Blob: id, SHA256: doc.SHA256, State: book.Active, Shape: []byte("{}")})
				booktest.OK(t, err)
				booktest.OK(t, tx.Resources.Put("exercise", file, "text/plain", offered, alert))
				tx.Trail.Append("k", trail.Settled, map[string]any{"sha256": hex.EncodeToString(doc.SHA256[:])})
			}
		}
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Bytes flip as they do on a disk that fails. Whatever changes a document is found.
func TestDeepFindsEveryChangedDocument(t *testing.T) {
	dir := stocked(t)
	whole, before := flaws(t, dir)
	if whole != "" || len(before) != 50 {
		t.Fatalf("a sound store: %s, %d documents", whole, len(before))
	}
	file, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	random, changed := rand.New(rand.NewPCG(7, 18)), 0
	for range 200 {
		at, bit := random.IntN(len(file)), byte(1)<<random.IntN(8)
		flipped := bytes.Clone(file)
		flipped[at] ^= bit
		broken := t.TempDir()
		if err := os.WriteFile(filepath.Join(broken, File), flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		found, after := flaws(t, broken)
		same := len(after) == len(before)
		for id, doc := range before {
			same = same && bytes.Equal(after[id], doc)
		}
		if !same {
			changed++
			if found == "" {
				t.Errorf("byte %d, bit %08b: a document changed, and nothing was found", at, bit)
			}
		}
	}
	if changed < 30 {
		t.Errorf("only %d flips changed a document", changed)
	}
}

func TestDeepFindsWhatWasChangedOnPurpose(t *testing.T) {
	for statement, want := range map[string]string{
		"UPDATE blob SET bytes = x'00', size = 1, encoding = 0 WHERE id = 3":         DocumentChanged,
		"UPDATE blob SET bytes = NULL WHERE id = 3":                                  "",
		"DELETE FROM blob WHERE id = 10":                                             DocumentMissing,
		"UPDATE alert SET sha256 = x'00'":                                            DigestChanged + " " + NotInTrail,
		"UPDATE resource SET sha256 = 'ab'":                                          DigestChanged,
		"UPDATE alert SET blob = 4, sha256 = (SELECT sha256 FROM blob WHERE id = 4)": NotInTrail,
		"UPDATE alert SET blob = 4, sha256 = x'00', verdict = 'foreign'":             "",
		"INSERT INTO topic VALUES ('d', 't', 0, 0, 99, 1, 1)":                        DocumentMissing,
	} {
		dir := stocked(t)
		conn, err := engine.Open(filepath.Join(dir, File), false)
		if err != nil {
			t.Fatal(err)
		}
		booktest.OK(t, conn.Script("PRAGMA foreign_keys = OFF; "+statement), conn.Close())
		if got, _ := flaws(t, dir); got != want {
			t.Errorf("%s: %q, want %q", statement, got, want)
		}
	}
}

// However few alerts are looked for at a time, the same are found.
func TestDeepLooksForAFewAlertsAtATime(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	var want string
	booktest.Write(t, db, func(tx *Tx) {
		chain, err := tx.Chains.New("aaaaaaaaaaaa", "")
		booktest.OK(t, err)
		for n := range 7 {
			doc := book.Pack(fmt.Appendf(nil, "EXERCISE, fictional %d.", n/2)) // some have one document
			id, err := tx.Documents.Put(doc)
			booktest.OK(t, err)
			a := book.Alert{
				Key: fmt.Sprint("k", n), Token: fmt.Sprint("token", n), Verdict: "unsigned", Chain: chain, Blob: id,
				SHA256: doc.SHA256, State: book.Active, Shape: []byte("{}"),
			}
			_, err = tx.Alerts.Put(a)
			booktest.OK(t, err)
			if n/2 != 1 {
				tx.Trail.Append("k", trail.Settled, map[string]any{"sha256": hex.EncodeToString(doc.SHA256[:])})
			} else {
				want += fmt.Sprintf("the trail does not know the document of alert token%d (%x)\n", n, doc.SHA256)
			}
		}
	})
	c, err := openConn(filepath.Join(dir, File), true, readerPragmas)
	if err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{1, 2, 3, 7, 8} {
		got := ""
		d := deep{reader{c}, func(f Flaw) { got += f.Text + "\n" }}
		if err := d.trail(most); err != nil || got != want {
			t.Errorf("%d at a time: %v\n%s", most, err, got)
		}
	}
	booktest.OK(t, c.close())
}
