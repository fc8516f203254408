package gateway

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/outbox"
	"bordercast/gateway/store/sqlite"
	"bordercast/gateway/trail"
)

// An alert that begins a chain and is forwarded has three commits on its way. At each of them the disk may fail so that
// nothing is stored, or so that all is stored and nobody can know, or the process may die right after it. Each time a
// gateway starts on what is there.

// breaking is a store that fails once, at the first commit with an entry of a kind.
type breaking struct {
	book.Backend
	at   trail.Kind // "" for never
	lost error      // why nothing is stored; nil: all is stored, and the commit fails all the same
	due  bool       // it is in the transaction under way
}

var errDisk = errors.New("the disk failed")

func (b *breaking) Write(c *book.Changes) error {
	for _, r := range c.Trail.Rows {
		b.due = b.due || b.at != "" && r.Kind == string(b.at)
	}
	if b.due && b.lost != nil {
		b.at, b.due = "", false
		return b.lost
	}
	return b.Backend.Write(c)
}

func (b *breaking) Commit() error {
	err := b.Backend.Commit()
	if err == nil && b.due {
		b.at, b.due = "", false
		return errDisk
	}
	return err
}

// open is for openTestGatewayOn.
func (b *breaking) open(dir string, o book.Options) (*book.Book, error) {
	backend, err := sqlite.Open(dir)
	if err != nil {
		return nil, err
	}
	b.Backend, o.Dir = backend, dir
	return book.Open(b, o)
}

// upTo is how far a gateway comes before it dies, where no store fails.
type upTo int

const (
	theEnd upTo = iota
	accepted
	settled
	published // and the result is not recorded
)

func TestACrashAtEachCommit(t *testing.T) {
	for name, tc := range map[string]struct {
		store     breaking
		dies      upTo
		acked     bool   // the link was told that the message is safe
		stored    string // what the trail says when the next gateway starts, of the alert and of its receipt
		published int    // how often a reader got it in the end
	}{
		"accept fails and is not stored":  {breaking{at: trail.Received, lost: errDisk}, theEnd, false, "", 1},
		"accept fails but is stored":      {breaking{at: trail.Received}, theEnd, false, "received", 1},
		"it dies when it is accepted":     {breaking{}, accepted, true, "received", 1},
		"settling fails for want of room": {breaking{at: trail.Released, lost: book.ErrFull}, theEnd, true, "received", 1},
		"settling fails but is stored":    {breaking{at: trail.Released}, theEnd, true, wayAhead, 1},
		"it dies when it is settled":      {breaking{}, settled, true, wayAhead, 1},
		"the result is not stored":        {breaking{at: trail.Delivered, lost: errDisk}, theEnd, true, wayAhead, 2},
		"the result fails but is stored":  {breaking{at: trail.Delivered}, theEnd, true, wayAhead + " delivered", 1},
		"it dies before the result":       {breaking{}, published, true, wayAhead, 2},
		"it dies after the result":        {breaking{}, theEnd, true, wayAhead + " delivered", 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir, clock := t.TempDir(), &manual{now: noon}
			doc := message{id: "a", expires: 600}.String()
			b := openTestGatewayOn(t, benchConfig+forwarding, dir, clock, tc.store.open)
			acked := b.until(tc.dies, doc)
			if acked != tc.acked {
				t.Errorf("the link was told that it is safe: %v, want %v", acked, tc.acked)
			}
			if tc.store.at != "" {
				t.Error("the store never failed")
			}
			said, stood := b.readers.said, b.readers.tree // what the broker has
			b.close()

			b = openTestGateway(t, benchConfig+forwarding, dir, clock)
			if got := b.rows.wayOf(); got != tc.stored {
				t.Errorf("the next gateway finds %q, want %q", got, tc.stored)
			}
			b.readers.said, b.readers.tree = said, stood
			if err := b.gw.way.Resume(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.settleWaiting()
			b.rest()
			b.deliver()
			if !acked { // the broker sends again what was not acknowledged
				b.all("mema", doc)
			}
			b.crossedOnce(tc.published)
		})
	}
}

// wayAhead is what the trail says of an alert that was drafted ahead, all but the receipt in one commit.
const wayAhead = "received settled settled settled released attempted"

// until brings a document as far as that, or to where the store fails. acked says that the link was told that it is
// safe.
func (b *testGateway) until(end upTo, doc string) (acked bool) {
	b.t.Helper()
	in := adapters.Incoming{System: "mema", At: b.time.Now(), Bytes: []byte(doc), Done: func(err error) { acked = err == nil }}
	b.gw.way.Accept(b.t.Context(), in)
	b.flush()
	if end == accepted || b.gw.db.Err() != nil {
		return acked
	}
	b.settleWaiting()
	if end == settled || b.gw.db.Err() != nil {
		return acked
	}
	for _, d := range b.gw.settings.Now().Destinations {
		l := b.gw.way.Ledger(d)
		jobs, _, err := l.Attempt(b.t.Context(), b.gw.outboxes.Of(d.Name).Take(b.gw.real.Now(), 64))
		if err != nil {
			b.t.Fatal(err)
		}
		for _, j := range jobs {
			b.readers.publish(j.Out.Messages())
			if end == published {
				return acked
			}
			_ = l.Finish(b.t.Context(), []outbox.Finished{{Ticket: j.Ticket}}) // the store fails here, where it is to
		}
	}
	return acked
}

// wayOf is what the trail says of receipts and of alerts, in one line.
func (r *rows) wayOf() string {
	r.t.Helper()
	var kinds []string
	r.eachEntry(func(r trail.Row) {
		if r.Alert != "" || r.Kind == string(trail.Received) {
			kinds = append(kinds, r.Kind)
		}
	})
	return strings.Join(kinds, " ")
}

func (r *rows) eachEntry(do func(trail.Row)) {
	r.t.Helper()
	err := r.db.View(r.t.Context(), func(tx *book.Tx) error {
		return tx.Trail.EachRow(0, "", func(r trail.Row) error { do(r); return nil })
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// crossedOnce wants that the one alert was released and delivered once, that readers got the same bytes however often,
// that nothing waits, and that the trail is sound.
func (b *testGateway) crossedOnce(published int) {
	b.t.Helper()
	count := map[string]int{}
	b.rows.eachEntry(func(r trail.Row) { count[r.Kind]++ })
	for _, kind := range []trail.Kind{trail.Released, trail.Delivered} {
		if count[string(kind)] != 1 {
			b.t.Errorf("the trail says %d times that it was %s", count[string(kind)], kind)
		}
	}
	for _, kind := range []trail.Kind{trail.Quarantined, trail.Unknown, trail.Lapsed} {
		if count[string(kind)] != 0 {
			b.t.Errorf("the trail says that it was %s", kind)
		}
	}
	given := map[string]int{}
	for _, said := range b.readers.said {
		given[said]++
	}
	for said, times := range given {
		if times != published {
			b.t.Errorf("a reader got %d times, want %d: %.120s", times, published, said)
		}
	}
	if len(given) == 0 || !b.readers.stands("/cap") {
		b.t.Error("it does not stand")
	}
	var waiting []string
	var report trail.Report
	err := b.gw.db.View(b.t.Context(), func(tx *book.Tx) error {
		sightings, err := tx.Sightings.Accepted()
		if err != nil {
			return err
		}
		outbox, err := tx.Destinations.OpenAt()
		if err != nil {
			return err
		}
		if len(outbox["public-ca"]) != 1 { // what stands there
			waiting = append(waiting, fmt.Sprint(outbox))
		}
		for _, s := range sightings {
			waiting = append(waiting, fmt.Sprint("sighting ", s.ID))
		}
		report, err = b.rows.verified(tx)
		return err
	})
	if err != nil || len(waiting) > 0 {
		b.t.Errorf("there waits %v; %v", waiting, err)
	}
	if len(report.Faults) > 0 {
		b.t.Errorf("%s: %v", report.Sentence(), report.Faults)
	}
}

func (r *rows) verified(tx *book.Tx) (trail.Report, error) {
	key, err := os.ReadFile(filepath.Join(r.data, "keys", trail.PublicFile))
	if err != nil {
		return trail.Report{}, err
	}
	public, err := trail.ParsePublic(string(key))
	if err != nil {
		return trail.Report{}, err
	}
	file, err := os.Open(filepath.Join(r.data, book.CheckpointFile))
	if err != nil {
		return trail.Report{}, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return trail.Report{}, err
	}
	return trail.Verify(book.Audit(tx), trail.Options{Key: public, File: io.NewSectionReader(file, 0, info.Size())})
}
