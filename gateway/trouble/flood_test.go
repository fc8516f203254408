package trouble

import (
	"fmt"
	"strings"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/gateway/topics"
)

// extreme is an alert that everybody must have at once.
func extreme(l letter) letter {
	l.severity = "Extreme"
	return l
}

// takes is how long an alert takes until its agency has all its receipts: its own, and that it stands at each
// destination.
func (w *world) takes(system string, l letter) time.Duration {
	w.t.Helper()
	began := time.Now()
	w.post(system, l, "public-us", "public-ca")
	return time.Since(began)
}

// flood publishes documents as fast as the broker takes them, and says when it has them all.
func (w *wire) flood(system string, docs [][]byte) (done chan struct{}) {
	w.t.Helper()
	done = make(chan struct{})
	c := w.dial(nil)
	go func() {
		defer close(done)
		flying := []paho.Token{}
		for _, doc := range docs {
			flying = append(flying, c.Publish(topics.In(system), 1, false, doc))
		}
		for _, token := range flying {
			token.WaitTimeout(time.Minute)
		}
	}()
	return done
}

// The Extreme alert of one agency does not wait for the flood of another that is as urgent (1,500 once delayed it by
// 13 s): it is through long before the flood is, and its receipts with it.
func TestAFloodDelaysNobodyElse(t *testing.T) {
	for name, change := range map[string]func(letter) letter{
		"each its own": func(l letter) letter { return l },
		"one incident": func(l letter) letter { l.beforeInfo = "<incidents>fictional-flood</incidents>"; return l },
	} {
		t.Run(name, func(t *testing.T) { // one flood at a time: they are timed
			w := begin(t, twoSides)
			d := w.up("data")
			many := 2500 // enough to last
			if raced {
				many = 300
			}
			docs := make([][]byte, many)
			for n := range docs {
				docs[n] = change(extreme(us(fmt.Sprintf("FLOOD-%d", n)))).bytes(t)
			}
			quiet := w.takes("nb", extreme(ca("QUIET")))
			began := time.Now()
			<-w.wire.flood("maine", docs) // the broker has all of it, and the gateway has begun
			first := w.takes("nb", extreme(ca("CALM-1")))
			if through := d.active(); through > many {
				t.Fatalf("the flood was through (%d) before the first alert beside it: make it larger", through)
			}
			second := w.takes("nb", extreme(ca("CALM-2")))
			w.until("the flood is through", func() bool { return d.active() == many+3 })
			all := time.Since(began)
			t.Logf("quiet %v; beside the flood %v and %v; the flood %v", quiet, first, second, all)
			if worst := max(first, second); worst > all/2 {
				t.Errorf("beside a flood of %v an Extreme alert of another agency took %v", all, worst)
			}
			if d.alarms() != nil {
				t.Errorf("alarms: %s", strings.Join(d.alarms(), " "))
			}
		})
	}
}
