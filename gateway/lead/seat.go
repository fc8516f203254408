package lead

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/leader"
)

// Seat is what a process keeps while the gateway in it stops and starts again, because another leads, say:
// its instance number, and its word on a broker. Make one with NewSeat, give it to each Run, and Close it at the end.
type Seat struct {
	Instance string

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
	return &Seat{Instance: hex.EncodeToString(b[:])}, nil
}

// Keep gives the keeper for this broker and gateway: the running one if it is for those, else a new one. tell is called
// with how its connection is doing, now and at every change.
func (s *Seat) Keep(at string, o leader.Options, tell func(error)) *leader.Keeper {
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
	o.Instance, o.Report = s.Instance, s.report
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

// Rest says that nobody listens any more, between two runs.
func (s *Seat) Rest() {
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

// HostName is this machine's, for people.
func HostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
