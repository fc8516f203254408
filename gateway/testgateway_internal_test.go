package gateway

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"bordercast/adapters"
	"bordercast/gateway/book"
	"bordercast/gateway/config"
	"bordercast/gateway/datafolder"
	"bordercast/gateway/outbox"
	"bordercast/gateway/reading"
	"bordercast/gateway/store"
	"bordercast/gateway/way"
)

// testGateway is a gateway without broker and without a clock that runs: each step is taken by the test, so that what
// comes between two steps (a cut link, a crash, another alert) can be put there.
type testGateway struct {
	gw      *Gateway
	t       *testing.T
	readers readers
	rows    *rows
	people  *people
	time    *manual
	spoil   func(*reading.Reading, **way.Ahead) // changes what was read before it is settled; nil: nothing
	life    context.Context
	stop    context.CancelFunc
	close   func() // what a crash leaves is on disk: another testGateway may open the folder
}

// readers are whoever reads at the destinations.
type readers struct {
	tree map[string]string // retained, at all of them
	said []string          // every publication, in order
}

// rows is what the store has. What a test writes there by hand no gateway would.
type rows struct {
	t    *testing.T
	db   *book.Book
	data string // the folder
}

// people are who is shown what, and answers.
type people struct {
	t  *testing.T
	gw *Gateway
}

// manual is a clock that stands still until it is moved.
type manual struct {
	mu  sync.Mutex
	now time.Time
}

func (m *manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *manual) After(time.Duration) (<-chan time.Time, func()) {
	return make(chan time.Time), func() {}
}

func (m *manual) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// noon is when every test begins.
var noon = time.Date(2026, 3, 5, 17, 0, 0, 0, time.UTC)

const benchConfig = `
gateway: {name: nb-me, sender: gateway@bordercast.invalid, data: ./data, operators: [operator]}
broker: {open: true}
parties:
  - {name: mema, side: us, people: [duty1]}
  - {name: nb-emo, side: ca, people: [duty2]}
systems:
  - {name: mema, party: mema, side: us, kind: mqtt, senders: [duty@maine.invalid, relay@maine.invalid, forger@maine.invalid, somebody@else.invalid], in: {lanes: [actual, exercise], unsigned: accept, unverifiable: hold}}
  - {name: other, party: mema, side: us, kind: mqtt, senders: [duty@maine.invalid, relay@maine.invalid, forger@maine.invalid, somebody@else.invalid], in: {lanes: [actual, exercise], unsigned: accept, unverifiable: hold}}
  - {name: public-ca, party: nb-emo, side: ca, kind: mqtt, out: {lanes: [actual, exercise], tree: public}}
  - {name: desk-ca, party: nb-emo, side: ca, kind: mqtt, out: {lanes: [actual, exercise]}}
agreement:
  until: 2036-12-31
  border: [us/me/029]
  routes:
`

// forwarding and holding are agreements of one route each.
const (
	forwarding = "    - {name: all, from: [mema, other], to: [public-ca], lane: actual, do: forward}\n"
	holding    = "    - {name: ask, from: [mema, other], to: [public-ca], lane: actual, do: hold, hold: {ask: acceptance, of: nb-emo, deadline: 10m, then: drop}}\n"
)

func newTestGateway(t *testing.T, routes string) *testGateway {
	t.Helper()
	return openTestGateway(t, benchConfig+routes, t.TempDir(), &manual{now: noon})
}

// openTestGateway opens a data folder, new or left behind by another that was closed.
func openTestGateway(t *testing.T, text, dir string, time *manual) *testGateway {
	t.Helper()
	return openTestGatewayOn(t, text, dir, time, store.Open)
}

// openTestGatewayOn opens it on a store that a test opens.
func openTestGatewayOn(
	t *testing.T, text, dir string, time *manual, open func(string, book.Options) (*book.Book, error),
) *testGateway {
	t.Helper()
	c, err := config.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b := &testGateway{t: t, readers: readers{tree: map[string]string{}}, time: time}
	if b.gw, err = newGateway(Options{Config: c, Data: dir, Clock: time, Log: zaptest.NewLogger(t),
		Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	unlock, err := datafolder.Lock(b.gw.data)
	if err != nil {
		t.Fatal(err)
	}
	key, err := b.gw.keys.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b.gw.db, err = open(b.gw.data, book.Options{Clock: b.time, Key: key,
		Impossible: func(s *book.ImpossibleStep) { b.gw.notices.Impossible(s) }}); err != nil {
		t.Fatal(err)
	}
	b.rows, b.people = &rows{t: t, db: b.gw.db, data: b.gw.data}, &people{t: t, gw: b.gw}
	b.life, b.stop = context.WithCancel(context.Background())
	_, b.gw.fail = context.WithCancelCause(b.life)
	b.gw.assemble(b.life)
	b.gw.way.Connected = func(string) bool { return true }
	if err := b.gw.takeStock(t.Context(), b.gw.settings.Now(), "", nil); err != nil {
		t.Fatal(err)
	}
	b.close = sync.OnceFunc(func() {
		b.stop()
		b.gw.chains.Wait()
		if err := b.gw.db.Close(); err != nil {
			t.Error(err)
		}
		_ = unlock()
	})
	t.Cleanup(b.close)
	return b
}

// send brings a document the whole way to the outboxes.
func (b *testGateway) send(system, doc string) {
	b.t.Helper()
	b.settleOnly(system, doc)
	b.rest()
}

// kept is what the broker had kept, and gives to whoever subscribes.
func (b *testGateway) kept(system, doc string) {
	b.t.Helper()
	b.settle1(adapters.Incoming{System: system, At: b.time.Now(), Bytes: []byte(doc), Retained: true, Done: func(error) {}})
	b.rest()
}

func (b *testGateway) settleOnly(system, doc string) {
	b.t.Helper()
	b.settle1(adapters.Incoming{System: system, At: b.time.Now(), Bytes: []byte(doc), Done: func(error) {}})
}

func (b *testGateway) settle1(in adapters.Incoming) {
	b.t.Helper()
	b.gw.way.Accept(b.t.Context(), in)
	b.flush()
	b.settleWaiting()
}

// settleWaiting settles what was accepted.
func (b *testGateway) settleWaiting() {
	b.t.Helper()
	for b.gw.way.Intake.Len() > 0 {
		item, err := b.gw.way.Intake.Pop(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		r, drafted := b.gw.way.Read(b.life, item)
		if b.spoil != nil {
			b.spoil(&r, &drafted)
		}
		b.gw.way.Submit(b.life, r, drafted)
		b.gw.way.Intake.Done(item)
		b.flush()
	}
}

// flush waits until the book has done what it was given; rest until what follows from it is done too.
func (b *testGateway) flush() { b.gw.db.Flush() }

func (b *testGateway) rest() {
	b.t.Helper()
	for range 3 {
		b.gw.chains.Wait()
		b.flush()
		if err := b.gw.drawer.Projector.Flush(context.Background()); err != nil {
			b.t.Fatal(err)
		}
	}
}

// deliver empties the outboxes onto the tree.
func (b *testGateway) deliver() {
	b.t.Helper()
	for _, d := range b.gw.settings.Now().Destinations {
		l := b.gw.way.Ledger(d)
		for b.gw.outboxes.Of(d.Name).Len() > 0 {
			jobs, left, err := l.Attempt(b.t.Context(), b.gw.outboxes.Of(d.Name).Take(b.gw.real.Now(), 64))
			if err != nil {
				b.t.Fatal(err)
			}
			b.gw.outboxes.Of(d.Name).Push(left...)
			for _, j := range jobs {
				b.readers.publish(j.Out.Messages())
				if err := l.Finish(b.t.Context(), []outbox.Finished{{Ticket: j.Ticket}}); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
	b.rest()
}

func (r *readers) publish(messages []adapters.Message) {
	for _, m := range messages {
		r.said = append(r.said, m.Topic+" "+string(m.Payload))
		switch {
		case !m.Retain:
		case len(m.Payload) == 0:
			delete(r.tree, m.Topic)
		default:
			r.tree[m.Topic] = string(m.Payload)
		}
	}
}

// all does everything there is to do.
func (b *testGateway) all(system, doc string) {
	b.t.Helper()
	b.send(system, doc)
	b.deliver()
}

// crossed lists the identifiers of originators that stand in the public tree now, by what JSON or CAP says of them.
func (r *readers) stands(parts ...string) bool {
	for topic, text := range r.tree {
		found := true
		for _, p := range parts {
			found = found && (strings.Contains(topic, p) || strings.Contains(text, p))
		}
		if found {
			return true
		}
	}
	return false
}

func (r *readers) heard(parts ...string) bool {
	for _, line := range r.said {
		found := true
		for _, p := range parts {
			found = found && strings.Contains(line, p)
		}
		if found {
			return true
		}
	}
	return false
}

// tick lets time pass and does what is due.
func (b *testGateway) tick(d time.Duration) {
	b.t.Helper()
	b.time.pass(d)
	for more := true; more; {
		var err error
		if more, err = b.gw.way.Expiry.Expire(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
	b.rest()
}
