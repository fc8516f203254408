package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"bordercast/cap"
)

// The way through each wire beside MQTT: the same alerts, each wire with a gateway and a broker of its own, so that none
// takes anything from another. The broker of a gateway without MQTT systems carries what it publishes in its own name.

// ends are both ends of a wire: the centre that hands alerts over, and the reader at the far end.
type ends interface {
	// systems are the lines of the centre and of the reader.
	systems() string
	// prepare makes what must be there before the gateway starts.
	prepare(home string) error
	// open connects both ends to a gateway that runs. send hands one alert over.
	open(d *daemon, arrived func(doc []byte)) (send func(doc []byte) error, err error)
	close()
}

// wire is one that is measured.
type wire struct {
	name  string
	hands int // how many the centre hands over at a time
	note  string
	make  func(broker string) ends
}

func wireList() []wire {
	return []wire{
		{"mqtt → mqtt", 1, "the baseline: into the party's own tree, CAP, its JSON and the rest",
			func(broker string) ends { return &mqttEnds{broker: broker} }},
		{"spool → spool", 1, "two looks at the folder, a second apart", func(string) ends { return &spoolEnds{} }},
		{"webhook → webhook", posting, "each post is answered once the alert is durable, eight at a time",
			func(string) ends { return &hookEnds{} }},
	}
}

const (
	wirePace   = 10 * time.Millisecond
	wireWindow = 256
)

// passage is how one wire fared in one run.
type passage struct{ slow, fast run }

// allWires measures each wire three times, in turn, so that what the machine does meanwhile meets all of them.
func allWires(s settings) error {
	taken, all := stolen()
	list := wireList()
	got := make([][]passage, len(list))
	for round := range runs {
		for n, w := range list {
			p, err := w.measured(s, fmt.Sprintf("wires-%d-%d", n, round))
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			got[n] = append(got[n], p)
		}
	}
	t := newTable(fmt.Sprintf("%d alerts through each wire", s.each), "per second",
		fmt.Sprintf("p50 / p99 at %d a second", time.Second/wirePace),
		fmt.Sprintf("p50 / p99 with %d on their way", wireWindow), "processor time of the gateway, per alert", "in it is")
	for n, w := range list {
		var each, work times
		for _, p := range got[n] {
			each, work = append(each, p.fast.elapsed), append(work, p.fast.per("gateway"))
		}
		t.row(w.name, fmt.Sprintf("%.0f", float64(s.each)/each.at(0.5).Seconds()),
			pair(middle(got[n], func(p passage) times { return p.slow.took })),
			pair(middle(got[n], func(p passage) times { return p.fast.took })), short(work.at(0.5)), w.note)
	}
	t.end()
	tellStolen(taken, all)
	return nil
}

// measured sends alerts at an even pace, and then as many as fast as they go.
func (w wire) measured(s settings, name string) (p passage, err error) {
	l, err := newLetters(cap.CA, name, 2*s.each) // each begins a chain: a wire that waits a second changes no order
	if err != nil {
		return p, err
	}
	b, err := newBroker(s.dir, name+"-mosquitto", "")
	if err != nil {
		return p, err
	}
	defer b.stop()
	e, home := w.make(b.address), filepath.Join(s.dir, name)
	if err := os.MkdirAll(home, 0o700); err != nil {
		return p, err
	}
	defer e.close()
	if err := e.prepare(home); err != nil {
		return p, err
	}
	key, err := centre{"centre", &l.key.PublicKey}.pem()
	if err != nil {
		return p, err
	}
	d, err := launch(s, name, b.address, e.systems(), map[string][]byte{"centre.pem": key, "secret": []byte(secret)})
	if err != nil {
		return p, err
	}
	defer d.stop()
	c := caravan{letters: l, daemon: d, hands: w.hands}
	c.meter.Store(newMeter())
	if c.send, err = e.open(d, func(doc []byte) { c.meter.Load().in(identifierIn(doc)) }); err != nil {
		return p, err
	}
	if p.slow, err = c.travel(0, s.each, s.each, wirePace); err != nil {
		return p, err
	}
	p.fast, err = c.travel(s.each, s.each, wireWindow, 0)
	return p, err
}

// identifierIn is the identifier that the sample's headline repeats: whatever wire an alert came by, it is there.
func identifierIn(doc []byte) string {
	at := alertNames.FindSubmatch(doc)
	if at == nil {
		return ""
	}
	return string(at[1])
}

var alertNames = regexp.MustCompile(`near the bridge, ([^<]+)<`)

// caravan takes alerts from one end to the other.
type caravan struct {
	letters *letters
	meter   atomic.Pointer[meter] // of the present travel
	daemon  *daemon
	send    func([]byte) error
	hands   int
}

// travel sends alerts and measures until the last has arrived. pace 0 keeps window on their way; otherwise one leaves
// every pace, whatever arrives.
func (c *caravan) travel(from, count, window int, pace time.Duration) (run, error) {
	m := newMeter()
	c.meter.Store(m)
	docs, failed := make(chan []byte), make(chan error, c.hands)
	var sending sync.WaitGroup
	for range c.hands {
		sending.Go(func() {
			for doc := range docs {
				m.out(identifierIn(doc))
				if err := c.send(doc); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	before, start := spent(c.daemon.pid()), time.Now()
	err := c.hand(m, docs, failed, start, from, count, window, pace)
	close(docs)
	sending.Wait()
	if err == nil {
		err = m.until(0)
	}
	select {
	case why := <-failed:
		err = why
	default:
	}
	if err != nil {
		return run{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return run{m.arrived, m.last.Sub(start), m.took,
		map[string]time.Duration{"gateway": spent(c.daemon.pid()) - before}}, nil
}

// hand gives the documents to those who hand them over, each when it is time to.
func (c *caravan) hand(m *meter, docs chan<- []byte, failed <-chan error, start time.Time, from, count, window int,
	pace time.Duration) error {
	for n := range count {
		if pace > 0 {
			time.Sleep(time.Until(start.Add(time.Duration(n) * pace)))
		} else if err := m.until(window - 1); err != nil {
			return err
		}
		doc, _ := c.letters.letter(from + n)
		select {
		case docs <- doc:
		case err := <-failed:
			return err
		}
	}
	return nil
}
