package gateway

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/leader"
)

// Seat is what a process keeps while the gateway in it stops and starts again, for a reload or because another leads:
// its instance number, and its word on a broker. Make one with NewSeat, give it to each Run, and Close it at the end.
type Seat struct {
	instance string

	mu     sync.Mutex // guards what follows
	at     string     // which broker, for which gateway
	keeper *leader.Keeper
	stop   func() // says farewell
	tell   func(error)
	last   error // how its connection is doing
	heard  bool  // and whether that is known
}

// NewSeat makes one, with a number that is drawn now: what is stored can be copied, and copies must differ.
func NewSeat(random io.Reader) (*Seat, error) {
	var b [10]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return nil, fmt.Errorf("number this process: %w", err)
	}
	return &Seat{instance: hex.EncodeToString(b[:])}, nil
}

// keep gives the keeper for this broker and gateway: the running one if it is for those, else a new one. tell is called
// with how its connection is doing, now and at every change.
func (s *Seat) keep(at string, o leader.Options, tell func(error)) *leader.Keeper {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell = tell
	if s.keeper != nil && s.at == at {
		if s.heard {
			tell(s.last)
		}
		return s.keeper
	}
	s.drop()
	o.Instance, o.Report = s.instance, s.report
	s.at, s.keeper, s.heard = at, leader.New(o), false
	ctx, cancel := context.WithCancel(context.Background())
	ended, keeper := make(chan struct{}), s.keeper
	go func() { defer close(ended); _ = keeper.Run(ctx) }()
	s.stop = func() { cancel(); <-ended }
	return keeper
}

// report is called by the keeper.
func (s *Seat) report(err error) {
	s.mu.Lock()
	tell := s.tell
	changed := !s.heard || mqtt.Reason(err) != mqtt.Reason(s.last) || (err == nil) != (s.last == nil)
	s.last, s.heard = err, true
	s.mu.Unlock()
	if changed && tell != nil {
		tell(err)
	}
}

// rest says that nobody listens any more, between two runs.
func (s *Seat) rest() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell = nil
	if s.keeper != nil {
		s.keeper.Rest()
	}
}

// drop says farewell at the broker. s.mu is held.
func (s *Seat) drop() {
	if s.keeper == nil {
		return
	}
	stop := s.stop
	s.mu.Unlock() // its last words are reported
	stop()
	s.mu.Lock()
	s.keeper = nil
}

// Close gives the lead up, if this process has it, and says so: another leads at once.
func (s *Seat) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell = nil
	s.drop()
}

// lockOf tells the lock of a data folder from every other on this machine since it was started: two processes cannot hold
// it at once, so whoever holds it knows that the one before is dead. "" where that cannot be told.
func lockOf(dir string) string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	var st unix.Stat_t
	if err != nil || unix.Stat(filepath.Join(dir, "lock"), &st) != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", strings.TrimSpace(string(boot)), st.Dev, st.Ino))
	return hex.EncodeToString(sum[:8])
}

// hostName is this machine's, for people.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}

// linkOf is the health of the connection on which it is seen who leads.
func (g *Gateway) seatHealth(err error) adapters.Health {
	h := adapters.Health{Link: "leadership", Up: true, Reason: mqtt.Connected, Text: "Watching who leads at the MQTT broker at " + g.brokerURL + ".", At: g.clock.Now()}
	if err != nil {
		h.Up, h.Reason, h.Text = false, mqtt.Reason(err), err.Error()
		if h.Reason == "" {
			h.Reason, h.Text = mqtt.Cut, "Who leads at the MQTT broker at "+g.brokerURL+" cannot be seen: "+err.Error()+"."
		}
	}
	return h
}
