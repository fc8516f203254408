package book_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bordercast/cap"
	"bordercast/gateway/book"
	"bordercast/gateway/trail"
)

// crossing is how many alerts share the commits of a step, as in a gateway that is busy.
const crossing = 8

// BenchmarkBookCrossing is what the book does for one alert that crosses: received, settled, looked up, released,
// attempted and delivered, every tenth alert beginning a chain and the others updating it. The drafting between is not
// in it, and the documents are small: their bytes cost what the disk costs.
func BenchmarkBookCrossing(b *testing.B) {
	db, f := openFaulty(b, b.TempDir())
	b.ReportAllocs()
	commits := 0
	f.after = func() error { commits++; return nil }
	alerts := make([]*crossed, 0, crossing)
	last := map[int]*crossed{}
	before := processor(b)
	for n := 0; b.Loop(); n++ {
		c := &crossed{db: db, n: n, before: last[n%40]}
		if n/40%10 == 0 {
			c.before = nil
		}
		last[n%40] = c
		if alerts = append(alerts, c); len(alerts) == crossing {
			run(b, alerts)
			alerts = alerts[:0]
		}
	}
	b.ReportMetric(float64(commits)/float64(b.N), "commits/op")
	b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// processor is the time that this process has had of the processors: a machine that others use too says nothing else.
func processor(b *testing.B) time.Duration {
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// run takes alerts through step by step.
func run(b *testing.B, alerts []*crossed) {
	for _, step := range []func(*crossed, *Tx) error{(*crossed).accept, (*crossed).settle, (*crossed).look,
		(*crossed).release, (*crossed).attempt, (*crossed).finish} {
		var all sync.WaitGroup
		all.Add(len(alerts))
		for _, c := range alerts {
			db := c.db
			db.Submit(2048, func(tx *Tx) error { return step(c, tx) }, func(err error) {
				if err != nil {
					b.Error(err)
				}
				all.Done()
			})
		}
		all.Wait()
	}
}

// crossed is one alert on its way.
type crossed struct {
	db       *DB
	n        int
	before   *crossed // what it updates
	sighting book.Sighting
	chain    book.Chain
	alert    int64
	delivery int64
	err      error
}

// do keeps the first error, as the commands of the gateway do by returning.
func (c *crossed) do(errs ...error) {
	for _, err := range errs {
		if c.err == nil {
			c.err = err
		}
	}
}

func (c *crossed) doc(what string) book.Packed {
	return Pack(append(fmt.Appendf(nil, "%s %d ", what, c.n), bytes.Repeat([]byte("x"), 150)...))
}

func (c *crossed) key() string {
	return fmt.Sprintf("centre@bench.invalid\nbench-%d\n2026-03-05T12:00:00Z", c.n)
}

func (c *crossed) accept(tx *Tx) (err error) {
	c.sighting, err = tx.Sightings.Accept(book.Sighting{Link: "centre", Received: tx.Now()}, c.doc("alert"))
	tx.Trail.Append("", trail.Received, map[string]any{"system": "centre",
		"sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "bytes": 17000})
	return err
}

func (c *crossed) settle(tx *Tx) error {
	_, err := tx.Sightings.Waiting(c.sighting.ID)
	_, _, known := tx.Alerts.ByKey(c.key())
	c.do(err, known)
	sent := noon.Add(time.Duration(c.n) * time.Millisecond)
	c.join(tx, sent)
	_, early := tx.References.To(c.identifier(), sent)
	c.alert, err = tx.Alerts.Put(book.Alert{
		Key: c.key(), Sender: "centre@bench.invalid", Identifier: c.identifier(), Token: "token-" + c.identifier(),
		Source: "centre", Side: cap.CA, Lane: cap.LaneExercise,
		MsgType: cap.MsgUpdate, Verdict: "valid", Chain: c.chain.ID, Blob: c.sighting.Blob, SHA256: c.sighting.SHA256,
		Sent: sent, Received: tx.Now(), Until: tx.Now().Add(time.Hour),
		State: book.Active, Shape: bytes.Repeat([]byte(`{"event":"x"} `), 30),
	})
	c.do(early, err, tx.Sightings.Settle(c.sighting.ID, book.Settled, "valid", "", c.alert))
	if c.before != nil {
		c.do(tx.References.Put(book.Reference{Alert: c.alert, Sender: "centre@bench.invalid",
			Identifier: c.before.identifier(),
			Sent:       noon, Target: c.before.alert}),
			tx.Alerts.SetState(c.before.alert, book.Superseded))
	}
	c.do(tx.Decisions.Put(book.Decision{Alert: c.alert, Destination: "readers", Action: book.Forward, Route: "all",
		Agreement: "0123456789ab", Reason: "forwarded", Since: tx.Now(), State: book.Decided}))
	tx.Trail.Append(c.key(), trail.Settled, map[string]any{"system": "centre", "lane": "exercise", "chain": c.chain.Token,
		"verdict": "valid", "msgtype": "Update", "until": noon, "clause": "expires"})
	tx.Trail.Append(c.key(), trail.Settled, map[string]any{"destination": "readers", "action": "forward", "route": "all",
		"reason": "forwarded"})
	return c.err
}

func (c *crossed) identifier() string { return fmt.Sprint("bench-", c.n) }

// join finds what the alert updates and what was decided and given of it, or begins a chain.
func (c *crossed) join(tx *Tx, sent time.Time) {
	if c.before == nil {
		id, err := tx.Chains.New(c.identifier(), "")
		c.chain = book.Chain{ID: id, Token: c.identifier()}
		c.do(err)
		return
	}
	target, _, err := tx.Alerts.ByKey(c.before.key())
	c.do(err)
	c.chain, err = tx.Chains.ByID(target.Chain)
	_, newer := tx.Alerts.Since(c.chain.ID, sent)
	_, decided := tx.Decisions.OfChain(c.chain.ID, "readers")
	_, given := tx.Deliveries.Given(c.chain.ID, "readers")
	_, _, previous := tx.Alerts.ByID(c.before.alert)
	c.do(err, tx.Chains.Touch(c.chain.ID), newer, decided, given, previous)
}

// look is what a release gathers.
func (c *crossed) look(tx *Tx) error {
	a, _, err := tx.Alerts.ByID(c.alert)
	_, decisions := tx.Decisions.Of(c.alert)
	_, chain := tx.Chains.ByID(a.Chain)
	_, parts := tx.Parts.Highest(a.Chain, "readers")
	_, edition := tx.Derived.EditionOf(c.alert, a.Digest)
	live, standing := tx.Live.InChain(a.Chain, "readers")
	for _, l := range live {
		_, _, made := tx.Derived.ByID(l.Derived)
		c.do(made)
	}
	c.do(err, decisions, chain, parts, edition, standing)
	return c.err
}

func (c *crossed) release(tx *Tx) error {
	_, chain := tx.Chains.ByID(c.chain.ID)
	_, known := tx.Derived.Of(c.alert, "us")
	doc, err := tx.Documents.Put(c.doc("derived"))
	report, reported := tx.Documents.Put(c.doc("report"))
	feature, shown := tx.Documents.Put(c.doc("feature"))
	derived, made := tx.Derived.Put(book.Derived{Alert: c.alert, Part: 1, Variant: "us", Edition: 1, Identifier: "bc1-" +
		c.identifier(), Sent: noon, Level: "ipaws", Event: "HMW", Districts: []string{"us/me/029"}, Blob: doc,
		Report: report})
	_, _, now := tx.Decisions.Get(c.alert, "readers", 1)
	c.do(chain, known, err, reported, shown, made, now, tx.Decisions.SetState(c.alert, "readers", 1, book.Released, ""))
	c.put(tx, derived, doc, feature)
	tx.Trail.Append(c.key(), trail.Released, map[string]any{"destination": "readers", "variant": "us",
		"parts": []any{map[string]any{"part": 1, "identifier": "bc1-" + c.identifier(), "level": "ipaws"}}})
	return c.err
}

// put queues the delivery and what it makes of three topics.
func (c *crossed) put(tx *Tx, derived, doc, feature int64) {
	_, before := tx.Topics.Of(c.chain.ID, "readers", 1)
	next, err := tx.Deliveries.NextID()
	c.do(before, err)
	d := book.Delivery{Alert: c.alert, Part: 1, Destination: "readers", Derived: derived, Chain: c.chain.ID,
		Kind: book.KindAlert, Priority: 1000, NotAfter: tx.Now().Add(time.Hour), Live: true}
	root := "alerts/v1/exercise/us/us/me/"
	for _, leaf := range []struct {
		name string
		blob int64
	}{{"029/cbrne/severe/" + c.chain.Token + "/json", feature}, {"_/cbrne/severe/" + c.chain.Token + "/json", feature},
		{"_/cbrne/severe/" + c.chain.Token + "/cap", doc}} {
		d.Plan = append(d.Plan, book.Publication{Topic: root + leaf.name, Blob: leaf.blob, Retain: true})
		c.do(tx.Topics.Want(book.Topic{Destination: "readers", Topic: root + leaf.name, Chain: c.chain.ID, Part: 1,
			Want:    leaf.blob,
			WantGen: next}))
	}
	c.delivery, err = tx.Deliveries.Put(d, tx.Now().Add(time.Hour))
	c.do(err)
}

func (c *crossed) attempt(tx *Tx) error {
	d, _, err := tx.Deliveries.ByID(c.delivery)
	a, _, more := tx.Alerts.ByID(d.Alert)
	c.do(err, more, tx.Deliveries.SetState(c.delivery, book.Attempting, ""))
	tx.Trail.Append(a.Key, trail.Attempted, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind,
		"attempt": d.Attempts + 1})
	return c.err
}

func (c *crossed) finish(tx *Tx) error {
	d, _, err := tx.Deliveries.Head(c.delivery)
	a, _, more := tx.Alerts.ByID(d.Alert)
	c.do(err, more, tx.Deliveries.SetState(c.delivery, book.Done, ""), tx.Topics.HaveAll(d.Destination, d.Chain, d.ID))
	tx.Trail.Append(a.Key, trail.Delivered, map[string]any{"destination": d.Destination, "part": d.Part, "kind": d.Kind})
	return c.err
}
