package health

import (
	"slices"
	"strings"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/api"
)

// State is how the daemon is doing, answered from memory.
type State struct {
	since time.Time
	Links Links // on the machine's clock

	Mu    sync.Mutex // guards what follows
	Up    bool
	Fault *api.Fault // why it is not ready although up
	links map[string]api.Link
	heard map[string]time.Time
	quiet map[string]time.Time // sources silent beyond what was agreed, and since when
	room  chan struct{}        // closed while there is room on the disk, replaced while there is none
}

// NewState is that of a daemon that starts now: there is room, and nothing is up.
func NewState(now time.Time) *State {
	p := &State{since: now, links: map[string]api.Link{}, heard: map[string]time.Time{}, quiet: map[string]time.Time{},
		room: make(chan struct{})}
	close(p.room)
	return p
}

// Ready notes whether all links are up for the first time.
func (p *State) Ready(up bool) {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	p.Up = up
}

// Full notes that nothing can be stored; it is lifted when the disk has room again (watchDisk).
func (p *State) Full(text string) {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	p.Fault = &api.Fault{Code: "disk-full", Text: text}
	select {
	case <-p.room:
		p.room = make(chan struct{})
	default:
	}
}

// Free notes that there is room.
func (p *State) Free() {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	p.Fault = nil
	select {
	case <-p.room:
	default:
		close(p.room)
	}
}

// Roomy is closed while there is room on the disk.
func (p *State) Roomy() <-chan struct{} {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	return p.room
}

// Link notes how a link is doing. Only going up or down changes since when.
func (p *State) Link(direction string, h adapters.Health, now time.Time) {
	p.Links.Report(direction, h.Link, h.Up, now, h.Text)
	p.Mu.Lock()
	defer p.Mu.Unlock()
	key := direction + " " + h.Link
	since := h.At
	if before, known := p.links[key]; known && before.Up == h.Up {
		since = before.Since
	}
	p.links[key] = api.Link{Name: h.Link, Direction: shown(direction), Up: h.Up, Since: since, Reason: h.Reason,
		Text: h.Text}
}

// Forget takes a link off that is no more.
func (p *State) Forget(direction, name string) {
	p.Links.Forget(direction, name)
	p.Mu.Lock()
	defer p.Mu.Unlock()
	delete(p.links, direction+" "+name)
}

// shown is a direction as people know it: what the gateway says in its own name goes out, too.
func shown(direction string) string {
	if direction == Gateway {
		return Out
	}
	return direction
}

// All lists the links, by direction and name.
func (p *State) All() []api.Link {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	list := make([]api.Link, 0, len(p.links))
	for _, l := range p.links {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b api.Link) int { return strings.Compare(a.Direction+a.Name, b.Direction+b.Name) })
	return list
}

// Hear notes that a source spoke.
func (p *State) Hear(system string, at time.Time) {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	p.heard[system] = at
}

// QuietSince is since when a source has been silent beyond what was agreed; zero while it speaks.
func (p *State) QuietSince(system string) time.Time {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	return p.quiet[system]
}

// ListenTo says whether a source is silent, and whether that is news.
func (p *State) ListenTo(name string, after time.Duration, now time.Time) (silent, changed bool) {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	last, ever := p.heard[name]
	if !ever {
		last = p.since
	}
	_, was := p.quiet[name]
	if silent = now.Sub(last) > after; silent && !was {
		p.quiet[name] = last
	} else if !silent {
		delete(p.quiet, name)
	}
	return silent, silent != was
}
