package gateway

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"bordercast/adapters/mqtt"
)

// crew runs the parts of a leader. A reload starts and ends parts while the others go on.
type crew struct {
	group *errgroup.Group
	ctx   context.Context

	mu    sync.Mutex // guards what follows
	parts map[string]part
	over  bool // nothing begins any more
}

// part is one that may end before the others.
type part struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

func newCrew(ctx context.Context) *crew {
	group, ctx := errgroup.WithContext(ctx)
	c := &crew{group: group, ctx: ctx, parts: map[string]part{}}
	group.Go(func() error {
		<-ctx.Done()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.over = true
		return nil
	})
	return c
}

// run starts a part, which ends with the crew, or by end. One that fails ends the crew.
func (c *crew) run(name string, work func(context.Context) error) {
	ctx, cancel := context.WithCancel(c.ctx)
	p := part{cancel, make(chan struct{})}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		cancel()
		return
	}
	c.parts[name] = p
	c.group.Go(func() error {
		defer close(p.ended)
		defer cancel()
		if err := work(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

// end ends a part and waits until it has.
func (c *crew) end(name string) {
	c.mu.Lock()
	p, there := c.parts[name]
	delete(c.parts, name)
	c.mu.Unlock()
	if there {
		p.cancel()
		<-p.ended
	}
}

// wait returns when every part has ended, with what the first failed of.
func (c *crew) wait() error { return c.group.Wait() }

// links are the connections to destinations, by their names.
type links struct {
	mu     sync.RWMutex
	byName map[string]*mqtt.Publisher
}

// of is the link to a destination, nil for none.
func (l *links) of(destination string) *mqtt.Publisher {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.byName[destination]
}

func (l *links) set(destination string, link *mqtt.Publisher) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byName == nil {
		l.byName = map[string]*mqtt.Publisher{}
	}
	l.byName[destination] = link
}

func (l *links) drop(destination string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.byName, destination)
}

func (l *links) all() []*mqtt.Publisher {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Collect(maps.Values(l.byName))
}

// connected says whether the link to a destination is up.
func (l *links) connected(destination string) bool {
	link := l.of(destination)
	if link == nil {
		return false
	}
	select {
	case <-link.Connected():
		return true
	default:
		return false
	}
}
