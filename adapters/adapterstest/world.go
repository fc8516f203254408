package adapterstest

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"go.uber.org/goleak"

	"bordercast/adapters"
)

const (
	// system is the name of the far end.
	system = "centre"
	// maxBytes is how large a message may be.
	maxBytes = 64 << 10
	// patience is how long a test waits for what must happen: machines that run tests are busy.
	patience = 30 * time.Second
	// promptly is how soon a wire ends after its context.
	promptly = 5 * time.Second
)

// Clock is the machine's clock, and in a bubble of testing/synctest the bubble's.
type Clock struct{}

var _ adapters.Clock = Clock{}

// Now is the time.
func (Clock) Now() time.Time { return time.Now() }

// After tells when d has passed.
func (Clock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// An Option changes how the tests run.
type Option int

// Bubble has each test run in a bubble of testing/synctest.
const Bubble Option = 1

// Breaker is a far end that can be cut off and be there again. Down and Up return when it is so.
type Breaker interface {
	Down()
	Up()
}

// run runs one test of the contract.
func run(t *testing.T, options []Option, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) {
		for _, o := range options {
			if o == Bubble {
				synctest.Test(t, test) // which fails where a goroutine is left
				return
			}
		}
		left := goleak.IgnoreCurrent()
		t.Cleanup(func() { goleak.VerifyNone(t, left) }) // the first, so that it looks after every other
		test(t)
	})
}

// until waits for what must happen.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	pause := time.Millisecond
	for end := time.Now().Add(patience); time.Now().Before(end); pause = min(2*pause, 100*time.Millisecond) {
		if ok() {
			return
		}
		time.Sleep(pause)
	}
	t.Fatalf("waited %s in vain until %s", patience, what)
}

// serve runs a wire. stop ends it, and fails where it does not end promptly.
func serve(t *testing.T, w adapters.Wire) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		late := time.NewTimer(promptly)
		defer late.Stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run gave %v: trouble at the far end is no error, but health", err)
			}
		case <-late.C:
			t.Errorf("Run has not ended %s after its context", promptly)
			<-ended
		}
	})
	t.Cleanup(stop)
	return stop
}

// reports are what a wire said of its health.
type reports struct {
	mu   sync.Mutex // guards rows
	rows []adapters.Health
}

func (r *reports) add(h adapters.Health) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, h)
}

func (r *reports) all() []adapters.Health {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]adapters.Health(nil), r.rows...)
}

// now says whether the last report was of a link that is up, or down.
func (r *reports) now(up bool) bool {
	all := r.all()
	return len(all) > 0 && all[len(all)-1].Up == up
}

var code = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// check judges the reports of one link from its start on.
func (r *reports) check(t *testing.T) {
	t.Helper()
	var last adapters.Health
	for i, h := range r.all() {
		if h.Link != system || h.At.IsZero() {
			t.Errorf("a report of health names link %q at %s: want %q, and the time", h.Link, h.At, system)
		}
		if !code.MatchString(h.Reason) || !sentence(h.Text) {
			t.Errorf("a report of health says %q: %q: want a code like not-reachable and a sentence", h.Reason, h.Text)
		}
		if i > 0 && h.Up == last.Up && h.Reason == last.Reason {
			t.Errorf("%s was reported twice running: each change is reported once", h.Reason)
		}
		last = h
	}
}

// sentence says whether a text is one that people can be shown.
func sentence(text string) bool {
	return strings.HasSuffix(text, ".") && len(text) > 10 && !strings.ContainsFunc(text, unicode.IsControl)
}

// alert is the n-th message of a test, of size bytes or the least there can be.
func alert(n, size int) []byte {
	head := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EXERCISE-%d</identifier><sender>centre@test.invalid`+
		`</sender><sent>2026-03-05T12:00:00-00:00</sent><status>Exercise</status><msgType>Alert</msgType>`+
		`<scope>Public</scope><note>`, n)
	const tail = "</note></alert>\n"
	return []byte(head + strings.Repeat("x", max(0, size-len(head)-len(tail))) + tail)
}

func index(all [][]byte, one []byte) int {
	for i, b := range all {
		if bytes.Equal(b, one) {
			return i
		}
	}
	return -1
}
