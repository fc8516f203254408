package mqtttest

import (
	"bufio"
	"io"
	"net"
	"sync"
	"testing"
)

// PubAck is the first byte of a PUBACK packet.
const PubAck = 0x40

// Proxy stands between a client and a broker, and can cut the link or swallow what the broker answers.
type Proxy struct {
	target   string
	listener net.Listener
	work     sync.WaitGroup

	mu      sync.Mutex // guards the fields below
	conns   map[net.Conn]bool
	swallow byte // packet type not passed on to the client
	seen    int  // how many were swallowed
	closed  bool // refuse new connections
}

// StartProxy listens on a port of its own and passes everything on to target (host:port).
func StartProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{target: target, listener: l, conns: map[net.Conn]bool{}}
	p.work.Go(p.accept)
	t.Cleanup(func() { l.Close(); p.Cut(); p.work.Wait() })
	return p
}

// URL is where clients connect.
func (p *Proxy) URL() string { return "mqtt://" + p.listener.Addr().String() }

// Cut ends every connection without a farewell.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
}

// Close refuses new connections until Open; what is connected stays.
func (p *Proxy) Close() { p.set(func() { p.closed = true }) }

// Open lets new connections in again.
func (p *Proxy) Open() { p.set(func() { p.closed = false }) }

// Swallow keeps packets of one type (the high half of the first byte) from the client; 0 ends it.
func (p *Proxy) Swallow(kind byte) { p.set(func() { p.swallow = kind }) }

// Swallowed is how many packets the client did not get.
func (p *Proxy) Swallowed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}

func (p *Proxy) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil || !p.keep(client, server) {
			client.Close()
			if server != nil {
				server.Close()
			}
			continue
		}
		p.work.Go(func() { defer p.drop(client, server); io.Copy(server, client) })
		p.work.Go(func() { defer p.drop(client, server); p.answer(client, bufio.NewReader(server)) })
	}
}

func (p *Proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	for _, c := range conns {
		p.conns[c] = true
	}
	return true
}

func (p *Proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		c.Close()
		delete(p.conns, c)
	}
}

// answer copies packet by packet: MQTT 3.1.1 §2.2, one byte of type, then the length in up to four bytes.
func (p *Proxy) answer(client io.Writer, server *bufio.Reader) {
	for {
		packet, err := readPacket(server)
		if err != nil {
			return
		}
		if p.swallows(packet[0] & 0xF0) {
			continue
		}
		if _, err := client.Write(packet); err != nil {
			return
		}
	}
}

func (p *Proxy) swallows(kind byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.swallow == 0 || kind != p.swallow {
		return false
	}
	p.seen++
	return true
}

func readPacket(r *bufio.Reader) ([]byte, error) {
	kind, err := r.ReadByte()
	if err != nil {
		return nil, err
	}
	packet, length := []byte{kind}, 0
	for shift := 0; ; shift += 7 {
		b, err := r.ReadByte()
		if err != nil {
			return nil, err
		}
		packet = append(packet, b)
		length |= int(b&0x7F) << shift
		if b < 0x80 {
			break
		}
	}
	head := len(packet)
	packet = append(packet, make([]byte, length)...)
	_, err = io.ReadFull(r, packet[head:])
	return packet, err
}
