package trouble

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/gateway/api"
	"bordercast/gateway/command"
	"bordercast/gateway/topics"
	"bordercast/gateway/trial/binary"
)

// asProgram makes this test binary the program, so that the race detector watches the gateway too.
const asProgram = "BORDERCAST_TROUBLE_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(command.Main(os.Args[1:]))
	}
	// Most of a test's time goes by in waiting for other processes. A -parallel on the command line comes after this.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	code := m.Run()
	if path, err := plain(); raced && err == nil && os.Getenv("BORDERCAST_BINARY") == "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// plain is the program without the race detector, made once; without the race detector it is this test binary.
var plain = sync.OnceValues(func() (string, error) {
	if !raced {
		return os.Executable()
	}
	dir, err := os.MkdirTemp("", "bordercast-plain-")
	if err != nil {
		return "", err
	}
	return binary.Build(dir)
})

// twoSides is a gateway between two agencies, each with readers of its own: everything crosses, in every lane. BROKER
// is put in. People and operators are listed; a test replaces what it needs otherwise.
const twoSides = `gateway: {name: trouble, sender: gateway@trouble.invalid, operators: [operator]}
broker: {url: "BROKER", open: true}
parties:
  - {name: maine, side: us, people: [mary]}
  - {name: nb, side: ca, people: [luc]}
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid], in: {lanes: [actual, exercise, test], unsigned: accept, unverifiable: hold}}
  - {name: nb, party: nb, side: ca, kind: mqtt, senders: [duty@nb.invalid], in: {lanes: [actual, exercise, test], unsigned: accept, unverifiable: hold}}
  - {name: public-us, party: maine, side: us, kind: mqtt, out: {lanes: [actual, exercise, test], tree: public}}
  - {name: public-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [actual, exercise, test], tree: public}}
agreement:
  until: 2036-12-31
  border: [us/me/029, ca/nb/1302]
  routes:
    - {name: north, from: us, to: ca, lane: actual, do: forward}
    - {name: south, from: ca, to: us, lane: actual, do: forward}
    - {name: north-exercise, from: us, to: ca, lane: exercise, do: forward}
    - {name: south-exercise, from: ca, to: us, lane: exercise, do: forward}
    - {name: own-us, from: us, to: public-us, lane: actual, do: forward}
    - {name: own-ca, from: ca, to: public-ca, lane: actual, do: forward}
http: {listen: ""}
`

// world is one test's folder and programs, and the wire between them.
type world struct {
	t    *testing.T
	dir  string
	wire *wire
}

// wire is a broker, with clients that have nothing of the gateway's.
type wire struct {
	t         *testing.T
	mosquitto *mqtttest.Mosquitto
}

// begin makes a world with a configuration, in which BROKER stands for the address of a Mosquitto of its own; lines are
// added to that one's configuration.
func begin(t *testing.T, config string, lines ...string) *world {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "bordercast-trouble-") // a socket's path must be short
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	w := &world{t: t, dir: dir, wire: &wire{t: t, mosquitto: mqtttest.StartMosquitto(t, lines...)}}
	w.configure(config)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// configure writes the configuration that every command of this world uses: bordercast.yaml in its folder.
func (w *world) configure(config string) {
	w.t.Helper()
	w.write("bordercast.yaml", []byte(strings.ReplaceAll(config, "BROKER", w.wire.mosquitto.URL())))
}

// write makes a file in the world's folder and gives its path.
func (w *world) write(name string, text []byte) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	must(w.t, os.WriteFile(path, text, 0o600))
	return path
}

// command is the program with these arguments, in the world's folder.
func (w *world) command(args ...string) *exec.Cmd {
	find := plain
	if slices.Contains(binary.Concurrent(), args[0]) {
		find = os.Executable
	}
	path, err := find()
	must(w.t, err)
	cmd := exec.CommandContext(w.t.Context(), path, args...)
	cmd.Dir, cmd.Env = w.dir, append(os.Environ(), asProgram+"=1", "TZ=UTC")
	return cmd
}

// run gives what a command says, both outputs, and its exit code.
func (w *world) run(args ...string) (said string, code int) {
	w.t.Helper()
	cmd := w.command(args...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// does runs a command that must succeed, and gives what it says.
func (w *world) does(args ...string) string {
	w.t.Helper()
	said, code := w.run(args...)
	if code != 0 {
		w.t.Fatalf("bordercast %s: exit code %d\n%s", strings.Join(args, " "), code, said)
	}
	return said
}

// daemon is a running `bordercast serve`.
type daemon struct {
	w    *world
	data string
	cmd  *exec.Cmd
	gone chan struct{}
	mu   sync.Mutex
	said bytes.Buffer
}

// Write is what the program says; it is called while others read.
func (d *daemon) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.Write(p)
}

func (d *daemon) words() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.said.String()
}

// serve starts the program on a data folder (relative to the world's) and does not wait for it. More arguments may
// follow, such as --config of another file.
func (w *world) serve(data string, args ...string) *daemon {
	w.t.Helper()
	if !slices.Contains(args, "--config") {
		args = append(args, "--config", "bordercast.yaml")
	}
	d := &daemon{w: w, data: data, gone: make(chan struct{}), cmd: w.command(append([]string{"serve", "--data", data},
		args...)...)}
	d.cmd.Stdout, d.cmd.Stderr = d, d
	must(w.t, d.cmd.Start())
	go func() { _ = d.cmd.Wait(); close(d.gone) }()
	w.t.Cleanup(func() {
		d.kill()
		if w.t.Failed() {
			words := d.words()
			w.t.Logf("serve --data %s said:\n%s", data, words[max(0, len(words)-6000):])
		}
	})
	return d
}

// up is serve and ready.
func (w *world) up(data string, args ...string) *daemon {
	w.t.Helper()
	d := w.serve(data, args...)
	d.ready()
	return d
}

func (d *daemon) client() *api.Client { return api.Dial(filepath.Join(d.w.dir, d.data)) }

// ready waits until the gateway is; one that ends instead fails the test.
func (d *daemon) ready() {
	d.w.t.Helper()
	ctx, cancel := context.WithTimeout(d.w.t.Context(), time.Minute)
	defer cancel()
	go func() {
		select {
		case <-d.gone:
			cancel()
		case <-ctx.Done():
		}
	}()
	client := d.client()
	defer client.Close()
	if err := client.WaitReady(ctx); err != nil {
		d.w.t.Fatalf("%v; serve said:\n%s", err, d.words())
	}
}

// status is the gateway's own; zero while it does not answer.
func (d *daemon) status() api.Status {
	client := d.client()
	defer client.Close()
	status, _ := client.Status(d.w.t.Context())
	return status
}

// alarms are the codes of the open alarms, each once, sorted.
func (d *daemon) alarms() (codes []string) {
	for _, a := range d.status().Alarms {
		codes = append(codes, a.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func (d *daemon) signal(s syscall.Signal) {
	if d.running() {
		_ = d.cmd.Process.Signal(s)
	}
}

func (d *daemon) running() bool {
	select {
	case <-d.gone:
		return false
	default:
		return true
	}
}

// kill is the power cut. It returns when the process is gone.
func (d *daemon) kill() {
	d.signal(syscall.SIGKILL)
	<-d.gone
}

// stop is Ctrl-C. It returns when the process is gone, with its exit code and all that it said.
func (d *daemon) stop() (code int, said string) {
	d.signal(syscall.SIGINT)
	return d.ended()
}

// ended waits for the end of a program that ends by itself.
func (d *daemon) ended() (code int, said string) {
	<-d.gone
	return d.cmd.ProcessState.ExitCode(), d.words()
}

// hangup makes the gateway read its configuration anew.
func (d *daemon) hangup() { d.signal(syscall.SIGHUP) }

// until waits, at most a minute, for what a real process or socket does.
func (w *world) until(what string, ok func() bool) {
	w.t.Helper()
	mqtttest.Until(w.t, what, ok)
}

// dial is a new MQTT client that has nothing of the gateway's, as any agency or reader might run.
func (w *wire) dial(change func(*paho.ClientOptions)) paho.Client {
	w.t.Helper()
	o := paho.NewClientOptions().AddBroker(strings.Replace(w.mosquitto.URL(), "mqtt://", "tcp://",
		1)).SetOrderMatters(true).
		SetClientID(fmt.Sprintf("trouble-%d-%d", os.Getpid(),
			time.Now().UnixNano())).SetMessageChannelDepth(10000).SetAutoReconnect(false)
	if change != nil {
		change(o)
	}
	c := paho.NewClient(o)
	if token := c.Connect(); !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		w.t.Fatalf("a client cannot connect: %v", token.Error())
	}
	w.t.Cleanup(func() { c.Disconnect(50) })
	return c
}

// publish is a publication by a client of its own, at QoS 1. It returns when the broker has it.
func (w *wire) publish(topic string, payload []byte, retain bool) {
	w.t.Helper()
	c := w.dial(nil)
	if token := c.Publish(topic, 1, retain, payload); !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		w.t.Fatalf("publish on %s: %v", topic, token.Error())
	}
	c.Disconnect(50)
}

// ear hears everything under some filters.
type ear struct {
	mu  sync.Mutex
	all []heard
}

type heard struct {
	topic    string
	payload  []byte
	retained bool
}

// listen subscribes, and returns once what was retained before has been heard.
func (w *wire) listen(filters ...string) *ear {
	w.t.Helper()
	e := &ear{}
	w.ask(e, filters)
	return e
}

// ask subscribes an ear and waits for a mark of its own, which comes after everything retained.
func (w *wire) ask(e *ear, filters []string) {
	w.t.Helper()
	mark, over := fmt.Sprintf("trouble/mark/%d", time.Now().UnixNano()), make(chan struct{})
	wanted := map[string]byte{mark: 1}
	for _, f := range filters {
		wanted[f] = 1
	}
	c := w.dial(nil)
	token := c.SubscribeMultiple(wanted, func(_ paho.Client, m paho.Message) {
		if m.Topic() == mark {
			close(over)
			return
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all = append(e.all, heard{m.Topic(), m.Payload(), m.Retained()})
	})
	if !token.WaitTimeout(20*time.Second) || token.Error() != nil {
		w.t.Fatalf("subscribe %v: %v", filters, token.Error())
	}
	c.Publish(mark, 1, false, []byte("."))
	select {
	case <-over:
	case <-time.After(20 * time.Second):
		w.t.Fatal("a subscriber is not served")
	}
}

// heard is what came so far.
func (e *ear) heard() []heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.all)
}

// tree is what stands under some filters: topic → payload, as a reader who comes now finds it.
func (w *wire) tree(filters ...string) map[string]string {
	w.t.Helper()
	e := w.listen(filters...)
	stands := map[string]string{}
	for _, h := range e.heard() {
		if h.retained && len(h.payload) > 0 {
			stands[h.topic] = string(h.payload)
		}
	}
	return stands
}

// public are the names of the topics that stand for a side's readers in a lane.
func (w *wire) public(lane, reader string) (names []string) {
	w.t.Helper()
	for topic := range w.tree("alerts/v1/" + lane + "/" + reader + "/#") {
		names = append(names, topic)
	}
	slices.Sort(names)
	return names
}

// post sends a letter as an agency does, and waits until it is settled: its own receipt, and one for each destination
// named. It gives all receipts about these bytes.
func (w *world) post(system string, l letter, destinations ...string) (all []topics.Receipt) {
	w.t.Helper()
	doc := l.bytes(w.t)
	e := w.wire.listen(topics.ReceiptTo(system))
	w.wire.publish(topics.In(system), doc, false)
	sum := digestOf(doc)
	w.until("receipts for "+l.id+" of "+system+": its own, and for "+strings.Join(destinations, " "), func() bool {
		all = all[:0]
		open := slices.Clone(destinations)
		own := false
		for _, h := range e.heard() {
			var r topics.Receipt
			if json.Unmarshal(h.payload, &r) != nil || r.SHA256 != sum {
				continue
			}
			all = append(all, r)
			if r.Destination == "" {
				own = true
				if r.State == topics.Quarantined {
					open = nil
				}
			} else if r.State != topics.Released {
				open = slices.DeleteFunc(open, func(d string) bool { return d == r.Destination })
			}
		}
		return own && len(open) == 0
	})
	return all
}

// stateOf is the last state that receipts tell for a destination, "" for the alert itself; with the reason behind it.
func stateOf(all []topics.Receipt, destination string) string {
	text := "nothing"
	for _, r := range all {
		if r.Destination == destination {
			text = strings.TrimSpace(string(r.State) + " " + r.Reason)
		}
	}
	return text
}
