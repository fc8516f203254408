package leader

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"bordercast/gateway/clock"
)

const beat = 2 * time.Second

// hub is a broker as a Board sees it: retained notes, one order for all, a delay on each line, and faults.
type hub struct {
	mu       sync.Mutex
	retained map[string]Note
	lines    map[*line]bool
	refuses  bool // nobody can connect
	forgets  bool // it acknowledges and keeps nothing
}

func newHub() *hub { return &hub{retained: map[string]Note{}, lines: map[*line]bool{}} }

func key(n Note) string {
	if n.Presence {
		return n.Gateway + "/instances/" + n.Instance
	}
	return n.Gateway + "/status"
}

// line is one connection. What is heard goes through a queue of its own with the delay of the line.
type line struct {
	hub   *hub
	me    string // presence topic, cleared when the line is lost
	delay *delay
	queue chan func()
	hear  func(Note)
	lost  chan struct{}
	once  sync.Once
}

// delay is how long a packet of a process takes; it may change, and hold everything back.
type delay struct {
	mu   sync.Mutex
	each time.Duration
	held chan struct{} // closed to let packets pass; nil: they pass
}

func (d *delay) wait() {
	d.mu.Lock()
	each := d.each
	d.mu.Unlock()
	time.Sleep(each)
	for {
		d.mu.Lock()
		held := d.held
		d.mu.Unlock()
		if held == nil {
			return
		}
		<-held
	}
}

// freeze holds the packets of a process back, in both directions, until thaw.
func (d *delay) freeze() (thaw func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	held := make(chan struct{})
	d.held = held
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.held = nil
		close(held)
	}
}

var errRefused = errors.New("refused")

func (h *hub) dial(name, instance string, d *delay) func(context.Context, func(Note)) (Board, error) {
	return func(ctx context.Context, hear func(Note)) (Board, error) {
		d.wait()
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.refuses {
			return nil, errRefused
		}
		l := &line{hub: h, me: name + "/instances/" + instance, delay: d, queue: make(chan func(), 10000), hear: hear,
			lost: make(chan struct{})}
		h.lines[l] = true
		go l.run()
		context.AfterFunc(ctx, l.cut)
		return l, nil
	}
}

func (l *line) run() {
	for {
		select {
		case f := <-l.queue:
			l.delay.wait()
			f()
		case <-l.lost:
			return
		}
	}
}

func (l *line) Lost() <-chan struct{} { return l.lost }

// cut loses the line, and the broker tells so.
func (l *line) cut() {
	l.once.Do(func() {
		close(l.lost)
		l.hub.mu.Lock()
		defer l.hub.mu.Unlock()
		delete(l.hub.lines, l)
		if n, there := l.hub.retained[l.me]; there {
			n.Gone = true
			l.hub.publish(n)
		}
	})
}

// publish is the broker's one order. h.mu is held.
func (h *hub) publish(n Note) {
	switch {
	case n.Gone:
		delete(h.retained, key(n))
	case !h.forgets:
		text, _ := json.Marshal(n.Status)
		back := Note{Presence: n.Presence}
		_ = json.Unmarshal(text, &back.Status)
		h.retained[key(n)] = back
	}
	for l := range h.lines {
		l.queue <- func() { l.hear(n) }
	}
}

func (l *line) Write(ctx context.Context, n Note) error {
	l.delay.wait()
	select {
	case <-l.lost:
		return ErrCut
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	l.hub.mu.Lock()
	l.hub.publish(n)
	l.hub.mu.Unlock()
	return l.answered(ctx)
}

// answered waits until all that was sent to this line before has been heard.
func (l *line) answered(ctx context.Context) error {
	done := make(chan struct{})
	l.queue <- func() { close(done) }
	select {
	case <-done:
		return nil
	case <-l.lost:
		return ErrCut
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *line) Read(ctx context.Context) ([]Note, error) {
	l.delay.wait()
	l.hub.mu.Lock()
	notes := slices.Collect(maps.Values(l.hub.retained))
	l.hub.mu.Unlock()
	return notes, l.answered(ctx)
}

// cut loses every line of an instance.
func (h *hub) cut(instance string) {
	h.mu.Lock()
	lines := slices.Collect(maps.Keys(h.lines))
	h.mu.Unlock()
	for _, l := range lines {
		if instance == "" || l.me[len(l.me)-len(instance):] == instance {
			l.cut()
		}
	}
}

// seat is what is retained for a gateway.
func (h *hub) seat(name string) Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.retained[name+"/status"].Status
}

// process is a gateway as far as leading goes: it works while it has a term, and asks Held before each act.
type process struct {
	t       *testing.T
	k       *Keeper
	hub     *hub
	delay   *delay
	stopped chan struct{} // closed while the process runs, replaced while it is stopped (SIGSTOP)
	end     context.CancelFunc
	ended   chan struct{}
	want    Want

	mu      sync.Mutex
	epoch   int64 // its store's
	term    *Term
	terms   []*Term
	refused error
	events  []Event
}

// stoppable is a clock whose timers fire late while the process is stopped.
type stoppable struct {
	clock.Real
	p *process
}

func (s stoppable) After(d time.Duration) (<-chan time.Time, func()) {
	fired, quit := make(chan time.Time, 1), make(chan struct{})
	go func() {
		timer, stop := s.Real.After(d)
		defer stop()
		select {
		case at := <-timer:
			s.p.wait()
			fired <- at
		case <-quit:
		}
	}()
	return fired, sync.OnceFunc(func() { close(quit) })
}

func (p *process) wait() {
	p.mu.Lock()
	running := p.stopped
	p.mu.Unlock()
	<-running
}

// sigstop stops a process: its timers, and what it hears and says.
func (p *process) sigstop() (sigcont func()) {
	thaw := p.delay.freeze()
	p.mu.Lock()
	defer p.mu.Unlock()
	stopped := make(chan struct{})
	p.stopped = stopped
	return func() { close(stopped); thaw() }
}

type made struct {
	name, instance, host, lock string
	trees                      []string
	epoch                      int64
	delay                      time.Duration
	now                        func() time.Time
	claim                      func(Claim) error
	report                     func(error)
}

// start makes a process and runs it.
func (h *hub) start(t *testing.T, m made) *process {
	t.Helper()
	if m.name == "" {
		m.name = "nb-me"
	}
	if m.trees == nil {
		m.trees = []string{"alerts/v1/actual/us"}
	}
	if m.now == nil {
		m.now = time.Now
	}
	running := make(chan struct{})
	close(running)
	p := &process{t: t, hub: h, delay: &delay{each: m.delay}, stopped: running, ended: make(chan struct{}), epoch: m.epoch}
	p.k = New(Options{
		Name: m.name, Instance: m.instance, Host: m.host, Lock: m.lock, Beat: beat, Clock: stoppable{p: p},
		Dial: h.dial(m.name, m.instance, p.delay), Report: m.report,
	})
	p.want = Want{Trees: m.trees, Now: m.now, Claim: func(_ context.Context, c Claim) error {
		if m.claim != nil {
			if err := m.claim(c); err != nil {
				return err
			}
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if c.Epoch <= p.epoch {
			t.Errorf("%s claims epoch %d, and its store has %d", m.instance, c.Epoch, p.epoch)
		}
		p.epoch = c.Epoch
		return nil
	}}
	ctx, end := context.WithCancel(t.Context())
	p.end = end
	var all sync.WaitGroup
	all.Go(func() { _ = p.k.Run(ctx) })
	all.Go(func() { p.work(ctx) })
	all.Go(func() {
		for {
			select {
			case e := <-p.k.Events():
				p.mu.Lock()
				p.events = append(p.events, e)
				p.mu.Unlock()
			case <-ctx.Done():
				return
			}
		}
	})
	go func() { all.Wait(); close(p.ended) }()
	return p
}

// work leads, term after term.
func (p *process) work(ctx context.Context) {
	for ctx.Err() == nil {
		p.mu.Lock()
		want := p.want
		want.Epoch = p.epoch
		p.mu.Unlock()
		term, err := p.k.Lead(ctx, want)
		if err != nil {
			p.mu.Lock()
			p.refused = err
			p.mu.Unlock()
			return
		}
		p.mu.Lock()
		p.term, p.terms = term, append(p.terms, term)
		p.mu.Unlock()
		p.k.Ready()
		select {
		case <-term.Ended():
			p.k.Rest()
		case <-ctx.Done():
		}
		p.mu.Lock()
		p.term = nil
		p.mu.Unlock()
	}
}

// leads says that the process would publish now.
func (p *process) leads() bool {
	select {
	case <-p.ended:
		return false
	default:
	}
	p.mu.Lock()
	running, term := p.stopped, p.term
	p.mu.Unlock()
	select {
	case <-running:
	default:
		return false // it is stopped
	}
	return term != nil && term.Cause() == nil && p.k.Held()
}

// kill ends a process without a farewell: its line is lost with it.
func (p *process) kill() {
	p.hub.cut(p.k.o.Instance)
	p.end()
	<-p.ended
}

// stop ends it in order.
func (p *process) stop() { p.end(); <-p.ended }

func (p *process) trees() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.term == nil {
		return nil
	}
	return p.term.Trees
}

func (p *process) count(kind Kind) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// running is a process that is never stopped, for its clock.
func (h *hub) running() *process {
	running := make(chan struct{})
	close(running)
	return &process{stopped: running}
}

func noClaim(context.Context, Claim) error { return nil }

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}
