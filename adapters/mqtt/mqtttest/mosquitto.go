// Package mqtttest has what tests of MQTT links need around them: a real Mosquitto process, a TCP proxy that cuts or
// swallows, certificates, and a way to wait that fails in words. It is for tests only.
package mqtttest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Mosquitto is a running broker with its own folder and port.
type Mosquitto struct {
	t    testing.TB
	Addr string
	conf string
	cmd  *exec.Cmd
	done chan error
}

// StartMosquitto runs a broker that persists and queues without limit, as the guide tells operators to run it. More
// lines of mosquitto.conf may be given; one that begins with "listener" replaces the plain anonymous listener, with
// %ADDR% for the port and address. The test is skipped where Mosquitto is not installed.
func StartMosquitto(t testing.TB, lines ...string) *Mosquitto {
	t.Helper()
	path, err := lookMosquitto()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs mosquitto: it is not installed")
		}
		t.Skip("needs mosquitto")
	}
	addr := FreeAddress(t)
	host, port, _ := net.SplitHostPort(addr)
	conf := strings.Join(append([]string{
		"persistence true", "persistence_location " + t.TempDir() + "/",
		"max_queued_messages 0", "log_dest none", "per_listener_settings false",
		"user root", // a test run by root: or it could not write its folder; by anybody else it is ignored
	}, lines...), "\n")
	if !strings.Contains(conf, "\nlistener") {
		conf += "\nlistener %ADDR%\nallow_anonymous true"
	}
	conf = strings.ReplaceAll(conf, "%ADDR%", port+" "+host)
	m := &Mosquitto{t: t, Addr: addr, conf: filepath.Join(t.TempDir(), "mosquitto.conf")}
	if err := os.WriteFile(m.conf, []byte(conf+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.start(path)
	t.Cleanup(m.Stop)
	return m
}

// Debian keeps it in sbin, which is not on everybody's path.
func lookMosquitto() (string, error) {
	if path, err := exec.LookPath("mosquitto"); err == nil {
		return path, nil
	}
	return exec.LookPath("/usr/sbin/mosquitto")
}

func (m *Mosquitto) start(path string) {
	m.t.Helper()
	args := []string{"-c", m.conf}
	m.cmd, m.done = exec.Command(path, args...), make(chan error, 1)
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	cmd, done := m.cmd, m.done
	go func() { done <- cmd.Wait() }()
	Until(m.t, "mosquitto listens on "+m.Addr, func() bool {
		c, err := net.Dial("tcp", m.Addr)
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
}

// URL is where it listens, unencrypted.
func (m *Mosquitto) URL() string { return "mqtt://" + m.Addr }

// Stop ends it as an operator would: it writes its state.
func (m *Mosquitto) Stop() {
	if m.cmd == nil {
		return
	}
	// It listens a moment before it heeds signals, and one that comes between is lost.
	for ended := false; !ended; {
		_ = m.cmd.Process.Signal(os.Interrupt)
		select {
		case <-m.done:
			ended = true
		case <-time.After(time.Second):
		}
	}
	m.cmd = nil
}

// Start runs it again on the same folder and port.
func (m *Mosquitto) Start() {
	m.t.Helper()
	path, err := lookMosquitto()
	if err != nil {
		m.t.Fatal(err)
	}
	m.start(path)
}

// FreeAddress is a port of this machine nobody listens on.
func FreeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Until waits for something a real process or socket does, at most three minutes: machines that run tests are busy.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited three minutes in vain until %s", what)
}

// Text is the n-th payload of a test, of size bytes.
func Text(n, size int) []byte {
	text := fmt.Sprintf("EXERCISE %d ", n)
	return []byte(text + strings.Repeat("x", max(0, size-len(text))))
}
