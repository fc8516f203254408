package exercise

import (
	"context"
	"time"
)

// settle asks every expectation of a beat until each holds or its time is up.
func (s *stage) settle(ctx context.Context, no int, all []expectation) []outcome {
	began := s.real.Now()
	out := make([]outcome, len(all))
	open := make(map[int]expectation, len(all))
	for i, e := range all {
		out[i] = outcome{inject: no, text: e.text, quiet: e.quiet}
		open[i] = e
	}
	for len(open) > 0 {
		changed := s.log.Changed()
		passed := s.real.Now().Sub(began)
		for i, e := range open {
			f := e.holds(s)
			if e.decided(f, passed) || ctx.Err() != nil || s.gateway.ended() {
				out[i].finding, out[i].took = f, s.real.Now().Sub(began)
				delete(open, i)
			}
		}
		if len(open) > 0 {
			s.pauseUntil(ctx, changed)
		}
	}
	return out
}

// decided says whether asking again could change anything.
func (e expectation) decided(f finding, passed time.Duration) bool {
	if e.quiet {
		return !f.ok || passed >= e.limit()
	}
	return f.ok || passed >= e.limit()
}

// pauseUntil waits for something new, but asks no more often than fifty times a second nor less often than ten.
func (s *stage) pauseUntil(ctx context.Context, changed <-chan struct{}) {
	s.script.tick(s.script.Now())
	sleep(ctx, s.real, 20*time.Millisecond)
	fired, stop := s.real.After(80 * time.Millisecond)
	defer stop()
	select {
	case <-changed:
	case <-fired:
	case <-ctx.Done():
	}
}
