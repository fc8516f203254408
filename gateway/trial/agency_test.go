package trial

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/gateway/topics"
)

// window is how many alerts all agencies together have sent and not seen receipted.
const window = 400

// post is what all agencies of a trial share: who still waits for a receipt.
type post struct {
	mu       sync.Mutex
	waiting  map[string]*letterOut // by SHA-256 of the bytes
	answered map[string]topics.State
	bad      []string
	resent   int
}

type letterOut struct {
	step *step
	at   time.Time
}

func newPost() *post {
	return &post{waiting: map[string]*letterOut{}, answered: map[string]topics.State{}}
}

// heard takes a receipt.
func (p *post) heard(_ string, payload []byte, _ bool) {
	var r topics.Receipt
	err := json.Unmarshal(payload, &r)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil:
		p.bad = append(p.bad, err.Error())
	case r.State == topics.Quarantined || r.State == topics.Refused || r.State == topics.Held:
		p.bad = append(p.bad, string(payload))
	case r.State == topics.Received || r.State == topics.Duplicate:
		if p.answered[r.SHA256] == "" {
			p.answered[r.SHA256] = r.State
		}
		delete(p.waiting, r.SHA256)
	}
}

// receipted is how many letters have been answered.
func (p *post) receipted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.answered)
}

// wait notes a letter as sent, if the window has room for it.
func (p *post) wait(s *step) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) >= window {
		return false
	}
	p.waiting[s.sha] = &letterOut{s, time.Now()}
	return true
}

// overdue are an agency's letters that were not answered in time: they are sent again.
func (p *post) overdue(name string, within time.Duration) (again []*step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.waiting {
		if l.step.chain.agency == name && time.Since(l.at) > within {
			l.at = time.Now()
			again = append(again, l.step)
			p.resent++
		}
	}
	return again
}

// agency sends its chains: some at a time, each in order. mayEnd says whether a Cancel may go out: one that overtakes
// its alert rightly keeps it from being sent at all, and then there is less to judge.
type agency struct {
	name   string
	post   *post
	client paho.Client
	mayEnd func(cancel *step) bool
}

func newAgency(t *testing.T, broker, name string, p *post, mayEnd func(*step) bool) *agency {
	return &agency{name: name, post: p, mayEnd: mayEnd,
		client: client(t, broker, "agency-"+name, false, []string{topics.ReceiptTo(name)}, p.heard)}
}

const atOnce = 60 // chains an agency has under way

// run sends everything and returns when all of it is answered, or when quit says so.
func (a *agency) run(chains []*chain, quit <-chan struct{}) {
	next := map[*chain]int{}
	for {
		moved := false
		under := chains[:min(atOnce, len(chains))]
		for _, c := range under {
			if s := c.steps[next[c]]; (s.msgType != "Cancel" || a.mayEnd(s)) && a.post.wait(s) {
				a.send(s)
				next[c]++
				moved = true
			}
		}
		if moved {
			chains = append(unfinished(under, next), chains[len(under):]...)
		}
		for _, s := range a.post.overdue(a.name, 4*time.Second) {
			a.send(s)
		}
		if len(chains) == 0 && !a.owed() {
			return
		}
		if !moved {
			select {
			case <-quit:
				return
			case <-after(5 * time.Millisecond):
			}
		}
	}
}

func (a *agency) owed() bool {
	a.post.mu.Lock()
	defer a.post.mu.Unlock()
	for _, l := range a.post.waiting {
		if l.step.chain.agency == a.name {
			return true
		}
	}
	return false
}

func (a *agency) send(s *step) { a.client.Publish(topics.In(a.name), 1, false, s.bytes) }

func unfinished(chains []*chain, next map[*chain]int) []*chain {
	kept := chains[:0:0]
	for _, c := range chains {
		if next[c] < len(c.steps) {
			kept = append(kept, c)
		}
	}
	return kept
}
