package broker_test

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/broker"
	"bordercast/gateway/clock"
)

// wall is the machine's clock: real processes are involved.
var wall = clock.Real{}

// A target is a broker under the contract: what the gateway's links must be able to rely on, whichever broker a
// house runs.
type target struct {
	config  mqtt.Config // without ClientID
	restart func()
	// ordered: after a reconnection what was not acknowledged comes before what is new (Mosquitto). The embedded
	// broker sends it after AckWait, behind newer messages.
	ordered bool
}

func (g target) as(client string) mqtt.Config {
	c := g.config
	c.Name, c.ClientID, c.ProbeTopic = client, client, "gateway/v1/test/probe"
	return c
}

func (g target) via(p *mqtttest.Proxy, client string) mqtt.Config {
	c := g.as(client)
	c.URL = p.URL()
	return c
}

func (g target) proxy(t *testing.T) *mqtttest.Proxy {
	u, err := url.Parse(g.config.URL)
	if err != nil {
		t.Fatal(err)
	}
	return mqtttest.StartProxy(t, u.Host)
}

// contract runs one test against both brokers.
func contract(t *testing.T, test func(t *testing.T, g target)) {
	t.Run("embedded", func(t *testing.T) {
		leaks(t)
		test(t, embeddedTarget(t))
	})
	t.Run("mosquitto", func(t *testing.T) {
		leaks(t)
		m := mqtttest.StartMosquitto(t)
		test(t, target{config: mqtt.Config{URL: m.URL()}, restart: func() { m.Stop(); m.Start() }, ordered: true})
	})
}

// leaks is registered first, so it looks last, after every other cleanup.
func leaks(t *testing.T) { t.Cleanup(func() { goleak.VerifyNone(t) }) }

func embeddedTarget(t *testing.T) target {
	o := options(t)
	o.Listen = mqtttest.FreeAddress(t)
	b := start(t, o)
	return target{
		config: mqtt.Config{URL: b.URL(), User: o.Gateway.User, Password: o.Gateway.Password},
		restart: func() {
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
			b = start(t, o)
		},
	}
}

func options(t *testing.T) broker.Options {
	t.Helper()
	who, err := broker.NewCredentials(nil)
	if err != nil {
		t.Fatal(err)
	}
	return broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0", Gateway: who}
}

func start(t *testing.T, o broker.Options) *broker.Broker {
	t.Helper()
	b, err := broker.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func dial(t *testing.T, c mqtt.Config) *mqtt.Session {
	t.Helper()
	s, err := mqtt.Dial(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func publish(t *testing.T, s *mqtt.Session, msgs ...adapters.Message) {
	t.Helper()
	if err := s.Publish(t.Context(), msgs...); err != nil {
		t.Fatal(err)
	}
}

func numbered(topic string, n, size int, retain bool) []adapters.Message {
	out := make([]adapters.Message, n)
	for i := range out {
		at := topic
		if retain {
			at = fmt.Sprintf("%s/%d/json", topic, i)
		}
		out[i] = adapters.Message{Topic: at, Payload: mqtttest.Text(i, size), Retain: retain}
	}
	return out
}

// An intake stands for the gateway behind a Source: it keeps what it was given, and calls Done as told.
type intake struct {
	mu    sync.Mutex // guards the fields below
	got   []string   // in order, repetitions included
	seen  map[string]bool
	dones []func(error)
	hold  bool // keep Done for later
}

func (i *intake) accept(_ context.Context, in adapters.Incoming) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.seen == nil {
		i.seen = map[string]bool{}
	}
	i.got, i.seen[string(in.Bytes)] = append(i.got, string(in.Bytes)), true
	if i.hold {
		i.dones = append(i.dones, in.Done)
		return
	}
	in.Done(nil)
}

func (i *intake) setHold(hold bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.hold = hold
}

// release calls what was kept, last first: the acknowledgements must still leave in order.
func (i *intake) release() {
	i.mu.Lock()
	dones := i.dones
	i.dones = nil
	i.mu.Unlock()
	for n := len(dones) - 1; n >= 0; n-- {
		dones[n](nil)
	}
}

func (i *intake) counts() (distinct, all int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return len(i.seen), len(i.got)
}

// run starts a source or a publisher and gives what stops it and waits for its end.
func run(t *testing.T, f func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { f(ctx) })
	stop = func() { cancel(); work.Wait() }
	t.Cleanup(stop)
	return stop
}

const inTopic = "bordercast/v1/in/mema"

func newSource(c mqtt.Config, to *intake) *mqtt.Source {
	return mqtt.NewSource(c, map[string]string{"bordercast/v1/in/+": "", inTopic: "mema"}, wall, to.accept, nil)
}

func ready(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	mqtttest.Until(t, "the link is ready", func() bool {
		select {
		case <-ch:
			return true
		default:
			return false
		}
	})
}

func (i *intake) has(text string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.seen[text]
}
