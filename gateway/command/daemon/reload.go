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

// server is a gateway that takes its configuration anew at each hangup, all of it or nothing. The new one is checked
// while the old one serves; only then is the gateway stopped and started again, as by hand: what agencies send
// meanwhile waits at the broker, and what was under way is found in the store. So a reload needs no code of its own in
// the gateway, and can leave nothing half changed.
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
	answer func(error)
}

// theHost is whose act a hangup is: whoever may send one to the process owns it, or the machine. The kernel does not say
// who did.
const theHost = "the host"

// run serves until ctx ends or the gateway must stop. A configuration that passed its check and yet does not come up,
// because a port is in use, say, gives way to the one before.
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
		next, who, up, err := s.serve(ctx, cfg, by, refused)
		by, refused = who, nil
		switch {
		case err != nil && !up && cfg != good && ctx.Err() == nil:
			s.log.Error("the gateway did not start with the new configuration and goes on with the one before: mend it and send the signal again", zap.String("config", s.Config), zap.Error(err))
			cfg, refused = good, err
		case err != nil || next == nil:
			return err
		default:
			if up {
				good = cfg
			}
			cfg = next
		}
	}
}

// serve runs one gateway, by somebody's word where it was one. next is the configuration to go on with, nil when it ended
// for another reason than a new one; up says that it had been ready. refused is why the last one was not taken.
func (s server) serve(ctx context.Context, cfg *config.Config, by string, refused error) (next *config.Config, who string, up bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var ready atomic.Bool
	var running atomic.Pointer[gateway.Gateway]
	ended, wishes := make(chan error, 1), make(chan wish)
	go func() {
		ended <- gateway.Run(ctx, gateway.Options{
			Config: cfg, Data: s.Data, Clock: s.clock, Log: s.log, Rand: rand.Reader, Version: cli.Built().Version, By: by, SweepEvery: s.SweepEvery, Reload: s.wishing(ctx, wishes), Seat: s.seat,
			Ready: func(broker string) { ready.Store(true); s.log.Info("ready", zap.String("broker", broker)) },
			Running: func(g *gateway.Gateway) {
				running.Store(g)
				if refused != nil {
					g.ReloadRefused(refused)
				}
			},
		})
	}()
	for {
		w := wish{theHost, func(error) {}}
		select {
		case err := <-ended:
			return nil, "", ready.Load(), err
		case <-s.hangups:
		case w = <-wishes:
		}
		next, err = s.reread(ctx, cfg)
		w.answer(err)
		if err != nil {
			s.log.Warn("the configuration was not taken: the gateway goes on with the one it has", zap.String("config", s.Config), zap.String("by", w.by), zap.Error(err))
			if g := running.Load(); g != nil {
				g.ReloadRefused(err)
			}
			continue
		}
		s.log.Info("the gateway takes the configuration as it is now; what is sent meanwhile waits at the broker", zap.String("config", s.Config), zap.String("by", w.by))
		stop()
		if err = <-ended; !ready.Load() {
			err = nil // a start that was broken off says no more than that
		}
		return next, w.by, ready.Load(), err
	}
}

// wishing is how a person's word reaches the loop above; nil without a file to read anew.
func (s server) wishing(ctx context.Context, wishes chan<- wish) func(by string) error {
	if s.Config == "" {
		return nil
	}
	return func(by string) error {
		answer := make(chan error, 1)
		select {
		case wishes <- wish{by, func(err error) { answer <- err }}:
			return <-answer
		case <-ctx.Done():
			return errors.New("the gateway is ending")
		}
	}
}

// reread reads and checks the file. What names the store stays as it is: another folder is another gateway.
func (s server) reread(ctx context.Context, now *config.Config) (*config.Config, error) {
	if s.Config == "" {
		return nil, errors.New("it runs without a file: start it again with --config FILE")
	}
	next, err := s.Load()
	if err != nil {
		return nil, err
	}
	if next.Gateway.Name != now.Gateway.Name || s.Data == "" && next.Gateway.Data != now.Gateway.Data {
		return nil, errors.New("gateway.name or gateway.data was changed, and another name or folder is another gateway: stop this one and start that")
	}
	if err := gateway.Check(next, s.log); err != nil {
		return nil, err
	}
	problems, err := gateway.Fits(ctx, cmp.Or(s.Data, now.Gateway.Data), next)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return next, nil
}
