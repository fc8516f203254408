package alarm

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

	"github.com/google/go-cmp/cmp"
)

// board records what was published and what the hook was called with.
type board struct {
	mu     sync.Mutex
	shown  []string
	called []string
	fail   error
	block  chan struct{} // non-nil: Call waits for it
}

func (b *board) publish(a Alarm, stands bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	word := map[bool]string{true: "shown", false: "gone"}[stands]
	if a.New {
		word = "new"
	}
	b.shown = append(b.shown, fmt.Sprintf("%s x%d %s", a.Code, a.Count, word))
}

func (b *board) Name() string { return "test" }

func (b *board) Call(ctx context.Context, payload []byte) error {
	if b.block != nil {
		select {
		case <-b.block:
		case <-ctx.Done():
		}
	}
	a, err := Parse(payload)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.called = append(b.called, fmt.Sprintf("%s x%d", a.Code, a.Count))
	return b.fail
}

// taken gives what happened since the last call and forgets it.
func (b *board) taken() (shown, called []string) {
	synctest.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	shown, called = b.shown, b.called
	b.shown, b.called = nil, nil
	return shown, called
}

func silent(system string) Raised {
	return Raised{Key: Key{Cause: "silent\n" + system}, Code: "silent", Severity: Warning, EN: "nothing heard",
		FR: "aucune nouvelle"}
}

// inBubble runs a register on synthetic time.
func inBubble(t *testing.T, b *board, script func(t *testing.T, d *Register)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if b.block != nil {
			b.block = make(chan struct{}) // a channel of this bubble
		}
		d := New(Options{Clock: clock.Real{}, Repeat: 5 * time.Minute, Hooks: []Hook{b}, Publish: b.publish})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		script(t, d)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestAnAlarmRepeatsUntilItIsAcknowledged(t *testing.T) {
	b := &board{}
	inBubble(t, b, func(t *testing.T, d *Register) {
		a := d.Raise(silent("nws"))
		shown, called := b.taken()
		want(t, "shown at once", shown, "silent x1 new")
		want(t, "called at once", called, "silent x1")
		time.Sleep(5*time.Minute + time.Second)
		shown, called = b.taken()
		want(t, "shown after the repeat time", shown) // nothing new to show
		want(t, "called after the repeat time", called, "silent x1")

		acked, ok := d.Acknowledge(a.ID, "duty1")
		if !ok || acked.Acknowledged.By != "duty1" || acked.Acknowledged.At.IsZero() {
			t.Errorf("acknowledged %v as %+v", ok, acked.Acknowledged)
		}
		shown, _ = b.taken()
		want(t, "an acknowledged alarm leaves its topic", shown, "silent x1 gone")
		time.Sleep(time.Hour)
		shown, called = b.taken()
		want(t, "shown after acknowledgement", shown)
		want(t, "called after acknowledgement", called)
		if _, again := d.Acknowledge(a.ID, "duty2"); again {
			t.Error("acknowledged twice")
		}
	})
}

func TestAFloodOfOneCauseIsOneAlarm(t *testing.T) {
	b := &board{}
	inBubble(t, b, func(t *testing.T, d *Register) {
		for range 1000 {
			d.Raise(silent("nws"))
		}
		shown, called := b.taken()
		if len(shown) > 2 || len(called) != 1 { // the hooks may have begun while the flood came
			t.Errorf("shown %q, called %q", shown, called)
		}
		if open := d.Open(); len(open) != 1 || open[0].Count != 1000 {
			t.Errorf("open: %+v", open)
		}
		time.Sleep(5 * time.Minute)
		b.taken()
		worse := silent("nws")
		worse.Severity = Critical
		d.Raise(worse)
		_, called = b.taken()
		want(t, "called when it got worse", called, "silent x1001")
	})
}

func TestACauseThatGoesOnAfterTheAcknowledgementIsANewAlarm(t *testing.T) {
	b := &board{}
	inBubble(t, b, func(t *testing.T, d *Register) {
		a := d.Raise(silent("nws"))
		d.Acknowledge(a.ID, "duty1")
		b.taken()
		time.Sleep(time.Minute)
		d.Raise(silent("nws"))
		shown, called := b.taken()
		want(t, "shown during the quiet", shown)
		want(t, "called during the quiet", called)
		time.Sleep(5 * time.Minute)
		shown, called = b.taken()
		want(t, "shown after the quiet", shown, "silent x1 new")
		want(t, "called after the quiet", called, "silent x1")
	})
}

func TestACauseThatEndsStandsUntilAcknowledged(t *testing.T) {
	b := &board{}
	inBubble(t, b, func(t *testing.T, d *Register) {
		d.Raise(silent("nws"))
		d.Over(silent("nws").Key)
		if open := d.Open(); len(open) != 1 || open[0].Over.IsZero() {
			t.Errorf("open: %+v", open)
		}
		d.Raise(silent("nws"))
		if open := d.Open(); len(open) != 1 || !open[0].Over.IsZero() {
			t.Errorf("raised again: %+v", open)
		}
	})
}

func TestASlowHookHoldsUpNobody(t *testing.T) {
	b := &board{block: make(chan struct{})}
	inBubble(t, b, func(t *testing.T, d *Register) {
		start := time.Now()
		for n := range 100 {
			d.Raise(silent(fmt.Sprint("system-", n%10)))
			synctest.Wait()
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("raising waited %v for the hook", took)
		}
		close(b.block)
		_, called := b.taken()
		if len(called) != 10 {
			t.Errorf("the hook heard %d times of 10 causes: %q", len(called), called)
		}
	})
}

func TestAHookThatFailsIsAnAlarmOfItsOwn(t *testing.T) {
	b := &board{fail: errors.New("no such pager")}
	inBubble(t, b, func(t *testing.T, d *Register) {
		d.Raise(silent("nws"))
		_, called := b.taken()
		want(t, "called", called, "silent x1")
		open := d.Open()
		if !slices.ContainsFunc(open, func(a Alarm) bool { return a.Code == hookCode && a.Party == "" }) {
			t.Errorf("no alarm about the hook: %+v", open)
		}
		time.Sleep(time.Second)
		_, called = b.taken()
		want(t, "called about its own failure", called)
	})
}
