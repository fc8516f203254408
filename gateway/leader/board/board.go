// Package board is where the instances of gateways see each other on an MQTT broker: the retained statuses
// gateway/v1/{gateway}/status, and gateway/v1/{gateway}/instances/{instance} for each process that is there. Dial makes
// one connection, under a name that is nobody's, with no session, whose last will clears this instance from the list.
package board

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/leader"
	"bordercast/gateway/topics"
)

// rounds is how often the board is read before it counts as unstable: once more than it takes.
const rounds = 5

// errUnstable says that no two readings were equal.
var errUnstable = errors.New("who leads could not be read: the broker shows something else each time")

// board is one connection.
type board struct {
	session  *mqtt.Session
	gateway  string // the name, as it is
	instance string
	filters  []string
	marks    string // topics below it end a reading
	hear     func(leader.Note)

	reading sync.Mutex // one Read at a time

	mu    sync.Mutex // guards what follows
	found map[string]adapters.Message
	mark  string
	over  chan struct{} // closed when the mark came
}

var _ leader.Board = (*board)(nil)

// Dial connects for an instance of a gateway until ctx ends. c is how the gateway connects otherwise.
func Dial(ctx context.Context, c mqtt.Config, gateway, instance string, hear func(leader.Note)) (leader.Board, error) {
	b := &board{gateway: gateway, instance: instance, hear: hear, marks: c.ProbeTopic + "/"}
	c.ClientID, c.ClientSecret = "bordercast-"+gateway+"-look", "-"+strings.ToLower(rand.Text())
	c.Will = &adapters.Message{Topic: topics.Instance(gateway, instance), Retain: true}
	var err error
	if b.session, err = mqtt.Dial(ctx, c); err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, b.session.Close)
	own := []string{topics.Status(gateway), topics.Instances(gateway), b.marks + "+"}
	all := append([]string{topics.AllStatus}, own[1:]...)
	// A broker may let a gateway read its own status and no other's: then it is not warned of other names on its trees.
	for _, b.filters = range [][]string{all, own} {
		if _, err = b.session.Subscribe(ctx, b.filters, b.take); err == nil {
			return b, nil
		}
		if mqtt.Reason(err) != mqtt.SubscribeRefused {
			break
		}
	}
	b.session.Close()
	return nil, err
}

// Lost is closed when the connection is down.
func (b *board) Lost() <-chan struct{} { return b.session.Lost() }

// Write retains a note, or clears one that is gone.
func (b *board) Write(ctx context.Context, n leader.Note) error {
	m := adapters.Message{Topic: topics.Status(b.gateway), Retain: true}
	if n.Presence {
		m.Topic = topics.Instance(b.gateway, n.Instance)
	}
	if !n.Gone {
		text, err := json.Marshal(n.Status)
		if err != nil {
			return err
		}
		m.Payload = text
	}
	return b.session.Publish(ctx, m)
}

// Read asks for all that is retained until two answers are alike but for the beats: a broker that is just starting may
// show a part of it at first.
func (b *board) Read(ctx context.Context) ([]leader.Note, error) {
	b.reading.Lock()
	defer b.reading.Unlock()
	var before []leader.Note
	for round := range rounds {
		notes, err := b.round(ctx)
		if err != nil {
			return nil, err
		}
		if round > 0 && alike(before, notes) {
			return notes, nil
		}
		before = notes
	}
	return nil, errUnstable
}

// round is one answer. Its end is a mark of our own, published when the broker has answered the subscription.
func (b *board) round(ctx context.Context) ([]leader.Note, error) {
	b.mu.Lock()
	over := make(chan struct{})
	b.found, b.mark, b.over = map[string]adapters.Message{}, b.marks+strings.ToLower(rand.Text()), over
	mark := adapters.Message{Topic: b.mark, Payload: []byte("end of retained messages")}
	b.mu.Unlock()
	if err := b.session.Again(ctx, b.filters); err != nil {
		return nil, err
	}
	if err := b.session.Publish(ctx, mark); err != nil {
		return nil, err
	}
	select {
	case <-over:
	case <-b.session.Lost():
		return nil, leader.ErrCut
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var notes []leader.Note
	for _, m := range b.found {
		if n, ok := b.note(m); ok {
			notes = append(notes, n)
		}
	}
	b.found = nil
	return notes, nil
}

// take is given every message in order.
func (b *board) take(m adapters.Message) {
	b.mu.Lock()
	switch {
	case strings.HasPrefix(m.Topic, b.marks):
		if m.Topic == b.mark {
			b.mark = ""
			close(b.over)
		}
		b.mu.Unlock()
		return
	case m.Retain:
		if b.found != nil && len(m.Payload) > 0 {
			b.found[m.Topic] = m
		}
		b.mu.Unlock()
		return
	}
	b.mu.Unlock()
	if n, ok := b.note(m); ok {
		b.hear(n)
	}
}

// note reads a message. What cannot be read on a seat is somebody's all the same, and less than anybody's claim.
func (b *board) note(m adapters.Message) (n leader.Note, ok bool) {
	t, ok := topics.Parse(m.Topic)
	if !ok || t.Kind != topics.GatewayStatus && t.Kind != topics.GatewayInstance {
		return n, false
	}
	n = leader.Note{Presence: t.Kind == topics.GatewayInstance, Gone: len(m.Payload) == 0}
	if !n.Gone && json.Unmarshal(m.Payload, &n.Status) != nil {
		n.Status = leader.Status{}
	}
	n.Gateway = t.Gateway
	if t.Gateway == topics.Token(b.gateway) {
		n.Gateway = b.gateway
	}
	if n.Presence {
		n.Instance = t.Name
	}
	return n, true
}

// alike tells whether two answers show the same writers.
func alike(a, b []leader.Note) bool {
	if len(a) != len(b) {
		return false
	}
	type writer struct {
		presence          bool
		gateway, instance string
		epoch             int64
	}
	of := func(n leader.Note) writer { return writer{n.Presence, n.Gateway, n.Instance, n.Epoch} }
	there := map[writer]bool{}
	for _, n := range a {
		there[of(n)] = true
	}
	for _, n := range b {
		if !there[of(n)] {
			return false
		}
	}
	return true
}
