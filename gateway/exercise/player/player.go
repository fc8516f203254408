package player

import (
	"context"
	"fmt"
	"sync"
	"time"

	"bordercast/adapters"
	"bordercast/gateway/api"
	"bordercast/gateway/clock"
	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/writer"
)

// Options say how a scenario is to be played.
type Options struct {
	Scenario scenario.Scenario
	Dir      string // the folder to make; "" for a new temporary one
	Speed    string // "" about a minute for two days; "1" real time during the days; "N" N times as fast; "max"
	Binary   string // the bordercast to run as `serve`
}

// Player plays one scenario. One goroutine owns it.
type Player struct {
	scenario scenario.Scenario
	calendar scenario.Calendar
	observer *observer.Observer
	writer   writer.Writer
	plans    map[string]scenario.Message
	written  map[string]*writer.Message // by the name they were sent under

	site    *installation
	gateway *child // of the site
	cast    *cast
	people  *officers
	script  *script
	real    adapters.Clock

	ctx   context.Context // ends when the player is struck
	end   context.CancelFunc
	tasks *sync.WaitGroup // links, and cuts that are to be mended
}

// Raise makes the folder, the keys and the configuration, starts the gateway and connects the observer and every
// agency. What it returns must be struck even when it also returns an error; it is nil when nothing was begun.
func Raise(ctx context.Context, o Options) (*Player, error) {
	var real adapters.Clock = clock.Real{} // the machine's: links, faults and latencies are in real time
	calendar, err := o.Scenario.Calendar(real.Now())
	if err != nil {
		return nil, err
	}
	pace, err := paceOf(o.Speed)
	if err != nil {
		return nil, err
	}
	f, err := makeFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	p := &Player{scenario: o.Scenario, calendar: calendar, plans: map[string]scenario.Message{},
		written: map[string]*writer.Message{}, real: real, tasks: &sync.WaitGroup{},
		script: &script{pace: pace, real: real}}
	p.ctx, p.end = context.WithCancel(ctx)
	p.gateway = &child{binary: o.Binary, folder: f, factor: pace.Factor, real: real, client: api.Dial(f.data)}
	p.site = &installation{folder: f, gateway: p.gateway}
	p.script.jump = func(ctx context.Context, to time.Time) error {
		return p.gateway.client.Jump(ctx, api.Jump{Actor: p.people.actor(scenario.Operator), To: to})
	}
	p.cast = &cast{centres: map[string]*centre{}, real: real, tasks: p.tasks}
	p.observer = observer.New(real, observer.Sources{Gateway: p.gateway, Second: p.site.other,
		Senders: p.cast, Program: p.site,
		Destination: o.Scenario.Configuration.Destination})
	p.people = &officers{people: o.Scenario.People, client: p.gateway.client, record: p.observer.Record, script: p.script,
		real: real}
	for _, m := range o.Scenario.Messages {
		p.plans[m.Name] = m
	}
	keys, err := writer.Keys(f.keys, o.Scenario, calendar.Start)
	if err != nil {
		return p, err
	}
	p.writer = writer.New(o.Scenario, calendar, keys)
	if err := p.site.configure(p.ctx, o.Scenario, calendar.Start.AddDate(1, 0, 0)); err != nil {
		return p, err
	}
	return p, p.open()
}

// early is how long before the script the clock begins, so that a slow start is not late.
const early = 5 * time.Minute

// shortly is where the clock then goes: even in real time nobody waits longer for the first inject.
const shortly = 5 * time.Second

// open starts the gateway and connects everybody.
func (p *Player) open() error {
	p.script.scaled = clock.NewScaled(p.calendar.Start.Add(-early), p.script.pace.Factor)
	if err := p.gateway.start(p.ctx, p.script.Now()); err != nil {
		return err
	}
	p.cast.watch(p.ctx, p.site.broker, p.observer)
	for _, s := range p.scenario.Systems {
		p.cast.employ(p.ctx, p.site.broker, s.Name)
	}
	if err := p.cast.untilUp(p.ctx); err != nil {
		if p.ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("%w at %s; the gateway's log is %s%s", err, p.site.broker, p.gateway.folder.log,
			p.gateway.folder.lastWords())
	}
	return p.script.leap(p.ctx, p.calendar.Start.Add(-shortly))
}

// Strike takes everything down again and leaves no process. What was written stays.
func (p *Player) Strike() {
	p.end()
	p.tasks.Wait()
	p.site.strike()
}

// Observer sees all that the gateway does, and knows what was done to it.
func (p *Player) Observer() *observer.Observer { return p.observer }

// Calendar says when the moments of the script are.
func (p *Player) Calendar() scenario.Calendar { return p.calendar }

// Now is the time of the script.
func (p *Player) Now() time.Time { return p.script.Now() }

// Until returns when the script clock is at a moment; when it is past, at once. tick is called now and then while it
// waits, with the script time to show.
func (p *Player) Until(ctx context.Context, m scenario.Moment, tick func(shown time.Time)) error {
	return p.script.until(ctx, p.calendar.At(m), tick)
}

// Gone is closed when the gateway's process has ended.
func (p *Player) Gone() <-chan struct{} { return p.gateway.gone }

// Ended says whether the gateway has ended; it gives a sentence of how, or "" while it runs.
func (p *Player) Ended() string {
	if !p.gateway.ended() {
		return ""
	}
	return fmt.Sprintf("the gateway has ended by itself (%s); its log is %s%s", p.gateway.cmd.ProcessState,
		p.gateway.folder.log, p.gateway.folder.lastWords())
}

// Where is where everything is that a person may want to look at.
type Where struct {
	Root, Data, Sent string  // folders: all of it, the gateway's, the messages as they were sent
	Seen             string  // the file for what the observer saw
	Broker           string  // URL
	HTTP             string  // host:port
	Binary           string  // the gateway's program
	Process          int     // its number
	Factor           float64 // how fast its clock runs
}

// Where says where everything is. It is to be asked once Raise has returned without an error.
func (p *Player) Where() Where {
	g := p.gateway
	return Where{Root: g.folder.root, Data: g.folder.data, Sent: g.folder.sent, Seen: g.folder.seen, Broker: p.site.broker,
		HTTP: p.site.http, Binary: g.binary, Process: g.cmd.Process.Pid, Factor: g.factor}
}

// Routes asks the gateway which route led a message where: the reason that a person could ask for too. It is empty
// when the gateway does not answer.
func (p *Player) Routes(ctx context.Context, name string) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	m := p.observer.Record.Of(name)
	out := map[string]string{}
	e, err := p.gateway.client.Explain(ctx, api.Question{Bytes: m.Bytes, System: m.By})
	if err != nil {
		return out
	}
	for _, d := range e.Decisions {
		out[d.Destination] = d.Route
	}
	return out
}
