// Package outbox gets deliveries to one destination: most urgent first, strictly in order within a chain, at least
// once. A destination has one Worker and one connection of its own, so a slow or dead one harms no other; and of one
// destination a chain whose delivery failed waits alone, while the others go on.
//
// Start with NewQueue, fill it with what the store says is not done, and run a Worker over it. The intent to deliver
// is durable before the first byte leaves (Book.Attempt) and the result after it (Book.Finish); whatever lies between
// at a crash or a cut is attempted again, with the same key and the same bytes. The result of one batch and the intent
// of the next may reach the disk together.
package outbox

import (
	"context"
	"io"
	"sync"
	"time"

	"bordercast/adapters"
)

// Job is one delivery to attempt now.
type Job struct {
	Ticket Ticket
	Out    adapters.Outgoing
}

// Finished is a delivery whose attempt has a result that is to be recorded.
type Finished struct {
	Ticket Ticket
	Result adapters.Result // Done or Refused; Unknown where it must not be attempted again
}

// Book keeps the ledger. Both methods return when what they did is on disk; an error means that nothing was done. One
// Attempt and one Finish, of other deliveries, may run at the same time.
type Book interface {
	// Attempt records that these deliveries are attempted and says what each delivers. A delivery not worth sending any
	// more is closed instead and left out; left are those for which there was no room this time.
	Attempt(ctx context.Context, tickets []Ticket) (jobs []Job, left []Ticket, err error)
	// Finish records results.
	Finish(ctx context.Context, done []Finished) error
}

// Worker empties a Queue over a Destination. Its fields are fixed before Run.
type Worker struct {
	Queue       *Queue
	Book        Book
	Destination adapters.Destination
	Batch       int            // deliveries at a time: how many less urgent ones an urgent one may have to wait for
	Timer       adapters.Clock // of the machine: pauses between attempts go by it
	Rand        io.Reader
}

const (
	// gathers is how long a result waits for the others of its batch, so that they are recorded in one commit.
	gathers = 20 * time.Millisecond
	// longestPause is between two attempts of a delivery, where the far end asks for no other.
	longestPause = time.Minute
	// longestAsked is the longest that a far end can put off a chain: an update that is graver may wait in it.
	longestAsked = 5 * time.Minute
)

// Run works until ctx ends (nil) or the book fails, which ends the daemon.
func (w *Worker) Run(ctx context.Context) error {
	var last recorded
	defer func() { last.wait() }()
	for {
		select {
		case <-w.Destination.Connected():
		case <-ctx.Done():
			return nil
		}
		tickets := w.Queue.Take(w.Timer.Now(), w.Batch)
		if len(tickets) > 0 {
			var err error
			if last, err = w.batch(ctx, tickets, last); err != nil && ctx.Err() == nil {
				return err
			}
			continue
		}
		// The connection may go while we wait, so it is asked for again after each.
		due, stop := w.due()
		select {
		case <-w.Queue.Wake():
		case <-due:
		case err := <-last:
			if last = nil; err != nil && ctx.Err() == nil {
				stop()
				return err
			}
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// due is when a chain that waits may go on; never, where none does.
func (w *Worker) due() (fired <-chan time.Time, stop func()) {
	at := w.Queue.Due()
	if at.IsZero() {
		return nil, func() {}
	}
	return w.Timer.After(at.Sub(w.Timer.Now()))
}

// recorded is a Finish under way, whose end comes once; nil is none.
type recorded chan error

func (r recorded) wait() error {
	if r == nil {
		return nil
	}
	return <-r
}

// batch attempts tickets while the results of the batch before, last, are still being recorded: the book does both in
// one commit. But nothing leaves before last is on disk, or a crash could send the older of a chain after the newer.
func (w *Worker) batch(ctx context.Context, tickets []Ticket, last recorded) (recorded, error) {
	jobs, left, err := w.Book.Attempt(ctx, tickets)
	if err != nil {
		w.Queue.Push(tickets...)
		return last, err
	}
	w.Queue.Push(left...)
	if err := last.wait(); err != nil {
		for _, j := range jobs {
			w.Queue.Push(j.Ticket)
		}
		return nil, err
	}
	if len(jobs) == 0 {
		return nil, nil
	}
	return w.deliver(ctx, jobs)
}

// deliver hands jobs to the destination and records results as they come, those of the end while the next batch begins.
func (w *Worker) deliver(ctx context.Context, jobs []Job) (recorded, error) {
	out := make([]adapters.Outgoing, len(jobs))
	for i, j := range jobs {
		out[i] = j.Out
	}
	up := w.Destination.Connected()
	come := results{first: make(chan struct{}, 1)}
	all := make(chan struct{})
	go func() {
		defer close(all)
		w.Destination.Deliver(ctx, out, come.put)
	}()
	for {
		select {
		case <-all:
			return w.record(ctx, w.sort(jobs, come.take(), up)), nil
		case <-come.first:
		}
		gathered, stop := w.Timer.After(gathers)
		select {
		case <-gathered:
			done := w.sort(jobs, come.take(), up)
			if err := w.record(ctx, done).wait(); err != nil {
				<-all
				w.sort(jobs, come.take(), up)
				return nil, err
			}
		case <-all:
		}
		stop()
	}
}

// results of a batch as they come, from any goroutine.
type results struct {
	first chan struct{} // holds one token while there are any
	mu    sync.Mutex
	list  []result
}

type result struct {
	job int
	adapters.Result
}

func (r *results) put(i int, of adapters.Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, result{i, of})
	select {
	case r.first <- struct{}{}:
	default:
	}
}

func (r *results) take() []result {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// sort gives the results that are final, and queues again what is not. up is the connection the batch began on: where
// that is lost there is nothing to pause for, since the next attempt waits for another.
func (w *Worker) sort(jobs []Job, come []result, up <-chan struct{}) (final []Finished) {
	_, once := w.Destination.(adapters.Once)
	for _, r := range come {
		t := jobs[r.job].Ticket
		if r.Outcome == adapters.Done || r.Outcome == adapters.Refused || r.Outcome == adapters.Unknown && once {
			final = append(final, Finished{t, r.Result})
			continue
		}
		t.Begun = false // the next attempt is another one
		t.NotSent = r.Outcome == adapters.Again && (t.NotSent || t.Tries == 0)
		t.Tries++
		switch {
		case r.After > 0:
			w.Queue.Park(w.Timer.Now().Add(min(r.After, longestAsked)), t)
		case lost(up) || w.Destination.Connected() != up:
			w.Queue.Push(t)
		default:
			w.Queue.Park(w.Timer.Now().Add(w.pause(t.Tries)), t)
		}
	}
	return final
}

func lost(up <-chan struct{}) bool {
	select {
	case <-up:
		return false
	default:
		return true
	}
}

// pause is how long a delivery waits after so many attempts.
func (w *Worker) pause(tries int) time.Duration {
	b := adapters.NewBackoff(longestPause, w.Rand, w.Timer)
	wait := b.Next()
	for range min(tries-1, 16) {
		wait = b.Next()
	}
	return wait
}

func (w *Worker) record(ctx context.Context, done []Finished) recorded {
	if len(done) == 0 {
		return nil
	}
	r := make(recorded, 1)
	go func() { r <- w.Book.Finish(ctx, done) }()
	return r
}
