// Package projection draws what is shown of the store beside the alerts themselves, such as an incident: not at each
// change, but soon after it, and once for many.
//
// A change touches a key (Projector.Touch, which only notes it), Run draws the touched ones, and Flush draws them all
// now. A key is drawn soon after it was first touched, and then no more often than Every, nor than its drawing is
// cheap: one that takes long is drawn seldom, so that all drawing together takes a small part of one processor.
// Whatever touched a key before its drawing began is in it; what comes later has it drawn again.
//
// It keeps no promise across a crash: who starts the gateway touches what may have changed.
package projection

import (
	"context"
	"slices"
	"sync"
	"time"

	"bordercast/adapters"
)

// rest is how many times as long as a drawing took its key is left alone after it.
const rest = 20

// Projector draws keys. Its exported fields are fixed before use; its methods may be called from any goroutine.
type Projector struct {
	Clock adapters.Clock // the machine's: drawing takes real time
	Every time.Duration  // between two drawings of one key, at least
	// Draw is called by one goroutine at a time. What it could not do is tried again later.
	Draw func(ctx context.Context, key string) error
	// Failed is told of an error of Draw; nil for nobody.
	Failed func(key string, err error)

	once    sync.Once
	wake    chan struct{} // holds one token while something is touched
	drawing sync.Mutex    // held while a key is drawn

	mu      sync.Mutex // guards what follows
	touched map[string]bool
	ready   []string             // touched keys that may be drawn, in order
	resting []string             // touched keys that were drawn a moment ago
	until   map[string]time.Time // before when a key is not drawn again
}

func (p *Projector) begin() {
	p.once.Do(func() {
		p.wake, p.touched, p.until = make(chan struct{}, 1), map[string]bool{}, map[string]time.Time{}
	})
}

// Touch notes that a key has changed. It does not block.
func (p *Projector) Touch(key string) {
	p.begin()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.touched[key] {
		return
	}
	p.touched[key] = true
	if _, rests := p.until[key]; rests {
		p.resting = append(p.resting, key)
	} else {
		p.ready = append(p.ready, key)
	}
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run draws until ctx ends. Its error is always nil.
func (p *Projector) Run(ctx context.Context) error {
	p.begin()
	for ctx.Err() == nil {
		key, wait, some := p.due()
		if some && wait <= 0 {
			_ = p.draw(ctx, key)
			continue
		}
		var fired <-chan time.Time
		stop := func() {}
		if some {
			fired, stop = p.Clock.After(wait)
		}
		select {
		case <-p.wake:
		case <-fired:
		case <-ctx.Done():
		}
		stop()
	}
	return nil
}

// due is the touched key that may be drawn next, and how long that is from now; some is false when none is touched.
func (p *Projector) due() (key string, wait time.Duration, some bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Clock.Now()
	var still []string
	for _, k := range p.resting {
		left := p.until[k].Sub(now)
		if left <= 0 {
			p.ready = append(p.ready, k)
			continue
		}
		if still = append(still, k); !some || left < wait {
			key, wait, some = k, left, true
		}
	}
	p.resting = still
	for k, until := range p.until {
		if !until.After(now) {
			delete(p.until, k)
		}
	}
	if len(p.ready) > 0 {
		return p.ready[0], 0, true
	}
	return key, wait, some
}

// draw draws one key, which is touched no longer when it begins.
func (p *Projector) draw(ctx context.Context, key string) error {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.mu.Lock()
	touched := p.touched[key]
	delete(p.touched, key)
	is := func(k string) bool { return k == key }
	p.ready, p.resting = slices.DeleteFunc(p.ready, is), slices.DeleteFunc(p.resting, is)
	began := p.Clock.Now()
	if touched {
		p.until[key] = began.Add(p.Every) // what touches it from now on has it rest first
	}
	p.mu.Unlock()
	if !touched {
		return nil // a Flush has drawn it
	}
	err := p.Draw(ctx, key)
	now := p.Clock.Now()
	p.mu.Lock()
	p.until[key] = now.Add(max(p.Every, rest*now.Sub(began)))
	p.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		p.Touch(key)
		if p.Failed != nil {
			p.Failed(key, err)
		}
	}
	return err
}

// Flush draws at once every key that is touched now, whenever it was drawn last.
func (p *Projector) Flush(ctx context.Context) error {
	p.begin()
	p.mu.Lock()
	all := slices.Concat(p.ready, p.resting)
	p.mu.Unlock()
	for _, key := range all {
		if err := p.draw(ctx, key); err != nil {
			return err
		}
	}
	p.drawing.Lock() // one that Run had begun before
	defer p.drawing.Unlock()
	return ctx.Err()
}
