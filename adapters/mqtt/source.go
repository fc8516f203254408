package mqtt

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// A Source receives what agencies publish, at least once and, on one connection, in order.
//
// What Done means: the gateway has the message durable, or has refused it for good. The source acknowledges in the
// order of receipt whatever order Done is called in, because a broker frees its window in that order. A Done that
// comes after the connection it belongs to is lost without effect: the broker sends that message again, and the
// gateway knows it by its digest. Across a reconnection the order of arrival does not hold with every broker.
//
// Set the exported fields before Run.
type Source struct {
	// SessionExpected says that the gateway has run under this ClientID before, so that a broker which knows no
	// session has forgotten it and messages may be missing.
	SessionExpected bool
	// Refused is told of messages that are not handed on; they are acknowledged, for one that is not would block
	// the broker's window until the next connection.
	Refused func(adapters.Refusal)
	// Drain is how long Run waits at its end for Done of what it handed on: 1 s when zero.
	Drain time.Duration

	cfg    Config
	topics map[string]string
	clock  adapters.Clock
	accept adapters.Accept
	health *adapters.Reporter
	ready  chan struct{}
	first  sync.Once
}

// NewSource makes a source that subscribes the topic filters and hands messages on under the systems they map to. A
// filter with a wildcard that maps to "" is subscribed instead of those it covers, and what comes under it for no
// system is refused: one such filter (bordercast/v1/in/+) is best, since a broker counts its window per filter and
// keeps order only within one. Call Run to start it.
func NewSource(cfg Config, topics map[string]string, clock adapters.Clock, accept adapters.Accept,
	report func(adapters.Health)) *Source {
	return &Source{
		cfg: cfg.withDefaults(), topics: maps.Clone(topics), clock: clock, accept: accept,
		health: adapters.NewReporter(cfg.Name, clock, report), ready: make(chan struct{}),
	}
}

// Ready is closed once the source has been subscribed for the first time: from then on the broker keeps everything.
func (s *Source) Ready() <-chan struct{} { return s.ready }

// Run receives until ctx ends, and reconnects as long as that takes. Its error is always nil.
func (s *Source) Run(ctx context.Context) error {
	keep(ctx, s.cfg, s.health, s.session)
	return nil
}

// session is one connection from its beginning to its end.
//
// What waited in the session comes before the answer to SUBSCRIBE, and may be more than the inbox holds: so it is
// handed on and acknowledged from the first moment. To wait for the answer first would be to wait for ever.
func (s *Source) session(ctx context.Context, wait *adapters.Backoff) (why error) {
	box := newInbox(s.cfg.MaxPending)
	l, err := connect(ctx, s.cfg, role{persistent: true, receive: func(l *link, m paho.Message) {
		box.receive(m, l.ctx.Done())
	}})
	if err != nil {
		return err
	}
	defer l.close()
	var handing, acks sync.WaitGroup
	handing.Go(func() { s.pump(ctx, l, box) })
	acks.Go(func() { acknowledge(l, box) })
	if why = l.subscribe(ctx, s.cfg, 1, s.filters()...); why == nil {
		wait.Connected()
		s.up(l)
		handing.Wait()
		s.drain(l, box)
		why = lost(s.cfg, l)
	}
	l.end(ErrCut)
	handing.Wait()
	acks.Wait()
	s.confirm(l)
	return why
}

// up reports the new connection, and a session that the broker no longer has.
func (s *Source) up(l *link) {
	if s.SessionExpected && !l.resumed {
		s.health.Report(true, SessionLost, "The MQTT broker at "+s.cfg.URL+" has forgotten a session of the gateway"+
			": what agencies sent while the link was down may be missing; ask them to send it again, and keep the broker's "+
			"sessions persistent.")
	}
	s.SessionExpected = true
	s.health.Report(true, Connected, "Receiving from the MQTT broker at "+s.cfg.URL+".")
	s.first.Do(func() { close(s.ready) })
}

// pump hands messages on until ctx or the link ends. What is still queued then comes again.
func (s *Source) pump(ctx context.Context, l *link, box *inbox) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	for ctx.Err() == nil {
		if a := box.next(); a != nil {
			s.deliver(ctx, l, box, a)
			continue
		}
		select {
		case <-box.changed:
		case <-ctx.Done():
		}
	}
}

func (s *Source) deliver(ctx context.Context, l *link, box *inbox, a *arrival) {
	topic, payload := a.msg.Topic(), a.msg.Payload()
	if len(payload) == 0 { // the way to clear a retained message (MQTT 3.1.1 §3.3.1.3), and nothing to read
		box.done(a)
		return
	}
	system, ok := s.system(topic)
	if !ok {
		s.refuse(a, adapters.Refusal{Reason: adapters.StrayTopic, Text: "A message on " + topic +
			" was refused: no configured system may publish there."})
		s.forget(l, topic)
		box.done(a)
		return
	}
	if len(payload) > s.cfg.MaxBytes {
		s.refuse(a, adapters.Refusal{System: system, Reason: adapters.Oversize, Text: fmt.Sprintf(
			"A message of %d bytes on %s was refused: more than %d bytes are not taken.", len(payload), topic, s.cfg.MaxBytes)})
		box.done(a)
		return
	}
	s.accept(ctx, adapters.Incoming{System: system, Bytes: payload, At: s.clock.Now(), Retained: a.msg.Retained(),
		Done: func(err error) {
			if err == nil { // without an acknowledgement the broker sends it again on the next connection
				box.done(a)
			}
		}})
}

func (s *Source) refuse(a *arrival, r adapters.Refusal) {
	if s.Refused == nil {
		return
	}
	r.Origin, r.Bytes, r.SHA256, r.At = a.msg.Topic(), len(a.msg.Payload()), sha256.Sum256(a.msg.Payload()), s.clock.Now()
	s.Refused(r)
}

// filters are those to subscribe.
func (s *Source) filters() []string {
	all := slices.Sorted(maps.Keys(s.topics))
	return slices.DeleteFunc(slices.Clone(all), func(f string) bool {
		return slices.ContainsFunc(all, func(wide string) bool {
			return s.topics[wide] == "" && wide != f && Matches(wide, f)
		})
	})
}

// system is whose topic it is.
func (s *Source) system(topic string) (string, bool) {
	if system := s.topics[topic]; system != "" {
		return system, true
	}
	for _, filter := range slices.Sorted(maps.Keys(s.topics)) {
		if s.topics[filter] != "" && Matches(filter, topic) {
			return s.topics[filter], true
		}
	}
	return "", false
}

// forget gives up a subscription of an earlier configuration, which a persistent session keeps for ever. The answer
// is of no interest: the next stray message asks again.
func (s *Source) forget(l *link, topic string) {
	if !slices.ContainsFunc(s.filters(), func(f string) bool { return Matches(f, topic) }) {
		l.client.Unsubscribe(topic)
	}
}
