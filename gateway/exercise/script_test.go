package exercise

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The script has all of its 24 injects and the night, in order, at the times it names.
func TestScript(t *testing.T) {
	want := map[int]string{1: "1 09:00", 2: "1 09:12", 3: "1 09:20", 4: "1 09:28", 5: "1 09:31", 6: "1 09:40", 7: "1 09:52", 8: "1 10:05",
		9: "1 11:15", 10: "1 11:20", 11: "2 09:00", 12: "2 09:10", 13: "2 09:25", 14: "2 09:40", 15: "2 09:45", 16: "2 10:00", 17: "2 10:05",
		18: "2 10:20", 19: "2 10:21", 20: "2 10:23", 21: "2 10:28", 22: "2 10:30", 23: "2 10:38", 24: "2 11:00"}
	last, lastNo := moment{}, 0
	for _, i := range scenario() {
		if i.no != 0 {
			if i.no != lastNo+1 {
				t.Errorf("inject %d comes after %d", i.no, lastNo)
			}
			lastNo = i.no
			at := i.beats[0].at
			if got := fmt.Sprintf("%d %02d:%02d", at.day, at.hour, at.minute); got != want[i.no] {
				t.Errorf("inject %d is at %s, want %s", i.no, got, want[i.no])
			}
		}
		for _, b := range i.beats {
			if before(b.at, last) {
				t.Errorf("inject %d, %s %s: %v comes before %v", i.no, b.who, b.does, b.at, last)
			}
			last = b.at
			if len(b.expect) == 0 {
				t.Errorf("inject %d, %s %s: nothing is expected of it", i.no, b.who, b.does)
			}
		}
	}
	if lastNo != 24 {
		t.Errorf("the script ends at inject %d, want 24", lastNo)
	}
}

func before(a, b moment) bool {
	return a.day*1440+a.hour*60+a.minute < b.day*1440+b.hour*60+b.minute
}

// Nothing of the script holds by itself: on a stage where nothing has happened, every expectation that is not quiet
// fails, and says why.
func TestNothingHoldsByItself(t *testing.T) {
	s := offline(t)
	s.gateway = &child{binary: "/nowhere/bordercast"}
	s.client = nobody(t)
	for _, i := range scenario() {
		for _, b := range i.beats {
			for _, e := range b.expect {
				if e.quiet || strings.HasPrefix(e.text, "the question is gone") || strings.HasPrefix(e.text, "it takes over") || strings.HasPrefix(e.text, "nothing is active") ||
					strings.HasPrefix(e.text, "every report has its receipt") || strings.HasPrefix(e.text, "guard") || strings.HasPrefix(e.text, "every alarm is taken down") {
					continue // an absence: its beat makes the presence first
				}
				if f := e.holds(s); f.ok || f.seen == "" {
					t.Errorf("inject %d: %q holds on an empty stage, or does not say why not: %+v", i.no, e.text, f)
				}
			}
		}
	}
}

func TestZones(t *testing.T) {
	z, err := loadZones()
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []time.Time{time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC), time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)} {
		start := z.startOf(day)
		tl := timeline{zones: z}
		if got := tl.both(start); got != "09:00|10:00" {
			t.Errorf("on %s the clocks show %s", day.Format(time.DateOnly), got)
		}
		if start.Year() != day.Year() || start.YearDay() != day.YearDay() {
			t.Errorf("the script of %s starts on %s", day, start)
		}
	}
}

// The guard passes the demonstration's own configuration and finds what is planted in it.
func TestGuard(t *testing.T) {
	f := folder{root: t.TempDir()}
	f.config = f.root + "/c.yaml"
	if err := f.writeConfig(places{Data: "/d", Keys: "/k", Broker: "127.0.0.1:1", Line: "tcp://127.0.0.1:2", Others: "tcp://127.0.0.1:4", HTTP: "127.0.0.1:3", Until: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	good := read(t, f.config)
	if fault := guard(good); fault != "" {
		t.Errorf("the guard refuses the demonstration's own configuration: %s", fault)
	}
	for _, c := range []struct{ old, changed, want string }{
		{"broker:  {embedded: {listen: \"127.0.0.1:1\"}, open: true}", "broker: {url: tcp://broker.example:1883}", "not the gateway's own"},
		{"out: {lanes: [actual, exercise, test], tree: public, broker_url", "out: {lanes: [actual], tree: public, broker_url", "does not take that lane"},
		{"match: {scope: Public, event: [HMW]}", "match: {scope: Public, event: [HMW]}\n      channels: [wireless]", "opens wireless"},
		{"      to: responders-us\n      lane: actual", "      to: responders-us", "names no lane"},
	} {
		bad := strings.Replace(string(good), c.old, c.changed, 1)
		if bad == string(good) {
			t.Errorf("%q is not in the configuration", c.old)
		}
		if fault := guard([]byte(bad)); !strings.Contains(fault, c.want) {
			t.Errorf("planted %q: the guard says %q, want %q", c.changed, fault, c.want)
		}
	}
}
