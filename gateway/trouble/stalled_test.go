package trouble

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// embedded is twoSides on an embedded broker at a port of this test's own.
func embedded(t *testing.T, limits string) (config, address string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	address = l.Addr().String()
	must(t, l.Close())
	return strings.Replace(twoSides, `{url: "BROKER", open: true}`, `{embedded: {listen: "`+address+`"}, open: true}`, 1) +
		limits, address
}

// stalled is a subscriber to everything that reads its SUBACK and nothing after it, over a socket that holds little.
func (w *wire) stalled(address, client string) net.Conn {
	w.t.Helper()
	dial := &net.Dialer{Timeout: 20 * time.Second}
	c, err := dial.DialContext(w.t.Context(), "tcp", address)
	must(w.t, err)
	w.t.Cleanup(func() { _ = c.Close() })
	must(w.t, c.(*net.TCPConn).SetReadBuffer(128<<10))
	connect := append([]byte{0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, byte(len(client))}, client...) // MQTT 3.1.1 §3.1
	filter := "alerts/#"
	subscribe := append([]byte{0, 1, 0, byte(len(filter))}, append([]byte(filter), 0)...) // §3.8, QoS 0
	for _, packet := range [][]byte{append([]byte{0x10, byte(len(connect))}, connect...),
		append([]byte{0x82, byte(len(subscribe))}, subscribe...)} {
		_, err = c.Write(packet)
		must(w.t, err)
	}
	answer := make([]byte, 4+5) // CONNACK and SUBACK
	_, err = io.ReadFull(c, answer)
	must(w.t, err)
	if answer[0] != 0x20 || answer[3] != 0 || answer[4] != 0x90 || answer[8] != 0 {
		w.t.Fatalf("the broker answers %x", answer)
	}
	return c
}

// hungUp reads what is left on a connection, and says whether the broker ended it.
func hungUp(c net.Conn) bool {
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, err := io.Copy(io.Discard, c)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// Subscribers of the embedded broker that stop reading are cut off, so that what waits for them does not fill the
// memory. Whoever reads has everything, and who comes late gets all that is active, however much it is. Nobody who
// stops the gateway waits for them.
func TestSubscribersThatStopReading(t *testing.T) {
	t.Parallel()
	config, address := embedded(t, "limits: {subscriber: 256KB}\n")
	w := begin(t, config)
	d := w.up("data")
	at := func(o *paho.ClientOptions) { o.Servers = nil; o.AddBroker("tcp://" + address) }
	reader := func() *atomic.Int64 {
		n := &atomic.Int64{}
		c := w.wire.dial(at)
		must(t, await(c.Subscribe("alerts/v1/actual/ca/us/me/_/#", 1, func(_ paho.Client, m paho.Message) {
			if strings.HasSuffix(m.Topic(), "/cap") && len(m.Payload()) > 0 {
				n.Add(1)
			}
		})))
		return n
	}
	var lazy []net.Conn
	for n := range 4 {
		lazy = append(lazy, w.wire.stalled(address, fmt.Sprintf("lazy-%d", n)))
	}
	has := reader()
	agency := w.wire.dial(at)
	const alerts = 20
	for n := range alerts {
		bulky := us(fmt.Sprintf("BULKY-%d", n))
		bulky.text = strings.Repeat("A fictional plume drifts east, and this is said at length. ", 2000)
		must(t, await(agency.Publish("bordercast/v1/in/maine", 1, false, bulky.bytes(t))))
	}
	w.until("who reads has everything", func() bool { return has.Load() == alerts })
	w.until("those who do not are cut off", func() bool {
		return strings.Count(d.words(), "was cut off; it gets what is active when it subscribes again") == len(lazy)
	})
	for n, c := range lazy {
		if !hungUp(c) {
			t.Errorf("number %d is connected still", n)
		}
	}
	late := reader()
	w.until("who comes late gets all that is active", func() bool { return late.Load() == alerts })

	for n := range 4 {
		w.wire.stalled(address, fmt.Sprintf("lazy-again-%d", n))
	}
	begun := time.Now()
	if code, said := d.stop(); code != 0 || strings.Contains(said, "did not end within") {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("to stop it took %v, with subscribers that read nothing", took)
	}
}

func await(token paho.Token) error {
	if !token.WaitTimeout(20 * time.Second) {
		return errors.New("no answer")
	}
	return token.Error()
}
