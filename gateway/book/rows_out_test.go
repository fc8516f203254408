package book_test

import (
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/cap/french"
	"bordercast/gateway/agreement"
	"bordercast/gateway/approval"
	"bordercast/gateway/book"
	"bordercast/gateway/book/booktest"
	"bordercast/gateway/trail"
)

func TestDecisions(t *testing.T) { both(t, testDecisions) }

func testDecisions(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a, b := putAlert(t, tx, "a", 1), putAlert(t, tx, "b", 1)
		hold := &approval.Hold{State: approval.Held, Questions: []approval.Question{{Ask: agreement.Ask("release"),
			Of: "mema"}}}
		held := book.Decision{
			Alert: a, Destination: "nb", Group: 1, Action: book.Hold, Route: "hazmat", Agreement: "v1", Reason: "route",
			Ask: "release", Of: "mema",
			Since: noon, Deadline: noon.Add(time.Minute), Allow: []string{"headline", "area"}, Hold: hold, State: book.Held,
			Matched: []string{"event=HMW", "severity=Severe [>= Severe]"},
		}
		forward := book.Decision{Alert: b, Destination: "nb", Action: book.Forward, Since: noon, State: book.Decided}
		dropped := book.Decision{Alert: a, Destination: "qc", Group: 1, Action: book.Drop, Reason: "no-route", Since: noon,
			State: book.Decided}
		booktest.OK(t, tx.Decisions.Put(held), tx.Decisions.Put(forward), tx.Decisions.Put(dropped))
		got, _, err := tx.Decisions.Get(a, "nb", 1)
		booktest.Same(t, "a hold", got, err, held)
		list, err := tx.Decisions.Of(a)
		booktest.Same(t, "decisions of an alert", list, err, []book.Decision{held, dropped})
		list, err = tx.Decisions.Held()
		booktest.Same(t, "open questions", ids(list, decisionAlert), err, []int64{a})
		list, err = tx.Decisions.ToRelease()
		booktest.Same(t, "what is to be released", ids(list, decisionAlert), err, []int64{b})
		list, err = tx.Decisions.OfChain(1, "nb")
		booktest.Same(t, "decisions of a chain", ids(list, decisionAlert), err, []int64{a, b})
		due, err := tx.Decisions.NextDeadline()
		booktest.Same(t, "the next deadline", due, err, noon.Add(time.Minute))
		held.Draft, held.Alarmed = "digest", true
		booktest.OK(t, tx.Decisions.Put(held))
		due, err = tx.Decisions.NextDeadline()
		booktest.Same(t, "the next deadline nobody was told of", due, err, time.Time{})
		booktest.OK(t, tx.Decisions.SetState(a, "nb", 1, book.Denied, ""), tx.Decisions.SetState(b, "nb", 1, book.Released,
			"chain-rule"))
		held.State = book.Denied
		got, _, err = tx.Decisions.Get(a, "nb", 1)
		booktest.Same(t, "a denied hold keeps its reason", got, err, held)
		got, _, err = tx.Decisions.Get(b, "nb", 1)
		booktest.Same(t, "a released one", got.State+" "+got.Reason, err, "released chain-rule")
		word := book.Approval{Alert: a, Group: 1, Destination: "nb", Who: "duty1", Role: "release", Draft: "d1",
			Verdict: "denied", Reason: "no", At: noon}
		booktest.OK(t, tx.Approvals.Put(word))
		words, err := tx.Approvals.Of(a, "nb", 1)
		booktest.Same(t, "people's words", words, err, []book.Approval{word})
	})
}

// An alert of several events has a decision, words and drafts of each.
func TestEventGroups(t *testing.T) { both(t, testEventGroups) }

func testEventGroups(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a, b := putAlert(t, tx, "a", 1), putAlert(t, tx, "b", 1)
		flood := book.Decision{Alert: a, Destination: "nb", Group: 1, Action: book.Forward, Since: noon, State: book.Decided}
		wind := book.Decision{Alert: a, Destination: "nb", Group: 2, Action: book.Hold, Of: "nb-emo", Since: noon,
			State: book.Held}
		later := book.Decision{Alert: b, Destination: "nb", Group: 2, Action: book.Forward, Since: noon, State: book.Decided}
		booktest.OK(t, tx.Decisions.Put(wind), tx.Decisions.Put(later), tx.Decisions.Put(flood))
		list, err := tx.Decisions.Of(a)
		booktest.Same(t, "those of the alert", list, err, []book.Decision{flood, wind})
		list, err = tx.Decisions.OfChain(1, "nb")
		booktest.Same(t, "those of the chain", list, err, []book.Decision{flood, wind, later})
		booktest.OK(t, tx.Decisions.SetState(a, "nb", 2, book.Denied, "denied"))
		got, _, err := tx.Decisions.Get(a, "nb", 1)
		booktest.Same(t, "the one that nobody denied", got, err, flood)
		got, _, err = tx.Decisions.Get(a, "nb", 2)
		booktest.Same(t, "the one that was", got.State, err, book.Denied)
		word := book.Approval{Alert: a, Group: 2, Destination: "nb", Who: "luc", Role: "acceptance", Draft: "d",
			Verdict: "deny", Reason: "no", At: noon}
		shown := book.Draft{Alert: a, Destination: "nb", Group: 2, Digest: "d", AsOf: noon, Parts: []book.DraftPart{{Part: 2,
			Blob: 1}}}
		booktest.OK(t, tx.Approvals.Put(word), tx.Drafts.Put(shown))
		for group, n := range map[int]int{1: 0, 2: 1} {
			words, err := tx.Approvals.Of(a, "nb", group)
			booktest.Same(t, "words", len(words), err, n)
			drafts, err := tx.Drafts.Of(a, "nb", group)
			booktest.Same(t, "drafts", len(drafts), err, n)
		}
		booktest.OK(t, tx.Decisions.SetState(a, "nb", 1, book.Released, ""))
	})
	booktest.Write(t, db, func(tx *Tx) { // of what is on disk
		whole, err := tx.Derived.Put(book.Derived{Alert: 1, Part: 1, Variant: "v", Edition: 1, Identifier: "bc1-1",
			Sent: noon,
			Blob: 1})
		booktest.OK(t, err)
		second, err := tx.Derived.Put(book.Derived{Alert: 1, Group: 2, Part: 2, Variant: "w", Edition: 1, Identifier: "bc1-2",
			Sent: noon, Blob: 1})
		booktest.OK(t, err)
		for derived, want := range map[int64][]int64{whole: {1, 2}, second: {2}} {
			behind, err := tx.Decisions.Behind(book.Delivery{Alert: 1, Destination: "nb", Derived: derived})
			booktest.Same(t, "what a delivery carries out", ids(behind, func(d book.Decision) int64 { return int64(d.Group) }),
				err, want)
		}
		booktest.OK(t, tx.Decisions.SetBehind(book.Delivery{Alert: 1, Destination: "nb", Derived: whole}, book.Denied,
			"recalled"))
		there, err := tx.Decisions.At(1, "nb")
		booktest.Same(t, "what a recall says no to", ids(there, func(d book.Decision) int64 { return int64(d.Group) }), err,
			[]int64{1, 2})
		_, err = tx.Deliveries.Put(book.Delivery{Alert: 1, Part: 66, Destination: "nb", Chain: 1, Kind: book.KindAlert}, noon)
		booktest.OK(t, err)
		used, err := tx.Parts.Used(1, "nb")
		booktest.Same(t, "part numbers", used, err, []int{66})
		booktest.Same(t, "to both", there[0].State+" "+there[1].State, nil, "denied denied")
	})
}

func TestDerivedAlerts(t *testing.T) { both(t, testDerivedAlerts) }

func testDerivedAlerts(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		made := book.Derived{Alert: a, Part: 1, Variant: "v", Edition: 1, Identifier: "bc1-x", Digest: cap.Digest{1},
			Sent: noon, Level: "capcp", Event: "hazmat", Districts: []string{"us/me/029"}, Blob: 1, AsOf: noon.Add(-time.Minute)}
		var err error
		made.ID, err = tx.Derived.Put(made)
		booktest.OK(t, err)
		got, _, err := tx.Derived.ByID(made.ID)
		booktest.Same(t, "a derived alert", got, err, made)
		list, err := tx.Derived.Of(a, "v")
		booktest.Same(t, "those of a variant", list, err, []book.Derived{made})
		list, err = tx.Derived.OfAlert(a)
		booktest.Same(t, "those of the alert", list, err, []book.Derived{made})
		next, err := tx.Derived.NextEdition(a, 1, "v")
		booktest.Same(t, "the next edition", next, err, 2)
		for digest, want := range map[cap.Digest]int{{1}: 1, {2}: 2} {
			edition, err := tx.Derived.EditionOf(a, digest)
			booktest.Same(t, "the edition of a content", edition, err, want)
		}
	})
	err := db.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.Derived.Put(book.Derived{Alert: 1, Part: 2, Variant: "v", Edition: 1, Identifier: "bc1-x", Sent: noon,
			Blob: 1})
		return err
	})
	if err == nil {
		t.Error("two derived alerts have one identifier")
	}
}

func TestDraftsStay(t *testing.T) { both(t, testDraftsStay) }

func testDraftsStay(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		first := book.Draft{Alert: a, Destination: "nb", Group: 1, Digest: "d1", Kin: "k1", AsOf: noon,
			Parts: []book.DraftPart{{Part: 1, Blob: 1, Report: 2}, {Part: 2, Blob: 3}}}
		narrow := book.Draft{Alert: a, Destination: "nb", Group: 1, Digest: "d2", Kin: "k2", AsOf: noon.Add(time.Minute),
			Area: []string{"us/me/029"}, Channels: []string{"wireless"},
			Replaces: "d1", Parts: []book.DraftPart{{Part: 1, Blob: 1}}}
		byHand := book.Draft{Alert: a, Destination: "nb", Group: 1, Digest: "d3", Kin: "k3", AsOf: noon, Replaces: "d1",
			Parts: []book.DraftPart{{Part: 1, Blob: 1}},
			French: &french.Text{Headline: "Fuite à Calais", Description: "Un nuage\n« vient ».", By: "nb-duty",
				Party: "nb-emo"}}
		booktest.OK(t, tx.Drafts.Put(first), tx.Drafts.Put(narrow), tx.Drafts.Put(byHand))
		again := first
		again.AsOf, again.Parts = noon.Add(time.Hour), nil
		booktest.OK(t, tx.Drafts.Put(again))
		list, err := tx.Drafts.Of(a, "nb", 1)
		booktest.Same(t, "what was shown", list, err, []book.Draft{first, narrow, byHand})
		list, err = tx.Drafts.Of(a, "elsewhere", 1)
		booktest.Same(t, "and elsewhere", len(list), err, 0)
	})
}

// putDelivery queues a delivery of the only alert.
func putDelivery(t *testing.T, tx *Tx, a int64, part int, live bool, until time.Time) int64 {
	t.Helper()
	id, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: part, Destination: "nb", Chain: 1, Kind: book.KindAlert,
		Priority: 110, NotAfter: until, Live: live}, until)
	booktest.OK(t, err)
	return id
}

// deliver moves a delivery that is ready to a state, by way of an attempt where there must be one.
func deliver(t *testing.T, tx *Tx, id int64, state string) {
	t.Helper()
	if state != book.Ready && state != book.Lapsed {
		booktest.OK(t, tx.Deliveries.SetState(id, book.Attempting, ""))
	}
	booktest.OK(t, tx.Deliveries.SetState(id, state, ""))
}

func TestDeliveries(t *testing.T) { both(t, testDeliveries) }

func testDeliveries(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a, until := putAlert(t, tx, "a", 1), noon.Add(time.Minute)
		first := putDelivery(t, tx, a, 1, true, until)
		plan := book.Plan{{Topic: "t", Blob: 1, Retain: true}, {Topic: "t/end"}}
		booktest.OK(t, tx.Deliveries.SetPlan(first, plan))
		got, _, err := tx.Deliveries.ByID(first)
		booktest.Same(t, "a delivery", got, err, book.Delivery{ID: first, Alert: a, Part: 1, Destination: "nb", Chain: 1,
			Kind: book.KindAlert, Priority: 110, NotAfter: until, Until: until, Live: true, State: book.Ready, Plan: plan})
		head, _, err := tx.Deliveries.Head(first)
		got.Plan = nil
		booktest.Same(t, "without its plan", head, err, got)
		next, err := tx.Deliveries.NextID()
		booktest.Same(t, "the next number", next, err, first+1)
		second, other := putDelivery(t, tx, a, 1, true, until), putDelivery(t, tx, a, 2, true, until.Add(time.Hour))
		live, err := tx.Live.InChain(1, "")
		booktest.Same(t, "what stands: the newest of each part", ids(live, deliveryID), err, []int64{second, other})
		live, err = tx.Live.OfSource("maine")
		booktest.Same(t, "what stands of a source", ids(live, deliveryID), err, []int64{second, other})
		for destination, want := range map[string]int{"": 2, "nb": 2, "elsewhere": 0} {
			parts, err := tx.Parts.Highest(1, destination)
			booktest.Same(t, "the highest part", parts, err, want)
		}
		due, err := tx.Live.Due(until, 10)
		booktest.Same(t, "what is due", ids(due, deliveryID), err, []int64{second})
		booktest.OK(t, tx.Deliveries.SetState(first, book.Attempting, ""), tx.Deliveries.SetState(first, book.Attempting, ""),
			tx.Live.Unmark(other), tx.Deliveries.SetResult(second, "why"))
		deliver(t, tx, second, book.Refused)
		booktest.OK(t, tx.Live.Mark(other), tx.Live.Unmark(second))
		live, err = tx.Live.InChain(1, "nb")
		booktest.Same(t, "what stands again", ids(live, deliveryID), err, []int64{other})
		got, _, err = tx.Deliveries.ByID(first)
		booktest.Same(t, "attempts", got.Attempts, err, 2)
		why, _, err := tx.Deliveries.ByID(second)
		booktest.Same(t, "its result", why.Result, err, "why")
		waiting, err := tx.Deliveries.Outbox("nb")
		booktest.Same(t, "the outbox", ids(waiting, func(w book.Queued) int64 { return w.Delivery }), err,
			[]int64{first, other})
		booktest.Same(t, "and whose it is", waiting[0].Source, nil, "maine")
		oldest, err := tx.Deliveries.OldestOpen()
		booktest.Same(t, "the oldest open", oldest, err, noon.Add(time.Second))
		all, err := tx.Deliveries.Of(a)
		booktest.Same(t, "those of the alert", len(all), err, 3)
		all, err = tx.Deliveries.OfChain(1)
		booktest.Same(t, "those of the chain", len(all), err, 3)
	})
}

// An attempt is followed by what was attempted after it in its chain and place; neither by what waits nor by a mark.
func TestFollowed(t *testing.T) { both(t, testFollowed) }

func testFollowed(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		a := putAlert(t, tx, "a", 1)
		first, elsewhere, next := putDelivery(t, tx, a, 1, true, noon), putDelivery(t, tx, a, 2, true, noon),
			putDelivery(t, tx, a, 1, true, noon)
		mark, err := tx.Deliveries.Put(book.Delivery{Alert: a, Part: 1, Destination: "nb", Chain: 1,
			Kind: book.KindAnnotation},
			noon)
		booktest.OK(t, err, tx.Deliveries.SetState(first, book.Attempting, ""), tx.Deliveries.SetState(elsewhere,
			book.Attempting, ""),
			tx.Deliveries.SetState(mark, book.Attempting, ""))
		d, _, err := tx.Deliveries.ByID(first)
		booktest.OK(t, err)
		followed, err := tx.Deliveries.Followed(d)
		booktest.Same(t, "by what waits, by another part, and by a mark", followed, err, false)
		for _, state := range []string{book.Attempting, book.Done} {
			booktest.OK(t, tx.Deliveries.SetState(next, state, ""))
			followed, err = tx.Deliveries.Followed(d)
			booktest.Same(t, "by what is "+state, followed, err, true)
		}
	})
}

// What belongs to no chain is brought by nobody but who looks for what is behind.
func TestTopicsBehind(t *testing.T) { both(t, testTopicsBehind) }

func testTopicsBehind(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		own := func(name string, gen int64) book.Topic {
			return book.Topic{Destination: "nb", Topic: name, Want: 7, WantGen: gen}
		}
		booktest.OK(t, tx.Topics.Want(own("y", 6)), tx.Topics.Want(own("x/1", 5)), tx.Topics.Want(own("x/2", 5)),
			tx.Topics.Want(book.Topic{Destination: "nb", Topic: "z", Chain: 1, Want: 7, WantGen: 4}))
		list, err := tx.Topics.Behind("nb", 10)
		booktest.Same(t, "what is behind, oldest first", list, err, []book.Topic{own("x/1", 5), own("x/2", 5), own("y", 6)})
		list, err = tx.Topics.Behind("nb", 1)
		booktest.Same(t, "the oldest", list, err, []book.Topic{own("x/1", 5)})
		booktest.OK(t, tx.Topics.Have("nb", "x/1", 5), tx.Topics.Have("nb", "x/2", 5), tx.Topics.Have("nb", "y", 4))
		list, err = tx.Topics.Behind("nb", 10)
		y := own("y", 6)
		y.HaveGen = 4
		booktest.Same(t, "what is still behind", list, err, []book.Topic{y})
	})
}

// What the chain rule asks: who was given anything.
func TestGiven(t *testing.T) { both(t, testGiven) }

func testGiven(t *testing.T) {
	for state, want := range map[string]bool{book.Ready: true, book.Attempting: true, book.Done: true, book.Unknown: true,
		book.Refused: false, book.Lapsed: false} {
		db := open(t, t.TempDir())
		booktest.Write(t, db, func(tx *Tx) {
			a := putAlert(t, tx, "a", 1)
			deliver(t, tx, putDelivery(t, tx, a, 1, true, noon), state)
			given, err := tx.Deliveries.Given(1, "nb")
			booktest.Same(t, state, given, err, want)
			given, err = tx.Deliveries.Given(1, "qc")
			booktest.Same(t, state+" elsewhere", given, err, false)
		})
	}
}

func TestTopics(t *testing.T) { both(t, testTopics) }

func testTopics(t *testing.T) {
	db := open(t, t.TempDir())
	booktest.Write(t, db, func(tx *Tx) {
		topic := func(name string, want, gen int64) book.Topic {
			return book.Topic{Destination: "nb", Topic: name, Chain: 1, Part: 1, Want: want, WantGen: gen}
		}
		_, err := tx.Chains.New("a", "")
		booktest.OK(t, err, tx.Topics.Want(topic("x/1", 7, 5)), tx.Topics.Want(topic("x/2", 7, 5)), tx.Topics.Want(topic("y",
			8, 6)))
		gen, err := tx.Topics.NextGen("nb")
		booktest.Same(t, "the next generation", gen, err, 7)
		booktest.OK(t, tx.Topics.HaveAll("nb", 1, 5), tx.Topics.Have("nb", "y", 4))
		booktest.OK(t, tx.Topics.Want(topic("x/1", 0, 9)))
		list, err := tx.Topics.Of(1, "nb", 1)
		booktest.Same(t, "what the part wants", len(list), err, 2)
		list, err = tx.Topics.Under("nb", "x/")
		booktest.Same(t, "under x", len(list), err, 1)
		at, found, err := tx.Topics.Get("nb", "y")
		booktest.Same(t, "one by name", at.Want, err, 8)
		booktest.Same(t, "is found", found, nil, true)
		gen, err = tx.Topics.NextGen("nb")
		booktest.Same(t, "the next generation after more was wanted", gen, err, 10)
		booktest.OK(t, tx.Topics.HaveAll("nb", 1, 5)) // an older generation done does not make it so
		list, err = tx.Topics.At("nb")
		booktest.Same(t, "everything known there", len(list), err, 3)
		booktest.OK(t, tx.Topics.Have("nb", "x/1", 9), tx.Topics.Forget("nb", "y", 5), tx.Topics.Forget("nb", "y", 6))
		list, err = tx.Topics.At("nb")
		booktest.Same(t, "a cleared and a forgotten topic are gone", len(list), err, 1)
	})
}

func TestTrailRows(t *testing.T) { both(t, testTrailRows) }

func testTrailRows(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	booktest.Must(t, db, func(tx *Tx) error {
		if tx.Now().IsZero() {
			t.Error("the transaction has no time")
		}
		if seq := tx.Trail.Append("key", trail.Received, nil); seq != 1 {
			t.Errorf("the first entry is %d", seq)
		}
		return nil
	}, func(tx *Tx) error { tx.Trail.Append("", trail.Alarm, map[string]any{"code": "x"}); return nil })
	booktest.View(t, db, func(tx *Tx) error {
		var kinds string
		note := func(r trail.Row) error { kinds += r.Kind + " "; return nil }
		booktest.OK(t, tx.Trail.EachRow(2, "", note), tx.Trail.EachRow(0, "key", note))
		booktest.Same(t, "rows from the second, and of the alert", kinds, nil, "alarm received ")
		nodes, notes := 0, 0
		booktest.OK(t, tx.Trail.EachNode(func(trail.StoredNode) error { nodes++; return nil }),
			tx.Trail.EachCheckpoint(2, func(int64, string) error { notes++; return nil }))
		booktest.Same(t, "stored hashes and checkpoints", []int{nodes, notes}, nil, []int{3, 1})
		_, err := tx.Trail.ReadHashes([]int64{0, 1, 2})
		booktest.OK(t, err)
		if _, err := tx.Trail.ReadHashes([]int64{3}); err == nil {
			t.Error("a hash that is not there was read")
		}
		size, err := tx.Trail.Size()
		booktest.Same(t, "the number of entries", size, err, 2)
		return nil
	})
	sound(t, db, dir, 2)
}
