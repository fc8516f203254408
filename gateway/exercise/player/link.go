package player

import (
	"context"
	"errors"
	"sync"
	"time"

	"bordercast/adapters"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// link is one MQTT client of the exercise that stays connected: a centre, the responder, or the observer. It makes
// a new paho client for each connection, because paho's own reconnect completes publications it never saw
// acknowledged.
type link struct {
	broker   string
	name     string
	filters  []string
	clock    adapters.Clock // the machine's: links live in real time
	received func(topic string, payload []byte, retained bool)
	onUp     func(ctx context.Context) // after each connect and subscribe
	onDown   func()

	mu     sync.Mutex
	client paho.Client // nil while down
}

var errDown = errors.New("the connection to the broker is down")

// run keeps the link up until ctx ends.
func (l *link) run(ctx context.Context) {
	for ctx.Err() == nil {
		lost, err := l.connect()
		if err == nil {
			if l.onUp != nil {
				l.onUp(ctx)
			}
			select {
			case <-lost:
			case <-ctx.Done():
			}
			l.disconnect()
			continue
		}
		adapters.Sleep(ctx, l.clock, 100*time.Millisecond)
	}
}

func (l *link) connect() (<-chan struct{}, error) {
	lost := make(chan struct{})
	once := sync.OnceFunc(func() { close(lost) })
	o := paho.NewClientOptions().AddBroker(l.broker).SetClientID("exercise-" + l.name).
		SetCleanSession(true).SetAutoReconnect(false).SetConnectRetry(false).SetOrderMatters(true).
		SetConnectTimeout(2 * time.Second).SetWriteTimeout(5 * time.Second).SetKeepAlive(20 * time.Second).
		SetConnectionLostHandler(func(paho.Client, error) { once() }).
		SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { l.received(m.Topic(), m.Payload(), m.Retained()) })
	client := paho.NewClient(o)
	if err := settled(client.Connect(), 3*time.Second); err != nil {
		client.Disconnect(0)
		return nil, err
	}
	filters := map[string]byte{}
	for _, f := range l.filters {
		filters[f] = 1
	}
	if len(filters) > 0 {
		if err := settled(client.SubscribeMultiple(filters, nil), 5*time.Second); err != nil {
			client.Disconnect(0)
			return nil, err
		}
		go l.subscribeAgain(client, filters, lost)
	}
	l.mu.Lock()
	l.client = client
	l.mu.Unlock()
	return lost, nil
}

// subscribeAgain closes a gap of the embedded broker (NATS 2.15.2): it collects what is retained before it begins to
// deliver what is new, so that what is published between the two is missed. A second SUBSCRIBE is answered with the
// retained messages as they are by then.
func (l *link) subscribeAgain(client paho.Client, filters map[string]byte, lost <-chan struct{}) {
	fired, stop := l.clock.After(500 * time.Millisecond)
	defer stop()
	select {
	case <-fired:
		_ = settled(client.SubscribeMultiple(filters, nil), 5*time.Second) // a lost link subscribes anew anyway
	case <-lost:
	}
}

func (l *link) disconnect() {
	l.mu.Lock()
	client := l.client
	l.client = nil
	l.mu.Unlock()
	client.Disconnect(50)
	if l.onDown != nil {
		l.onDown()
	}
}

// up says whether the link is connected.
func (l *link) up() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.client != nil
}

// publish hands one message to the broker without waiting for its answer: what counts is the gateway's receipt.
func (l *link) publish(topic string, payload []byte) (paho.Token, error) {
	l.mu.Lock()
	client := l.client
	l.mu.Unlock()
	if client == nil {
		return nil, errDown
	}
	return client.Publish(topic, 1, false, payload), nil
}

// settled waits for a token with a limit, which paho's own Wait does not have.
func settled(t paho.Token, limit time.Duration) error {
	if !t.WaitTimeout(limit) {
		return errors.New("the broker did not answer in time")
	}
	return t.Error()
}
