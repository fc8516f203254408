package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
)

// steadyHealth answers what it holds.
type steadyHealth struct {
	live, ready *Fault
	degraded    []Fault
}

func (p steadyHealth) Live() *Fault  { return p.live }
func (p steadyHealth) Ready() *Fault { return p.ready }

func (p steadyHealth) Degraded() []Fault { return p.degraded }

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestHealth(t *testing.T) {
	full := &Fault{"disk-full", "Less than 2 % of the disk is free."}
	for name, tc := range map[string]struct {
		state      steadyHealth
		path       string
		code       int
		bodyStarts string
	}{
		"live":  {steadyHealth{}, "/livez", 200, "alive"},
		"ready": {steadyHealth{}, "/readyz", 200, "ready"},
		"degraded": {steadyHealth{degraded: []Fault{{"link-down", "The link to nb-emo is down."}}}, "/readyz", 200,
			"degraded\nlink-down: The link to nb-emo is down.\n"},
		"not ready":  {steadyHealth{ready: full}, "/readyz", 503, "disk-full: Less"},
		"not live":   {steadyHealth{live: full}, "/livez", 503, "disk-full: Less"},
		"still live": {steadyHealth{ready: full}, "/livez", 200, "alive"},
		"elsewhere":  {steadyHealth{}, "/", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			code, body := get(t, Public(tc.state, NewMetrics(nil)), tc.path)
			if code != tc.code || !strings.HasPrefix(body, tc.bodyStarts) {
				t.Errorf("%s: %d %q", tc.path, code, body)
			}
		})
	}
}

func TestMetricsShowCountersAndState(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	service := &fakeService{status: Status{Now: now, OldestUndelivered: now.Add(-90 * time.Second), Ready: true,
		Trail: 12,
		Links: []Link{{Name: "nws", Direction: "in", Up: true}}, Lanes: []Lane{{Lane: "exercise", Active: 3, Held: 1}},
		Held: []Held{{Overdue: true}, {}}}}
	m := NewMetrics(service)
	m.Received("nws", "quarantined", "invalid")
	m.Decided("responders-ca", "drop", "no-route")
	m.Delivered("responders-ca", "done", "")
	m.Alarm("silent")
	m.Accepted(3 * time.Millisecond)
	m.Settled("exercise", 4*time.Millisecond)
	m.Through("exercise", "responders-ca", 5*time.Millisecond)
	m.Committed(time.Millisecond, 17)
	code, body := get(t, Public(steadyHealth{}, m), "/metrics")
	if code != http.StatusOK {
		t.Fatalf("%d: %s", code, body)
	}
	for _, line := range []string{
		`bordercast_received_total{reason="invalid",state="quarantined",system="nws"} 1`,
		`bordercast_decisions_total{action="drop",destination="responders-ca",reason="no-route"} 1`,
		`bordercast_deliveries_total{destination="responders-ca",reason="",state="done"} 1`,
		`bordercast_alarms_total{reason="silent"} 1`,
		`bordercast_accept_seconds_count 1`,
		`bordercast_settle_seconds_count{lane="exercise"} 1`,
		`bordercast_through_seconds_sum{destination="responders-ca",lane="exercise"} 0.005`,
		`bordercast_commit_seconds_count 1`,
		`bordercast_commit_commands_sum 17`,
		`bordercast_link_up{direction="in",link="nws"} 1`,
		`bordercast_active_alerts{lane="exercise"} 3`,
		`bordercast_overdue_holds 1`,
		`bordercast_oldest_undelivered_seconds 90`,
		`bordercast_trail_entries 12`,
		`bordercast_ready 1`,
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("missing: %s", line)
		}
	}
}

func TestAStateThatCannotBeReadFailsTheScrape(t *testing.T) {
	if code, _ := get(t, Public(steadyHealth{}, NewMetrics(&fakeService{err: errors.New("stuck")})),
		"/metrics"); code != http.StatusInternalServerError {
		t.Errorf("answered %d", code)
	}
}

func TestAPortInUseIsSaid(t *testing.T) {
	first, err := OpenPort("127.0.0.1:0", nil, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	if _, err := OpenPort(first.Addr(), nil, zap.NewNop()); err == nil ||
		!strings.Contains(err.Error(), "in use by another program") {
		t.Errorf("got %v", err)
	}
	if _, err := OpenPort("nonsense", nil, zap.NewNop()); err == nil || !strings.Contains(err.Error(), "http.listen") {
		t.Errorf("got %v", err)
	}
}

func TestThePortAnswersUntilToldToStop(t *testing.T) {
	port, err := OpenPort("127.0.0.1:0", nil, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- port.Serve(ctx, Public(steadyHealth{}, NewMetrics(nil))) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + port.Addr() + "/livez")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if string(body) != "alive\n" {
		t.Errorf("answered %q", body)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
