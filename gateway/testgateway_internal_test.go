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
	*Gateway
	t     *testing.T
	tree  map[string]string // retained, at all destinations
	said  []string          // every publication, in order
	time  *manual
	spoil func(*reading.Reading, **way.Ahead) // changes what was read before it is settled; nil: nothing
	life  context.Context
	stop  context.CancelFunc
	close func() // what a crash leaves is on disk: another testGateway may open the folder
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
	b := &testGateway{t: t, tree: map[string]string{}, time: time}
	if b.Gateway, err = newGateway(Options{Config: c, Data: dir, Clock: time, Log: zaptest.NewLogger(t),
		Rand: rand.Reader}); err != nil {
		t.Fatal(err)
	}
	unlock, err := datafolder.Lock(b.data)
	if err != nil {
		t.Fatal(err)
	}
	key, err := b.keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b.db, err = open(b.data, book.Options{Clock: b.time, Key: key,
		Impossible: func(s *book.ImpossibleStep) { b.notices.Impossible(s) }}); err != nil {
		t.Fatal(err)
	}
	b.life, b.stop = context.WithCancel(context.Background())
	_, b.fail = context.WithCancelCause(b.life)
	b.assemble(b.life)
	b.way.Connected = func(string) bool { return true }
	if err := b.takeStock(t.Context(), b.settings.Now(), "", nil); err != nil {
		t.Fatal(err)
	}
	b.close = sync.OnceFunc(func() {
		b.stop()
		b.chains.Wait()
		if err := b.db.Close(); err != nil {
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
	b.settle1(adapters.Incoming{System: system, At: b.time.Now(), Bytes: []byte(doc), Retained: true, Done: func() {}})
	b.rest()
}

func (b *testGateway) settleOnly(system, doc string) {
	b.t.Helper()
	b.settle1(adapters.Incoming{System: system, At: b.time.Now(), Bytes: []byte(doc), Done: func() {}})
}

func (b *testGateway) settle1(in adapters.Incoming) {
	b.t.Helper()
	b.way.Accept(b.t.Context(), in)
	b.flush()
	b.settleWaiting()
}

// settleWaiting settles what was accepted.
func (b *testGateway) settleWaiting() {
	b.t.Helper()
	for b.way.Intake.Len() > 0 {
		item, err := b.way.Intake.Pop(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		r, drafted := b.way.Read(b.life, item)
		if b.spoil != nil {
			b.spoil(&r, &drafted)
		}
		b.way.Submit(b.life, r, drafted)
		b.way.Intake.Done(item)
		b.flush()
	}
}

// flush waits until the book has done what it was given; rest until what follows from it is done too.
func (b *testGateway) flush() { b.db.Flush() }

func (b *testGateway) rest() {
	b.t.Helper()
	for range 3 {
		b.chains.Wait()
		b.flush()
		if err := b.drawer.Projector.Flush(context.Background()); err != nil {
			b.t.Fatal(err)
		}
	}
}

// deliver empties the outboxes onto the tree.
func (b *testGateway) deliver() {
	b.t.Helper()
	for _, d := range b.settings.Now().Destinations {
		l := b.way.Ledger(d)
		for b.outboxes.Of(d.Name).Len() > 0 {
			jobs, left, err := l.Attempt(b.t.Context(), b.outboxes.Of(d.Name).Take(64))
			if err != nil {
				b.t.Fatal(err)
			}
			b.outboxes.Of(d.Name).Push(left...)
			for _, j := range jobs {
				b.publish(j.Messages)
				if err := l.Finish(b.t.Context(), []outbox.Ticket{j.Ticket}); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
	b.rest()
}

func (b *testGateway) publish(messages []adapters.Message) {
	for _, m := range messages {
		b.said = append(b.said, m.Topic+" "+string(m.Payload))
		switch {
		case !m.Retain:
		case len(m.Payload) == 0:
			delete(b.tree, m.Topic)
		default:
			b.tree[m.Topic] = string(m.Payload)
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
func (b *testGateway) stands(parts ...string) bool {
	for topic, text := range b.tree {
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

func (b *testGateway) heard(parts ...string) bool {
	for _, line := range b.said {
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
		if more, err = b.way.Expiry.Expire(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
	}
	b.rest()
}
