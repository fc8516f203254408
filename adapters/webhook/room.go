package webhook

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"bordercast/adapters"
)

// The bounds of what is read at once.
const (
	maxReading   = 16
	maxStrangers = maxReading / 2
	maxOfOne     = 2   // of one stranger's address
	maxKnown     = 256 // addresses
)

// room counts the bodies that are being read, so that nobody can take all of it. A stranger is an address from which
// nothing authentic has come since the start; where the sender is known before its body is read, there are none.
type room struct {
	mu        sync.Mutex // guards all below
	reading   int
	strangers map[netip.Prefix]int // being read, by address
	strange   int                  // the sum of them
	known     map[netip.Prefix]struct{}
}

func newRoom() *room {
	return &room{strangers: map[netip.Prefix]int{}, known: map[netip.Prefix]struct{}{}}
}

// enter asks for room to read a body; leave gives it back.
func (r *room) enter(remote string, authentic bool) (leave func(), ok bool) {
	from := network(remote)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.known[from]; known || authentic {
		if r.reading == maxReading {
			return nil, false
		}
		r.reading++
		return func() { r.left(netip.Prefix{}, false) }, true
	}
	if r.reading == maxReading || r.strange == maxStrangers || r.strangers[from] == maxOfOne {
		return nil, false
	}
	r.reading++
	r.strange++
	r.strangers[from]++
	return func() { r.left(from, true) }, true
}

func (r *room) left(from netip.Prefix, stranger bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reading--
	if !stranger {
		return
	}
	r.strange--
	if r.strangers[from]--; r.strangers[from] == 0 {
		delete(r.strangers, from)
	}
}

// meet notes that something authentic came from an address.
func (r *room) meet(remote string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.known) >= maxKnown { // a sender has a few; one whose address changes is met again
		clear(r.known)
	}
	r.known[network(remote)] = struct{}{}
}

// network is what counts as one address: an IPv6 customer has a whole /64 of them.
func network(remote string) netip.Prefix {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := ip.Unmap().WithZone(""), 32
	if ip.Is6() {
		bits = 64
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// bucket is a rate: so many a second for long, and twice that, but at least one, at once. nil has no limit.
type bucket struct {
	timer adapters.Clock
	rate  float64
	size  float64

	mu   sync.Mutex // guards those below
	left float64
	last time.Time
}

func newBucket(rate float64, timer adapters.Clock) *bucket {
	size := max(1, 2*rate)
	return &bucket{timer: timer, rate: rate, size: size, left: size, last: timer.Now()}
}

// take takes one; or, where there is none, says how long to wait before asking again.
func (b *bucket) take() time.Duration {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.timer.Now()
	b.left = min(b.size, b.left+max(0, now.Sub(b.last).Seconds())*b.rate)
	b.last = now
	if b.left >= 1 {
		b.left--
		return 0
	}
	// Rounded up, or the rest of a nanosecond would be waited for again and again.
	return time.Duration((1-b.left)/b.rate*float64(time.Second)) + time.Microsecond
}
