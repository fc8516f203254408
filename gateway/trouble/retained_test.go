package trouble

import (
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/topics"
)

// An agency publishes with the retain flag. Its alert is cancelled, the gateway's disk is lost, and the broker gives
// the alert again to the new store: it is held, and comes to life only by the word of its source's side.
func TestWhatTheBrokerKept(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	first := w.up("data")
	plume := us("PLUME")
	w.wire.publish(topics.In("maine"), plume.bytes(t), true)
	w.until("sent with the retain flag to a gateway that listens, it crosses", func() bool {
		return len(w.wire.public("actual",
			"ca")) > 0
	})
	w.post("maine", plume.cancel("PLUME-END"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
	first.stop()

	d := w.up("new-disk")
	held := func() int { return len(d.status().Held) }
	w.until("it is held", func() bool { return held() > 0 })
	if got := d.alarms(); !slices.Equal(got, []string{"retained-input"}) {
		t.Errorf("alarms: %v", got)
	}
	d.kill()
	d = w.up("new-disk")
	w.until("it came once more, and is known", func() bool {
		return strings.Contains(w.does("explain", w.file(plume), "--data", "new-disk"), "duplicate")
	})
	if stands := w.wire.public("actual", "+"); len(stands) > 0 || held() == 0 {
		t.Errorf("after a crash it is held %d times, and there stands %v", held(), stands)
	}

	// The agency clears what it left, as MQTT wants it: with an empty message.
	w.wire.publish(topics.In("maine"), nil, true)
	w.post("nb", ca("MARK"), "public-us") // all that came before is settled then
	status := d.status()
	if status.Quarantined != 0 || !slices.Equal(d.alarms(), []string{"retained-input"}) {
		t.Errorf("an empty message: %d in quarantine, alarms %v", status.Quarantined, d.alarms())
	}

	// Said anew, it holds.
	w.wire.publish(topics.In("maine"), plume.bytes(t), false)
	w.until("it crosses", func() bool { return len(w.wire.public("actual", "ca")) > 0 && held() == 0 })
	if said := w.does("trail", "verify", "--data", "new-disk"); !strings.Contains(said, "sound") {
		t.Error(said)
	}
}
