package trouble

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/cap"
	"bordercast/certs"
	"bordercast/certs/xmldsig"
	"bordercast/gateway/api"
	"bordercast/gateway/leader"
	"bordercast/gateway/topics"
)

// role is whether a gateway leads, stands by or is looking; "" while it does not answer.
func (d *daemon) role() string { return d.status().Leadership.Role }

// stood waits until a gateway stands by.
func (d *daemon) stood() {
	d.w.t.Helper()
	d.w.until("the gateway on "+d.data+" stands by", func() bool { return d.role() == "standby" })
}

// alarmed waits until an alarm stands.
func (d *daemon) alarmed(code string) {
	d.w.t.Helper()
	d.w.until("the gateway on "+d.data+" has the alarm "+code, func() bool { return slices.Contains(d.alarms(), code) })
}

// seat is what is retained as the status of a gateway.
func (w *wire) seat(name string) (s leader.Status) {
	_ = json.Unmarshal([]byte(w.tree(topics.Status(name))[topics.Status(name)]), &s)
	return s
}

// flickers lists what was emptied below alerts/ although nothing ended.
func (e *ear) flickers() (list []string) {
	for _, h := range e.heard() {
		if strings.HasPrefix(h.topic, "alerts/") && len(h.payload) == 0 {
			list = append(list, h.topic)
		}
	}
	return list
}

// Two gateways of one name start within ten milliseconds on folders of their own: one leads, both say so, and no alert
// flickers. The one that is left takes over when the other is killed.
func TestTwinsStart(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a, b := w.serve("data-a"), w.serve("data-b")
	var lead, behind *daemon
	w.until("one leads and the other stands by", func() bool {
		switch a.role() + " " + b.role() {
		case "leads standby":
			lead, behind = a, b
		case "standby leads":
			lead, behind = b, a
		}
		return lead != nil
	})
	lead.ready()
	e := w.wire.listen("alerts/#")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	lead.alarmed("second-gateway")
	behind.alarmed("standing-by")
	stands := w.wire.public("actual", "ca")
	said, code := w.run("status", "--data", behind.data)
	if code != 1 || !strings.Contains(said, "Not well: standby") || !strings.Contains(said, "takes over by itself") {
		t.Errorf("status of the one that stands by: %d\n%s", code, said)
	}
	if said, code := w.run("quarantine", "release", "1", "--as", "operator", "--reason", "x", "--data",
		behind.data); code == 0 || !strings.Contains(said, "stands by") {
		t.Errorf("an act there: %d\n%s", code, said)
	}
	if n := lead.active(); n != 1 || behind.active() != 0 {
		t.Errorf("%d active where it leads, %d where it stands by", n, behind.active())
	}
	lead.kill()
	behind.ready()
	behind.alarmed("took-over")
	if now := w.wire.public("actual", "ca"); !slices.Equal(now, stands) {
		t.Errorf("after the take-over %v stand, before %v", now, stands)
	}
	if f := e.flickers(); len(f) > 0 {
		t.Errorf("emptied: %s", f)
	}
	w.post("nb", ca("SPILL"), "public-us")
	if s := w.wire.seat("trouble"); s.Instance != behind.status().Leadership.Instance || s.Epoch < 2 ||
		s.State != leader.Up {
		t.Errorf("the seat: %+v", s)
	}
}

// A copy of the folder, started beside the original, stands by: a process is not known by anything stored. It has the
// original's client names, so it takes nothing of the original's links; and when the original stops, it leads at once
// and resumes the session: what agencies send in between is not lost.
func TestACopiedFolder(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data")
	w.post("maine", us("BEFORE"), "public-ca")
	a.stop()
	if out, err := exec.Command("cp", "-a", filepath.Join(w.dir, "data"), filepath.Join(w.dir,
		"copy")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	a = w.up("data")
	b := w.serve("copy")
	b.stood()
	e := w.wire.listen("alerts/#")
	for _, l := range a.status().Links {
		if !l.Up {
			t.Errorf("the link %s of the original is down: %s", l.Name, l.Text)
		}
	}
	a.alarmed("second-gateway")
	a.stop()
	w.wire.publish(topics.In("maine"), us("BETWEEN").bytes(t), false)
	began := time.Now()
	b.ready()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("after a clean stop it took %s", took)
	}
	w.until("what was sent in between is taken", func() bool { return b.active() == 2 })
	if f := e.flickers(); len(f) > 0 {
		t.Errorf("emptied: %s", f)
	}
	if slices.Contains(b.alarms(), "took-over") {
		t.Error("it says that the other fell silent")
	}
}

// A leader that is stopped as by a debugger, and goes on when another leads: it finds that out before it does anything.
func TestTheLeaderIsStoppedAndGoesOn(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	old := w.up("data-old")
	w.post("maine", us("OLD"), "public-ca")
	next := w.serve("data-next")
	next.stood()
	old.signal(syscall.SIGSTOP)
	next.ready()
	w.post("nb", ca("NEW"), "public-us", "public-ca")
	stands := w.wire.public("actual", "+")
	e := w.wire.listen("alerts/#", "gateway/v1/trouble/status")
	old.signal(syscall.SIGCONT)
	old.alarmed("leadership-lost")
	old.stood()
	w.until("the new leader goes on for two beats", func() bool { return len(e.heard()) > 3 })
	for _, h := range e.heard() {
		var s leader.Status
		if strings.HasPrefix(h.topic, "alerts/") && !h.retained {
			t.Errorf("the old leader, or the new one because of it, published on %s", h.topic)
		} else if json.Unmarshal(h.payload, &s); strings.HasPrefix(h.topic, "gateway/") &&
			s.Instance != next.status().Leadership.Instance {
			t.Errorf("the old leader said %s", h.payload)
		}
	}
	if now := w.wire.public("actual", "+"); !slices.Equal(now, stands) {
		t.Errorf("%v stand, before %v", now, stands)
	}
	if next.role() != "leads" || !next.status().Ready {
		t.Errorf("the new leader: %+v", next.status().Leadership)
	}
	next.stop() // and the old one leads again, without a restart
	old.ready()
}

// The broker restarts under a leader and one that stands by: the same one leads afterwards.
func TestTheBrokerRestartsUnderTwo(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data-a")
	w.post("maine", us("PLUME"), "public-ca")
	stands := w.wire.public("actual", "ca")
	b := w.serve("data-b")
	b.stood()
	epoch := a.status().Leadership.Epoch
	w.wire.mosquitto.Stop()
	w.wire.mosquitto.Start()
	w.until("the leader is ready again", func() bool {
		s := a.status()
		return s.Ready && !slices.ContainsFunc(s.Links,
			down)
	})
	w.post("nb", ca("SPILL"), "public-us")
	b.stood()
	if l := a.status().Leadership; l.Role != "leads" || l.Epoch != epoch {
		t.Errorf("afterwards %+v", l)
	}
	for _, topic := range stands {
		if !slices.Contains(w.wire.public("actual", "ca"), topic) {
			t.Errorf("%s does not stand any more", topic)
		}
	}
}

// A hangup keeps the lead, however often: the one that stands by stays there.
func TestAReloadKeepsTheLead(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data-a")
	b := w.serve("data-b")
	b.stood()
	before := a.status()
	a.hangup()
	w.until("it took its configuration anew", func() bool {
		s := a.status()
		return s.Ready &&
			s.Configured.After(before.Configured)
	})
	if l := a.status().Leadership; l.Role != "leads" || l.Epoch != before.Leadership.Epoch ||
		l.Instance != before.Leadership.Instance {
		t.Errorf("after the reload %+v, before %+v", l, before.Leadership)
	}
	b.hangup()
	w.until("the other took it too", func() bool {
		return strings.Contains(b.words(),
			"takes the configuration as it is now")
	})
	b.stood()
}

// A gateway that stands by takes another configuration and new keys while it does so, and leads with them when its turn
// comes. What it cannot take is refused, and it stays as it was.
func TestAStandbyTakesAConfiguration(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data-a")
	w.post("maine", us("PLUME"), "public-ca")
	b := w.serve("data-b")
	b.stood()
	before := b.status()
	reload := func() (string, int) { return w.run("reload", "--as", "operator", "--data", "data-b") }

	w.configure(strings.Replace(twoSides, "name: trouble,", "name: another,", 1))
	if said, code := reload(); code != 1 || !strings.Contains(said, "gateway.name cannot change") {
		t.Errorf("another name: exit code %d\n%s", code, said)
	}
	b.alarmed("reload-refused")
	w.configure(strings.Replace(twoSides, "agreement:\n",
		"  - {name: york, party: maine, side: us, kind: mqtt, senders: [duty@york.invalid], in: {lanes: [actual], unsigned: accept}}\nagreement:\n", 1))
	var keys api.Keys
	must(t, json.Unmarshal([]byte(w.does("keys", "new", "--as", "operator", "--data", "data-b", "--json")), &keys))
	if said, code := reload(); code != 0 || !strings.Contains(said, "systems.york: added") {
		t.Errorf("one system more: exit code %d\n%s", code, said)
	}
	b.stood()
	if now := b.status(); !now.Started.Equal(before.Started) || !now.Configured.After(before.Configured) ||
		now.Leadership.Leader != before.Leadership.Leader {
		t.Errorf("after the reload %+v, before %+v", now, before)
	}
	if l := a.status().Leadership; l.Role != "leads" {
		t.Errorf("the other %+v", l)
	}

	a.kill()
	b.ready()
	letter := us("YORK")
	letter.sender = "duty@york.invalid"
	w.post("york", letter, "public-ca")
	found := false
	for _, payload := range w.wire.tree("alerts/v1/actual/ca/+/+/_/#") {
		if _, doc, err := cap.Read([]byte(payload)); err == nil && strings.Contains(payload, ",YORK,") {
			signed := xmldsig.Verify(doc)
			found = len(signed) == 1 && certs.Fingerprint(signed[0].Key) == keys.Signing
		}
	}
	if !found {
		t.Error("what it derives is not signed by its new key")
	}
	if s := b.status(); !s.Started.Equal(before.Started) {
		t.Error("it was started anew in between")
	}
	w.does("trail", "verify", "--data", "data-b")
}

// claimed is how long after it could read who leads a gateway led itself, by its own log: what a busy machine needs to
// start a program is not in it.
func (d *daemon) claimed() time.Duration {
	d.w.t.Helper()
	var watching, leads time.Time
	for line := range strings.Lines(d.words()) {
		var e struct {
			TS        time.Time
			Msg, Link string
		}
		switch {
		case json.Unmarshal([]byte(line), &e) != nil: // not of the log
		case e.Link == "leadership" && watching.IsZero():
			watching = e.TS
		case e.Msg == "this gateway leads":
			leads = e.TS
		}
	}
	if watching.IsZero() || leads.IsZero() {
		d.w.t.Fatalf("it does not say when it watched and when it led:\n%s", d.words())
	}
	return leads.Sub(watching)
}

// A killed gateway that is started again on its folder waits for nobody.
func TestAKilledGatewayIsBackAtOnce(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data")
	w.post("maine", us("PLUME"), "public-ca")
	epoch := a.status().Leadership.Epoch
	a.kill()
	a = w.up("data")
	if took := a.claimed(); took > 4*time.Second { // to wait for three beats of silence takes six
		t.Errorf("it took %s", took)
	}
	if now := a.status().Leadership.Epoch; now != epoch+1 {
		t.Errorf("epoch %d after %d", now, epoch)
	}
	if alarms := a.alarms(); len(alarms) > 0 {
		t.Errorf("alarms: %s", alarms)
	}
}

// A gateway of another name on the same tree stands back from that tree alone, with an alarm, and takes it when the
// other stops. Trees of parties that are not its own it leaves alone.
func TestAnotherNameOnTheSameTree(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data-a")
	w.post("maine", us("PLUME"), "public-ca", "public-us")
	w.wire.publish("parties/v1/exercise/strangers/alarms/x", []byte(`{"of":"somebody else"}`), true)
	stands := w.wire.tree("alerts/#", "parties/#")
	other := strings.NewReplacer("name: trouble,", "name: second,", "BROKER", w.wire.mosquitto.URL(),
		"tree: public}}\nagreement", "tree: public}}\n  - {name: own, party: own, side: ca, kind: mqtt, out: {lanes: [actual]}}\nagreement",
		"  - {name: nb, side: ca, people: [luc]}",
		"  - {name: nb, side: ca, people: [luc]}\n  - {name: own, side: ca, people: [odile]}",
		"http: {listen", "    - {name: to-own, from: us, to: own, lane: actual, do: forward}\nhttp: {listen").Replace(twoSides)
	w.write("second.yaml", []byte(other))
	e := w.wire.listen("alerts/#", "parties/#")
	b := w.up("data-b", "--config", "second.yaml")
	b.alarmed("tree-led-by-other")
	blocked := []string{}
	for _, x := range b.status().Leadership.Blocked {
		blocked = append(blocked, x.Tree)
	}
	if !slices.Contains(blocked, "alerts/v1/actual/ca") || slices.Contains(blocked, "parties/v1/actual/own") {
		t.Errorf("it stands back from %s", blocked)
	}
	w.post("maine", us("FIRE"), "public-ca") // both take it in, and each writes what is its own
	w.until("its own party has it", func() bool { return len(w.wire.tree("parties/v1/actual/own/alerts/#")) > 0 })
	if f := e.flickers(); len(f) > 0 {
		t.Errorf("emptied: %s", f)
	}
	now := w.wire.tree("alerts/#", "parties/#")
	for topic, payload := range stands {
		if now[topic] != payload {
			t.Errorf("%s does not stand as it did", topic)
		}
	}
	a.stop()
	w.until("it leads those trees, too", func() bool { s := b.status(); return s.Ready && len(s.Leadership.Blocked) == 0 })
	if f := e.flickers(); len(f) > 0 {
		t.Errorf("emptied: %s", f)
	}
}

// A store that is older than the last that led refuses to lead: what stands is newer. While that other one lives it
// stands by.
func TestAnOlderStoreDoesNotLead(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	a := w.up("data-a")
	w.post("maine", us("PLUME"), "public-ca")
	w.does("backup", filepath.Join(w.dir, "backup.tar"), "--as", "operator", "--data", "data-a")
	a.stop()
	b := w.up("data-b")
	a = w.serve("data-a")
	a.stood()
	a.stop()
	b.stop()
	a = w.serve("data-a")
	code, said := a.ended()
	if code == 0 || !strings.Contains(said, "another store of gateway trouble has led") {
		t.Errorf("it ends with %d\n%s", code, said)
	}
	w.does("restore", "backup.tar", "--data", "back", "--config", "bordercast.yaml", "--as", "operator")
	if l := w.up("back").status().Leadership; l.Role != "leads" || l.Epoch < 3 {
		t.Errorf("put back by a person's word: %+v", l)
	}
}

// What watches processes sees one that stands by as alive and not ready.
func TestAStandbyAnswersProbes(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	w.up("data-a")
	addr := mqtttest.FreeAddress(t)
	w.write("standby.yaml", []byte(strings.NewReplacer("BROKER", w.wire.mosquitto.URL(), `http: {listen: ""}`,
		`http: {listen: "`+addr+`"}`).Replace(twoSides)))
	b := w.serve("data-b", "--config", "standby.yaml")
	b.stood()
	for path, want := range map[string]string{"/livez": "200 alive", "/readyz": "503 standby: This gateway stands by: "} {
		answer, err := http.Get("http://" + addr + path)
		must(t, err)
		body, err := io.ReadAll(answer.Body)
		must(t, errors.Join(err, answer.Body.Close()))
		if got := fmt.Sprint(answer.StatusCode, " ", string(body)); !strings.HasPrefix(got, want) {
			t.Errorf("%s answers %s", path, got)
		}
	}
	if said, code := w.run("status", "--live", "--data", "data-b"); code != 0 {
		t.Errorf("status --live: %d %s", code, said)
	}
}

func down(l api.Link) bool { return !l.Up }
