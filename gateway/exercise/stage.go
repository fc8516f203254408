package exercise

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"bordercast/adapters"
	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/exercise/observer"
)

// stage is everything a beat can touch: the centres, the officers' desk, the line that can be cut, the gateway that
// can be killed, and what the observer has seen. The runner's goroutine owns it; only the log and the centres are
// shared.
type stage struct {
	script  *script
	real    adapters.Clock
	folder  folder
	gateway *child
	line    *proxy // to responders-us
	others  *proxy // to every other destination
	twin    *child // a second gateway, started by mistake
	log     *observer.Log
	watcher *link // the observer's own connection
	centres map[string]*centre
	keys    map[string]certs.Key
	letters map[string]letter
	client  *api.Client
	links   sync.WaitGroup
	broker  string // URL
	http    string // host:port
	ctx     context.Context
	end     context.CancelFunc

	sent    map[string]*message // by the letter's name
	order   []string            // names in the order sent
	rulings []ruling
	excused []observer.Window
	faults  faults
	late    *observer.Log // what the late responder was given

	lateSince time.Time
	ruledAt   map[string]time.Time // real time of the ruling on a letter
	mendedAt  atomic.Int64         // real time, in nanoseconds, when the line was mended
	downAt    atomic.Int64         // likewise, when the observer last lost its connection
}

// ruling is one answer of a duty officer.
type ruling struct {
	letter, person, verdict string
	asked, answered         time.Time // script time
}

// faults are the real times of what the script broke.
type faults struct {
	cut              time.Time
	killed, ready    time.Time
	seenAtKill       int
	stormCA, stormUS time.Duration
	firstAfter       time.Duration // from the kill to the first new delivery
	trailOut         string
	mishap           time.Time // when the last mishap began
	configuration    []byte    // as it was before somebody misspelt it
}

// write makes the message of a letter now.
func (s *stage) write(name string) (*message, error) {
	l, ok := s.letters[name]
	if !ok {
		return nil, fmt.Errorf("the script has no letter named %q", name)
	}
	return s.writeLetter(l)
}

func (s *stage) writeLetter(l letter) (*message, error) {
	d := s.centres[l.from].desk
	sent := s.script.Now().In(s.homeOf(l.from))
	if l.backdate != (moment{}) {
		sent = s.script.at(l.backdate).In(s.homeOf(l.from))
	}
	var earlier []*message
	for _, name := range l.follows {
		if m := s.sent[name]; m != nil {
			earlier = append(earlier, m)
		}
	}
	id := fmt.Sprintf("%s-%s-%s", d.system, l.name, sent.Format("20060102150405"))
	write := letter.writeUS
	if canadian[l.from] {
		write = letter.writeCA
	}
	m, err := seal(l, write(l, d, id, sent, s.expiry(l, sent), earlier), s.keys[keyOf(l.from)])
	if err == nil && len(earlier) > 0 {
		m.chain = earlier[0].chain
	}
	return m, err
}

// homeOf is the zone an author writes its times in.
func (s *stage) homeOf(system string) *time.Location {
	if canadian[system] {
		return s.script.zones.atlantic
	}
	return s.script.zones.eastern
}

func (s *stage) expiry(l letter, sent time.Time) time.Time {
	switch {
	case l.expires != (moment{}):
		return s.script.at(l.expires).In(sent.Location())
	case l.lasts > 0:
		return sent.Add(l.lasts)
	}
	return time.Time{}
}

// send writes a letter, keeps a copy in the folder, and gives it to its centre's connection.
func (s *stage) send(name string) error {
	m, err := s.write(name)
	if err != nil {
		return err
	}
	return s.post(m, m.from)
}

// post sends a message through a system, which need not be its author's.
func (s *stage) post(m *message, system string) error {
	if err := os.WriteFile(filepath.Join(s.folder.sent, m.name+".xml"), m.bytes, 0o600); err != nil {
		return err
	}
	m.at, m.by = s.real.Now(), system
	s.sent[m.name] = m
	s.order = append(s.order, m.name)
	s.centres[system].send(m)
	return nil
}

// again sends an earlier message, byte for byte, through another system, under a name of its own.
func (s *stage) again(name, as, system string) error {
	first, ok := s.sent[name]
	if !ok {
		return fmt.Errorf("%s was never sent", name)
	}
	copied := *first
	copied.name = as
	return s.post(&copied, system)
}

// tampered sends a letter with one character changed after it was signed.
func (s *stage) tampered(name, old, changed string) error {
	m, err := s.write(name)
	if err != nil {
		return err
	}
	b := bytes.Replace(m.bytes, []byte(old), []byte(changed), 1)
	if bytes.Equal(b, m.bytes) {
		return fmt.Errorf("%s does not contain %q", name, old)
	}
	changedMessage := wrap(m.letter, m.alert, b)
	changedMessage.chain = m.chain
	return s.post(changedMessage, m.from)
}

// flood sends all reports of a sensor network at once.
func (s *stage) flood(ctx context.Context, name string) error {
	var all []*message
	for _, l := range reports(name) {
		m, err := s.writeLetter(l)
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	for _, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.post(m, m.from); err != nil {
			return err
		}
	}
	return nil
}

// known is what the observer is told of what was sent, so that it can say whether something may be where it is.
func (s *stage) known() []observer.Known {
	var out []observer.Known
	for _, name := range s.order {
		m := s.sent[name]
		out = append(out, observer.Known{Sender: m.alert.Sender, Identifier: m.alert.Identifier, Sent: m.alert.Sent.At,
			Lane: string(m.lane()), Public: m.public(), Parties: m.only})
	}
	return out
}

// of is a letter's message; of one that was never sent, a message that nothing can be about.
func (s *stage) of(name string) *message {
	if m := s.sent[name]; m != nil {
		return m
	}
	return &message{letter: letter{name: name}, chain: "never-sent", token: "never-sent", sha: "never-sent", at: s.real.Now()}
}
