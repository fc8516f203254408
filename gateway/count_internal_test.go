package gateway

import (
	"fmt"
	"testing"

	"bordercast/gateway/book"
)

const forwardingTwice = "    - {name: all, from: [mema, other], to: [public-ca, desk-ca], lane: actual, do: forward}\n"

// What one alert that begins a chain costs the book: one part, two districts, no incident. BEGIN and COMMIT are
// statements too. Each further destination costs few more, and a database behind a network would be asked so few times.
func TestWhatAnAlertCostsTheBook(t *testing.T) {
	const most, commits, more = 19, 3, 6
	ofOne := func(m message) string { return m.String() }
	one := costOf(t, forwarding, ofOne)
	two := costOf(t, forwardingTwice, ofOne)
	if one.statements > most || one.commits > commits {
		t.Errorf("an alert cost %d statements in %d commits, want %d in %d at most",
			one.statements, one.commits, most, commits)
	}
	if two.statements > one.statements+more {
		t.Errorf("a further destination cost %d statements, want %d at most", two.statements-one.statements, more)
	}
}

// An alert of two events has two deliveries at a destination, and is settled, released and begun in one commit all the
// same: what is more is what is recorded of the second delivery.
func TestWhatAnAlertOfSeveralEventsCostsTheBook(t *testing.T) {
	const most, commits, more = 23, 4, 10
	ofTwo := func(m message) string { return m.telling("HMW", "EVI") }
	one := costOf(t, forwarding, ofTwo)
	two := costOf(t, forwardingTwice, ofTwo)
	if one.statements > most || one.commits > commits {
		t.Errorf("an alert cost %d statements in %d commits, want %d in %d at most",
			one.statements, one.commits, most, commits)
	}
	if two.statements > one.statements+more {
		t.Errorf("a further destination cost %d statements, want %d at most", two.statements-one.statements, more)
	}
}

type cost struct{ statements, commits int64 }

// costOf is the most that an alert costs under an agreement, as it is written.
func costOf(t *testing.T, routes string, written func(message) string) (most cost) {
	b := newTestGateway(t, routes)
	for n := range 4 {
		before, commits := b.gw.db.Statements(), checkpointsOf(t, b)
		b.all("mema", written(message{id: fmt.Sprintf("a%d", n), expires: 6000}))
		if n > 0 { // the first finds out what there is
			most.statements = max(most.statements, b.gw.db.Statements()-before)
			most.commits = max(most.commits, checkpointsOf(t, b)-commits)
		}
	}
	if len(b.readers.tree) == 0 {
		t.Error("nothing crossed")
	}
	return most
}

// checkpointsOf is how many commits with entries of the trail there have been: each has its checkpoint.
func checkpointsOf(t *testing.T, b *testGateway) (n int64) {
	t.Helper()
	err := b.gw.db.View(t.Context(), func(tx *book.Tx) error {
		return tx.Trail.EachCheckpoint(0, func(int64, string) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
