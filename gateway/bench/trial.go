package main

import (
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// inbox is where the centre publishes.
const inbox = "bordercast/v1/in/centre"

// route is a way from a centre to a reader: through the gateway, or over a plain bridge.
type route struct {
	from, to  string // brokers' addresses
	listen    string // what the reader subscribes to
	key       func(paho.Message) (key string, is bool)
	processes []process // whose time is told
}

// run is one trial on a route.
type run struct {
	count   int
	elapsed time.Duration
	took    times
	spent   map[string]time.Duration // processor time by process
}

func (r run) rate() float64 { return float64(r.count) / r.elapsed.Seconds() }

// per is the processor time of a process for each alert.
func (r run) per(name string) time.Duration {
	if r.count == 0 {
		return 0
	}
	return r.spent[name] / time.Duration(r.count)
}

// travel sends alerts and measures until the last has arrived. pace 0 keeps window on their way; otherwise one leaves
// every pace, whatever arrives. It stops sending after limit.
func (w route) travel(letters *letters, from, count, window int, pace, limit time.Duration) (run, error) {
	m := newMeter()
	reader, err := dial(w.to, "bench-reader", func(msg paho.Message) {
		if key, is := w.key(msg); is {
			m.in(key)
		}
	})
	if err != nil {
		return run{}, err
	}
	defer reader.Disconnect(100)
	if token := reader.Subscribe(w.listen, 1, nil); token.Wait() && token.Error() != nil {
		return run{}, token.Error()
	}
	centre, err := dial(w.from, "bench-centre", func(paho.Message) {})
	if err != nil {
		return run{}, err
	}
	defer centre.Disconnect(100)
	time.Sleep(200 * time.Millisecond) // what was retained has arrived and counts for nothing
	before, start := w.spentNow(), time.Now()
	for n := range count {
		if pace > 0 {
			time.Sleep(time.Until(start.Add(time.Duration(n) * pace)))
		} else if err := m.until(window - 1); err != nil {
			return run{}, err
		}
		if time.Since(start) > limit {
			break
		}
		doc, chain := letters.letter(from + n)
		if w.listen == inbox { // plain forwarding keeps one order for all
			chain = ""
		}
		m.out(chain)
		centre.Publish(inbox, 1, false, doc)
	}
	if err := m.until(0); err != nil {
		return run{}, err
	}
	return run{m.arrived, m.last.Sub(start), m.took, w.spentSince(before)}, nil
}

func (w route) spentNow() map[string]time.Duration {
	all := map[string]time.Duration{}
	for _, p := range w.processes {
		all[p.name] = spent(p.pid())
	}
	return all
}

func (w route) spentSince(before map[string]time.Duration) map[string]time.Duration {
	all := w.spentNow()
	for name := range all {
		all[name] -= before[name]
	}
	return all
}
