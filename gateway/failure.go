package gateway

import (
	"cmp"
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"bordercast/gateway/alarm"
	"bordercast/gateway/book"
)

// pause waits in real time; false when ctx ended first.
func (g *Gateway) pause(ctx context.Context, d time.Duration) bool {
	fired, stop := g.real.After(d)
	defer stop()
	select {
	case <-fired:
		return true
	case <-ctx.Done():
		return false
	}
}

// insist is an update that waits while the disk is full: what it records has happened, or must happen.
func (g *Gateway) insist(ctx context.Context, do func(*book.Tx) error) error {
	return g.insistIn(ctx, g.db.For("", 0), do)
}

// insistIn is insist in a turn of its own at the book.
func (g *Gateway) insistIn(ctx context.Context, turn book.Turn, do func(*book.Tx) error) error {
	for {
		err := turn.Update(ctx, do)
		if !errors.Is(err, book.ErrFull) {
			return err
		}
		g.storeFailed(err)
		if !g.pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// storeFailed ends the daemon when the store can no longer be trusted, and only reports what failed alone.
func (g *Gateway) storeFailed(err error) {
	if errors.Is(err, book.ErrFull) {
		g.healthState.full(err.Error())
	}
	if g.db.Err() != nil || errors.Is(err, book.ErrClosed) {
		g.fail(err)
		return
	}
	g.log.Error("a command of the store failed", zap.Error(err))
}

// impossible tells people that a step was refused that no row may take. The book calls it, where nothing may be queued.
func (g *Gateway) impossible(step *book.ImpossibleStep) {
	g.log.Error("a step was refused that is not allowed; nothing of it was done", zap.Error(step))
	what := string(step.Kind) + ": " + cmp.Or(step.From, "-") + " → " + step.To
	raised := alarm.Raised{
		Key: alarm.Key{Cause: "impossible-step\n" + what}, Code: "impossible-step", Severity: alarm.Critical,
		EN: "The gateway refused a step of its own that is not allowed (" + what + "), and did nothing of it. A message that was being settled waits as it is and is tried again at the next start. " +
			"Look at what it concerns in the log, call its sender if it is urgent, and report it: it is a mistake of the gateway.",
		FR: "La passerelle a refusé l'une de ses propres étapes, qui n'est pas permise (" + what + "), et n'en a rien fait. Un message en cours de traitement demeure en attente et sera repris au prochain démarrage. " +
			"Consultez le journal du programme pour savoir de quoi il s'agit, appelez l'expéditeur en cas d'urgence et signalez cette erreur de la passerelle.",
	}
	g.metrics.Alarm(raised.Code)
	g.chains.aside(func() { g.alarms.Raise(raised) })
}

func (g *Gateway) watchStore(ctx context.Context) error {
	select {
	case <-g.db.Ended():
		return g.db.Err()
	case <-ctx.Done():
		return nil
	}
}
