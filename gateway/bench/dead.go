package main

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/cap"
)

// Many destinations of one gateway, of which some are dead: how much longer do the living ones wait?

const (
	deadOnes   = 10 // half refuse connections, half accept them and never answer
	deadAlerts = 20
	warming    = 3 // alerts before those, in which connections are made and the dead are found out
)

// spread is how the living destinations fared in one run.
type spread struct {
	took         times
	ready        time.Duration // from the start of the program until it was ready
	work         time.Duration // processor time of the gateway for each delivery
	now, idle    float64       // memory at the end and before the first alert, MB
	lastOfAlerts times         // until the last living destination had an alert
}

// someDead measures without dead ones and with, three times in turn.
func someDead(s settings) error {
	if s.many <= deadOnes {
		return fmt.Errorf("-destinations %d: more than %d are needed", s.many, deadOnes)
	}
	taken, all := stolen()
	t := newTable(fmt.Sprintf("%d destinations, %d alerts one after the other", s.many, deadAlerts),
		"hand-over to arrival, p50 / p99", "the last of an alert, p50", "processor time a delivery",
		"memory idle / at the end", "ready after")
	var none, some []spread
	for round := range runs {
		for _, dead := range []int{0, deadOnes} {
			got, err := toMany(s, fmt.Sprintf("dead-%d-%d", dead, round), dead)
			if err != nil {
				return err
			}
			if dead == 0 {
				none = append(none, got)
			} else {
				some = append(some, got)
			}
		}
	}
	tell := func(name string, list []spread) time.Duration {
		mid := middle(list, func(r spread) times { return r.took })
		one := func(of func(spread) time.Duration) string {
			var each times
			for _, r := range list {
				each = append(each, of(r))
			}
			return short(each.at(0.5))
		}
		slices.SortFunc(list, func(a, b spread) int { return int(a.now - b.now) })
		t.row(name, pair(mid), one(func(r spread) time.Duration { return r.lastOfAlerts.at(0.5) }),
			one(func(r spread) time.Duration { return r.work }),
			fmt.Sprintf("%.0f / %.0f MB", list[len(list)/2].idle, list[len(list)/2].now),
			one(func(r spread) time.Duration { return r.ready }))
		return mid[1]
	}
	alone, beside := tell("none dead", none), tell(fmt.Sprintf("%d dead", deadOnes), some)
	ratio := float64(beside) / float64(max(1, alone))
	t.row("ratio of the p99", fmt.Sprintf("%.2f", ratio), aim(ratio <= 1.2, "≤ 1.2"))
	t.end()
	tellStolen(taken, all)
	return nil
}

// toMany sends alerts to many destinations, the next when all the living ones have it.
func toMany(s settings, name string, dead int) (r spread, err error) {
	l, err := newLetters(cap.CA, name, warming+deadAlerts)
	if err != nil {
		return r, err
	}
	var m arrivals
	far, err := newFarEnd(func(path string, doc []byte) { m.in(path + " " + identifierIn(doc)) })
	if err != nil {
		return r, err
	}
	defer far.close()
	refusing, silent, end, err := deadEnds()
	if err != nil {
		return r, err
	}
	defer end()
	var lines strings.Builder
	fmt.Fprintf(&lines, centreShape, "centre")
	for n := range s.many {
		to := far.url()
		switch {
		case n < dead/2:
			to = "http://" + refusing + "/"
		case n < dead:
			to = "http://" + silent + "/"
		}
		fmt.Fprintf(&lines, "  - {name: d%d, party: readers, side: us, kind: webhook, out: {lanes: [exercise]}, "+
			"webhook: {out: {url: \"%s%d\", hmac_file: secret}}}\n", n, to, n)
	}
	b, err := newBroker(s.dir, name+"-mosquitto", "")
	if err != nil {
		return r, err
	}
	defer b.stop()
	key, err := centre{"centre", &l.key.PublicKey}.pem()
	if err != nil {
		return r, err
	}
	start := time.Now()
	d, err := launch(s, name, b.address, lines.String(), map[string][]byte{"centre.pem": key, "secret": []byte(secret)})
	if err != nil {
		return r, err
	}
	defer d.stop()
	r.ready, r.idle = time.Since(start), memory(d.pid(), "VmRSS")
	from, err := dial(b.address, "bench-centre", func(paho.Message) {})
	if err != nil {
		return r, err
	}
	defer from.Disconnect(100)
	var before time.Duration
	for n := range warming + deadAlerts {
		if n == warming {
			before = spent(d.pid())
		}
		took, err := m.one(from, l, n, dead, s.many)
		if err != nil {
			return r, fmt.Errorf("alert %d of %d, %d dead: %w", n+1, warming+deadAlerts, dead, err)
		}
		if n >= warming {
			r.took = append(r.took, took...)
			r.lastOfAlerts = append(r.lastOfAlerts, took.at(1))
		}
	}
	r.work = (spent(d.pid()) - before) / time.Duration(deadAlerts*(s.many-dead))
	r.now = memory(d.pid(), "VmRSS")
	return r, nil
}

// arrivals has the meter of the alert under way.
type arrivals struct {
	mu    sync.Mutex
	meter *meter
}

func (a *arrivals) in(key string) {
	a.mu.Lock()
	m := a.meter
	a.mu.Unlock()
	if m != nil {
		m.in(key)
	}
}

// one sends an alert and waits until every living destination has it.
func (a *arrivals) one(from paho.Client, l *letters, n, dead, many int) (times, error) {
	m := newMeter()
	a.mu.Lock()
	a.meter = m
	a.mu.Unlock()
	doc, _ := l.letter(n)
	for to := dead; to < many; to++ {
		m.out(fmt.Sprintf("/%d %s", to, identifierIn(doc)))
	}
	from.Publish(inbox, 1, false, doc)
	if err := m.until(0); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.took, nil
}

// deadEnds are an address that refuses connections and one that takes them and never answers, until end.
func deadEnds() (refusing, silent string, end func(), err error) {
	if refusing, err = freeAddress(); err != nil {
		return "", "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", "", nil, err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				_, _ = io.Copy(io.Discard, c) // reads, and says nothing
				_ = c.Close()
			}()
		}
	}()
	return refusing, l.Addr().String(), func() { _ = l.Close() }, nil
}
