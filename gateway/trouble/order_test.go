package trouble

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// An agency whose clock is fast, by an hour, two minutes, five seconds: its Update has the right time, names what
// stands and comes after it. It takes the place of the alert, and so does the Cancel. A clock is fast from one minute
// on; two minutes leave a slow machine one of them to carry the alert in.
func TestAClockThatIsFast(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	for id, ahead := range map[string]time.Duration{"HOUR": time.Hour, "MINUTES": 2 * time.Minute,
		"SECONDS": 5 * time.Second} {
		plume := us("PLUME-" + id)
		right := plume.sent
		plume.sent = plume.sent.Add(ahead)
		first := w.post("maine", plume, "public-ca", "public-us")
		if told := strings.Contains(first[0].Text, "after its receipt"); told != (ahead > time.Minute) {
			t.Errorf("%s ahead, the receipt says %q", id, first[0].Text)
		}
		leave := plume.update("LEAVE-" + id)
		leave.sent, leave.severity, leave.headline = right, "Extreme", "Leave at once"
		got := w.post("maine", leave, "public-ca", "public-us")
		for _, to := range []string{"public-ca", "public-us"} {
			if state := stateOf(got, to); state != "crossed" {
				t.Errorf("%s ahead, the update at %s: %s", id, to, state)
			}
		}
		if !w.wire.stands("Leave at once") {
			t.Errorf("%s ahead, readers do not find the update", id)
		}
		said := w.does("explain", w.file(plume), "--data", "data")
		if found := strings.Contains(said, "sent-ahead"); found != (ahead > time.Minute) {
			t.Errorf("%s ahead, explain:\n%s", id, said)
		}
		over := leave.cancel("END-" + id)
		w.post("maine", over, "public-ca", "public-us")
		w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
	}
	if got := d.alarms(); !slices.Equal(got, []string{"clock-ahead"}) {
		t.Errorf("alarms: %v", got)
	}
	if n := len(d.status().Alarms); n != 1 {
		t.Errorf("%d alarms about one clock", n)
	}
}

// An Update that comes late is left out; where it is graver than what stands, both sides are told.
func TestAnUpdateThatComesLate(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	plume.sent = plume.sent.Add(-time.Minute)
	w.post("maine", plume, "public-ca", "public-us")
	newer := plume.update("NEWER")
	newer.sent, newer.severity = plume.sent.Add(30*time.Second), "Moderate"
	w.post("maine", newer, "public-ca", "public-us")
	late := plume.update("LATE")
	late.sent, late.severity = plume.sent.Add(10*time.Second), "Extreme"
	if state := stateOf(w.post("maine", late, "public-ca", "public-us"), "public-ca"); state != "stayed late" {
		t.Errorf("the late one: %s", state)
	}
	w.until("both sides are told", func() bool {
		alarms := d.status().Alarms
		return len(alarms) == 2 && alarms[0].Code == "late-and-graver" && alarms[1].Code == "late-and-graver" &&
			alarms[0].Party != alarms[1].Party
	})
}
