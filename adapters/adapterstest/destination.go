package adapterstest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/cap"
)

// A Receiver is the far end of a destination. It takes what is delivered until Down, and again from Up on.
type Receiver interface {
	Breaker
	// Destination makes the destination on this far end.
	Destination(out adapters.Outbound) adapters.Destination
	// Received are the documents that arrived, byte for byte as they stood in their deliveries. The tests look for those
	// whose role is CAP; what else arrives, and what arrives twice, is no matter.
	Received() [][]byte
}

// A Staller is a Receiver that can take deliveries and leave them without an answer. Stall has it do so from then on,
// for the rest of its test.
type Staller interface{ Stall() }

// Destination tries all that package adapters says of a destination. setup makes a new far end.
func Destination(t *testing.T, setup func(t *testing.T) Receiver, options ...Option) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *outlet)
	}{
		{"EachResultOnce", eachResultOnce}, {"Repeated", repeated}, {"AChain", aChain}, {"FromMany", fromMany},
		{"ContextHasEnded", contextHasEnded}, {"NoAnswer", noAnswer}, {"DownAndUp", destinationDownAndUp},
		{"EndsWhileDown", endsWhileDown},
	} {
		run(t, options, c.name, func(t *testing.T) {
			o := &outlet{t: t, far: setup(t), reports: &reports{}}
			o.dest = o.far.Destination(adapters.Outbound{System: system, Gateway: "gateway", Clock: Clock{}, Timer: Clock{},
				Rand: rand.Reader, Report: o.reports.add})
			o.stop = serve(t, o.dest)
			c.test(t, o)
			o.stop()
			o.reports.check(t)
		})
	}
}

// outlet is the near end of a destination.
type outlet struct {
	t       *testing.T
	far     Receiver
	dest    adapters.Destination
	reports *reports
	stop    func()
}

// connected says whether there is something to deliver over.
func (o *outlet) connected() bool {
	select {
	case <-o.dest.Connected():
		return true
	default:
		return false
	}
}

func (o *outlet) untilConnected() {
	o.t.Helper()
	until(o.t, "the destination is connected", o.connected)
}

// deliver delivers, and holds the destination to one result for each, and none after it has returned.
func (o *outlet) deliver(ctx context.Context, out ...adapters.Outgoing) []adapters.Result {
	o.t.Helper()
	var mu sync.Mutex // guards what follows
	results, times, over := make([]adapters.Result, len(out)), make([]int, len(out)), false
	o.dest.Deliver(ctx, out, func(i int, r adapters.Result) {
		mu.Lock()
		defer mu.Unlock()
		if over || i < 0 || i >= len(out) {
			o.t.Errorf("a result came for delivery %d of %d; after Deliver had returned: %t", i, len(out), over)
			return
		}
		results[i] = r
		times[i]++
	})
	mu.Lock()
	defer mu.Unlock()
	over = true
	for i, n := range times {
		if n != 1 {
			o.t.Errorf("Deliver returned after %d results for delivery %d, want 1", n, i)
		}
	}
	for _, r := range results {
		if r.Outcome != adapters.Done && r.Code != "" && !code.MatchString(r.Code) ||
			(r.Outcome == adapters.Refused || r.Outcome == adapters.Unknown) && (r.Code == "" || !sentence(r.Text)) {
			o.t.Errorf("a result says %d, %q: %q: want a code like not-reachable and a sentence", r.Outcome, r.Code, r.Text)
		}
	}
	return results
}

// done delivers, and wants every result Done and every document there.
func (o *outlet) done(out ...adapters.Outgoing) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for i, r := range o.deliver(ctx, out...) {
		if r.Outcome != adapters.Done {
			o.t.Fatalf("delivery %d: %d %s %q, want done", i, r.Outcome, r.Code, r.Text)
		}
	}
	for i, d := range out {
		until(o.t, fmt.Sprintf("delivery %d, which is done, is there", i), func() bool { return o.arrived(d) })
	}
}

func (o *outlet) arrived(d adapters.Outgoing) bool {
	return index(o.far.Received(), d.Documents[0].Payload) >= 0
}

// open delivers to a far end that cannot take it, and wants to hear no more than that.
func (o *outlet) open(ctx context.Context, out ...adapters.Outgoing) {
	o.t.Helper()
	for i, r := range o.deliver(ctx, out...) {
		if r.Outcome == adapters.Done && o.arrived(out[i]) {
			continue // it came through just before
		}
		if r.Outcome != adapters.Again && r.Outcome != adapters.Unknown {
			o.t.Errorf("delivery %d: %d %s %q, want again or unknown: nothing said that it is final", i, r.Outcome, r.Code,
				r.Text)
		}
	}
}

// outgoing is the n-th delivery of a test, the beginning of a chain.
func outgoing(n int) adapters.Outgoing {
	doc := func(role adapters.Role, text []byte) adapters.Document {
		return adapters.Document{Role: role, Message: adapters.Message{
			Topic: fmt.Sprintf("adapterstest/v1/%d/%s", n, role), Payload: text, Public: true}}
	}
	return adapters.Outgoing{Key: fmt.Sprintf("key-%d", n), Kind: adapters.Alert, Lane: cap.LaneExercise,
		Chain: fmt.Sprintf("chain%d", n), Part: 1, Documents: []adapters.Document{
			doc(adapters.CAP, alert(n, 2000)),
			doc(adapters.JSON, fmt.Appendf(nil, `{"type":"Feature","properties":{"identity":"EXERCISE-%d"}}`, n)),
		}}
}

func eachResultOnce(t *testing.T, o *outlet) {
	o.untilConnected()
	until(t, "the destination reports that it is up", func() bool { return o.reports.now(true) })
	o.done()
	var many []adapters.Outgoing
	for n := range 25 {
		many = append(many, outgoing(n))
	}
	o.done(many...)
}

func repeated(t *testing.T, o *outlet) {
	o.untilConnected()
	if _, once := o.dest.(adapters.Once); once {
		t.Skip("nothing is repeated at this destination")
	}
	d := outgoing(1)
	for range 3 {
		o.done(d)
	}
	for _, doc := range o.far.Received() {
		if !bytes.Equal(doc, d.Documents[0].Payload) && !bytes.Equal(doc, d.Documents[1].Payload) {
			t.Errorf("an attempt that was made again brought other bytes: %.200q", doc)
		}
	}
}

// aChain: the gateway gives no second delivery of a chain before the first has its result; so order is kept where
// what is done is there, and nothing else.
func aChain(t *testing.T, o *outlet) {
	o.untilConnected()
	kinds := []adapters.Kind{adapters.Alert, adapters.Alert, adapters.End}
	for n, kind := range kinds {
		d := outgoing(n)
		d.Chain, d.Kind = "chain", kind
		if o.arrived(d) {
			t.Errorf("delivery %d was there before it was made", n)
		}
		o.done(d)
	}
}

func fromMany(_ *testing.T, o *outlet) {
	o.untilConnected()
	var work sync.WaitGroup
	all := make([][]adapters.Outgoing, 4)
	for n := range all {
		all[n] = []adapters.Outgoing{outgoing(2 * n), outgoing(2*n + 1)}
		work.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			for i, r := range o.deliver(ctx, all[n]...) {
				if r.Outcome != adapters.Done {
					o.t.Errorf("delivery %d of caller %d: %d %s %q, want done", i, n, r.Outcome, r.Code, r.Text)
				}
			}
		})
	}
	work.Wait()
	for _, two := range all {
		for _, d := range two {
			until(o.t, "what is done is there", func() bool { return o.arrived(d) })
		}
	}
}

func contextHasEnded(_ *testing.T, o *outlet) {
	o.untilConnected()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o.open(ctx, outgoing(1), outgoing(2))
	o.done(outgoing(1), outgoing(2))
}

func noAnswer(t *testing.T, o *outlet) {
	s, is := o.far.(Staller)
	if !is {
		t.Skip("this far end always answers")
	}
	o.untilConnected()
	s.Stall()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	o.open(ctx, outgoing(1), outgoing(2))
	if took := time.Since(began); took > promptly {
		t.Errorf("Deliver returned %s after its context had ended", took)
	}
}

func destinationDownAndUp(t *testing.T, o *outlet) {
	o.untilConnected()
	for n := range 2 {
		o.far.Down()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		o.open(ctx, outgoing(2*n), outgoing(2*n+1))
		cancel()
		until(t, "the destination reports that it is down", func() bool { return o.reports.now(false) })
		until(t, "it is not connected", func() bool { return !o.connected() })
		o.far.Up()
		o.untilConnected()
		until(t, "the destination reports that it is up again", func() bool { return o.reports.now(true) })
		o.done(outgoing(2*n), outgoing(2*n+1))
	}
}

func endsWhileDown(t *testing.T, o *outlet) {
	o.untilConnected()
	o.far.Down()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	o.open(ctx, outgoing(1))
	until(t, "the destination reports that it is down", func() bool { return o.reports.now(false) })
	o.stop() // serve says what is wrong with it
	o.far.Up()
}
