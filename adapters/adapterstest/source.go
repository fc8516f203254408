package adapterstest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"unicode"

	"bordercast/adapters"
)

// A Sender is the far end of a source.
type Sender interface {
	// Source makes the source on this far end. It is called again for what a restart of the gateway makes.
	Source(in adapters.Inbound) adapters.Source
	// Send has the far end send a message, after those it was given before, and does not wait for the source. Over a wire
	// on which senders repeat what was not acknowledged, it is repeated until it is acknowledged, or refused for good.
	Send(body []byte)
}

// A Keeper is a Sender that knows how many of its messages are neither acknowledged nor refused.
type Keeper interface{ Waiting() int }

// A Reconnecter is a Sender whose wire brings again what was not acknowledged only on its next connection. Reconnect
// has the far end cut the present one.
type Reconnecter interface{ Reconnect() }

var errFull = errors.New("no room on the gateway's disk")

// Source tries all that package adapters says of a source. setup makes a new far end.
func Source(t *testing.T, setup func(t *testing.T) Sender, options ...Option) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *gateway)
	}{
		{"InOrderAndByteForByte", inOrder}, {"NothingIsAcknowledgedBeforeDone", nothingBeforeDone},
		{"WhatIsDoneIsOver", doneIsOver}, {"WhatCouldNotBeKeptComesAgain", comesAgain}, {"TooLarge", tooLarge},
		{"Judged", judged}, {"DoneFromAnywhere", doneFromAnywhere}, {"Ends", ends}, {"DownAndUp", sourceDownAndUp},
	} {
		run(t, options, c.name, func(t *testing.T) {
			g := &gateway{t: t, far: setup(t), reports: &reports{}}
			c.test(t, g)
			g.stop()
			g.reports.check(t)
		})
	}
}

// gateway is the near end of a source: it takes what comes, and either says at once that it is safe or keeps the
// answer open.
type gateway struct {
	t       *testing.T
	far     Sender
	reports *reports
	stop    func()

	mu       sync.Mutex // guards the fields below
	hold     bool       // keep the answers open
	fail     int        // so many that come next cannot be kept
	verdict  adapters.Verdict
	got      []adapters.Incoming
	open     []adapters.Incoming // not answered
	refused  []adapters.Refusal
	position string
}

// start runs the source and waits until it can be heard.
func (g *gateway) start() {
	g.t.Helper()
	g.mu.Lock()
	in := adapters.Inbound{System: system, MaxBytes: maxBytes, Position: g.position, Clock: Clock{}, Timer: Clock{},
		Rand: rand.Reader, Accept: g.accept, Refused: g.refuse, Report: g.reports.add}
	g.mu.Unlock()
	s := g.far.Source(in)
	g.stop = serve(g.t, s)
	until(g.t, "the source is ready", func() bool {
		select {
		case <-s.Ready():
			return true
		default:
			return false
		}
	})
}

// restart ends the source, forgets what was not answered as a process that ends does, and starts another.
func (g *gateway) restart() {
	g.t.Helper()
	g.stop()
	g.reports.check(g.t)
	g.reports = &reports{}
	g.mu.Lock()
	g.got, g.open = nil, nil
	g.mu.Unlock()
	g.start()
}

func (g *gateway) accept(_ context.Context, in adapters.Incoming) {
	if in.System != system || in.At.IsZero() || in.Done == nil || strings.ContainsFunc(in.Envelope, unicode.IsControl) {
		g.t.Errorf("a message came of system %q, received %s, in the envelope %q: want %q, the time, Done, and nothing that "+
			"drives a terminal", in.System, in.At, in.Envelope, system)
	}
	g.mu.Lock()
	g.got = append(g.got, in)
	fails := g.fail > 0
	switch {
	case fails:
		g.fail--
	case g.hold:
		g.open = append(g.open, in)
	}
	holds := g.hold && !fails
	g.mu.Unlock()
	switch {
	case fails:
		in.Done(errFull)
	case !holds:
		g.keep(in)
	}
}

// keep says that a message is safe, and then how it was judged.
func (g *gateway) keep(in adapters.Incoming) {
	g.mu.Lock()
	verdict := g.verdict
	if in.Position != "" {
		g.position = in.Position
	}
	g.mu.Unlock()
	in.Done(nil)
	if in.Settled != nil {
		in.Settled(verdict)
	}
}

func (g *gateway) refuse(r adapters.Refusal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refused = append(g.refused, r)
}

func (g *gateway) set(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
}

// came are the messages that came, each where it came first.
func (g *gateway) came() [][]byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all [][]byte
	for _, in := range g.got {
		if index(all, in.Bytes) < 0 {
			all = append(all, in.Bytes)
		}
	}
	return all
}

// waits says whether a message came that was not answered.
func (g *gateway) waits() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.open) > 0
}

// answer says that all is safe that was not answered yet, from many goroutines at once.
func (g *gateway) answer() {
	var open []adapters.Incoming
	g.set(func() { open, g.open = g.open, nil })
	var answers sync.WaitGroup
	for n := range open {
		answers.Go(func() { g.keep(open[len(open)-1-n]) })
	}
	answers.Wait()
}

// times is how often a message came.
func (g *gateway) times(body []byte) (n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, in := range g.got {
		if bytes.Equal(in.Bytes, body) {
			n++
		}
	}
	return n
}

func (g *gateway) untilCame(what string, bodies ...[]byte) {
	g.t.Helper()
	until(g.t, what, func() bool {
		came := g.came()
		for _, b := range bodies {
			if index(came, b) < 0 {
				return false
			}
		}
		return true
	})
}

// untilOver waits until nothing of what was sent is open at the far end, where it knows that.
func (g *gateway) untilOver() (known bool) {
	g.t.Helper()
	k, known := g.far.(Keeper)
	if known {
		until(g.t, "the far end knows that all it sent is safe", func() bool { return k.Waiting() == 0 })
	}
	return known
}

func inOrder(t *testing.T, g *gateway) {
	g.start()
	var sent [][]byte
	for n := range 40 {
		sent = append(sent, alert(n, n*1500))
		g.far.Send(sent[n])
	}
	g.untilCame("all that was sent has come", sent...)
	came := g.came()
	if len(came) != len(sent) {
		t.Errorf("%d messages came, %d were sent", len(came), len(sent))
	}
	for n := range min(len(came), len(sent)) {
		if !bytes.Equal(came[n], sent[n]) {
			t.Fatalf("message %d is none that was sent then, byte for byte: %.200q", n, came[n])
		}
	}
	until(t, "the source reports that it is up", func() bool { return g.reports.now(true) })
	g.untilOver()
}

func nothingBeforeDone(_ *testing.T, g *gateway) {
	g.hold = true
	g.start()
	body := alert(1, 0)
	g.far.Send(body)
	g.untilCame("it comes", body)
	g.restart()
	g.untilCame("it comes again to a gateway that was ended before it had it safe", body)
	g.restart()
	g.untilCame("it comes a third time", body)
}

func doneIsOver(t *testing.T, g *gateway) {
	g.start()
	first, second := alert(1, 0), alert(2, 0)
	g.far.Send(first)
	g.untilCame("it comes", first)
	known := g.untilOver()
	g.restart()
	g.far.Send(second)
	g.untilCame("the next comes", second)
	if known && g.times(first) > 0 {
		t.Error("what was acknowledged came again")
	}
	g.untilOver()
}

func comesAgain(t *testing.T, g *gateway) {
	g.fail = 1
	g.start()
	body := alert(1, 0)
	g.far.Send(body)
	g.untilCame("it comes", body)
	if r, is := g.far.(Reconnecter); is {
		r.Reconnect()
	}
	until(t, "what could not be kept comes again", func() bool { return g.times(body) > 1 })
	g.untilOver()
}

func tooLarge(t *testing.T, g *gateway) {
	g.start()
	large, small := alert(1, maxBytes+1), alert(2, maxBytes)
	g.far.Send(large)
	g.far.Send(small)
	g.untilCame("what is just small enough comes after what is too large", small)
	g.mu.Lock()
	refused := g.refused
	g.mu.Unlock()
	if g.times(large) > 0 || len(refused) == 0 {
		t.Fatalf("what is too large came %d times, and was refused %d times", g.times(large), len(refused))
	}
	r := refused[0]
	if r.Reason != adapters.Oversize || r.System != system || r.At.IsZero() || !sentence(r.Text) || r.Origin == "" {
		t.Errorf("refused %+v: want %s, whose, when, where, and a sentence", r, adapters.Oversize)
	}
	g.untilOver()
}

func judged(t *testing.T, g *gateway) {
	g.verdict = adapters.Verdict{Reason: "not-cap", Text: "The message is no CAP document."}
	g.start()
	bad, good := alert(1, 0), alert(2, 0)
	g.far.Send(bad)
	g.untilCame("it comes", bad)
	g.set(func() { g.verdict = adapters.Verdict{} })
	g.far.Send(good)
	g.untilCame("the next comes after one that was refused for good", good)
	if g.untilOver() && g.times(bad) > 1 {
		t.Error("what was refused for good came again")
	}
}

func doneFromAnywhere(t *testing.T, g *gateway) {
	g.hold = true
	g.start()
	var sent [][]byte
	for n := range 30 {
		sent = append(sent, alert(n, 0))
		g.far.Send(sent[n])
	}
	for range 10 * len(sent) { // a wire may bring again, but not for ever
		if len(g.came()) == len(sent) {
			break
		}
		until(t, "more comes after answers that were late", func() bool { return g.waits() })
		g.answer()
	}
	g.untilCame("all that was sent has come", sent...)
	g.set(func() { g.hold = false })
	g.answer()
	g.untilOver()
}

func ends(t *testing.T, g *gateway) {
	g.start()
	g.stop() // serve says what is wrong with it
	g.hold = true
	g.start()
	body := alert(1, 0)
	g.far.Send(body)
	g.untilCame("it comes", body)
	g.stop()
	open := g.open[0]
	open.Done(nil) // late: it must do no harm
	if open.Settled != nil {
		open.Settled(adapters.Verdict{})
	}
	g.hold = false
	g.start()
	g.far.Send(alert(2, 0))
	g.untilCame("the next comes to the next source", alert(2, 0))
	if b, is := g.far.(Breaker); is {
		b.Down()
		until(t, "the source reports that it is down", func() bool { return g.reports.now(false) })
		g.stop()
		b.Up()
		g.start()
	}
	g.reports = &reports{} // of several sources
}

func sourceDownAndUp(t *testing.T, g *gateway) {
	b, is := g.far.(Breaker)
	if !is {
		t.Skip("nobody can cut this far end off")
	}
	g.start()
	g.far.Send(alert(1, 0))
	g.untilCame("it comes", alert(1, 0))
	g.untilOver()
	for n := range 2 {
		b.Down()
		until(t, "the source reports that it is down", func() bool { return g.reports.now(false) })
		b.Up()
		until(t, "the source reports that it is up again", func() bool { return g.reports.now(true) })
		g.far.Send(alert(2+n, 0))
		g.untilCame("what is sent then comes", alert(2+n, 0))
	}
	g.untilOver()
}
