package leader

import (
	"context"
	"errors"
	"slices"
	"time"

	"bordercast/adapters"
)

// Board is one connection to where instances see each other. Notes that are published while it lasts are given to the
// function it was made with, one at a time, in order.
type Board interface {
	// Read gives every note that is retained. What was published before the call has been heard when it returns.
	Read(ctx context.Context) ([]Note, error)
	// Write retains a note, or clears one that is Gone, and returns when the broker has it.
	Write(ctx context.Context, n Note) error
	// Lost is closed when the connection is down.
	Lost() <-chan struct{}
}

// Options of a Keeper.
type Options struct {
	Name     string // of the gateway
	Instance string // of this process, new at each start
	Host     string
	Lock     string // of the data folder, which this process holds; "" when it cannot be told from others
	Beat     time.Duration
	Clock    adapters.Clock // the machine's: brokers and other processes take real seconds
	// Dial makes a connection that lasts until ctx ends, on which the broker clears this instance's presence when it is
	// lost (its last will).
	Dial func(ctx context.Context, hear func(Note)) (Board, error)
	// Report is told how the connection is doing, at every change and every failed attempt; err is nil while it is up.
	Report func(err error)
	// Owner of the broker: it leads at once and always, and only says so.
	Owner bool
}

// The words in which it is said why a term ended.
var (
	// ErrLost: another instance has claimed the seat.
	ErrLost = errors.New("another instance of this gateway leads now")
	// ErrTrees: there are more or fewer trees to lead.
	ErrTrees = errors.New("the trees that this gateway leads have changed")
	// ErrNotHeld is why nothing may be published or received at the moment.
	ErrNotHeld = errors.New("this gateway cannot be sure that it leads")
	// ErrCut: the connection was lost.
	ErrCut = errors.New("the link to the broker was lost")
	// ErrNotKept: the broker acknowledges the status and does not retain it.
	ErrNotKept = errors.New("the broker does not keep the gateway's status")
)

// patience is after how many beats without a word another counts as gone, and our own word as void.
const patience = 3

// Keeper keeps the seat for this process, or waits for it. Every method may be called from any goroutine.
type Keeper struct {
	o        Options
	wake     chan struct{} // capacity 1: a visit has something to think about
	standing *standing
}

// New makes a keeper that does not lead. Call Run.
func New(o Options) *Keeper {
	if o.Report == nil {
		o.Report = func(error) {}
	}
	return &Keeper{o: o, wake: make(chan struct{}, 1), standing: newStanding(o)}
}

// Instance is this process's number.
func (k *Keeper) Instance() string { return k.o.Instance }

// Held says that this process leads and that nobody can have taken its place yet. It is asked before every packet.
func (k *Keeper) Held() bool {
	s := k.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ours.held(s.now())
}

// Fence is Held as an error.
func (k *Keeper) Fence() error {
	if k.Held() {
		return nil
	}
	return ErrNotHeld
}

// Events gives what people should know.
func (k *Keeper) Events() <-chan Event { return k.standing.events }

// Run watches and keeps the seat until ctx ends; then it says farewell. Its error is always nil.
func (k *Keeper) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := k.connection(ctx)
		k.standing.mu.Lock()
		k.standing.connected = false
		k.standing.mu.Unlock()
		if ctx.Err() != nil {
			break
		}
		k.o.Report(err)
		fired, stop := k.o.Clock.After(k.o.Beat / 4) // sooner than a follower's patience ends
		select {
		case <-fired:
		case <-ctx.Done():
		}
		stop()
	}
	return nil
}

// connection is one, from its beginning to its end.
func (k *Keeper) connection(ctx context.Context) error {
	line, hangUp := context.WithCancel(context.WithoutCancel(ctx)) // it outlives ctx by the farewell
	defer hangUp()
	dialling := context.AfterFunc(ctx, hangUp)
	k.unwatched()
	board, err := k.o.Dial(line, k.hear)
	if err != nil {
		return err
	}
	v := &visit{board: board, clock: k.o.Clock, beat: k.o.Beat, wake: k.wake, standing: k.standing}
	if err := v.begin(line); err != nil {
		return err
	}
	if !dialling() { // ctx has ended meanwhile, and hung up
		return nil
	}
	k.o.Report(nil)
	return v.stay(ctx, line)
}

// unwatched forgets what only a connection can know, before there is one: notes are heard from the moment it is made.
func (k *Keeper) unwatched() {
	k.standing.mu.Lock()
	defer k.standing.mu.Unlock()
	k.standing.others.unwatched()
	k.standing.seat.unwatched()
}

// hear takes a note as it is published.
func (k *Keeper) hear(n Note) {
	k.standing.mu.Lock()
	k.standing.take(n, true)
	k.standing.mu.Unlock()
	k.stir()
}

// Lead returns once this process leads: at once where it does already, as after a reload. It fails when ctx ends, or
// when the claim is refused by Want.Claim. The gateway that had a term before must have ended.
func (k *Keeper) Lead(ctx context.Context, w Want) (*Term, error) {
	w.Trees = slices.Clone(w.Trees)
	slices.Sort(w.Trees)
	s := k.standing
	s.mu.Lock()
	s.task.ask(&w)
	s.ours.word.Agreement = w.Agreement
	if s.ours.phase == leading {
		s.ours.word.State, s.ours.again = Starting, true
		s.enter()
	} else if k.o.Owner {
		s.mu.Unlock()
		return k.own(ctx, w)
	}
	for {
		term, refused, changed := s.task.term, s.task.refused, s.task.changed
		s.mu.Unlock()
		k.stir()
		switch {
		case term != nil:
			return term, nil
		case refused != nil:
			return nil, refused
		}
		select {
		case <-changed:
		case <-ctx.Done():
			k.Rest()
			return nil, context.Cause(ctx)
		}
		s.mu.Lock()
	}
}

// own takes the seat of the broker's owner.
func (k *Keeper) own(ctx context.Context, w Want) (*Term, error) {
	epoch := w.Epoch + 1
	if err := w.Claim(ctx, Claim{Epoch: epoch}); err != nil {
		return nil, err
	}
	s := k.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ours.own(epoch, w.Now())
	s.enter()
	k.stir()
	return s.task.term, nil
}

// Again gives a leader a term for other trees, and it goes on as it was: the term before this one never ends. nil
// where this process does not lead; whoever waits in Lead meanwhile leads those trees when its turn comes.
func (k *Keeper) Again(trees []string, agreement string) *Term {
	s := k.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.task.want == nil {
		return nil
	}
	w := *s.task.want
	w.Trees, w.Agreement = slices.Sorted(slices.Values(trees)), agreement
	s.task.want, s.ours.word.Agreement = &w, agreement
	if s.ours.phase != leading {
		return nil
	}
	s.ours.again = true
	s.enter()
	k.stir()
	return s.task.term
}

// Rest says that nobody works under this process's term any more. A leader goes on keeping the seat, for a reload.
func (k *Keeper) Rest() {
	k.standing.mu.Lock()
	defer k.standing.mu.Unlock()
	k.standing.task.rest()
}

// Ready says that the gateway is up: others read it in the status.
func (k *Keeper) Ready() {
	k.standing.mu.Lock()
	k.standing.ours.word.State, k.standing.ours.again = Up, k.standing.ours.phase == leading
	k.standing.mu.Unlock()
	k.stir()
}

func (k *Keeper) stir() {
	select {
	case k.wake <- struct{}{}:
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
	s := k.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	v := View{Connected: s.connected, Leads: s.ours.phase == leading, Sure: s.ours.held(s.now()), Others: s.others.list()}
	if v.Leads {
		v.Epoch, v.Since = s.ours.word.Epoch, s.ours.word.Since
	} else if s.seat.word != nil && s.seat.word.State != Down {
		v.Leader, v.Alive = s.seat.word.Status, s.seat.word.alive
	}
	if s.task.term != nil {
		v.Blocked = s.task.term.Blocked
	}
	return v
}
