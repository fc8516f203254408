package gateway

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/alarm"
	"bordercast/gateway/config"
	"bordercast/gateway/notice"
	"bordercast/gateway/settings"
	"bordercast/gateway/wires"
)

// A reload goes through in this order: what the new file cannot have is refused, and nothing has changed. Then what may
// fail is made ready: settings, keys, accounts, certificates. Then the store notes what is served from now on, and the
// settings are in force: every piece of work that begins from here on goes by them, and what is under way ends by
// those it began with. New keys that wait come with them: the trail's signs from the next entry on. Last, links and
// sources that are new begin and those that are no more end; the others go on, and nobody who is connected to the
// embedded broker notices. What waits for people is made again, and shown where it is another draft.
//
// A gateway that stands by takes a configuration in the same way. It has no links yet: it makes them by that one, when
// its turn comes.

// Reload takes another configuration while the gateway serves or stands by, by somebody's word, all of it or nothing.
// It says what is otherwise in it. It refuses, with nothing changed, what config.NeedStart lists and what does not fit
// the store.
func (g *Gateway) Reload(ctx context.Context, c *config.Config, by string) (changes []config.Change, err error) {
	g.reloading.Lock()
	defer g.reloading.Unlock()
	running, err := g.untilSteady(ctx)
	if err != nil {
		return nil, err
	}
	before := g.settings.Now()
	changes = before.Config.Changes(c)
	if err := refusedKeys(changes); err != nil {
		return changes, err
	}
	next, err := settings.New(c, g.data, before, func(p config.Problem) {
		g.log.Warn(p.What, zap.String("where", p.Where), zap.String("do", p.Do))
	})
	if err != nil {
		return changes, err
	}
	if problems, err := unserved(ctx, g.db, g.data, c); err != nil {
		return changes, err
	} else if len(problems) > 0 {
		return changes, problems[0]
	}
	keys, err := g.keys.newer(before.Key)
	if err != nil {
		return changes, err
	}
	if next.Key = before.Key; keys != nil {
		next.Key = keys.signing
	}
	if err := g.wires.TakeAccounts(c); err != nil {
		return changes, err
	}
	if err := g.takeStock(ctx, next, by, keys); err != nil {
		return changes, errors.Join(err, g.wires.TakeAccounts(before.Config))
	}
	if keys != nil {
		g.keys.say(newKeys, keys.signing, keys.trailKey)
		if err := g.keys.taken(ctx, g.db, keys.trailKey); err != nil { // they are in use: the next start notes it
			g.log.Error("the new keys are in use, and what waited of them could not be put away", zap.Error(err))
		}
	}
	g.retirement.Retired.Reopen()
	g.alarms.Take(time.Duration(c.Alarms.Repeat), g.notices.Hooks())
	g.alarms.Over(reloadKey())
	if running == nil {
		g.lead.Keeper.Again(g.trees.All(), g.settings.Now().Agreement.Version())
		return changes, nil
	}
	fresh := g.wires.TakeDestinations(running, before, g.settings.Now())
	g.takeTrees(ctx)
	g.sources.Take(ctx, running, before, g.settings.Now())
	g.way.Expiry.Wake()
	return changes, g.way.Again(ctx, fresh...)
}

// untilSteady waits until the gateway stands by, nil, or serves: what a leader begins with is not changed under it.
func (g *Gateway) untilSteady(ctx context.Context) (*wires.Crew, error) {
	ending := errors.New("the gateway is ending, or begins anew: try again in a moment")
	select {
	case <-g.seated:
	case <-g.way.Life.Done():
		return nil, ending
	case <-ctx.Done():
		return nil, ending
	}
	running := g.crew.Load()
	if running == nil {
		return nil, nil
	}
	select {
	case <-g.opened:
		return running, nil
	case <-running.Over():
	case <-ctx.Done():
	}
	return nil, ending
}

// StandsBy says that another instance leads, and that this one waits.
func (g *Gateway) StandsBy() bool {
	select {
	case <-g.seated:
	default:
		return false
	}
	v := g.lead.Keeper.View()
	return !v.Leads && v.Alive
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
	return errors.New(strings.Join(keys, ", ") +
		" cannot change while the gateway runs: write it as it was, or stop the gateway and start it anew")
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
		g.log.Warn("the gateway's own topics could not be compared with the broker's; it is done at the next connection",
			zap.Error(err))
	}
}

// ReloadRefused raises the alarm that a new configuration was not taken: whoever changed it may think that it was.
func (g *Gateway) ReloadRefused(cause error) {
	g.alarms.Raise(alarm.Raised{
		Key: reloadKey(), Code: "reload-refused", Severity: alarm.Critical,
		EN: "The new configuration was not taken, and the gateway goes on with the one it had. " +
			notice.SentenceOf(cause.Error()) + ".",
		FR: "La nouvelle configuration n'a pas été prise; la passerelle garde la précédente. Corrigez-la, vérifiez-la avec `bordercast config check --data DIR FICHIER`, puis recommencez.",
	})
}

func reloadKey() alarm.Key { return alarm.Key{Cause: "reload-refused"} }
