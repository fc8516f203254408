package leader

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
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

type phase int

const (
	looking phase = iota
	claiming
	leading
)

// sight is a status of another as it was seen.
type sight struct {
	Status
	at    time.Time // when it last changed, or this connection began to watch it
	alive bool      // it changed while we watched
}

// Keeper keeps the seat for this process, or waits for it. Every method may be called from any goroutine.
type Keeper struct {
	o      Options
	wake   chan struct{} // capacity 1: the loop has something to think about
	events chan Event

	mu         sync.Mutex // guards what follows
	phase      phase
	mine       Status // what we say on the seat
	seat       *sight // what another instance says there
	others     map[string]Status
	neighbours map[string]*sight // gateways of other names
	want       *Want
	term       *Term
	refused    error         // why the last claim failed for good
	changed    chan struct{} // closed and replaced when term or refused may have changed
	connected  bool
	watching   time.Time // since when this connection listens
	seen       bool      // a living leader was seen in the life of this process
	live       int       // counts statements on the seat as they came
	stands     bool      // our statement was on the seat when last read
	fresh      bool      // the board was read just now, and nothing was waited for since
	again      bool      // our statement was overwritten: say it at once
	show       bool      // our presence was cleared: show it again
	sweep      []string  // presences that may be left from processes long gone
	reported   map[string]bool
	sent       time.Time // when our last statement that the broker took was sent; zero: none that counts
	settles    time.Time // claiming: when the claim counts
	after      Status    // whose place the last claim took
	silent     bool      // that one had not said farewell
}

// New makes a keeper that does not lead. Call Run.
func New(o Options) *Keeper {
	if o.Report == nil {
		o.Report = func(error) {}
	}
	return &Keeper{
		o: o, wake: make(chan struct{}, 1), events: make(chan Event, 64), changed: make(chan struct{}),
		others: map[string]Status{}, neighbours: map[string]*sight{}, reported: map[string]bool{},
		mine: Status{Gateway: o.Name, Instance: o.Instance, Host: o.Host, Lock: o.Lock},
	}
}

// Instance is this process's number.
func (k *Keeper) Instance() string { return k.o.Instance }

// Held says that this process leads and that nobody can have taken its place yet. It is asked before every packet.
func (k *Keeper) Held() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held(k.o.Clock.Now())
}

// Fence is Held as an error.
func (k *Keeper) Fence() error {
	if k.Held() {
		return nil
	}
	return ErrNotHeld
}

func (k *Keeper) held(now time.Time) bool {
	return k.phase == leading && (k.o.Owner || !k.sent.IsZero() && now.Sub(k.sent) < k.beats(patience))
}

func (k *Keeper) beats(n int) time.Duration { return time.Duration(n) * k.o.Beat }

// Run watches and keeps the seat until ctx ends; then it says farewell. Its error is always nil.
func (k *Keeper) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := k.connection(ctx)
		k.mu.Lock()
		k.connected = false
		k.mu.Unlock()
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
	if err := k.begin(line, board); err != nil {
		return err
	}
	if !dialling() { // ctx has ended meanwhile, and hung up
		return nil
	}
	k.o.Report(nil)
	for ctx.Err() == nil {
		act, until := k.next()
		if act != rest {
			if err := k.do(line, board, act); err != nil {
				return err
			}
		} else if !k.sleep(ctx, board, until) {
			return ErrCut
		}
	}
	k.farewell(line, board)
	return nil
}

// sleep waits until there is something to think about; false: the connection is down.
func (k *Keeper) sleep(ctx context.Context, board Board, until time.Time) bool {
	var fired <-chan time.Time
	if !until.IsZero() {
		var stop func()
		fired, stop = k.o.Clock.After(until.Sub(k.o.Clock.Now()))
		defer stop()
	}
	select {
	case <-fired:
	case <-k.wake:
	case <-board.Lost():
		return false
	case <-ctx.Done():
	}
	k.mu.Lock()
	k.fresh = false
	k.mu.Unlock()
	return true
}

// unwatched forgets what only a connection can know, before there is one: notes are heard from the moment it is made.
func (k *Keeper) unwatched() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.others = map[string]Status{}
	if k.seat != nil {
		k.seat.alive = false
	}
}

// begin shows this instance and reads the board, in that order.
func (k *Keeper) begin(ctx context.Context, board Board) error {
	if k.o.Owner {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.connected = true
		return nil
	}
	if err := k.write(ctx, board, k.presence()); err != nil {
		return err
	}
	k.mu.Lock()
	now := k.o.Clock.Now()
	k.connected, k.watching, k.fresh, k.show = true, now, false, false
	if k.seat != nil {
		k.seat.at = now
	}
	for _, n := range k.neighbours {
		n.at = now
	}
	if k.phase == claiming { // nobody watched the claim meanwhile
		k.settles, k.again = now.Add(k.o.Beat), true
	}
	k.mu.Unlock()
	return k.read(ctx, board)
}

func (k *Keeper) presence() Note {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := Note{Presence: true, Status: k.mine}
	n.State, n.Trees = Standby, nil
	if k.phase == leading {
		n.State = Up
	}
	return n
}

// within bounds one exchange with the broker: one that does not answer is as good as gone.
func (k *Keeper) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, k.beats(patience-1))
}

func (k *Keeper) write(ctx context.Context, board Board, n Note) error {
	ctx, cancel := k.within(ctx)
	defer cancel()
	return board.Write(ctx, n)
}

// read reads the board and takes in what stands there.
func (k *Keeper) read(ctx context.Context, board Board) error {
	k.mu.Lock()
	live := k.live
	k.mu.Unlock()
	ctx, cancel := k.within(ctx)
	defer cancel()
	notes, err := board.Read(ctx)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	found := false
	k.stands = false
	for _, n := range notes {
		if !n.Presence && n.Gateway == k.o.Name {
			found, k.stands = true, n.Instance == k.o.Instance
		}
		k.take(n, false)
	}
	if (!found || k.stands) && k.live == live {
		k.vacate()
	}
	k.fresh = true
	return nil
}

// vacate notes that no other's word is on the seat. Whoever waits for one that is gone waits from now. k.mu is held.
func (k *Keeper) vacate() {
	if k.seat != nil && k.phase == looking {
		k.watching = k.o.Clock.Now()
	}
	k.seat = nil
}

// publishBeat writes our statement on the seat.
func (k *Keeper) publishBeat(ctx context.Context, board Board) error {
	k.mu.Lock()
	k.mine.Beat++
	k.again = false
	n, sent := Note{Status: k.mine}, k.o.Clock.Now()
	k.mu.Unlock()
	if err := k.write(ctx, board, n); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.phase != looking && n.Epoch == k.mine.Epoch {
		k.sent = sent
	}
	return nil
}

// farewell clears our presence, then says that nobody leads: in that order, so that whoever hears it and sees nobody
// else need not wait. Whoever is not sure to lead looks first, not to say so in another's place.
func (k *Keeper) farewell(ctx context.Context, board Board) {
	gone := Note{Presence: true, Gone: true, Status: Status{Gateway: k.o.Name, Instance: k.o.Instance}}
	if !k.o.Owner && (k.write(ctx, board, gone) != nil || !k.Held() && k.read(ctx, board) != nil) {
		return // unsaid, three beats of silence say the same
	}
	k.mu.Lock()
	led := k.phase != looking
	k.mine.State, k.mine.Trees = Down, nil
	k.mu.Unlock()
	if led {
		_ = k.publishBeat(ctx, board)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.phase, k.term, k.sent = looking, nil, time.Time{}
}

// Lead returns once this process leads: at once where it does already, as after a reload. It fails when ctx ends, or
// when the claim is refused by Want.Claim. The gateway that had a term before must have ended.
func (k *Keeper) Lead(ctx context.Context, w Want) (*Term, error) {
	w.Trees = slices.Clone(w.Trees)
	slices.Sort(w.Trees)
	k.mu.Lock()
	k.want, k.term, k.refused = &w, nil, nil
	k.mine.Agreement = w.Agreement
	if k.phase == leading {
		k.mine.State, k.again = Starting, true
		k.enter()
	} else if k.o.Owner {
		k.mu.Unlock()
		return k.own(ctx, w)
	}
	for {
		term, refused, changed := k.term, k.refused, k.changed
		k.mu.Unlock()
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
		k.mu.Lock()
	}
}

// Again gives a leader a term for other trees, and it goes on as it was: the term before this one never ends. nil
// where this process does not lead; whoever waits in Lead meanwhile leads those trees when its turn comes.
func (k *Keeper) Again(trees []string, agreement string) *Term {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.want == nil {
		return nil
	}
	w := *k.want
	w.Trees, w.Agreement = slices.Sorted(slices.Values(trees)), agreement
	k.want, k.mine.Agreement = &w, agreement
	if k.phase != leading {
		return nil
	}
	k.again = true
	k.enter()
	k.stir()
	return k.term
}

// own takes the seat of the broker's owner.
func (k *Keeper) own(ctx context.Context, w Want) (*Term, error) {
	epoch := w.Epoch + 1
	if err := w.Claim(ctx, Claim{Epoch: epoch}); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.mine.Epoch, k.mine.State, k.mine.Since = epoch, Starting, w.Now()
	k.phase, k.again = leading, true
	k.enter()
	k.stir()
	return k.term, nil
}

// Rest says that nobody works under this process's term any more. A leader goes on keeping the seat, for a reload.
func (k *Keeper) Rest() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.want, k.term = nil, nil
}

// Ready says that the gateway is up: others read it in the status.
func (k *Keeper) Ready() {
	k.mu.Lock()
	k.mine.State, k.again = Up, k.phase == leading
	k.mu.Unlock()
	k.stir()
}

func (k *Keeper) stir() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// wakeWaiters wakes those who wait in Lead. k.mu is held.
func (k *Keeper) wakeWaiters() {
	close(k.changed)
	k.changed = make(chan struct{})
}

func (k *Keeper) notKept() error {
	return fmt.Errorf("%w: let this gateway publish and read gateway/v1/%s/status and gateway/v1/%s/instances/+ there",
		ErrNotKept, k.o.Name, k.o.Name)
}
