package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/outbox"
)

// book is a ledger in memory that holds the worker to its contract.
type book struct {
	t         *testing.T
	mu        sync.Mutex
	state     map[int64]string // ready, attempting, done, closed
	attempts  map[int64]int
	closed    map[int64]bool // not worth sending any more
	room      int            // deliveries there is room for in one batch; 0: no limit
	failAfter int            // Attempts until the book fails; 0: never
	finishing chan error     // what each Finish waits for and ends with; nil: it ends well at once
}

var errBook = errors.New("the book failed")

func newBook(t *testing.T) *book {
	return &book{t: t, state: map[int64]string{}, attempts: map[int64]int{}, closed: map[int64]bool{}}
}

// Attempt records the intent.
func (b *book) Attempt(_ context.Context, tickets []outbox.Ticket) (jobs []outbox.Job, left []outbox.Ticket,
	err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failAfter--; b.failAfter == 0 {
		return nil, nil, errBook
	}
	for _, t := range tickets {
		switch {
		case b.room > 0 && len(jobs) >= b.room:
			left = append(left, t)
		case b.closed[t.Delivery]:
			b.state[t.Delivery] = "closed"
		default:
			if b.state[t.Delivery] == "done" {
				b.t.Errorf("delivery %d is attempted after it was done", t.Delivery)
			}
			b.state[t.Delivery], b.attempts[t.Delivery] = "attempting", b.attempts[t.Delivery]+1
			jobs = append(jobs, outbox.Job{Ticket: t, Out: adapters.Outgoing{Key: fmt.Sprintf("%d/%d", t.Chain, t.Delivery)}})
		}
	}
	return jobs, left, nil
}

// Finish records results.
func (b *book) Finish(_ context.Context, done []outbox.Finished) error {
	if b.finishing != nil {
		if err := <-b.finishing; err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range done {
		id := f.Ticket.Delivery
		if b.state[id] != "attempting" {
			b.t.Errorf("delivery %d is finished and was %q", id, b.state[id])
		}
		b.state[id] = map[adapters.Outcome]string{adapters.Done: "done", adapters.Refused: "refused",
			adapters.Unknown: "unknown"}[f.Result.Outcome]
	}
	return nil
}

func (b *book) stateOf(delivery int64) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state[delivery]
}

// wire is a connection that may fail in pairs: nothing went out, or everything did and nobody can tell.
type wire struct {
	mu     sync.Mutex
	up     chan struct{}
	book   *book
	log    []string
	fails  []string                              // what the next batches do: "lost" or "unknown"
	answer func(key string) adapters.Result      // of one delivery; nil: Done
	slow   func(ctx context.Context, key string) // what a delivery takes, each in its own time
}

// Run does nothing.
func (w *wire) Run(context.Context) error { return nil }

// Connected is closed while there is a connection.
func (w *wire) Connected() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.up
}

func (w *wire) connect() { close(w.up) }

func (w *wire) logged() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.log)
}

// Deliver logs, unless it is to fail; a failure takes the connection with it, as MQTT's do.
func (w *wire) Deliver(ctx context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	w.mu.Lock()
	fault := ""
	if len(w.fails) > 0 {
		fault, w.fails = w.fails[0], w.fails[1:]
	}
	w.mu.Unlock()
	var all sync.WaitGroup
	for i, o := range out {
		all.Go(func() { result(i, w.deliver(ctx, o.Key, fault)) })
	}
	all.Wait()
	if fault != "" {
		w.mu.Lock()
		w.up = make(chan struct{})
		w.mu.Unlock()
	}
}

func (w *wire) deliver(ctx context.Context, key, fault string) adapters.Result {
	var chain, delivery int64
	_, _ = fmt.Sscanf(key, "%d/%d", &chain, &delivery)
	if w.book.stateOf(delivery) != "attempting" {
		w.book.t.Errorf("%s leaves and its intent was not recorded", key)
	}
	if w.slow != nil {
		w.slow(ctx, key)
	}
	if fault == "lost" {
		return adapters.Result{Outcome: adapters.Again}
	}
	w.mu.Lock()
	w.log = append(w.log, key)
	w.mu.Unlock()
	switch {
	case fault != "":
		return adapters.Result{Outcome: adapters.Unknown}
	case w.answer != nil:
		return w.answer(key)
	}
	return adapters.Result{Outcome: adapters.Done}
}

// once is a wire at which a repeat does harm.
type once struct{ *wire }

// Once marks it.
func (once) Once() {}

// bubble is the time of a synctest bubble.
type bubble struct{}

// Now is the bubble's.
func (bubble) Now() time.Time { return time.Now() }

// After is the bubble's.
func (bubble) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

func worker(b *book, d adapters.Destination, q *outbox.Queue) *outbox.Worker {
	return &outbox.Worker{Queue: q, Book: b, Destination: d, Batch: 4, Timer: bubble{}, Rand: strings.NewReader("")}
}

// run works a queue in a bubble until all is quiet, then does what the test wants, and ends it.
func run(t *testing.T, b *book, w *wire, q *outbox.Queue, story func()) {
	t.Helper()
	runOver(t, b, w, w, q, story)
}

func runOver(t *testing.T, b *book, w *wire, d adapters.Destination, q *outbox.Queue, story func()) {
	t.Helper()
	w.up, w.book = make(chan struct{}), b
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- worker(b, d, q).Run(ctx) }()
	story()
	synctest.Wait()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the worker ended with %v", err)
	}
}

func tickets(n int64) (all []outbox.Ticket) {
	for id := range n {
		all = append(all, outbox.Ticket{Delivery: id + 1, Chain: id % 3, Priority: 10})
	}
	return all
}

func TestTheWorkerWaitsForAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{}, outbox.NewQueue()
		run(t, b, w, q, func() {
			q.Push(tickets(10)...)
			synctest.Wait()
			if len(b.attempts) > 0 {
				t.Error("it attempted something without a connection")
			}
			w.connect()
			synctest.Wait()
			q.Push(outbox.Ticket{Delivery: 11, Chain: 9}) // and it wakes for what comes later
		})
		if len(w.log) != 11 || q.Len() != 0 {
			t.Errorf("published %v, %d wait", w.log, q.Len())
		}
	})
}

// Each fault, twice in a row, then recovery: nothing is lost, each chain keeps its order, and only what may have gone
// out is published twice.
func TestFaultsInPairs(t *testing.T) {
	for _, fault := range []string{"lost", "unknown"} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, w, q := newBook(t), &wire{fails: []string{"", fault, fault}}, outbox.NewQueue()
				run(t, b, w, q, func() {
					q.Push(tickets(12)...)
					for range 3 {
						w.connect()
						time.Sleep(time.Second) // its results are gathered
						synctest.Wait()
					}
				})
				for id := range int64(12) {
					if b.state[id+1] != "done" {
						t.Errorf("delivery %d is %q", id+1, b.state[id+1])
					}
				}
				repeats := len(w.log) - 12
				if want := map[string]int{"lost": 0, "unknown": 6}[fault]; repeats != want {
					t.Errorf("%d publications were repeated, want %d: %v", repeats, want, w.log)
				}
				inOrder(t, w.log)
			})
		})
	}
}

// inOrder wants the first publication of each delivery in order of number within its chain.
func inOrder(t *testing.T, log []string) {
	t.Helper()
	seen, last := map[string]bool{}, map[string]int{}
	for _, topic := range log {
		if seen[topic] {
			continue
		}
		seen[topic] = true
		var id int
		chain, number, _ := strings.Cut(topic, "/")
		_, _ = fmt.Sscan(number, &id)
		if id < last[chain] {
			t.Errorf("chain %s: %d after %d", chain, id, last[chain])
		}
		last[chain] = id
	}
}

func TestWhatIsClosedOrLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{}, outbox.NewQueue()
		b.room, b.closed = 1, map[int64]bool{2: true, 3: true}
		run(t, b, w, q, func() { w.connect(); q.Push(tickets(4)...) })
		slices.Sort(w.log)
		if want := []string{"0/1", "0/4"}; !slices.Equal(w.log, want) {
			t.Errorf("published %v, want %v", w.log, want)
		}
		if b.state[2] != "closed" || b.attempts[4] != 1 {
			t.Errorf("states %v, attempts %v", b.state, b.attempts)
		}
	})
}

// A book that fails ends the daemon; what it was asked about stays in the queue.
func TestTheBookFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{up: make(chan struct{})}, outbox.NewQueue()
		b.failAfter, w.book = 2, b
		w.connect()
		q.Push(tickets(8)...)
		if err := worker(b, w, q).Run(t.Context()); !errors.Is(err, errBook) {
			t.Errorf("it ended with %v", err)
		}
		if q.Len() != 5 { // one of each of the three chains was
			t.Errorf("%d wait, want the 5 that were not recorded", q.Len())
		}
	})
}

// The next deliveries are attempted while the last are being finished, and leave only once those are.
func TestTheLastIsFinishedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{}, outbox.NewQueue()
		b.finishing = make(chan error)
		run(t, b, w, q, func() {
			w.connect()
			q.Push(tickets(1)...)
			synctest.Wait()
			q.Push(outbox.Ticket{Delivery: 4, Chain: 0})
			synctest.Wait()
			if b.stateOf(4) != "attempting" || len(w.logged()) != 1 {
				t.Errorf("while the first is being finished the second is %q, and published are %v", b.stateOf(4), w.logged())
			}
			b.finishing <- nil
			synctest.Wait()
			if log := w.logged(); len(log) != 2 {
				t.Errorf("published %v", log)
			}
			b.finishing <- nil
		})
		if b.state[1] != "done" || b.state[4] != "done" {
			t.Errorf("states %v", b.state)
		}
	})
}

// A result that cannot be written ends the daemon, whether something waits or not, and what was to leave stays.
func TestFinishFails(t *testing.T) {
	for _, waiting := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			b, w, q := newBook(t), &wire{up: make(chan struct{})}, outbox.NewQueue()
			b.finishing, w.book = make(chan error), b
			w.connect()
			q.Push(tickets(1)...)
			ended := make(chan error, 1)
			go func() { ended <- worker(b, w, q).Run(t.Context()) }()
			synctest.Wait()
			q.Push(tickets(2)[2-waiting:]...)
			synctest.Wait()
			b.finishing <- errBook
			if err := <-ended; !errors.Is(err, errBook) {
				t.Errorf("it ended with %v", err)
			}
			if q.Len() != waiting || len(w.log) != 1 {
				t.Errorf("%d wait, %v were published", q.Len(), w.log)
			}
		})
	}
}

// A chain that fails again and again waits longer each time, and stops no other; what follows it waits with it.
func TestAStuckChainStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q, began := newBook(t), &wire{}, outbox.NewQueue(), time.Now()
		w.answer = func(key string) adapters.Result {
			if strings.HasPrefix(key, "0/") && time.Since(began) < 10*time.Minute {
				return adapters.Result{Outcome: adapters.Again}
			}
			return adapters.Result{}
		}
		run(t, b, w, q, func() {
			w.connect()
			q.Push(tickets(9)...)
			time.Sleep(time.Second)
			synctest.Wait()
			for _, id := range []int64{2, 3, 5, 6, 8, 9} {
				if b.stateOf(id) != "done" {
					t.Errorf("delivery %d of another chain is %q after a second", id, b.stateOf(id))
				}
			}
			time.Sleep(20 * time.Minute)
			synctest.Wait()
		})
		if n := b.attempts[1]; n < 10 || n > 30 {
			t.Errorf("the stuck one was attempted %d times in ten minutes", n)
		}
		for _, id := range []int64{1, 4, 7} {
			if b.state[id] != "done" {
				t.Errorf("delivery %d is %q", id, b.state[id])
			}
		}
		inOrder(t, w.log)
	})
}

// A far end that asks for time is given it; what it refuses for good is recorded and not sent again.
func TestWhatTheFarEndAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{}, outbox.NewQueue()
		from := time.Now()
		var came []time.Duration
		w.answer = func(key string) adapters.Result {
			switch {
			case key == "1/2":
				return adapters.Result{Outcome: adapters.Refused, Code: "gone", Text: "It is gone."}
			case key == "0/1":
				if came = append(came, time.Since(from)); len(came) == 1 {
					return adapters.Result{Outcome: adapters.Again, After: 17 * time.Second}
				}
			}
			return adapters.Result{}
		}
		run(t, b, w, q, func() {
			w.connect()
			q.Push(tickets(2)...)
			time.Sleep(time.Minute)
		})
		if len(came) != 2 || came[1] < 17*time.Second || came[1] > 18*time.Second {
			t.Errorf("attempted after %v", came)
		}
		if b.state[1] != "done" || b.state[2] != "refused" || b.attempts[2] != 1 {
			t.Errorf("states %v, attempts %v", b.state, b.attempts)
		}
	})
}

// Of an unknown outcome: a repeat where it does no harm, and none where it does.
func TestUnknownIsRepeatedOnlyWhereItDoesNoHarm(t *testing.T) {
	for _, harm := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			b, w, q := newBook(t), &wire{}, outbox.NewQueue()
			w.answer = func(string) adapters.Result {
				if len(w.logged()) == 1 {
					return adapters.Result{Outcome: adapters.Unknown, Code: "timeout"}
				}
				return adapters.Result{}
			}
			var d adapters.Destination = w
			if harm {
				d = once{w}
			}
			runOver(t, b, w, d, q, func() {
				w.connect()
				q.Push(tickets(1)...)
				time.Sleep(time.Minute)
			})
			want, state := 2, "done"
			if harm {
				want, state = 1, "unknown"
			}
			if len(w.log) != want || b.state[1] != state {
				t.Errorf("harm %v: sent %v, state %q", harm, w.log, b.state[1])
			}
		})
	}
}

// One that takes long does not keep the results of the others from the book.
func TestResultsAreRecordedAsTheyCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, w, q := newBook(t), &wire{}, outbox.NewQueue()
		w.slow = func(ctx context.Context, key string) {
			if key != "0/1" {
				return
			}
			select {
			case <-time.After(10 * time.Second):
			case <-ctx.Done():
			}
		}
		run(t, b, w, q, func() {
			w.connect()
			q.Push(tickets(3)...)
			time.Sleep(time.Second)
			synctest.Wait()
			if b.stateOf(1) != "attempting" || b.stateOf(2) != "done" || b.stateOf(3) != "done" {
				t.Errorf("after a second: %q %q %q", b.stateOf(1), b.stateOf(2), b.stateOf(3))
			}
			time.Sleep(10 * time.Second)
			synctest.Wait()
			if b.stateOf(1) != "done" {
				t.Errorf("after its time the slow one is %q", b.stateOf(1))
			}
		})
	})
}

func TestTheEndOfTheContext(t *testing.T) {
	for name, prepare := range map[string]func(*wire, *outbox.Queue){
		"without a connection": func(*wire, *outbox.Queue) {},
		"with nothing to do":   func(w *wire, _ *outbox.Queue) { w.connect() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, w, q := newBook(t), &wire{}, outbox.NewQueue()
				run(t, b, w, q, func() { prepare(w, q) })
			})
		})
	}
}
