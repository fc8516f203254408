package broker_test

import (
	"errors"
	"testing"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

func TestNothingIsLostWhenTheLinkIsCut(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 300
		p, box := g.proxy(t), &intake{}
		src := newSource(g.via(p, "bordercast-in"), box)
		run(t, src.Run)
		ready(t, src.Ready())
		sender := dial(t, g.as("sender"))
		for at, m := range numbered(inTopic, n, 2000, false) {
			publish(t, sender, m)
			if at%90 == 89 {
				p.Cut()
			}
		}
		mqtttest.Until(t, "all messages arrived", func() bool { d, _ := box.counts(); return d == n })
	})
}

func TestDoneDecidesWhatComesAgain(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 12 // below Mosquitto's window of 20
		p, box := g.proxy(t), &intake{hold: true}
		src := newSource(g.via(p, "bordercast-in"), box)
		stop := run(t, src.Run)
		ready(t, src.Ready())
		publish(t, dial(t, g.as("sender")), numbered(inTopic, n, 100, false)...)
		mqtttest.Until(t, "all arrived", func() bool { d, _ := box.counts(); return d == n })

		box.setHold(false)
		p.Cut()
		mqtttest.Until(t, "all arrived again", func() bool { _, all := box.counts(); return all >= 2*n })
		box.release() // late: they belong to the connection that is gone
		stop()        // acknowledges what is done before it ends

		again := &intake{}
		src = newSource(g.as("bordercast-in"), again)
		run(t, src.Run)
		ready(t, src.Ready())
		publish(t, dial(t, g.as("sender-2")), adapters.Message{Topic: inTopic, Payload: []byte("EXERCISE last")})
		mqtttest.Until(t, "the last arrived", func() bool { return again.has("EXERCISE last") })
		if d, _ := again.counts(); d != 1 {
			t.Errorf("%d messages came again after their acknowledgement", d-1)
		}
	})
}

func TestTenThousandWaitForAnOfflineSource(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 10_000
		src := newSource(g.as("bordercast-in"), &intake{})
		stop := run(t, src.Run)
		ready(t, src.Ready())
		stop()
		publish(t, dial(t, g.as("sender")), numbered(inTopic, n, 200, false)...)
		box := &intake{}
		run(t, newSource(g.as("bordercast-in"), box).Run)
		mqtttest.Until(t, "10,000 arrived", func() bool { d, _ := box.counts(); return d == n })
		for at, text := range box.got[:n] {
			if text != string(mqtttest.Text(at, 200)) {
				t.Fatalf("message %d is %.20q: the order of publication is lost", at, text)
			}
		}
	})
}

func TestAnUnacknowledgedPublicationIsUnknown(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		p := g.proxy(t)
		pub := mqtt.NewPublisher(g.via(p, "bordercast-out"), wall, nil)
		run(t, pub.Run)
		ready(t, pub.Connected())
		msgs := numbered("alerts/v1/exercise", 5, 100, true)

		p.Swallow(mqtttest.PubAck)
		result := make(chan error, 1)
		go func() { result <- pub.Publish(t.Context(), msgs) }()
		mqtttest.Until(t, "the broker answered", func() bool { return p.Swallowed() == len(msgs) })
		p.Cut()
		if err := <-result; !errors.Is(err, mqtt.ErrUnknown) {
			t.Fatalf("the broker took the messages and its answer was lost: got %v, want ErrUnknown", err)
		}

		p.Swallow(0)
		mqtttest.Until(t, "publishing again succeeds", func() bool { return pub.Publish(t.Context(), msgs) == nil })
	})
}
