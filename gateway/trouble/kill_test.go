package trouble

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/adapters/mqtt/mqtttest"
)

// An alert and four Updates wait for a link that is down. It comes back, and the moment a reader has the newest the
// power fails. One of them was under way at a time, so a reader is given nothing older than what they have, before or
// after.
func TestAKillInTheMiddleOfAChain(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	broker, err := url.Parse(w.wire.mosquitto.URL())
	must(t, err)
	line := mqtttest.StartProxy(t, broker.Host)
	own, err := url.Parse(line.URL())
	must(t, err)
	w.configure(strings.Replace(twoSides, "name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise, test],",
		"name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise, test], broker_url: \"tcp://"+
			own.Host+"\",", 1))
	d := w.up("data")
	reader := w.wire.listen("alerts/v1/actual/ca/#")
	given := func() (versions []int) {
		for _, h := range reader.heard() {
			for v := range 5 {
				if strings.HasSuffix(h.topic, "/json") && strings.Contains(string(h.payload), fmt.Sprintf("Version %d ", v)) {
					versions = append(versions, v)
				}
			}
		}
		return versions
	}
	line.Close()
	line.Cut()
	last := us("V0")
	last.sent = last.sent.Add(-time.Minute)
	for v := range 5 {
		if v > 0 {
			last = last.update(fmt.Sprintf("V%d", v))
		}
		last.headline = fmt.Sprintf("Version %d of the plume", v)
		w.post("maine", last, "public-us")
	}
	line.Open()
	w.until("a reader has the newest", func() bool {
		seen := given()
		return len(seen) > 0 && seen[len(seen)-1] == 4
	})
	d.kill()
	d = w.up("data")
	w.until("nothing waits", func() bool { return d.status().Undelivered == 0 })
	if all := given(); !slices.IsSorted(all) {
		t.Errorf("readers were given %v, one after the other", all)
	}
	w.oneAtATime("V")
}

// oneAtATime wants that of the alerts whose identifiers begin so no more than two are ever attempted at public-ca and
// not delivered: one under way, and one whose turn is written down together with the result of the other.
func (w *world) oneAtATime(prefix string) {
	w.t.Helper()
	open, attempts := map[string]bool{}, 0
	for entry := range strings.Lines(w.does("trail", "show", "--json", "--kind", "attempted", "--kind", "delivered",
		"--data", "data")) {
		var e struct {
			Alert, Kind string
			Body        struct{ Destination string }
		}
		must(w.t, json.Unmarshal([]byte(entry), &e))
		if e.Body.Destination != "public-ca" || !strings.Contains(e.Alert, prefix) {
			continue
		}
		if e.Kind == "delivered" {
			delete(open, e.Alert)
			continue
		}
		attempts++
		if open[e.Alert] = true; len(open) > 2 {
			w.t.Fatalf("%d of one chain were under way at once", len(open))
		}
	}
	if attempts < 5 {
		w.t.Fatalf("the trail has %d attempts of 5 alerts", attempts)
	}
}
