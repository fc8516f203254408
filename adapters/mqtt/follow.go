package mqtt

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// settling is how long after its SUBACK a subscription certainly carries what is published.
const settling = 500 * time.Millisecond

// remembered is how many topics a Follow keeps in mind at most, for a watcher may stay for months.
const remembered = 100_000

// Follow is Subscribe for whom a message between what stands and what comes would be a loss: it listens for half a
// second, then asks what stands, and gives that once, and every change.
//
// A broker may gather its retained messages first and let new ones flow a little later (the embedded one does), so
// that what is published in between is in neither. Subscribing once more to the same filters sends the retained
// messages again and does not interrupt the flow (MQTT 3.1.1 §3.8.4); asked while the flow is certainly on, nothing
// can fall between.
func (s *Session) Follow(ctx context.Context, filters []string, take func(adapters.Message)) (stop func(), err error) {
	flow, v := newFlow(take), &view{last: map[string]adapters.Digest{}}
	remove := s.handle(func(m paho.Message) {
		if v.admits(m) {
			flow.put(m)
		}
	}, filters...)
	stop = sync.OnceFunc(func() { remove(); flow.end() })
	context.AfterFunc(s.link.ctx, flow.end)
	if err := s.listenThenAsk(ctx, filters, v); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}

func (s *Session) listenThenAsk(ctx context.Context, filters []string, v *view) error {
	if err := s.link.subscribe(ctx, s.cfg, 1, filters...); err != nil {
		return err
	}
	if !adapters.Sleep(ctx, s.cfg.Timer, settling) {
		return context.Cause(ctx)
	}
	v.ask()
	return s.link.subscribe(ctx, s.cfg, 1, filters...)
}

// A view tells news from repeats.
type view struct {
	mu    sync.Mutex // guards the fields below
	asked bool
	last  map[string]adapters.Digest // what was given of a topic
}

// change stands for a message that came as it was published: what was gathered before it cannot correct it.
var change adapters.Digest

// ask begins to let through what stands.
func (v *view) ask() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.asked = true
}

// admits says whether a message is news.
func (v *view) admits(m paho.Message) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	digest := adapters.Digest(sha256.Sum256(m.Payload()))
	last, given := v.last[m.Topic()]
	if !m.Retained() {
		v.note(m.Topic(), change)
		return !given || last != digest // what was gathered just after it was published comes both ways
	}
	if !v.asked || given && (last == change || last == digest) {
		return false
	}
	v.note(m.Topic(), digest)
	return true
}

func (v *view) note(topic string, d adapters.Digest) {
	if _, there := v.last[topic]; there || len(v.last) < remembered {
		v.last[topic] = d
	}
}
