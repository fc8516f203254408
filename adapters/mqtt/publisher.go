package mqtt

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"bordercast/adapters"
)

// A Publisher keeps one connection to a destination's broker and publishes on it, at least once.
//
// The caller owns what is to be published, in a store: a message is marked as sent only when Publish returned nil,
// and everything unmarked is published again. There is no queue here, and nothing survives the connection.
type Publisher struct {
	// OnConnect runs on every new connection before anything else is published on it: read the retained tree back
	// and make it equal to what is wanted. An error ends the connection, and the next attempt follows. Set it
	// before Run. Inside it use the session it is given; the publisher's own methods have no connection yet.
	OnConnect func(ctx context.Context, s *Session) error

	cfg    Config
	health *adapters.Reporter

	mu      sync.Mutex // guards the fields below
	session *Session   // nil until the hook has run
	up      chan struct{}
}

var _ adapters.Stateful = (*Publisher)(nil)

// NewPublisher makes a publisher; call Run to start it.
func NewPublisher(cfg Config, clock adapters.Clock, report func(adapters.Health)) *Publisher {
	return &Publisher{
		cfg: cfg.withDefaults(), health: adapters.NewReporter(cfg.Name, clock, report), up: make(chan struct{}),
	}
}

// Connected gives a channel that is closed while there is a reconciled connection. After a loss ask again.
func (p *Publisher) Connected() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

// Run keeps the connection until ctx ends. Its error is always nil.
func (p *Publisher) Run(ctx context.Context) error {
	keep(ctx, p.cfg, p.health, p.connection)
	return nil
}

// connection is one connection from its beginning to its end.
func (p *Publisher) connection(ctx context.Context, wait *adapters.Backoff) error {
	s, err := open(ctx, p.cfg)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := p.reconcile(ctx, s); err != nil {
		return err
	}
	wait.Connected()
	p.health.Report(true, Connected, "Publishing to the MQTT broker at "+p.cfg.URL+".")
	p.set(s)
	defer p.unset()
	select {
	case <-s.Lost():
	case <-ctx.Done():
	}
	return lost(p.cfg, s.link)
}

// reconcile runs the hook under a context that also ends with the link.
func (p *Publisher) reconcile(ctx context.Context, s *Session) error {
	if p.OnConnect == nil {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.link.ctx, func() { cancel(ErrCut) })()
	err := p.OnConnect(ctx, s)
	if err == nil || Reason(err) != "" {
		return err
	}
	return &failure{reason: ReconcileFailed, cause: err, text: fmt.Sprintf(
		"What is published at %s could not be brought in line with what should be (%v); it is being tried again.", p.cfg.URL,
		err)}
}

// Reconcile runs OnConnect on the present connection once more, for what is wanted there has changed otherwise than by
// what was published. Without a connection there is nothing to do: the next begins with it.
func (p *Publisher) Reconcile(ctx context.Context) error {
	s, err := p.current()
	if err != nil {
		return nil
	}
	return p.reconcile(ctx, s)
}

func (p *Publisher) set(s *Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.session = s
	close(p.up)
}

func (p *Publisher) unset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.session, p.up = nil, make(chan struct{})
}

func (p *Publisher) current() (*Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.session == nil {
		return nil, ErrNotConnected
	}
	return p.session, nil
}

// Deliver publishes the documents of all deliveries at once, each where it stands, and gives every delivery the one
// result: the broker acknowledged all, or the connection was lost, and nobody knows what it has. Published again on the
// next connection, they do no harm.
func (p *Publisher) Deliver(ctx context.Context, out []adapters.Outgoing, result func(i int, r adapters.Result)) {
	var msgs []adapters.Message
	for _, o := range out {
		msgs = append(msgs, o.Messages()...)
	}
	var r adapters.Result
	if len(msgs) > 0 {
		r = p.resultOf(p.Publish(ctx, msgs))
	}
	for i := range out {
		result(i, r)
	}
}

func (p *Publisher) resultOf(err error) adapters.Result {
	switch {
	case err == nil:
		return adapters.Result{Outcome: adapters.Done}
	case errors.Is(err, ErrNotConnected):
		return adapters.Result{Outcome: adapters.Again, Text: "There is no connection to the MQTT broker at " + p.cfg.URL + "."}
	}
	return adapters.Result{Outcome: adapters.Unknown, Code: cmp.Or(Reason(err), Cut), Text: "The connection to the MQTT " +
		"broker at " + p.cfg.URL + " ended before it answered; nobody knows whether it has the delivery."}
}

// Publish is [Session.Publish] on the present connection.
func (p *Publisher) Publish(ctx context.Context, msgs []adapters.Message) error {
	s, err := p.current()
	if err != nil {
		return err
	}
	return s.Publish(ctx, msgs...)
}

// Active is [Session.RetainedDigests] on the present connection.
func (p *Publisher) Active(ctx context.Context, filters []string) (map[string]adapters.Digest, error) {
	s, err := p.current()
	if err != nil {
		return nil, err
	}
	return s.RetainedDigests(ctx, filters)
}

// Retained is [Session.Retained] on the present connection.
func (p *Publisher) Retained(ctx context.Context, filters []string) (map[string][]byte, error) {
	s, err := p.current()
	if err != nil {
		return nil, err
	}
	return s.Retained(ctx, filters)
}
