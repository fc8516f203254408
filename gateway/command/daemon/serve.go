package daemon

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"bordercast/adapters"
	"bordercast/gateway/clock"
	"bordercast/gateway/command/cli"
)

// Serve is `bordercast serve`: the gateway in this process.
type Serve struct {
	LogLevel    zapcore.Level `default:"info" help:"Log this and what is graver: debug, info, warn or error."`
	ClockOrigin time.Time     `hidden:"" help:"For demonstrations: the time the clock shows at start."`
	ClockFactor float64       `hidden:"" default:"1" help:"For demonstrations: how many times as fast as the machine's it runs."`
	SweepEvery  time.Duration `hidden:"" help:"For tests: how often trees are looked at for what others publish there."`
	cli.Place
}

// Help has the examples.
func (Serve) Help() string {
	return `Without a configuration it runs on embedded parts only, on loopback, with two systems, local-us and local-ca,
in the lanes exercise and test: enough to try everything. The first start makes the gateway's keys in the data folder
and prints their fingerprints.

    bordercast serve
    bordercast serve --config bordercast.yaml
    bordercast send alert.xml --as local-us --until settled

It stops on interrupt, finishing what is under way; a second interrupt ends it at once. Nothing accepted is lost either
way. A hangup (SIGHUP) makes it take the configuration file as it is now, all of it or nothing.`
}

// clock is the machine's, or a scaled one.
func (c Serve) clock() adapters.Clock {
	if c.ClockOrigin.IsZero() && c.ClockFactor == 1 {
		return clock.Real{}
	}
	origin := c.ClockOrigin
	if origin.IsZero() {
		origin = clock.Real{}.Now()
	}
	return clock.NewScaled(origin, c.ClockFactor)
}

// logger writes for people on a terminal, and JSON otherwise.
func (c Serve) logger(e *cli.Env) *zap.Logger {
	conf := zap.NewProductionEncoderConfig()
	conf.EncodeTime = zapcore.RFC3339NanoTimeEncoder
	encoder := zapcore.NewJSONEncoder(conf)
	if e.Live {
		conf.EncodeTime = zapcore.TimeEncoderOfLayout("15:04:05.000")
		conf.EncodeLevel = zapcore.CapitalLevelEncoder
		if e.Colour {
			conf.EncodeLevel = zapcore.CapitalColorLevelEncoder
		}
		encoder = zapcore.NewConsoleEncoder(conf)
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(e.Err)), c.LogLevel))
}

// Run serves until ctx ends.
func (c Serve) Run(ctx context.Context, e *cli.Env) error {
	syscall.Umask(0o077) // whatever it makes is its own account's: the store, the keys, the broker's, the checkpoints
	cfg, err := c.Load()
	if err != nil {
		return err
	}
	BoundMemory()
	log := c.logger(e)
	defer func() { _ = log.Sync() }()
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	return server{Serve: c, clock: c.clock(), log: log, hangups: hangups}.run(ctx, cfg)
}
