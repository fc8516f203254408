package command_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/api"
	"bordercast/gateway/trial/binary"
)

// A site is a folder with a configuration, and the program under its own name: TestMain runs this test binary as
// bordercast when it is called so. Everybody may enter the folder; t.TempDir lies in one that only its owner may.
type site struct {
	t      *testing.T
	dir    string
	broker string
	cmd    *exec.Cmd
	said   bytes.Buffer
}

const siteSettings = `gateway: {name: site, sender: gateway@bordercast.invalid, operators: [operator]}
broker: {url: %q}
http: {listen: ""}
parties: [{name: maine, side: us, people: [duty1]}, {name: nb, side: ca, people: [duty2]}]
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, in: {lanes: [exercise], unsigned: accept}}
  - {name: readers, party: nb, side: ca, kind: mqtt, out: {lanes: [exercise], tree: public}}
agreement: {routes: [{name: all, from: maine, to: readers, lane: exercise, do: forward}]}
`

func newSite(t *testing.T, broker string) *site {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "bordercast-site-")
	must(t, err)
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "readonly"), 0o700); _ = os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	must(t, binary.Copy(filepath.Join(dir, "bordercast")))
	must(t, os.WriteFile(filepath.Join(dir, "site.yaml"),
		fmt.Appendf(nil, siteSettings, strings.Replace(broker, "mqtt://", "tcp://", 1)), 0o644))
	s := &site{t: t, dir: dir, broker: broker}
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), filepath.Join(s.dir, "bordercast"), args...)
	cmd.Dir, cmd.Env = s.dir, []string{"TZ=UTC", "TMPDIR=" + filepath.Join(s.dir, "readonly"),
		"GORACE=" + os.Getenv("GORACE")}
	return cmd
}

// run gives what a command says and its exit code.
func (s *site) run(args ...string) (string, int) { return finish(s.t, s.command(args...)) }

func finish(t *testing.T, cmd *exec.Cmd) (string, int) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// serve starts the gateway and does not wait for it.
func (s *site) serve(data string) {
	s.t.Helper()
	s.said.Reset()
	cmd := s.command("serve", "--config", "site.yaml", "--data", data)
	cmd.Stdout, cmd.Stderr = &s.said, &s.said
	must(s.t, cmd.Start())
	s.cmd = cmd
}

func (s *site) ready(data string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	client := api.Dial(filepath.Join(s.dir, data))
	defer client.Close()
	must(s.t, client.WaitReady(ctx))
}

// ended waits for the gateway's end and gives its exit code and what it said.
func (s *site) ended() (int, string) {
	s.t.Helper()
	_ = s.cmd.Wait()
	code := s.cmd.ProcessState.ExitCode()
	s.cmd = nil
	return code, s.said.String()
}

func (s *site) status(data string) api.Status {
	client := api.Dial(filepath.Join(s.dir, data))
	defer client.Close()
	status, _ := client.Status(s.t.Context())
	return status
}

// active is how many alerts stand, by the gateway's own count.
func (s *site) active(data string) int {
	n := 0
	for _, lane := range s.status(data).Lanes {
		n += lane.Active
	}
	return n
}

// letters writes n alerts and gives their files.
func (s *site) letters(name string, n int) (files []string) {
	for i := range n {
		file := fmt.Sprintf("%s-%d.xml", name, i)
		must(s.t, os.WriteFile(filepath.Join(s.dir, file), fmt.Appendf(nil, siteLetter, name, i), 0o644))
		files = append(files, file)
	}
	return files
}

const siteLetter = `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>EXERCISE-%s-%d</identifier>
<sender>duty@maine.invalid</sender>
<sent>2026-03-05T09:20:00-05:00</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>
<note>EXERCISE, fictional</note>
<info><language>en-US</language><category>CBRNE</category><event>Hazardous Materials Warning</event>
<urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Observed</certainty><eventCode><valueName>SAME</valueName><value>HMW</value>
</eventCode>
<expires>2099-03-05T14:20:00-05:00</expires><senderName>Fictional County</senderName>
<headline>EXERCISE plume</headline><description>EXERCISE.</description>
<area><areaDesc>Washington County</areaDesc><geocode><valueName>SAME</valueName><value>023029</value></geocode></area>
</info></alert>`

// standing is how many topics a new reader finds.
func (s *site) standing() int {
	session, err := mqtt.Dial(s.t.Context(), mqtt.Config{Name: "reader", URL: s.broker,
		ClientID: fmt.Sprintf("reader-%d", time.Now().UnixNano())})
	if err != nil {
		return -1
	}
	defer session.Close()
	found, err := session.Glance(s.t.Context(), []string{"alerts/#"})
	if err != nil {
		return -1
	}
	return len(found)
}

// As an ordinary user: root may write anywhere.
func TestAFolderThatMayNotBeWritten(t *testing.T) {
	t.Parallel()
	s := newSite(t, "mqtt://127.0.0.1:1")
	must(t, os.Mkdir(filepath.Join(s.dir, "readonly"), 0o555))
	for _, tc := range []struct{ args, want string }{
		{"serve --config site.yaml --data readonly/data",
			"bordercast: the data folder readonly/data cannot be made: make its parent writable for the user bordercast runs " +
				"as, or name another with --data: permission denied\n"},
		{"serve --config site.yaml --data readonly", "or name another with --data: permission denied\n"},
		{"demo --exit --dir readonly/demo", "bordercast: the exercise cannot write: name another folder with --dir: "},
		{"demo --exit", "bordercast: the exercise cannot write: name a folder with --dir: "},
		{"certs init --dir readonly/certs", "permission denied\n"},
		{"translate --to ca --out readonly/parts letter-0.xml", "permission denied\n"},
	} {
		s.letters("letter", 1)
		cmd := s.command(strings.Fields(tc.args)...)
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if said, code := finish(t, cmd); code != 2 || !strings.Contains(said, tc.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: exit code %d, and it says\n%s\nwant one line with\n%s", tc.args, code, said, tc.want)
		}
	}
}

func TestABrokerThatIsNotThereComesAndForgets(t *testing.T) {
	t.Parallel()
	broker := mqtttest.StartMosquitto(t, "persistence false")
	broker.Stop()
	s := newSite(t, broker.URL())
	s.serve("data")
	mqtttest.Until(t, "the status says that the broker is not there", func() bool {
		links := s.status("data").Links
		return len(links) > 0 && strings.Contains(links[0].Text, "is not running, or listens elsewhere: start it")
	})
	broker.Start()
	s.ready("data")
	if said, code := s.run(append([]string{"send", "--as", "maine", "--data", "data"},
		s.letters("tree", 5)...)...); code != 0 {
		t.Fatalf("send: %d\n%s", code, said)
	}
	mqtttest.Until(t, "five alerts stand", func() bool { return s.standing() == 15 })
	broker.Stop()
	broker.Start()
	mqtttest.Until(t, "what the broker forgot stands again", func() bool { return s.standing() == 15 })
	mqtttest.Until(t, "people are told that messages may be lost", func() bool {
		for _, a := range s.status("data").Alarms {
			if a.Code == "session-lost" {
				return true
			}
		}
		return false
	})
}

func TestABrokerThatRefuses(t *testing.T) {
	t.Parallel()
	broker := mqtttest.StartMosquitto(t, "listener %ADDR%", "allow_anonymous false")
	s := newSite(t, broker.URL())
	s.serve("data")
	mqtttest.Until(t, "the status says that the broker refuses", func() bool {
		links := s.status("data").Links
		return len(links) > 0 && strings.Contains(links[0].Text, "does not accept") &&
			strings.Contains(links[0].Text, "check the user, the password")
	})
	said, code := s.run("send", "--as", "maine", "--data", "data", s.letters("refused", 1)[0])
	if code != 2 || !strings.Contains(said, "does not accept a client without a user") {
		t.Errorf("send: %d\n%s", code, said)
	}
}

// Interrupted in the middle of its work it ends well, and the next one goes on with all that was accepted.
func TestAnInterruptInTheMiddle(t *testing.T) {
	t.Parallel()
	const n = 150
	broker := mqtttest.StartMosquitto(t)
	s := newSite(t, broker.URL())
	s.serve("data")
	s.ready("data")
	files := s.letters("many", n)
	send := s.command(append([]string{"send", "--as", "maine", "--data", "data", "--timeout", "3s"}, files...)...)
	out, err := send.StdoutPipe()
	must(t, err)
	must(t, send.Start())
	_, err = io.ReadFull(out, make([]byte, 2000)) // some thirty lines
	must(t, err)
	must(t, s.cmd.Process.Signal(os.Interrupt))
	if code, said := s.ended(); code != 0 {
		t.Errorf("interrupted it ended with %d\n%s", code, said)
	}
	s.serve("data")
	s.ready("data")
	_, err = io.ReadAll(out)
	must(t, err)
	_ = send.Wait() // a receipt may be lost in the interrupt: then one sends again, as below
	mqtttest.Until(t, "all alerts are active", func() bool { return s.active("data") == n })
	mqtttest.Until(t, "all alerts stand", func() bool { return s.standing() == 3*n })
	said, code := s.run(append([]string{"send", "--as", "maine", "--data", "data"}, files...)...)
	if code != 0 || strings.Count(said, ": duplicate") != n {
		t.Errorf("sent again, %d of %d are known: exit code %d\n%s", strings.Count(said, ": duplicate"), n, code, said)
	}
	if said, code := s.run("trail", "verify", "--data", "data"); code != 0 {
		t.Error(said)
	}
}

// A disk that fills up at once, in the middle of everything: what was accepted is there when there is room again, and
// what was not comes again from the broker.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	broker := mqtttest.StartMosquitto(t)
	s := newSite(t, broker.URL())
	disk := filepath.Join(s.dir, "disk")
	must(t, os.Mkdir(disk, 0o755))
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16m"); err != nil {
		t.Skipf("needs root, to make a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	s.serve("disk/data")
	s.ready("disk/data")
	if said, code := s.run("send", "--as", "maine", "--data", "disk/data", s.letters("before", 1)[0]); code != 0 {
		t.Fatal(said)
	}
	fill(t, filepath.Join(disk, "fill"))
	said, code := s.run(append([]string{"send", "--as", "maine", "--data", "disk/data", "--broker",
		broker.URL(), "--timeout", "8s"},
		s.letters("during", 20)...)...)
	if code == 0 {
		t.Errorf("alerts were receipted on a full disk:\n%s", said)
	}
	if status := s.status("disk/data"); status.PID != 0 {
		if status.Ready {
			t.Errorf("the gateway says it is ready: %+v", status)
		}
		must(t, s.cmd.Process.Signal(os.Interrupt))
		s.ended()
	} else if code, said := s.ended(); code != 2 || !strings.Contains(said, "the disk is full") {
		t.Errorf("it ended with %d and says\n%s", code, said)
	}
	must(t, os.Remove(filepath.Join(disk, "fill")))
	s.serve("disk/data")
	s.ready("disk/data")
	defer func() {
		if t.Failed() {
			t.Logf("send said:\n%s\nstatus: %+v", said, s.status("disk/data"))
		}
	}()
	mqtttest.Until(t, "all alerts are active", func() bool { return s.active("disk/data") == 21 })
	if said, code := s.run("trail", "verify", "--data", "disk/data"); code != 0 {
		t.Error(said)
	}
	must(t, s.cmd.Process.Signal(os.Interrupt))
	s.ended()
}

func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 16
		} else {
			must(t, err)
		}
	}
}
