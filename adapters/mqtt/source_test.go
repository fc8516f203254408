package mqtt_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

const (
	fromMema = "bordercast/v1/in/mema"
	fromEMO  = "bordercast/v1/in/nb-emo"
)

// take keeps what arrives and says Done.
func take(to chan<- adapters.Incoming) adapters.Accept {
	return func(_ context.Context, in adapters.Incoming) {
		to <- in
		in.Done(nil)
	}
}

func next[T any](t *testing.T, from <-chan T, what string) (v T) {
	t.Helper()
	mqtttest.Until(t, what, func() bool {
		select {
		case v = <-from:
			return true
		default:
			return false
		}
	})
	return v
}

func TestHealthOfASource(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	p, reports := mqtttest.StartProxy(t, m.Addr), &log{}
	src := mqtt.NewSource(mqtt.Config{Name: "mema", URL: p.URL(), ClientID: "bordercast-in"},
		map[string]string{fromMema: "mema"}, wall{}, take(make(chan adapters.Incoming, 9)), reports.add)
	run(t, src.Run)
	if h := reports.until(t, mqtt.Connected); !h.Up || h.Link != "mema" || h.At.IsZero() {
		t.Errorf("reported %+v", h)
	}
	p.Close() // new connections end at once, as with a broker that is starting
	p.Cut()
	if h := reports.until(t, mqtt.Cut); h.Up || h.Text == "" {
		t.Errorf("reported %+v", h)
	}
	reports.until(t, mqtt.NotReachable)
	p.Open()
	mqtttest.Until(t, "it is up again", func() bool { return len(reports.reasons()) == 4 })
	want := []string{mqtt.Connected, mqtt.Cut, mqtt.NotReachable, mqtt.Connected}
	if got := reports.reasons(); !slices.Equal(got, want) {
		t.Errorf("reported %q, want %q: each change once", got, want)
	}
}

// After an outage more may wait in the session than the source holds at a time, and all of it comes before the broker's
// answer to SUBSCRIBE.
func TestMoreWaitedThanTheInboxHolds(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t, "max_inflight_messages 0")
	cfg := mqtt.Config{Name: "mema", URL: m.URL(), ClientID: "bordercast-in", MaxPending: 16 << 10,
		AckTimeout: 5 * time.Second}
	got, reports := make(chan adapters.Incoming, 100), &log{}
	source := func() *mqtt.Source {
		return mqtt.NewSource(cfg, map[string]string{fromMema: "mema"}, wall{}, take(got), reports.add)
	}
	stop := run(t, source().Run)
	reports.until(t, mqtt.Connected)
	stop()
	agency := dial(t, mqtt.Config{URL: m.URL(), ClientID: "agency"})
	const letters = 64
	for n := range letters {
		if err := agency.Publish(t.Context(), adapters.Message{Topic: fromMema, Payload: mqtttest.Text(n,
			2<<10)}); err != nil {
			t.Fatal(err)
		}
	}
	again := source()
	run(t, again.Run)
	select {
	case <-again.Ready():
	case <-time.After(time.Minute):
		t.Fatalf("it is not subscribed after a minute: %q", reports.reasons())
	}
	for n := range letters {
		if in := next(t, got, "what waited"); !bytes.Equal(in.Bytes, mqtttest.Text(n, 2<<10)) {
			t.Fatalf("letter %d is %.20q", n, in.Bytes)
		}
	}
}

func TestAForgottenSessionIsTold(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t, "persistence false")
	reports := &log{}
	src := mqtt.NewSource(mqtt.Config{URL: m.URL(), ClientID: "bordercast-in"},
		map[string]string{fromMema: "mema"}, wall{}, take(make(chan adapters.Incoming, 9)), reports.add)
	run(t, src.Run)
	reports.until(t, mqtt.Connected)
	if slices.Contains(reports.reasons(), mqtt.SessionLost) {
		t.Error("a first run has no session to lose")
	}
	m.Stop()
	reports.until(t, mqtt.Refused)
	m.Start()
	if h := reports.until(t, mqtt.SessionLost); !h.Up {
		t.Errorf("reported %+v", h)
	}
	mqtttest.Until(t, "it is connected again", func() bool {
		got := reports.reasons()
		return got[len(got)-1] == mqtt.Connected
	})

	fresh := &log{}
	other := mqtt.NewSource(mqtt.Config{URL: m.URL(), ClientID: "bordercast-other"},
		map[string]string{fromMema: "mema"}, wall{}, take(make(chan adapters.Incoming, 9)), fresh.add)
	other.SessionExpected = true // a process that ran before
	run(t, other.Run)
	fresh.until(t, mqtt.SessionLost)
}

func TestWhatASourceRefuses(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	c := mqtt.Config{URL: m.URL(), ClientID: "bordercast-in", MaxBytes: 1000}
	got, refused := make(chan adapters.Incoming, 9), make(chan adapters.Refusal, 9)
	source := func(topics map[string]string) (stop func()) {
		src := mqtt.NewSource(c, topics, wall{}, take(got), nil)
		src.Refused = func(r adapters.Refusal) { refused <- r }
		stop = run(t, src.Run)
		next(t, src.Ready(), "it has subscribed")
		return stop
	}
	stop := source(map[string]string{fromMema: "mema", fromEMO: "nb-emo"})
	sender, big := dial(t, mqtt.Config{URL: m.URL(), ClientID: "sender"}), bytes.Repeat([]byte("x"), 1001)
	send(t, sender, adapters.Message{Topic: fromMema, Payload: big}, say(fromEMO, "EXERCISE"))
	r := next(t, refused, "the large message was refused")
	if r.Reason != adapters.Oversize || r.System != "mema" || r.Bytes != 1001 || r.SHA256 != sha256.Sum256(big) ||
		r.At.IsZero() || r.Text == "" {
		t.Errorf("refused %+v", r)
	}
	if in := next(t, got, "the other arrived"); in.System != "nb-emo" || string(in.Bytes) != "EXERCISE" || in.At.IsZero() {
		t.Errorf("arrived %+v", in)
	}
	stop()

	// nb-emo has left the configuration; the broker's session still has its subscription.
	stop = source(map[string]string{fromMema: "mema"})
	send(t, sender, say(fromEMO, "EXERCISE stray"), say(fromMema, "EXERCISE 2"))
	if r := next(t, refused, "the stray message was refused"); r.Reason != adapters.StrayTopic || r.Origin != fromEMO ||
		r.System != "" {
		t.Errorf("refused %+v", r)
	}
	next(t, got, "the other arrived")
	stop()
	send(t, sender, say(fromEMO, "EXERCISE stray 2"), say(fromMema, "EXERCISE 3"))
	source(map[string]string{"bordercast/v1/in/+": "", fromMema: "mema"})
	if in := next(t, got, "the last arrived"); string(in.Bytes) != "EXERCISE 3" {
		t.Errorf("arrived %q", in.Bytes)
	}
	if len(refused) != 0 {
		t.Error("the subscription of an earlier configuration was not given up")
	}
}

func TestARetainedMessageIsHandedOnToo(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	send(t, dial(t, mqtt.Config{URL: m.URL(), ClientID: "sender"}), adapters.Message{Topic: fromMema,
		Payload: []byte("EXERCISE"), Retain: true})
	got := make(chan adapters.Incoming, 9)
	run(t, mqtt.NewSource(mqtt.Config{URL: m.URL(), ClientID: "bordercast-in"}, map[string]string{fromMema: "mema"},
		wall{}, take(got), nil).Run)
	if in := next(t, got, "it arrived"); string(in.Bytes) != "EXERCISE" {
		t.Errorf("arrived %q", in.Bytes)
	}
}

func TestASourceEndsThoughTheGatewayIsStuck(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	stuck := make(chan bool, 9)
	src := mqtt.NewSource(mqtt.Config{URL: m.URL(), ClientID: "bordercast-in", MaxPending: 10},
		map[string]string{fromMema: "mema"}, wall{},
		func(ctx context.Context, _ adapters.Incoming) { stuck <- true; <-ctx.Done() }, nil)
	src.Drain = 10 * time.Millisecond
	stop := run(t, src.Run)
	next(t, src.Ready(), "it has subscribed")
	sender := dial(t, mqtt.Config{URL: m.URL(), ClientID: "sender"})
	send(t, sender, say(fromMema, "EXERCISE 1"), say(fromMema, "EXERCISE 2"), say(fromMema, "EXERCISE 3"))
	next(t, stuck, "the first arrived")
	stop()
}
