package trouble

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bordercast/adapters/mqtt/mqtttest"
)

// mistyped is the configuration with a wrong letter in the name of a destination, in its routes too.
func mistyped() string { return strings.ReplaceAll(twoSides, "public-ca", "publik-ca") }

// A wrong letter in a destination's name and a hangup used to empty that destination for good.
func TestATypoAndAHangup(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	before := w.wire.tree("alerts/#")
	w.configure(mistyped())
	if said, code := w.run("config", "check", "bordercast.yaml", "--data", "data"); code != 1 || !strings.Contains(said,
		"public-ca left the configuration") {
		t.Errorf("config check --data: exit code %d\n%s", code, said)
	}
	if said, code := w.run("config", "check", "bordercast.yaml"); code != 0 {
		t.Errorf("by itself it is good: exit code %d\n%s", code, said)
	}
	d.hangup()
	w.until("the reload is refused", func() bool { return slices.Contains(d.alarms(), "reload-refused") })
	if said, code := w.run("reload", "--as", "operator", "--data", "data"); code != 1 || !strings.Contains(said,
		"config retire public-ca") {
		t.Errorf("reload: exit code %d\n%s", code, said)
	}
	if said, code := w.run("reload", "--as", "luc", "--data", "data"); code != 1 || strings.Contains(said,
		"public-ca left") {
		t.Errorf("reload by luc: exit code %d\n%s", code, said)
	}
	if after := w.wire.tree("alerts/#"); !maps.Equal(before, after) {
		t.Errorf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
	if !strings.Contains(d.words(), "the configuration was not taken") || !strings.Contains(d.words(),
		"public-ca left the configuration") {
		t.Error("the log does not say why")
	}
	w.configure(twoSides)
	w.does("reload", "--as", "operator", "--data", "data")
	w.until("it is taken", func() bool {
		return strings.Contains(d.words(), `"by":"operator (asserted by `) &&
			d.status().Ready
	})
	w.post("maine", plume.cancel("END"), "public-ca", "public-us")
	w.until("nothing stands", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
}

// The same wrong letter and a restart: the gateway starts, with the destination frozen. What stands there stays, is
// ended by its originator, and comes back to life with its name.
func TestATypoAndARestart(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	ended, stays := us("ENDED"), us("STAYS")
	w.post("maine", ended, "public-ca", "public-us")
	w.post("maine", stays, "public-ca", "public-us")
	before := w.wire.tree("alerts/#")
	d.stop()
	w.configure(mistyped())
	d = w.up("data")
	w.until("the alarm", func() bool { return slices.Contains(d.alarms(), "destination-frozen") })
	if after := w.wire.tree("alerts/#"); !maps.Equal(before, after) {
		t.Fatalf("there stood\n%s\nand now\n%s", names(before), names(after))
	}
	if said, code := w.run("status", "--data", "data"); code != 1 || !strings.Contains(said, "public-ca is frozen") ||
		!strings.Contains(said, "2 alerts stand") {
		t.Errorf("status: exit code %d\n%s", code, said)
	}
	got := w.post("maine", us("NEWS"), "public-ca", "publik-ca", "public-us")
	if stateOf(got, "public-ca") != "stayed destination-frozen" || stateOf(got, "publik-ca") != "crossed" {
		t.Errorf("what is new: %v", got)
	}
	got = w.post("maine", ended.cancel("END"), "public-ca", "public-us")
	if stateOf(got, "public-ca") != "crossed" {
		t.Errorf("the Cancel: %v", got)
	}
	w.until("it has ended at the frozen destination", func() bool {
		return !standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "ENDED")
	})
	worse := stays.update("WORSE")
	worse.severity = "Extreme"
	got = w.post("maine", worse, "public-ca", "publik-ca", "public-us")
	if stateOf(got, "public-ca") != "crossed" || stateOf(got, "publik-ca") != "stayed stands-frozen" {
		t.Errorf("the Update: %v", got)
	}
	d.stop()
	w.configure(twoSides)
	d = w.up("data")
	got = w.post("maine", worse.cancel("LAST"), "public-ca", "public-us")
	if stateOf(got, "public-ca") != "crossed" {
		t.Errorf("the last Cancel: %v", got)
	}
	w.until("it has ended", func() bool { return !standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "WORSE") })
	if stands := w.wire.tree("alerts/v1/actual/ca/#"); !standsOf(stands, "NEWS") {
		t.Errorf("what went to the mistyped name is gone: %s", names(stands))
	}
}

// A lane that is taken away is frozen alone.
func TestALaneIsTakenAway(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	drill, real := us("DRILL"), us("REAL")
	drill.status = "Exercise"
	w.post("maine", drill, "public-ca")
	w.post("maine", real, "public-ca", "public-us")
	d.stop()
	w.configure(strings.NewReplacer("{name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise, test]", "{name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, test]",
		"    - {name: north-exercise, from: us, to: ca, lane: exercise, do: forward}\n", "").Replace(twoSides))
	d = w.up("data")
	w.until("the alarm", func() bool { return slices.Contains(d.alarms(), "destination-frozen") })
	if got := w.post("maine", us("NEWS"), "public-ca", "public-us"); stateOf(got, "public-ca") != "crossed" {
		t.Errorf("in a lane that was not taken away: %v", got)
	}
	if got := w.post("maine", drill.cancel("END"), "public-ca"); stateOf(got, "public-ca") != "crossed" {
		t.Errorf("the Cancel: %v", got)
	}
	w.until("the exercise has ended", func() bool { return len(w.wire.tree("alerts/v1/exercise/ca/#")) == 0 })
	w.until("it is frozen no more", func() bool { return len(d.status().Problems) == 0 })
	if !standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "REAL") {
		t.Error("what stands in another lane is gone")
	}
}

// A destination is taken out on purpose: first what stands there is withdrawn with notices, then the configuration may
// lose it. When it is back it is given again what is still active.
func TestADestinationIsRetired(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	w.post("maine", us("SECOND"), "public-ca", "public-us")
	told := w.wire.listen("alerts/+/+/+/+/+/+/+/+/+/end")
	if said, code := w.run("config", "retire", "public-ca", "--as", "luc", "--data", "data"); code != 1 {
		t.Errorf("retired by luc: exit code %d\n%s", code, said)
	}
	if said, code := w.run("config", "retire", "nothing", "--as", "operator", "--data", "data"); code != 1 ||
		!strings.Contains(said, "nothing") {
		t.Errorf("nothing is retired: exit code %d\n%s", code, said)
	}
	w.does("config", "retire", "public-ca", "--as", "operator", "--data", "data")
	w.until("it is empty, with notices", func() bool {
		return len(w.wire.tree("alerts/v1/actual/ca/#")) == 0 &&
			notices(told, "withdrawn") > 0
	})
	if len(w.wire.tree("alerts/v1/actual/us/#")) == 0 {
		t.Error("another destination is empty too")
	}
	if got := d.alarms(); !slices.Contains(got, "mass-withdrawal") {
		t.Errorf("all of a destination left it, and the alarms are %v", got)
	}
	if said := w.does("resend", "PLUME", "--to", "public-us", "--as", "operator", "--data",
		"data"); !strings.Contains(said, "public-us") {
		t.Error(said)
	}
	if said, code := w.run("resend", "PLUME", "--to", "public-ca", "--as", "operator", "--data", "data"); code != 1 {
		t.Errorf("resent to where nothing stands: exit code %d\n%s", code, said)
	}
	if said, _ := w.run("status", "--alerts", "--data", "data"); !strings.Contains(said, "stayed: public-ca") {
		t.Errorf("status --alerts does not say that it left:\n%s", said)
	}
	if got := w.post("maine", plume, "public-ca", "public-us"); stateOf(got, "public-ca") != "stayed retired" {
		t.Errorf("sent again, it is answered with %v", got)
	}
	if got := w.post("maine", us("NEWS"), "public-ca", "public-us"); stateOf(got, "public-ca") != "stayed retired" {
		t.Errorf("what is new: %v", got)
	}
	w.configure(mistyped())
	w.does("reload", "--as", "operator", "--data", "data")
	w.until("it is taken", func() bool {
		return strings.Contains(d.words(), `"by":"operator (asserted by `) &&
			d.status().Ready
	})
	w.configure(twoSides)
	w.does("reload", "--as", "operator", "--data", "data")
	w.until("what is active is there again", func() bool {
		return standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "PLUME")
	})
	w.post("maine", plume.cancel("END"), "public-ca", "public-us")
	w.until("its Cancel ends it", func() bool { return !standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "PLUME") })
	w.does("trail", "verify", "--data", "data")
}

// The broker moves while alerts stand at the old one: a start freezes the destinations where they stood, each is
// retired there, and the new broker is given what is still active.
func TestTheBrokerMoves(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	d.stop()
	old := w.wire.mosquitto
	w.wire.mosquitto = mqtttest.StartMosquitto(t)
	w.configure(twoSides)
	d = w.up("data")
	w.until("both are frozen", func() bool { return len(d.status().Problems) == 2 })
	for _, name := range []string{"public-ca", "public-us"} {
		w.does("config", "retire", name, "--as", "operator", "--data", "data")
	}
	w.until("nothing is frozen", func() bool { return len(d.status().Problems) == 0 })
	w.until("the last notice is out, and the configuration is taken", func() bool {
		_, code := w.run("reload", "--as", "operator", "--data", "data")
		return code == 0
	})
	w.until("the new broker has it", func() bool {
		return standsOf(w.wire.tree("alerts/v1/actual/ca/#"), "PLUME") && standsOf(w.wire.tree("alerts/v1/actual/us/#"),
			"PLUME")
	})
	w.post("maine", plume.cancel("END"), "public-ca", "public-us")
	w.until("its Cancel ends it", func() bool { return len(w.wire.tree("alerts/#")) == 0 })
	w.wire.mosquitto = old
	if left := w.wire.tree("alerts/#"); len(left) > 0 {
		t.Errorf("at the old broker there still stands\n%s", names(left))
	}
}

// The gateway is stopped, and its broker with what stands there is not: the word of an operator is kept for the next
// start.
func TestADestinationIsRetiredWhileTheGatewayIsDown(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	told := w.wire.listen("alerts/+/+/+/+/+/+/+/+/+/end")
	d.stop()
	retire := func(name, as string) (string, int) {
		return w.run("config", "retire", name, "--as", as, "--data", "data", "--config", "bordercast.yaml")
	}
	if said, code := retire("public-ca", "luc"); code != 1 {
		t.Errorf("retired by luc: exit code %d\n%s", code, said)
	}
	if said, code := retire("nothing", "operator"); code != 1 || !strings.Contains(said, "public-ca, public-us") {
		t.Errorf("nothing is retired: exit code %d\n%s", code, said)
	}
	if said, code := retire("public-ca", "operator"); code != 0 || !strings.Contains(said,
		"as soon as the gateway is started") {
		t.Errorf("retired: exit code %d\n%s", code, said)
	}
	if len(w.wire.tree("alerts/v1/actual/ca/#")) == 0 {
		t.Error("it is empty, and nobody can have told its readers")
	}
	w.configure(mistyped())
	w.up("data")
	w.until("it is empty, with notices", func() bool {
		return len(w.wire.tree("alerts/v1/actual/ca/#")) == 0 &&
			notices(told, "withdrawn") > 0
	})
	if len(w.wire.tree("alerts/v1/actual/us/#")) == 0 {
		t.Error("another destination is empty too")
	}
	if said := w.does("trail", "show", "--data", "data", "--kind", "retired"); !strings.Contains(said, "public-ca") ||
		!strings.Contains(said, "operator") {
		t.Errorf("the trail says of it:\n%s", said)
	}
}
