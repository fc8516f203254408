package broker

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"bordercast/adapters"
	"bordercast/adapters/mqtt"
	"bordercast/gateway/clock"
)

// retainedStream is where NATS keeps the retained messages, one per topic.
const retainedStream = "$MQTT_rmsgs"

// patience is how often the same incomplete retained set is seen before it is taken for all there is: a server that
// was killed may have left an empty message in its stream, which no subscriber ever gets.
const patience = 8

var errRetained = errors.New("embedded broker: its retained messages could not be loaded")

// load makes the server load its retained messages, which it does only once a client has connected and then in the
// background, and waits until a subscriber gets as many as are stored.
func (b *Broker) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, time.Minute, errRetained)
	defer cancel()
	s, err := mqtt.Dial(ctx, b.Client("broker", "load"))
	if err != nil {
		return fmt.Errorf("%w: %w", errRetained, err)
	}
	defer s.Close()
	for before, same := -1, 0; same < patience; {
		seen, err := s.Glance(ctx, []string{"#"})
		if err != nil {
			return fmt.Errorf("%w: %w", errRetained, err)
		}
		if len(seen) >= b.retained() {
			return nil
		}
		if same++; len(seen) != before {
			before, same = len(seen), 0
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return fmt.Errorf("%w: %w", errRetained, err)
		}
	}
	b.journal.Warnf("fewer retained messages are served than are stored")
	return nil
}

// pause waits on the machine's clock, which the server runs on.
func pause(ctx context.Context, d time.Duration) error {
	if !adapters.Sleep(ctx, clock.Real{}, d) {
		return context.Cause(ctx)
	}
	return nil
}

// retained is how many are stored.
func (b *Broker) retained() int {
	info, err := b.srv.Jsz(&server.JSzOptions{Accounts: true, Streams: true})
	if err != nil {
		return 0
	}
	for _, account := range info.AccountDetails {
		i := slices.IndexFunc(account.Streams, func(s server.StreamDetail) bool { return s.Name == retainedStream })
		if i >= 0 {
			return int(account.Streams[i].State.Msgs)
		}
	}
	return 0
}

// Client is the configuration of one of the gateway's own clients: link is its name in health reports, role the end
// of its ClientID.
func (b *Broker) Client(link, role string) mqtt.Config {
	return mqtt.Config{
		Name: link, URL: b.URL(), ClientID: b.gate.reserved + role,
		User: b.gate.gateway.User, Password: b.gate.gateway.Password, TLS: b.ClientTLS(),
	}
}

// ClientTLS is for the gateway's own clients: it accepts the certificate this broker was started with and no other,
// whatever name stands in it. nil when the broker is not encrypted.
func (b *Broker) ClientTLS() *tls.Config {
	if b.tls.Load() == nil {
		return nil
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // names and chains are not looked at: VerifyConnection compares the certificate itself
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) > 0 && b.owns(state.PeerCertificates[0]) {
				return nil
			}
			return errors.New("the embedded broker shows a certificate that is not its own")
		},
	}
}

func (b *Broker) owns(cert *x509.Certificate) bool {
	return slices.ContainsFunc(b.tls.Load().Certificates, func(own tls.Certificate) bool {
		return len(own.Certificate) > 0 && slices.Equal(own.Certificate[0], cert.Raw)
	})
}

// currentTLS is a configuration that answers each connection by the one that is in force then; nil without encryption.
func (b *Broker) currentTLS() *tls.Config {
	now := b.tls.Load()
	if now == nil {
		return nil
	}
	first := now.Clone()
	first.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return b.tls.Load(), nil }
	return first
}
