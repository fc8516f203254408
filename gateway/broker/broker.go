package broker

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// A Broker is a running server. Close it.
type Broker struct {
	srv     *server.Server
	gate    *gate
	journal *journal
	address string
	tls     *tls.Config
	close   func() error
}

// Start runs the server and returns when it has loaded what it retained before. Only the gateway's own credentials
// are let in until Open.
func Start(ctx context.Context, o Options) (*Broker, error) {
	host, port, err := o.address()
	if err != nil {
		return nil, err
	}
	gate, err := newGate(o)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(o.Dir, "broker"), 0o700); err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	if err := free(ctx, o.Listen); err != nil {
		return nil, err
	}
	opts := serverOptions(o, host, anyPort(port), gate)
	srv, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	b := &Broker{srv: srv, gate: gate, journal: newJournal(o), tls: o.TLS}
	b.close = sync.OnceValue(b.shutdown)
	if err := b.run(ctx, o, opts); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// run starts the server and waits until it serves.
func (b *Broker) run(ctx context.Context, o Options, opts *server.Options) error {
	b.journal.user = b.userOf
	b.srv.SetLoggerV2(b.journal, false, false, false)
	b.srv.Start() // returns at once: with DontListen there is no accept loop of NATS's own
	if err := b.journal.failed(); err != nil {
		return fmt.Errorf("embedded broker, listen %s, data %s: %w", o.Listen, opts.StoreDir, err)
	}
	if !b.srv.ReadyForConnections(30 * time.Second) {
		return fmt.Errorf("embedded broker: it did not start within 30 s; data %s may be on a slow or full disk", opts.StoreDir)
	}
	b.address = net.JoinHostPort(reachable(opts.MQTT.Host), strconv.Itoa(opts.MQTT.Port))
	return b.load(ctx)
}

// reachable is where this machine reaches a server that listens on all its addresses.
func reachable(host string) string {
	switch ip := net.ParseIP(host); {
	case ip == nil || !ip.IsUnspecified():
		return host
	case ip.To4() == nil:
		return "::1"
	}
	return "127.0.0.1"
}

// userOf is who a connection belongs to.
func (b *Broker) userOf(connection uint64) string {
	c := b.srv.GetClient(connection)
	if c == nil {
		return ""
	}
	return c.GetOpts().Username
}

// free says in one sentence when somebody else listens there already; the server itself would only try again.
func free(ctx context.Context, listen string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", listen)
	switch {
	case err == nil:
		return l.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("embedded broker: another program already listens on %s: stop it, or set broker.embedded.listen to another port", listen)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("embedded broker: this user may not listen on %s: take a port above 1023", listen)
	}
	return fmt.Errorf("embedded broker, listen %s: %w", listen, err)
}

// anyPort is NATS's word for it.
func anyPort(port int) int {
	if port == 0 {
		return -1
	}
	return port
}

// URL is where clients on this machine connect: mqtt:// or mqtts:// with the port really taken.
func (b *Broker) URL() string {
	if b.tls != nil {
		return "mqtts://" + b.address
	}
	return "mqtt://" + b.address
}

// Open lets everybody in. Call it when the gateway has subscribed what agencies publish.
func (b *Broker) Open() { b.gate.open.Store(true) }

// Close ends every connection and the server, within 15 seconds. It may be called twice.
func (b *Broker) Close() error { return b.close() }

func (b *Broker) shutdown() error {
	ended := make(chan struct{})
	go func() {
		b.srv.Shutdown()
		b.srv.WaitForShutdown()
		close(ended)
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return errors.New("embedded broker: it did not end within 15 s; what it acknowledged is on disk")
	}
}
