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
			jobs = append(jobs, outbox.Job{Ticket: t, Messages: []adapters.Message{{Topic: fmt.Sprintf("%d/%d", t.Chain,
				t.Delivery)}}})
		}
	}
	return jobs, left, nil
}

// Finish records the result.
func (b *book) Finish(_ context.Context, tickets []outbox.Ticket) error {
	if b.finishing != nil {
		if err := <-b.finishing; err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range tickets {
		if b.state[t.Delivery] != "attempting" {
			b.t.Errorf("delivery %d is finished and was %q", t.Delivery, b.state[t.Delivery])
		}
		b.state[t.Delivery] = "done"
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
	mu    sync.Mutex
	up    chan struct{}
	book  *book
	log   []string
	fails []string // what the next publications do: "lost" or "unknown"
}

// Connected is closed while there is a connection.
func (w *wire) Connected() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.up
}

func (w *wire) connect() { close(w.up) }

// Publish logs, unless it is to fail; a failure takes the connection with it, as MQTT's do.
func (w *wire) Publish(_ context.Context, msgs []adapters.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range msgs {
		var chain, delivery int64
		_, _ = fmt.Sscanf(m.Topic, "%d/%d", &chain, &delivery)
		if w.book.stateOf(delivery) != "attempting" {
			w.book.t.Errorf("%s is published and its intent was not recorded", m.Topic)
		}
	}
	fault := ""
	if len(w.fails) > 0 {
		fault, w.fails = w.fails[0], w.fails[1:]
	}
	if fault != "lost" {
		for _, m := range msgs {
			w.log = append(w.log, m.Topic)
		}
	}
	if fault == "" {
		return nil
	}
	w.up = make(chan struct{})
	return errors.New(fault)
}

// run works a queue in a bubble until all is quiet, then does what the test wants, and ends it.
func run(t *testing.T, b *book, w *wire, q *outbox.Queue, story func()) {
	t.Helper()
	w.up, w.book = make(chan struct{}), b
	ctx, cancel := context.WithCancel(t.Context())
	worker := outbox.Worker{Queue: q, Book: b, Publisher: w, Batch: 4}
	ended := make(chan error, 1)
	go func() { ended <- worker.Run(ctx) }()
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
		worker := outbox.Worker{Queue: q, Book: b, Publisher: w, Batch: 4}
		if err := worker.Run(t.Context()); !errors.Is(err, errBook) {
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
			if b.stateOf(4) != "attempting" || len(w.log) != 1 {
				t.Errorf("while the first is being finished the second is %q, and published are %v", b.stateOf(4), w.log)
			}
			b.finishing <- nil
			synctest.Wait()
			if len(w.log) != 2 {
				t.Errorf("published %v", w.log)
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
			worker := outbox.Worker{Queue: q, Book: b, Publisher: w, Batch: 4}
			ended := make(chan error, 1)
			go func() { ended <- worker.Run(t.Context()) }()
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
