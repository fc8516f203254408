package exercise

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"time"

	"bordercast/certs"
	"bordercast/gateway/api"
	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/observer"
)

// raise puts the stage up: folder, keys, configuration, line, gateway, observer, centres. What it returns must be
// struck even when it also returns an error.
func raise(ctx context.Context, o Options) (*stage, error) {
	z, err := loadZones()
	if err != nil {
		return nil, err
	}
	p, err := paceOf(o.Speed)
	if err != nil {
		return nil, err
	}
	f, err := makeFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	start := z.startOf(realClock.Now())
	s := &stage{real: realClock, folder: f, centres: map[string]*centre{}, keys: map[string]certs.Key{}, letters: map[string]letter{},
		sent: map[string]*message{}, ruledAt: map[string]time.Time{}, log: observer.NewLog(nil),
		client: api.Dial(f.data),
		script: &script{pace: p, real: realClock, start: start, zones: z}}
	s.ctx, s.end = context.WithCancel(ctx)
	s.script.jump = func(ctx context.Context, to time.Time) error {
		return s.client.Jump(ctx, api.Jump{Actor: api.Actor{As: people["operator"]}, To: to})
	}
	for _, l := range slices.Concat(day1(), day2()) {
		s.letters[l.name] = l
	}
	if err := s.equip(start); err != nil {
		return s, err
	}
	return s, s.open(o, start)
}

// equip makes keys, ports and the configuration.
func (s *stage) equip(start time.Time) error {
	for _, d := range desks {
		name := keyOf(d.system)
		key, _, err := certs.LoadOrCreateKey(s.folder.keys, name, rand.Reader, start.AddDate(0, 0, -1))
		if err != nil {
			return err
		}
		s.keys[name] = key
	}
	broker, err := freePort()
	if err != nil {
		return err
	}
	http, err := freePort()
	if err != nil {
		return err
	}
	s.broker, s.http = "tcp://"+broker, http
	if s.line, err = newProxy(s.ctx, broker); err != nil {
		return err
	}
	if s.others, err = newProxy(s.ctx, broker); err != nil {
		return err
	}
	return s.folder.writeConfig(places{Data: s.folder.data, Keys: s.folder.keys, Broker: broker, Line: s.line.url(), Others: s.others.url(), HTTP: http, Until: start.AddDate(1, 0, 0)})
}

// early is how long before STARTEX the clock begins, so that a slow start is not late.
const early = 5 * time.Minute

// shortly is where the clock then goes: even in real time nobody waits longer for STARTEX.
const shortly = 5 * time.Second

// open starts the gateway and connects everybody.
func (s *stage) open(o Options, start time.Time) error {
	s.gateway = &child{binary: o.Binary, folder: s.folder, factor: s.script.pace.Factor, real: s.real, client: s.client}
	s.script.Scaled = clock.NewScaled(start.Add(-early), s.script.pace.Factor)
	if err := s.gateway.start(s.ctx, s.script.Now()); err != nil {
		return err
	}
	s.watch()
	for _, d := range desks {
		s.employ(d)
	}
	if err := s.untilUp(); err != nil {
		return err
	}
	return s.script.leap(s.ctx, start.Add(-shortly))
}

// watch connects the observer, to everything.
func (s *stage) watch() {
	s.watcher = &link{broker: s.broker, name: "observer", filters: []string{"alerts/#", "parties/#", "gateway/#", "bordercast/v1/receipt/+"}, clock: s.real,
		received: func(topic string, payload []byte, retained bool) { s.log.Add(s.real.Now(), topic, payload, retained) },
		onDown:   func() { s.downAt.Store(s.real.Now().UnixNano()); s.log.Forget() }}
	s.links.Go(func() { s.watcher.run(s.ctx) })
}

// employ connects a centre.
func (s *stage) employ(d desk) {
	c := &centre{desk: d}
	c.link = &link{broker: s.broker, name: d.system, filters: []string{receiptTopic(d.system)}, clock: s.real, received: c.receive, onUp: c.again}
	s.centres[d.system] = c
	s.links.Go(func() { c.link.run(s.ctx) })
	s.links.Go(func() { c.nudge(s.ctx) })
}

// untilUp waits for the observer and every centre to be connected.
func (s *stage) untilUp() error {
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if s.down() == "" {
			return nil
		}
		sleep(ctx, s.real, 20*time.Millisecond)
	}
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return fmt.Errorf("%s could not connect to the embedded broker at %s; the gateway's log is %s%s", s.down(), s.broker, s.folder.log, s.folder.lastWords())
}

// down names somebody who is not connected; "" when everybody is.
func (s *stage) down() string {
	if !s.watcher.up() {
		return "the observer"
	}
	for _, name := range slices.Sorted(maps.Keys(s.centres)) {
		if !s.centres[name].link.up() {
			return name
		}
	}
	return ""
}

// strike takes everything down again and leaves no process. What was written stays.
func (s *stage) strike() {
	s.end()
	s.links.Wait()
	if s.gateway != nil {
		s.gateway.stop()
	}
	if s.twin != nil {
		s.twin.stop()
		s.twin.client.Close()
	}
	for _, line := range []*proxy{s.line, s.others} {
		if line != nil {
			line.close()
		}
	}
	s.client.Close()
}

// ticker shows the running clock, where there is a terminal.
func (s *stage) ticker(t *timeline, next string) func(time.Time) {
	return func(shown time.Time) { t.moving(shown, next) }
}
