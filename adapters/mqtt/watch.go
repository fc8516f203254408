package mqtt

import (
	"context"
	"slices"
	"sync"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// Subscribe calls take for every message under the filters, one at a time and in order, until stop is called or the
// session ends. take may be as slow as it likes. Retain is set on what the broker had kept.
func (s *Session) Subscribe(ctx context.Context, filters []string, take func(adapters.Message)) (stop func(),
	err error) {
	f := newFlow(take)
	remove := s.handle(f.put, filters...)
	stop = sync.OnceFunc(func() { remove(); f.end() })
	context.AfterFunc(s.link.ctx, f.end)
	if err := s.link.subscribe(ctx, s.cfg, 1, filters...); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

// Overhear calls take for what comes under the filters until the session ends, in the reader's own goroutine: take must
// be quick, and keep no payload. It costs the broker least (QoS 0, nothing is queued or acknowledged), and what passes
// while the link is down is not heard.
func (s *Session) Overhear(ctx context.Context, filters []string, take func(adapters.Message)) error {
	s.handle(func(m paho.Message) {
		take(adapters.Message{Topic: m.Topic(), Payload: m.Payload(), Retain: m.Retained()})
	}, filters...)
	return s.link.subscribe(ctx, s.cfg, 0, filters...)
}

// Again subscribes once more to filters that are subscribed: what the broker keeps under them comes again, and what
// flows is not interrupted (MQTT 3.1.1 §3.8.4).
func (s *Session) Again(ctx context.Context, filters []string) error {
	return s.link.subscribe(ctx, s.cfg, 1, filters...)
}

// Await subscribes and gives the first message under the filters that match accepts. started, when not nil, is
// called once the subscription stands: publish there what the message answers.
func (s *Session) Await(ctx context.Context, filters []string, match func(adapters.Message) bool,
	started func() error) (adapters.Message, error) {
	found := make(chan adapters.Message, 1)
	stop, err := s.Subscribe(ctx, filters, func(m adapters.Message) {
		if !match(m) {
			return
		}
		select {
		case found <- m:
		default:
		}
	})
	if err != nil {
		return adapters.Message{}, err
	}
	defer stop()
	if started != nil {
		if err := started(); err != nil {
			return adapters.Message{}, err
		}
	}
	select {
	case m := <-found:
		return m, nil
	case <-s.Lost():
		return adapters.Message{}, context.Cause(s.link.ctx)
	case <-ctx.Done():
		return adapters.Message{}, context.Cause(ctx)
	}
}

// A flow carries messages from paho's reader, which must not wait, to a handler that may.
type flow struct {
	take func(adapters.Message)

	mu     sync.Mutex // guards the fields below
	queue  []adapters.Message
	busy   bool // a goroutine is calling take
	closed bool
}

func newFlow(take func(adapters.Message)) *flow { return &flow{take: take} }

func (f *flow) put(m paho.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.queue = append(f.queue, adapters.Message{Topic: m.Topic(), Payload: slices.Clip(m.Payload()), Retain: m.Retained()})
	if !f.busy {
		f.busy = true
		go f.run()
	}
}

func (f *flow) run() {
	for {
		m, ok := f.pop()
		if !ok {
			return
		}
		f.take(m)
	}
}

func (f *flow) pop() (adapters.Message, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.queue) == 0 {
		f.busy = false
		return adapters.Message{}, false
	}
	m := f.queue[0]
	f.queue = f.queue[1:]
	return m, true
}

// end drops what was not handed on.
func (f *flow) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed, f.queue = true, nil
}
