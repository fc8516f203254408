package trouble

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Somebody else publishes in the gateway's trees while it leads them: rubbish, an alert of their own making, another
// text in the place of a genuine one, and nothing at all in the place of another. All of it is put right within one
// sweep, and people are told. It used to stand until the next reconnect, without an alarm.
func TestSomebodyElsePublishesInTheTree(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data", "--sweep-every", "300ms")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	w.until("it stands", func() bool { return len(w.wire.tree("alerts/#")) > 4 })
	before := w.wire.tree("alerts/#", "parties/#")
	var genuine []string
	for topic := range before {
		if strings.HasPrefix(topic, "alerts/v1/actual/ca/") {
			genuine = append(genuine, topic)
		}
	}
	slices.Sort(genuine)
	const place = "alerts/v1/actual/ca/us/me/029/cbrne/extreme/aaaabbbbcccc/"
	w.wire.publish(place+"json", []byte("rubbish"), true)
	w.wire.publish(place+"cap", us("FORGED").bytes(t), true)
	w.wire.publish("parties/v1/actual/nb/held/aaaabbbbcccc/json",
		[]byte(`{"type":"Feature","properties":{"expires":"2099-01-01T00:00:00Z"}}`), true)
	w.wire.publish("parties/v1/actual/nb/incidents/none", []byte("rubbish"), true)
	w.wire.publish(genuine[0], []byte("another text"), true)
	w.wire.publish(genuine[1], nil, true)
	w.until("the trees are as they were", func() bool {
		now := w.wire.tree("alerts/#", "parties/#")
		maps.DeleteFunc(now, func(topic, _ string) bool { return strings.Contains(topic, "/alarms/") })
		return maps.Equal(before, now)
	})
	w.until("people are told", func() bool { return slices.Contains(d.alarms(), "foreign-publish") })
	if left := d.status().Foreign; left != 0 {
		t.Errorf("%d of it count as alerts", left)
	}
	w.does("trail", "verify", "--data", "data")
}
