package projection_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/gateway/clock"
	"bordercast/gateway/projection"
)

// slate is what was drawn, and how long a drawing takes.
type slate struct {
	mu    sync.Mutex
	drawn []string
	takes time.Duration
	fails error
}

func (s *slate) draw(_ context.Context, key string) error {
	time.Sleep(s.takes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drawn = append(s.drawn, key)
	return s.fails
}

func (s *slate) count(key string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.drawn {
		if k == key {
			n++
		}
	}
	return n
}

// running is a projector at work inside a bubble.
func running(t *testing.T, s *slate) *projection.Projector {
	p := &projection.Projector{Clock: clock.Real{}, Every: time.Second, Draw: s.draw}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return p
}

// However many changes come, a key is drawn once at first, and once a second after that, the last change included.
func TestABurstIsDrawnOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slate{}
		p := running(t, s)
		p.Touch("flood")
		synctest.Wait()
		if n := s.count("flood"); n != 1 {
			t.Errorf("drawn %d times at first", n)
		}
		for range 2000 {
			p.Touch("flood")
			time.Sleep(time.Millisecond)
		}
		if n := s.count("flood"); n < 2 || n > 3 {
			t.Errorf("drawn %d times in two seconds of changes", n)
		}
		before := s.count("flood")
		p.Touch("flood")
		time.Sleep(1100 * time.Millisecond)
		if n := s.count("flood"); n != before+1 {
			t.Errorf("the last change was drawn %d times", n-before)
		}
		time.Sleep(time.Minute)
		if n := s.count("flood"); n != before+1 {
			t.Error("it is drawn although nothing changed")
		}
	})
}

// What takes long to draw is drawn seldom.
func TestWhatTakesLongIsDrawnSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slate{takes: time.Second}
		p := running(t, s)
		for range 630 {
			p.Touch("large")
			time.Sleep(100 * time.Millisecond)
		}
		if n := s.count("large"); n < 3 || n > 4 {
			t.Errorf("what takes a second is drawn %d times in 63", n)
		}
	})
}

// One key does not wait for the pause of another.
func TestKeysWaitForThemselvesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slate{}
		p := running(t, s)
		p.Touch("a")
		synctest.Wait()
		p.Touch("a")
		p.Touch("b")
		synctest.Wait()
		if !slices.Equal(s.drawn, []string{"a", "b"}) {
			t.Errorf("drawn %q", s.drawn)
		}
	})
}

func TestFlushDrawsAtOnce(t *testing.T) {
	s := &slate{}
	p := &projection.Projector{Clock: clock.Real{}, Every: time.Hour, Draw: s.draw}
	for i := range 3 {
		p.Touch("a")
		p.Touch("b")
		if err := p.Flush(t.Context()); err != nil || s.count("a") != i+1 || s.count("b") != i+1 {
			t.Fatalf("%v: drawn %q", err, s.drawn)
		}
	}
}

func TestWhatFailsIsDrawnAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slate{fails: errors.New("the disk is full")}
		var told []string
		p := &projection.Projector{Clock: clock.Real{}, Every: time.Second, Draw: s.draw, Failed: func(key string,
			err error) {
			told = append(told, fmt.Sprint(key, ": ", err))
		}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.Run(ctx) }()
		p.Touch("a")
		time.Sleep(3500 * time.Millisecond)
		s.mu.Lock()
		s.fails = nil
		s.mu.Unlock()
		time.Sleep(10 * time.Second)
		if n := s.count("a"); n != 5 || len(told) != 4 || told[0] != "a: the disk is full" {
			t.Errorf("drawn %d times; told %q", n, told)
		}
		cancel()
		<-done
	})
}
