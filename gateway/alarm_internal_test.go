package gateway

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/leader"
)

// An alarm is raised after the commit that causes it. A crash between the two must not silence it, and once it is
// shown it is not kept a second time.
func TestACrashSilencesNoAlarm(t *testing.T) {
	dir, time := t.TempDir(), &manual{now: noon}
	b := openTestGateway(t, benchConfig+forwarding, dir, time)
	b.stop() // what follows from a commit is left to the next start, as in a crash
	b.settleOnly("mema", "no XML at all")
	if open := b.gw.alarms.Open(); len(open) > 0 {
		t.Fatalf("the crash came too late: %+v", open)
	}
	b.close()
	for run := range 2 {
		b = openTestGateway(t, benchConfig+forwarding, dir, time)
		if err := b.gw.notices.Restore(context.Background()); err != nil {
			t.Fatal(err)
		}
		b.rest()
		open := b.gw.alarms.Open()
		if len(open) != 1 || open[0].Severity != alarm.Warning || open[0].Count != 1 {
			t.Errorf("run %d after the crash: %+v", run+1, open)
		}
		b.close()
	}
}

// Whoever raises an alarm, a scrape counts it: what follows a commit, what is wrong with a link, what a hook tells.
func TestEveryAlarmIsCounted(t *testing.T) {
	b := newTestGateway(t, forwarding)
	b.settleOnly("mema", "no XML at all")
	b.gw.way.Refused(adapters.Refusal{System: "mema", Reason: adapters.Oversize})
	b.gw.wires.LinkHealth("in")(adapters.Health{Link: "mema", Reason: mqtt.SessionLost})
	b.gw.notices.Stops(adapters.Message{Topic: "alerts/v1/x", Payload: []byte("p")})
	b.gw.alarms.Raise(treeAlarm(leader.Blocked{Tree: "alerts/v1/actual/ca"}))
	b.rest()
	w := httptest.NewRecorder()
	api.Public(b.gw.watch, b.gw.metrics).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	open := b.gw.alarms.Open()
	if len(open) != 5 {
		t.Errorf("%d alarms stand: %+v", len(open), open)
	}
	for _, a := range open {
		if line := `bordercast_alarms_total{reason="` + a.Code + `"} 1`; !strings.Contains(w.Body.String(), line) {
			t.Errorf("a scrape does not say %s", line)
		}
	}
}
