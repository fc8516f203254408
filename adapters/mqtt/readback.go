package mqtt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// The reason codes of a read-back that failed.
const (
	ProbeLost = "probe-lost" // its end mark did not come back
	Unstable  = "unstable"   // every round showed another tree
)

// rounds is how often a tree is read before it counts as unstable.
const rounds = 10

var errReadBack = errors.New("the retained messages could not be read back")

// Retained reads back what the broker retains under the filters: topic → payload.
//
// MQTT does not say when the last retained message has been sent. So after SUBSCRIBE a probe is published, on a
// topic also subscribed to: what has the retain flag and comes before it is the tree. A broker that is just starting
// may show nothing or a part at first (the embedded one does), hence it is done until two rounds are equal.
//
// Mosquitto drops what it has queued beyond max_queued_messages (1,000) for one subscriber, the answer to the probe
// included: that is found out, as [ProbeLost] or [Unstable]. Set it to 0, or give narrow filters, which are read one
// after the other.
func (s *Session) Retained(ctx context.Context, filters []string) (map[string][]byte, error) {
	payloads := map[string][]byte{}
	_, err := s.readBack(ctx, filters, func(topic string, payload []byte) { payloads[topic] = payload },
		func() { clear(payloads) })
	if err != nil {
		return nil, err
	}
	return payloads, nil
}

// RetainedDigests is Retained without the payloads in memory: topic → SHA-256.
func (s *Session) RetainedDigests(ctx context.Context, filters []string) (map[string]adapters.Digest, error) {
	return s.readBack(ctx, filters, func(string, []byte) {}, func() {})
}

// RetainedBeside is RetainedDigests, with the payloads of those messages that keep asks for: a tree may be larger than
// memory, and what is known of it need not be read. Equal payloads are kept once.
func (s *Session) RetainedBeside(ctx context.Context, filters []string,
	keep func(topic string, d adapters.Digest) bool) (map[string]adapters.Digest, map[string][]byte, error) {
	kept, once := map[string][]byte{}, map[adapters.Digest][]byte{}
	there, err := s.readBack(ctx, filters, func(topic string, payload []byte) {
		d := adapters.Digest(sha256.Sum256(payload))
		if !keep(topic, d) {
			return
		}
		if once[d] == nil {
			once[d] = payload
		}
		kept[topic] = once[d]
	}, func() { clear(kept); clear(once) })
	return there, kept, err
}

// Glance is one round of RetainedDigests, for a caller who knows how much to expect.
func (s *Session) Glance(ctx context.Context, filters []string) (map[string]adapters.Digest, error) {
	if err := s.lockReading(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.reading }()
	return s.round(ctx, filters, func(string, []byte) {})
}

func (s *Session) lockReading(ctx context.Context) error {
	select {
	case s.reading <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// readBack repeats rounds until two are equal. keep is told each message of a round, reset that a round begins.
func (s *Session) readBack(ctx context.Context, filters []string, keep func(string, []byte),
	reset func()) (map[string]adapters.Digest, error) {
	if err := s.lockReading(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.reading }()
	var before map[string]adapters.Digest
	pause := 20 * time.Millisecond
	for range rounds {
		reset()
		now, err := s.round(ctx, filters, keep)
		if err != nil {
			return nil, err
		}
		if before != nil && equal(before, now) {
			return now, nil
		}
		before = now
		if !adapters.Sleep(ctx, s.cfg.Timer, pause) {
			return nil, context.Cause(ctx)
		}
		pause = min(2*pause, time.Second)
	}
	return nil, &failure{reason: Unstable, cause: errReadBack, text: "The MQTT broker at " + s.cfg.URL +
		" shows another set of retained messages each time: stop other publishers, and set max_queued_messages to 0 if it " +
		"is Mosquitto."}
}

func equal(a, b map[string]adapters.Digest) bool {
	if len(a) != len(b) {
		return false
	}
	for topic, digest := range a {
		if other, ok := b[topic]; !ok || other != digest {
			return false
		}
	}
	return true
}

// round reads every filter once.
func (s *Session) round(ctx context.Context, filters []string, keep func(string, []byte)) (map[string]adapters.Digest,
	error) {
	found := map[string]adapters.Digest{}
	for some := range slices.Chunk(filters, max(s.cfg.ReadTogether, 1)) {
		if err := s.read(ctx, some, found, keep); err != nil {
			return nil, fmt.Errorf("read back what %s retains: %w", s.cfg.URL, err)
		}
	}
	return found, nil
}

// read subscribes, publishes the probe, collects until it comes back, and unsubscribes.
func (s *Session) read(ctx context.Context, filters []string, found map[string]adapters.Digest,
	keep func(string, []byte)) error {
	probe, err := s.probe()
	if err != nil {
		return err
	}
	filters = append(slices.Clone(filters), probe)
	ended, over := make(chan struct{}), false // over and found are touched by paho's reader only, until ended
	remove := s.handle(func(m paho.Message) {
		switch {
		case over:
		case m.Topic() == probe:
			over = true
			close(ended)
		case m.Retained() && len(m.Payload()) > 0:
			found[m.Topic()] = sha256.Sum256(m.Payload())
			keep(m.Topic(), m.Payload())
		}
	}, filters...)
	defer remove()
	// QoS 0 is enough: a lost link loses the round, and QoS 1 would queue thousands of messages in the broker.
	if err := s.link.subscribe(ctx, s.cfg, 0, filters...); err != nil {
		return err
	}
	defer s.unsubscribe(ctx, filters...)
	err = s.Publish(ctx, adapters.Message{Topic: probe, Payload: []byte("end of retained messages")})
	if errors.Is(err, errNoAnswer) {
		return s.probeLost(probe)
	}
	if err != nil {
		return err
	}
	return s.awaitProbe(ctx, probe, ended)
}

func (s *Session) awaitProbe(ctx context.Context, probe string, ended <-chan struct{}) error {
	fired, stop := s.cfg.Timer.After(s.cfg.AckTimeout)
	defer stop()
	select {
	case <-ended:
		return nil
	case <-fired:
		return s.probeLost(probe)
	case <-s.link.ctx.Done():
		return context.Cause(s.link.ctx)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Session) probeLost(probe string) *failure {
	return &failure{reason: ProbeLost, cause: errReadBack, text: "The MQTT broker at " + s.cfg.URL + " does not deliver " +
		probe + " to " +
		who(s.cfg) + ": let it publish and subscribe there, and set max_queued_messages to 0 if it is Mosquitto."}
}

// unsubscribe waits for the answer, so that the next round's retained messages are not mixed with live ones.
func (s *Session) unsubscribe(ctx context.Context, filters ...string) {
	_ = s.link.await(ctx, s.cfg, s.link.client.Unsubscribe(filters...))
}

// probe is a topic nobody else uses.
func (s *Session) probe() (string, error) {
	var b [8]byte
	if _, err := io.ReadFull(s.cfg.Rand, b[:]); err != nil {
		return "", fmt.Errorf("name a probe: %w", err)
	}
	prefix := s.cfg.ProbeTopic
	if prefix == "" {
		prefix = "gateway/v1/_/probe"
	}
	return prefix + "/" + hex.EncodeToString(b[:]), nil
}
