package leader

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

func compare(a, b string) int { return strings.Compare(a, b) }

// act is what the loop does next.
type act int

const (
	rest   act = iota
	look       // read the board before going on
	claim      // claim the seat
	insist     // our claim is not on the seat: say it again and see whether it stays
	settle     // the claim counts: lead
	speak      // say our statement
	appear     // show our presence again
	tidy       // clear the presences that may be left over
	recast     // the trees have changed
)

// next decides. It is the whole of the rules that have to do with time; take has those that follow from what is heard.
func (k *Keeper) next() (act, time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.o.Clock.Now()
	if k.show {
		return appear, time.Time{}
	}
	switch k.phase {
	case claiming:
		return k.nextClaiming(now)
	case leading:
		return k.nextLeading(now)
	}
	return k.nextLooking(now)
}

func (k *Keeper) nextLooking(now time.Time) (act, time.Time) {
	if k.want == nil || k.refused != nil {
		return rest, time.Time{}
	}
	due, _ := k.due()
	switch {
	case now.Before(due):
		return rest, due
	case !k.fresh: // this process may have been stopped: what it knows may be old
		return look, time.Time{}
	}
	return claim, time.Time{}
}

func (k *Keeper) nextClaiming(now time.Time) (act, time.Time) {
	beat := k.sent.Add(k.o.Beat)
	switch {
	case k.again || !now.Before(beat) && now.Before(k.settles):
		return speak, time.Time{}
	case now.Before(k.settles):
		return rest, earliest(beat, k.settles)
	case !k.fresh:
		return look, time.Time{}
	case !k.stands:
		return insist, time.Time{}
	}
	return settle, time.Time{}
}

func (k *Keeper) nextLeading(now time.Time) (act, time.Time) {
	beat := k.sent.Add(k.o.Beat)
	switch {
	case !k.held(now) && !k.fresh:
		return look, time.Time{}
	case k.again || !now.Before(beat):
		return speak, time.Time{}
	case len(k.sweep) > 0:
		return tidy, time.Time{}
	case k.term != nil && !slices.Equal(k.term.Trees, k.free(now)):
		return recast, time.Time{}
	}
	return rest, beat
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// due is from when the seat may be claimed, as far as is known, and whether the claim must be confirmed by a beat of
// waiting: it need not when nobody else can be about to claim. k.mu is held.
func (k *Keeper) due() (at time.Time, confirm bool) {
	alone := len(k.others) == 0
	switch {
	case k.seat == nil && k.seen: // the broker forgot it, and the leader may be on its way back
		return k.watching.Add(k.beats(patience)), true
	case k.seat == nil && alone:
		return k.watching, false
	case k.seat == nil: // another came at the same time: let it be the first, if it can
		return k.watching.Add(k.o.Beat), true
	case k.seat.State == Down:
		return k.seat.at, !alone
	case k.o.Lock != "" && k.seat.Lock == k.o.Lock && k.seat.Host == k.o.Host:
		return k.seat.at, false // its process held the lock that we hold
	}
	return k.seat.at.Add(k.beats(patience)), true
}

// do does it.
func (k *Keeper) do(ctx context.Context, board Board, a act) error {
	switch a {
	case look:
		return k.read(ctx, board)
	case claim:
		return k.claim(ctx, board)
	case insist:
		return k.insist(ctx, board)
	case settle:
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.phase == claiming { // and nothing was heard since it was decided
			k.lead()
		}
	case speak:
		return k.publishBeat(ctx, board)
	case appear:
		k.mu.Lock()
		k.show = false
		k.mu.Unlock()
		return k.write(ctx, board, k.presence())
	case tidy:
		return k.tidy(ctx, board)
	case recast:
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.term != nil {
			free := k.free(k.o.Clock.Now())
			k.mine.Trees = slices.DeleteFunc(k.mine.Trees, func(tree string) bool { return !slices.Contains(free, tree) })
			k.term.end(ErrTrees)
			k.term, k.again = nil, true
		}
	}
	return nil
}

// claim makes the claim durable, says it, and reads the board again.
func (k *Keeper) claim(ctx context.Context, board Board) error {
	k.mu.Lock()
	want := k.want
	if want == nil {
		k.mu.Unlock()
		return nil
	}
	c := Claim{Epoch: max(want.Epoch, k.mine.Epoch), First: !k.seen}
	if k.seat != nil {
		c.Epoch, c.After = max(c.Epoch, k.seat.Epoch), k.seat.Status
	}
	c.Epoch++
	k.mu.Unlock()
	if err := want.Claim(ctx, c); err != nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.want == want {
			k.refused = err
			k.wakeWaiters()
		}
		return nil
	}
	k.mu.Lock()
	due, confirm := k.due()
	if k.want != want || k.o.Clock.Now().Before(due) { // it spoke meanwhile
		k.mu.Unlock()
		return nil
	}
	k.phase, k.after, k.silent = claiming, c.After, confirm && c.After.leads()
	k.mine.Epoch, k.mine.Since, k.mine.State, k.mine.Trees = c.Epoch, want.Now(), Starting, nil
	k.mine.Agreement = want.Agreement
	wait := time.Duration(0)
	if confirm {
		k.mine.State, wait = Claiming, k.o.Beat
	}
	k.settles = k.o.Clock.Now().Add(wait)
	k.reported = map[string]bool{}
	k.mu.Unlock()
	if err := k.insist(ctx, board); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.settles = later(k.settles, k.sent.Add(wait))
	return nil
}

// insist says our claim and reads the board again. A seat that is empty then never keeps anything.
func (k *Keeper) insist(ctx context.Context, board Board) error {
	if err := k.publishBeat(ctx, board); err != nil {
		return err
	}
	if err := k.read(ctx, board); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.phase != claiming || k.stands:
		return nil
	case k.seat == nil:
		k.phase = looking
		return k.notKept()
	}
	k.settles = later(k.settles, k.o.Clock.Now().Add(k.o.Beat))
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// lead begins to lead. k.mu is held.
func (k *Keeper) lead() {
	k.phase, k.again, k.show = leading, true, true
	k.mine.State = Starting
	k.sweep = slices.Collect(maps.Keys(k.others))
	k.others = map[string]Status{}
	k.enter()
}

// enter gives whoever waits a new term. k.mu is held.
func (k *Keeper) enter() {
	now := k.o.Clock.Now()
	t := &Term{Epoch: k.mine.Epoch, After: k.after, Silent: k.silent, ended: make(chan struct{})}
	if k.want == nil {
		return
	}
	k.term = t
	t.Trees = k.free(now)
	for _, tree := range k.want.Trees {
		if by, blocked := k.blocked(tree, now); blocked {
			t.Blocked = append(t.Blocked, Blocked{tree, by})
		}
	}
	k.mine.Trees = slices.Clone(t.Trees)
	k.after, k.silent, k.seat = Status{}, false, nil
	k.wakeWaiters()
}

// free are the wanted trees that no living gateway of another name leads. k.mu is held.
func (k *Keeper) free(now time.Time) []string {
	trees := []string{}
	for _, tree := range k.want.Trees {
		if _, blocked := k.blocked(tree, now); !blocked {
			trees = append(trees, tree)
		}
	}
	return trees
}

// blocked says whose a tree is. Where both lead it, the first name keeps it.
func (k *Keeper) blocked(tree string, now time.Time) (by Status, yes bool) {
	for _, name := range slices.Sorted(maps.Keys(k.neighbours)) {
		n := k.neighbours[name]
		switch {
		case k.o.Owner, !n.leads(), now.Sub(n.at) >= k.beats(patience), !slices.Contains(n.Trees, tree):
		case slices.Contains(k.mine.Trees, tree) && k.o.Name < name:
		default:
			return n.Status, true
		}
	}
	return Status{}, false
}

// tidy clears what may be left of others. One that lives shows itself again, and is seen to live by that.
func (k *Keeper) tidy(ctx context.Context, board Board) error {
	k.mu.Lock()
	list := k.sweep
	k.sweep = nil
	k.mu.Unlock()
	for _, instance := range list {
		if err := k.write(ctx, board, Note{Presence: true, Gone: true, Status: Status{Gateway: k.o.Name,
			Instance: instance}}); err != nil {
			return err
		}
	}
	return nil
}

// hear takes a note as it is published.
func (k *Keeper) hear(n Note) {
	k.mu.Lock()
	k.take(n, true)
	k.mu.Unlock()
	k.stir()
}

// take takes in a note: live as it is published, otherwise as it was found. k.mu is held.
func (k *Keeper) take(n Note, live bool) {
	switch {
	case k.o.Owner:
	case n.Gateway != k.o.Name:
		k.takeNeighbour(n, live)
	case n.Presence && n.Instance == k.o.Instance:
		k.show = k.show || live && n.Gone
	case n.Presence:
		k.takePresence(n, live)
	case n.Instance == k.o.Instance: // our own, come back
	default:
		k.takeSeat(n, live)
	}
}

func (k *Keeper) takeNeighbour(n Note, live bool) {
	if n.Presence {
		return
	}
	if n.Gone {
		delete(k.neighbours, n.Gateway)
		return
	}
	k.neighbours[n.Gateway] = k.seeing(k.neighbours[n.Gateway], n, live)
}

// seeing is what is known of a status after it was seen once more.
func (k *Keeper) seeing(before *sight, n Note, live bool) *sight {
	if before != nil && before.Status.same(n.Status) {
		return before
	}
	moved := live || before != nil && before.Instance == n.Instance
	return &sight{Status: n.Status, at: k.o.Clock.Now(), alive: moved && n.State != Down}
}

func (k *Keeper) takePresence(n Note, live bool) {
	if n.Gone {
		delete(k.others, n.Instance)
		if k.reported[n.Instance] {
			delete(k.reported, n.Instance)
			k.notify(Left, n.Status)
		}
		return
	}
	k.others[n.Instance] = n.Status
	if live && k.phase == leading && !k.reported[n.Instance] {
		k.reported[n.Instance] = true
		k.notify(Second, n.Status)
	}
}

// takeSeat takes in what another instance says on the seat.
func (k *Keeper) takeSeat(n Note, live bool) {
	if live {
		k.live++
	}
	if n.Gone { // somebody cleared it; a broker that forgot it looks the same
		k.again = k.phase != looking
		k.vacate()
		return
	}
	before := k.seat
	k.seat = k.seeing(before, n, live)
	if k.seat.alive {
		k.seen = true
	}
	switch {
	case k.phase == looking:
		if k.seat.alive && n.leads() && (before == nil || !before.alive || before.Instance != n.Instance || !before.leads()) {
			k.notify(Behind, n.Status)
		}
	case n.above(k.mine):
		k.stepDown(n.Status)
	default:
		k.again = true
		if k.phase == claiming && n.leads() { // it spoke after our claim
			k.settles = k.o.Clock.Now().Add(k.beats(patience)) // until it has surely stopped
		}
		if k.phase == leading && live && n.State != Down && !k.reported[n.Instance] {
			k.reported[n.Instance] = true
			k.notify(Second, n.Status)
		}
	}
}

// stepDown is what whoever is outbid does, at once. k.mu is held.
func (k *Keeper) stepDown(to Status) {
	k.phase, k.sent, k.again = looking, time.Time{}, false
	k.mine.Trees = nil
	k.term.end(ErrLost)
	k.term = nil
	if to.State != Down {
		k.notify(Behind, to)
	}
}
