package wires

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/durable"
	"bordercast/gateway/health"
	"bordercast/gateway/lead"
	"bordercast/gateway/settings"
	"bordercast/gateway/topics"
	"bordercast/gateway/watch"
	"bordercast/gateway/way"
)

// Sources receive from the systems that speak.
type Sources struct {
	Settings *settings.Current
	Clock    adapters.Clock
	Real     adapters.Clock
	DB       *book.Book
	Durable  *durable.Store
	Health   *health.State
	Register *alarm.Register
	Lead     *lead.Lead
	Way      *way.Way
	Wires    *Wires
	Log      *zap.Logger

	mu     sync.Mutex
	served map[string]http.Handler // by path: sources that take what is posted to the gateway's own server
}

// maxArriving bounds what was received and is not durable yet, about a hundred usual alerts: more would make nothing
// durable sooner, and what is urgent would wait among it for a processor. Sources share it, and each has leastArriving:
// beyond that its reading pauses, and the broker keeps the rest. A larger document comes alone.
const (
	maxArriving   = 1 << 20
	leastArriving = 128 << 10
)

// inbound is how to receive what one system sends: on a connection and in a session of its own. A broker hands out a
// few messages of a session at a time, so in one session for all the flood of one system would hold up the others.
func (g *Sources) inbound(name string) mqtt.Config {
	c := g.Wires.Base
	c.Name, c.ClientID, c.ClientSecret, c.MaxBytes = name, g.Wires.client("in-"+name), g.Wires.ClientSecret,
		int(g.Settings.Now().Config.Gateway.MaxAlert)
	c.MaxPending = max(leastArriving, maxArriving/max(1, len(g.Settings.Now().Sources(config.MQTT))))
	return c
}

// Run receives from every system. listening is called once all of them can be heard, or, where one cannot, once
// that is a trouble that people are told of: the others must not wait for it.
func (g *Sources) Run(ctx context.Context, c *Crew, listening func()) error {
	old := g.resumeOldSession(ctx)
	names := g.Settings.Now().Sources()
	known, err := g.sessionsKnown(ctx)
	if err != nil {
		return err
	}
	var up sync.WaitGroup
	for _, name := range names {
		up.Add(1)
		g.receive(c, name, known[name] == g.sessionAt(), sync.OnceFunc(up.Done))
	}
	c.Run("strays", g.strays().Run)
	all := make(chan struct{})
	go func() { up.Wait(); close(all) }()
	heard, began := sync.OnceFunc(listening), g.Real.Now()
	for waiting := true; waiting; {
		again, stop := g.Real.After(watch.LookAtLinks)
		select {
		case <-all:
			g.closeOldSession(ctx, old)
			g.endSessions(ctx, known)
			heard()
			waiting = false
		case <-again:
			if g.Real.Now().Sub(began) > time.Duration(g.Settings.Now().Config.Alarms.LinkDown) && g.hears() {
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
func (g *Sources) receive(c *Crew, name string, expected bool, up func()) {
	g.Health.Links.Expect(health.In, name, g.Real.Now())
	g.Health.Links.Away(health.In, name, g.Settings.Now().Systems[name].Source.Kind != config.MQTT)
	c.Run("source "+name, func(ctx context.Context) error { return g.runSource(ctx, name, expected, up) })
}

// hears says whether any system can be heard.
func (g *Sources) hears() bool {
	return slices.ContainsFunc(g.Health.Links.All(), func(l health.Link) bool { return l.Direction == health.In && l.Up })
}

// runSource receives from one system while there is room on the disk. Without room the link is dropped and nothing is
// acknowledged, so that whoever sends keeps it until it can be taken.
func (g *Sources) runSource(ctx context.Context, name string, expected bool, up func()) error {
	defer up()
	for {
		room := g.Health.Roomy()
		select {
		case <-room:
		case <-ctx.Done():
			return nil
		}
		source, err := g.make(ctx, name, expected)
		if err != nil {
			g.Wires.LinkHealth(health.In)(adapters.Health{Link: name, Reason: "not-made", Text: err.Error(), At: g.Clock.Now()})
			up() // people are told, and the others must not wait for it
			if !g.Durable.Pause(ctx, notMade) {
				return nil
			}
			continue
		}
		link, cut := context.WithCancel(ctx)
		done := make(chan struct{})
		remove := g.serve(source)
		go func() { defer close(done); _ = source.Run(link) }()
		select {
		case <-source.Ready():
			if _, session := source.(*mqtt.Source); session {
				g.noteSession(ctx, name)
			}
			expected = true
			up()
		case <-ctx.Done():
		}
		g.untilFull(ctx)
		cut()
		<-done
		remove()
		if ctx.Err() != nil {
			return nil
		}
	}
}

// notMade is after how long a source that could not be made is tried again: a secret may be put in its place.
const notMade = 10 * time.Second

// make makes the source of a system.
func (g *Sources) make(ctx context.Context, name string, expected bool) (adapters.Source, error) {
	now := g.Settings.Now()
	system := now.Systems[name]
	if system == nil {
		return nil, errors.New("the system " + name + " has just left the configuration")
	}
	if system.Source.Kind == config.MQTT {
		source := mqtt.NewSource(g.inbound(name), map[string]string{topics.In(name): name}, g.Clock, g.Way.Accept,
			g.Wires.LinkHealth(health.In))
		source.SessionExpected, source.Refused = expected, g.Way.Refused
		return source, nil
	}
	position, err := g.Way.Position(ctx, name)
	if err != nil {
		return nil, err
	}
	return g.Wires.Kinds[system.Source.Kind].Source(system.Source, adapters.Inbound{
		System: name, MaxBytes: int(now.Config.Gateway.MaxAlert), Position: position, Clock: g.Clock, Timer: g.Real,
		Rand: g.Wires.Rand, Accept: g.Way.Accept, Refused: g.Way.Refused, Report: g.Wires.LinkHealth(health.In),
	})
}

// posted is a source that takes what is posted to a path of the gateway's own server.
type posted interface {
	http.Handler
	Path() string
}

// serve lets a source answer at its path, where it has one; remove ends that.
func (g *Sources) serve(source adapters.Source) (remove func()) {
	at, is := source.(posted)
	if !is {
		return func() {}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.served == nil {
		g.served = map[string]http.Handler{}
	}
	g.served[at.Path()] = at
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.served[at.Path()] == at {
			delete(g.served, at.Path())
		}
	}
}

// Handler answers at the paths of sources, and hands everything else to another. A path whose source does not receive
// just now, for another gateway leads or the disk is full, says so: whoever posts there is to come again.
func (g *Sources) Handler(others http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		source := g.served[r.URL.Path]
		g.mu.Unlock()
		switch {
		case source != nil:
			source.ServeHTTP(w, r)
		case g.configured(r.URL.Path):
			w.Header().Set("Retry-After", "5")
			http.Error(w, "This gateway takes nothing just now. Send it again.", http.StatusServiceUnavailable)
		default:
			others.ServeHTTP(w, r)
		}
	})
}

// configured says whether a path is that of a system.
func (g *Sources) configured(path string) bool {
	for _, s := range g.Settings.Now().Systems {
		if b := s.Source.Webhook; b != nil && b.In != nil && b.In.Path == path {
			return true
		}
	}
	return false
}

// untilFull waits until there is no room on the disk, or ctx ends.
func (g *Sources) untilFull(ctx context.Context) {
	for g.Durable.Pause(ctx, 500*time.Millisecond) {
		select {
		case <-g.Health.Roomy():
		default:
			return
		}
	}
}

// strays hears what is published for no system, and refuses it in public: somebody believes that the gateway has it. It
// keeps no session, for it hears what all systems send too, and lets that pass.
func (g *Sources) strays() *mqtt.Publisher {
	c := g.Wires.Base
	c.Name, c.ClientID, c.ClientSecret = "strays", g.Wires.client("in"), g.Wires.ClientSecret
	link := mqtt.NewPublisher(c, g.Clock, func(h adapters.Health) {
		g.Log.Debug(h.Text, zap.String("link", h.Link), zap.Bool("up", h.Up), zap.String("reason", h.Reason))
	})
	link.OnConnect = func(ctx context.Context, s *mqtt.Session) error {
		return s.Overhear(ctx, []string{topics.AllIn}, func(m adapters.Message) {
			ours := func(name string) bool { return topics.In(name) == m.Topic }
			if len(m.Payload) == 0 || slices.ContainsFunc(g.Settings.Now().Sources(config.MQTT), ours) {
				return
			}
			g.Way.Refused(adapters.Refusal{
				Origin: m.Topic, Reason: adapters.StrayTopic, Bytes: len(m.Payload), SHA256: sha256.Sum256(m.Payload), At: g.Clock.Now(),
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
func (g *Sources) sessionAt() string {
	if g.Wires.Broker != nil {
		return "embedded"
	}
	return g.Lead.BrokerURL
}

// sessionsKnown are the brokers at which there are sessions, by source.
func (g *Sources) sessionsKnown(ctx context.Context) (at map[string]string, err error) {
	err = g.DB.View(ctx, func(tx *book.Tx) error {
		at, err = tx.Notes.Under(sessionNote + " ")
		return err
	})
	known := map[string]string{}
	for name, where := range at {
		known[strings.TrimPrefix(name, sessionNote+" ")] = where
	}
	return known, err
}

func (g *Sources) noteSession(ctx context.Context, name string) {
	err := g.Durable.Insist(ctx, func(tx *book.Tx) error { return tx.Notes.Put(sessionOf(name), g.sessionAt()) })
	if err != nil && ctx.Err() == nil {
		g.Durable.Failed(err)
	}
}

// endSessions ends the sessions of systems that the configuration no longer lists as sources: the broker would queue
// for them for ever. What waits there is for nobody any more.
func (g *Sources) endSessions(ctx context.Context, known map[string]string) {
	for name, at := range known {
		if at != g.sessionAt() || slices.Contains(g.Settings.Now().Sources(config.MQTT), name) {
			continue
		}
		s, err := mqtt.Dial(ctx, g.inbound(name)) // a clean session takes the place of the other (MQTT 3.1.1 §3.1.2.4)
		if err != nil {
			g.Log.Warn("the session of a system that is no source any more is not ended yet; it is tried again at the next start", zap.String("system", name), zap.Error(err))
			continue
		}
		s.Close()
		if err := g.Durable.Insist(ctx, func(tx *book.Tx) error { return tx.Notes.Drop(sessionOf(name)) }); err != nil &&
			ctx.Err() == nil {
			g.Durable.Failed(err)
		}
	}
}

// Patience is how long agencies wait for destinations at an outside broker: one may be down, and then what can go on
// goes on.
const Patience = 5 * time.Second

// Take ends the links to sources that are no more, with their sessions, and begins those that are new.
func (g *Sources) Take(ctx context.Context, c *Crew, before, now *settings.Settings) {
	was, is := before.Sources(), now.Sources()
	larger := before.Config.Gateway.MaxAlert != now.Config.Gateway.MaxAlert // every source has it from its beginning
	gone := map[string]string{}
	for _, name := range was {
		stays := slices.Contains(is, name)
		if stays && !larger && before.Systems[name].SameWire(now.Systems[name]) {
			continue
		}
		c.End("source " + name)
		if !stays {
			g.Health.Forget(health.In, name)
		}
		if before.Systems[name].Source.Kind == config.MQTT && !(stays && now.Systems[name].Source.Kind == config.MQTT) {
			gone[name] = g.sessionAt()
		}
	}
	var up sync.WaitGroup
	for _, name := range is {
		old := slices.Contains(was, name)
		if !old || larger || !before.Systems[name].SameWire(now.Systems[name]) {
			up.Add(1)
			g.receive(c, name, old, sync.OnceFunc(up.Done))
		}
	}
	heard := make(chan struct{})
	go func() { up.Wait(); close(heard) }()
	late, stop := g.Real.After(Patience)
	defer stop()
	select { // whoever asked for it may publish as soon as it is answered
	case <-heard:
	case <-late:
	case <-ctx.Done():
	}
	g.endSessions(ctx, gone)
}
