package book_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
)

// What is written of an alert on its way, straight to a backend. It may write at once what always comes together, and
// must still refuse the step that a row cannot take, and then have nothing of it.

// reception is a document with its sighting.
func reception(id int64) *book.Changes {
	doc := Pack(fmt.Appendf(nil, "document %d", id))
	return &book.Changes{
		Blobs: []book.Blob{{ID: id, Packed: doc}},
		Sightings: []book.Change[book.Sighting]{{Row: book.Sighting{
			ID: id, Link: "maine", Received: noon, Blob: id, State: book.Accepted, Retained: true,
			SHA256: doc.SHA256, Size: doc.Size,
		}}},
	}
}

// beginning is an alert that begins a chain, which is what the sighting of its number was of.
func beginning(id int64, was string) *book.Changes {
	row := book.Sighting{
		ID: id, Link: "maine", Received: noon, Blob: id, State: book.Settled, Verdict: "valid", Reason: "why", Alert: id,
		Retained: true, Vouched: true,
	}
	alert := book.Alert{
		ID: id, Key: fmt.Sprint("key-", id), Token: fmt.Sprint("token-", id), Chain: id, Blob: id, State: book.Active,
		Until: noon,
	}
	chain := book.Chain{ID: id, Token: fmt.Sprint("chain-", id), Version: 2, Incident: "flood"}
	return &book.Changes{
		Chains:    []book.ChainChange{{Row: chain, New: true}},
		Alerts:    []book.Change[book.Alert]{{Row: alert}},
		Sightings: []book.Change[book.Sighting]{{Row: row, Was: was}},
	}
}

func TestWhatComesTogether(t *testing.T) { both(t, testWhatComesTogether) }

func testWhatComesTogether(t *testing.T) {
	b := backend(t, t.TempDir())
	defer func() { booktest.OK(t, b.Close()) }()
	booktest.OK(t, b.Begin(), b.Write(reception(1)), b.Write(reception(2)))
	booktest.OK(t, b.Write(beginning(1, book.Accepted)), b.Commit())

	got, err := b.Rows().Sightings(book.SightingsAsk{ID: 1})
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want := beginning(1, book.Accepted).Sightings[0].Row
	want.SHA256, want.Size = got[0].SHA256, got[0].Size
	booktest.Same(t, "the sighting", got[0], err, want)
	rows, err := b.Rows().Chain(1, book.AllTables)
	booktest.Same(t, "the chain", rows.Chain, err, book.Chain{ID: 1, Token: "chain-1", Version: 2, Incident: "flood"})
	booktest.Same(t, "its alert", rows.Alerts[0].Key, err, "key-1")
	doc, _, err := b.Rows().Blob(2)
	booktest.Same(t, "a document", doc.Size, err, len("document 2"))

	for from, sighting := range map[string]int64{book.Settled: 1, book.New: 3} {
		c := beginning(sighting, book.Accepted)
		c.Chains[0].Row.ID, c.Alerts[0].Row.ID, c.Alerts[0].Row.Chain = 7, 7, 7
		c.Sightings[0].Row.Alert, c.Alerts[0].Row.Key, c.Alerts[0].Row.Token, c.Alerts[0].Row.Blob = 7, "key-7", "token-7", 1
		step := book.ImpossibleStep{Kind: book.OfSighting, Row: fmt.Sprint(sighting), From: from, To: book.Settled}
		refuses(t, b, c, step)
	}
	n, err := b.Rows().Highest()
	booktest.Same(t, "what was refused", []int64{n.Chain, n.Alert}, err, []int64{1, 1})
}

// refuses says that changes are the impossible step, and undoes what was begun.
func refuses(t *testing.T, b book.Backend, c *book.Changes, want book.ImpossibleStep) {
	t.Helper()
	var step *book.ImpossibleStep
	booktest.OK(t, b.Begin())
	if err := b.Write(c); !errors.As(err, &step) || *step != want {
		t.Errorf("%v, want %v", err, &want)
	}
	booktest.OK(t, b.Rollback())
}

func TestManyDeliveriesTakeAStep(t *testing.T) { both(t, testManyDeliveriesTakeAStep) }

func testManyDeliveriesTakeAStep(t *testing.T) {
	const many = 70 // more than one statement takes
	b := backend(t, t.TempDir())
	defer func() { booktest.OK(t, b.Close()) }()
	var made, moved, wrong book.Changes
	for id := int64(1); id <= many; id++ {
		chain := 1 + id%2
		d := book.Delivery{
			ID: id, Alert: chain, Destination: "nb", Chain: chain, Kind: book.KindAlert, Live: true, Until: noon,
			State: book.Attempting,
		}
		made.Deliveries = append(made.Deliveries, book.Change[book.Delivery]{Row: d})
		topic := book.Topic{Destination: "nb", Topic: fmt.Sprint("t", id), Chain: chain, Want: 1, WantGen: id}
		made.Topics = append(made.Topics, book.TopicStep{Row: topic})
		topic.Destination, topic.WantGen = "elsewhere", id
		made.Topics = append(made.Topics, book.TopicStep{Row: topic})
		d.State, d.Attempts, d.Live, d.Until, d.Result = book.Done, 3, false, noon.Add(time.Hour), "why"
		moved.Deliveries = append(moved.Deliveries, book.Change[book.Delivery]{Row: d, Was: book.Attempting})
		have := book.TopicStep{Kind: book.HaveAll, Row: book.Topic{Destination: "nb", Chain: chain}, Gen: id, Keep: true}
		moved.Topics = append(moved.Topics, have)
	}
	wrong.Deliveries = append(wrong.Deliveries, moved.Deliveries...)
	wrong.Deliveries[40].Was = book.Unknown
	booktest.OK(t, b.Begin(), b.Write(reception(1)), b.Write(reception(2)))
	booktest.OK(t, b.Write(beginning(1, book.Accepted)), b.Write(beginning(2, book.Accepted)), b.Write(&made), b.Commit())
	refuses(t, b, &wrong, book.ImpossibleStep{Kind: book.OfDelivery, Row: "41", From: book.Attempting, To: book.Done})
	live, err := b.Rows().Deliveries(book.DeliveriesAsk{Destination: "nb"})
	booktest.Same(t, "what moved of it", len(live), err, many)

	before := b.Statements()
	booktest.OK(t, b.Begin(), b.Write(&moved), b.Commit())
	if cost := b.Statements() - before; cost > 2+many/32+1 {
		t.Errorf("%d deliveries cost %d statements", many, cost)
	}
	for _, chain := range []int64{1, 2} {
		rows, err := b.Rows().Chain(chain, book.AllTables)
		booktest.Same(t, "a chain's deliveries", len(rows.Deliveries), err, many/2)
		for _, d := range rows.Deliveries {
			got := []any{d.State, d.Attempts, d.Live, d.Until, d.Result}
			booktest.Same(t, fmt.Sprint("delivery ", d.ID), got, nil, []any{book.Done, 3, false, noon.Add(time.Hour), "why"})
		}
		for _, topic := range rows.Topics {
			booktest.Same(t, topic.Destination+"/"+topic.Topic, topic.HaveGen == topic.WantGen, nil, topic.Destination == "nb")
		}
	}
}
