package trouble

import (
	"net"
	"slices"
	"strings"
	"testing"
)

// A gateway that waits for its broker has not come up yet: it is started anew with what the file says now. Where that
// does not start, for a port is in use, it goes back to what it began with and says so.
func TestAHangupBeforeItIsUp(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.wire.mosquitto.Stop()
	d := w.serve("data")
	answers := func() bool { return d.status().Gateway != "" }
	w.until("it answers", answers)
	port, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = port.Close() }()
	w.configure(strings.Replace(twoSides, `http: {listen: ""}`, `http: {listen: "`+port.Addr().String()+`"}`, 1))
	d.hangup()
	w.until("it does not start with a port in use", func() bool {
		return strings.Contains(d.words(), "goes on with the one before")
	})
	w.until("it answers", answers)
	if !slices.Contains(d.alarms(), "reload-refused") {
		t.Errorf("alarms: %v", d.alarms())
	}
	w.configure(strings.Replace(twoSides, "north,", "northward,", 1))
	before := d.status()
	w.does("reload", "--as", "operator", "--data", "data")
	w.until("it is started anew", func() bool { s := d.status(); return s.Started.After(before.Started) })
	w.wire.mosquitto.Start()
	d.ready()
	if now := d.status().Agreement; now == before.Agreement {
		t.Error("it came up with what it began with")
	}
	w.post("maine", us("PLUME"), "public-ca")
}

// A hangup is an act of the host's: nobody gives a name with it, and the trail says so.
func TestAHangupIsTheHosts(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	before := d.status().Configured
	d.hangup()
	w.until("it has taken the file", func() bool { s := d.status(); return s.Ready && s.Configured.After(before) })
	lines := strings.Split(w.does("trail", "show", "--data", "data"), "\n")
	var configured []string
	for _, line := range lines {
		if strings.Contains(line, "configured") {
			configured = append(configured, line)
		}
	}
	if len(configured) != 2 || strings.Contains(configured[0], "the host") || !strings.Contains(configured[1],
		"the host") {
		t.Errorf("the trail says\n%s", strings.Join(configured, "\n"))
	}
}
