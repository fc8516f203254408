package wires

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/notice"
	"bordercast/gateway/topics"
)

// oldSessionNote is the name under which the store keeps at which broker there is a session of the name that the
// gateway's client had before names ended in a secret. What agencies sent while the gateway was stopped for the newer
// program waits there: it is resumed once, emptied, and closed.
const oldSessionNote = "old-session"

// oldSession is the link to it.
type oldSession struct {
	cfg   mqtt.Config
	cut   context.CancelFunc
	ended chan struct{}
}

// resumeOldSession receives what waits in it and returns when that is all handed on; nil where there is none. It stays
// connected until closeOldSession: between the two sessions nothing may fall. What comes by both is known by its
// digest.
func (g *Sources) resumeOldSession(ctx context.Context) *oldSession {
	if at := g.oldSessionAt(ctx); at == "" || at != g.sessionAt() {
		return nil
	}
	g.Log.Info("what waits at the broker under the client name of an earlier version is taken first", zap.String("broker",
		g.Lead.BrokerURL))
	c := g.inbound("in")
	c.ClientID, c.ClientSecret, c.MaxPending = g.Wires.client("in"), "", maxArriving
	from := map[string]string{topics.AllIn: ""}
	for _, name := range g.Settings.Now().Sources(config.MQTT) {
		from[topics.In(name)] = name
	}
	mark := c.ProbeTopic + "/emptied"
	from[mark] = mark
	marked, last := make(chan struct{}), atomic.Int64{}
	seen := sync.OnceFunc(func() { close(marked) })
	source := mqtt.NewSource(c, from, g.Clock, func(ctx context.Context, in adapters.Incoming) {
		if in.System == mark {
			in.Done(nil)
			seen()
			return
		}
		last.Store(g.Real.Now().UnixNano())
		g.Way.Accept(ctx, in)
	}, g.oldSessionHealth)
	source.SessionExpected, source.Refused, source.Drain = true, g.Way.Refused, time.Minute
	link, cut := context.WithCancel(ctx)
	old := &oldSession{c, cut, make(chan struct{})}
	go func() { defer close(old.ended); _ = source.Run(link) }()
	select {
	case <-source.Ready():
		g.untilMarked(ctx, mark, marked)
		// A broker that queues for each subscription apart may send the mark before the rest.
		for g.Real.Now().UnixNano()-last.Load() < int64(time.Second) && g.Durable.Pause(ctx, 100*time.Millisecond) {
		}
	case <-ctx.Done():
	}
	return old
}

// oldSessionHealth tells how the link is doing that is soon no more.
func (g *Sources) oldSessionHealth(h adapters.Health) {
	g.Log.Info(h.Text, zap.String("link", h.Link), zap.Bool("up", h.Up), zap.String("reason", h.Reason))
	if h.Reason == mqtt.SessionLost {
		g.Register.Raise(notice.SessionLostAlarm(h))
	}
}

// untilMarked publishes a mark that queues behind what waits, until it came through.
func (g *Sources) untilMarked(ctx context.Context, mark string, marked <-chan struct{}) {
	for {
		if s, err := mqtt.Dial(ctx, g.passing()); err == nil {
			_ = s.Publish(ctx, adapters.Message{Topic: mark, Payload: []byte("end of what waited")})
			s.Close()
		}
		again, stop := g.Real.After(10 * time.Second)
		select {
		case <-marked:
			stop()
			return
		case <-ctx.Done():
			stop()
			return
		case <-again:
		}
	}
}

// passing is how to connect for a moment, under a name that is nobody's.
func (g *Sources) passing() mqtt.Config {
	c := g.Wires.Base
	c.Name, c.ClientID, c.ClientSecret = "passing", g.Wires.client("passing"), "-"+rand.Text()
	return c
}

// closeOldSession ends it at the broker, which would keep queueing for it for ever. Nothing is lost when that fails: it
// is done at the next start.
func (g *Sources) closeOldSession(ctx context.Context, old *oldSession) {
	if old == nil {
		return
	}
	old.cut()
	<-old.ended
	s, err := mqtt.Dial(ctx, old.cfg) // a clean session, which takes the place of the other (MQTT 3.1.1 §3.1.2.4)
	if err != nil {
		g.Log.Warn("the session of the earlier client name is not closed yet; it is tried again at the next start",
			zap.Error(err))
		return
	}
	s.Close()
	if err := g.Durable.Insist(ctx, func(tx *book.Tx) error { return tx.Notes.Drop(oldSessionNote) }); err != nil &&
		ctx.Err() == nil {
		g.Durable.Failed(err)
	}
}

func (g *Sources) oldSessionAt(ctx context.Context) (at string) {
	err := g.DB.View(ctx, func(tx *book.Tx) (err error) {
		at, err = tx.Notes.Get(oldSessionNote)
		return err
	})
	if err != nil && ctx.Err() == nil {
		g.Durable.Failed(err)
	}
	return at
}
