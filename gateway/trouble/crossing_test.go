package trouble

import (
	"strings"
	"testing"
)

// The world as it is when nothing is wrong: what the other tests disturb.
func TestNothingIsWrong(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	got := w.post("maine", plume, "public-ca", "public-us")
	for _, to := range []string{"public-ca", "public-us"} {
		if state := stateOf(got, to); state != "crossed" {
			t.Errorf("%s: %s", to, state)
		}
	}
	if stands := strings.Join(w.wire.public("actual", "ca"), "\n"); !strings.Contains(stands, "/us/me/029/") {
		t.Errorf("readers in Canada find\n%s", stands)
	}
	w.post("maine", plume.cancel("PLUME-END"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.public("actual", "+")) == 0 })
	if said := w.does("status", "--data", "data"); !strings.Contains(said, "is ready") {
		t.Error(said)
	}
	if alarms := d.alarms(); len(alarms) != 0 {
		t.Errorf("alarms: %s", alarms)
	}
	if code, said := d.stop(); code != 0 {
		t.Errorf("interrupted, it ends with %d:\n%s", code, said)
	}
	w.does("trail", "verify", "--data", "data")
}
