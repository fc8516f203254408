package broker

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
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
	host    string                     // it listens on
	tls     atomic.Pointer[tls.Config] // nil: not encrypted
	close   func() error
	looks   sync.WaitGroup // on how much waits for whom
	stop    func()         // ends them
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
	b := &Broker{host: host}
	b.tls.Store(serverTLS(o.TLS))
	opts := serverOptions(o, host, anyPort(port), gate, b.currentTLS())
	srv, err := server.NewServer(opts)
	if err != nil {
		return nil, fmt.Errorf("embedded broker: %w", err)
	}
	b.srv, b.gate, b.journal = srv, gate, newJournal(o)
	looking, stop := context.WithCancel(context.WithoutCancel(ctx))
	b.stop = stop
	b.close = sync.OnceValue(b.shutdown)
	if err := b.run(ctx, o, opts); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	b.looks.Go(func() { b.keepBound(looking, cmp.Or(o.Subscriber, subscriber), o.Gateway.User) })
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
		return fmt.Errorf("embedded broker: it did not start within 30 s; data %s may be on a slow or full disk",
			opts.StoreDir)
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
		return fmt.Errorf("embedded broker: another program already listens on %s: stop it, or set "+
			"broker.embedded.listen to another port", listen)
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
	if b.tls.Load() != nil {
		return "mqtts://" + b.address
	}
	return "mqtt://" + b.address
}

// Open lets everybody in. Call it when the gateway has subscribed what agencies publish.
func (b *Broker) Open() { b.gate.open.Store(true) }

// Take lets these users in from now on. Who is none of them any more, or has other rights, is disconnected; nobody else
// notices.
func (b *Broker) Take(users []User) error {
	if len(users) == 0 && !loopback(b.host) {
		return errOpen
	}
	if err := b.gate.take(users); err != nil {
		return err
	}
	b.gate.gone(func(id uint64) bool { return b.srv.GetClient(id) != nil })
	for _, id := range b.gate.others() {
		_ = b.srv.DisconnectClientByID(id) // it may be gone
	}
	return nil
}

// TakeTLS shows another certificate to whoever connects from now on. Those who are connected stay.
func (b *Broker) TakeTLS(conf *tls.Config) { b.tls.Store(serverTLS(conf)) }

// Close ends every connection and the server, within 15 seconds. It may be called twice.
func (b *Broker) Close() error { return b.close() }

// stuck is how long the end waits for connections alone. A client that reads nothing holds its own up to writeDeadline,
// and whoever stops a gateway must not wait for that: everything is on disk by then, and nobody is sent anything more.
const stuck = 500 * time.Millisecond

func (b *Broker) shutdown() error {
	b.stop()
	b.looks.Wait()
	ended := make(chan struct{})
	go func() {
		b.srv.Shutdown()
		b.srv.WaitForShutdown()
		close(ended)
	}()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	over := time.After(15 * time.Second)
	var enough <-chan time.Time
	for {
		select {
		case <-ended:
			return nil
		case <-enough:
			return nil
		case <-over:
			return errors.New("embedded broker: it did not end within 15 s; what it acknowledged is on disk")
		case <-look.C:
			if enough == nil && !b.srv.JetStreamEnabled() && b.srv.NumClients() == 0 {
				enough = time.After(stuck)
			}
		}
	}
}
