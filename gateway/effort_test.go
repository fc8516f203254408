package gateway

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// begin starts n works that each last a second, and returns how many run at once.
func begin(e *effort, n int) (running func() int64) {
	var now atomic.Int64
	for range n {
		go e.do(func() {
			now.Add(1)
			time.Sleep(time.Second)
			now.Add(-1)
		})
	}
	return func() int64 { synctest.Wait(); return now.Load() }
}

func TestEffortIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running := begin(newEffort(4), 10)
		if got := running(); got != 4 {
			t.Errorf("%d work at once, not 4", got)
		}
		time.Sleep(2500 * time.Millisecond)
		if got := running(); got != 2 {
			t.Errorf("%d work in the third second, not the last 2", got)
		}
		time.Sleep(time.Second)
	})
}

func TestWhatArrivesIsMadeSafeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := newEffort(4)
		e.arrives(pressed)
		running := begin(e, 6)
		if got := running(); got != 2 {
			t.Errorf("%d work at once while a flood comes in, not 2", got)
		}
		e.arrives(-1)
		if got := running(); got != 4 {
			t.Errorf("%d work at once after it, not 4", got)
		}
		time.Sleep(3 * time.Second)
	})
}
