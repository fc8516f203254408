package look

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"bordercast/adapters"
	"bordercast/cap/geo"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/topics"
)

// Watch is `bordercast watch`: what the gateway publishes, as it comes.
type Watch struct {
	Topic  []string      `placeholder:"FILTER" help:"MQTT topic filter; may be repeated."`
	Region []string      `placeholder:"DISTRICT" sep:"none" help:"What concerns a region or district, as us/me/029, ca/nb, 023029 or Maine; may be repeated."`
	Party  []string      `help:"A party's own tree; may be repeated."`
	Lane   string        `enum:"actual,exercise,test,any" default:"any" help:"With --region and --party: ${enum}."`
	Reader string        `enum:"ca,us,any" default:"any" help:"With --region: alerts in this side's profile and language: ${enum}."`
	Count  int           `placeholder:"N" help:"Stop after N messages."`
	For    time.Duration `placeholder:"DURATION" help:"Stop after this long."`
	cli.Answers
	cli.Wire
}

// Help has the examples.
func (Watch) Help() string {
	return `Prints what stands on the topics now, then every change, until interrupted; what the gateway repeats every two
seconds to show that it is there is shown once. It listens for half a second first, so that nothing falls between the
two. Without a filter: every public alert, and the gateway's own state.

    bordercast watch --region us/me/029 --reader us --lane actual
    bordercast watch --party nb-emo --json
    bordercast watch --topic 'alerts/v1/actual/us/+/+/_/+/+/+/cap'`
}

// Run subscribes and prints.
func (c Watch) Run(ctx context.Context, e *cli.Env) error {
	filters, err := c.filters()
	if err != nil {
		return err
	}
	session, err := c.DialBroker(ctx, "watch")
	if err != nil {
		return err
	}
	defer session.Close()
	messages := make(chan adapters.Message)
	stop, err := session.Follow(ctx, filters, func(m adapters.Message) {
		select {
		case messages <- m:
		case <-session.Lost():
		case <-ctx.Done():
		}
	})
	if err != nil {
		return err
	}
	defer stop()
	return c.follow(ctx, e, messages, session.Lost())
}

func (c Watch) follow(ctx context.Context, e *cli.Env, messages <-chan adapters.Message, lost <-chan struct{}) error {
	var over <-chan time.Time
	if c.For > 0 {
		fired, stop := e.Clock.After(c.For)
		defer stop()
		over = fired
	}
	seen := beats{}
	for n := 0; c.Count == 0 || n < c.Count; {
		select {
		case m := <-messages:
			if seen.news(m.Topic, m.Payload) {
				c.print(e, m)
				n++
			}
		case <-over:
			return nil
		case <-lost:
			return cli.ErrLost
		case <-ctx.Done():
			return nil // interrupting is how a person ends it
		}
	}
	return nil
}

// filters are the topics asked for.
func (c Watch) filters() ([]string, error) {
	filters := c.Topic
	for _, region := range c.Region {
		f, err := c.regional(region)
		if err != nil {
			return nil, err
		}
		filters = append(filters, f...)
	}
	for _, party := range c.Party {
		filters = append(filters, "parties/v1/"+wild(c.Lane)+"/"+topics.Token(party)+"/#")
	}
	if len(filters) == 0 {
		filters = []string{"alerts/v1/#", "gateway/v1/#"}
	}
	return filters, nil
}

// regional are the two filters of a district or region: its own, and that of what concerns its whole country.
func (c Watch) regional(region string) ([]string, error) {
	d, err := c.districtOf(region)
	if err != nil {
		return nil, fmt.Errorf("--region: %w", err)
	}
	tree := "alerts/v1/" + wild(c.Lane) + "/" + wild(c.Reader) + "/"
	levels := strings.Split(string(d), "/")
	own := tree + string(d) + "/#"
	country := tree + levels[0] + "/_/_/#"
	if own == country {
		return []string{own}, nil
	}
	return []string{own, country}, nil
}

// districtOf reads a district as any command prints it: its path, its code or its name.
func (c Watch) districtOf(text string) (geo.District, error) {
	atlas, err := c.Atlas()
	if err != nil {
		return "", err
	}
	code, isCode := cli.CodeOfText(text)
	if !isCode {
		return atlas.Named(text)
	}
	d := geo.OfGeocode(code)
	if outline, ok := atlas.Outline(code); d == "" && ok {
		d = outline.District
	}
	if d == "" {
		return "", fmt.Errorf("%s is no place: no %s code has that form", text, code.Name)
	}
	return atlas.Named(string(d))
}

func wild(choice string) string {
	if choice == "any" {
		return "+"
	}
	return choice
}

// record is one message for programs.
type record struct {
	Topic    string `json:"topic"`
	Retained bool   `json:"retained"`
	Cleared  bool   `json:"cleared,omitempty"`
	Payload  any    `json:"payload"` // JSON as it is, anything else as text
}

func (c Watch) print(e *cli.Env, m adapters.Message) {
	if c.JSON {
		r := record{Topic: m.Topic, Retained: m.Retain, Cleared: len(m.Payload) == 0, Payload: string(m.Payload)}
		if json.Valid(m.Payload) {
			r.Payload = json.RawMessage(m.Payload)
		}
		_ = e.JSONLine(r)
		return
	}
	e.Printf("%s\n", line(e, m))
}
