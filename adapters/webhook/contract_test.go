package webhook

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bordercast/adapters"
	"bordercast/adapters/adapterstest"
)

func TestContract(t *testing.T) {
	t.Run("Source", func(t *testing.T) {
		adapterstest.Source(t, func(t *testing.T) adapterstest.Sender { return newAgency(t) }, adapterstest.Bubble)
	})
	t.Run("Destination", func(t *testing.T) {
		adapterstest.Destination(t, func(t *testing.T) adapterstest.Receiver { return newPartner(t) }, adapterstest.Bubble)
	})
}

// agency posts one alert after the other, each until it is taken or refused for good.
type agency struct {
	t    *testing.T
	post chan struct{} // holds one token while something waits

	mu      sync.Mutex // guards those below
	source  *Source    // which the gateway's server serves now
	waiting [][]byte
}

var _ adapterstest.Keeper = (*agency)(nil)

func newAgency(t *testing.T) *agency {
	a := &agency{t: t, post: make(chan struct{}, 1)}
	p := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		s := a.source
		a.mu.Unlock()
		s.ServeHTTP(w, r)
	}))
	client := &http.Client{Transport: &http.Transport{DialContext: p.dial}}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { a.run(ctx, client) })
	t.Cleanup(func() { cancel(); work.Wait(); client.CloseIdleConnections() })
	return a
}

func (a *agency) Source(in adapters.Inbound) adapters.Source {
	s, err := NewSource(Config{In: &In{Path: "/in/centre", HMACFile: file(a.t, "hmac", secretText)}}, in)
	if err != nil {
		a.t.Fatal(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.source = s
	return s
}

func (a *agency) Send(body []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = append(a.waiting, body)
	select {
	case a.post <- struct{}{}:
	default:
	}
}

func (a *agency) Waiting() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.waiting)
}

func (a *agency) next() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.waiting) == 0 {
		return nil
	}
	return a.waiting[0]
}

func (a *agency) run(ctx context.Context, client *http.Client) {
	for ctx.Err() == nil {
		body := a.next()
		if body == nil {
			select {
			case <-a.post:
			case <-ctx.Done():
			}
			continue
		}
		if a.sent(ctx, client, body) {
			a.mu.Lock()
			a.waiting = a.waiting[1:]
			a.mu.Unlock()
		} else {
			adapters.Sleep(ctx, wall{}, time.Second)
		}
	}
}

// sent posts an alert, and says whether it need not be sent again.
func (a *agency) sent(ctx context.Context, client *http.Client, body []byte) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://centre.invalid/in/centre", bytes.NewReader(body))
	if err != nil {
		a.t.Error(err)
		return false
	}
	Sign(req.Header, []byte(secretText), body, time.Now())
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusAccepted || resp.StatusCode == http.StatusRequestEntityTooLarge
}

// partner is a far end that can be cut off.
type partner struct {
	farEnd
	t    *testing.T
	pipe *pipe

	conns sync.Map // net.Conn of the server
}

var _ adapterstest.Staller = (*partner)(nil)

func newPartner(t *testing.T) *partner {
	p := &partner{t: t, pipe: newPipe()}
	s := &http.Server{Handler: &p.farEnd, ConnState: func(c net.Conn, state http.ConnState) {
		if state == http.StateNew {
			p.conns.Store(c, nil)
		}
	}}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(p.pipe) }()
	t.Cleanup(func() { _ = s.Close(); <-done })
	return p
}

func (p *partner) Destination(out adapters.Outbound) adapters.Destination {
	d, err := NewDestination(Config{Out: &Out{URL: "http://127.0.0.1:1/hook", Format: []Format{FormatCAP, FormatGeoJSON}}},
		out)
	if err != nil {
		p.t.Fatal(err)
	}
	d.transport.DialContext = p.pipe.dial
	return d
}

func (p *partner) Received() (all [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, body := range p.bodies {
		all = append(all, []byte(body))
	}
	return all
}

func (p *partner) Down() {
	p.pipe.down.Store(true)
	p.conns.Range(func(c, _ any) bool {
		_ = c.(net.Conn).Close()
		p.conns.Delete(c)
		return true
	})
	synctest.Wait()
}

func (p *partner) Up() { p.pipe.down.Store(false) }

func (p *partner) Stall() { p.swallow(false) }
