package daemon

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"sync/atomic"

	"go.uber.org/zap"

	"bordercast/adapters"
	"bordercast/gateway"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/config"
	"bordercast/gateway/lead"
)

// server is a gateway that takes its configuration anew at each hangup, all of it or nothing. A gateway that leads
// takes it while it serves, and nobody who is connected notices; so does one that stands by, and leads with it when its
// turn comes. One that is still starting is stopped and started again once the new configuration is checked: it may be
// what it needs to come up.
type server struct {
	Serve
	clock   adapters.Clock
	log     *zap.Logger
	hangups <-chan os.Signal
	seat    *lead.Seat // kept over reloads, so that no other gateway takes the lead meanwhile
}

// wish is somebody's word to take the configuration anew.
type wish struct {
	by     string
	answer func([]config.Change, error)
}

// theHost is whose act a hangup is: who may send one to the process owns it, or the machine. The kernel does not
// say who did.
const theHost = "the host"

// turn is the time of one gateway, once it is over.
type turn struct {
	next *config.Config // what to go on with; nil when it ended for another reason than a new one
	by   string         // by whose word
	up   bool           // it had come up: it was ready, or stood by
}

// run serves until ctx ends or the gateway must stop. A configuration that passed its check and yet does not come up,
// because a port is in use, say, gives way to the one it began with.
func (s server) run(ctx context.Context, cfg *config.Config) error {
	seat, err := lead.NewSeat(rand.Reader)
	if err != nil {
		return err
	}
	defer seat.Close()
	s.seat = seat
	good, by := cfg, ""
	var refused error
	for {
		t, err := s.serve(ctx, cfg, by, refused)
		by, refused = t.by, nil
		switch {
		case err != nil && !t.up && cfg != good && ctx.Err() == nil:
			s.log.Error("the gateway did not start with the new configuration and goes on with the one before: mend it and "+
				"send the signal again", zap.String("config", s.Config), zap.Error(err))
			cfg, refused = good, err
		case err != nil || t.next == nil:
			return err
		default:
			cfg = t.next
		}
	}
}

// serve runs one gateway, by somebody's word where it was one. refused is why the last configuration was not taken.
func (s server) serve(ctx context.Context, cfg *config.Config, by string, refused error) (turn, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var up atomic.Bool
	var running atomic.Pointer[gateway.Gateway]
	ended, wishes := make(chan error, 1), make(chan wish)
	go func() {
		ended <- gateway.Run(ctx, gateway.Options{
			Config: cfg, Data: s.Data, Clock: s.clock, Log: s.log, Rand: rand.Reader, Version: cli.Built().Version, By: by,
			SweepEvery: s.SweepEvery, Reload: s.wishing(ctx, wishes), Seat: s.seat,
			Ready: func(broker string) { up.Store(true); s.log.Info("ready", zap.String("broker", broker)) },
			Running: func(g *gateway.Gateway) {
				running.Store(g)
				if refused != nil {
					g.ReloadRefused(refused)
				}
			},
		})
	}()
	for {
		w := wish{theHost, func([]config.Change, error) {}}
		select {
		case err := <-ended:
			return turn{up: up.Load()}, err
		case <-s.hangups:
		case w = <-wishes:
		}
		about := []zap.Field{zap.String("config", s.Config), zap.String("by", w.by)}
		g := running.Load()
		if g != nil && g.StandsBy() {
			up.Store(true)
		}
		next, changes, err := s.take(ctx, g, cfg, up.Load(), w.by)
		w.answer(changes, err)
		switch {
		case err != nil:
			s.log.Warn("the configuration was not taken: the gateway goes on with the one it has",
				append(about, zap.Error(err))...)
			if g != nil {
				g.ReloadRefused(err)
			}
			continue
		case up.Load():
			s.log.Info("the gateway takes the configuration as it is now", about...)
			cfg = next
			continue
		}
		s.log.Info("the gateway, which has not come up yet, starts with the configuration as it is now", about...)
		stop()
		<-ended // a start that was broken off says no more than that
		return turn{next: next, by: w.by}, nil
	}
}

// take gives a gateway that is up the file as it is now. For one that is not it only says whether the file is all
// right.
func (s server) take(ctx context.Context, g *gateway.Gateway, now *config.Config, up bool, by string) (
	next *config.Config, changes []config.Change, err error,
) {
	if s.Config == "" {
		return nil, nil, errors.New("it runs without a file: start it again with --config FILE")
	}
	if next, err = s.Load(); err != nil {
		return nil, nil, err
	}
	if s.Data != "" {
		next.Gateway.Data = now.Gateway.Data // the command line names the folder
	}
	if up {
		changes, err = g.Reload(ctx, next, by)
		return next, changes, err
	}
	return next, now.Changes(next), s.check(ctx, now, next)
}

// wishing is how a person's word reaches the loop above; nil without a file to read anew.
func (s server) wishing(ctx context.Context, wishes chan<- wish) func(by string) ([]config.Change, error) {
	if s.Config == "" {
		return nil
	}
	type answer struct {
		changes []config.Change
		err     error
	}
	return func(by string) ([]config.Change, error) {
		answers := make(chan answer, 1)
		select {
		case wishes <- wish{by, func(changes []config.Change, err error) { answers <- answer{changes, err} }}:
			a := <-answers
			return a.changes, a.err
		case <-ctx.Done():
			return nil, errors.New("the gateway is ending")
		}
	}
}

// check refuses what a start would refuse, while the gateway before it still runs. What names the store stays as it is:
// another name or folder is another gateway.
func (s server) check(ctx context.Context, now, next *config.Config) error {
	if next.Gateway.Name != now.Gateway.Name || next.Gateway.Data != now.Gateway.Data {
		return errors.New("gateway.name or gateway.data was changed, and another name or folder is another gateway: stop this one and start that")
	}
	if err := gateway.Check(next, s.log); err != nil {
		return err
	}
	problems, err := gateway.Fits(ctx, cmp.Or(s.Data, now.Gateway.Data), next)
	if err == nil && len(problems) > 0 {
		err = problems[0]
	}
	return err
}
