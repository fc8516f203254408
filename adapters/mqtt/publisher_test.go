package mqtt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

func TestABrokerThatDoesNotAnswerLosesTheLink(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	p, reports := mqtttest.StartProxy(t, m.Addr), &log{}
	pub := mqtt.NewPublisher(mqtt.Config{URL: p.URL(), ClientID: "out", AckTimeout: 200 * time.Millisecond}, wall{},
		reports.add)
	if err := pub.Publish(t.Context(), []adapters.Message{say("a", "x")}); !errors.Is(err, mqtt.ErrNotConnected) {
		t.Errorf("before there was a link: %v, want ErrNotConnected", err)
	}
	run(t, pub.Run)
	next(t, pub.Connected(), "it is connected")
	p.Swallow(mqtttest.PubAck)
	if err := pub.Publish(t.Context(), []adapters.Message{say("a", "x")}); !errors.Is(err, mqtt.ErrUnknown) {
		t.Errorf("without PUBACK: %v, want ErrUnknown", err)
	}
	p.Swallow(0)
	reports.until(t, mqtt.Cut)
	next(t, pub.Connected(), "it is connected again")
	mqtttest.Until(t, "publishing succeeds", func() bool {
		return pub.Publish(t.Context(), []adapters.Message{say("a", "x")}) == nil
	})
}

func TestGivingUpOnAPublicationIsUnknownToo(t *testing.T) {
	leaks(t)
	p := mqtttest.StartProxy(t, mqtttest.StartMosquitto(t).Addr)
	s := dial(t, mqtt.Config{URL: p.URL(), ClientID: "out"})
	p.Swallow(mqtttest.PubAck)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Publish(ctx, say("a", "x")); !errors.Is(err, mqtt.ErrUnknown) ||
		!errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	p.Cut()
	next(t, s.Lost(), "the loss is known")
	if err := s.Publish(t.Context(), say("a", "x")); !errors.Is(err, mqtt.ErrNotConnected) {
		t.Errorf("on a link that is gone: %v", err)
	}
}

func TestBatchesKeepTheirOrderAndDoNotMix(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	watcher, got := dial(t, mqtt.Config{URL: m.URL(), ClientID: "watcher"}), make(chan string, 2000)
	if _, err := watcher.Subscribe(t.Context(), []string{"a"},
		func(m adapters.Message) { got <- string(m.Payload) }); err != nil {
		t.Fatal(err)
	}
	s := dial(t, mqtt.Config{URL: m.URL(), ClientID: "out", Window: 8})
	var work sync.WaitGroup
	const callers, size = 5, 100
	for caller := range callers {
		work.Go(func() {
			var batch []adapters.Message
			for n := range size {
				batch = append(batch, say("a", fmt.Sprintf("%d %d", caller, n)))
			}
			if err := s.Publish(t.Context(), batch...); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	for range callers {
		caller := ""
		for n := range size {
			text := next(t, got, "every message arrived")
			if n == 0 {
				caller, _, _ = strings.Cut(text, " ")
			}
			if text != fmt.Sprintf("%s %d", caller, n) {
				t.Fatalf("in the batch of %s, place %d is %q", caller, n, text)
			}
		}
	}
}

func TestAHookThatFailsIsToldAndTriedAgain(t *testing.T) {
	leaks(t)
	m, reports := mqtttest.StartMosquitto(t), &log{}
	pub := mqtt.NewPublisher(mqtt.Config{URL: m.URL(), ClientID: "out"}, wall{}, reports.add)
	tries := 0
	pub.OnConnect = func(context.Context, *mqtt.Session) error {
		if tries++; tries < 3 {
			return errors.New("the store is busy")
		}
		return nil
	}
	run(t, pub.Run)
	if h := reports.until(t, mqtt.ReconcileFailed); h.Up || !strings.Contains(h.Text, "the store is busy") {
		t.Errorf("reported %+v", h)
	}
	next(t, pub.Connected(), "the third attempt succeeded")
	if got := reports.reasons(); len(got) != 2 {
		t.Errorf("reported %q", got)
	}
}

func TestAProbeThatMayNotPass(t *testing.T) {
	leaks(t)
	for rights, want := range map[string]error{
		"topic write gateway/#": nil, // it may be published, and nobody gets it
		// Mosquitto 2.0 acknowledges a forbidden publication and then ends the link.
		"topic read gateway/#": mqtt.ErrCut,
	} {
		acl := filepath.Join(t.TempDir(), "acl")
		if err := os.WriteFile(acl, []byte("topic readwrite alerts/#\n"+rights+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		m := mqtttest.StartMosquitto(t, "listener %ADDR%", "allow_anonymous true", "acl_file "+acl)
		s := dial(t, mqtt.Config{URL: m.URL(), ClientID: "out", AckTimeout: time.Second,
			ProbeTopic: "gateway/v1/nb-me/probe"})
		_, err := s.Retained(t.Context(), []string{"alerts/#"})
		if want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", rights, err, want)
		}
		if want == nil && (mqtt.Reason(err) != mqtt.ProbeLost || !strings.Contains(err.Error(), "gateway/v1/nb-me/probe")) {
			t.Errorf("%s: reason %q: %v", rights, mqtt.Reason(err), err)
		}
	}
}

func TestAwaitASender(t *testing.T) {
	leaks(t)
	m := mqtttest.StartMosquitto(t)
	s := dial(t, mqtt.Config{URL: m.URL(), ClientID: "sender"})
	want := func(m adapters.Message) bool { return string(m.Payload) == "received" }
	got, err := s.Await(t.Context(), []string{"receipt"}, want, func() error {
		return s.Publish(t.Context(), say("receipt", "other"), say("receipt", "received"))
	})
	if err != nil || string(got.Payload) != "received" || got.Topic != "receipt" {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := s.Await(t.Context(), []string{"receipt"}, want, func() error { return errors.New("stop") }); err == nil {
		t.Error("the error of started was lost")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := s.Await(ctx, []string{"receipt"}, want, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("no receipt: %v", err)
	}
}

// What the guard of a connection stops does not leave, and keeps nothing else from leaving.
func TestWhatIsStoppedDoesNotLeave(t *testing.T) {
	leaks(t)
	m, got := mqtttest.StartMosquitto(t), make(chan string, 10)
	watcher := dial(t, mqtt.Config{URL: m.URL(), ClientID: "watcher"})
	if _, err := watcher.Subscribe(t.Context(), []string{"#"}, func(m adapters.Message) { got <- m.Topic }); err != nil {
		t.Fatal(err)
	}
	s := dial(t, mqtt.Config{URL: m.URL(), ClientID: "out",
		Stops: func(m adapters.Message) bool { return m.Topic == "stopped" }})
	if err := s.Publish(t.Context(), say("first", "x"), say("stopped", "x"), say("last", "x")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "last"} {
		if topic := next(t, got, want); topic != want {
			t.Errorf("%s arrived", topic)
		}
	}
}
