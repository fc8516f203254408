// Package outbox gets deliveries to one destination: most urgent first, strictly in order within a chain, at least
// once. A destination has one Worker and one connection of its own, so a slow or cut one harms no other.
//
// Start with NewQueue, fill it with what the store says is not done, and run a Worker over it. The intent to publish
// is durable before the first byte leaves (Book.Attempt) and the result after it (Book.Finish); whatever lies between
// at a crash or a cut is attempted again, for publishing the same bytes on the same topic twice does no harm. The
// result of one batch and the intent of the next may reach the disk together.
package outbox

import (
	"context"
	"errors"

	"bordercast/adapters"
)

// Job is one delivery to attempt now.
type Job struct {
	Ticket   Ticket
	Messages []adapters.Message
}

// Book keeps the ledger. Both methods return when what they did is on disk; an error means that nothing was done. One
// Attempt and one Finish, of other deliveries, may run at the same time.
type Book interface {
	// Attempt records that these deliveries are attempted and says what each publishes. A delivery not worth
	// sending any more is closed instead and left out; left are those for which there was no room this time.
	Attempt(ctx context.Context, tickets []Ticket) (jobs []Job, left []Ticket, err error)
	// Finish records that these deliveries are done.
	Finish(ctx context.Context, tickets []Ticket) error
}

// Publisher is the destination's connection: adapters/mqtt.Publisher.
type Publisher interface {
	Connected() <-chan struct{}
	Publish(ctx context.Context, msgs []adapters.Message) error
}

// Worker empties a Queue over a Publisher. Its fields are fixed before Run.
type Worker struct {
	Queue     *Queue
	Book      Book
	Publisher Publisher
	Batch     int // deliveries at a time: how many less urgent ones an urgent one may have to wait for
}

// Run works until ctx ends (nil) or the book fails, which ends the daemon.
func (w *Worker) Run(ctx context.Context) error {
	var last result
	defer func() { last.wait() }()
	for {
		select {
		case <-w.Publisher.Connected():
		case <-ctx.Done():
			return nil
		}
		if w.Queue.Len() == 0 {
			select {
			case <-w.Queue.Wake():
			case err := <-last:
				if last = nil; err != nil && ctx.Err() == nil {
					return err
				}
			case <-ctx.Done():
				return nil
			}
			continue // the connection may have gone while we waited
		}
		var err error
		if last, err = w.batch(ctx, last); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// result is that of a Finish under way, which comes once; nil is none.
type result chan error

func (r result) wait() error {
	if r == nil {
		return nil
	}
	return <-r
}

// batch attempts what is next while the batch before it, last, is still being finished: the book does both in one
// commit. But nothing leaves before last is on disk, or a crash could send the older of a chain after the newer.
func (w *Worker) batch(ctx context.Context, last result) (result, error) {
	tickets := w.Queue.Take(w.Batch)
	jobs, left, err := w.Book.Attempt(ctx, tickets)
	if err != nil {
		w.Queue.Push(tickets...)
		return last, err
	}
	w.Queue.Push(left...)
	var messages []adapters.Message
	var attempted []Ticket
	for _, j := range jobs {
		messages, attempted = append(messages, j.Messages...), append(attempted, j.Ticket)
	}
	if err := last.wait(); err != nil {
		w.Queue.Push(attempted...)
		return nil, err
	}
	if err := w.publish(ctx, messages); err != nil {
		for i := range attempted { // the next attempt is another one
			attempted[i].Begun = false
		}
		w.Queue.Push(attempted...)
		return nil, nil
	}
	return w.finish(ctx, attempted), nil
}

func (w *Worker) finish(ctx context.Context, tickets []Ticket) result {
	if len(tickets) == 0 {
		return nil
	}
	r := make(result, 1)
	go func() { r <- w.Book.Finish(ctx, tickets) }()
	return r
}

// publish sends nothing over no connection. A Publisher whose Publish fails has lost its connection, so that what is
// attempted again meets a new one.
func (w *Worker) publish(ctx context.Context, messages []adapters.Message) error {
	if len(messages) == 0 {
		return nil
	}
	err := w.Publisher.Publish(ctx, messages)
	if err != nil && ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	return err
}
