package broker_test

import (
	"net"
	"strings"
	"sync"
	"testing"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/broker"
)

// refusedBecause connects and expects a refusal with this reason code.
func refusedBecause(t *testing.T, reason string, c mqtt.Config) {
	t.Helper()
	s, err := mqtt.Dial(t.Context(), c)
	if err == nil {
		s.Close()
		t.Fatalf("%s (%s) was let in", c.ClientID, c.User)
	}
	if got := mqtt.Reason(err); got != reason {
		t.Errorf("%s (%s): reason %q, want %q: %v", c.ClientID, c.User, got, reason, err)
	}
}

func TestTheFirstOutsiderAfterARestartGetsEveryRetainedTopic(t *testing.T) {
	leaks(t)
	const n = 1500
	o := options(t)
	b := start(t, o)
	publish(t, dial(t, b.Client("out", "out")), numbered("alerts/v1/exercise", n, 8000, true)...)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}

	b = start(t, o)
	outsider := mqtt.Config{URL: b.URL(), ClientID: "responder"}
	refusedBecause(t, mqtt.Unauthorised, outsider)
	b.Open()
	s, seen := dial(t, outsider), make(chan string, 2*n)
	if _, err := s.Subscribe(t.Context(), []string{"alerts/#"}, func(m adapters.Message) { seen <- m.Topic }); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	mqtttest.Until(t, "every retained topic arrived", func() bool {
		for len(seen) > 0 {
			got[<-seen] = true
		}
		return len(got) == n
	})
}

// A ledger keeps violations.
type ledger struct {
	mu   sync.Mutex // guards rows
	rows []string
}

func (l *ledger) add(user, topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rows = append(l.rows, user+" "+topic)
}

func (l *ledger) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rows) == 0 {
		return ""
	}
	return l.rows[len(l.rows)-1]
}

func TestWhatAnybodyOnThisMachineMayDo(t *testing.T) {
	leaks(t)
	var forbidden ledger
	o := options(t)
	o.Violation = forbidden.add
	b := start(t, o)
	b.Open()
	s := dial(t, mqtt.Config{URL: b.URL(), ClientID: "anybody"})
	reader := dial(t, b.Client("reader", "reader"))
	for _, topic := range []string{
		"alerts/v1/actual/us/us/me/029/met/severe/x/json", "parties/v1/exercise/mema/held/x/json",
		"gateway/v1/nb-me/status", "bordercast/v1/receipt/mema", "bordercast/v1/in", "bordercast/v1/in/mema/x", "x.y/z",
	} {
		publish(t, s, adapters.Message{Topic: topic, Payload: []byte("forged"), Retain: true}) // acknowledged all the same
		mqtttest.Until(t, "the violation on "+topic+" was told",
			func() bool { return forbidden.last() == "anonymous "+topic })
	}
	if kept, err := reader.Retained(t.Context(), []string{"#"}); err != nil || len(kept) != 0 {
		t.Errorf("forged messages are retained: %d, %v", len(kept), err)
	}
	publish(t, s, adapters.Message{Topic: "bordercast/v1/in/mema", Payload: []byte("x")})
	for filter, allowed := range map[string]bool{
		"alerts/#": true, "alerts/v1/+/us/#": true, "alerts": true, "parties/v1/exercise/mema/#": true,
		"gateway/v1/+/status":        true,
		"bordercast/v1/receipt/mema": true, "bordercast/v1/in/mema": false, "bordercast/#": false, "#": false,
		"$MQTT/msgs/#": false, "+/v1/#": false,
	} {
		stop, err := s.Subscribe(t.Context(), []string{filter}, func(adapters.Message) {})
		if (err == nil) != allowed {
			t.Errorf("subscribe %s: %v, want allowed %t", filter, err, allowed)
		}
		if err != nil && mqtt.Reason(err) != mqtt.SubscribeRefused {
			t.Errorf("subscribe %s: reason %q", filter, mqtt.Reason(err))
		}
		if err == nil {
			stop()
		}
	}
}

func TestTheGatewaysNamesAreItsOwn(t *testing.T) {
	leaks(t)
	o := options(t)
	b := start(t, o)
	b.Open()
	refusedBecause(t, mqtt.Unauthorised, mqtt.Config{URL: b.URL(), ClientID: "bordercast-in"})
	refusedBecause(t, mqtt.Unauthorised, mqtt.Config{URL: b.URL(), ClientID: "hides%dits-violations"})
	refusedBecause(t, mqtt.Unauthorised, mqtt.Config{URL: b.URL(), ClientID: "x", User: o.Gateway.User, Password: "guess"})
	refusedBecause(t, mqtt.Unauthorised, mqtt.Config{URL: b.URL(), ClientID: "x", User: "mema", Password: "guess"})
	dial(t, b.Client("in", "in"))
}

// byMosquitto is what mosquitto_passwd 2.0.11 made of "correct horse".
const byMosquitto = "$7$101$AHp0Wm+mRaTZFJqN$TFfJJhK9o9EtdedzZ5s8hbkYOnUJhkthHNMxOf1hIOl76" +
	"QgjQdrw1jGoJkIDlIwp3OZbEGitbV8kzrVcQm9T8Q=="

func TestUsersByPasswordAndByCertificate(t *testing.T) {
	leaks(t)
	ca := mqtttest.NewAuthority(t)
	var forbidden ledger
	o := options(t)
	o.TLS, o.Violation = serverTLS(t, ca), forbidden.add
	o.Users = []broker.User{
		{Name: "mema", PasswordHash: byMosquitto, Publish: []string{"bordercast/v1/in/mema"},
			Subscribe: []string{"bordercast/v1/receipt/mema"}},
		{Name: "nb-emo", CommonName: "nb-emo.invalid", Publish: []string{"bordercast/v1/in/nb-emo"}},
	}
	b := start(t, o)
	b.Open()
	base := mqtt.Config{URL: b.URL(), CA: ca.CA, ClientID: "agency"}
	refusedBecause(t, mqtt.Unauthorised, base)

	byPassword := base
	byPassword.User, byPassword.Password = "mema", "correct horse"
	publish(t, dial(t, byPassword), adapters.Message{Topic: "bordercast/v1/in/nb-emo", Payload: []byte("x")})
	mqtttest.Until(t, "the violation was told", func() bool { return forbidden.last() == "mema bordercast/v1/in/nb-emo" })
	byPassword.Password = "wrong"
	refusedBecause(t, mqtt.Unauthorised, byPassword)

	byCert := base
	byCert.ClientID = "nb-emo"
	byCert.Cert, byCert.Key = ca.Issue("nb-emo.invalid")
	s := dial(t, byCert)
	publish(t, s, adapters.Message{Topic: "bordercast/v1/in/mema", Payload: []byte("x")})
	mqtttest.Until(t, "the violation was told", func() bool { return forbidden.last() == "nb-emo bordercast/v1/in/mema" })
	if _, err := s.Subscribe(t.Context(), []string{"alerts/#"}, nil); mqtt.Reason(err) != mqtt.SubscribeRefused {
		t.Errorf("a user without subscriptions subscribed: %v", err)
	}

	byCert.Cert, byCert.Key = mqtttest.NewAuthority(t).Issue("nb-emo.invalid")
	refusedBecause(t, mqtt.TLSFailed, byCert)
	base.CA = mqtttest.NewAuthority(t).CA
	refusedBecause(t, mqtt.TLSFailed, base)
	dial(t, b.Client("in", "in"))
}

func TestStartRefusesInOneSentence(t *testing.T) {
	leaks(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, c := range map[string]struct {
		change func(*broker.Options)
		want   string
	}{
		"strangers":       {func(o *broker.Options) { o.Listen = "0.0.0.0:1883" }, "configure users or listen on 127.0.0.1"},
		"every interface": {func(o *broker.Options) { o.Listen = ":1883" }, "configure users or listen on 127.0.0.1"},
		"a public name": {func(o *broker.Options) { o.Listen = "broker.invalid:1883" },
			"configure users or listen on 127.0.0.1"},
		"no port": {func(o *broker.Options) { o.Listen = "127.0.0.1" }, "write listen as host:port"},
		"a word":  {func(o *broker.Options) { o.Listen = "127.0.0.1:mqtt" }, "write listen as host:port"},
		"taken": {func(o *broker.Options) { o.Listen = taken.Addr().String() },
			"another program already listens on " + taken.Addr().String()},
		"no credentials": {func(o *broker.Options) { o.Gateway = broker.Credentials{} }, "make them with NewCredentials"},
		"bad hash": {func(o *broker.Options) { o.Users = []broker.User{{Name: "mema", PasswordHash: "plain"}} },
			"user mema: the password hash"},
		"bad filter": {func(o *broker.Options) { o.Users = []broker.User{{Name: "mema", Publish: []string{"a/#/b"}}} },
			"user mema, publish: topic filter"},
		"twice": {func(o *broker.Options) { o.Users = []broker.User{{Name: "mema"}, {Name: "mema"}} },
			`the user name "mema" is empty, taken`},
		"one certificate": {func(o *broker.Options) {
			o.Users = []broker.User{{Name: "a", CommonName: "x"}, {Name: "b", CommonName: "x"}}
		}, "another user has the certificate name"},
		"no folder": {func(o *broker.Options) { o.Dir = "/dev/null" }, "/dev/null"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			c.change(&o)
			b, err := broker.Start(t.Context(), o)
			if err == nil {
				b.Close()
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one sentence with %q", err, c.want)
			}
		})
	}
}

func TestCloseTwice(t *testing.T) {
	leaks(t)
	b := start(t, options(t))
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
}
