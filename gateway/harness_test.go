package gateway_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/zap"

	"bordercast/adapters/mqtt"
	"bordercast/adapters/mqtt/mqtttest"
	"bordercast/certs"
	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/clock"
	"bordercast/gateway/config"
)

// story is a gateway between Maine and New Brunswick, told about in the tests of stories_test.go: letters go in,
// receipts come back, alerts stand before readers. Verbs that wait fail the test after ten seconds.
type story struct {
	t      *testing.T
	text   string // of its configuration
	config *config.Config
	data   string
	clock  *clock.Scaled
	client *api.Client
	wire   *mqtt.Session
	stop   func()
	daemon *gateway.Gateway
	url    string
	n      int
	desk   *desk
	heard  heard
}

// routes of a story.
const (
	forwarded = `{name: all, from: [maine, nb], to: [readers-us, readers-ca], lane: exercise, do: forward}`
	asked     = `{name: home, from: maine, to: readers-us, lane: exercise, do: forward}, {name: asked, from: maine, to: readers-ca, lane: exercise, do: hold, hold: {ask: acceptance, of: nb, deadline: 10m, then: hold}}`
)

// tell starts a gateway with these routes, and takes what change makes of its configuration.
func tell(t *testing.T, routes string, change func(*story)) *story {
	t.Helper()
	time := clock.NewScaled(clock.Real{}.Now(), 1)
	s := &story{t: t, data: t.TempDir(), clock: time, desk: &desk{t: t, clock: time}}
	keys, err := filepath.Abs(t.TempDir())
	if err == nil {
		s.desk.key, _, err = certs.LoadOrCreateKey(keys, "maine", rand.Reader, s.clock.Now().AddDate(0, -1, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	s.config = s.configured(routes, filepath.Join(keys, "maine.pem"))
	if change != nil {
		change(s)
	}
	s.begin()
	return s
}

func (s *story) configured(routes, pinned string) *config.Config {
	s.t.Helper()
	s.text = fmt.Sprintf(`gateway: {name: story, sender: gateway@story.invalid, operators: [operator]}
broker: {embedded: {listen: %q}}
parties: [{name: maine, side: us, people: [mary]}, {name: nb, side: ca, people: [luc]}]
systems:
  - {name: maine, party: maine, side: us, kind: mqtt, senders: [duty@maine.invalid], in: {lanes: [exercise], unsigned: accept, unverifiable: hold, trust: {keys: [%q]}}}
  - {name: nb, party: nb, side: ca, kind: mqtt, senders: [emo@nb.invalid], in: {lanes: [exercise], unsigned: accept}}
  - {name: readers-us, party: maine, side: us, kind: mqtt, out: {lanes: [exercise], tree: public}}
  - {name: readers-ca, party: nb, side: ca, kind: mqtt, out: {lanes: [exercise], tree: public}}
agreement: {border: [us/me/029], routes: [%s]}
http: {listen: ""}
`, mqtttest.FreeAddress(s.t), pinned, routes)
	return s.parse(s.text)
}

// parse reads a configuration.
func (s *story) parse(text string) *config.Config {
	s.t.Helper()
	c, err := config.Parse(filepath.Join(s.data, "bordercast.yaml"), []byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// begin starts the gateway, and everybody listens.
func (s *story) begin() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- gateway.Run(ctx, gateway.Options{Config: s.config, Data: s.data, Clock: s.clock, Log: zap.NewNop(),
			Rand:    rand.Reader,
			Running: func(g *gateway.Gateway) { s.daemon = g }, Ready: func(url string) { ready <- url }})
	}()
	select {
	case s.url = <-ready:
	case err := <-ended:
		s.t.Fatalf("the gateway did not start: %v", err)
	}
	s.listen()
	s.client = api.Dial(s.data)
	s.stop = sync.OnceFunc(func() {
		s.wire.Close()
		s.client.Close()
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("the gateway ended with: %v", err)
		}
	})
	s.t.Cleanup(s.stop)
}

// listen subscribes to everything, as a client that was not there before.
func (s *story) listen() {
	s.t.Helper()
	var err error
	s.n++
	s.heard.mu.Lock()
	s.heard.standing, s.heard.notices = map[string]string{}, map[string][]string{}
	s.heard.mu.Unlock()
	if s.wire != nil {
		s.wire.Close()
	}
	if s.wire, err = mqtt.Dial(s.t.Context(), mqtt.Config{Name: "everybody", URL: s.url,
		ClientID: fmt.Sprintf("everybody-%d", s.n)}); err == nil {
		_, err = s.wire.Subscribe(s.t.Context(), []string{"alerts/#", "bordercast/v1/receipt/+"}, s.heard.take)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
