package trouble

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/api"
)

// What another store left is listed, and taken away by an operator's word alone: one alert, with notices, and then the
// rest.
func TestWhatAnotherStoreLeftIsTakenAway(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("FIRST"), "public-ca", "public-us")
	w.post("nb", ca("SECOND"), "public-ca", "public-us")
	d.kill()
	d = w.up("empty")
	w.until("the tree has been looked at", func() bool { return slices.Contains(d.alarms(), "foreign-tree") })
	if said := w.does("foreign", "list", "--data", "empty"); !strings.Contains(said, "duty@maine.invalid") ||
		!strings.Contains(said, "public-ca") {
		t.Errorf("the list is\n%s", said)
	}
	var list []api.Foreign
	must(t, json.Unmarshal([]byte(w.does("foreign", "list", "--data", "empty", "--json")), &list))
	first := slices.IndexFunc(list, func(f api.Foreign) bool { return f.Identifier == "FIRST" })
	if first < 0 || len(list) != 4 {
		t.Fatalf("%d parts, FIRST is number %d of them", len(list), first)
	}
	before := w.wire.tree("alerts/#")
	for _, args := range [][]string{
		{"clear", list[first].Alert, "--as", "luc"}, {"clear", "--as", "operator"}, {"clear", "NOTHING", "--as", "operator"},
		{"clear", list[first].Alert, "--all", "--as", "operator"},
	} {
		if said, code := w.run(append(append([]string{"foreign"}, args...), "--data", "empty")...); code == 0 {
			t.Errorf("foreign %v does something:\n%s", args, said)
		}
	}
	if after := w.wire.tree("alerts/#"); names(before) != names(after) {
		t.Errorf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
	told := w.wire.listen("alerts/+/+/+/+/+/+/+/+/+/end")
	w.does("foreign", "clear", list[first].Alert, "--as", "operator", "--data", "empty")
	w.until("one of them is gone, with notices", func() bool {
		return !standsOf(w.wire.tree("alerts/#"), "FIRST") &&
			notices(told, "withdrawn") > 0
	})
	if !standsOf(w.wire.tree("alerts/#"), "SECOND") {
		t.Error("the other is gone too")
	}
	w.does("foreign", "clear", "--all", "--as", "operator", "--data", "empty")
	w.until("nothing stands", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
	w.until("nothing is foreign, and the alarm is over", func() bool {
		now := d.status()
		return now.Foreign == 0 && !slices.ContainsFunc(now.Alarms, func(a api.Alarm) bool {
			return a.Code == "foreign-tree" && a.Over.IsZero()
		})
	})
	if said := w.does("trail", "show", "--data", "empty", "--kind", "cleared"); strings.Count(said, "operator") < 4 {
		t.Errorf("the trail says of it:\n%s", said)
	}
	w.does("trail", "verify", "--data", "empty")
}
