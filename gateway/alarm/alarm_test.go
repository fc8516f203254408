package alarm

import (
	"testing"
	"time"

	"bordercast/cap"
	"bordercast/gateway/clock"

	"github.com/google/go-cmp/cmp"
)

func TestAlarmsSurviveARestart(t *testing.T) {
	b := &board{}
	before := silent("nws").first(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC))
	back, err := Parse(before.Payload())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, back); diff != "" {
		t.Errorf("a payload does not read back (-before +back):\n%s", diff)
	}
	inBubble(t, b, func(t *testing.T, d *Register) {
		d.Restore([]Alarm{back})
		_, called := b.taken()
		want(t, "called after the restart", called, "silent x1")
		d.Raise(silent("nws"))
		if open := d.Open(); len(open) != 1 || open[0].Count != 2 || !open[0].Since.Equal(before.Since) {
			t.Errorf("the cause is not the one that stood: %+v", open)
		}
	})
}

func TestOpenPutsTheWorstFirst(t *testing.T) {
	d := New(Options{Clock: clock.Real{}, Publish: func(Alarm, bool) {}})
	for _, severity := range []Severity{Notice, Critical, Warning, "odd"} {
		r := silent(string(severity))
		r.Severity = severity
		d.Raise(r)
	}
	var got []string
	for _, a := range d.Open() {
		got = append(got, string(a.Severity))
	}
	want(t, "order", got, "critical", "warning", "notice", "odd")
}

func TestAnIDIsPerCausePartyAndLane(t *testing.T) {
	keys := []Key{{Cause: "a"}, {Cause: "b"}, {Cause: "a", Party: "mema"}, {Cause: "a", Party: "nb-emo"},
		{Cause: "a", Party: "mema", Lane: cap.LaneTest}}
	seen := map[string]Key{}
	for _, k := range keys {
		if other, clash := seen[k.ID()]; clash {
			t.Errorf("%+v and %+v share the ID %s", k, other, k.ID())
		}
		seen[k.ID()] = k
	}
}

// An alarm about an exercise says so, in both languages, once.
func TestAlarmsOfExercisesSaySo(t *testing.T) {
	for lane, want := range map[cap.Lane][2]string{cap.LaneExercise: {"EXERCISE: It waits.",
		"EXERCICE\u00a0: Elle attend."}, cap.LaneTest: {"TEST: It waits.", "TEST\u00a0: Elle attend."},
		cap.LaneActual: {"It waits.", "Elle attend."}, cap.NoLane: {"It waits.", "Elle attend."}} {
		r := Raised{Key: Key{Cause: "c", Party: "p", Lane: lane}, EN: "It waits.", FR: "Elle attend."}
		d := New(Options{Clock: clock.Real{}, Publish: func(Alarm, bool) {}})
		for range 2 {
			if a := d.Raise(r); a.Text.EN != want[0] || a.Text.FR != want[1] {
				t.Errorf("%s: %+v", lane, a.Text)
			}
			r.EN, r.FR = want[0], want[1]
		}
	}
}
