package gateway

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/book"
	"bordercast/gateway/health"
	"bordercast/gateway/topics"
	"bordercast/gateway/watch"
)

// maxArriving bounds what was received and is not durable yet, about a hundred usual alerts: more would make nothing
// durable sooner, and what is urgent would wait among it for a processor. Sources share it, and each has leastArriving:
// beyond that its reading pauses, and the broker keeps the rest. A larger document comes alone.
const (
	maxArriving   = 1 << 20
	leastArriving = 128 << 10
)

// inbound is how to receive what one system sends: on a connection and in a session of its own. A broker hands out a
// few messages of a session at a time, so in one session for all the flood of one system would hold up the others.
func (g *Gateway) inbound(name string) mqtt.Config {
	c := g.linkBase
	c.Name, c.ClientID, c.ClientSecret, c.MaxBytes = name, g.client("in-"+name), g.clientSecret, int(g.settings.Now().Config.Gateway.MaxAlert)
	c.MaxPending = max(leastArriving, maxArriving/max(1, len(g.settings.Now().Sources())))
	return c
}

// runSources receives from every system. listening is called once all of them can be heard, or, where one cannot, once
// that is a trouble that people are told of: the others must not wait for it.
func (g *Gateway) runSources(ctx context.Context, c *crew, listening func()) error {
	old := g.resumeOldSession(ctx)
	names := g.settings.Now().Sources()
	known, err := g.sessionsKnown(ctx)
	if err != nil {
		return err
	}
	var up sync.WaitGroup
	for _, name := range names {
		up.Add(1)
		g.receive(c, name, known[name] == g.sessionAt(), sync.OnceFunc(up.Done))
	}
	c.run("strays", g.strays().Run)
	all := make(chan struct{})
	go func() { up.Wait(); close(all) }()
	heard, began := sync.OnceFunc(listening), g.real.Now()
	for waiting := true; waiting; {
		again, stop := g.real.After(watch.LookAtLinks)
		select {
		case <-all:
			g.closeOldSession(ctx, old)
			g.endSessions(ctx, known)
			heard()
			waiting = false
		case <-again:
			if g.real.Now().Sub(began) > time.Duration(g.settings.Now().Config.Alarms.LinkDown) && g.hears() {
				heard()
			}
		case <-ctx.Done():
			waiting = false
		}
		stop()
	}
	return nil
}

// receive runs the source of one system. up is called once it can be heard, or is ended.
func (g *Gateway) receive(c *crew, name string, expected bool, up func()) {
	g.healthState.Links.Expect(health.In, name, g.real.Now())
	c.run("source "+name, func(ctx context.Context) error { return g.runSource(ctx, name, expected, up) })
}

// hears says whether any system can be heard.
func (g *Gateway) hears() bool {
	return slices.ContainsFunc(g.healthState.Links.All(), func(l health.Link) bool { return l.Direction == health.In && l.Up })
}

// runSource receives from one system while there is room on the disk. Without room the link is dropped and nothing is
// acknowledged, so that the broker keeps what is sent until it can be taken.
func (g *Gateway) runSource(ctx context.Context, name string, expected bool, up func()) error {
	defer up()
	for {
		room := g.healthState.Roomy()
		select {
		case <-room:
		case <-ctx.Done():
			return nil
		}
		source := mqtt.NewSource(g.inbound(name), map[string]string{topics.In(name): name}, g.clock, g.way.Accept, g.linkHealth(health.In))
		source.SessionExpected, source.Refused = expected, g.way.Refused
		link, cut := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); _ = source.Run(link) }()
		select {
		case <-source.Ready():
			g.noteSession(ctx, name)
			expected = true
			up()
		case <-ctx.Done():
		}
		g.untilFull(ctx)
		cut()
		<-done
		if ctx.Err() != nil {
			return nil
		}
	}
}

// untilFull waits until there is no room on the disk, or ctx ends.
func (g *Gateway) untilFull(ctx context.Context) {
	for g.durable.Pause(ctx, 500*time.Millisecond) {
		select {
		case <-g.healthState.Roomy():
		default:
			return
		}
	}
}

// strays hears what is published for no system, and refuses it in public: somebody believes that the gateway has it. It
// keeps no session, for it hears what all systems send too, and lets that pass.
func (g *Gateway) strays() *mqtt.Publisher {
	c := g.linkBase
	c.Name, c.ClientID, c.ClientSecret = "strays", g.client("in"), g.clientSecret
	link := mqtt.NewPublisher(c, g.clock, func(h adapters.Health) {
		g.log.Debug(h.Text, zap.String("link", h.Link), zap.Bool("up", h.Up), zap.String("reason", h.Reason))
	})
	link.OnConnect = func(ctx context.Context, s *mqtt.Session) error {
		return s.Overhear(ctx, []string{topics.AllIn}, func(m adapters.Message) {
			ours := func(name string) bool { return topics.In(name) == m.Topic }
			if len(m.Payload) == 0 || slices.ContainsFunc(g.settings.Now().Sources(), ours) {
				return
			}
			g.way.Refused(mqtt.Refusal{
				Topic: m.Topic, Reason: mqtt.StrayTopic, Bytes: len(m.Payload), SHA256: sha256.Sum256(m.Payload), At: g.clock.Now(),
				Text: "A message on " + m.Topic + " was refused: no configured system may publish there.",
			})
		})
	}
	return link
}

// sessionNote is the name under which the store of an earlier version keeps at which broker the gateway has its one
// session, and the beginning of the names for those of today, one for each source: only where there was a session can
// it have been forgotten.
const sessionNote = "session"

func sessionOf(name string) string { return sessionNote + " " + name }

// sessionAt names the broker of a session. The embedded one may listen on another port at each start.
func (g *Gateway) sessionAt() string {
	if g.broker != nil {
		return "embedded"
	}
	return g.lead.BrokerURL
}

// sessionsKnown are the brokers at which there are sessions, by source.
func (g *Gateway) sessionsKnown(ctx context.Context) (at map[string]string, err error) {
	err = g.db.View(ctx, func(tx *book.Tx) error {
		at, err = tx.RememberedNames(sessionNote + " ")
		return err
	})
	known := map[string]string{}
	for name, where := range at {
		known[strings.TrimPrefix(name, sessionNote+" ")] = where
	}
	return known, err
}

func (g *Gateway) noteSession(ctx context.Context, name string) {
	err := g.durable.Insist(ctx, func(tx *book.Tx) error { return tx.Remember(sessionOf(name), g.sessionAt()) })
	if err != nil && ctx.Err() == nil {
		g.durable.Failed(err)
	}
}

// endSessions ends the sessions of systems that the configuration no longer lists as sources: the broker would queue
// for them for ever. What waits there is for nobody any more.
func (g *Gateway) endSessions(ctx context.Context, known map[string]string) {
	for name, at := range known {
		if at != g.sessionAt() || slices.Contains(g.settings.Now().Sources(), name) {
			continue
		}
		s, err := mqtt.Dial(ctx, g.inbound(name)) // a clean session takes the place of the other (MQTT 3.1.1 §3.1.2.4)
		if err != nil {
			g.log.Warn("the session of a system that is no source any more is not ended yet; it is tried again at the next start", zap.String("system", name), zap.Error(err))
			continue
		}
		s.Close()
		if err := g.durable.Insist(ctx, func(tx *book.Tx) error { return tx.Unremember(sessionOf(name)) }); err != nil && ctx.Err() == nil {
			g.durable.Failed(err)
		}
	}
}
