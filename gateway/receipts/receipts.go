// Package receipts holds what is to be told to the systems that sent something, until a connection of its own takes it.
// Systems take turns, so whoever has sent a thousand alerts does not keep another waiting for the answer to one.
//
// A receipt is best effort: it is not stored, and when a system has too many waiting the next is left out and counted.
// Whoever misses one sends the alert again and is answered with its present state.
package receipts

import (
	"sync"

	"bordercast/gateway/fair"
	"bordercast/gateway/topics"
)

// MostOfOne is how many receipts may wait for one system: some four for each of two thousand alerts.
const MostOfOne = 8192

// Addressed is a receipt and the system it is for.
type Addressed struct {
	System  string
	Receipt topics.Receipt
}

// Box may be used by any number of goroutines. The zero value is not usable: call New.
type Box struct {
	mu      sync.Mutex
	waiting *fair.Lines[Addressed] // guarded by mu
	wake    chan struct{}          // holds one token while something waits
}

// New makes an empty box.
func New() *Box {
	return &Box{waiting: fair.NewLines[Addressed](0), wake: make(chan struct{}, 1)}
}

// Put adds a receipt behind the others for its system. false: that one has too many waiting, and it is left out.
func (b *Box) Put(a Addressed) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting.Of(a.System) >= MostOfOne {
		return false
	}
	b.waiting.Push(a.System, 0, a)
	b.rouse()
	return true
}

func (b *Box) rouse() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Wake gets a token when something was put, and while something is left.
func (b *Box) Wake() <-chan struct{} { return b.wake }

// Take removes up to limit receipts, of each system in turn and in order.
func (b *Box) Take(limit int) (taken []Addressed) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(taken) < limit {
		a, found := b.waiting.Pop()
		if !found {
			return taken
		}
		taken = append(taken, a)
	}
	if b.waiting.Len() > 0 {
		b.rouse()
	}
	return taken
}
