package mqtt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// ErrNotConnected means that nothing was sent, because there is no link.
var ErrNotConnected = errors.New("no link to the MQTT broker")

// ErrUnknown means that some of the messages may have been published and some not: publish all of them again.
var ErrUnknown = errors.New("it is not known whether the broker took the messages")

// A Session is one connection, from CONNECT to its end; it never reconnects. A [Publisher] makes one after the other
// and gives each to its OnConnect hook, [Dial] makes one. Safe for concurrent use.
type Session struct {
	cfg  Config
	link *link
	// sending is held while one Publish sends, so that two callers' messages do not mix. Capacity 1.
	sending chan struct{}
	// reading is held while one read-back is under way, for its messages are told apart by time only. Capacity 1.
	reading chan struct{}

	mu       sync.Mutex // guards the handlers
	handlers []*handler
}

type handler struct {
	filters []string
	take    func(paho.Message)
}

// Dial makes one connection for a tool of a person: no reconnecting, no persistent session. Close it.
func Dial(ctx context.Context, cfg Config) (*Session, error) {
	return open(ctx, cfg.withDefaults())
}

func open(ctx context.Context, cfg Config) (*Session, error) {
	s := &Session{cfg: cfg, sending: make(chan struct{}, 1), reading: make(chan struct{}, 1)}
	l, err := connect(ctx, cfg, role{receive: func(_ *link, m paho.Message) { s.dispatch(m) }})
	if err != nil {
		return nil, err
	}
	s.link = l
	return s, nil
}

// Close says farewell: the last will is not published.
func (s *Session) Close() { s.link.close() }

// Lost is closed when the link is down.
func (s *Session) Lost() <-chan struct{} { return s.link.ctx.Done() }

// dispatch gives a message to every handler whose filters cover its topic.
func (s *Session) dispatch(m paho.Message) {
	s.mu.Lock()
	handlers := s.handlers // replaced, never changed
	s.mu.Unlock()
	for _, h := range handlers {
		if slices.ContainsFunc(h.filters, func(f string) bool { return Matches(f, m.Topic()) }) {
			h.take(m)
		}
	}
}

// handle registers a handler and gives a function that removes it.
func (s *Session) handle(take func(paho.Message), filters ...string) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &handler{filters, take}
	s.handlers = append(slices.Clone(s.handlers), h)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.handlers = slices.DeleteFunc(slices.Clone(s.handlers), func(other *handler) bool { return other == h })
	}
}

// Publish sends the messages at QoS 1 in order, Window of them in flight, and waits until the broker acknowledged
// every one. nil means that it did, on this connection. ErrNotConnected means that nothing was sent. Every other
// error wraps ErrUnknown. An empty payload with Retain clears the topic.
func (s *Session) Publish(ctx context.Context, msgs ...adapters.Message) error {
	select {
	case s.sending <- struct{}{}:
		defer func() { <-s.sending }()
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotConnected, context.Cause(ctx))
	}
	if s.link.ctx.Err() != nil {
		return ErrNotConnected
	}
	if err := s.pipeline(ctx, msgs); err != nil {
		return fmt.Errorf("publish %d messages to %s: %w: %w", len(msgs), s.cfg.URL, ErrUnknown, err)
	}
	return nil
}

// pipeline keeps at most Window messages in flight. Tokens are awaited oldest first, which is the order brokers
// acknowledge in.
func (s *Session) pipeline(ctx context.Context, msgs []adapters.Message) error {
	var flying []paho.Token
	for _, m := range msgs {
		if s.cfg.Stops != nil && s.cfg.Stops(m) {
			continue
		}
		if len(flying) >= s.cfg.Window {
			if err := s.link.await(ctx, s.cfg, flying[0]); err != nil {
				return err
			}
			flying = flying[1:]
		}
		payload := m.Payload
		if payload == nil {
			payload = []byte{} // paho knows no nil payload
		}
		flying = append(flying, s.link.client.Publish(m.Topic, 1, m.Retain, payload))
	}
	for _, token := range flying {
		if err := s.link.await(ctx, s.cfg, token); err != nil {
			return err
		}
	}
	return nil
}
