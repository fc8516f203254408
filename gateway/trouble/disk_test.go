package trouble

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"bordercast/gateway/api"
)

// same says whether two trees stand on the same topics.
func same(a, b map[string]string) bool {
	return slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
}

// The disk is gone and the broker is not: the guide used to say "take an empty data folder", and that withdrew every
// alert of both countries without a notice, at level info.
func TestAnEmptyDataFolder(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	ended, expiring, again := us("ENDED"), ca("EXPIRING"), us("AGAIN")
	again.expires = 6 * time.Hour
	w.post("maine", ended, "public-ca", "public-us")
	w.post("nb", expiring, "public-ca", "public-us")
	w.post("maine", again, "public-ca", "public-us")
	before := w.wire.tree("alerts/#")
	w.wire.publish("alerts/v1/actual/ca/us/me/029/met/severe/aaaaaaaaaaaa/json", []byte("rubbish"), true)
	d.kill()

	d = w.up("empty", "--clock-origin", time.Now().UTC().Format(time.RFC3339), "--config", "bordercast.yaml")
	w.until("the tree has been looked at", func() bool { return slices.Contains(d.alarms(), "foreign-tree") })
	if after := w.wire.tree("alerts/#"); !maps.Equal(before, after) {
		t.Fatalf("there stood\n%s\nand after a start on an empty folder\n%s", names(before), names(after))
	}
	if got := d.status(); got.Lanes[0].Active != 3 {
		t.Errorf("%d alerts are active, want 3", got.Lanes[0].Active)
	}
	told := w.wire.listen("alerts/+/+/+/+/+/+/+/+/+/end")
	w.post("maine", ended.cancel("END"), "public-ca", "public-us")
	w.until("the Cancel ends it everywhere", func() bool {
		return !standsOf(w.wire.tree("alerts/#"), "ENDED") &&
			notices(told, "cancelled") > 0
	})
	got := w.post("maine", again, "public-ca", "public-us")
	if stateOf(got, "public-ca") != "crossed" || stateOf(got, "public-us") != "crossed" {
		t.Errorf("sent again, it is answered with %v", got)
	}
	d.jump(3 * time.Hour)
	w.until("it expires with a notice", func() bool {
		return !standsOf(w.wire.tree("alerts/#"), "EXPIRING") &&
			notices(told, "expired") > 0
	})
	w.until("nothing is foreign any more", func() bool { return d.status().Foreign == 0 })
	if left := w.wire.tree("alerts/#"); len(left) == 0 || !standsOf(left, "AGAIN") {
		t.Errorf("what was sent again is gone: %s", names(left))
	}
	w.post("maine", again.cancel("LAST"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
	w.does("trail", "verify", "--data", "empty")
}

// jump moves the clock of a gateway that was started with --clock-origin.
func (d *daemon) jump(by time.Duration) {
	d.w.t.Helper()
	client := d.client()
	defer client.Close()
	must(d.w.t, client.Jump(d.w.t.Context(), api.Jump{Actor: api.Actor{As: "operator"}, To: time.Now().Add(by)}))
}

// notices counts the end notices of a kind.
func notices(e *ear, end string) (n int) {
	for _, h := range e.heard() {
		if strings.Contains(string(h.payload), `"end":"`+end+`"`) {
			n++
		}
	}
	return n
}

// standsOf says whether anything stands that names an identifier of an agency.
func standsOf(tree map[string]string, identifier string) bool {
	for _, payload := range tree {
		if strings.Contains(payload, ","+identifier+",") || strings.Contains(payload, ">"+identifier+"<") {
			return true
		}
	}
	return false
}

func names(tree map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(tree)), "\n")
}
