package observer

import (
	"testing"
	"testing/synctest"
	"time"

	"bordercast/gateway/exercise/scenario"
)

// bubble is the clock of a synctest bubble.
type bubble struct{}

func (bubble) Now() time.Time { return time.Now() }

func (bubble) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// What is settled soon is judged as soon as it is seen, however much else comes before it.
func TestSettledSoonIsJudgedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := New(bubble{}, Sources{})
		o.Record.Send(Sent{Name: "m", By: "mema", SHA: "ab", Chain: chain})
		asked := 0
		go func() {
			for n := range 500 { // of others, ten in a millisecond
				time.Sleep(100 * time.Microsecond)
				payload := `{"sha256":"cd","state":"received"}`
				if n == 50 {
					payload = `{"sha256":"ab","state":"received"}`
				}
				o.Log.Add(time.Now(), "bordercast/v1/receipt/mema", []byte(payload), false)
			}
		}()
		out := o.Settle(t.Context(), 1, []scenario.Expectation{scenario.Received{Message: "m"}}, func() { asked++ },
			func() bool { return false })
		if len(out) != 1 || !out[0].OK {
			t.Fatalf("outcome %+v", out)
		}
		if took := out[0].Took; took < 5*time.Millisecond || took > 7*time.Millisecond {
			t.Errorf("the receipt came after 5.1 ms and was seen after %s", took)
		}
		if asked > 10 {
			t.Errorf("all was judged %d times in 6 ms", asked)
		}
		time.Sleep(time.Second)
	})
}

// Nothing that comes is waited for until the patience is over, and not all is judged at each message of a flood.
func TestAFloodIsNotJudgedAtEachMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := New(bubble{}, Sources{})
		o.Record.Send(Sent{Name: "m", By: "mema", SHA: "ab", Chain: chain})
		asked, over := 0, make(chan struct{})
		go func() {
			for {
				select {
				case <-over:
					return
				case <-time.After(time.Millisecond):
					o.Log.Add(time.Now(), "x", nil, false)
				}
			}
		}()
		out := o.Settle(t.Context(), 1, []scenario.Expectation{scenario.Received{Message: "m"}}, func() { asked++ },
			func() bool { return false })
		close(over)
		if out[0].OK || out[0].Took < scenario.Usual {
			t.Errorf("outcome %+v", out[0])
		}
		if most := int(scenario.Usual/(20*time.Millisecond)) + 60; asked > most {
			t.Errorf("15,000 messages had all judged %d times, more than %d", asked, most)
		}
	})
}
