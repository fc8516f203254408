package observer

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Sight is one message a broker delivered to the observer.
type Sight struct {
	N        int       // its number, from 1, in the order seen
	At       time.Time // real time
	Topic    string
	Place    Place
	Payload  []byte
	Retained bool // a retained message replayed at subscription: what is the case, not something happening
}

// Log is everything the observer has seen. It is safe for use from several goroutines.
type Log struct {
	mu      sync.Mutex
	sights  []Sight
	state   map[string]Sight // topic → what is retained there now, as far as seen
	index   index
	changed chan struct{} // closed and replaced at every Add
}

// NewLog makes an empty log.
func NewLog() *Log {
	return &Log{state: map[string]Sight{}, index: newIndex(), changed: make(chan struct{})}
}

// Add records a message. It must be called in the order of arrival.
func (l *Log) Add(at time.Time, topic string, payload []byte, retained bool) {
	s := Sight{At: at, Topic: topic, Place: PlaceOf(topic), Payload: payload, Retained: retained}
	l.mu.Lock()
	s.N = len(l.sights) + 1
	l.sights = append(l.sights, s)
	l.index.add(s)
	switch {
	case len(payload) == 0:
		delete(l.state, topic)
	case lasting(s.Place):
		l.state[topic] = s
	}
	close(l.changed)
	l.changed = make(chan struct{})
	l.mu.Unlock()
}

// lasting says whether a topic holds state: end notices and receipts are passing events.
func lasting(p Place) bool { return p.Leaf != "end" && p.Tree != "receipt" }

// Forget drops what is believed retained: a new connection will tell it again.
func (l *Log) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = map[string]Sight{}
}

// Changed is closed when something more has been seen.
func (l *Log) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// Since lists the sights after number n that want says yes to; a nil want takes all.
func (l *Log) Since(n int, want func(Sight) bool) []Sight {
	l.mu.Lock()
	sights := l.sights[min(n, len(l.sights)):]
	l.mu.Unlock() // the slice only ever grows: its elements are never written again
	var out []Sight
	for _, s := range sights {
		if want == nil || want(s) {
			out = append(out, s)
		}
	}
	return out
}

// State lists what is retained now under a topic prefix, by topic.
func (l *Log) State(prefix string) []Sight {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Sight
	for topic, s := range l.state {
		if strings.HasPrefix(topic, prefix) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Sight) int { return strings.Compare(a.Topic, b.Topic) })
	return out
}

// Standing lists the topics on which an alert, or a question about one, stands now.
func (l *Log) Standing() []string {
	var out []string
	for _, s := range l.State("") {
		if s.Place.Delivers() || s.Place.Folder == "held" {
			out = append(out, s.Topic)
		}
	}
	return out
}

// Stands says whether something stands on every one of these topics.
func (l *Log) Stands(topics []string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !slices.ContainsFunc(topics, func(topic string) bool { _, ok := l.state[topic]; return !ok })
}
