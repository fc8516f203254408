package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/api"
	"bordercast/gateway/health"
)

// healthState is how the daemon is doing, answered from memory.
type healthState struct {
	since   time.Time
	inbound mqtt.Config // of every source, but for its name

	health health.Links // on the machine's clock

	mu    sync.Mutex // guards what follows
	up    bool
	fault *api.Fault // why it is not ready although up
	links map[string]api.Link
	heard map[string]time.Time
	quiet map[string]time.Time // sources silent beyond what was agreed, and since when
	room  chan struct{}        // closed while there is room on the disk, replaced while there is none
}

func newHealthState(now time.Time) *healthState {
	p := &healthState{since: now, links: map[string]api.Link{}, heard: map[string]time.Time{}, quiet: map[string]time.Time{}, room: make(chan struct{})}
	close(p.room)
	return p
}

func (p *healthState) ready(up bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up = up
}

// full notes that nothing can be stored; it is lifted when the disk has room again (watchDisk).
func (p *healthState) full(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = &api.Fault{Code: "disk-full", Text: text}
	select {
	case <-p.room:
		p.room = make(chan struct{})
	default:
	}
}

// free notes that there is room.
func (p *healthState) free() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = nil
	select {
	case <-p.room:
	default:
		close(p.room)
	}
}

// roomy is closed while there is room on the disk.
func (p *healthState) roomy() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.room
}

// link notes how a link is doing. Only going up or down changes since when.
func (p *healthState) link(direction string, h adapters.Health, now time.Time) {
	p.health.Report(direction, h.Link, h.Up, now, h.Text)
	p.mu.Lock()
	defer p.mu.Unlock()
	key := direction + " " + h.Link
	since := h.At
	if before, known := p.links[key]; known && before.Up == h.Up {
		since = before.Since
	}
	p.links[key] = api.Link{Name: h.Link, Direction: shown(direction), Up: h.Up, Since: since, Reason: h.Reason, Text: h.Text}
}

// shown is a direction as people know it: what the gateway says in its own name goes out, too.
func shown(direction string) string {
	if direction == health.Gateway {
		return health.Out
	}
	return direction
}

func (p *healthState) all() []api.Link {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]api.Link, 0, len(p.links))
	for _, l := range p.links {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b api.Link) int { return strings.Compare(a.Direction+a.Name, b.Direction+b.Name) })
	return list
}

// runWatch looks at what nobody tells: sources that fall silent, and a disk that fills up.
func (g *Gateway) runWatch(ctx context.Context) error {
	for {
		if g.leads.Load() {
			g.watchSilence(ctx)
		}
		g.watchDisk()
		fired, stop := g.clock.After(5 * time.Second)
		select {
		case <-fired:
		case <-ctx.Done():
			stop()
			return nil
		}
		stop()
	}
}

// Shares of the disk that must be free: below the first people are told, below the second nothing more is accepted.
const (
	lowDisk  = 0.10
	fullDisk = 0.02
)

func (g *Gateway) watchDisk() {
	var fs unix.Statfs_t
	if unix.Statfs(g.data, &fs) != nil || fs.Blocks == 0 {
		return
	}
	free := float64(fs.Bavail) / float64(fs.Blocks)
	key := alarm.Key{Cause: "disk"}
	switch {
	case free < fullDisk:
		text := fmt.Sprintf("The disk under %s has %.1f %% free: nothing more is accepted until there is room.", g.data, free*100)
		g.healthState.full(text)
		g.alarms.Raise(alarm.Raised{Key: key, Code: "disk-full", Severity: alarm.Critical, EN: text, FR: fmt.Sprintf("Il reste %.1f %% d'espace libre : plus rien n'est accepté.", free*100)})
	case free < lowDisk:
		g.healthState.free()
		g.alarms.Raise(alarm.Raised{
			Key: key, Code: "disk-low", Severity: alarm.Warning, EN: fmt.Sprintf("The disk under %s has %.1f %% free: make room.", g.data, free*100),
			FR: fmt.Sprintf("Il reste %.1f %% d'espace libre sur le disque : faites de la place.", free*100),
		})
	default:
		g.healthState.free()
		g.alarms.Over(key)
	}
}

// port is the loopback port, or nothing where the configuration has none.
type port struct {
	port    *api.Port
	handler http.Handler
}

func (g *Gateway) openPort() (*port, error) {
	if g.config.HTTP.Listen == "" {
		return &port{}, nil
	}
	p, err := api.OpenPort(g.config.HTTP.Listen, g.log.Named("http"))
	if err != nil {
		return nil, err
	}
	g.httpAddr = p.Addr()
	return &port{p, g.pages()}, nil
}

func (p *port) serve(ctx context.Context) error {
	if p.port == nil {
		<-ctx.Done()
		return nil
	}
	return p.port.Serve(ctx, p.handler)
}

func (p *port) close() error {
	if p.port == nil {
		return nil
	}
	return p.port.Close()
}

// lockFolder makes sure that one bordercast at a time works in a data folder: two would both write, and the embedded
// broker would let them.
func lockFolder(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be made: make its parent writable for the user bordercast runs as, or name another with --data: %w", dir, errors.Unwrap(err))
	}
	if err := closeFolder(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be written: make it writable for the user bordercast runs as, or name another with --data: %w", dir, errors.Unwrap(err))
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("another bordercast works in the data folder %s: stop it first, or name another folder with --data", dir)
	}
	return f.Close, nil
}
