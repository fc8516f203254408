package webhook

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"syscall"
	"time"

	"bordercast/adapters"
	"bordercast/certs"
)

const (
	window   = 4 // chains under way at once, and connections
	idleTime = time.Minute
)

// A Destination posts what the gateway delivers to one system. Its methods may be used by any number of goroutines.
type Destination struct {
	out       adapters.Outbound
	url       string
	to        string // scheme and host of it, for sentences: the rest may hold a secret
	secret    []byte // nil: bodies are not signed
	formats   []Format
	timeout   time.Duration
	rate      *bucket
	transport *http.Transport
	link      *link
	window    chan struct{} // holds a token for each chain under way
}

var _ adapters.Destination = (*Destination)(nil)

// NewDestination makes a destination from a block, and reads the files that the block names. Run starts it.
func NewDestination(cfg Config, out adapters.Outbound) (*Destination, error) {
	if cfg.Out == nil {
		return nil, fmt.Errorf("system %s: a webhook that alerts go to has no address; write out: in its block", out.System)
	}
	var m mistakes
	if cfg.Out.check(&m); len(m) > 0 {
		return nil, m.join(out.System)
	}
	u, _ := readURL(cfg.Out.URL)
	d := &Destination{out: out, url: u.String(), to: u.Scheme + "://" + u.Host, formats: cfg.Out.formats(),
		window: make(chan struct{}, window)}
	d.link = newLink(adapters.NewReporter(out.System, out.Clock, out.Report), d.to, out.Rand, out.Timer)
	var err error
	if d.timeout, err = cfg.Out.timeout(); err == nil && cfg.Out.HMACFile != "" {
		d.secret, err = readSecret(cfg.Out.HMACFile)
	}
	if err == nil {
		d.transport, err = newTransport(*cfg.Out, u, d.timeout)
	}
	if err != nil {
		return nil, fmt.Errorf("system %s: %w", out.System, err)
	}
	if cfg.Out.Proxy == "" { // a proxy can be reached when the far end behind it cannot
		d.link.dial = func(ctx context.Context) error { return d.dial(ctx, u) }
	}
	if cfg.Out.PerSecond > 0 {
		d.rate = newBucket(cfg.Out.PerSecond, out.Timer)
	}
	return d, nil
}

// newTransport makes the connections of one destination: its own, so that a slow one holds up no other, without the
// environment's proxy, and without unpacking what comes back.
func newTransport(cfg Out, to *url.URL, timeout time.Duration) (*http.Transport, error) {
	encrypted, err := certs.ClientTLS(cfg.Cert, cfg.Key, cfg.CA)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: timeout}
	if to.Scheme == "http" {
		dialer.Control = onlyLoopback
	}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        encrypted,
		TLSHandshakeTimeout:    timeout,
		DisableCompression:     true,
		MaxIdleConns:           window,
		MaxIdleConnsPerHost:    window,
		MaxConnsPerHost:        window,
		IdleConnTimeout:        idleTime,
		MaxResponseHeaderBytes: maxResponse,
	}
	if cfg.Proxy != "" {
		proxy, err := url.Parse(cfg.Proxy)
		if err != nil {
			return nil, errors.New("out.proxy is no address of a proxy")
		}
		t.Proxy = http.ProxyURL(proxy)
		t.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
			if resp.StatusCode != http.StatusOK {
				return proxyError(resp.StatusCode)
			}
			return nil
		}
	}
	return t, nil
}

// dial makes a connection as a request would, and closes it. Nothing is asked of the far end.
func (d *Destination) dial(ctx context.Context, to *url.URL) error {
	ctx, cancel := within(ctx, d.out.Timer, d.timeout)
	defer cancel()
	port := to.Port()
	if port == "" {
		port = to.Scheme // net knows the ports of http and https by their names
	}
	conn, err := d.transport.DialContext(ctx, "tcp", net.JoinHostPort(to.Hostname(), port))
	if err == nil {
		defer conn.Close()
		if to.Scheme == "https" {
			cfg := d.transport.TLSClientConfig.Clone()
			cfg.ServerName = to.Hostname()
			err = tls.Client(conn, cfg).HandshakeContext(ctx)
			if err != nil {
				err = fmt.Errorf("%w: %w", errTLS, err)
			}
		}
	}
	if errors.Is(context.Cause(ctx), errLate) {
		return errLate
	}
	return err
}

// proxyError is the status with which a proxy refused to connect.
type proxyError int

func (e proxyError) Error() string { return "it answers " + statusText(int(e)) }

// onlyLoopback holds a plain connection to this machine, whatever a name server says that localhost is.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	if host, _, err := net.SplitHostPort(address); err != nil || !loopback(host) {
		return fmt.Errorf("%s is another machine, and the link is not encrypted", address)
	}
	return nil
}

// Run waits out the pauses after failures until ctx ends. Its error is always nil.
func (d *Destination) Run(ctx context.Context) error {
	defer d.transport.CloseIdleConnections()
	d.link.untried("Deliveries go to " + d.to + "; none has been made yet.")
	d.link.run(ctx)
	return nil
}

// Connected gives a channel that is closed while the far end is not known to be down. There is no connection to wait
// for: only a request shows whether it answers. After one that failed the channel is open for a pause that grows with
// each failure, and for as long as no connection can be made; so a far end that never answers is asked some times a
// minute, and no more.
func (d *Destination) Connected() <-chan struct{} { return d.link.connected() }

// Deliver posts what is to be delivered: four chains at a time, and within a chain one after the other.
func (d *Destination) Deliver(ctx context.Context, out []adapters.Outgoing, result func(int, adapters.Result)) {
	var work sync.WaitGroup
	defer work.Wait()
	for _, chain := range byChain(out) {
		if !d.enter(ctx) {
			for _, i := range chain {
				result(i, stopped())
			}
			continue
		}
		work.Go(func() {
			defer func() { <-d.window }()
			d.chain(ctx, out, chain, result)
		})
	}
}

func (d *Destination) enter(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case d.window <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// byChain gives the indices of each chain's deliveries; chains and deliveries in the order given.
func byChain(out []adapters.Outgoing) (chains [][]int) {
	at := map[string]int{}
	for i, o := range out {
		n, found := at[o.Chain]
		if !found {
			n = len(chains)
			at[o.Chain] = n
			chains = append(chains, nil)
		}
		chains[n] = append(chains[n], i)
	}
	return chains
}

// chain delivers to one chain. What follows a delivery that is not over waits, or the far end could have the older
// after the newer.
func (d *Destination) chain(ctx context.Context, out []adapters.Outgoing, chain []int,
	result func(int, adapters.Result)) {
	for n, i := range chain {
		r := d.deliver(ctx, out[i])
		result(i, r)
		if r.Outcome == adapters.Done || r.Outcome == adapters.Refused {
			continue
		}
		for _, later := range chain[n+1:] {
			result(later, adapters.Result{Outcome: adapters.Again, After: r.After,
				Text: "It waits for what comes before it in its chain."})
		}
		return
	}
}

func stopped() adapters.Result {
	return adapters.Result{Outcome: adapters.Again, Text: "The gateway stopped before it was sent."}
}

// post is one request of a delivery.
type post struct {
	format Format
	doc    adapters.Document
}

// posts are the requests of a delivery, in the order of the formats.
func (d *Destination) posts(o adapters.Outgoing) (posts []post) {
	for _, f := range d.formats {
		for _, role := range roles(o.Kind, f, len(d.formats) > 1) {
			if doc, found := document(o, role); found {
				posts = append(posts, post{f, doc})
				break
			}
		}
	}
	return posts
}

// roles are the documents that show what a delivery does in a format: the first that it has.
func roles(kind adapters.Kind, f Format, both bool) []adapters.Role {
	switch {
	case kind == adapters.End && f == FormatGeoJSON:
		return []adapters.Role{adapters.Ended}
	case kind == adapters.End && both:
		return []adapters.Role{adapters.CAP}
	case kind == adapters.End: // an alert that ran out has no Cancel; whoever reads CAP alone must hear of its end too
		return []adapters.Role{adapters.CAP, adapters.Ended}
	case f == FormatGeoJSON:
		return []adapters.Role{adapters.JSON}
	case kind == adapters.Alert:
		return []adapters.Role{adapters.CAP}
	}
	return nil // an annotation changes no CAP
}

func document(o adapters.Outgoing, role adapters.Role) (adapters.Document, bool) {
	for _, doc := range o.Documents {
		if doc.Role == role && len(doc.Payload) > 0 {
			return doc, true
		}
	}
	return adapters.Document{}, false
}

// deliver makes the requests of one delivery, until one of them is not done.
func (d *Destination) deliver(ctx context.Context, o adapters.Outgoing) adapters.Result {
	posts := d.posts(o)
	if len(posts) == 0 && o.Kind != adapters.Annotation {
		return adapters.Result{Outcome: adapters.Refused, Code: NoDocument, Text: fmt.Sprintf(
			"There is no document for format %s: choose another format for %s.", d.formats[0], d.out.System)}
	}
	for n, p := range posts {
		if r := d.send(ctx, o, p); r.Outcome != adapters.Done {
			return partly(r, posts[:n])
		}
	}
	return adapters.Result{Outcome: adapters.Done}
}

// partly is the result of a delivery of which some formats have arrived.
func partly(r adapters.Result, arrived []post) adapters.Result {
	if len(arrived) == 0 {
		return r
	}
	if r.Outcome == adapters.Again { // which would say that nothing of it is there
		r.Outcome, r.Code = adapters.Unknown, Partly
	}
	r.Text = fmt.Sprintf("Format %s arrived, and then: %s", arrived[0].format, r.Text)
	return r
}

// send makes one request, when the far end's rate allows it.
func (d *Destination) send(ctx context.Context, o adapters.Outgoing, p post) adapters.Result {
	for {
		era, ok := d.link.begin()
		if !ok {
			return resting(d.to)
		}
		wait := d.rate.take()
		if wait == 0 {
			return d.request(ctx, era, o, p)
		}
		if !adapters.Sleep(ctx, d.out.Timer, wait) {
			return stopped()
		}
	}
}
