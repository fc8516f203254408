package player

import (
	"context"
	"io"
	"net"
	"sync"
)

// proxy is between the gateway and the broker on one destination's connection, so that the script can cut it.
// A cut closes what is open and everything that is opened until it is mended, as a dead line does.
type proxy struct {
	listener net.Listener
	target   string

	mu   sync.Mutex
	cut  bool
	open map[net.Conn]bool
	wg   sync.WaitGroup
}

// newProxy listens on a free loopback port and passes everything on to target.
func newProxy(ctx context.Context, target string) (*proxy, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, target: target, open: map[net.Conn]bool{}}
	p.wg.Go(p.serve)
	return p, nil
}

// url is where the gateway finds the destination's broker.
func (p *proxy) url() string { return "tcp://" + p.listener.Addr().String() }

func (p *proxy) serve() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		p.wg.Go(func() { p.pass(in) })
	}
}

func (p *proxy) pass(in net.Conn) {
	if !p.keep(in) {
		_ = in.Close()
		return
	}
	defer p.drop(in)
	out, err := net.Dial("tcp", p.target)
	if err != nil || !p.keep(out) {
		if out != nil {
			_ = out.Close()
		}
		return
	}
	defer p.drop(out)
	done := make(chan struct{}, 2)
	copyTo := func(to, from net.Conn) { _, _ = io.Copy(to, from); done <- struct{}{} }
	p.wg.Go(func() { copyTo(out, in) })
	p.wg.Go(func() { copyTo(in, out) })
	<-done // one direction ended: drop both, as TCP between two programs would
}

// keep remembers a connection so that a cut reaches it; false while the line is cut.
func (p *proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cut {
		return false
	}
	p.open[c] = true
	return true
}

func (p *proxy) drop(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
	_ = c.Close()
}

// sever cuts the line; mend restores it.
func (p *proxy) sever() { p.set(true) }
func (p *proxy) mend()  { p.set(false) }

func (p *proxy) set(cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = cut
	if cut {
		for c := range p.open {
			_ = c.Close()
		}
	}
}

// close ends the proxy and every connection through it.
func (p *proxy) close() {
	p.sever()
	_ = p.listener.Close()
	p.wg.Wait()
}
