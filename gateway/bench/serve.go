package main

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"

	"go.uber.org/zap"

	"bordercast/gateway"
	serving "bordercast/gateway/command/daemon"
	"bordercast/gateway/config"
)

// serve is the daemon inside this program, with profiles written to folder at its end.
func serve(file, folder string) error {
	c, err := config.Load(file)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	profile, err := os.Create(filepath.Join(folder, "cpu.pprof"))
	if err != nil {
		return err
	}
	defer profile.Close()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	serving.BoundMemory()
	log := zap.Must(zap.NewProduction())
	started := make(chan error, 1)
	err = gateway.Run(ctx, gateway.Options{Config: c, Log: log, Rand: rand.Reader, Ready: func(string) {
		started <- pprof.StartCPUProfile(profile)
		log.Info("ready")
	}})
	pprof.StopCPUProfile()
	select {
	case failed := <-started:
		err = errors.Join(err, failed)
	default:
	}
	heap, failed := os.Create(filepath.Join(folder, "heap.pprof"))
	if failed != nil {
		return errors.Join(err, failed)
	}
	runtime.GC()
	return errors.Join(err, pprof.Lookup("allocs").WriteTo(heap, 0), heap.Close())
}
