package mqtt

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"syscall"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// The reason codes of a link's health. They are stable: metrics, alarms and the guide name them.
const (
	Connected         = "connected"          // up; a Source has subscribed, a Publisher has reconciled
	SessionLost       = "session-lost"       // up, but the broker forgot the session: messages may be missing
	Cut               = "cut"                // it was up and was lost
	Refused           = "refused"            // nobody listens there
	NotReachable      = "not-reachable"      // no route, no such name, no answer in time
	Unauthorised      = "unauthorised"       // the broker does not accept this user or certificate
	TLSFailed         = "tls"                // the encrypted link could not be agreed on
	BadConfig         = "config"             // a file or address of the configuration cannot be used
	BrokerUnavailable = "broker-unavailable" // the broker answered that it cannot serve now
	ClientRefused     = "client-refused"     // the broker does not take this ClientID or protocol version
	SubscribeRefused  = "subscribe-refused"  // connected, but not allowed to subscribe
	ReconcileFailed   = "reconcile-failed"   // connected, but the OnConnect hook failed
	Fenced            = "fenced"             // not made, because its owner may not use it at the moment
)

// A failure is an attempt to connect that did not succeed, with what the person who must act is told.
type failure struct {
	reason string
	text   string
	cause  error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

// Reason is the stable code.
func (f *failure) Reason() string { return f.reason }

// Reason is the reason code an error of this package carries, or "" when it carries none.
func Reason(err error) string {
	var coded interface{ Reason() string }
	if errors.As(err, &coded) {
		return coded.Reason()
	}
	return ""
}

// failed finds out why a connection could not be made, and what to do about it.
func failed(cfg Config, err error) *failure {
	reason := classify(err)
	return &failure{reason: reason, text: advice(reason, cfg, err), cause: err}
}

// asFailure is err with a reason code.
func asFailure(cfg Config, err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, ErrFenced) {
		return fencedOff(cfg, err)
	}
	if errors.Is(err, ErrCut) || errors.Is(err, errNoAnswer) {
		return wasCut(cfg)
	}
	return failed(cfg, err)
}

// wasCut is what is told when a link that was up is lost.
func wasCut(cfg Config) *failure {
	return &failure{reason: Cut, cause: ErrCut,
		text: fmt.Sprintf("The link to the MQTT broker at %s was lost and is being made anew; if this "+
			"repeats, look at the broker's log, and whether another client uses its name, which begins with %q.",
			cfg.URL, cfg.ClientID)}
}

// fencedOff is what is told of a link that may not be used.
func fencedOff(cfg Config, err error) *failure {
	return &failure{reason: Fenced, cause: fmt.Errorf("%w: %w", ErrFenced, err), text: fmt.Sprintf(
		"The link to the MQTT broker at %s waits: %v.", cfg.URL, root(err))}
}

// lost is why a link that was up is down.
func lost(cfg Config, l *link) *failure {
	if why := context.Cause(l.ctx); errors.Is(why, ErrFenced) {
		return fencedOff(cfg, why)
	}
	return wasCut(cfg)
}

func classify(err error) string {
	switch {
	case errors.Is(err, packets.ErrorRefusedNotAuthorised), errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword):
		return Unauthorised
	case errors.Is(err, packets.ErrorRefusedIDRejected), errors.Is(err, packets.ErrorRefusedBadProtocolVersion):
		return ClientRefused
	case errors.Is(err, packets.ErrorRefusedServerUnavailable):
		return BrokerUnavailable
	case isTLS(err):
		return TLSFailed
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused
	case errors.Is(err, errURL), errors.Is(err, errKeys), isFile(err):
		return BadConfig
	}
	return NotReachable
}

// isTLS knows what may go wrong with an encrypted link: in the handshake, or after it, for with TLS 1.3 a broker
// refuses a client certificate only when the handshake has ended for us, and the alert comes in the place of CONNACK.
func isTLS(err error) bool {
	var alert tls.AlertError
	var op *net.OpError // crypto/tls wraps an alert it received in one, with this operation
	return errors.Is(err, errHandshake) || errors.As(err, &alert) || errors.As(err, &op) && op.Op == "remote error"
}

func isFile(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

func advice(reason string, cfg Config, err error) string {
	at := "The MQTT broker at " + cfg.URL
	switch reason {
	case Unauthorised:
		return at + " does not accept " + who(cfg) + ": check the user, the password and the broker's access list."
	case ClientRefused:
		return fmt.Sprintf("%s does not accept a client name that begins with %q, or MQTT 3.1.1: check its settings.", at,
			cfg.ClientID)
	case BrokerUnavailable:
		return at + " answers that it cannot serve now: look at its log."
	case TLSFailed:
		return fmt.Sprintf("%s and the gateway could not agree on an encrypted link (%v): check ca, cert and key on both "+
			"sides.", at, root(err))
	case Refused:
		return at + " is not running, or listens elsewhere: start it, or correct the address."
	case BadConfig:
		return fmt.Sprintf("The link to %s cannot be configured: %v.", cfg.URL, err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
		return at + " hangs up without an answer: look at its log; if it expects an encrypted link, write mqtts://."
	}
	return fmt.Sprintf("%s cannot be reached (%v): check the network and the address.", at, root(err))
}

func who(cfg Config) string {
	if cfg.User == "" {
		return "a client without a user"
	}
	return fmt.Sprintf("the user %q", cfg.User)
}

// root is the innermost error: paho wraps causes in "network Error".
func root(err error) error {
	for {
		var next error
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			next = e.Unwrap()
		case interface{ Unwrap() []error }:
			if all := e.Unwrap(); len(all) > 0 {
				next = all[len(all)-1]
			}
		}
		if next == nil {
			return err
		}
		err = next
	}
}
