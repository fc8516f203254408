package mqtt

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"bordercast/adapters"
)

// Config says which broker to connect to and as whom. The zero value of a field takes the default named beside it.
// Files are read again at each connection, so a renewed certificate needs no restart.
type Config struct {
	Name     string // the link's name in health reports: the system's, or the gateway's own
	URL      string // mqtt://host:1883 or mqtts://host:8883 (tcp, ssl and tls are understood too)
	ClientID string // one fixed name per role: a second client under it takes the session over
	// ClientSecret ends the name that the broker is given. Whoever knows a client's whole name can take its session, and
	// with it what waits there (MQTT 3.1.1 §3.1.4): so this part is in no text of this package.
	ClientSecret string

	User         string
	Password     string // for credentials that live in memory only; otherwise PasswordFile
	PasswordFile string

	CA, Cert, Key string      // PEM files; CA empty: the system's roots
	TLS           *tls.Config // instead of the three files, for the embedded broker

	Keepalive      time.Duration // 20 s
	ConnectTimeout time.Duration // 10 s: TCP, TLS and CONNACK together
	WriteTimeout   time.Duration // 10 s for every packet: a dead socket must not block for ever
	AckTimeout     time.Duration // 30 s without the answer to a packet: the link is cut and made anew
	MaxBackoff     time.Duration // 30 s between two attempts to connect

	MaxBytes   int // 6 MiB: a larger incoming message is refused (Source.Refused)
	MaxPending int // 256 MiB received and not yet acknowledged; beyond it reading pauses
	Window     int // 64 publications in flight; EMQX takes 32 by default, Mosquitto any number

	// ReadTogether is how many filters a read-back asks for at once: 1, or more where little stands under each.
	ReadTogether int

	// Fence is asked before a connection is made and before each packet on it: while it gives an error there is no
	// connection, so that a process which was stopped for a while, and has a successor by now, can do no harm. nil: none.
	Fence func() error

	Will *adapters.Message // published by the broker when the link is lost, not when it is closed
	// Stops is asked about every message before it leaves. One that it stops is left out and counts as published: it
	// has told whom it concerns. nil stops nothing.
	Stops      func(adapters.Message) bool
	ProbeTopic string // below it a read-back publishes its end marks: gateway/v1/{gateway}/probe

	Rand io.Reader // for jitter and the names of probes; crypto/rand
	// Timer measures pauses and timeouts: the machine's clock. It is not the gateway's, because sockets and brokers
	// take real seconds also in a process whose clock is scaled.
	Timer adapters.Clock
}

var errURL = errors.New("not an MQTT address")

// withDefaults fills what was left empty.
func (c Config) withDefaults() Config {
	setDefault(&c.Keepalive, 20*time.Second)
	setDefault(&c.ConnectTimeout, 10*time.Second)
	setDefault(&c.WriteTimeout, 10*time.Second)
	setDefault(&c.AckTimeout, 30*time.Second)
	setDefault(&c.MaxBackoff, 30*time.Second)
	setDefault(&c.MaxBytes, 6<<20)
	setDefault(&c.MaxPending, 256<<20)
	setDefault(&c.Window, 64)
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.Timer == nil {
		c.Timer = machine{}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// address is host:port and whether the link is to be encrypted.
func (c Config) address() (hostport string, encrypted bool, err error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return "", false, fmt.Errorf("broker URL %q: %w", c.URL, errURL)
	}
	port := "1883"
	switch u.Scheme {
	case "mqtt", "tcp":
	case "mqtts", "ssl", "tls":
		port, encrypted = "8883", true
	default:
		return "", false, fmt.Errorf("broker URL %q: %w: write mqtt://host:1883 or mqtts://host:8883", c.URL, errURL)
	}
	if u.User != nil {
		return "", false, fmt.Errorf("broker URL for %s: %w with a user or password in it: use user and password_file",
			u.Host, errURL)
	}
	if u.Hostname() == "" {
		return "", false, fmt.Errorf("broker URL %q: %w: the host is missing", c.URL, errURL)
	}
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port), encrypted, nil
}

// password is the one in memory, or the first line of the file.
func (c Config) password() (string, error) {
	if c.PasswordFile == "" {
		return c.Password, nil
	}
	b, err := os.ReadFile(c.PasswordFile)
	if err != nil {
		return "", fmt.Errorf("password file: %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
