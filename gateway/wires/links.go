package wires

import (
	"context"
	"errors"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/config"
)

// Kind makes the two ends of one kind of system. Either may refuse: a secret cannot be read, a block is incomplete.
type Kind struct {
	Source      func(config.System, adapters.Inbound) (adapters.Source, error)
	Destination func(config.System, adapters.Outbound) (adapters.Destination, error)
}

// Links are the connections to destinations, by their names.
type Links struct {
	mu     sync.RWMutex
	byName map[string]adapters.Destination
}

// Of is the link to a destination, nil for none.
func (l *Links) Of(destination string) adapters.Destination {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.byName[destination]
}

func (l *Links) set(destination string, link adapters.Destination) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byName == nil {
		l.byName = map[string]adapters.Destination{}
	}
	l.byName[destination] = link
}

func (l *Links) drop(destination string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.byName, destination)
}

// Connected says whether the link to a destination is up.
func (l *Links) Connected(destination string) bool {
	link := l.Of(destination)
	if link == nil {
		return false
	}
	select {
	case <-link.Connected():
		return true
	default:
		return false
	}
}

// errNotLeading is why nothing is delivered by a gateway that another may have taken over from.
var errNotLeading = errors.New("another gateway may lead")

// fenced is a destination that is given nothing while another gateway may lead: a process that was stopped for a while,
// and has a successor by now, can do no harm. A link over MQTT asks before each packet by itself.
type fenced struct {
	adapters.Destination
	fence func() error
}

// Deliver asks first. What it does not deliver did not arrive.
func (f fenced) Deliver(ctx context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	if err := f.fence(); err != nil {
		for i := range out {
			result(i, adapters.Result{Outcome: adapters.Again, Text: errors.Join(errNotLeading, err).Error(),
				After: time.Second})
		}
		return
	}
	f.Destination.Deliver(ctx, out, result)
}

// fencedOnce is fenced, of a destination at which a repeat does harm.
type fencedOnce struct{ fenced }

// Once does nothing: it marks.
func (fencedOnce) Once() {}

// fence puts the fence before a destination.
func fence(d adapters.Destination, ask func() error) adapters.Destination {
	if _, once := d.(adapters.Once); once {
		return fencedOnce{fenced{d, ask}}
	}
	return fenced{d, ask}
}

// broken is a link that could not be made.
type broken struct {
	name  string
	why   error
	out   adapters.Outbound
	never chan struct{}
}

// Run says why, and waits.
func (b broken) Run(ctx context.Context) error {
	b.out.Report(adapters.Health{Link: b.name, Reason: "not-made", Text: b.why.Error(), At: b.out.Clock.Now()})
	<-ctx.Done()
	return nil
}

// Connected is never closed.
func (b broken) Connected() <-chan struct{} { return b.never }

// Deliver delivers nothing.
func (b broken) Deliver(_ context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	for i := range out {
		result(i, adapters.Result{Outcome: adapters.Again, Text: b.why.Error()})
	}
}
