package trouble

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bordercast/gateway/api"
	"bordercast/gateway/officer"
)

// post asks one path of the gateway's own socket, with any bytes, as a program that means harm might.
func (d *daemon) post(path string, body any) (code string, answer []byte) {
	d.w.t.Helper()
	text, err := json.Marshal(body)
	must(d.w.t, err)
	conn, err := net.Dial("unix", filepath.Join(d.w.dir, d.data, api.SocketName))
	must(d.w.t, err)
	client := http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return conn, nil }}}
	defer client.CloseIdleConnections()
	resp, err := client.Post("http://bordercast"+path, "application/json", bytes.NewReader(text))
	must(d.w.t, err)
	defer func() { _ = resp.Body.Close() }()
	var all bytes.Buffer
	_, err = all.ReadFrom(resp.Body)
	must(d.w.t, err)
	var fault api.Fault
	if resp.StatusCode != http.StatusOK {
		must(d.w.t, json.Unmarshal(all.Bytes(), &fault))
	}
	return fault.Code, all.Bytes()
}

// A stranger's name gets no act done, whatever path of the socket it comes by; nor does the name of somebody who is
// listed for something else.
func TestNoActIsAStrangers(t *testing.T) {
	t.Parallel()
	w := asking(t)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	w.post("nb", ca("FLOOD"), "public-us")
	broken := us("ODD")
	broken.sender = "stranger@elsewhere.invalid"
	w.post("maine", broken)
	var before api.Status
	w.until("it is shown", func() bool {
		before = d.status()
		return len(before.Held) == 1 && before.Held[0].Draft != ""
	})
	if before.Quarantined != 1 {
		t.Fatalf("in quarantine %d", before.Quarantined)
	}
	acts := 0
	for _, p := range api.Paths() {
		if p.Act == "" {
			continue
		}
		acts++
		for as, want := range map[string]string{"mallory": officer.NotListed, "": officer.NoName, "Luc": officer.NotListed} {
			body := map[string]any{"actor": map[string]any{"as": as, "uid": 0, "user": "root"}}
			if code, answer := d.post(p.Path, body); code != want {
				t.Errorf("%s as %q: %q, want %s: %s", p.Path, as, code, want, answer)
			}
		}
	}
	if acts < 7 {
		t.Errorf("only %d paths act", acts)
	}
	token, draft := before.Held[0].Alert, before.Held[0].Draft
	for _, c := range []struct {
		args, as, code string
	}{
		{"approve " + token + " --draft " + draft, "mary", officer.NotAsked}, {"approve " + token + " --draft " + draft,
			"operator", officer.NotAsked},
		{"deny " + token + " --reason no", "mary", officer.NotAsked},
		{"recall FLOOD --reason no", "luc", officer.NotYours}, {"resend " + token, "luc", officer.NotYours},
		{"ack " + token, "operator", officer.NotYours},
		{"quarantine release 2 --reason no", "luc", officer.NotYours}, {"quarantine release 2 --reason no", "mary",
			officer.NotYours},
	} {
		said, code := w.run(append(strings.Fields(c.args), "--as", c.as, "--data", "data")...)
		if code != 1 || !strings.Contains(said, "ask ") {
			t.Errorf("%s as %s: exit code %d\n%s", c.args, c.as, code, said)
		}
	}
	after := d.status()
	if len(after.Held) != 1 || after.Quarantined != 1 {
		t.Errorf("held %v, in quarantine %d", after.Held, after.Quarantined)
	}
	done := w.does("trail", "show", "--data", "data", "--kind", "approved", "--kind", "denied", "--kind", "acknowledged",
		"--kind", "recalled", "--kind", "resent")
	if strings.Contains(done, "#") {
		t.Errorf("something was done:\n%s", done)
	}
}

// Each act is done for whoever it belongs to.
func TestActsAreDoneForTheirPeople(t *testing.T) {
	t.Parallel()
	w := asking(t)
	d := w.up("data")
	plume := us("PLUME")
	w.post("maine", plume, "public-ca", "public-us")
	odd := us("ODD")
	odd.sender = "stranger@elsewhere.invalid"
	w.post("maine", odd)
	var token string
	w.until("it is shown", func() bool {
		held := d.status().Held
		if len(held) == 1 {
			token = held[0].Alert
		}
		return token != ""
	})
	do := func(as string, args ...string) {
		t.Helper()
		w.does(append(args, "--as", as, "--data", "data")...)
	}
	do("mary", "ack", token)
	do("luc", "ack", token)
	do("anne", "deny", token, "--reason", "ours covers it")
	do("mary", "resend", token, "--to", "public-us")
	do("operator", "resend", token)
	w.post("nb", ca("FLOOD"), "public-us")
	do("mary", "recall", "FLOOD", "--reason", "not ours")
	for _, a := range d.status().Alarms {
		as := map[string]string{"": "operator", "maine": "mary", "nb": "luc"}[a.Party]
		do(as, "ack", a.ID)
	}
	list := w.does("quarantine", "list", "--data", "data")
	if !strings.Contains(list, "ODD") {
		t.Fatal(list)
	}
	trail := w.does("trail", "show", "--data", "data")
	if !slices.ContainsFunc(strings.Split(trail, "\n"), func(line string) bool {
		return strings.Contains(line, "denied") && strings.Contains(line, "anne (asserted by ")
	}) {
		t.Errorf("the trail does not say who denied:\n%s", trail)
	}
}

// Two people are woken by the same alarm, or by the same alert: the second learns who was first.
func TestTheSecondLearnsWhoWasFirst(t *testing.T) {
	t.Parallel()
	w := begin(t, twoSides)
	d := w.up("data")
	odd := us("ODD")
	odd.sender = "stranger@elsewhere.invalid"
	w.post("maine", odd)
	w.post("maine", us("PLUME"), "public-ca")
	var id string
	w.until("the alarm", func() bool {
		for _, a := range d.status().Alarms {
			if a.Code == "sender-not-listed" && a.Party == "maine" {
				id = a.ID
			}
		}
		return id != ""
	})
	if said := w.does("ack", id, "--as", "mary", "--data", "data"); strings.Contains(said, "first") {
		t.Errorf("the first is told\n%s", said)
	}
	w.until("it is quiet", func() bool {
		return strings.Contains(w.does("ack", id, "--as", "mary", "--data", "data"),
			"It was acknowledged already: mary (asserted by ")
	})
	if said, code := w.run("ack", id, "--as", "nobody", "--data", "data"); code == 0 || strings.Contains(said,
		"mary (asserted by ") {
		t.Errorf("a stranger: exit code %d\n%s", code, said)
	}
	for _, c := range []struct{ as, want string }{{"luc", "Recorded.\n"}, {"mary", "Recorded. luc (asserted by "}} {
		if said := w.does("ack", "PLUME", "--as", c.as, "--data", "data"); !strings.Contains(said, c.want) {
			t.Errorf("%s is told\n%s", c.as, said)
		}
	}
}
