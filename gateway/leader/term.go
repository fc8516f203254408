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

// Events gives them.
func (k *Keeper) Events() <-chan Event { return k.events }

// notify never waits. k.mu is held.
func (k *Keeper) notify(kind Kind, other Status) {
	select {
	case k.events <- Event{kind, other}:
	default:
	}
}

// View is how things stand, for people.
type View struct {
	Connected bool // to the broker
	Leads     bool
	Sure      bool // and nobody can have taken its place
	Epoch     int64
	Since     time.Time
	Leader    Status // the other that leads; the zero Status where none is known
	Alive     bool   // it was seen to live
	Others    []Status
	Blocked   []Blocked
}

// View tells it.
func (k *Keeper) View() View {
	k.mu.Lock()
	defer k.mu.Unlock()
	v := View{Connected: k.connected, Leads: k.phase == leading, Sure: k.held(k.o.Clock.Now())}
	if v.Leads {
		v.Epoch, v.Since = k.mine.Epoch, k.mine.Since
	} else if k.seat != nil && k.seat.State != Down {
		v.Leader, v.Alive = k.seat.Status, k.seat.alive
	}
	for _, s := range k.others {
		v.Others = append(v.Others, s)
	}
	slices.SortFunc(v.Others, func(a, b Status) int { return compare(a.Instance, b.Instance) })
	if k.term != nil {
		v.Blocked = k.term.Blocked
	}
	return v
}
