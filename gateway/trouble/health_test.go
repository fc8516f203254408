package trouble

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// impatient makes a link that is down something to say after a second, calls a program about alarms, and opens the
// loopback port.
func impatient(w *world, config string) string {
	w.t.Helper()
	page := w.write("page", []byte("#!/bin/sh\ncat >> "+w.dir+"/paged; echo >> "+w.dir+"/paged\n"))
	must(w.t, os.Chmod(page, 0o700))
	return strings.Replace(config, `http: {listen: ""}`, `http: {listen: "127.0.0.1:0"}
alarms: {link_down: 1s, command: ["`+page+`"]}`, 1)
}

// paged is what the command of the alarms was given so far.
func (w *world) paged() string {
	text, _ := os.ReadFile(filepath.Join(w.dir, "paged"))
	return string(text)
}

// get asks the loopback port.
func (d *daemon) get(path string) (code int, body string) {
	d.w.t.Helper()
	resp, err := http.Get("http://" + d.status().HTTP + path)
	must(d.w.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(d.w.t, err)
	return resp.StatusCode, string(text)
}

// With a dead broker nothing comes in and nothing goes out, and everybody who asks is told so: a person, a monitor, and
// whoever carries the pager. Whoever restarts processes is told that a restart does not help.
func TestTheBrokerDies(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.configure(impatient(w, twoSides))
	d := w.up("data")
	if code, body := d.get("/readyz"); code != http.StatusOK || body != "ready\n" {
		t.Errorf("/readyz: %d %s", code, body)
	}
	w.wire.mosquitto.Stop()
	w.until("the broker counts as down", func() bool { return slices.Contains(d.alarms(), "broker-down") })
	said, code := w.run("status", "--data", "data")
	last := said[strings.LastIndex(said, "Not well"):]
	if code != 1 || !strings.Contains(said, "is not ready (broker-down)") || !strings.HasPrefix(last,
		"Not well: broker-down\n") ||
		!strings.Contains(strings.Join(strings.Fields(last), " "), "nothing comes in and nothing goes out") {
		t.Errorf("status exits %d:\n%s", code, said)
	}
	if code, body := d.get("/readyz"); code != http.StatusServiceUnavailable || !strings.HasPrefix(body, "broker-down: ") {
		t.Errorf("/readyz: %d %s", code, body)
	}
	if code, body := d.get("/livez"); code != http.StatusOK {
		t.Errorf("/livez: %d %s", code, body)
	}
	if said, code := w.run("status", "--live", "--data", "data"); code != 0 || said != "alive\n" {
		t.Errorf("status --live exits %d: %s", code, said)
	}
	w.until("somebody is called", func() bool { return strings.Contains(w.paged(), `"code":"broker-down"`) })
	if paged := w.paged(); strings.Contains(paged, "link-down") || strings.Contains(paged, "inbound-down") {
		t.Errorf("one cause is several alarms: %s", paged)
	}
	w.wire.mosquitto.Start()
	w.until("it is mended", func() bool {
		said, code := w.run("status", "--data", "data")
		return code == 0 && strings.Contains(said, "its cause is over")
	})
	if code, body := d.get("/readyz"); code != http.StatusOK || body != "ready\n" {
		t.Errorf("/readyz: %d %s", code, body)
	}
	w.post("maine", us("AFTER"), "public-ca", "public-us")
}

// A broker that was never there is said as well: "starting" is no answer for a minute.
func TestTheBrokerWasNeverThere(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.configure(impatient(w, twoSides))
	w.wire.mosquitto.Stop()
	d := w.serve("data")
	w.until("the broker counts as down", func() bool { return slices.Contains(d.alarms(), "broker-down") })
	if said, code := w.run("status", "--data", "data"); code != 1 || !strings.Contains(said, "(broker-down)") {
		t.Errorf("status exits %d:\n%s", code, said)
	}
}

// One link of several is no reason to send nobody anything, but somebody must know.
func TestOneLinkIsDown(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	nobody := listener.Addr().String()
	must(t, listener.Close())
	w.configure(strings.Replace(impatient(w, twoSides), "out: {lanes: [actual, exercise, test], tree: public}}\nagreement",
		`out: {lanes: [actual, exercise, test], tree: public, broker_url: "tcp://`+nobody+`"}}`+"\nagreement", 1))
	d := w.up("data")
	w.until("the link counts as down", func() bool { return slices.Contains(d.alarms(), "link-down") })
	code, body := d.get("/readyz")
	if code != http.StatusOK || !strings.HasPrefix(body, "degraded\nlink-down: The link to public-ca is down") {
		t.Errorf("/readyz: %d %s", code, body)
	}
	said, code := w.run("status", "--data", "data")
	if code != 1 || !strings.Contains(said, "is ready") || !strings.Contains(said, "\nNot well: link-down\n") {
		t.Errorf("status exits %d:\n%s", code, said)
	}
	w.post("maine", us("PLUME"), "public-us")
}
