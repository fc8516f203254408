package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/cap"
	"bordercast/gateway/topics"
)

// One centre floods the gateway, and another has Extreme alerts meanwhile: how long do its receipts and its readers
// wait?

const (
	samples   = 500
	pace      = 40 * time.Millisecond
	floodSize = 2000
	largeSize = 20
	large     = 4 << 20
	runs      = 3 // the middle one counts
)

// flood is what the other centre sends, again and again while the samples last; no documents are none.
type flood struct {
	name   string
	docs   int
	change func(*cap.Alert)
}

func allFloods() []flood {
	return []flood{
		{name: "quiet"},
		{"2,000 alerts", floodSize, func(*cap.Alert) {}},
		{"2,000 alerts of one incident", floodSize, func(a *cap.Alert) { a.Incidents = "EXERCISE-flood" }},
		{"20 documents of 4 MB", largeSize, func(a *cap.Alert) {
			sound := base64.StdEncoding.EncodeToString(make([]byte, large*3/4))
			a.Infos[0].Resources = []cap.Resource{{Desc: "EXERCISE sound", MimeType: "audio/mpeg", Deref: sound}}
		}},
	}
}

// wait is how the other centre fared in one run.
type wait struct {
	receipt, delivery times
	flooded           int // documents of the flood that were sent meanwhile
}

// floods measures each flood three times, and quiet.
func floods(s settings) error {
	t := newTable(fmt.Sprintf("Extreme alerts of another centre, %d at %d a second", samples, time.Second/pace),
		"receipt p50 / p99", "delivery p50 / p99", "aim: p99", "flood, per second")
	taken, all := stolen()
	var quiet time.Duration
	for n, f := range allFloods() {
		var list []wait
		for run := range runs {
			w, err := f.meet(s, fmt.Sprintf("flood-%d-%d", n, run))
			if err != nil {
				return err
			}
			list = append(list, w)
		}
		receipt := middle(list, func(w wait) times { return w.receipt })
		delivery := middle(list, func(w wait) times { return w.delivery })
		worst := max(receipt[1], delivery[1])
		if f.docs == 0 {
			quiet = worst
			t.row(f.name, pair(receipt), pair(delivery), "", "")
			continue
		}
		bound := max(3*quiet, 100*time.Millisecond)
		var sent []int
		for _, w := range list {
			sent = append(sent, w.flooded)
		}
		slices.Sort(sent)
		t.row(f.name, pair(receipt), pair(delivery), aim(worst <= bound, "≤ "+short(bound)),
			fmt.Sprintf("%.0f", float64(sent[runs/2])/(samples*pace).Seconds()))
	}
	t.end()
	tellStolen(taken, all)
	return nil
}

// tellStolen says what the host has taken since it had taken so much of all there was.
func tellStolen(taken, all float64) {
	takenNow, allNow := stolen()
	share := (takenNow - taken) / max(1, allNow-all) * 100
	fmt.Printf("stolen by the host meanwhile: %s\n",
		aim(share <= 1, fmt.Sprintf("%.1f %%, to be believed where it is ≤ 1 %%", share)))
}

// middle are p50 and p99 of the runs, of each the middle one.
func middle[R any](list []R, of func(R) times) (both [2]time.Duration) {
	for n, share := range []float64{0.5, 0.99} {
		var each times
		for _, w := range list {
			each = append(each, of(w).at(share))
		}
		both[n] = each.at(0.5)
	}
	return both
}

func pair(d [2]time.Duration) string { return short(d[0]) + " / " + short(d[1]) }

// meet runs the samples against one flood, on a gateway and a broker of their own.
func (f flood) meet(s settings, name string) (wait, error) {
	urgent, err := newLetters(cap.CA, name, samples, func(a *cap.Alert) {
		a.Sender = "duty@other-ca.invalid"
		for n := range a.Infos {
			a.Infos[n].Severity = cap.Extreme
		}
	})
	if err != nil {
		return wait{}, err
	}
	urgent.sender = "duty@other-ca.invalid"
	flooding := &letters{}
	if flooding, err = newLetters(cap.CA, name+"-0", max(1, f.docs), func(a *cap.Alert) {
		if f.change != nil {
			f.change(a)
		}
	}); err != nil {
		return wait{}, err
	}
	b, err := newBroker(s.dir, name+"-mosquitto", "")
	if err != nil {
		return wait{}, err
	}
	defer b.stop()
	source, other := centre{"centre", &flooding.key.PublicKey}, centre{"other", &urgent.key.PublicKey}
	d, err := newDaemon(s, name, b.address, nil, source, other)
	if err != nil {
		return wait{}, err
	}
	defer d.stop()
	stop, sent, flowing := make(chan struct{}), &atomic.Int64{}, sync.WaitGroup{}
	failed := make(chan error, 1)
	if f.docs > 0 {
		flowing.Go(func() { failed <- f.flow(b.address, name, source, flooding, sent, stop) })
		time.Sleep(500 * time.Millisecond) // it is there first
	}
	before := sent.Load()
	w, err := urgent.sampled(b.address, other)
	w.flooded = int(sent.Load() - before)
	close(stop)
	flowing.Wait()
	if err == nil && f.docs > 0 {
		err = <-failed
	}
	return w, err
}

// flow floods until it is stopped: as fast as the broker takes it, and anew as soon as nearly all of it has gone
// through.
func (f flood) flow(address, name string, from centre, l *letters, sent *atomic.Int64, stop chan struct{}) error {
	var through atomic.Int64
	client, err := dial(address, "bench-flood", func(m paho.Message) {
		var r topics.Receipt
		if json.Unmarshal(m.Payload(), &r) == nil && r.Destination != "" && r.State == topics.Crossed {
			through.Add(1)
		}
	})
	if err != nil {
		return err
	}
	defer client.Disconnect(100)
	if token := client.Subscribe(topics.ReceiptTo(from.name), 1, nil); token.Wait() && token.Error() != nil {
		return token.Error()
	}
	for round := 0; ; round++ {
		l.run = fmt.Sprintf("%s-%d", name, round)
		for n := range f.docs {
			select {
			case <-stop:
				return nil
			default:
			}
			doc, _ := l.letter(n)
			token := client.Publish(from.inbox(), 1, false, doc)
			if n%50 == 49 || len(doc) > large {
				token.Wait()
			}
			sent.Add(1)
		}
		for sent.Load()-through.Load() > int64(f.docs/4) {
			select {
			case <-stop:
				return nil
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

// sampled sends the alerts one by one and waits for the receipt and the delivery of each.
func (l *letters) sampled(address string, from centre) (wait, error) {
	receipts, deliveries := newMeter(), newMeter()
	reader, err := dial(address, "bench-reader", func(m paho.Message) {
		if m.Retained() {
			return
		}
		if chain, is := ours(m); is {
			deliveries.in(chain)
			return
		}
		var r topics.Receipt
		if strings.HasPrefix(m.Topic(), "bordercast/v1/receipt/") && json.Unmarshal(m.Payload(), &r) == nil &&
			r.Identity != nil {
			receipts.in(r.Identity.Identifier)
		}
	})
	if err != nil {
		return wait{}, err
	}
	defer reader.Disconnect(100)
	for _, filter := range []string{"alerts/#", topics.ReceiptTo(from.name)} {
		if token := reader.Subscribe(filter, 1, nil); token.Wait() && token.Error() != nil {
			return wait{}, token.Error()
		}
	}
	client, err := dial(address, "bench-other", func(paho.Message) {})
	if err != nil {
		return wait{}, err
	}
	defer client.Disconnect(100)
	start := time.Now()
	for n := range samples {
		doc, chain := l.letter(n)
		time.Sleep(time.Until(start.Add(time.Duration(n) * pace)))
		receipts.out(l.identifier(n, 0))
		deliveries.out(chain)
		client.Publish(from.inbox(), 1, false, doc)
	}
	if err := deliveries.until(0); err != nil {
		return wait{}, fmt.Errorf("deliveries: %w", err)
	}
	if err := receipts.until(0); err != nil {
		return wait{}, fmt.Errorf("receipts: %w", err)
	}
	return wait{receipt: receipts.took, delivery: deliveries.took}, nil
}
