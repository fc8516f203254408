package gateway

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/book"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/health"
	"bordercast/gateway/lead"
	"bordercast/gateway/leader"
	leaderboard "bordercast/gateway/leader/board"
	"bordercast/gateway/settings"
	"bordercast/gateway/trail"
	"bordercast/gateway/wires"
)

// beat is how often the leader says that it is there.
const beat = 2 * time.Second

// takeSeat begins to watch who leads on the broker, and says so to it. base is how the gateway connects.
func (g *Gateway) takeSeat(base mqtt.Config) {
	owner := g.wires.Broker != nil
	o := leader.Options{Name: g.settings.Now().Name, Host: lead.HostName(), Lock: datafolder.LockOf(g.data), Beat: beat,
		Clock: g.real, Owner: owner}
	base.Name, base.ConnectTimeout, base.AckTimeout, base.WriteTimeout = "leadership", 2*beat, 2*beat, 2*beat
	o.Dial = func(ctx context.Context, hear func(leader.Note)) (leader.Board, error) {
		return leaderboard.Dial(ctx, base, g.settings.Now().Name, g.lead.Seat.Instance, hear)
	}
	at := fmt.Sprintf("%s %+v", g.settings.Now().Name, g.settings.Now().Config.Broker)
	if owner {
		at = "embedded " + g.lead.BrokerURL + " " + base.Password // it ends with this run
	}
	direction := health.Gateway
	g.healthState.Links.Expect(direction, base.Name, g.real.Now())
	tell := g.wires.LinkHealth(direction)
	g.lead.Keeper = g.lead.Seat.Keep(at, o, func(err error) { tell(g.seatHealth(err)) })
}

// runLeading waits until this process leads, and then does all that a leader does until ctx or the term ends.
func (g *Gateway) runLeading(ctx context.Context, ready func(string)) error {
	close(g.seated)
	var epoch int64
	err := g.db.View(ctx, func(tx *book.Tx) (err error) {
		epoch, err = tx.Notes.Epoch()
		return err
	})
	if err != nil {
		return err
	}
	wanted := g.settings.Now()
	term, err := g.lead.Keeper.Lead(ctx, leader.Want{Trees: g.trees.All(), Agreement: wanted.Agreement.Version(),
		Epoch: epoch, Now: g.clock.Now, Claim: g.claim})
	if err != nil || ctx.Err() != nil {
		return err
	}
	c, err := g.begin(ctx, term, wanted, ready)
	if err != nil {
		return err
	}
	defer g.crew.Store(nil)
	return c.Wait()
}

// begin begins a term: all that a leader does. wanted are the settings by which it asked to lead; a reload may have
// brought others while it waited, and none comes between here and its end.
func (g *Gateway) begin(ctx context.Context, term *leader.Term, wanted *settings.Settings,
	ready func(string)) (*wires.Crew, error) {
	g.reloading.Lock()
	defer g.reloading.Unlock()
	if now := g.settings.Now(); now != wanted {
		if again := g.lead.Keeper.Again(g.trees.All(), now.Agreement.Version()); again != nil {
			again.After, again.Silent = term.After, term.Silent
			term = again
		}
	}
	g.lead.Begin(term)
	g.reportTerm(term)
	c := wires.NewCrew(ctx)
	g.wires.MakeOwnLinks(g.recordRestored)
	for _, d := range g.settings.Now().Destinations {
		g.wires.LinkTo(d)
	}
	for _, name := range g.settings.Now().Sources() {
		g.healthState.Links.Expect(health.In, name, g.real.Now())
	}
	if err := g.way.Resume(ctx); err != nil {
		return nil, err
	}
	g.lead.Leads.Store(true)
	if err := g.retirement.RetireAsAsked(ctx); err != nil {
		return nil, err
	}
	c.Run("settling", g.way.Run)
	c.Run("clock", g.way.Expiry.Run)
	c.Run("gateway link", g.topics.Link.Run)
	c.Run("gateway topics", g.topics.Run)
	c.Run("receipt link", g.receipts.Link.Run)
	c.Run("receipts", g.receipts.Run)
	c.Run("calls", g.calls.Run)
	c.Run("sweep", g.reconciler.Run)
	c.Run("incidents", g.drawer.Projector.Run)
	for _, d := range g.settings.Now().Destinations {
		g.wires.Serve(c, d)
	}
	last := opening{g.wires, g.sources, g.topics.Link, g.way.Expiry, g.outboxes, g.durable, g.healthState, g.real}
	c.Run("opening", func(ctx context.Context) error {
		return last.run(ctx, c, func() {
			close(g.opened)
			if ready != nil {
				ready(g.lead.BrokerURL)
			}
		})
	})
	c.Run("term", g.lead.UntilOver)
	g.crew.Store(c)
	return c, nil
}

// claim makes an epoch durable before anybody is told. It refuses to lead where a store that knows alerts is older than
// the last that led there: what stands is newer than what it would put in its place. While a leader lives, this one
// stands by, and may follow it: whoever set up a standby wants that.
func (g *Gateway) claim(ctx context.Context, c leader.Claim) error {
	return g.durable.Insist(ctx, func(tx *book.Tx) error {
		own, err := tx.Notes.Epoch()
		if err != nil {
			return err
		}
		knows, err := tx.Alerts.Any()
		if err != nil {
			return err
		}
		if c.First && knows && own > 0 && own < c.After.Epoch && !g.putBack() {
			return &olderStore{fmt.Sprintf("another store of gateway %s has led at %s since this one did (there %d times, here %d; the last on host %s): "+
				"what stands there is newer than what this store knows: start the gateway on that store; if it is lost, put a backup in its place: bordercast restore FILE --as NAME",
				g.settings.Now().Name, g.lead.BrokerURL, c.After.Epoch, own, c.After.Host)}
		}
		tx.Trail.Append("", trail.Started, map[string]any{"gateway": g.settings.Now().Name, "epoch": c.Epoch,
			"instance": g.lead.Seat.Instance, "after": c.After.Instance})
		return tx.Notes.SetEpoch(c.Epoch)
	})
}

// olderStore is why a claim is refused for good.
type olderStore struct{ text string }

func (e *olderStore) Error() string { return e.text }

// reportTerm says in the log, and by alarms where a person should know, how this process came to lead.
func (g *Gateway) reportTerm(t *leader.Term) {
	g.log.Info("this gateway leads", zap.Int64("epoch", t.Epoch), zap.String("instance", g.lead.Seat.Instance),
		zap.Strings("trees", t.Trees))
	g.alarms.Over(standingByAlarm(leader.Status{}).Key)
	if t.Silent {
		g.alarms.Raise(tookOverAlarm(t.After))
	}
	blocked := map[string]bool{}
	for _, b := range t.Blocked {
		blocked[b.Tree] = true
		g.log.Warn("a gateway of another name leads a tree: this one stands back from it", zap.String("tree", b.Tree),
			zap.String("gateway", b.By.Gateway), zap.String("host", b.By.Host))
		g.alarms.Raise(treeAlarm(b))
	}
	for _, tree := range g.trees.All() {
		if !blocked[tree] {
			g.alarms.Over(treeAlarm(leader.Blocked{Tree: tree}).Key)
		}
	}
}

// watchSeat tells what happens around the seat.
func (g *Gateway) watchSeat(ctx context.Context) error {
	for {
		select {
		case e := <-g.lead.Keeper.Events():
			g.reportLeaderEvent(e)
		case <-ctx.Done():
			return nil
		}
	}
}

func (g *Gateway) reportLeaderEvent(e leader.Event) {
	about := []zap.Field{zap.String("host", e.Other.Host), zap.String("instance", e.Other.Instance), zap.Int64("epoch",
		e.Other.Epoch)}
	switch e.Kind {
	case leader.Second:
		g.log.Warn("a second gateway of this name came, and stands by", about...)
		g.alarms.Raise(secondAlarm(g.settings.Now().Name, e.Other))
	case leader.Left:
		g.log.Info("the second gateway of this name is gone", about...)
		g.alarms.Over(secondAlarm(g.settings.Now().Name, e.Other).Key)
	case leader.Behind:
		if g.lead.Leads.Load() || g.lostLead {
			return // that is said when the next life begins
		}
		g.log.Warn("standing by: another gateway of this name leads; this one takes over when that one is gone", about...)
		g.alarms.Raise(standingByAlarm(e.Other))
	}
}

// endsTerm says that a run ended because this process leads no longer, or leads other trees: it goes on anew.
func endsTerm(err error) bool {
	return errors.Is(err, leader.ErrLost) || errors.Is(err, leader.ErrTrees)
}

// seatHealth is the health of the connection on which it is seen who leads.
func (g *Gateway) seatHealth(err error) adapters.Health {
	h := adapters.Health{Link: "leadership", Up: true, Reason: mqtt.Connected,
		Text: "Watching who leads at the MQTT broker at " + g.lead.BrokerURL + ".", At: g.clock.Now()}
	if err != nil {
		h.Up, h.Reason, h.Text = false, mqtt.Reason(err), err.Error()
		if h.Reason == "" {
			h.Reason, h.Text = mqtt.Cut, "Who leads at the MQTT broker at "+g.lead.BrokerURL+" cannot be seen: "+err.Error()+"."
		}
	}
	return h
}
