package mqtt_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/adapterstest"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

// A real Mosquitto stands at the far end, and a line that can be cut before it.
func TestContract(t *testing.T) {
	adapterstest.Source(t, func(t *testing.T) adapterstest.Sender {
		m := mqtttest.StartMosquitto(t)
		return &agency{t: t, line: mqtttest.StartProxy(t, m.Addr),
			session: dial(t, mqtt.Config{URL: m.URL(), ClientID: "agency"})}
	})
}

// agency publishes what it sends to a broker.
type agency struct {
	t       *testing.T
	line    *mqtttest.Proxy
	session *mqtt.Session
}

var _ adapterstest.Breaker = (*agency)(nil)

func (a *agency) Source(in adapters.Inbound) adapters.Source {
	s := mqtt.NewSource(mqtt.Config{Name: in.System, URL: a.line.URL(), ClientID: "bordercast-in", MaxBytes: in.MaxBytes,
		Timer: in.Timer, Rand: in.Rand}, map[string]string{fromMema: in.System}, in.Clock, in.Accept, in.Report)
	s.Refused, s.Drain = in.Refused, 100*time.Millisecond
	return s
}

func (a *agency) Send(body []byte) { send(a.t, a.session, say(fromMema, string(body))) }

// Reconnect: a broker sends what was not acknowledged again on the next connection (MQTT 3.1.1 §4.4).
func (a *agency) Reconnect() { a.line.Cut() }

func (a *agency) Down() { a.line.Close(); a.line.Cut() }

func (a *agency) Up() { a.line.Open() }

func TestDestinationContract(t *testing.T) {
	adapterstest.Destination(t, func(t *testing.T) adapterstest.Receiver {
		m := mqtttest.StartMosquitto(t)
		r := &readers{line: mqtttest.StartProxy(t, m.Addr)}
		far := dial(t, mqtt.Config{URL: m.URL(), ClientID: "readers"})
		if err := far.Overhear(t.Context(), []string{"#"}, r.hear); err != nil {
			t.Fatal(err)
		}
		return r
	})
}

// readers hear all that a broker has, by a connection of their own.
type readers struct {
	line *mqtttest.Proxy
	mu   sync.Mutex
	got  [][]byte
}

var (
	_ adapterstest.Receiver = (*readers)(nil)
	_ adapterstest.Staller  = (*readers)(nil)
)

func (r *readers) hear(m adapters.Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, m.Payload)
}

func (r *readers) Destination(out adapters.Outbound) adapters.Destination {
	return mqtt.NewPublisher(mqtt.Config{Name: out.System, URL: r.line.URL(), ClientID: "bordercast-out", Timer: out.Timer,
		Rand: out.Rand, AckTimeout: time.Second}, out.Clock, out.Report)
}

func (r *readers) Received() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// Stall lets no acknowledgement through from now on (PUBACK, MQTT 3.1.1 §3.4).
func (r *readers) Stall() { r.line.Swallow(mqtttest.PubAck) }

func (r *readers) Down() { r.line.Close(); r.line.Cut() }

func (r *readers) Up() { r.line.Open() }
