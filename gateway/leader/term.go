package leader

import (
	"context"
	"slices"
	"time"
)

// Want is what a gateway wants to lead, and how.
type Want struct {
	Trees     []string
	Agreement string
	Epoch     int64            // the store's
	Now       func() time.Time // the gateway's clock, for what people read
	// Claim makes an epoch durable before it is said, or refuses to lead: its error is Lead's.
	Claim func(ctx context.Context, c Claim) error
}

// Claim is about to be made.
type Claim struct {
	Epoch int64
	After Status // whose place it takes; the zero Status where nobody's word stands
	First bool   // nobody lived there in all the time this process watched
}

// Term is the time in which this process leads the same trees. It ends when the seat is lost, or the trees change.
type Term struct {
	Epoch   int64
	Trees   []string
	Blocked []Blocked
	After   Status // who led before; the zero Status where nobody did, or this process
	Silent  bool   // that one did not say farewell

	ended chan struct{}
	cause error // written before ended is closed
}

// Blocked is a tree that a gateway of another name leads.
type Blocked struct {
	Tree string
	By   Status
}

// Ended is closed when the term is over.
func (t *Term) Ended() <-chan struct{} { return t.ended }

// Cause says why it is over: ErrLost or ErrTrees.
func (t *Term) Cause() error {
	select {
	case <-t.ended:
		return t.cause
	default:
		return nil
	}
}

// Leads says whether a tree belongs to this term.
func (t *Term) Leads(tree string) bool { return slices.Contains(t.Trees, tree) }

func (t *Term) end(cause error) {
	if t == nil || t.Cause() != nil {
		return
	}
	t.cause = cause
	close(t.ended)
}

// Event is something people should know. An event that nobody takes is dropped.
type Event struct {
	Kind  Kind
	Other Status // of whom
}

// Kind of event.
type Kind int

// The events.
const (
	Second Kind = iota // while we lead another instance of our name shows itself
	Left               // and is gone again
	Behind             // another instance leads, and we stand by
)

// task is what the gateway asked for and what it was given.
type task struct {
	want    *Want
	term    *Term
	refused error         // why the last claim failed for good
	changed chan struct{} // closed and replaced when term or refused may have changed
}

// ask begins anew.
func (t *task) ask(w *Want) { t.want, t.term, t.refused = w, nil, nil }

// give gives a term, and wakes those who wait.
func (t *task) give(term *Term) {
	t.term = term
	t.wake()
}

// refuse says why the claim failed, where the same is still asked for.
func (t *task) refuse(want *Want, err error) {
	if t.want == want {
		t.refused = err
		t.wake()
	}
}

// end ends the term.
func (t *task) end(cause error) {
	t.term.end(cause)
	t.term = nil
}

// rest says that nobody works under the term any more; it does not end.
func (t *task) rest() { t.want, t.term = nil, nil }

func (t *task) wake() {
	close(t.changed)
	t.changed = make(chan struct{})
}
