package broker_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/broker"
)

// A last will is published by the server itself: it must pass the same rights.
func TestAForbiddenLastWill(t *testing.T) {
	leaks(t)
	var forbidden ledger
	o := options(t)
	o.Violation = forbidden.add
	b := start(t, o)
	b.Open()
	u, err := url.Parse(b.URL())
	if err != nil {
		t.Fatal(err)
	}
	p := mqtttest.StartProxy(t, u.Host)
	forged := adapters.Message{Topic: "alerts/v1/actual/us/us/me/029/met/extreme/x/json", Payload: []byte("forged"),
		Retain: true}
	dial(t, mqtt.Config{URL: p.URL(), ClientID: "anybody", Will: &forged})
	p.Cut()
	mqtttest.Until(t, "the violation was told", func() bool { return forbidden.last() != "" })
	if kept, err := dial(t, b.Client("reader", "reader")).Retained(t.Context(), []string{"#"}); err != nil ||
		len(kept) != 0 {
		t.Errorf("the forged will is retained: %q, %v", kept, err)
	}
}

// The embedded broker sends a message again, on the same connection, when it is not acknowledged within AckWait.
func TestASlowCommitIsNoSecondMessage(t *testing.T) {
	leaks(t)
	o := options(t)
	o.AckWait = 150 * time.Millisecond
	b := start(t, o)
	box := &intake{hold: true}
	src := newSource(b.Client("in", "in"), box)
	run(t, src.Run)
	ready(t, src.Ready())
	p := dial(t, b.Client("sender", "sender"))
	publish(t, p, adapters.Message{Topic: inTopic, Payload: []byte("EXERCISE slow")})
	mqtttest.Until(t, "it arrived", func() bool { return box.has("EXERCISE slow") })
	// A later message passes by: it shows that the repetitions before it were read.
	watch(t, p, 4*o.AckWait)
	publish(t, p, adapters.Message{Topic: inTopic, Payload: []byte("EXERCISE later")})
	mqtttest.Until(t, "the later one arrived", func() bool { return box.has("EXERCISE later") })
	if distinct, all := box.counts(); distinct != 2 || all != 2 {
		t.Errorf("%d messages were handed on as %d", distinct, all)
	}
	box.release()
}

// watch lets real time pass on a link: the server's redelivery runs on the machine's clock.
func watch(t *testing.T, s *mqtt.Session, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	nothing := func(adapters.Message) bool { return false }
	if _, err := s.Await(ctx, []string{"nothing"}, nothing, nil); ctx.Err() == nil {
		t.Fatal(err)
	}
}

func TestWhatWaitsSurvivesARestartOfTheBroker(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 500
		src := newSource(g.as("bordercast-in"), &intake{})
		stop := run(t, src.Run)
		ready(t, src.Ready())
		stop()
		publish(t, dial(t, g.as("sender")), numbered(inTopic, n, 500, false)...)
		g.restart()
		box := &intake{}
		run(t, newSource(g.as("bordercast-in"), box).Run)
		mqtttest.Until(t, "all arrived", func() bool { d, _ := box.counts(); return d == n })
	})
}

func TestBothLinksComeBackAfterARestartOfTheBroker(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		box := &intake{}
		src := newSource(g.as("bordercast-in"), box)
		pub := mqtt.NewPublisher(g.as("bordercast-out"), wall, nil)
		run(t, src.Run)
		run(t, pub.Run)
		ready(t, src.Ready())
		ready(t, pub.Connected())
		g.restart()
		msg := []adapters.Message{{Topic: inTopic, Payload: []byte("EXERCISE")}}
		mqtttest.Until(t, "the publisher is back", func() bool { return pub.Publish(t.Context(), msg) == nil })
		mqtttest.Until(t, "the source is back", func() bool { return box.has("EXERCISE") })
	})
}

func TestListeningOnEveryAddressWithUsers(t *testing.T) {
	leaks(t)
	for _, listen := range []string{"0.0.0.0:0", ":0"} {
		o := options(t)
		o.Listen, o.Users = listen, []broker.User{{Name: "mema", PasswordHash: byMosquitto}}
		b := start(t, o)
		u, err := url.Parse(b.URL())
		if err != nil || u.Hostname() != "127.0.0.1" {
			t.Errorf("listen %s: clients of this machine are told %s", listen, b.URL())
		}
		dial(t, b.Client("in", "in")).Close()
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
