package main

import (
	"crypto/rsa"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/beevik/etree"
	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/cap"
)

// stage is one gateway with its Mosquitto and the centre's letters.
type stage struct {
	broker  *broker
	daemon  *daemon
	letters *letters
	route   route
}

// self is this program as a process: the centre and the reader.
func self() process {
	own, _ := os.FindProcess(os.Getpid()) // always succeeds on Unix
	p := process{name: "bench"}
	p.cmd = &exec.Cmd{Process: own}
	return p
}

func newStage(s settings, name string, key *rsa.PrivateKey) (*stage, error) {
	letters, err := newLetters(cap.CA, name, s.active)
	if err != nil {
		return nil, err
	}
	b, err := newBroker(s.dir, name+"-mosquitto", "")
	if err != nil {
		return nil, err
	}
	b.name = "mosquitto"
	d, err := newDaemon(s, name, b.address, key, centre{"centre", &letters.key.PublicKey})
	if err != nil {
		b.stop()
		return nil, err
	}
	d.name = "gateway"
	return &stage{b, d, letters, route{
		from: b.address, to: b.address, listen: "alerts/#", key: ours, processes: []process{d.process, b.process, self()},
	}}, nil
}

func (g *stage) stop() {
	g.daemon.stop()
	g.broker.stop()
}

// accepting sends a burst as fast as it is taken: durable is what the gateway has counted after its commit.
func accepting(s settings) error {
	const burst = 8000
	s.active = burst // each begins a chain: nothing in the burst waits for another
	g, err := newStage(s, "accept", nil)
	if err != nil {
		return err
	}
	defer g.stop()
	docs := make([][]byte, burst)
	for n := range docs {
		docs[n], _ = g.letters.letter(n)
	}
	centre, err := dial(g.broker.address, "bench-centre", func(paho.Message) {})
	if err != nil {
		return err
	}
	defer centre.Disconnect(100)
	before, start := g.route.spentNow(), time.Now()
	flying := make(chan paho.Token, 200)
	go func() {
		defer close(flying)
		for _, doc := range docs {
			flying <- centre.Publish(inbox, 1, false, doc)
		}
	}()
	for token := range flying {
		token.Wait()
	}
	end, err := g.daemon.untilCount("bordercast_accept_seconds_count", burst)
	if err != nil {
		return err
	}
	r := run{burst, end.Sub(start), nil, g.route.spentSince(before)}
	t := newTable("a burst of 8,000, settled and passed on meanwhile", "measured", "aim")
	t.row("accepted and durable, per second", fmt.Sprintf("%.0f", r.rate()), aim(r.rate() >= 4000, "≥ 4,000"))
	t.row("processor time meanwhile, gateway / Mosquitto / bench",
		fmt.Sprintf("%s / %s / %s", short(r.spent["gateway"]), short(r.spent["mosquitto"]), short(r.spent["bench"])), "")
	t.row("memory, most", fmt.Sprintf("%.0f MB", memory(g.daemon.pid(), "VmHWM")), "")
	t.end()
	return nil
}

// through is the way of an alert: latency at an even pace, then the long run, then the same bytes over a plain bridge.
func through(s settings) error {
	const paced, bridged = 1500, 20000
	g, err := newStage(s, "through", nil)
	if err != nil {
		return err
	}
	defer g.stop()
	slow, err := g.route.travel(g.letters, 0, paced, 0, 10*time.Millisecond, time.Minute)
	if err != nil {
		return err
	}
	busyBefore, err := g.daemon.count(writerBusy)
	if err != nil {
		return err
	}
	fast, err := g.route.travel(g.letters, paced, s.alerts-paced, 256, 0, s.limit)
	if err != nil {
		return err
	}
	busyAfter, err := g.daemon.count(writerBusy)
	if err != nil {
		return err
	}
	now, most := memory(g.daemon.pid(), "VmRSS"), memory(g.daemon.pid(), "VmHWM")
	total := paced + fast.count
	plainSlow, plainFast, err := bridge(s, g.letters, paced, bridged)
	if err != nil {
		return err
	}
	t := newTable("Mosquitto → gateway → Mosquitto", "measured", "aim", "plain bridge")
	t.row("through, per second", fmt.Sprintf("%.0f", fast.rate()), aim(fast.rate() >= 1000, "≥ 1,000"),
		fmt.Sprintf("%.0f (%.1f times)", plainFast.rate(), plainFast.rate()/fast.rate()))
	t.row("latency at 100/s, p50 / p99", slow.took.String(), aim(slow.took.at(0.99) <= 20*time.Millisecond, "p99 ≤ 20 ms"),
		plainSlow.took.String())
	t.row("latency at full speed, 256 on their way, p50 / p99", fast.took.String(), "", plainFast.took.String())
	for _, name := range []string{"gateway", "mosquitto", "bench"} {
		t.row("processor time of "+name+", per alert", short(fast.per(name)), "", bridgeCost(plainFast, name))
	}
	doc, _ := g.letters.letter(0)
	yard, err := measure(func() error { return etree.NewDocument().ReadFromBytes(doc) })
	if err != nil {
		return err
	}
	t.row("the gateway's, in readings by etree", fmt.Sprintf("%.1f",
		float64(fast.per("gateway").Microseconds())/yard.micros()), "", fmt.Sprintf("one is %.0f µs now", yard.micros()))
	writer := 100 * (busyAfter - busyBefore) / fast.elapsed.Seconds()
	t.row("the book's goroutine busy at full speed", fmt.Sprintf("%.0f %%", writer), aim(writer <= 60, "≤ 60 %"), "")
	t.row("processors kept busy, all three", fmt.Sprintf("%.2f", busy(fast)), "", fmt.Sprintf("%.2f", busy(plainFast)))
	t.row(fmt.Sprintf("memory of the gateway after %d alerts", total), fmt.Sprintf("%.0f MB", now),
		aim(now <= 150, "≤ 150 MB"), "")
	t.row("the most it ever had", fmt.Sprintf("%.0f MB", most), "", "")
	t.end()
	return nil
}

// writerBusy is for how many seconds the book's goroutine was at its transactions.
const writerBusy = "bordercast_commit_seconds_sum"

// busy is how many processors worked on it.
func busy(r run) float64 {
	var all time.Duration
	for _, d := range r.spent {
		all += d
	}
	return all.Seconds() / r.elapsed.Seconds()
}

func bridgeCost(r run, name string) string {
	switch name {
	case "gateway":
		return "–"
	case "mosquitto":
		return short(r.per("bridge")+r.per("end")) + " (two)"
	}
	return short(r.per(name))
}

// bridge carries the same bytes from one Mosquitto to another by Mosquitto's own bridge.
func bridge(s settings, l *letters, paced, count int) (slow, fast run, err error) {
	end, err := newBroker(s.dir, "bridge-end", "")
	if err != nil {
		return slow, fast, err
	}
	defer end.stop()
	from, err := newBroker(s.dir, "bridge-start", fmt.Sprintf("connection plain\naddress %s\ntopic "+
		"bordercast/v1/in/# out 1\n", end.address))
	if err != nil {
		return slow, fast, err
	}
	defer from.stop()
	from.name, end.name = "bridge", "end"
	w := route{from: from.address, to: end.address, listen: inbox, processes: []process{from.process, end.process, self()},
		key: func(paho.Message) (string, bool) { return "", true }}
	time.Sleep(time.Second) // the bridge connects
	if slow, err = w.travel(l, 0, paced, 0, 10*time.Millisecond, time.Minute); err != nil {
		return slow, fast, err
	}
	fast, err = w.travel(l, paced, count, 256, 0, 30*time.Second)
	return slow, fast, err
}

// withRSA is the way through with a 2,048 bit RSA key in place of the gateway's own.
func withRSA(s settings) error {
	key, err := newRSA()
	if err != nil {
		return err
	}
	g, err := newStage(s, "rsa", key)
	if err != nil {
		return err
	}
	defer g.stop()
	r, err := g.route.travel(g.letters, 0, 8000, 256, 0, 20*time.Second)
	if err != nil {
		return err
	}
	t := newTable("with an RSA-2048 key in place of ECDSA P-256", "measured")
	t.row("through, per second", fmt.Sprintf("%.0f", r.rate()))
	t.row("processor time of the gateway, per alert", short(r.per("gateway")))
	t.end()
	return nil
}
