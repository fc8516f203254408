package adapterstest_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/adapterstest"
)

// faultVariable names the fault that a run of TestAFaultyWire has.
const faultVariable = "ADAPTERSTEST_FAULT"

func TestAGoodWire(t *testing.T) { contract(t, "") }

// TestAFaultyWire is run by TestFaultsAreFound, and fails then. By itself it is nothing.
func TestAFaultyWire(t *testing.T) {
	fault := os.Getenv(faultVariable)
	if fault == "" {
		return
	}
	contract(t, fault)
}

func contract(t *testing.T, fault string) {
	t.Run("Source", func(t *testing.T) {
		adapterstest.Source(t, func(*testing.T) adapterstest.Sender { return &sender{box: newBox(), fault: fault} },
			adapterstest.Bubble)
	})
	t.Run("Destination", func(t *testing.T) {
		adapterstest.Destination(t, func(*testing.T) adapterstest.Receiver {
			return &receiver{box: newBox(), fault: fault}
		}, adapterstest.Bubble)
	})
}

// Each fault is one that an adapter might have, and the words by which the contract finds it.
func TestFaultsAreFound(t *testing.T) {
	for fault, words := range map[string]string{
		"acknowledges before Done":    "until it comes again to a gateway that was ended",
		"acknowledges after an error": "until what could not be kept comes again",
		"never acknowledges":          "until the far end knows that all it sent is safe",
		"last first":                  "is none that was sent then",
		"changes a byte":              "until all that was sent has come",
		"takes what is too large":     "what is too large came",
		"two at once":                 "is none that was sent then",
		"reports twice":               "each change is reported once",
		"reports no sentence":         "want a code like not-reachable and a sentence",
		"reports nothing":             "reports that it is",
		"does not end":                "has not ended",
		"ends with an error":          "trouble at the far end is no error",
		"leaves a goroutine":          "main bubble goroutine has exited but blocked goroutines remain",
		"two results":                 "after 2 results for delivery",
		"no result":                   "after 0 results for delivery",
		"late result":                 "after Deliver had returned: true",
		"says done":                   "which is done, is there",
		"gives up":                    "nothing said that it is final",
		"changes a repeat":            "brought other bytes",
		"connected for ever":          "until it is not connected",
	} {
		t.Run(strings.ReplaceAll(fault, " ", "-"), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFaultyWire$", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), faultVariable+"="+fault, "GORACE=atexit_sleep_ms=0")
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), words) {
				t.Errorf("a wire that %s passes, or fails for another reason (%v):\n%s", fault, err, out)
			}
		})
	}
}

// box is what lies between the two ends of a wire of memory.
type box struct {
	mu      sync.Mutex // guards the fields below
	letters [][]byte   // not acknowledged, or delivered
	down    bool
	changed chan struct{} // capacity 1
}

func newBox() *box { return &box{changed: make(chan struct{}, 1)} }

func (b *box) set(change func()) {
	b.mu.Lock()
	change()
	b.mu.Unlock()
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

func (b *box) Down() { b.set(func() { b.down = true }) }
func (b *box) Up()   { b.set(func() { b.down = false }) }

func (b *box) state() (letters [][]byte, down bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([][]byte(nil), b.letters...), b.down
}

// remove takes one out.
func (b *box) remove(letter []byte) {
	b.set(func() {
		for i, l := range b.letters {
			if bytes.Equal(l, letter) {
				b.letters = append(b.letters[:i], b.letters[i+1:]...)
				return
			}
		}
	})
}

// link is what both wires of memory do alike.
type link struct {
	*box
	fault  string
	health *adapters.Reporter
	report func(adapters.Health)
	system string
}

func newLink(b *box, fault, system string, report func(adapters.Health)) link {
	return link{box: b, fault: fault, system: system, report: report,
		health: adapters.NewReporter(system, adapterstest.Clock{}, report)}
}

// tell reports whether the far end is there.
func (l link) tell(up bool) {
	reason, text := "connected", "The far end is there."
	if !up {
		reason, text = "cut", "The far end is gone; look at it."
	}
	switch l.fault {
	case "reports nothing":
	case "reports no sentence":
		l.health.Report(up, reason, "EOF")
	case "reports twice":
		l.report(adapters.Health{Link: l.system, Up: up, Reason: reason, Text: text, At: time.Now()})
	default:
		l.health.Report(up, reason, text)
	}
}

// end is how a wire ends.
func (l link) end(ctx context.Context) error {
	switch l.fault {
	case "does not end":
		time.Sleep(time.Minute)
	case "ends with an error":
		return ctx.Err()
	case "leaves a goroutine":
		go func() { select {} }()
	}
	return nil
}

type sender struct {
	*box
	fault string
}

func (s *sender) Send(body []byte) { s.set(func() { s.letters = append(s.letters, body) }) }

func (s *sender) Waiting() int { letters, _ := s.state(); return len(letters) }

func (s *sender) Source(in adapters.Inbound) adapters.Source {
	return &source{link: newLink(s.box, s.fault, in.System, in.Report), in: in, ready: make(chan struct{})}
}

// source takes one letter after the other.
type source struct {
	link
	in    adapters.Inbound
	ready chan struct{}
}

func (s *source) Ready() <-chan struct{} { return s.ready }

func (s *source) Run(ctx context.Context) error {
	close(s.ready)
	for ctx.Err() == nil {
		letters, down := s.state()
		s.tell(!down)
		if down || len(letters) == 0 {
			select {
			case <-s.changed:
			case <-ctx.Done():
			}
			continue
		}
		s.take(ctx, letters)
	}
	return s.end(ctx)
}

func (s *source) take(ctx context.Context, letters [][]byte) {
	letter := letters[0]
	switch s.fault {
	case "last first":
		letter = letters[len(letters)-1]
	case "acknowledges before Done":
		s.remove(letter)
	}
	if len(letter) > s.in.MaxBytes && s.fault != "takes what is too large" {
		s.remove(letter)
		s.in.Refused(adapters.Refusal{System: s.in.System, Origin: "the box", Reason: adapters.Oversize,
			Text: "A letter was too large.", At: time.Now()})
		return
	}
	done := make(chan error, 1)
	in := adapters.Incoming{System: s.in.System, Bytes: bytes.Clone(letter), At: time.Now(),
		Done: func(err error) { done <- err }}
	switch s.fault {
	case "changes a byte":
		in.Bytes[10] ^= 1
	case "two at once":
		if len(letters) > 1 {
			next := in
			next.Bytes, next.Done = letters[1], func(error) {}
			s.in.Accept(ctx, next)
		}
	}
	s.in.Accept(ctx, in)
	select {
	case err := <-done:
		if err == nil && s.fault != "never acknowledges" || s.fault == "acknowledges after an error" {
			s.remove(letter)
		}
	case <-ctx.Done():
	}
	if s.fault == "never acknowledges" {
		time.Sleep(time.Second)
	}
}

type receiver struct {
	*box
	fault string
}

func (r *receiver) Received() [][]byte { letters, _ := r.state(); return letters }

func (r *receiver) Destination(out adapters.Outbound) adapters.Destination {
	return &destination{link: newLink(r.box, r.fault, out.System, out.Report), up: make(chan struct{}),
		attempts: map[string]int{}}
}

type destination struct {
	link

	mu       sync.Mutex // guards the fields below
	up       chan struct{}
	attempts map[string]int
	late     func()
}

func (d *destination) Connected() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.up
}

func (d *destination) Run(ctx context.Context) error {
	for was := false; ctx.Err() == nil; {
		_, down := d.state()
		d.mu.Lock()
		switch {
		case was && down && d.fault != "connected for ever":
			d.up, was = make(chan struct{}), false
		case !was && !down:
			close(d.up)
			was = true
		}
		d.mu.Unlock()
		d.tell(!down)
		select {
		case <-d.changed:
		case <-ctx.Done():
		}
	}
	return d.end(ctx)
}

func (d *destination) Deliver(ctx context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	if d.late != nil {
		d.late()
	}
	for i, o := range out {
		r := d.deliver(ctx, o)
		if d.fault != "no result" {
			result(i, r)
		}
		switch d.fault {
		case "two results":
			result(i, r)
		case "late result":
			d.late = func() { result(i, r) }
		}
	}
}

func (d *destination) deliver(ctx context.Context, o adapters.Outgoing) adapters.Result {
	if _, down := d.state(); down || ctx.Err() != nil {
		if d.fault == "gives up" {
			return adapters.Result{Outcome: adapters.Refused, Code: "cut", Text: "The far end is gone."}
		}
		return adapters.Result{Outcome: adapters.Again, Code: "cut", Text: "The far end is gone."}
	}
	d.mu.Lock()
	d.attempts[o.Key]++
	n := d.attempts[o.Key]
	d.mu.Unlock()
	letter := bytes.Clone(o.Documents[0].Payload)
	if d.fault == "changes a repeat" && n > 1 {
		letter[10] ^= 1
	}
	if d.fault != "says done" {
		d.set(func() { d.letters = append(d.letters, letter) })
	}
	return adapters.Result{Outcome: adapters.Done}
}
