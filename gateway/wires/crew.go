package wires

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Crew runs the parts of a leader. A reload starts and ends parts while the others go on.
type Crew struct {
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

// NewCrew makes one whose parts all end with ctx, or when one of them fails.
func NewCrew(ctx context.Context) *Crew {
	group, ctx := errgroup.WithContext(ctx)
	c := &Crew{group: group, ctx: ctx, parts: map[string]part{}}
	group.Go(func() error {
		<-ctx.Done()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.over = true
		return nil
	})
	return c
}

// Run starts a part, which ends with the crew, or by end. One that fails ends the crew.
func (c *Crew) Run(name string, work func(context.Context) error) {
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

// End ends a part and waits until it has.
func (c *Crew) End(name string) {
	c.mu.Lock()
	p, there := c.parts[name]
	delete(c.parts, name)
	c.mu.Unlock()
	if there {
		p.cancel()
		<-p.ended
	}
}

// Over is closed once the crew ends, or one of its parts has failed.
func (c *Crew) Over() <-chan struct{} { return c.ctx.Done() }

// Wait returns when every part has ended, with what the first failed of.
func (c *Crew) Wait() error { return c.group.Wait() }
