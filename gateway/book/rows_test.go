package book_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// noon is a time as the tables keep it: to the millisecond.
var noon = time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)

// TestEveryRowMethodIsTried holds the tests of this folder to their promise: each method of Tx at least once.
func TestEveryRowMethodIsTried(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(b)
	}
	for m := range reflect.TypeFor[*Tx]().Methods() {
		if !strings.Contains(tests.String(), "tx."+m.Name+"(") && !strings.Contains(tests.String(), "tx."+m.Name+")") {
			t.Errorf("no test calls %s", m.Name)
		}
	}
}

// ids are the keys of a list of rows.
func ids[T any](list []T, id func(T) int64) []int64 {
	out := make([]int64, 0, len(list))
	for _, row := range list {
		out = append(out, id(row))
	}
	return out
}

func alertID(a book.Alert) int64          { return a.ID }
func sightingID(s book.Sighting) int64    { return s.ID }
func deliveryID(d book.Delivery) int64    { return d.ID }
func decisionAlert(d book.Decision) int64 { return d.Alert }

func TestDocuments(t *testing.T) { both(t, testDocuments) }

func testDocuments(t *testing.T) {
	db := open(t, t.TempDir())
	short, long := []byte("short"), []byte(strings.Repeat("EXERCISE, fictional. ", 500))
	booktest.Write(t, db, func(tx *Tx) {
		for _, doc := range [][]byte{short, long, booktest.Noise(300), {}} {
			packed := Pack(doc)
			booktest.OK(t, tx.Documents.Expect(packed.SHA256, Pack([]byte("never put")).SHA256))
			id, err := tx.Documents.Put(packed)
			booktest.OK(t, err)
			again, err := tx.Documents.Put(Pack(doc))
			booktest.Same(t, "a document put twice", again, err, id)
			got, err := tx.Documents.Bytes(id)
			booktest.Same(t, "a document", string(got), err, string(doc))
			sum, _, err := tx.Documents.Digest(id)
			booktest.Same(t, "its digest", sum, err, packed.SHA256)
		}
		if p := Pack(long); p.Encoding != 1 || len(p.Bytes) > len(long)/4 {
			t.Errorf("a repetitive document of %d bytes took %d", len(long), len(p.Bytes))
		}
		if _, err := tx.Documents.Bytes(99); err == nil || !strings.Contains(err.Error(), "no longer kept") {
			t.Errorf("an unknown document: %v", err)
		}
	})
}

// A document is for everybody once somebody has judged so, and never ceases to be.
func TestWhoMayReadADocument(t *testing.T) { both(t, testWhoMayReadADocument) }

func testWhoMayReadADocument(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		private, public := Pack([]byte("EXERCISE")), Pack([]byte("EXERCISE"))
		public.Public = true
		for n, c := range []struct {
			put  book.Packed
			want bool
		}{{private, false}, {public, true}, {private, true}} {
			id, err := tx.Documents.Put(c.put)
			booktest.OK(t, err)
			doc, is, err := tx.Documents.ByID(id)
			booktest.Same(t, "the document", string(doc), err, "EXERCISE")
			_, too, err := tx.Documents.Digest(id)
			booktest.Same(t, fmt.Sprint("put ", n, ": for everybody"), []bool{is, too}, err, []bool{c.want, c.want})
		}
	})
}

func TestSightings(t *testing.T) { both(t, testSightings) }

func testSightings(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		var all []book.Sighting
		for _, doc := range []string{"one", "two", "one"} {
			s, err := tx.Sightings.Accept(book.Sighting{Link: "maine", Received: noon, Retained: doc == "two"},
				Pack([]byte(doc)))
			booktest.OK(t, err)
			all = append(all, s)
		}
		got, err := tx.Sightings.Accepted()
		booktest.Same(t, "the intake queue in order of arrival", got, err, all)
		a := putAlert(t, tx, "one", 1)
		booktest.OK(t, tx.Sightings.Settle(all[0].ID, book.Settled, "valid", "", a),
			tx.Sightings.Settle(all[1].ID, book.Quarantined, "invalid", "invalid-signature", 0))
		got, err = tx.Sightings.Accepted()
		booktest.Same(t, "what still waits", ids(got, sightingID), err, []int64{all[2].ID})
		got, err = tx.Sightings.Quarantined()
		booktest.Same(t, "the quarantine", ids(got, sightingID), err, []int64{all[1].ID})
		got, err = tx.Sightings.Of(a)
		booktest.Same(t, "the alert's sightings", ids(got, sightingID), err, []int64{all[0].ID})
		got, err = tx.Sightings.OfBytes(all[0].SHA256)
		booktest.Same(t, "sightings of the same bytes", ids(got, sightingID), err, []int64{all[0].ID, all[2].ID})
		want := all[0]
		want.State, want.Verdict, want.Alert = book.Settled, "valid", a
		s, found, err := tx.Sightings.ByID(want.ID)
		booktest.Same(t, "a settled sighting", s, err, want)
		waits, err := tx.Sightings.Waiting(want.ID)
		booktest.Same(t, "a settled one waits", waits, err, false)
		waits, err = tx.Sightings.Waiting(all[2].ID)
		booktest.Same(t, "an accepted one waits", waits, err, true)
		if _, missing, err := tx.Sightings.ByID(99); !found || missing || err != nil {
			t.Errorf("found %v, missing %v, %v", found, missing, err)
		}
		booktest.OK(t, tx.Sightings.LetIn(all[1].ID))
		want = all[1]
		want.Vouched = true
		s, _, err = tx.Sightings.ByID(want.ID)
		booktest.Same(t, "one that a person let in", s, err, want)
	})
}

func TestChains(t *testing.T) { both(t, testChains) }

func testChains(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		one, err := tx.Chains.New("one", "spill")
		booktest.OK(t, err)
		two, err := tx.Chains.New("two", "")
		booktest.OK(t, err)
		three, err := tx.Chains.New("three", "")
		booktest.OK(t, err)
		booktest.OK(t, tx.Chains.Touch(two), tx.Chains.SetIncident(two, "spill"))
		c, err := tx.Chains.ByID(two)
		booktest.Same(t, "a chain changed once", c, err, book.Chain{ID: two, Token: "two", Version: 2, Incident: "spill"})
		a := putAlert(t, tx, "of-two", two)
		of, err := tx.Chains.AlertsOfIncident("spill")
		booktest.Same(t, "the incident's alerts", len(of), err, 1)
		booktest.Same(t, "and their chain", of[0].ChainToken, nil, "two")
		booktest.Same(t, "which are whole", of[0].Identifier, nil, "of-two")
		booktest.OK(t, tx.Decisions.Put(book.Decision{Alert: a, Destination: "nb", State: book.Released}),
			tx.Decisions.Put(book.Decision{Alert: a, Destination: "pei", State: book.Held}))
		given, err := tx.Chains.ReleasedOfIncident("spill")
		booktest.Same(t, "who was given it", len(given), err, 1)
		booktest.Same(t, "by name", given[0].Destination, nil, "nb")
		booktest.OK(t, tx.Chains.Merge(two, three), tx.Chains.Merge(three, one))
		c, err = tx.Chains.ByID(two)
		booktest.Same(t, "a chain merged twice", c.Token, err, "one")
		if c.Version < 2 {
			t.Error("a merge did not make drafts of the chain stale")
		}
		list, err := tx.Alerts.OfChain(one)
		booktest.Same(t, "its alerts", ids(list, alertID), err, []int64{a})
		booktest.OK(t, tx.Alerts.SetOrdered(a, noon))
		for since, want := range map[time.Duration][]int64{-time.Millisecond: {a}, 0: nil} {
			newer, err := tx.Alerts.Since(one, noon.Add(since))
			booktest.Same(t, "its alerts since then", newer, err, want)
		}
		of, err = tx.Chains.AlertsOfIncident("spill")
		booktest.Same(t, "the incident's alerts after the merge", len(of), err, 1)
		booktest.Same(t, "and their chain then", of[0].ChainToken, nil, "one")
	})
}

// putAlert stores a plain alert of an identifier.
func putAlert(t *testing.T, tx *Tx, identifier string, chain int64) int64 {
	t.Helper()
	return putAlertAs(t, tx, alertNamed(t, tx, identifier, chain))
}

func putAlertAs(t *testing.T, tx *Tx, a book.Alert) int64 {
	t.Helper()
	id, err := tx.Alerts.Put(a)
	booktest.OK(t, err)
	return id
}

func alertNamed(t *testing.T, tx *Tx, identifier string, chain int64) book.Alert {
	t.Helper()
	blob, err := tx.Documents.Put(Pack([]byte(identifier)))
	booktest.OK(t, err)
	if c, err := tx.Chains.ByID(chain); err != nil || c.Token == "" {
		_, err := tx.Chains.New("chain-of-"+identifier, "")
		booktest.OK(t, err)
	}
	return book.Alert{
		Key: "key of " + identifier, Sender: "duty@maine.invalid", Identifier: identifier, Token: "token-" + identifier,
		Source: "maine", Side: cap.US,
		Lane: cap.LaneExercise, MsgType: cap.MsgAlert, Digest: cap.Digest{1}, Verdict: "valid", Chain: chain, Blob: blob,
		SHA256: Pack([]byte(identifier)).SHA256,
		Sent:   noon, Received: noon.Add(time.Second), Until: noon.Add(time.Hour), State: book.Active,
		Shape: []byte(`{"event":"x"}`),
	}
}

func TestAlerts(t *testing.T) { both(t, testAlerts) }

func testAlerts(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		want := alertNamed(t, tx, "a", 1)
		want.ID = putAlertAs(t, tx, want)
		got, _, err := tx.Alerts.ByID(want.ID)
		booktest.Same(t, "an alert", got, err, want)
		booktest.OK(t, tx.Alerts.PutAlias("another key", want.ID), tx.Alerts.PutAlias("another key", want.ID))
		for _, key := range []string{want.Key, "another key"} {
			a, found, err := tx.Alerts.ByKey(key)
			booktest.Same(t, key, a.ID, err, want.ID)
			if _, other, _ := tx.Alerts.ByKey("unknown"); !found || other {
				t.Errorf("%s: found %v", key, found)
			}
		}
		b := putAlert(t, tx, "b", 1)
		for name, wanted := range map[string][]int64{"token-a": {want.ID}, "b": {b}, "toke": {want.ID, b}, "tok": {},
			"nobody": {}} {
			list, err := tx.Alerts.Named(name)
			booktest.Same(t, "alerts that go by "+name, ids(list, alertID), err, wanted)
		}
		alike, err := tx.Alerts.ByInstant("a", noon.Add(300*time.Millisecond))
		booktest.Same(t, "alerts of an identifier and second", ids(alike, alertID), err, []int64{want.ID})
		booktest.OK(t, tx.Alerts.SetState(b, book.Superseded), tx.Alerts.SetVerdict(want.ID, "unverifiable", want.Blob,
			want.SHA256))
		for lane, wanted := range map[cap.Lane][]int64{"": {want.ID}, cap.LaneExercise: {want.ID}, cap.LaneActual: {}} {
			list, err := tx.Alerts.Active(lane)
			booktest.Same(t, "active in "+string(lane), ids(list, alertID), err, wanted)
		}
		for after, wanted := range map[time.Duration][]int64{0: {}, time.Hour: {want.ID}} {
			list, err := tx.Alerts.Due(noon.Add(after), 10)
			booktest.Same(t, "due after "+after.String(), ids(list, alertID), err, wanted)
		}
		replacement := want
		replacement.Source, replacement.Verdict, replacement.Digest, replacement.Shape = "county", "valid", cap.Digest{9},
			[]byte(`{}`)
		booktest.OK(t, tx.Alerts.Replace(replacement))
		got, _, err = tx.Alerts.ByID(want.ID)
		booktest.Same(t, "an alert of other content", got, err, replacement)
		next, err := tx.Alerts.NextEnd()
		booktest.Same(t, "the next end", next, err, noon.Add(time.Hour))
	})
}

func TestReferences(t *testing.T) { both(t, testReferences) }

func testReferences(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		update := putAlert(t, tx, "update", 1)
		early := book.Reference{Alert: update, Sender: "duty@maine.invalid", Identifier: "alert", Sent: noon}
		booktest.OK(t, tx.References.Put(early), tx.References.Put(early))
		waiting, err := tx.References.To("alert", noon)
		booktest.Same(t, "a reference to what has not come", waiting, err, []book.Reference{early})
		target := putAlert(t, tx, "alert", 1)
		booktest.OK(t, tx.References.Resolve(target, "alert", noon, target))
		waiting, err = tx.References.Unresolved(update)
		booktest.Same(t, "what the update waits for, whatever another names", waiting, err, []book.Reference{early})
		booktest.OK(t, tx.References.Resolve(update, "alert", noon, target))
		waiting, err = tx.References.To("alert", noon)
		booktest.Same(t, "after it came", len(waiting), err, 0)
		within, err := tx.References.Within(1)
		booktest.Same(t, "what the chain names of itself", within, err, []book.Reference{{Alert: update, Target: target}})
	})
}

// What named nothing that is left is forgotten when it is sent away; what somebody has goes on in a chain of its own.
func TestSendAway(t *testing.T) { both(t, testSendAway) }

func testSendAway(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		target, cancel, sent := putAlert(t, tx, "alert", 1), putAlert(t, tx, "cancel", 1), putAlert(t, tx, "sent", 1)
		for _, by := range []int64{cancel, sent} {
			booktest.OK(t, tx.References.Put(book.Reference{Alert: by, Sender: "duty@maine.invalid", Identifier: "alert",
				Sent: noon, Target: target}))
		}
		_, err := tx.Deliveries.Put(book.Delivery{Alert: sent, Destination: "nb", Chain: 1, Kind: book.KindAlert}, noon)
		booktest.OK(t, err)
		for _, id := range []int64{cancel, sent} {
			a, _, err := tx.Alerts.ByID(id)
			booktest.OK(t, err, tx.Alerts.SendAway(a))
		}
		_, found, err := tx.Alerts.ByID(cancel)
		booktest.Same(t, "the cancel is known still", found, err, false)
		left, found, err := tx.Alerts.ByID(sent)
		booktest.Same(t, "what was sent is known still", found, err, true)
		booktest.Same(t, "in its old chain", left.Chain == 1, err, false)
		waits, err := tx.References.Unresolved(sent)
		booktest.Same(t, "what it waits for", len(waits), err, 1)
		again := putAlert(t, tx, "cancel", 1)
		booktest.Same(t, "its identity is free", again > 0, nil, true)
	})
}

// All at once in an empty store: nothing is found, and nothing is an error.
func TestAnEmptyStore(t *testing.T) { both(t, testAnEmptyStore) }

func testAnEmptyStore(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.View(t, db, func(tx *Tx) error {
		for what, at := range map[string]func() (time.Time, error){"end": tx.Alerts.NextEnd,
			"deadline":    tx.Decisions.NextDeadline,
			"undelivered": tx.Deliveries.OldestOpen} {
			got, err := at()
			booktest.Same(t, what, got, err, time.Time{})
		}
		size, err := tx.Trail.Size()
		booktest.Same(t, "entries", size, err, 0)
		gen, err := tx.Topics.NextGen("readers")
		booktest.Same(t, "generation", gen, err, 1)
		given, err := tx.Deliveries.Given(1, "readers")
		booktest.Same(t, "given", given, err, false)
		return nil
	})
	if got := chains(t, db); !slices.Equal(got, nil) {
		t.Errorf("chains %q", got)
	}
}

// Copies of one alert under several identities find each other while the first is active.
func TestRelays(t *testing.T) { both(t, testRelays) }

func testRelays(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := alertNamed(t, tx, "a", 1)
		a.ContentKey = [32]byte{1}
		a.ID = putAlertAs(t, tx, a)
		for since, want := range map[time.Duration]int64{0: a.ID, 2 * time.Second: 0} {
			found, _, err := tx.Alerts.SameNews(a.ContentKey, noon.Add(since))
			booktest.Same(t, "the alert of this content key", found.ID, err, want)
		}
		copied := alertNamed(t, tx, "copy", 1)
		copied.ContentKey, copied.Relay = a.ContentKey, a.ID
		copied.ID = putAlertAs(t, tx, copied)
		list, err := tx.Alerts.RelaysOf(a.ID)
		booktest.Same(t, "its copies", list, err, []book.Alert{copied})
		_, found, err := tx.Alerts.SameNews([32]byte{}, noon)
		booktest.Same(t, "an alert without a content key", found, err, false)
	})
}

// What is asked at once is answered as one by one, until something is written that changes it.
func TestWhatIsForeseen(t *testing.T) { both(t, testWhatIsForeseen) }

func testWhatIsForeseen(t *testing.T) {
	db := open(t, t.TempDir())
	var first, second int64
	like := [32]byte{7}
	booktest.Write(t, db, func(tx *Tx) {
		alike := alertNamed(t, tx, "first", 1)
		alike.ContentKey = like
		first, second = putAlertAs(t, tx, alike), putAlert(t, tx, "second", 1)
		booktest.OK(t, tx.Alerts.PutAlias("other name", first))
		booktest.OK(t, tx.References.Put(book.Reference{Alert: second, Sender: "s", Identifier: "early", Sent: noon}))
	})
	key := func(tx *Tx, id int64) string {
		a, _, err := tx.Alerts.ByID(id)
		booktest.OK(t, err)
		return a.Key
	}
	booktest.Write(t, db, func(tx *Tx) {
		a := key(tx, first)
		for name, tc := range map[string]struct {
			ask     book.FindAsk
			known   int64
			alike   int64
			waiting int
		}{
			"an identity":   {ask: book.FindAsk{Key: a}, known: first},
			"another name":  {ask: book.FindAsk{Key: "other name"}, known: first},
			"nothing known": {ask: book.FindAsk{Key: "nobody"}},
			"the same news": {ask: book.FindAsk{Key: "nobody", ContentKey: like,
				Since: time.Unix(0, 0)}, alike: first},
			"news of no kind": {ask: book.FindAsk{Key: "nobody", Since: time.Unix(0, 0)}},
			"named before":    {ask: book.FindAsk{Key: "nobody", Identifier: "early", Sent: noon}, waiting: 1},
		} {
			booktest.OK(t, tx.Foresee(tc.ask))
			for _, asked := range []string{"at once", "one by one"} {
				known, _, err := tx.Alerts.ByKey(tc.ask.Key)
				booktest.Same(t, name+" "+asked, known.ID, err, tc.known)
				if tc.ask.ContentKey != ([32]byte{}) {
					alike, _, err := tx.Alerts.SameNews(tc.ask.ContentKey, tc.ask.Since)
					booktest.Same(t, name+" alike "+asked, alike.ID, err, tc.alike)
				}
				if tc.ask.Identifier != "" {
					waiting, err := tx.References.To(tc.ask.Identifier, tc.ask.Sent)
					booktest.Same(t, name+" waiting "+asked, len(waiting), err, tc.waiting)
				}
				booktest.OK(t, tx.Alerts.PutAlias("unforeseen", first)) // from here on it is asked anew
			}
		}
		var documents [][32]byte
		for i := range 40 { // more than one question asks for
			doc := Pack(fmt.Appendf(nil, "document %d", i))
			if documents = append(documents, doc.SHA256); i%3 == 0 {
				doc.Public = i%2 == 0
				_, err := tx.Documents.Put(doc)
				booktest.OK(t, err)
			}
		}
		found, err := tx.Backend().Find(book.FindAsk{Key: "nobody", Documents: documents})
		booktest.Same(t, "documents before they are written", len(found.Kept), err, 0)
		booktest.OK(t, tx.Foresee(book.FindAsk{Key: "nobody"}))
		found, err = tx.Backend().Find(book.FindAsk{Key: "nobody", Documents: documents})
		booktest.Same(t, "documents that are kept", len(found.Kept), err, 14)
		for _, kept := range found.Kept {
			i := slices.Index(documents, kept.SHA256)
			id, err := tx.Documents.Put(Pack(fmt.Appendf(nil, "document %d", i)))
			booktest.Same(t, fmt.Sprint("document ", i), []any{kept.ID, kept.Public}, err, []any{id, i%2 == 0})
		}
		booktest.OK(t, tx.Foresee(book.FindAsk{Key: "nobody", Identifier: "early", Sent: noon}))
		booktest.OK(t, tx.References.Resolve(second, "early", noon, first))
		third := putAlert(t, tx, "third", 1)
		got, _, err := tx.Alerts.ByKey(key(tx, third))
		booktest.Same(t, "what was put meanwhile", got.ID, err, third)
		waiting, err := tx.References.To("early", noon)
		booktest.Same(t, "what waits no more", len(waiting), err, 0)
	})
}
