package mqtt_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

// wall is the machine's clock: real processes are involved.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

func (wall) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// leaks is called first, so that it looks after every other cleanup.
func leaks(t *testing.T) {
	t.Helper()
	t.Cleanup(func() { goleak.VerifyNone(t) })
}

// A log keeps what a link reports.
type log struct {
	mu   sync.Mutex // guards rows
	rows []adapters.Health
}

func (l *log) add(h adapters.Health) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, h)
}

func (l *log) reasons() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, h := range l.rows {
		out = append(out, h.Reason)
	}
	return out
}

// until waits for a report with this reason and gives it.
func (l *log) until(t *testing.T, reason string) (found adapters.Health) {
	t.Helper()
	mqtttest.Until(t, "the link reports "+reason, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		i := slices.IndexFunc(l.rows, func(h adapters.Health) bool { return h.Reason == reason })
		if i >= 0 {
			found = l.rows[i]
		}
		return i >= 0
	})
	return found
}

func dial(t *testing.T, c mqtt.Config) *mqtt.Session {
	t.Helper()
	s, err := mqtt.Dial(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func run(t *testing.T, f func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { f(ctx) })
	stop = func() { cancel(); work.Wait() }
	t.Cleanup(stop)
	return stop
}

func say(topic, text string) adapters.Message {
	return adapters.Message{Topic: topic, Payload: []byte(text)}
}

func send(t *testing.T, s *mqtt.Session, msgs ...adapters.Message) {
	t.Helper()
	if err := s.Publish(t.Context(), msgs...); err != nil {
		t.Fatal(err)
	}
}
