// Package lead is what the rest of the gateway asks about leadership: whether this process acts as the gateway, why
// not, and from which trees it stands back because a gateway of another name leads them. Package leader decides that
// on the broker; Seat is what a process keeps of it while its gateway stops and starts again.
package lead

import (
	"context"
	"fmt"
	"strings"

	"sync/atomic"

	"bordercast/gateway/api"
	"bordercast/gateway/leader"
)

// Lead is whether and where this process leads.
type Lead struct {
	Seat      *Seat
	Keeper    *leader.Keeper
	Leads     atomic.Bool
	BrokerURL string

	term    atomic.Pointer[leader.Term]
	another chan struct{} // capacity 1: there is another term
}

// New is for a process that does not lead yet.
func New() *Lead { return &Lead{another: make(chan struct{}, 1)} }

// Begin notes the term under which this process leads from now on.
func (g *Lead) Begin(t *leader.Term) {
	g.term.Store(t)
	select {
	case g.another <- struct{}{}:
	default:
	}
}

// UntilOver waits until the term is over that is the last that was begun, and says why. nil: ctx ended first.
func (g *Lead) UntilOver(ctx context.Context) error {
	for {
		t := g.term.Load()
		select {
		case <-t.Ended():
			return t.Cause()
		case <-g.another:
		case <-ctx.Done():
			return nil
		}
	}
}

// Waiting says why this process does not act as the gateway: another leads, or it has not found out yet.
func (g *Lead) Waiting() *api.Fault {
	if g.Leads.Load() || g.Keeper == nil { // without a broker nobody else can lead
		return nil
	}
	v := g.Keeper.View()
	switch {
	case v.Leader.Instance != "" && v.Alive:
		return &api.Fault{Code: "standby", Text: fmt.Sprintf("This gateway stands by: %s leads since %s (instance %s, epoch %d). It takes over by itself within ten seconds when that one is gone. "+
			"How that one is doing says `bordercast status` on %s. If there should be one gateway only, stop this one.",
			v.Leader.Host, v.Leader.Since.UTC().Format("2006-01-02 15:04 MST"), v.Leader.Instance, v.Leader.Epoch,
			v.Leader.Host)}
	case !v.Connected:
		return &api.Fault{Code: "starting", Text: "The gateway is starting: it cannot see yet whether another one of its name leads at the MQTT broker at " + g.BrokerURL + "."}
	case !v.Leads:
		return &api.Fault{Code: "starting", Text: "The gateway is starting: it looks whether another one of its name leads at the broker, which takes up to ten seconds."}
	}
	return &api.Fault{Code: "starting", Text: "The gateway is starting: its links are not all up yet."}
}

// Leadership is the same for `status`.
func (g *Lead) Leadership() api.Leadership {
	if g.Keeper == nil {
		return api.Leadership{Role: "leads"}
	}
	v := g.Keeper.View()
	l := api.Leadership{Role: "looking", Instance: g.Seat.Instance, Epoch: v.Epoch, Since: v.Since}
	switch {
	case v.Leads:
		l.Role = "leads"
	case v.Alive:
		l.Role, l.Leader, l.Host, l.Since, l.Epoch = "standby", v.Leader.Instance, v.Leader.Host, v.Leader.Since,
			v.Leader.Epoch
	}
	for _, o := range v.Others {
		if o.Instance != v.Leader.Instance {
			l.Others = append(l.Others, api.Instance{Instance: o.Instance, Host: o.Host})
		}
	}
	for _, b := range v.Blocked {
		l.Blocked = append(l.Blocked, api.BlockedTree{Tree: b.Tree, Gateway: b.By.Gateway, Host: b.By.Host})
	}
	return l
}

// StandsBack says that a topic is in a tree which a gateway of another name leads. Whatever is meant for it waits in
// the store until that tree is ours.
func (g *Lead) StandsBack(topic string) bool {
	t := g.term.Load()
	if t == nil {
		return false
	}
	for _, b := range t.Blocked {
		if strings.HasPrefix(topic, b.Tree+"/") {
			return true
		}
	}
	return false
}
