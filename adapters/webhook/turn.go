package webhook

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"sync"
	"time"

	"bordercast/adapters"
)

// The waits of a source, on the machine's clock.
const (
	bodyTime   = 20 * time.Second // for a body to come
	commitTime = 15 * time.Second // for the gateway to have it on disk
	drainTime  = time.Second      // at the end of Run
	discard    = time.Second      // for what a refused sender still sends
)

// The bounds of what the gateway has been handed and has not answered for.
const (
	maxHanded = 64
	maxHeld   = 64 << 20 // bytes
)

// turn is one Run of a source.
type turn struct {
	handing chan adapters.Incoming // to Run, which hands them on one after the other
	closed  chan struct{}          // nothing more is handed on
	over    chan struct{}          // no answer is waited for any more

	mu     sync.Mutex // guards those below
	handed int
	held   int           // their bytes
	empty  chan struct{} // closed when handed becomes 0, where somebody waits for that
}

func newTurn() *turn {
	return &turn{handing: make(chan adapters.Incoming), closed: make(chan struct{}), over: make(chan struct{})}
}

// hold asks for room to have the gateway keep a message of so many bytes. One is always taken, or a large one never
// would be.
func (t *turn) hold(bytes int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.handed == maxHanded || t.handed > 0 && t.held+bytes > maxHeld {
		return false
	}
	t.handed++
	t.held += bytes
	return true
}

func (t *turn) release(bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.handed--
	t.held -= bytes
	if t.handed == 0 && t.empty != nil {
		close(t.empty)
		t.empty = nil
	}
}

// answered gives a channel that is closed when the gateway has answered for everything. Nothing more may be held.
func (t *turn) answered() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	done := make(chan struct{})
	if t.handed == 0 {
		close(done)
	} else {
		t.empty = done
	}
	return done
}

// message is a body as it is read: kept up to a limit, counted and digested beyond it. So what is too large costs no
// memory, and yet the signature over it can be looked at.
type message struct {
	kept bytes.Buffer
	max  int
	size int
	sum  hash.Hash
}

// Write never fails.
func (m *message) Write(p []byte) (int, error) {
	m.size += len(p)
	m.sum.Write(p)
	if room := m.max - m.kept.Len(); room > 0 {
		m.kept.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (m *message) digest() [sha256.Size]byte { return [sha256.Size]byte(m.sum.Sum(nil)) }
