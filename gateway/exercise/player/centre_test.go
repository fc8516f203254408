package player

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
	"bordercast/gateway/broker"
	"bordercast/gateway/clock"
)

// deaf stands for a gateway that forgets what it got until it is told to answer.
type deaf struct {
	client paho.Client
	mu     sync.Mutex
	got    int
	answer bool
}

func (d *deaf) hear(_ paho.Client, m paho.Message) {
	d.mu.Lock()
	d.got++
	answer := d.answer
	d.mu.Unlock()
	if answer {
		sum := sha256.Sum256(m.Payload())
		d.client.Publish(
			"bordercast/v1/receipt/mema",
			1,
			false,
			fmt.Sprintf(`{"sha256":%q,"state":"received"}`, hex.EncodeToString(sum[:])),
		)
	}
}

func (d *deaf) times() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.got
}

// eventually waits, on a real broker, for something to become true.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !is() {
		if ctx.Err() != nil {
			t.Fatalf("never: %s", what)
		}
		adapters.Sleep(ctx, clock.Real{}, 10*time.Millisecond)
	}
}

// house is a broker with a deaf gateway at it, and a line to it that can be cut.
func house(t *testing.T) (*deaf, *proxy) {
	t.Helper()
	who, err := broker.NewCredentials(nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := broker.Start(t.Context(), broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0", Gateway: who})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	b.Open()
	g := &deaf{}
	g.client = paho.NewClient(
		paho.NewClientOptions().AddBroker(
			b.URL(),
		).SetClientID(
			"bordercast-in",
		).SetUsername(
			who.User,
		).SetPassword(
			who.Password,
		),
	)
	if err := settled(g.client.Connect(), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.client.Disconnect(50) })
	if err := settled(g.client.Subscribe("bordercast/v1/in/mema", 1, g.hear), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(b.URL())
	if err != nil {
		t.Fatal(err)
	}
	line, err := newProxy(t.Context(), address.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.close)
	return g, line
}

// A centre sends again, over a new connection, what it has no receipt for; and what it has a receipt for, never.
func TestCentreSendsAgain(t *testing.T) {
	g, line := house(t)
	c := &centre{system: "mema"}
	c.link = &link{
		broker:   line.url(),
		name:     "mema",
		filters:  []string{receiptTopic("mema")},
		clock:    clock.Real{},
		received: c.receive,
		onUp:     c.again,
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { c.link.run(ctx) })
	defer func() { cancel(); wg.Wait() }()
	eventually(t, "the centre connects", c.link.up)

	message := []byte("<alert/>")
	sum := sha256.Sum256(message)
	c.send(message, hex.EncodeToString(sum[:]))
	eventually(t, "the message arrives", func() bool { return g.times() == 1 })
	if c.unanswered() != 1 {
		t.Fatal("the centre believes a message safe that has no receipt")
	}
	line.sever()
	eventually(t, "the line goes down", func() bool { return !c.link.up() })
	g.mu.Lock()
	g.answer = true
	g.mu.Unlock()
	line.mend()
	eventually(t, "the message is sent again and answered", func() bool { return g.times() == 2 && c.unanswered() == 0 })
	line.sever()
	eventually(t, "the line goes down again", func() bool { return !c.link.up() })
	line.mend()
	eventually(t, "the centre is back", c.link.up)
	adapters.Sleep(ctx, clock.Real{}, 200*time.Millisecond)
	if g.times() != 2 {
		t.Errorf("what has its receipt was sent again: %d times in all", g.times())
	}
}
