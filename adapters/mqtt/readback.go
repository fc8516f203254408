package mqtt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// ProbeLost is the reason code of a read-back whose end mark did not come back.
const ProbeLost = "probe-lost"

var errProbe = errors.New("the end mark of a read-back did not come back")

// Digest is the SHA-256 of a retained payload.
type Digest [sha256.Size]byte

// Retained reads back what the broker retains under the filters: topic → payload.
//
// MQTT does not say when the last retained message has been sent. So after SUBSCRIBE a probe is published, on a
// topic also subscribed to: what has the retain flag and comes before it is the tree. A broker that is just starting
// may show nothing or a part at first (the embedded one does), hence it is done until two rounds are equal.
//
// Mosquitto keeps at most max_queued_messages (1,000) for a subscriber that reads slower than it writes; set it to
// 0, or give narrow filters.
func (s *Session) Retained(ctx context.Context, filters []string) (map[string][]byte, error) {
	payloads := map[string][]byte{}
	_, err := s.readBack(ctx, filters, func(topic string, payload []byte) { payloads[topic] = payload }, func() { clear(payloads) })
	if err != nil {
		return nil, err
	}
	return payloads, nil
}

// RetainedDigests is Retained without the payloads in memory: topic → SHA-256.
func (s *Session) RetainedDigests(ctx context.Context, filters []string) (map[string]Digest, error) {
	return s.readBack(ctx, filters, func(string, []byte) {}, func() {})
}

// readBack repeats rounds until two are equal. keep is told each message of a round, reset that a round begins.
func (s *Session) readBack(ctx context.Context, filters []string, keep func(string, []byte), reset func()) (map[string]Digest, error) {
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	var before map[string]Digest
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		reset()
		now, err := s.round(ctx, filters, keep)
		if err != nil {
			return nil, fmt.Errorf("read back what %s retains: %w", s.cfg.URL, err)
		}
		if before != nil && equal(before, now) {
			return now, nil
		}
		before = now
		if !sleep(ctx, s.cfg.Timer, pause) {
			return nil, context.Cause(ctx)
		}
	}
}

func equal(a, b map[string]Digest) bool {
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

// round subscribes, publishes the probe, collects until it comes back, and unsubscribes.
func (s *Session) round(ctx context.Context, filters []string, keep func(string, []byte)) (map[string]Digest, error) {
	probe, err := s.probe()
	if err != nil {
		return nil, err
	}
	found, ended := map[string]Digest{}, make(chan struct{})
	over := false // read and written by paho's reader only
	all := append([]string{probe}, filters...)
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
	}, all...)
	defer remove()
	// QoS 0 is enough: a lost link loses the round, and QoS 1 would queue thousands of messages in the broker.
	if err := s.link.subscribe(ctx, s.cfg, 0, all...); err != nil {
		return nil, err
	}
	defer s.unsubscribe(ctx, all...)
	if err := s.Publish(ctx, adapters.Message{Topic: probe, Payload: []byte("end of retained messages")}); err != nil {
		return nil, err
	}
	return found, s.awaitProbe(ctx, probe, ended)
}

func (s *Session) awaitProbe(ctx context.Context, probe string, ended <-chan struct{}) error {
	fired, stop := s.cfg.Timer.After(s.cfg.AckTimeout)
	defer stop()
	select {
	case <-ended:
		return nil
	case <-fired:
		return &failure{reason: ProbeLost, cause: errProbe, text: "The MQTT broker at " + s.cfg.URL + " does not deliver " + probe +
			" to " + who(s.cfg) + ": let it publish and subscribe below " + s.cfg.ProbeTopic + "."}
	case <-s.link.ctx.Done():
		return context.Cause(s.link.ctx)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// unsubscribe waits for the answer, so that the next round's retained messages are not mixed with live ones.
func (s *Session) unsubscribe(ctx context.Context, filters ...string) error {
	return s.link.await(ctx, s.cfg, s.link.client.Unsubscribe(filters...))
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
