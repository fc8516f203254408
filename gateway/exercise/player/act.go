package player

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/writer"
)

// Do carries out all acts of an inject, one after the other, and stops at the first that cannot be done. It does not
// wait for what must come of them.
func (p *Player) Do(ctx context.Context, i scenario.Inject) error {
	p.observer.Record.Began = p.real.Now()
	for _, a := range i.Acts {
		if err := p.act(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (p *Player) act(ctx context.Context, a scenario.Act) error {
	switch a := a.(type) {
	case scenario.Send:
		return p.send(a)
	case scenario.Again:
		return p.again(a)
	case scenario.Tamper:
		return p.tamper(a)
	case scenario.SendFlood:
		return p.flood(ctx, a)
	case scenario.Approve:
		return p.people.approve(ctx, a)
	case scenario.Deny:
		return p.people.deny(ctx, a)
	case scenario.Recall:
		return p.people.recall(ctx, a)
	case scenario.Acknowledge:
		return p.people.acknowledge(ctx, a)
	case scenario.Cut:
		return p.cut(a)
	case scenario.Kill:
		return p.kill(ctx, a)
	case scenario.Subscribe:
		p.subscribe(a)
		return nil
	case scenario.Misspell:
		return p.site.misspell(a.Right, a.Wrong)
	case scenario.Respell:
		return p.site.respell()
	case scenario.Mend:
		p.mend()
		return nil
	case scenario.Jump:
		return p.script.leap(ctx, p.script.Now().Add(a.By))
	case scenario.Second:
		if a.Does == "start" {
			return p.site.startSecond(p.script.Now())
		}
		p.site.second.stop()
		return nil
	}
	return fmt.Errorf("nobody knows how to do %T", a)
}

func (p *Player) send(a scenario.Send) error {
	for _, name := range a.Messages {
		m, err := p.write(name)
		if err != nil {
			return err
		}
		if err := p.post(m, name, m.Plan.From); err != nil {
			return err
		}
	}
	return nil
}

// write makes a message of the script now.
func (p *Player) write(name string) (*writer.Message, error) {
	plan, ok := p.plans[name]
	if !ok {
		return nil, fmt.Errorf("the script has no message named %q", name)
	}
	return p.writer.Write(plan, p.script.Now(), p.written)
}

// post gives a message to the connection of a system, which need not be its author's, and keeps a copy of it in the
// folder while the gateway is at work.
func (p *Player) post(m *writer.Message, name, system string) error {
	p.observer.Record.Send(
		observer.Sent{Name: name, Plan: m.Plan, By: system, At: p.real.Now(), Bytes: m.Bytes, SHA: m.SHA,
			Token: m.Token, Chain: m.Chain, Sender: m.Alert.Sender, Identifier: m.Alert.Identifier, Stamped: m.Alert.Sent.At},
	)
	p.written[name] = m
	p.cast.centres[system].send(m.Bytes, m.SHA)
	return os.WriteFile(filepath.Join(p.gateway.folder.sent, name+".xml"), m.Bytes, 0o600)
}

func (p *Player) again(a scenario.Again) error {
	first, ok := p.written[a.Message]
	if !ok {
		return fmt.Errorf("%s was never sent", a.Message)
	}
	return p.post(first, a.As, a.By)
}

func (p *Player) tamper(a scenario.Tamper) error {
	m, err := p.write(a.Message)
	if err != nil {
		return err
	}
	if m, err = m.Tampered(a.Old, a.New); err != nil {
		return err
	}
	return p.post(m, a.Message, m.Plan.From)
}

// flood writes all reports of a sensor network before it sends the first.
func (p *Player) flood(ctx context.Context, a scenario.SendFlood) error {
	var all []*writer.Message
	for _, plan := range p.reports(a.Flood) {
		m, err := p.writer.Write(plan, p.script.Now(), nil)
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	for _, m := range all {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.post(m, m.Plan.Name, m.Plan.From); err != nil {
			return err
		}
	}
	return nil
}

func (p *Player) reports(flood string) []scenario.Message {
	i := slices.IndexFunc(p.scenario.Floods, func(f scenario.Flood) bool { return f.Name == flood })
	if i < 0 {
		return nil
	}
	return p.scenario.Floods[i].Reports
}

// cut cuts lines, and mends them when their time is up, whatever else happens meanwhile.
func (p *Player) cut(a scenario.Cut) error {
	lines, err := p.site.lines(a.Line)
	if err != nil {
		return err
	}
	for _, line := range lines {
		line.sever()
	}
	r, now := p.observer.Record, p.real.Now()
	r.Cut = now
	r.Mended.Store(0)
	if a.For == 0 {
		r.Excused = append(r.Excused, observer.Window{From: now.Add(-time.Second), To: now.AddDate(0, 0, 1)}) // until mend
		return nil
	}
	r.Excused = append(r.Excused, observer.Window{From: now.Add(-time.Second), To: now.Add(a.For + excused)})
	p.tasks.Go(func() {
		adapters.Sleep(p.ctx, p.real, a.For)
		for _, line := range lines {
			line.mend()
		}
		r.Mended.Store(p.real.Now().UnixNano())
	})
	return nil
}

// excused is for how long after a fault at-least-once delivery may repeat.
const excused = 30 * time.Second

// mend mends every line.
func (p *Player) mend() {
	r, now := p.observer.Record, p.real.Now()
	for _, line := range []*proxy{p.site.line, p.site.others} {
		line.mend()
	}
	r.Mended.Store(now.UnixNano())
	for i, w := range r.Excused {
		if w.To.After(now.Add(excused)) {
			r.Excused[i].To = now.Add(excused)
		}
	}
}

// kill kills the gateway, as a power cut would, when the observer has seen some of a flood, and starts it again. The
// broker is inside and dies with it: everybody connects again.
func (p *Player) kill(ctx context.Context, a scenario.Kill) error {
	if err := p.untilSeen(ctx, a); err != nil {
		return err
	}
	r, stood := p.observer.Record, p.observer.Log.Standing()
	r.Kill = observer.Kill{Seen: p.observer.Arrived(a.Flood, a.Reader), Of: len(p.reports(a.Flood)), Killed: p.real.Now()}
	if err := p.gateway.kill(); err != nil {
		return err
	}
	if err := p.gateway.start(ctx, p.script.Now()); err != nil {
		return err
	}
	r.Kill.Ready = p.real.Now()
	if err := p.script.leap(ctx, p.script.Now()); err != nil {
		return err
	}
	from, to := r.Kill.Killed.Add(-2*time.Second), r.Kill.Ready.Add(30*time.Second)
	r.Excused = append(r.Excused, observer.Window{From: from, To: to})
	return p.untilToldAgain(ctx, stood)
}

// untilToldAgain waits until the observer is connected once more since the kill, and has been told again of all that
// stood before it. What does not come back in time is for the expectations to find.
func (p *Player) untilToldAgain(ctx context.Context, stood []string) error {
	limited, cancel := context.WithTimeout(ctx, scenario.Usual)
	defer cancel()
	r := p.observer.Record
	for limited.Err() == nil {
		again := r.LostLink.Load() > r.Kill.Killed.UnixNano() && p.cast.watcher.up()
		if again && p.observer.Log.Stands(stood) {
			break
		}
		adapters.Sleep(limited, p.real, 20*time.Millisecond)
	}
	return ctx.Err()
}

func (p *Player) untilSeen(ctx context.Context, a scenario.Kill) error {
	fired, stop := p.real.After(60 * time.Second)
	defer stop()
	for {
		changed := p.observer.Log.Changed()
		seen := p.observer.Arrived(a.Flood, a.Reader)
		if seen >= a.Seen {
			return nil
		}
		select {
		case <-changed:
		case <-fired:
			return fmt.Errorf("the observer saw only %d of %d reports in a minute: nothing was killed", seen, a.Seen)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// subscribe connects somebody who was not there before, and listens until the exercise ends.
func (p *Player) subscribe(a scenario.Subscribe) {
	late := observer.NewLog()
	p.observer.Record.Late = late
	l := &link{broker: p.site.broker, name: a.Name, filters: a.Filters, clock: p.real,
		received: func(topic string, payload []byte, retained bool) {
			late.Add(p.real.Now(), topic, payload, retained)
		}}
	p.tasks.Go(func() { l.run(p.ctx) })
}
