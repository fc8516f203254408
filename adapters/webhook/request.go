package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"bordercast/adapters"
)

// The headers of a delivery, beside its signature.
const (
	KeyHeader     = "Idempotency-Key"    // the delivery's key and the format: the same at each attempt
	LaneHeader    = "Bordercast-Lane"    // actual, exercise or test
	KindHeader    = "Bordercast-Kind"    // alert, end or annotation
	ChainHeader   = "Bordercast-Chain"   // the token of the chain
	PartHeader    = "Bordercast-Part"    // of the chain, from 1
	GatewayHeader = "Bordercast-Gateway" // the gateway's name
)

const (
	maxAfter    = 5 * time.Minute
	soon        = 5 * time.Second // before a far end that answers is asked about the same alert again
	maxResponse = 64 << 10
	maxQuoted   = 200 // characters of a response that are shown
)

var (
	errLate = errors.New("no answer in time")
	errTLS  = errors.New("the TLS handshake failed")
)

// request makes one request and judges what became of it.
func (d *Destination) request(ctx context.Context, era int, o adapters.Outgoing, p post) adapters.Result {
	if ctx.Err() != nil {
		return stopped()
	}
	bounded, cancel := within(ctx, d.out.Timer, d.timeout)
	defer cancel()
	var written, handshake atomic.Bool
	req, err := d.build(httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{
		WroteHeaders:     func() { written.Store(true) },
		TLSHandshakeDone: func(_ tls.ConnectionState, err error) { handshake.Store(err != nil) },
	}), o, p)
	if err != nil {
		return adapters.Result{Outcome: adapters.Again, After: soon, Text: "The request could not be made: " + root(err) +
			"."}
	}
	resp, err := d.transport.RoundTrip(req)
	if err == nil {
		defer resp.Body.Close()
		// The status is the answer; what follows is for people, and not waited for longer than the request may take.
		text, _ := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
		return d.judge(era, req.Header.Get(KeyHeader), resp, text)
	}
	switch {
	case errors.Is(context.Cause(bounded), errLate):
		err = errLate
	case handshake.Load():
		err = fmt.Errorf("%w: %w", errTLS, err)
	}
	if ctx.Err() == nil {
		return d.unanswered(era, err, written.Load())
	}
	if written.Load() {
		return adapters.Result{Outcome: adapters.Unknown, Code: NoAnswer,
			Text: "The gateway stopped before " + d.to + " answered."}
	}
	return stopped()
}

// within bounds a context by a clock.
func within(ctx context.Context, timer adapters.Clock, d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	fired, stop := timer.After(d)
	go func() {
		select {
		case <-fired:
			cancel(errLate)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { stop(); cancel(nil) }
}

// build makes a request. It has a body that can be read again and an Idempotency-Key, so where an idle connection has
// just been closed by the far end net/http sends it again by itself.
func (d *Destination) build(ctx context.Context, o adapters.Outgoing, p post) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(p.doc.Payload))
	if err != nil {
		return nil, err
	}
	h := req.Header
	h.Set("Content-Type", p.doc.Role.MediaType())
	h.Set("User-Agent", "bordercast")
	h.Set(KeyHeader, o.Key+"-"+string(p.format))
	h.Set(LaneHeader, string(o.Lane))
	h.Set(KindHeader, string(o.Kind))
	h.Set(ChainHeader, o.Chain)
	h.Set(PartHeader, strconv.Itoa(o.Part))
	h.Set(GatewayHeader, d.out.Gateway)
	if d.secret != nil {
		Sign(h, d.secret, p.doc.Payload, d.out.Timer.Now())
	}
	return req, nil
}

// unanswered is what a request without an answer comes to.
func (d *Destination) unanswered(era int, cause error, written bool) adapters.Result {
	t := whyNot(d.to, cause)
	if !written {
		d.link.away(era, t.reason, t.text)
		return adapters.Result{Outcome: adapters.Again, Text: t.text}
	}
	switch t.reason {
	case Timeout, Cut: // which may be for the sake of this one alert
		d.link.strike(era, t.reason, t.text)
	default: // TLS 1.3 refuses a client's certificate only after the request; and an idle connection was the last
		d.link.fail(era, t.reason, t.text, 0)
	}
	return adapters.Result{Outcome: adapters.Unknown, Code: NoAnswer, Text: t.text, After: soon}
}

// judge is what an answer comes to. doc.go has the table.
func (d *Destination) judge(era int, key string, resp *http.Response, body []byte) adapters.Result {
	status, after := resp.StatusCode, retryAfter(resp.Header.Get("Retry-After"), d.out.Timer.Now())
	said := fmt.Sprintf("%s answered %s%s", d.to, statusText(status), quoted(body))
	again := adapters.Result{Outcome: adapters.Again, Text: said, After: max(after, soon)}
	unknown := adapters.Result{Outcome: adapters.Unknown, Code: ServerError, Text: said, After: max(after, soon)}
	switch {
	case status/100 == 2:
		d.works(era)
		return adapters.Result{Outcome: adapters.Done}
	case status == http.StatusConflict && resp.Header.Get(KeyHeader) == key:
		d.works(era)
		return adapters.Result{Outcome: adapters.Done}
	case status == http.StatusConflict, status == http.StatusRequestTimeout, status == http.StatusTooEarly:
		d.works(era)
		return again
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired:
		d.link.fail(era, Unauthorised, said+" It does not know the gateway: compare the secret or certificate, and the "+
			"clock, on both sides.", after)
		return again
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		d.link.fail(era, Busy, said, after)
		again.After = after
		return again
	case status == http.StatusBadGateway, status == http.StatusGatewayTimeout:
		d.link.fail(era, Failing, said, after)
		return unknown
	case status >= 500:
		d.link.strike(era, Failing, said)
		return unknown
	}
	d.works(era)
	return adapters.Result{Outcome: adapters.Refused, Code: refusalCode(status), Text: said}
}

func (d *Destination) works(era int) { d.link.answered(era, d.to+" answers.") }

// statusText is a status for people.
func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// quoted is the beginning of a response's body, and the full stop of the sentence that it ends.
func quoted(body []byte) string {
	text := safe(strings.ToValidUTF8(string(body[:min(len(body), 4*maxQuoted)]), " "), maxQuoted)
	if text == "" {
		return "."
	}
	return fmt.Sprintf(": %q.", text)
}

// retryAfter reads a Retry-After, in seconds or as a date (RFC 9110 §10.2.3): at most five minutes, 0 where there is none.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(text, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = time.Duration(min(seconds, uint64(maxAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxAfter)
}
