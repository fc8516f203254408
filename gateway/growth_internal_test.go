package gateway

import (
	"fmt"
	"strings"
	"testing"
)

// cost is how many statements the book runs for the alerts from one number to another, settled and released.
func (b *testGateway) cost(from, to int, write func(n int) string) float64 {
	b.t.Helper()
	before := b.gw.db.Statements()
	for n := from; n < to; n++ {
		b.settleOnly("mema", write(n))
		b.gw.chains.Wait()
		b.flush()
	}
	return float64(b.gw.db.Statements()-before) / float64(to-from)
}

// What an alert costs the book, which everybody waits for, does not grow with the alerts in its incident, in its chain
// or in front of it in the queue.
func TestTheBooksStatementsDoNotGrow(t *testing.T) {
	alert := func(n int) message { return message{id: fmt.Sprintf("a%d", n), minutes: n / 60, expires: 6000} }
	for name, tc := range map[string]struct {
		write   func(n int) string
		deliver bool // as it goes on, so that nothing waits
	}{
		"incident": {func(n int) string {
			return strings.Replace(alert(n).String(), "<info>", "<incidents>flood</incidents><info>", 1)
		}, true},
		"chain": {func(n int) string {
			a := alert(n)
			a.minutes = n
			if n > 0 {
				before := alert(n - 1)
				before.minutes = n - 1
				a.typ, a.refs = "Update", before.ref()
			}
			return a.String()
		}, true},
		"queue": {func(n int) string { return alert(n).String() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTestGateway(t, forwarding)
			costs := map[int]float64{}
			done := 0
			for _, size := range []int{10, 60, 250} {
				for n := done; n < size-10; n++ {
					b.settleOnly("mema", tc.write(n))
					b.gw.chains.Wait()
					if tc.deliver && n%50 == 0 {
						b.deliver()
					}
				}
				b.flush()
				costs[size] = b.cost(max(done, size-10), size, tc.write)
				if tc.deliver {
					b.deliver()
				}
				done = size
			}
			t.Logf("statements an alert: %.1f of 10, %.1f of 60, %.1f of 250", costs[10], costs[60], costs[250])
			if costs[10] == 0 || costs[250] > costs[10]*1.1+1 || costs[60] > costs[10]*1.1+1 {
				t.Error("they grow")
			}
			before := b.gw.db.Statements()
			b.rest()
			if drawn := b.gw.db.Statements() - before; drawn > 60 {
				t.Errorf("%d statements of the book for all that is drawn beside it", drawn)
			}
		})
	}
}
