package webhook

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// The reason codes of a link's health. They are stable: metrics, alarms and the guide name them.
const (
	Listening    = "listening"     // a Source takes alerts
	Ready        = "ready"         // not known to be down, and nothing was answered since the start or the last loss
	Answering    = "answering"     // the far end answers
	Unauthorised = "unauthorised"  // one side does not know the other: the secret, the certificate, the clock
	Refused      = "refused"       // nobody listens there
	NotReachable = "not-reachable" // no route, no such name
	Timeout      = "timeout"       // it does not answer in time
	Cut          = "cut"           // it hangs up without an answer, or answers no HTTP
	TLSFailed    = "tls"           // the encrypted link could not be agreed on
	Busy         = "busy"          // it asks to be left alone for a while (429, 503)
	Failing      = "failing"       // it answers with errors of its own (5xx)
	ProxyFailed  = "proxy"         // the proxy does not let the gateway through
)

// The codes of a Result.
const (
	Redirected   = "redirected"     // Refused: it answers that the address is another one (3xx)
	NotAccepted  = "not-accepted"   // Refused: it does not take this alert (400, 422)
	Forbidden    = "forbidden"      // Refused: the gateway may not post there (403)
	NotFound     = "not-found"      // Refused: there is nothing at the address (404, 405, 410)
	TooLarge     = "too-large"      // Refused: it takes no alert of this size (413)
	MediaRefused = "media-type"     // Refused: it does not take this format (406, 415)
	RefusedElse  = "refused"        // Refused: any other 4xx
	NoDocument   = "no-document"    // Refused: the delivery has no document in a format of this system
	NoAnswer     = "no-answer"      // Unknown: it was sent, and no answer came
	ServerError  = "server-error"   // Unknown: an error inside the far end, or between a proxy and it (5xx)
	Partly       = "partly-arrived" // Unknown: one format arrived, and the next may later
)

// refusalCode is the code of a status that refuses for good.
func refusalCode(status int) string {
	switch {
	case status < 400:
		return Redirected
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		return NotAccepted
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusGone:
		return NotFound
	case status == http.StatusRequestEntityTooLarge:
		return TooLarge
	case status == http.StatusNotAcceptable, status == http.StatusUnsupportedMediaType:
		return MediaRefused
	}
	return RefusedElse
}

// A trouble is why a request had no answer.
type trouble struct {
	reason string
	text   string // a sentence about the far end
}

// whyNot finds out why a request to a far end had no answer, and what to do about it.
func whyNot(to string, cause error) trouble {
	reason := classify(cause)
	return trouble{reason, advice(reason, to, cause)}
}

func classify(cause error) string {
	var op *net.OpError
	remote := errors.As(cause, &op) && op.Op == "remote error" // how crypto/tls wraps an alert of the other side
	_, handshake := errors.AsType[*tls.CertificateVerificationError](cause)
	_, record := errors.AsType[tls.RecordHeaderError](cause)
	_, name := errors.AsType[*net.DNSError](cause)
	_, proxy := errors.AsType[proxyError](cause)
	late, timed := errors.AsType[net.Error](cause)
	switch {
	case proxy, op != nil && op.Op == "proxyconnect", op != nil && strings.HasPrefix(op.Op, "socks"):
		return ProxyFailed
	case errors.Is(cause, errLate), timed && late.Timeout():
		return Timeout
	case errors.Is(cause, errTLS), remote, handshake, record:
		return TLSFailed
	case errors.Is(cause, syscall.ECONNREFUSED):
		return Refused
	case name, op != nil && op.Op == "dial":
		return NotReachable
	}
	return Cut
}

func advice(reason, to string, cause error) string {
	switch reason {
	case ProxyFailed:
		return fmt.Sprintf("The proxy does not let the gateway through to %s (%v): check proxy, and what it allows.", to,
			root(cause))
	case TLSFailed:
		return fmt.Sprintf("%s and the gateway could not agree on an encrypted link (%v): check ca, cert and key on both "+
			"sides.", to, root(cause))
	case Timeout:
		return to + " does not answer in time: look at its log, and at the network between."
	case Refused:
		return to + " is not running, or listens elsewhere: start it, or correct the address."
	case Cut:
		return fmt.Sprintf("%s hangs up without an answer, or does not speak HTTP (%v): look at its log.", to, root(cause))
	}
	return fmt.Sprintf("%s cannot be reached (%v): check the network and the address.", to, root(cause))
}

// root is the innermost error, in safe text: the outer ones repeat the address, in which a secret may stand.
func root(err error) string {
	for {
		next := errors.Unwrap(err)
		if several, is := err.(interface{ Unwrap() []error }); is {
			next = several.Unwrap()[len(several.Unwrap())-1]
		}
		if next == nil {
			break
		}
		err = next
	}
	return safe(err.Error(), maxEnvelope)
}
