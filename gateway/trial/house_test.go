package trial

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/clock"
	"bordercast/gateway/store"
	"bordercast/gateway/trial/binary"
)

// build makes the program once, without the race detector: a trial is about what is on disk when a process is gone,
// and its size is what finds something.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bordercast-trial-")
	if err != nil {
		return "", err
	}
	return binary.Build(dir)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := build(); err == nil && os.Getenv("BORDERCAST_BINARY") == "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// house is a gateway's data folder, configuration and process.
type house struct {
	t      *testing.T
	binary string
	dir    string
	config string
	log    *os.File
	cmd    *exec.Cmd
	gone   chan struct{}
}

// settings is a gateway with three agencies and a public tree on each side. What an agency sends goes to its own
// side's readers as it is and to the other side's translated.
const settings = `gateway: {name: trial, sender: gateway@trial.invalid}
broker: %s
parties: [{name: maine, side: us}, {name: nb, side: ca}]
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid], in: {lanes: [exercise], unsigned: accept}}
  - {name: county, party: maine, side: us, kind: mqtt, senders: [desk@county.invalid], in: {lanes: [exercise], unsigned: accept}}
  - {name: nb, party: nb, side: ca, kind: mqtt, senders: [emo@nb.invalid], in: {lanes: [exercise], unsigned: accept}}
  - {name: readers-us, party: maine, side: us, kind: mqtt, out: {lanes: [exercise], tree: public}}
  - {name: readers-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [exercise], tree: public}}
agreement:
  border: [us/me/029, ca/nb/1302]
  routes: [{name: all, from: [maine, county, nb], to: [readers-us, readers-ca], lane: exercise, do: forward}]
http: {listen: ""}
`

func newHouse(t *testing.T, broker string) *house {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, binary: binary, dir: filepath.Join(t.TempDir(), "data"), config: filepath.Join(t.TempDir(),
		"bordercast.yaml")}
	if err := os.WriteFile(h.config, fmt.Appendf(nil, settings, broker), 0o600); err != nil {
		t.Fatal(err)
	}
	if h.log, err = os.Create(filepath.Join(t.TempDir(), "serve.log")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.kill()
		if t.Failed() {
			t.Logf("the end of what serve said:\n%s", h.lastWords())
		}
	})
	return h
}

// start runs the program and does not wait for it.
func (h *house) start() {
	h.t.Helper()
	cmd, gone := exec.Command(h.binary, "serve", "--config", h.config, "--data", h.dir), make(chan struct{})
	cmd.Stdout, cmd.Stderr = h.log, h.log
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() { _ = cmd.Wait(); close(gone) }()
	h.cmd, h.gone = cmd, gone
}

// ready waits until the gateway is; a gateway that ends instead fails the trial.
func (h *house) ready() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	go func() {
		select {
		case <-h.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	client := api.Dial(h.dir)
	defer client.Close()
	if err := client.WaitReady(ctx); err != nil {
		h.t.Fatalf("%v; serve said:\n%s", err, h.lastWords())
	}
}

// kill is the power cut. It returns when the process is gone.
func (h *house) kill() {
	if h.cmd != nil {
		_ = h.cmd.Process.Signal(syscall.SIGKILL)
		<-h.gone
		h.cmd = nil
	}
}

// stop ends the process as an operator would.
func (h *house) stop() {
	h.t.Helper()
	_ = h.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-h.gone:
	case <-after(20 * time.Second):
		h.t.Fatalf("serve did not stop in 20 s; it said:\n%s", h.lastWords())
	}
	if code := h.cmd.ProcessState.ExitCode(); code != 0 {
		h.t.Errorf("serve ended with %d; it said:\n%s", code, h.lastWords())
	}
	h.cmd = nil
}

// lastWords is the end of the log.
func (h *house) lastWords() string {
	text, _ := os.ReadFile(h.log.Name())
	lines := strings.Split(string(bytes.TrimSpace(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// soundTrail runs `bordercast trail verify`.
func (h *house) soundTrail() {
	h.t.Helper()
	out, err := exec.Command(h.binary, "trail", "verify", "--data", h.dir).CombinedOutput()
	if err != nil {
		h.t.Errorf("trail verify: %v\n%s", err, out)
		return
	}
	h.t.Logf("%s", bytes.SplitN(out, []byte("\n"), 2)[0])
}

// read reads the store of a gateway that is not running.
func (h *house) read(do func(*book.Tx) error) {
	h.t.Helper()
	db, err := store.ReadOnly(h.dir)
	if err == nil {
		err = db.View(h.t.Context(), do)
		_ = db.CloseReadOnly()
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// inFlight is how many publications a kill left without a known outcome, by destination: so many may be repeated.
func (h *house) inFlight() map[string]int {
	h.t.Helper()
	flying := map[string]int{}
	h.read(func(tx *book.Tx) error {
		for _, destination := range []string{"readers-us", "readers-ca"} {
			list, err := tx.Deliveries.Outbox(destination)
			if err != nil {
				return err
			}
			for _, waits := range list {
				d, _, err := tx.Deliveries.ByID(waits.Delivery)
				if err != nil {
					return err
				}
				if d.State == book.Attempting {
					flying[destination] += len(d.Plan)
				}
			}
		}
		return nil
	})
	return flying
}

func after(d time.Duration) <-chan time.Time {
	fired, _ := clock.Real{}.After(d)
	return fired
}
