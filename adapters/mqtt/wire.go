package mqtt

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"bordercast/adapters"
)

// ErrFenced is why a link is down, or not made: its owner may not use it at the moment.
var ErrFenced = errors.New("the link may not be used")

var errKeys = errors.New("no usable key or certificate")

// wire is the connection under a client. It gives every write a deadline (paho gives one only to PUBLISH, so an
// acknowledgement or a ping on a dead socket would block for ever), and it knows at once when the link is down
// (paho tells only after all its goroutines have ended).
type wire struct {
	net.Conn
	in      *bufio.Reader // paho reads a packet's header byte by byte
	timeout time.Duration
	timer   adapters.Clock
	fence   func() error

	once sync.Once
	why  error         // why the link is down; written once, before down is closed
	down chan struct{} // closed at the first error of the link
}

func newWire(c net.Conn, cfg Config) *wire {
	return &wire{Conn: c, in: bufio.NewReader(c), timeout: cfg.WriteTimeout, timer: cfg.Timer, fence: cfg.Fence,
		down: make(chan struct{})}
}

// Read is the connection's; a cut link gives the reason it was cut for, because paho takes a connection that was
// closed on this side for one it closed itself, and would not report the loss.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.in.Read(p)
	return n, w.check(err)
}

// Write is the connection's, within the timeout and the fence.
func (w *wire) Write(p []byte) (int, error) {
	if w.fence != nil {
		if err := w.fence(); err != nil {
			w.cut(fmt.Errorf("%w: %w", ErrFenced, err))
			return 0, w.why
		}
	}
	if err := w.Conn.SetWriteDeadline(w.timer.Now().Add(w.timeout)); err != nil {
		return 0, w.check(err)
	}
	n, err := w.Conn.Write(p)
	return n, w.check(err)
}

func (w *wire) check(err error) error {
	if err == nil {
		return nil
	}
	w.fail(err)
	return w.why
}

func (w *wire) fail(err error) {
	w.once.Do(func() {
		w.why = err
		close(w.down)
	})
}

// cut ends the link without a farewell: the broker publishes the last will and keeps the session.
func (w *wire) cut(why error) {
	w.fail(why)
	w.Conn.Close()
}

// dial opens the connection, encrypted or not.
func dial(ctx context.Context, cfg Config) (*wire, error) {
	hostport, encrypted, err := cfg.address()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, cfg.ConnectTimeout)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", hostport)
	if err != nil {
		return nil, err
	}
	if encrypted {
		if conn, err = cfg.encrypt(ctx, conn, hostport); err != nil {
			return nil, err
		}
	}
	return newWire(conn, cfg), nil
}

// errHandshake is any end of a TLS handshake but a good one; a broker that speaks plain MQTT just hangs up.
var errHandshake = errors.New("TLS handshake")

func (c Config) encrypt(ctx context.Context, conn net.Conn, hostport string) (net.Conn, error) {
	conf, err := c.tls()
	if err != nil {
		conn.Close()
		return nil, err
	}
	if conf.ServerName == "" {
		conf = conf.Clone()
		conf.ServerName, _, _ = net.SplitHostPort(hostport)
	}
	secure := tls.Client(conn, conf)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("%w: %w", errHandshake, err)
	}
	return secure, nil
}

// tls is the configuration given, or the one made of the three files.
func (c Config) tls() (*tls.Config, error) {
	if c.TLS != nil {
		return c.TLS, nil
	}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("ca: %w", err)
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%w: ca %s holds no PEM certificate", errKeys, c.CA)
		}
	}
	if c.Cert == "" && c.Key == "" {
		return conf, nil
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return nil, fmt.Errorf("%w: cert %s with key %s: %w", errKeys, c.Cert, c.Key, err)
	}
	conf.Certificates = []tls.Certificate{pair}
	return conf, nil
}
