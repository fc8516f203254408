package webhook

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"bordercast/adapters"
)

// A Source takes what one system posts. It is a handler for its Path, safe for any number of requests at once, and
// answers 503 to all of them while Run does not run.
type Source struct {
	in     adapters.Inbound
	path   string
	sender sender
	health *adapters.Reporter
	room   *room
	rate   *bucket
	ready  chan struct{}
	first  sync.Once

	mu    sync.Mutex // guards those below
	turn  *turn      // nil while Run does not run
	rogue time.Time  // when the last report of somebody who was not known was made
}

var (
	_ adapters.Source = (*Source)(nil)
	_ http.Handler    = (*Source)(nil)
)

// NewSource makes a source from a block, and reads the files that the block names. Run starts it.
func NewSource(cfg Config, in adapters.Inbound) (*Source, error) {
	if cfg.In == nil {
		return nil, fmt.Errorf("system %s: a webhook that alerts come from has no path; write in: in its block", in.System)
	}
	var m mistakes
	if cfg.In.check(&m); len(m) > 0 {
		return nil, m.join(in.System)
	}
	who, err := newSender(*cfg.In, in.Timer)
	if err != nil {
		return nil, fmt.Errorf("system %s: %w", in.System, err)
	}
	rate := cfg.In.PerSecond
	if rate == 0 {
		rate = defaultRate
	}
	return &Source{in: in, path: cfg.In.Path, sender: who, room: newRoom(), rate: newBucket(rate, in.Timer),
		health: adapters.NewReporter(in.System, in.Clock, in.Report), ready: make(chan struct{})}, nil
}

// Path is where the gateway's server is to serve it.
func (s *Source) Path() string { return s.path }

// Ready is closed once Run runs: whoever posted before that was told to come again.
func (s *Source) Ready() <-chan struct{} { return s.ready }

// Run takes alerts until ctx ends, and then waits a moment for the gateway's word on what it handed on. Its error is
// always nil.
func (s *Source) Run(ctx context.Context) error {
	t := newTurn()
	s.setTurn(t)
	s.health.Report(true, Listening, "Alerts of "+s.in.System+" are taken at "+s.path+".")
	s.first.Do(func() { close(s.ready) })
	for ctx.Err() == nil {
		select {
		case m := <-t.handing:
			s.in.Accept(ctx, m)
		case <-ctx.Done():
		}
	}
	s.setTurn(nil)
	close(t.closed)
	fired, stop := s.in.Timer.After(drainTime)
	defer stop()
	select {
	case <-t.answered():
	case <-fired:
	}
	close(t.over)
	return nil
}

func (s *Source) setTurn(t *turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn = t
}

// ServeHTTP answers one request. It is 202 only for what the gateway has safe.
func (s *Source) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	// A server that knows no deadlines, as in tests, is none that strangers reach.
	_ = control.SetWriteDeadline(s.in.Timer.Now().Add(bodyTime + 2*commitTime))
	a := s.answer(r, control)
	if !a.read {
		_ = control.SetReadDeadline(s.in.Timer.Now().Add(discard))
		w.Header().Set("Connection", "close")
	}
	a.write(w)
}

// answer takes a request as far as it goes. The order is by what a stranger may cost: nothing is read before it is
// clear that somebody would take it.
func (s *Source) answer(r *http.Request, control *http.ResponseController) answer {
	if r.URL.Path != s.path {
		return answer{status: http.StatusNotFound, reason: "not-found", text: "There is nothing at this path."}
	}
	if r.Method != http.MethodPost {
		return answer{status: http.StatusMethodNotAllowed, reason: "not-a-post", text: "Send an alert with POST.",
			header: [2]string{"Allow", http.MethodPost}}
	}
	s.mu.Lock()
	t := s.turn
	s.mu.Unlock()
	if t == nil {
		return notTaken()
	}
	who, authentic := "", false
	if s.sender.way != ByHMAC {
		if who, authentic = s.sender.known(r); !authentic {
			return s.unauthorised(r)
		}
	}
	if a, ok := readable(r.Header); !ok {
		return a
	}
	if authentic {
		if wait := s.rate.take(); wait > 0 {
			return tooMany("rate", "More alerts a second than agreed.", wait)
		}
	}
	leave, ok := s.room.enter(r.RemoteAddr, authentic)
	if !ok {
		return tooMany("busy", "Too many alerts are being sent at once.", time.Second)
	}
	m, a, ok := s.receive(r, control, authentic)
	leave()
	if !ok {
		return a
	}
	if !authentic {
		who = "signed"
		s.room.meet(r.RemoteAddr)
		if wait := s.rate.take(); wait > 0 {
			return tooMany("rate", "More alerts a second than agreed.", wait).afterBody()
		}
	}
	s.health.Report(true, Listening, "Alerts of "+s.in.System+" are taken at "+s.path+".")
	envelope := safe(r.RemoteAddr+", "+who, maxEnvelope)
	if m.size > m.max {
		return s.oversize(m.size, m.digest(), envelope).afterBody()
	}
	return s.hand(t, adapters.Incoming{System: s.in.System, Bytes: m.kept.Bytes(), At: s.in.Clock.Now(),
		Envelope: envelope}).afterBody()
}

// readable says whether the headers announce something that may be CAP.
func readable(h http.Header) (answer, bool) {
	no := answer{status: http.StatusUnsupportedMediaType, reason: "media-type",
		text: "Send CAP as application/cap+xml, without a content encoding."}
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return no, false
	}
	kind := h.Get("Content-Type")
	if kind == "" {
		return answer{}, true
	}
	media, _, err := mime.ParseMediaType(kind)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return no, false
	}
	switch media {
	case "application/cap+xml", "application/xml", "text/xml", "application/octet-stream":
		return answer{}, true
	}
	return no, false
}

// oversized is how much of a signed body is looked at, in times of what a message may have. Only so is it known
// whether what is too large is the sender's own, which its operators must learn, or a stranger's, which nobody need.
const oversized = 4

// receive reads a body, and judges its signature where there is one.
func (s *Source) receive(r *http.Request, control *http.ResponseController, authentic bool) (m *message, a answer,
	ok bool) {
	limit := s.in.MaxBytes
	m = &message{max: limit, sum: sha256.New()}
	var claim signature
	var mac hash.Hash
	to := io.Writer(m)
	if !authentic {
		if claim, ok = readSignature(r.Header, s.in.Timer.Now()); !ok {
			return nil, s.unauthorised(r), false
		}
		mac, limit = newMAC(s.sender.secret, claim.stamp), oversized*limit
		to = io.MultiWriter(m, mac)
	}
	if r.ContentLength > int64(limit) {
		if authentic {
			return nil, s.oversize(int(r.ContentLength), [sha256.Size]byte{}, safe(r.RemoteAddr, maxEnvelope)), false
		}
		return nil, tooLarge(s.in.MaxBytes), false
	}
	_ = control.SetReadDeadline(s.in.Timer.Now().Add(bodyTime))
	_, err := io.Copy(to, io.LimitReader(r.Body, int64(limit)+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, answer{status: http.StatusRequestTimeout, reason: "slow", text: "The body came too slowly."}, false
	case err != nil:
		return nil, answer{status: http.StatusBadRequest, reason: "cut", text: "The body ended too early."}, false
	}
	_ = control.SetReadDeadline(time.Time{}) // the server reads on, to learn whether the client is there
	switch {
	case m.size > limit && !authentic:
		return nil, tooLarge(s.in.MaxBytes), false
	case m.size > limit:
		return nil, s.oversize(m.size, [sha256.Size]byte{}, safe(r.RemoteAddr, maxEnvelope)), false
	case !authentic && !claim.holds(mac.Sum(nil)):
		return nil, s.unauthorised(r).afterBody(), false
	case m.size == 0:
		a = answer{status: http.StatusBadRequest, reason: "empty", text: "There is no alert in it."}
		return nil, a.afterBody(), false
	}
	return m, answer{}, true
}

// unauthorised is the answer to whoever is not known, and tells nobody which part was wrong. The operators are told
// that it happens, but not as often as somebody might like.
func (s *Source) unauthorised(r *http.Request) answer {
	now := s.in.Timer.Now()
	s.mu.Lock()
	tell := s.rogue.IsZero() || now.Sub(s.rogue) >= rogueEvery
	if tell {
		s.rogue = now
	}
	s.mu.Unlock()
	if tell {
		s.health.Report(true, Unauthorised, fmt.Sprintf("Somebody at %s posted to %s and is not known as %s: if it is "+
			"the system itself, compare the secret or certificate, and the clock, on both sides.",
			safe(r.RemoteAddr, maxEnvelope), s.path, s.in.System))
	}
	return answer{status: http.StatusUnauthorized, reason: "not-authenticated",
		text:   "The request is not authenticated: check the secret or certificate, and the clock.",
		header: [2]string{"WWW-Authenticate", s.sender.challenge()}}
}

// rogueEvery is how often it is told at most that somebody was not known.
const rogueEvery = 10 * time.Minute

// oversize refuses for good what is larger than a message may be, and tells the gateway.
func (s *Source) oversize(size int, sum [sha256.Size]byte, envelope string) answer {
	if s.in.Refused != nil {
		s.in.Refused(adapters.Refusal{System: s.in.System, Origin: envelope, Reason: adapters.Oversize, Text: fmt.Sprintf(
			"A message of %d bytes or more at %s was refused: more than %d bytes are not taken.", size, s.path, s.in.MaxBytes),
			Bytes: size, SHA256: sum, At: s.in.Clock.Now()})
	}
	return tooLarge(s.in.MaxBytes)
}

// hand gives a message to the gateway and waits for its word. What the client does meanwhile changes nothing: its
// alert came whole.
func (s *Source) hand(t *turn, in adapters.Incoming) answer {
	if !t.hold(len(in.Bytes)) {
		return tooMany("busy", "Too many alerts wait to be stored.", time.Second)
	}
	kept := make(chan error, 1)
	var once sync.Once
	in.Done = func(err error) {
		once.Do(func() {
			kept <- err
			t.release(len(in.Bytes))
		})
	}
	fired, stop := s.in.Timer.After(commitTime)
	defer stop()
	select {
	case t.handing <- in:
	case <-t.closed:
		t.release(len(in.Bytes))
		return notTaken()
	case <-fired:
		t.release(len(in.Bytes))
		return notTaken()
	}
	select {
	case err := <-kept:
		return stored(in.Bytes, err)
	case <-t.over:
	case <-fired:
	}
	select {
	case err := <-kept:
		return stored(in.Bytes, err)
	default:
		return notKept()
	}
}
