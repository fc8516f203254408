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
)

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
	if want := read(t, file); !bytes.Equal(got, want) {
		t.Errorf("%s differs (run with -update and read the diff):\n%s", file, got)
	}
}

// told draws a piece of a timeline: a day, an inject with what held and what did not, a tale, a summary.
func drawn(t *testing.T, width int, colour, live bool) []byte {
	t.Helper()
	z, err := loadZones()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tl := &timeline{out: &out, paint: paint(colour), width: width, live: live, zones: z, total: 21}
	at := time.Date(2026, 11, 21, 9, 20, 0, 0, z.eastern)
	i := inject{3, "Hazardous materials, plume over both banks", nil}
	tl.moving(at.Add(-time.Minute), "next: "+i.title)
	tl.inject(i, at)
	tl.beat(beat{who: "mema", does: "warning, Severe, Immediate"}, at)
	tl.outcome(outcome{text: "received and safe on disk", finding: yes(""), took: 11 * time.Millisecond})
	tl.outcome(outcome{text: "held; shown to nb-emo NOT RELEASED, with the report", finding: no("no report in nb-emo's tree of holds; receipts: received, responders-ca held (acceptance)"), took: 15 * time.Second})
	tl.beat(beat{who: "nb-emo duty officer", does: "accepts it"}, at.Add(7*time.Minute))
	tl.tell(tale{"mema", "responders-ca", "hazmat-north", "HMW → hazmat · en-US → en-CA+fr-CA (composed parts marked) · level CAP-CP · actionable · signed by the gateway", 38 * time.Millisecond, " after the answer"})
	tl.report(aSummary(), folder{root: "/tmp/bordercast-demo-1"})
	return out.Bytes()
}

func aSummary() summary {
	asked := time.Date(2026, 11, 21, 14, 20, 0, 0, time.UTC)
	killed := asked.Add(time.Hour)
	return summary{sent: 1030, alerts: 1028, states: map[string]int{"received": 1029, "crossed": 1012, "stayed": 9, "quarantined": 1, "duplicate": 1, "held": 5},
		rulings: []ruling{{plume, "nb-duty", "approve", asked, asked.Add(7 * time.Minute)}, {smoke, "mema-duty", "deny", asked, asked.Add(5 * time.Minute)}},
		late:    1, redactions: 1, endings: 1009, complete: 1009, alarms: []string{"mema no-route", "nb-emo no-route"},
		verdict:   observer.Verdict{Judged: 6000, Excused: 3, Leaks: []string{"alerts/v1/actual/… carries status Exercise"}},
		latencies: []latency{{"lane actual", []time.Duration{35 * time.Millisecond}}, {"lane exercise, alerts", []time.Duration{9 * time.Millisecond, 20 * time.Millisecond, 12 * time.Millisecond}}, {"lane test", nil}},
		faults:    faults{killed: killed, ready: killed.Add(1800 * time.Millisecond), firstAfter: 2 * time.Second, seenAtKill: 204, stormCA: 35 * time.Millisecond, stormUS: 5100 * time.Millisecond},
		trail:     "The trail is sound: 6,123 entries.", took: 62 * time.Second,
		outcomes: []outcome{{inject: 3, text: "held", finding: no("nothing came")}, {inject: 4, text: "duplicate", finding: yes("")}}}
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

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{1500 * time.Microsecond: "1.5 ms", 38 * time.Millisecond: "38 ms", 5100 * time.Millisecond: "5.1 s", 62 * time.Second: "1 min 02 s", -1: "no time"} {
		if got := span(d); got != want {
			t.Errorf("%v is said %q, want %q", d, got, want)
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
		{Options{Dir: filepath.Join(full, "new"), Binary: "/nowhere/bordercast"}, "could not be started from /nowhere/bordercast"},
		{Options{Dir: filepath.Join(full, "new2"), Binary: "/bin/false"}, "ended while starting"},
	} {
		err := Demo(t.Context(), c.o)
		if err == nil || errors.Is(err, ErrExpectation) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.o, err, c.want)
		}
	}
}
