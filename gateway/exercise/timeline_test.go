package exercise

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var update = flag.Bool("update", false, "write golden files anew")

// golden compares with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update and read the diff):\n%s", file, got)
	}
}

// drawn draws a piece of a timeline: a day, a scene with what held and what did not, a journey, a summary.
func drawn(t *testing.T, width int, colour, live bool) []byte {
	t.Helper()
	script, err := scenarios.MaineNewBrunswick()
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := script.Calendar(time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tl := &timeline{out: &out, paint: paint(colour), width: width, live: live, calendar: calendar, zones: script.Zones,
		total: 21}
	at := calendar.At(scenario.Moment{Day: 1, Hour: 9, Minute: 20})
	s := scenario.Scene{No: 3, Title: "Hazardous materials, plume over both banks"}
	tl.moving(at.Add(-time.Minute), "next: "+s.Title)
	tl.scene(s, at)
	tl.inject(scenario.Inject{Who: "mema", Does: "warning, Severe, Immediate"}, at)
	tl.outcome(observer.Outcome{Text: "received and safe on disk", OK: true, Took: 11 * time.Millisecond})
	tl.outcome(observer.Outcome{Text: "held; shown to nb-emo NOT RELEASED, with the report", Took: 15 * time.Second,
		Seen: "no report in nb-emo's tree of holds; receipts: received, responders-ca held (acceptance)"})
	tl.inject(scenario.Inject{Who: "nb-emo duty officer", Does: "accepts it"}, at.Add(7*time.Minute))
	tl.journey(observer.Journey{From: "mema", To: "responders-ca", Took: 38 * time.Millisecond, Ruled: true,
		Changed: "HMW → hazmat · en-US → en-CA+fr-CA (composed parts marked) · level CAP-CP · actionable · " +
			"signed by the gateway"}, "hazmat-north")
	tl.report(aSummary(), "/tmp/bordercast-demo-1")
	return out.Bytes()
}

func aSummary() summary {
	asked := time.Date(2026, 11, 21, 14, 20, 0, 0, time.UTC)
	killed := asked.Add(time.Hour)
	return summary{sent: 1030, alerts: 1028, systems: 7,
		states: map[string]int{"received": 1029, "crossed": 1012, "stayed": 9, "quarantined": 1, "duplicate": 1, "held": 5},
		rulings: []observer.Ruling{
			{Message: "plume", Person: "nb-duty", Approved: true, Asked: asked, Answered: asked.Add(7 * time.Minute)},
			{Message: "smoke", Person: "mema-duty", Asked: asked, Answered: asked.Add(5 * time.Minute)}},
		late: 1, redactions: 1, endings: 1009, complete: 1009, alarms: []string{"mema no-route", "nb-emo no-route"},
		verdict: observer.Verdict{Judged: 6000, Excused: 3, Leaks: []string{"alerts/v1/actual/… carries status Exercise"}},
		latencies: []latency{
			{"lane actual", []time.Duration{35 * time.Millisecond}},
			{"lane exercise, alerts", []time.Duration{9 * time.Millisecond, 20 * time.Millisecond, 12 * time.Millisecond}},
			{"lane test", nil}},
		measures: observer.Measures{Cuts: []observer.Measure{
			{What: "the storm", To: "responders-ca", Took: 35 * time.Millisecond},
			{What: "the storm", To: "responders-us", Took: 5100 * time.Millisecond, Cut: 5 * time.Second}},
			FirstAfterKill: 2 * time.Second, Trail: "The trail is sound: 6,123 entries."},
		kill:     observer.Kill{Killed: killed, Ready: killed.Add(1800 * time.Millisecond), Seen: 204, Of: 500},
		took:     62 * time.Second,
		outcomes: []observer.Outcome{{Scene: 3, Text: "held", Seen: "nothing came"}, {Scene: 4, Text: "duplicate", OK: true}}}
}

func TestTimeline(t *testing.T) {
	golden(t, "plain-100.txt", drawn(t, 100, false, false))
	golden(t, "plain-60.txt", drawn(t, 60, false, false))
	golden(t, "colour-80.txt", drawn(t, 80, true, true))
}

// Without colour nothing but text is written, and no line is wider than it may be.
func TestPlain(t *testing.T) {
	for _, width := range []int{60, 80, 100, 140} {
		out := string(drawn(t, width, false, false))
		if strings.ContainsAny(out, "\x1b\r") {
			t.Errorf("width %d: plain output holds control characters", width)
		}
		for _, l := range strings.Split(out, "\n") {
			if n := utf8.RuneCountInString(l); n > width {
				t.Errorf("width %d: a line of %d: %s", width, n, l)
			}
		}
	}
}

// What a demonstration refuses, it refuses before it starts anything, in a sentence.
func TestRefusals(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "book.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Broker: "ssl://broker.example:8883"}, "refuses the broker"},
		{Options{Dir: full}, "is not empty"},
		{Options{Speed: "0.5"}, "from 1"},
		{Options{Speed: "fast"}, "or max"},
		{Options{Dir: filepath.Join(full, "new"), Binary: "/nowhere/bordercast"}, "could not be started from " +
			"/nowhere/bordercast"},
		{Options{Dir: filepath.Join(full, "new2"), Binary: "/bin/false"}, "ended while starting"},
	} {
		err := Demo(t.Context(), c.o)
		if err == nil || errors.Is(err, ErrExpectation) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}
