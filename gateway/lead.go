package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"bordercast/adapters/mqtt"
	"bordercast/gateway/api"
	"bordercast/gateway/book"
	"bordercast/gateway/health"
	"bordercast/gateway/leader"
	leaderboard "bordercast/gateway/leader/board"
	"bordercast/gateway/outbox"
	"bordercast/gateway/trail"
)

// beat is how often the leader says that it is there.
const beat = 2 * time.Second

// takeSeat begins to watch who leads on the broker, and says so to it. base is how the gateway connects.
func (g *Gateway) takeSeat(base mqtt.Config) {
	owner := g.broker != nil
	o := leader.Options{Name: g.name, Host: hostName(), Lock: lockOf(g.data), Beat: beat, Clock: g.real, Owner: owner}
	base.Name, base.ConnectTimeout, base.AckTimeout, base.WriteTimeout = "leadership", 2*beat, 2*beat, 2*beat
	o.Dial = func(ctx context.Context, hear func(leader.Note)) (leader.Board, error) {
		return leaderboard.Dial(ctx, base, g.name, g.seat.instance, hear)
	}
	at := fmt.Sprintf("%s %+v", g.name, g.config.Broker)
	if owner {
		at = "embedded " + g.brokerURL + " " + base.Password // it ends with this run
	}
	direction := health.Gateway
	g.healthState.health.Expect(direction, base.Name, g.real.Now())
	tell := g.linkHealth(direction)
	g.keeper = g.seat.keep(at, o, func(err error) { tell(g.seatHealth(err)) })
}

// lead waits until this process leads, and then does all that a leader does until ctx or the term ends.
func (g *Gateway) lead(ctx context.Context, ready func(string)) error {
	var epoch int64
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		epoch, err = tx.Epoch()
		return err
	})
	if err != nil {
		return err
	}
	term, err := g.keeper.Lead(ctx, leader.Want{Trees: g.trees(), Agreement: g.agreement.Version(), Epoch: epoch, Now: g.clock.Now, Claim: g.claim})
	if err != nil || ctx.Err() != nil {
		return err
	}
	g.term = term
	g.reportTerm(term)
	g.makeLinks()
	if err := g.resume(ctx); err != nil {
		return err
	}
	g.leads.Store(true)
	if err := g.retireAsAsked(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	run := func(name string, part func(context.Context) error) {
		group.Go(func() error {
			if err := part(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	run("settling", g.runSettle)
	run("clock", g.runClock)
	run("gateway link", g.gatewayLink.Run)
	run("gateway topics", g.runGatewayTopics)
	run("receipt link", g.receiptLink.Run)
	run("receipts", g.runReceipts)
	run("calls", g.runCalls)
	run("sweep", g.runSweep)
	run("incidents", g.incidents.Run)
	for _, d := range g.destinations {
		link := g.links[d.Name]
		if link == nil {
			continue // out of reach: what stands there can only be forgotten
		}
		run("link to "+d.Name, link.Run)
		worker := outbox.Worker{Queue: g.outboxes[d.Name], Book: ledger{g, d}, Publisher: link, Batch: deliveries}
		run("outbox of "+d.Name, worker.Run)
	}
	run("opening", func(ctx context.Context) error { return g.open(ctx, ready) })
	run("term", func(ctx context.Context) error {
		select {
		case <-term.Ended():
			return term.Cause()
		case <-ctx.Done():
			return nil
		}
	})
	return group.Wait()
}

// claim makes an epoch durable before anybody is told. It refuses to lead where a store that knows alerts is older than
// the last that led there: what stands is newer than what it would put in its place. While a leader lives, this one
// stands by, and may follow it: whoever set up a standby wants that.
func (g *Gateway) claim(ctx context.Context, c leader.Claim) error {
	return g.insist(ctx, func(tx *book.Tx) error {
		own, err := tx.Epoch()
		if err != nil {
			return err
		}
		knows, err := tx.KnowsAlerts()
		if err != nil {
			return err
		}
		if c.First && knows && own > 0 && own < c.After.Epoch && !g.putBack() {
			return &olderStore{fmt.Sprintf("another store of gateway %s has led at %s since this one did (there %d times, here %d; the last on host %s): "+
				"what stands there is newer than what this store knows: start the gateway on that store; if it is lost, put a backup in its place: bordercast restore FILE --as NAME",
				g.name, g.brokerURL, c.After.Epoch, own, c.After.Host)}
		}
		tx.Say("", trail.Started, map[string]any{"gateway": g.name, "epoch": c.Epoch, "instance": g.seat.instance, "after": c.After.Instance})
		return tx.SetEpoch(c.Epoch)
	})
}

// olderStore is why a claim is refused for good.
type olderStore struct{ text string }

func (e *olderStore) Error() string { return e.text }

// reportTerm says in the log, and by alarms where a person should know, how this process came to lead.
func (g *Gateway) reportTerm(t *leader.Term) {
	g.log.Info("this gateway leads", zap.Int64("epoch", t.Epoch), zap.String("instance", g.seat.instance), zap.Strings("trees", t.Trees))
	g.alarms.Over(standingByAlarm(leader.Status{}).Key)
	if t.Silent {
		g.raise(tookOverAlarm(t.After))
	}
	blocked := map[string]bool{}
	for _, b := range t.Blocked {
		blocked[b.Tree] = true
		g.log.Warn("a gateway of another name leads a tree: this one stands back from it", zap.String("tree", b.Tree), zap.String("gateway", b.By.Gateway), zap.String("host", b.By.Host))
		g.raise(treeAlarm(b))
	}
	for _, tree := range g.trees() {
		if !blocked[tree] {
			g.alarms.Over(treeAlarm(leader.Blocked{Tree: tree}).Key)
		}
	}
}

// watchSeat tells what happens around the seat.
func (g *Gateway) watchSeat(ctx context.Context) error {
	for {
		select {
		case e := <-g.keeper.Events():
			g.reportLeaderEvent(e)
		case <-ctx.Done():
			return nil
		}
	}
}

func (g *Gateway) reportLeaderEvent(e leader.Event) {
	about := []zap.Field{zap.String("host", e.Other.Host), zap.String("instance", e.Other.Instance), zap.Int64("epoch", e.Other.Epoch)}
	switch e.Kind {
	case leader.Second:
		g.log.Warn("a second gateway of this name came, and stands by", about...)
		g.raise(secondAlarm(g.name, e.Other))
	case leader.Left:
		g.log.Info("the second gateway of this name is gone", about...)
		g.alarms.Over(secondAlarm(g.name, e.Other).Key)
	case leader.Behind:
		if g.leads.Load() || g.lostLead {
			return // that is said when the next life begins
		}
		g.log.Warn("standing by: another gateway of this name leads; this one takes over when that one is gone", about...)
		g.raise(standingByAlarm(e.Other))
	}
}

// waiting says why this process does not act as the gateway: another leads, or it has not found out yet.
func (g *Gateway) waiting() *api.Fault {
	if g.leads.Load() || g.keeper == nil { // without a broker nobody else can lead
		return nil
	}
	v := g.keeper.View()
	switch {
	case v.Leader.Instance != "" && v.Alive:
		return &api.Fault{Code: "standby", Text: fmt.Sprintf("This gateway stands by: %s leads since %s (instance %s, epoch %d). It takes over by itself within ten seconds when that one is gone. "+
			"How that one is doing says `bordercast status` on %s. If there should be one gateway only, stop this one.",
			v.Leader.Host, v.Leader.Since.UTC().Format("2006-01-02 15:04 MST"), v.Leader.Instance, v.Leader.Epoch, v.Leader.Host)}
	case !v.Connected:
		return &api.Fault{Code: "starting", Text: "The gateway is starting: it cannot see yet whether another one of its name leads at the MQTT broker at " + g.brokerURL + "."}
	case !v.Leads:
		return &api.Fault{Code: "starting", Text: "The gateway is starting: it looks whether another one of its name leads at the broker, which takes up to ten seconds."}
	}
	return &api.Fault{Code: "starting", Text: "The gateway is starting: its links are not all up yet."}
}

// leadership is the same for `status`.
func (g *Gateway) leadership() api.Leadership {
	if g.keeper == nil {
		return api.Leadership{Role: "leads"}
	}
	v := g.keeper.View()
	l := api.Leadership{Role: "looking", Instance: g.seat.instance, Epoch: v.Epoch, Since: v.Since}
	switch {
	case v.Leads:
		l.Role = "leads"
	case v.Alive:
		l.Role, l.Leader, l.Host, l.Since, l.Epoch = "standby", v.Leader.Instance, v.Leader.Host, v.Leader.Since, v.Leader.Epoch
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

// endsTerm says that a run ended because this process leads no longer, or leads other trees: it goes on anew.
func endsTerm(err error) bool {
	return errors.Is(err, leader.ErrLost) || errors.Is(err, leader.ErrTrees)
}
