package leader

import (
	"context"
	"fmt"
	"time"

	"bordercast/adapters"
)

// visit is one connection to the board, from its beginning to its end. It does what the rules say; one goroutine works
// with it.
type visit struct {
	board    Board
	clock    adapters.Clock
	beat     time.Duration
	wake     <-chan struct{} // there is something to think about
	standing *standing
}

// begin shows this instance and reads the board, in that order.
func (v *visit) begin(ctx context.Context) error {
	if !v.standing.owner {
		if err := v.appear(ctx); err != nil {
			return err
		}
	}
	v.standing.mu.Lock()
	v.standing.watch()
	v.standing.mu.Unlock()
	if v.standing.owner {
		return nil
	}
	return v.look(ctx)
}

// stay does what is to be done until ctx ends; then it says farewell. What it says and reads is bound to line.
func (v *visit) stay(ctx, line context.Context) error {
	for ctx.Err() == nil {
		v.standing.mu.Lock()
		act, until := v.standing.next()
		v.standing.mu.Unlock()
		if act != rest {
			if err := v.do(line, act); err != nil {
				return err
			}
		} else if !v.sleep(ctx, until) {
			return ErrCut
		}
	}
	v.farewell(line)
	return nil
}

// sleep waits until there is something to think about; false: the connection is down.
func (v *visit) sleep(ctx context.Context, until time.Time) bool {
	var fired <-chan time.Time
	if !until.IsZero() {
		var stop func()
		fired, stop = v.clock.After(until.Sub(v.clock.Now()))
		defer stop()
	}
	select {
	case <-fired:
	case <-v.wake:
	case <-v.board.Lost():
		return false
	case <-ctx.Done():
	}
	v.standing.mu.Lock()
	v.standing.seat.fresh = false
	v.standing.mu.Unlock()
	return true
}

func (v *visit) do(ctx context.Context, a act) error {
	switch a {
	case look:
		return v.look(ctx)
	case claim:
		return v.claim(ctx)
	case insist:
		return v.insist(ctx)
	case settle:
		v.standing.mu.Lock()
		defer v.standing.mu.Unlock()
		if v.standing.ours.phase == claiming { // and nothing was heard since it was decided
			v.standing.lead()
		}
	case speak:
		return v.speak(ctx)
	case appear:
		v.standing.mu.Lock()
		v.standing.others.show = false
		v.standing.mu.Unlock()
		return v.appear(ctx)
	case tidy:
		return v.tidy(ctx)
	case recast:
		v.standing.mu.Lock()
		defer v.standing.mu.Unlock()
		v.standing.recast()
	}
	return nil
}

// within bounds one exchange with the broker: one that does not answer is as good as gone.
func (v *visit) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, (patience-1)*v.beat)
}

func (v *visit) write(ctx context.Context, n Note) error {
	ctx, cancel := v.within(ctx)
	defer cancel()
	return v.board.Write(ctx, n)
}

// look reads the board and takes in what stands there.
func (v *visit) look(ctx context.Context) error {
	s := v.standing
	s.mu.Lock()
	live := s.seat.live
	s.mu.Unlock()
	ctx, cancel := v.within(ctx)
	defer cancel()
	notes, err := v.board.Read(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found(notes, live)
	return nil
}

// appear shows that this instance is there.
func (v *visit) appear(ctx context.Context) error {
	v.standing.mu.Lock()
	n := v.standing.ours.presence()
	v.standing.mu.Unlock()
	return v.write(ctx, n)
}

// speak writes our statement on the seat.
func (v *visit) speak(ctx context.Context) error {
	s := v.standing
	s.mu.Lock()
	n, sent := s.ours.statement(), v.clock.Now()
	s.mu.Unlock()
	if err := v.write(ctx, n); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ours.said(n, sent)
	return nil
}

// claim makes the claim durable, says it, and reads the board again.
func (v *visit) claim(ctx context.Context) error {
	s := v.standing
	s.mu.Lock()
	want := s.task.want
	if want == nil {
		s.mu.Unlock()
		return nil
	}
	c := s.seat.claim(max(want.Epoch, s.ours.word.Epoch))
	s.mu.Unlock()
	if err := want.Claim(ctx, c); err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.task.refuse(want, err)
		return nil
	}
	s.mu.Lock()
	wait, ok := s.claim(want, c)
	s.mu.Unlock()
	if !ok {
		return nil
	}
	if err := v.insist(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ours.waitFor(s.ours.sent.Add(wait))
	return nil
}

// insist says our claim and reads the board again. A seat that is empty then never keeps anything.
func (v *visit) insist(ctx context.Context) error {
	if err := v.speak(ctx); err != nil {
		return err
	}
	if err := v.look(ctx); err != nil {
		return err
	}
	s := v.standing
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.ours.phase != claiming || s.seat.stands:
		return nil
	case s.seat.word == nil:
		s.ours.phase = looking
		return fmt.Errorf("%w: let this gateway publish and read gateway/v1/%s/status and gateway/v1/%s/instances/+ there",
			ErrNotKept, s.name, s.name)
	}
	s.ours.waitFor(v.clock.Now().Add(v.beat))
	return nil
}

// tidy clears what may be left of others. One that lives shows itself again, and is seen to live by that.
func (v *visit) tidy(ctx context.Context) error {
	v.standing.mu.Lock()
	list := v.standing.others.leftover()
	v.standing.mu.Unlock()
	for _, instance := range list {
		if err := v.disappear(ctx, instance); err != nil {
			return err
		}
	}
	return nil
}

// disappear clears an instance's presence.
func (v *visit) disappear(ctx context.Context, instance string) error {
	return v.write(ctx, Note{Presence: true, Gone: true, Status: Status{Gateway: v.standing.name, Instance: instance}})
}

// farewell clears our presence, then says that nobody leads: in that order, so that whoever hears it and sees nobody
// else need not wait. Whoever is not sure to lead looks first, not to say so in another's place.
func (v *visit) farewell(ctx context.Context) {
	s := v.standing
	if !s.owner {
		if v.disappear(ctx, s.instance) != nil {
			return // unsaid, three beats of silence say the same
		}
		s.mu.Lock()
		sure := s.ours.held(s.now())
		s.mu.Unlock()
		if !sure && v.look(ctx) != nil {
			return
		}
	}
	s.mu.Lock()
	led := s.ours.phase != looking
	s.ours.word.State, s.ours.word.Trees = Down, nil
	s.mu.Unlock()
	if led {
		_ = v.speak(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ours.phase, s.ours.sent, s.task.term = looking, time.Time{}, nil
}
