package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"bordercast/adapters"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wall is the machine's clock, or that of a synctest bubble.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

func (wall) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// A log keeps what a link reports.
type log struct {
	mu    sync.Mutex // guards rows
	rows  []adapters.Health
	first chan struct{} // closed with the first
}

func newLog() *log { return &log{first: make(chan struct{})} }

func (l *log) add(h adapters.Health) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rows) == 0 {
		close(l.first)
	}
	l.rows = append(l.rows, h)
}

func (l *log) reasons() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, h := range l.rows {
		out = append(out, h.Reason)
	}
	return strings.Join(out, " ")
}

func (l *log) last() adapters.Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[len(l.rows)-1]
}

// until waits for a report with this reason. Real sockets are involved: nothing else tells when it comes.
func (l *log) until(t *testing.T, reason string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if l.last().Reason == reason {
			return
		}
	}
	t.Fatalf("never reported %s, but %s", reason, l.reasons())
}

const secretText = "0123456789abcdef-a-secret"

// file writes a file and gives its path.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run runs a wire until the test, or stop, ends it.
func run(t testing.TB, w adapters.Wire) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// keeper is a gateway: it keeps what a source hands on, and says what it is told to say of it.
type keeper struct {
	mu      sync.Mutex // guards all below
	got     []adapters.Incoming
	refused []adapters.Refusal
	err     error
	silent  bool
}

func (k *keeper) accept(_ context.Context, in adapters.Incoming) {
	k.mu.Lock()
	k.got = append(k.got, in)
	err, silent := k.err, k.silent
	k.mu.Unlock()
	if !silent {
		in.Done(err)
	}
}

func (k *keeper) refuse(r adapters.Refusal) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused = append(k.refused, r)
}

func (k *keeper) say(err error, silent bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.err, k.silent = err, silent
}

func (k *keeper) kept() []adapters.Incoming {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.got)
}

func (k *keeper) refusals() []adapters.Refusal {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.refused)
}

const maxBytes = 1000

// source makes a source over a keeper; it does not run yet.
func source(t testing.TB, in In) (*Source, *keeper, *log) {
	t.Helper()
	k, l := &keeper{}, newLog()
	in.Path = "/in/mema"
	s, err := NewSource(Config{In: &in}, adapters.Inbound{System: "mema", MaxBytes: maxBytes, Clock: wall{}, Timer: wall{},
		Rand: rand.Reader, Accept: k.accept, Refused: k.refuse, Report: l.add})
	if err != nil {
		t.Fatal(err)
	}
	return s, k, l
}

// signed is a source that knows its sender by a signature, bearing one that knows it by a token.
func signed(t testing.TB) (*Source, *keeper, *log) {
	return source(t, In{HMACFile: file(t, "hmac", secretText)})
}

func bearing(t testing.TB) (*Source, *keeper, *log) {
	return source(t, In{BearerFile: file(t, "bearer", secretText)})
}

// ask makes a request of a handler, from an address. headers are names and values.
func ask(h http.Handler, from string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/in/mema", body)
	r.RemoteAddr = from
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const home = "192.0.2.1:4000"

func token() []string { return []string{"Authorization", "Bearer " + secretText} }

// signing are the headers of a signed body.
func signing(body string) []string {
	h := http.Header{}
	Sign(h, []byte(secretText), []byte(body), time.Now())
	return []string{TimestampHeader, h.Get(TimestampHeader), SignatureHeader, h.Get(SignatureHeader)}
}

// A pipe is a network inside a synctest bubble.
type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
	down   atomic.Bool // nobody listens
	dials  atomic.Int32
}

func newPipe() *pipe { return &pipe{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error   { close(p.closed); return nil }
func (p *pipe) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipe) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	p.dials.Add(1)
	refused := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	if p.down.Load() {
		return nil, refused
	}
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, refused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve serves a handler over a pipe until the test ends.
func serve(t *testing.T, h http.Handler) *pipe {
	t.Helper()
	p := newPipe()
	s := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(p) }()
	t.Cleanup(func() { _ = s.Close(); <-done })
	return p
}

// A farEnd is a partner that keeps what it is sent by its Idempotency-Key, and fails as it is told.
type farEnd struct {
	mu       sync.Mutex // guards all below
	requests []*http.Request
	bodies   []string
	stored   map[string]string // body by key
	repeats  int
	fault    func(w http.ResponseWriter, r *http.Request) (keep bool) // nil: none
	inside   int
	most     int // requests at once
	hold     chan struct{}
}

// status answers with a status, headers and a body, and keeps nothing unless it is a success.
func (f *farEnd) status(status int, body string, headers ...string) {
	f.fail(func(w http.ResponseWriter, _ *http.Request) bool {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return status < 300
	})
}

// swallow takes a request and says nothing until the client gives up.
func (f *farEnd) swallow(keep bool) {
	f.fail(func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return keep })
}

// raw answers with these bytes, and hangs up.
func (f *farEnd) raw(text string, keep bool) {
	f.fail(func(w http.ResponseWriter, _ *http.Request) bool {
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(c, text)
			_ = c.Close()
		}
		return keep
	})
}

// well takes everything again.
func (f *farEnd) well() { f.fail(nil) }

func (f *farEnd) fail(fault func(http.ResponseWriter, *http.Request) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

func (f *farEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.requests, f.bodies = append(f.requests, r), append(f.bodies, string(body))
	f.inside++
	f.most = max(f.most, f.inside)
	fault, hold := f.fault, f.hold
	f.mu.Unlock()
	if hold != nil {
		<-hold
	}
	keep := true
	if fault != nil {
		keep = fault(w, r)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inside--
	if !keep {
		return
	}
	if f.stored == nil {
		f.stored = map[string]string{}
	}
	key := r.Header.Get(KeyHeader)
	if _, known := f.stored[key]; known {
		f.repeats++
	}
	f.stored[key] = string(body)
}

func (f *farEnd) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.requests)
}

// has is what the far end keeps, by key, and how often it had something already.
func (f *farEnd) has() (stored string, repeats int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for k, v := range f.stored {
		all = append(all, k+"="+v)
	}
	slices.Sort(all)
	return strings.Join(all, " "), f.repeats
}

// destination makes a destination that posts over a pipe, and runs it.
func destination(t *testing.T, p *pipe, cfg Out) (*Destination, *log) {
	t.Helper()
	if cfg.URL == "" {
		cfg.URL = "http://127.0.0.1:1/hook?token=hidden"
	}
	d, l := newDestination(t, cfg)
	d.transport.DialContext = p.dial
	return d, l
}

func newDestination(t *testing.T, cfg Out) (*Destination, *log) {
	t.Helper()
	l := newLog()
	d, err := NewDestination(Config{Out: &cfg}, adapters.Outbound{System: "nb-emo", Gateway: "nb-me", Clock: wall{},
		Timer: wall{}, Rand: rand.Reader, Report: l.add})
	if err != nil {
		t.Fatal(err)
	}
	run(t, d)
	<-l.first
	return d, l
}

// bubble runs a test in a synctest bubble, with a far end behind a pipe.
func bubble(t *testing.T, cfg Out, play func(t *testing.T, d *Destination, f *farEnd, p *pipe, l *log)) {
	synctest.Test(t, func(t *testing.T) {
		f := &farEnd{}
		p := serve(t, f)
		d, l := destination(t, p, cfg)
		play(t, d, f, p, l)
	})
}

// alert is a delivery of an alert.
func alert(key, chain string) adapters.Outgoing {
	return adapters.Outgoing{Key: key, Kind: adapters.Alert, Lane: "exercise", Chain: chain, Part: 1,
		Documents: []adapters.Document{doc(adapters.CAP, "<alert>"+key+"</alert>"), doc(adapters.JSON, `{"key":"`+key+`"}`)}}
}

func doc(role adapters.Role, text string) adapters.Document {
	return adapters.Document{Role: role, Message: adapters.Message{Payload: []byte(text)}}
}

// deliver delivers and gives the results in order. Each comes once.
func deliver(t *testing.T, d *Destination, out ...adapters.Outgoing) []adapters.Result {
	t.Helper()
	return deliverUntil(t, t.Context(), d, out...)
}

func deliverUntil(t *testing.T, ctx context.Context, d *Destination, out ...adapters.Outgoing) []adapters.Result {
	t.Helper()
	var mu sync.Mutex
	got, times := make([]adapters.Result, len(out)), make([]int, len(out))
	d.Deliver(ctx, out, func(i int, r adapters.Result) {
		mu.Lock()
		defer mu.Unlock()
		got[i] = r
		times[i]++
	})
	for i, n := range times {
		if n != 1 {
			t.Errorf("delivery %d has %d results", i, n)
		}
	}
	return got
}

var outcomes = map[adapters.Outcome]string{adapters.Done: "done", adapters.Refused: "refused", adapters.Again: "again",
	adapters.Unknown: "unknown"}

// words are results in short.
func words(rs []adapters.Result) string {
	var all []string
	for _, r := range rs {
		all = append(all, strings.TrimSpace(outcomes[r.Outcome]+" "+r.Code))
	}
	return strings.Join(all, ", ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s\nwant: %s", what, got, want)
	}
}

// endless is a body without an end.
type endless struct{ sent int }

func (e *endless) Read(p []byte) (int, error) {
	e.sent += len(p)
	return copy(p, bytes.Repeat([]byte("x"), len(p))), nil
}

func number(n int) string { return fmt.Sprintf("k%d", n) }
