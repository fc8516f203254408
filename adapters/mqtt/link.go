package mqtt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"syscall"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"bordercast/adapters"
)

// ErrCut is why everything fails that was under way when the link was lost.
var ErrCut = errors.New("the MQTT link was cut")

// errNoAnswer cuts a link whose broker answers pings but not packets.
var errNoAnswer = errors.New("the broker did not answer in time")

// A link is one paho client on one connection, from CONNECT to its end. It is never connected again: a client that
// reconnects completes the tokens of publications that no broker acknowledged (paho 1.5.1, messageids.go claimID).
type link struct {
	client paho.Client
	wire   *wire
	// resumed is CONNACK's session-present.
	resumed bool
	// lost is closed by paho after it has failed every token under way.
	lost chan struct{}
	// ctx ends with the link, not before; its cause says why.
	ctx context.Context
	end context.CancelCauseFunc
}

// role is what differs between a Source and the others.
type role struct {
	persistent bool // CleanSession false, acknowledgements by hand
	// receive runs in paho's reader: while it blocks nothing else is read, not even the answer to a ping.
	receive func(*link, paho.Message)
}

// connect makes a link, or says in a *failure why it could not.
func connect(ctx context.Context, cfg Config, r role) (*link, error) {
	l := &link{lost: make(chan struct{})}
	l.ctx, l.end = context.WithCancelCause(context.WithoutCancel(ctx))
	if cfg.Fence != nil {
		if err := cfg.Fence(); err != nil {
			return nil, fencedOff(cfg, err)
		}
	}
	password, err := cfg.password()
	if err != nil {
		return nil, failed(cfg, err)
	}
	lose := sync.OnceFunc(func() { close(l.lost) })
	// The connection is opened here and not by paho, so that ctx can interrupt it and its error keeps its type.
	l.wire, err = dial(ctx, cfg)
	if err != nil {
		return nil, failed(cfg, err)
	}
	opts := options(cfg, r, password).
		SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) { return l.wire, nil }).
		SetConnectionLostHandler(func(paho.Client, error) { lose() }).
		// before Connect: a message without handler is never acknowledged
		SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { r.receive(l, m) })
	l.client = paho.NewClient(opts)
	stop := context.AfterFunc(ctx, func() { l.wire.cut(context.Cause(ctx)) })
	defer stop()
	token := l.client.Connect().(*paho.ConnectToken)
	token.Wait() // bounded by ConnectTimeout, which paho sets as the connection's deadline
	if err := token.Error(); err != nil {
		l.wire.Close()
		return nil, failed(cfg, beforeAnswer(cfg, err))
	}
	l.resumed = token.SessionPresent()
	go l.watch()
	return l, nil
}

// keep makes one connection after the other until ctx ends, and reports why each failed.
func keep(ctx context.Context, cfg Config, health *adapters.Reporter,
	connection func(context.Context, *adapters.Backoff) error) {
	wait := adapters.NewBackoff(cfg.MaxBackoff, cfg.Rand, cfg.Timer)
	for ctx.Err() == nil {
		if err := connection(ctx, wait); err != nil && ctx.Err() == nil {
			f := asFailure(cfg, err)
			health.Report(false, f.reason, f.text)
			if f.reason == Fenced { // what the owner of a link may not do now it may in a moment
				wait.Soon()
			}
		}
		if !wait.Pause(ctx) {
			break
		}
	}
}

// beforeAnswer knows a broker that hung up on an encrypted link instead of answering CONNECT. With TLS 1.3 our side of
// the handshake has ended by then, and the broker's refusal of our certificate may be lost in the hanging up.
func beforeAnswer(cfg Config, err error) error {
	if _, encrypted, _ := cfg.address(); encrypted && (errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)) {
		return fmt.Errorf("%w: %w", errHandshake, err)
	}
	return err
}

// watch ends the link's context as soon as the connection is down.
func (l *link) watch() {
	select {
	case <-l.wire.down:
	case <-l.ctx.Done():
		return
	}
	if errors.Is(l.wire.why, errNoAnswer) || errors.Is(l.wire.why, ErrFenced) {
		l.end(l.wire.why)
		return
	}
	l.end(ErrCut)
}

// options are those of the recipe: every trap of paho 1.5.1 that they avoid is named beside them.
func options(cfg Config, r role, password string) *paho.ClientOptions {
	opts := paho.NewClientOptions().
		AddBroker("tcp://unused"). // one server is needed for paho to try at all; ours opens the connection
		SetClientID(cfg.ClientID + cfg.ClientSecret).
		SetUsername(cfg.User).
		SetPassword(password).
		SetProtocolVersion(4). // or a refused connection is tried again as MQTT 3.1
		SetCleanSession(!r.persistent).
		SetAutoReconnect(false). // or publications that were never acknowledged are reported as done
		SetConnectRetry(false).
		SetOrderMatters(true). // or each message has a goroutine and order is lost
		SetAutoAckDisabled(r.persistent).
		SetKeepAlive(cfg.Keepalive).
		SetPingTimeout(cfg.WriteTimeout).
		SetConnectTimeout(cfg.ConnectTimeout).
		SetWriteTimeout(cfg.WriteTimeout) // or a dead socket blocks for ever
	if cfg.Will != nil {
		opts.SetBinaryWill(cfg.Will.Topic, cfg.Will.Payload, 1, cfg.Will.Retain)
	}
	return opts
}

// subscribe asks for all filters in one packet and waits until the broker granted each.
func (l *link) subscribe(ctx context.Context, cfg Config, qos byte, filters ...string) error {
	wanted := make(map[string]byte, len(filters))
	for _, f := range filters {
		wanted[f] = qos
	}
	token := l.client.SubscribeMultiple(wanted, nil).(*paho.SubscribeToken)
	err := l.await(ctx, cfg, token)
	select {
	case <-token.Done():
	default: // paho may be writing the result at this moment, so what stands in it is not read
		return err
	}
	for filter, granted := range token.Result() {
		if granted > 2 { // MQTT 3.1.1 §3.9.3: 0x80 is Failure
			return &failure{reason: SubscribeRefused, text: "The MQTT broker at " + cfg.URL + " does not let " + who(cfg) +
				" subscribe to " + filter + ": grant it in the broker's access list, or see in its log what it lacks.",
				cause: token.Error()}
		}
	}
	return err
}

// await waits until the broker answered. One that does not answer in time loses the link, because a packet whose
// answer never comes keeps its identifier for ever.
func (l *link) await(ctx context.Context, cfg Config, token paho.Token) error {
	fired, stop := cfg.Timer.After(cfg.AckTimeout)
	defer stop()
	select {
	case <-token.Done():
		return token.Error()
	case <-l.ctx.Done():
		return l.afterLoss(cfg, token)
	case <-fired:
		l.wire.cut(errNoAnswer)
		return errNoAnswer
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// afterLoss is how a token stands once paho has failed all it knows of: an answer read just before the loss counts.
// A token registered in the instant of the loss is never completed, nor is any when paho hangs.
func (l *link) afterLoss(cfg Config, token paho.Token) error {
	fired, stop := cfg.Timer.After(time.Second)
	defer stop()
	select {
	case <-token.Done():
		return token.Error()
	case <-l.lost:
	case <-fired:
	}
	select {
	case <-token.Done():
		return token.Error()
	default:
		return ErrCut
	}
}

// close says farewell (so the last will is not published) and waits a short while for paho's goroutines.
func (l *link) close() {
	l.end(ErrCut)
	l.client.Disconnect(uint(farewell / time.Millisecond))
	l.wire.cut(net.ErrClosed)
}

// farewell is how long DISCONNECT may take.
const farewell = 250 * time.Millisecond
