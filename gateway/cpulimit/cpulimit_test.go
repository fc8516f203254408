package cpulimit

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// begin starts n works that each last a second, and returns how many run at once.
func begin(e *Limiter, n int) (running func() int64) {
	var now atomic.Int64
	for range n {
		go e.Do(Work{Source: "a"}, func() {
			now.Add(1)
			time.Sleep(time.Second)
			now.Add(-1)
		})
	}
	return func() int64 { synctest.Wait(); return now.Load() }
}

func TestCPULimitIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running := begin(New(8), 10)
		if got := running(); got != 4 {
			t.Errorf("%d work at once, not half as many as processors", got)
		}
		time.Sleep(2500 * time.Millisecond)
		if got := running(); got != 2 {
			t.Errorf("%d work in the third second, not the last 2", got)
		}
		time.Sleep(time.Second)
	})
}

// Large documents never keep the small ones out, nor the small ones them.
func TestLargeDocumentsLeaveRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := New(2)
		var large, small atomic.Int64
		work := func(w Work, now *atomic.Int64, lasts time.Duration) {
			go e.Do(w, func() {
				now.Add(1)
				time.Sleep(lasts)
				now.Add(-1)
			})
		}
		for range 5 {
			work(Work{Source: "flood", Large: true}, &large, time.Minute)
		}
		synctest.Wait()
		if n := large.Load(); n != 1 {
			t.Errorf("%d large documents are read at once by two processors", n)
		}
		work(Work{Source: "calm"}, &small, time.Second)
		work(Work{Source: "calm"}, &small, time.Second)
		synctest.Wait()
		if n := small.Load(); n != 1 {
			t.Errorf("%d small ones are read beside it", n)
		}
		time.Sleep(6 * time.Minute)
		if large.Load()+small.Load() != 0 {
			t.Error("some work was not done in its time")
		}
	})
}

// Whoever waits among many of another source is next but one.
func TestWhoWaitsTakesTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := New(4)
		order := make(chan string, 20)
		work := func(source string, class int64) {
			go e.Do(Work{Source: source, Class: class}, func() { order <- source; time.Sleep(time.Second) })
			synctest.Wait()
		}
		for range 6 {
			work("flood", 10)
		}
		work("calm", 10)
		work("urgent", 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		close(order)
		var got []string
		for source := range order {
			got = append(got, source)
		}
		slices.Sort(got[2:4]) // two begin in the same instant
		if want := []string{"flood", "flood", "calm", "urgent"}; !slices.Equal(got[:4], want) {
			t.Errorf("began: %q", got)
		}
	})
}
