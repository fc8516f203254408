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
	state   state
	index   index
	changed chan struct{} // closed and replaced at every Add
}

// NewLog makes an empty log.
func NewLog() *Log {
	return &Log{state: newState(), index: newIndex(), changed: make(chan struct{})}
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
		l.state.drop(s)
	case lasting(s.Place):
		l.state.put(s)
	}
	close(l.changed)
	l.changed = make(chan struct{})
	l.mu.Unlock()
}

// lasting says whether a topic holds state: end notices and receipts are passing events.
func lasting(p Place) bool { return p.Leaf != "end" && p.Tree != "receipt" }

// state is what is retained now, as far as seen. It is guarded by the log's lock.
type state struct {
	topics map[string]Sight
	about  map[string]map[string]bool // topics by Place.about
}

func newState() state { return state{map[string]Sight{}, map[string]map[string]bool{}} }

func (s state) put(v Sight) {
	s.topics[v.Topic] = v
	if token := v.Place.about(); token != "" {
		if s.about[token] == nil {
			s.about[token] = map[string]bool{}
		}
		s.about[token][v.Topic] = true
	}
}

func (s state) drop(v Sight) {
	delete(s.topics, v.Topic)
	token := v.Place.about()
	delete(s.about[token], v.Topic)
	if len(s.about[token]) == 0 {
		delete(s.about, token)
	}
}

// Forget drops what is believed retained: a new connection will tell it again.
func (l *Log) Forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = newState()
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
	for topic, s := range l.state.topics {
		if strings.HasPrefix(topic, prefix) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, byTopic)
	return out
}

// StateOf lists what is retained now of a chain, or of a hold of the alert with this token, under a topic prefix, by
// topic. It looks at nothing else, however much there is.
func (l *Log) StateOf(token, prefix string) []Sight {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []Sight
	for topic := range l.state.about[token] {
		if strings.HasPrefix(topic, prefix) {
			out = append(out, l.state.topics[topic])
		}
	}
	slices.SortFunc(out, byTopic)
	return out
}

func byTopic(a, b Sight) int { return strings.Compare(a.Topic, b.Topic) }

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
	return !slices.ContainsFunc(topics, func(topic string) bool { _, ok := l.state.topics[topic]; return !ok })
}
