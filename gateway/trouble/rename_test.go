package trouble

import (
	"maps"
	"strings"
	"testing"
)

// The gateway is given another name: what stands stays, and nothing of the old name is left on the broker.
func TestTheGatewayIsRenamed(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	w.until("it says of itself", func() bool { return len(w.wire.tree("gateway/v1/trouble/#")) > 0 })
	before := w.wire.tree("alerts/#")
	d.stop()
	renamed := strings.Replace(twoSides, "gateway: {name: trouble,", "gateway: {name: other,", 1)
	w.configure(renamed)
	if said, code := w.run("serve", "--data", "data", "--config", "bordercast.yaml"); code != 1 || !strings.Contains(said,
		"config rename trouble other") {
		t.Errorf("unasked: exit code %d\n%s", code, said)
	}
	rename := []string{"config", "rename", "trouble", "other", "--data", "data", "--config", "bordercast.yaml", "--as"}
	if said, code := w.run(append(rename, "luc")...); code != 1 {
		t.Errorf("by luc: exit code %d\n%s", code, said)
	}
	w.does(append(rename, "operator")...)
	d = w.up("data")
	w.until("its old name is gone", func() bool {
		return len(w.wire.tree("gateway/v1/trouble/#")) == 0 && len(w.wire.tree("gateway/v1/other/#")) > 0
	})
	if after := w.wire.tree("alerts/#"); !maps.Equal(before, after) {
		t.Errorf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
	w.post("maine", plume.cancel("END"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
	if said := w.does("trail", "show", "--data", "data", "--last", "400"); !strings.Contains(said, "renamed") {
		t.Error("the trail does not say that it was renamed")
	}
	w.does("trail", "verify", "--data", "data")
	w.does("config", "rename", "other", "third", "--as", "operator", "--data", "data")
	d.stop()
	w.configure(strings.Replace(twoSides, "gateway: {name: trouble,", "gateway: {name: third,", 1))
	w.up("data")
}
