package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"bordercast/certs"
	"bordercast/gateway/acts"
	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/health"
	"bordercast/gateway/keyring"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/stock"
)

// A reload goes through in this order: what the new file cannot have is refused, and nothing has changed. Then what may
// fail is made ready: settings, accounts, certificates. Then the store notes what is served from now on, and the settings
// are in force: every piece of work that begins from here on goes by them, and what is under way ends by those it began
// with. Last, links and sources that are new begin and those that are no more end; the others go on, and nobody who is
// connected to the embedded broker notices. What waits for people is made again, and shown where it is another draft.

// Reload takes another configuration while the gateway serves, by somebody's word, all of it or nothing. It says what is
// otherwise in it. anew: all is well, but the gateway must be stopped and started to take it, for it does not lead, or its
// keys are to be new. It refuses, with nothing changed, what config.NeedStart lists and what does not fit the store.
func (g *Gateway) Reload(ctx context.Context, c *config.Config, by string) (changes []config.Change, anew bool, err error) {
	g.reloading.Lock()
	defer g.reloading.Unlock()
	before := g.settings.Now()
	changes = before.Config.Changes(c)
	if err := refusedKeys(changes); err != nil {
		return changes, false, err
	}
	next, err := settings.New(c, g.data, before, func(p config.Problem) {
		g.log.Warn(p.What, zap.String("where", p.Where), zap.String("do", p.Do))
	})
	if err == nil {
		err = g.fits(ctx, c)
	}
	if err != nil {
		return changes, false, err
	}
	_, keys, err := keyring.Waiting(acts.KeysIn(g.data))
	running := g.crew.Load()
	if running == nil || keys || err != nil {
		return changes, true, err
	}
	if err := g.takeAccounts(c); err != nil {
		return changes, false, err
	}
	if err := g.takeStock(ctx, next, by); err != nil {
		return changes, false, errors.Join(err, g.takeAccounts(before.Config))
	}
	g.acts.Retired.Reopen()
	g.alarms.Take(time.Duration(c.Alarms.Repeat), g.notices.Hooks())
	fresh := g.takeDestinations(running, before, g.settings.Now())
	g.takeTrees(ctx)
	g.takeSources(ctx, running, before, g.settings.Now())
	g.alarms.Over(reloadKey())
	g.way.Expiry.Wake()
	return changes, false, g.way.Again(ctx, fresh...)
}

// refusedKeys names what a running gateway cannot take.
func refusedKeys(changes []config.Change) error {
	var keys []string
	for _, c := range changes {
		if c.Refused {
			keys = append(keys, c.Key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return errors.New(strings.Join(keys, ", ") + " cannot change while the gateway runs: write it as it was, or stop the gateway and start it anew")
}

// fits refuses what does not serve what stands.
func (g *Gateway) fits(ctx context.Context, c *config.Config) error {
	return g.db.View(ctx, func(tx *book.Tx) error {
		s, _, err := picture(tx, brokerOf(c))
		if err != nil {
			return err
		}
		if problems := stock.Fits(s, configured(c, g.data)); len(problems) > 0 {
			return problems[0]
		}
		return nil
	})
}

// takeAccounts gives the embedded broker its users and its certificate.
func (g *Gateway) takeAccounts(c *config.Config) error {
	if g.broker == nil {
		return nil
	}
	users, err := g.accounts(c, g.users)
	if err != nil {
		return err
	}
	var conf *tls.Config
	if e := c.Broker.Embedded; e.Cert != "" {
		if conf, err = certs.ServerTLS(e.Cert, e.Key, e.CA); err != nil {
			return err
		}
	}
	if err := g.broker.Take(users); err != nil {
		return err
	}
	g.users = users
	if conf != nil {
		g.broker.TakeTLS(conf)
	}
	return nil
}

// takeDestinations ends the links to destinations that are no more, or others, and begins those that are new.
func (g *Gateway) takeDestinations(c *crew, before, now *settings.Settings) (fresh []string) {
	for _, was := range before.Destinations {
		if is := now.Systems[was.Name]; is != nil && len(is.Out) > 0 && sameLink(was, is) {
			continue
		}
		c.end("outbox of " + was.Name)
		c.end("link to " + was.Name)
		g.links.drop(was.Name)
		g.outboxes.Drop(was.Name)
		g.healthState.Forget(health.Out, was.Name)
	}
	for _, is := range now.Destinations {
		if g.links.of(is.Name) != nil || !g.linkTo(is) {
			continue
		}
		g.outboxes.Open(is.Name)
		g.serve(c, is)
		fresh = append(fresh, is.Name)
	}
	return fresh
}

// sameLink says that two destinations of a name are reached in the same way, and stand in the same tree.
func sameLink(a, b *settings.System) bool {
	return a.Side == b.Side && a.Party == b.Party && a.Public == b.Public && a.Unreachable == b.Unreachable && (a.Broker == nil) == (b.Broker == nil) &&
		a.Settings.Out.BrokerURL == b.Settings.Out.BrokerURL
}

// takeSources ends the links to sources that are no more, with their sessions, and begins those that are new.
func (g *Gateway) takeSources(ctx context.Context, c *crew, before, now *settings.Settings) {
	was, is := before.Sources(), now.Sources()
	larger := before.Config.Gateway.MaxAlert != now.Config.Gateway.MaxAlert // every source has it from its beginning
	gone := map[string]string{}
	for _, name := range was {
		stays := slices.Contains(is, name)
		if stays && !larger {
			continue
		}
		c.end("source " + name)
		if !stays {
			gone[name] = g.sessionAt()
			g.healthState.Forget(health.In, name)
		}
	}
	var up sync.WaitGroup
	for _, name := range is {
		if old := slices.Contains(was, name); !old || larger {
			up.Add(1)
			g.receive(c, name, old, sync.OnceFunc(up.Done))
		}
	}
	heard := make(chan struct{})
	go func() { up.Wait(); close(heard) }()
	late, stop := g.real.After(patience)
	defer stop()
	select { // whoever asked for it may publish as soon as it is answered
	case <-heard:
	case <-late:
	case <-ctx.Done():
	}
	g.endSessions(ctx, gone)
}

// takeTrees leads the trees that are to be led from now on.
func (g *Gateway) takeTrees(ctx context.Context) {
	term := g.lead.Keeper.Again(g.trees.All(), g.settings.Now().Agreement.Version())
	if term == nil {
		return // another leads: the run ends for that
	}
	g.lead.Begin(term)
	g.reportTerm(term)
	if err := g.topics.Link.Reconcile(ctx); err != nil && ctx.Err() == nil { // a party may be new
		g.log.Warn("the gateway's own topics could not be compared with the broker's; it is done at the next connection", zap.Error(err))
	}
}

// ReloadRefused raises the alarm that a new configuration was not taken: whoever changed it may think that it was.
func (g *Gateway) ReloadRefused(cause error) {
	g.alarms.Raise(alarm.Raised{
		Key: reloadKey(), Code: "reload-refused", Severity: alarm.Critical,
		EN: "The new configuration was not taken, and the gateway goes on with the one it had. " + notice.SentenceOf(cause.Error()) + ".",
		FR: "La nouvelle configuration n'a pas été prise; la passerelle garde la précédente. Corrigez-la, vérifiez-la avec `bordercast config check --data DIR FICHIER`, puis recommencez.",
	})
}

func reloadKey() alarm.Key { return alarm.Key{Cause: "reload-refused"} }
