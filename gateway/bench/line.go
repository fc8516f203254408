package main

import (
	"fmt"
	"strings"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// dial is one connection of the centre or of the reader.
func dial(address, name string, receive func(paho.Message)) (paho.Client, error) {
	o := paho.NewClientOptions().AddBroker("tcp://" + address).SetClientID(name).
		SetAutoReconnect(false).SetMessageChannelDepth(1000)
	o.SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { receive(m) })
	c := paho.NewClient(o)
	token := c.Connect()
	token.Wait()
	return c, token.Error()
}

// meter matches what arrives with when it was sent. Messages of one key arrive in the order in which they were sent.
type meter struct {
	mu      sync.Mutex
	under   map[string][]time.Time
	took    times
	sent    int
	arrived int
	last    time.Time
	change  chan struct{} // holds a token when something arrived
}

func newMeter() *meter {
	return &meter{under: map[string][]time.Time{}, change: make(chan struct{}, 1)}
}

func (m *meter) out(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under[key] = append(m.under[key], time.Now())
	m.sent++
}

func (m *meter) in(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = time.Now()
	if waiting := m.under[key]; len(waiting) > 0 {
		m.took, m.under[key] = append(m.took, m.last.Sub(waiting[0])), waiting[1:]
		m.arrived++
	}
	select {
	case m.change <- struct{}{}:
	default:
	}
}

// patience is how long nothing may arrive before the bench gives up: then something is broken, not slow.
const patience = time.Minute

// until waits until no more than n are on their way.
func (m *meter) until(n int) error {
	for {
		m.mu.Lock()
		way := m.sent - m.arrived
		m.mu.Unlock()
		if way <= n {
			return nil
		}
		select {
		case <-m.change:
		case <-time.After(patience):
			return fmt.Errorf("%d of %d alerts have not arrived, and nothing has for %v", way, m.sent, patience)
		}
	}
}

// ours tells an alert of the public tree from notices and emptied topics, and gives its chain.
func ours(m paho.Message) (chain string, is bool) {
	path, found := strings.CutSuffix(m.Topic(), "/cap")
	return path[strings.LastIndexByte(path, '/')+1:], found && len(m.Payload()) > 0
}
