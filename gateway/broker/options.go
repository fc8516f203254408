package broker

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/zap"
)

// Options say where to listen, where to keep the data, and who may do what.
type Options struct {
	Dir    string      // the gateway's data folder, locked by it; the broker keeps everything in its folder broker
	Listen string      // host:port; port 0 takes any free one
	TLS    *tls.Config // nil: not encrypted. A client certificate is asked for and, when given, must verify

	Gateway  Credentials // of the gateway's own clients: see NewCredentials
	Reserved string      // prefix of ClientIDs that only the gateway may use: "bordercast-" when empty
	Users    []User      // without any, everybody on this machine may do what Anonymous says
	// SyncAlways writes through to the disk at every message: for machines that lose power. Otherwise a killed
	// process loses nothing, a machine without power up to two minutes.
	SyncAlways bool
	// AckWait is after how long a message that was not acknowledged is sent again: 2 s when zero.
	AckWait time.Duration

	// Subscriber is how many bytes may wait for one subscriber who does not work them off: 16 MB when zero.
	Subscriber int

	// WriteDeadline is how long a client may take nothing at all before it is cut off: 30 s when zero.
	WriteDeadline time.Duration

	// Violation is told of every publication that was forbidden: by whom, on which topic. It must not block.
	Violation func(user, topic string)
	Log       *zap.Logger // nil: silent
}

// Credentials are a user and a password.
type Credentials struct{ User, Password string }

// NewCredentials makes the ones of the gateway's own clients, new at each start and never written down.
func NewCredentials(random io.Reader) (Credentials, error) {
	if random == nil {
		random = rand.Reader
	}
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return Credentials{}, fmt.Errorf("make the credentials of the embedded broker: %w", err)
	}
	return Credentials{User: "gateway-" + hex.EncodeToString(b[:8]), Password: hex.EncodeToString(b[8:])}, nil
}

// A User is known by a password or by the common name of a verified client certificate. Publish and Subscribe are
// MQTT topic filters; what they do not cover is forbidden.
type User struct {
	Name         string
	PasswordHash string // as mosquitto_passwd writes it: $7$…; see HashPassword
	CommonName   string // of the client certificate
	Publish      []string
	Subscribe    []string
}

// Anonymous is what everybody on this machine may do while no users are configured.
func Anonymous() User {
	return User{
		Name:      "anonymous",
		Publish:   []string{"bordercast/v1/in/+"},
		Subscribe: []string{"alerts/#", "parties/#", "gateway/#", "bordercast/v1/receipt/+"},
	}
}

// The sizes and times the server runs with, each for the reason beside it.
const (
	maxPayload = 8 << 20 // the largest alert is 5 MB
	maxPending = 1 << 30 // with the default a late subscriber to a large retained set gets nothing at all
	subscriber = 16 << 20
	// With the server's default a responder on a thin link who has more to take than goes through in this time is cut off
	// every time, though they read: only one that takes nothing may be.
	writeDeadline = 30 * time.Second
	// maxAckPending is the window of one subscription. A session may have 65,535 of them together and a # filter
	// counts twice, so this gives a responder 32 filters with # or 65 without; the next is refused (SUBACK 0x80).
	maxAckPending = 1000
	ackWait       = 2 * time.Second
	// apiTimeout is how long the server may take to gather the retained messages of one subscription. After the
	// default of 5 s it sends those it has, without a word.
	apiTimeout = time.Minute
)

// serverOptions are NATS's. It never listens for NATS clients.
func serverOptions(o Options, host string, port int, gate *gate, conf *tls.Config) *server.Options {
	if o.AckWait == 0 {
		o.AckWait = ackWait
	}
	if o.WriteDeadline == 0 {
		o.WriteDeadline = writeDeadline
	}
	return &server.Options{
		ServerName: "bordercast", DontListen: true, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: filepath.Join(o.Dir, "broker"), SyncAlways: o.SyncAlways,
		DisableJetStreamBanner: true,
		MaxPayload:             maxPayload, MaxPending: maxPending, WriteDeadline: o.WriteDeadline,
		WriteTimeout:               server.WriteTimeoutPolicyRetry,
		CustomClientAuthentication: gate,
		MQTT: server.MQTTOpts{
			Host: host, Port: port, AckWait: o.AckWait, MaxAckPending: maxAckPending, JSAPITimeout: apiTimeout,
			TLSConfig: conf, TLSTimeout: 10,
		},
	}
}

// serverTLS never demands a client certificate: the gateway's own clients have a password, and so may others.
func serverTLS(conf *tls.Config) *tls.Config {
	if conf == nil {
		return nil
	}
	conf = conf.Clone()
	if conf.ClientAuth != tls.NoClientCert || conf.ClientCAs != nil {
		conf.ClientAuth = tls.VerifyClientCertIfGiven
	}
	return conf
}

var (
	errOpen   = errors.New("without users it may listen on this machine only: configure users or listen on 127.0.0.1")
	errListen = errors.New("write listen as host:port")
)

// address splits listen, and refuses to serve strangers.
func (o Options) address() (host string, port int, err error) {
	host, text, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return "", 0, fmt.Errorf("embedded broker, listen %q: %w", o.Listen, errListen)
	}
	port, err = strconv.Atoi(text)
	if err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("embedded broker, listen %q: %w", o.Listen, errListen)
	}
	if len(o.Users) == 0 && !loopback(host) {
		return "", 0, fmt.Errorf("embedded broker, listen %q: %w", o.Listen, errOpen)
	}
	return host, port, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
