package alarm

import (
	"context"
	"fmt"
	"sync"
)

// Hook tells the outside of an alarm. Call may take as long as its own bound allows, and must end when ctx does.
type Hook interface {
	Name() string // for the sentence that says it failed
	Call(ctx context.Context, payload []byte) error
}

// hookCode is the reason code of the alarm about a hook. The hooks are not called for it: the one that failed would
// fail again, and the topic shows it.
const hookCode = "alarm-hook-failed"

// caller runs one hook, one call at a time. Waiting alarms are kept by ID, the newest of each, so the queue is
// never longer than the number of causes and nothing waits for a slow hook.
type caller struct {
	hook Hook
	work chan struct{} // capacity 1: something waits, or it is the last

	mu      sync.Mutex
	order   []string         // guarded by mu
	waiting map[string]Alarm // guarded by mu
	ends    bool             // guarded by mu: it runs until nothing waits
}

func newCaller(hook Hook) *caller {
	return &caller{hook: hook, work: make(chan struct{}, 1), waiting: map[string]Alarm{}}
}

// call queues an alarm and returns at once.
func (c *caller) call(a Alarm) {
	if a.Code == hookCode {
		return
	}
	c.mu.Lock()
	if _, queued := c.waiting[a.ID]; !queued {
		c.order = append(c.order, a.ID)
	}
	c.waiting[a.ID] = a
	c.mu.Unlock()
	select {
	case c.work <- struct{}{}:
	default:
	}
}

// last ends run once nothing waits.
func (c *caller) last() {
	c.mu.Lock()
	c.ends = true
	c.mu.Unlock()
	select {
	case c.work <- struct{}{}:
	default:
	}
}

func (c *caller) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends && len(c.order) == 0
}

func (c *caller) next() (Alarm, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.order) == 0 {
		return Alarm{}, false
	}
	id := c.order[0]
	c.order = c.order[1:]
	a := c.waiting[id]
	delete(c.waiting, id)
	return a, true
}

// run calls the hook until ctx ends, and reports each failure and each success after it.
func (c *caller) run(ctx context.Context, failed func(name string, err error), works func(name string)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.work:
		}
		for a, ok := c.next(); ok && ctx.Err() == nil; a, ok = c.next() {
			switch err := c.hook.Call(ctx, a.Payload()); {
			case err == nil:
				works(c.hook.Name())
			case ctx.Err() == nil: // a hook cut short because the daemon stops has not failed
				failed(c.hook.Name(), err)
			}
		}
		if c.over() {
			return
		}
	}
}

func (d *Register) hookFailed(name string, err error) {
	d.Raise(Raised{Key: hookKey(name), Code: hookCode, Severity: Warning,
		EN: fmt.Sprintf("The alarm %s failed, so nobody may have been called: %v. Check alarms: in the configuration.", name,
			err),
		FR: fmt.Sprintf("L'avertisseur (%s) a échoué ; il se peut que personne n'ait été prévenu : %v. Vérifiez alarms: dans la configuration.", name, err)})
}

func (d *Register) hookWorks(name string) { d.Over(hookKey(name)) }

func hookKey(name string) Key { return Key{Cause: "hook\n" + name} }
