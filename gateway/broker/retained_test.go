package broker_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
)

func TestTheRetainedTreeIsReadBack(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 2000
		s := dial(t, g.as("bordercast-out"))
		publish(t, s, numbered("alerts/v1/exercise", n, 4000, true)...)
		publish(t, s, adapters.Message{Topic: "parties/v1/exercise/mema/held", Payload: []byte("x"), Retain: true})

		got, err := s.Retained(t.Context(), []string{"alerts/#"})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != n || string(got["alerts/v1/exercise/7/json"]) != string(mqtttest.Text(7, 4000)) {
			t.Fatalf("read back %d topics of %d", len(got), n)
		}
		// An empty payload clears the topic, and live messages are no part of the tree.
		publish(t, s, adapters.Message{Topic: "alerts/v1/exercise/7/json", Retain: true},
			adapters.Message{Topic: "alerts/v1/exercise/7/end", Payload: []byte("ended")})
		digests, err := s.RetainedDigests(t.Context(), []string{"alerts/#", "parties/#"})
		if err != nil {
			t.Fatal(err)
		}
		if _, there := digests["alerts/v1/exercise/7/json"]; there || len(digests) != n {
			t.Errorf("read back %d topics, want %d without the cleared one", len(digests), n)
		}
	})
}

func TestTheRetainedTreeSurvivesARestart(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		const n = 1000
		publish(t, dial(t, g.as("bordercast-out")), numbered("alerts/v1/exercise", n, 2000, true)...)
		g.restart()
		got, err := dial(t, g.as("bordercast-out")).RetainedDigests(t.Context(), []string{"alerts/#"})
		if err != nil || len(got) != n {
			t.Errorf("after the restart %d topics of %d are there (%v)", len(got), n, err)
		}
	})
}

func TestReconcilingComesBeforePublishing(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		stale := adapters.Message{Topic: "alerts/v1/exercise/stale/json", Payload: []byte("x"), Retain: true}
		publish(t, dial(t, g.as("bordercast-other")), stale)
		p := g.proxy(t)
		pub := mqtt.NewPublisher(g.via(p, "bordercast-out"), wall, nil)
		var rounds, refused atomic.Int32
		pub.OnConnect = func(ctx context.Context, s *mqtt.Session) error {
			if err := pub.Publish(ctx, nil); errors.Is(err, mqtt.ErrNotConnected) {
				refused.Add(1)
			}
			have, err := s.Retained(ctx, []string{"alerts/#"})
			if err != nil {
				return err
			}
			for topic := range have {
				if err := s.Publish(ctx, adapters.Message{Topic: topic, Retain: true}); err != nil {
					return err
				}
			}
			rounds.Add(1)
			return nil
		}
		run(t, pub.Run)
		ready(t, pub.Connected())
		if left, err := pub.Retained(t.Context(), []string{"alerts/#"}); err != nil || len(left) != 0 {
			t.Errorf("left %d topics, %v", len(left), err)
		}
		p.Cut()
		mqtttest.Until(t, "the hook ran again", func() bool { return rounds.Load() == 2 })
		if refused.Load() != 2 {
			t.Error("a publication passed before the tree was in line")
		}
	})
}

func TestTheLastWillIsForTheUnexpectedEnd(t *testing.T) {
	contract(t, func(t *testing.T, g target) {
		p, watcher := g.proxy(t), dial(t, g.as("watcher"))
		var wills atomic.Int32
		_, err := watcher.Subscribe(t.Context(), []string{"gateway/v1/test/status"}, func(adapters.Message) { wills.Add(1) })
		if err != nil {
			t.Fatal(err)
		}
		c := g.via(p, "bordercast-out")
		c.Will = &adapters.Message{Topic: "gateway/v1/test/status", Payload: []byte(`{"state":"lost"}`), Retain: true}
		dial(t, c).Close()
		dial(t, c)
		p.Cut()
		mqtttest.Until(t, "the will was published", func() bool { return wills.Load() > 0 })
		kept, err := dial(t, g.as("reader")).Retained(t.Context(), []string{"gateway/v1/test/status"})
		if err != nil || len(kept) != 1 || wills.Load() != 1 {
			t.Errorf("%d wills, retained %q, %v: want the one of the link that was cut", wills.Load(), kept, err)
		}
	})
}
