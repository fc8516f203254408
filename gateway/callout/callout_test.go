package callout_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/gateway/callout"
	"bordercast/gateway/clock"
)

// log is every hook, and writes down who was called when, in seconds since the start.
type log struct {
	mu    sync.Mutex
	start time.Time
	lines []string
}

func (l *log) say(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, time.Since(l.start).Round(time.Second).String()+" "+text)
}

func (l *log) Called(key string, c callout.Call, err error) {
	if err != nil {
		l.say(key + " " + c.Name + " failed")
	}
}

func (l *log) got() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.Join(l.lines, ", ")
	l.lines = nil
	return text
}

// phone is one hook.
type phone struct {
	log    *log
	name   string
	broken bool
	takes  time.Duration
}

func (p phone) Name() string { return p.name }

func (p phone) Call(ctx context.Context, payload []byte) error {
	if p.broken {
		return errors.New("nobody there")
	}
	p.log.say(string(payload) + " rings " + p.name)
	select {
	case <-time.After(p.takes):
	case <-ctx.Done():
	}
	return nil
}

func (l *log) waiting(key string, names ...string) callout.Waiting {
	w := callout.Waiting{Key: key}
	for _, n := range names {
		name, broken := strings.CutPrefix(n, "broken-")
		w.Calls = append(w.Calls, callout.Call{Name: n, Payload: []byte(key), Hook: phone{log: l, name: name,
			broken: broken}})
	}
	return w
}

// ring runs a ringer in a bubble of its own.
func ring(t *testing.T, play func(l *log, r *callout.Ringer)) {
	synctest.Test(t, func(t *testing.T) {
		l := &log{start: time.Now()}
		r := callout.New(clock.Real{}, l)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); _ = r.Run(ctx) }()
		play(l, r)
		stop()
		<-ended
	})
}

func want(t *testing.T, l *log, text string) {
	t.Helper()
	synctest.Wait()
	if got := l.got(); got != text {
		t.Errorf("calls: %s\nwant: %s", got, text)
	}
}

func TestTheNextIsCalledUntilSomebodyAnswers(t *testing.T) {
	ring(t, func(l *log, r *callout.Ringer) {
		r.See([]callout.Waiting{l.waiting("a", "mary", "ann", "luc")})
		want(t, l, "0s a rings mary")
		time.Sleep(3 * time.Minute)
		want(t, l, "2m0s a rings ann")
		r.See([]callout.Waiting{l.waiting("a", "mary", "ann", "luc")}) // seen again, it goes on where it was
		time.Sleep(4 * time.Minute)
		want(t, l, "4m0s a rings luc, 6m0s a rings mary") // and then from the first
		r.See(nil)
		time.Sleep(time.Hour)
		want(t, l, "")
	})
}

func TestWhatComesLaterRingsByItself(t *testing.T) {
	ring(t, func(l *log, r *callout.Ringer) {
		a := l.waiting("a", "mary", "ann")
		r.See([]callout.Waiting{a})
		time.Sleep(time.Minute)
		b := l.waiting("b", "mary", "ann")
		r.See([]callout.Waiting{a, b})
		synctest.Wait()
		r.See([]callout.Waiting{b}) // a is answered
		time.Sleep(3 * time.Minute)
		want(t, l, "0s a rings mary, 1m0s b rings mary, 3m0s b rings ann")
		r.See([]callout.Waiting{a, b}) // a new question with the old key begins anew
		want(t, l, "4m0s a rings mary")
	})
}

// A call that reaches nobody costs no two minutes, and a list of nothing but broken calls is not tried without end.
func TestABrokenCall(t *testing.T) {
	ring(t, func(l *log, r *callout.Ringer) {
		r.See([]callout.Waiting{l.waiting("a", "broken-mary", "ann")})
		want(t, l, "0s a broken-mary failed, 0s a rings ann")
		r.See([]callout.Waiting{l.waiting("b", "broken-mary", "broken-ann")})
		time.Sleep(3 * time.Minute)
		got := strings.Split(func() string { synctest.Wait(); return l.got() }(), ", ")
		if len(got) != 4 || slices.Contains(got, "0s a rings mary") {
			t.Errorf("calls: %s", got)
		}
		r.See([]callout.Waiting{{Key: "c"}}) // nobody to call
		time.Sleep(time.Hour)
		want(t, l, "")
	})
}

// A hook that takes long delays neither the other questions nor the end of the daemon.
func TestASlowCall(t *testing.T) {
	ring(t, func(l *log, r *callout.Ringer) {
		slow := l.waiting("a", "mary", "ann")
		slow.Calls[0].Hook = phone{log: l, name: "mary", takes: time.Hour}
		r.See([]callout.Waiting{slow, l.waiting("b", "luc", "paul")})
		synctest.Wait()
		l.got()
		time.Sleep(2 * time.Minute)
		want(t, l, "2m0s b rings paul")
	})
}
