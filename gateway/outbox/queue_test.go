package outbox_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bordercast/gateway/outbox"
)

func take(q *outbox.Queue, limit int) (ids []int64) {
	for _, t := range q.Take(time.Time{}, limit) {
		ids = append(ids, t.Delivery)
	}
	return ids
}

func TestMostUrgentChainFirst(t *testing.T) {
	q := outbox.NewQueue()
	q.Push(outbox.Ticket{Delivery: 1, Chain: 1, Priority: 40}, outbox.Ticket{Delivery: 2, Chain: 2, Priority: 40},
		outbox.Ticket{Delivery: 3, Chain: 3, Priority: 10}, outbox.Ticket{Delivery: 4, Chain: 2, Priority: 10})
	// Chain 3 and chain 2 are as urgent; chain 2 has the older delivery, which its update pulls along.
	for _, want := range [][]int64{{2, 3, 1}, {4}} {
		if got := take(q, 10); !slices.Equal(got, want) {
			t.Errorf("taken %v, want %v", got, want)
		}
	}
}

func TestAChainKeepsTheOrderOfItsDeliveries(t *testing.T) {
	q := outbox.NewQueue()
	for _, id := range []int64{5, 3, 9, 3} { // one came twice: a start-up and a release may both push it
		q.Push(outbox.Ticket{Delivery: id, Chain: 1, Priority: id})
	}
	if n := q.Len(); n != 3 {
		t.Errorf("%d wait, want 3", n)
	}
	failed := false
	for _, want := range []int64{3, 3, 5, 9} {
		if got := take(q, 5); !slices.Equal(got, []int64{want}) {
			t.Errorf("taken %v, want %d alone", got, want)
		}
		if want == 3 && q.Len() == 2 && !failed {
			q.Push(outbox.Ticket{Delivery: 3, Chain: 1, Priority: 3}) // it failed, and is in front again
			failed = true
		}
	}
}

func TestWakeHoldsOneToken(t *testing.T) {
	q := outbox.NewQueue()
	for id := range int64(3) {
		q.Push(outbox.Ticket{Delivery: id, Chain: id})
	}
	<-q.Wake()
	select {
	case <-q.Wake():
		t.Error("it woke twice for what was pushed together")
	default:
	}
	q.Push()
	<-q.Wake() // something waits still
}

// A chain that waits for a time waits alone, with all that follows it, and is in order again when its time has come.
func TestAChainWaitsAlone(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	q := outbox.NewQueue()
	q.Push(outbox.Ticket{Delivery: 2, Chain: 1}, outbox.Ticket{Delivery: 3, Chain: 2},
		outbox.Ticket{Delivery: 4, Chain: 3})
	q.Park(now.Add(time.Minute), outbox.Ticket{Delivery: 1, Chain: 1})
	q.Park(now.Add(2*time.Minute), outbox.Ticket{Delivery: 5, Chain: 4})
	for _, step := range []struct {
		at   time.Duration
		want []int64
		due  time.Duration
	}{{0, []int64{3, 4}, time.Minute}, {time.Minute, []int64{1}, 2 * time.Minute},
		{time.Minute, []int64{2}, 2 * time.Minute}, {2 * time.Minute, []int64{5}, 0}} {
		var got []int64
		for _, ticket := range q.Take(now.Add(step.at), 10) {
			got = append(got, ticket.Delivery)
		}
		if !slices.Equal(got, step.want) {
			t.Errorf("after %s: taken %v, want %v", step.at, got, step.want)
		}
		if due := q.Due(); step.due == 0 != due.IsZero() || step.due > 0 && !due.Equal(now.Add(step.due)) {
			t.Errorf("after %s: the next is due at %s", step.at, due)
		}
	}
	q.Park(now, outbox.Ticket{Delivery: 6, Chain: 5})
	q.Merge(5, 6)
	if got := take(q, 10); !slices.Equal(got, []int64{6}) || !q.Due().IsZero() {
		t.Errorf("merged into another chain: taken %v, due %s", got, q.Due())
	}
}

// The queue against the plainest model there is: all tickets in one list, searched each time.
func TestQueueAgainstAPlainModel(t *testing.T) {
	for seed := range uint64(300) {
		chance := rand.New(rand.NewPCG(seed, 2))
		q, model := outbox.NewQueue(), model{}
		for range 150 {
			if chance.IntN(3) > 0 {
				ticket := outbox.Ticket{Delivery: chance.Int64N(400), Priority: chance.Int64N(4)}
				ticket.Chain = ticket.Delivery % 7
				q.Push(ticket)
				model.push(ticket)
			} else {
				compare(t, seed, q, &model, 1+chance.IntN(6))
			}
		}
		for q.Len() > 0 {
			compare(t, seed, q, &model, 9)
		}
		if len(model.all) > 0 {
			t.Fatalf("seed %d: lost %v", seed, model.all)
		}
	}
}

func compare(t *testing.T, seed uint64, q *outbox.Queue, m *model, limit int) {
	t.Helper()
	if got, want := q.Take(time.Time{}, limit), m.take(limit); !slices.Equal(got, want) {
		t.Fatalf("seed %d: taken\n%v, want\n%v", seed, got, want)
	}
	if q.Len() != len(m.all) {
		t.Fatalf("seed %d: %d wait, want %d", seed, q.Len(), len(m.all))
	}
}

type model struct{ all []outbox.Ticket }

func (m *model) push(t outbox.Ticket) {
	if !slices.ContainsFunc(m.all, func(o outbox.Ticket) bool { return o.Delivery == t.Delivery }) {
		m.all = append(m.all, t)
	}
}

// take takes the oldest of each chain, the most urgent chain first, of equals the one with the oldest delivery.
func (m *model) take(limit int) (taken []outbox.Ticket) {
	for len(taken) < limit {
		var best []outbox.Ticket
		for _, t := range m.all {
			own := m.chain(t.Chain)
			if slices.ContainsFunc(taken, func(o outbox.Ticket) bool { return o.Chain == t.Chain }) {
				continue
			}
			if best == nil || cmp.Or(cmp.Compare(urgency(own), urgency(best)), cmp.Compare(own[0].Delivery,
				best[0].Delivery)) < 0 {
				best = own
			}
		}
		if best == nil {
			return taken
		}
		taken = append(taken, best[0])
		m.all = slices.DeleteFunc(m.all, func(t outbox.Ticket) bool { return t == best[0] })
	}
	return taken
}

func (m *model) chain(chain int64) (own []outbox.Ticket) {
	for _, t := range m.all {
		if t.Chain == chain {
			own = append(own, t)
		}
	}
	slices.SortFunc(own, func(a, b outbox.Ticket) int { return cmp.Compare(a.Delivery, b.Delivery) })
	return own
}

func urgency(own []outbox.Ticket) int64 {
	return slices.MinFunc(own, func(a, b outbox.Ticket) int { return cmp.Compare(a.Priority, b.Priority) }).Priority
}
