package look

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/draft"
	"bordercast/gateway/trail"
)

// Explain is `bordercast explain`: what happened, or would happen, to an alert, and why.
type Explain struct {
	Alert  string `arg:"" help:"Token or identifier of an alert that the gateway has, or a file, or - for standard input."`
	System string `placeholder:"SYSTEM" help:"The system it would come from (default: found by its sender)."`
	As     string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name: of an alert that is not Public its own side alone may read everything."`

	Offline bool `help:"Ask no gateway: say what one of this configuration (--config) would do with the file."`
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Explain) Help() string {
	return `Asks the running gateway. Of an alert that it has: the values it was decided on at the time, the route, who
answered and when, as they were stored; what is worked out anew by today's configuration is marked. Of a file that it
never had: what would happen.

    bordercast explain k7q2mxt4ahc3
    bordercast explain alert.xml
    bordercast explain alert.xml --system mema --json
    bordercast explain alert.xml --offline --config bordercast.yaml

With --offline no gateway is asked and none need run: nothing is known of earlier alerts then, so what the file names is
unknown.`
}

// question is about the file of that name, where there is one, and else about the alert that goes by it.
func (c Explain) question(e *cli.Env) (q api.Question, err error) {
	if looksLikeFile := c.Alert == "-" || strings.ContainsRune(c.Alert, filepath.Separator) ||
		strings.HasSuffix(c.Alert, ".xml"); !looksLikeFile {
		if _, err := os.Stat(c.Alert); errors.Is(err, fs.ErrNotExist) {
			return api.Question{Actor: api.Actor{As: c.As}, Alert: c.Alert}, nil
		}
	}
	q.Actor.As, q.System = c.As, c.System
	q.Bytes, err = e.Read(c.Alert)
	return q, err
}

// Run asks and prints.
func (c Explain) Run(ctx context.Context, e *cli.Env) error {
	q, err := c.question(e)
	if err != nil {
		return err
	}
	x, err := c.ask(ctx, q)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(x)
	}
	printExplanation(e, x)
	return nil
}

// ask asks the gateway, or works the answer out by its configuration.
func (c Explain) ask(ctx context.Context, q api.Question) (x api.Explanation, err error) {
	if !c.Offline {
		client, err := c.Dial()
		if err != nil {
			return x, err
		}
		defer client.Close()
		return client.Explain(ctx, q)
	}
	switch {
	case q.Alert != "":
		return x, cli.Wrong(fmt.Errorf("%s is no file, and without a gateway no alert is known: name the alert's file, or "+
			"leave out --offline", c.Alert))
	case c.Config == "":
		return x, cli.Wrong(errors.New("--offline needs the configuration by which to judge: name it with --config FILE"))
	}
	cfg, err := c.Load()
	if err != nil {
		return x, cli.Wrong(err)
	}
	cfg.Gateway.Data = cmp.Or(c.Data, cfg.Gateway.Data)
	return gateway.ExplainOffline(ctx, cfg, q)
}

func printExplanation(e *cli.Env, x api.Explanation) {
	tense, facts, decisions := "The gateway has not had these bytes. This is what would happen.", "Facts the routes see",
		"Decisions"
	if x.Known {
		tense = "The gateway has had this. This is what happened, as it was stored then."
		facts, decisions = "Facts the routes saw", "Decisions, and the values they were made on"
	}
	e.Printf("%s\n\n", tense)
	e.Columns(cli.Filled([][]string{
		{"alert", cli.Plain(x.Alert)}, {"identifier", cli.Plain(x.Identifier)}, {"sender", cli.Plain(x.Sender)},
		{"system", x.System},
		{"state", cli.Sentence(strings.Trim(x.State+", "+x.AlertState, ", "), x.Reason, x.Text)},
		{"lane", cli.Sentence(x.Lane, x.LaneReason, "")},
		{"signature", cli.Sentence(x.Verdict, "", x.VerdictText)}, {"signer", cli.Plain(x.Signer)}, {"sha256", x.SHA256},
	}))
	if len(x.Findings) > 0 {
		e.Title("Findings" + anew(x, "findings"))
		for _, f := range x.Findings {
			e.Finding("  ", f.Level, f.Line, f.Path, f.Text, f.Rule)
		}
	}
	if len(x.Facts) > 0 {
		e.Title(facts + anew(x, "facts"))
		var rows [][]string
		for _, f := range x.Facts {
			rows = append(rows, []string{f.Name, cli.Plain(strings.Join(f.Values, ", "))})
		}
		e.Columns(rows)
	}
	printDecisions(e, decisions, x)
	printHistory(e, x.History)
}

// anew marks what was worked out for this answer and not stored.
func anew(x api.Explanation, member string) string {
	if slices.Contains(x.Recomputed, member) {
		return " (worked out now)"
	}
	return ""
}

func printDecisions(e *cli.Env, title string, x api.Explanation) {
	if len(x.Decisions) == 0 {
		return
	}
	e.Title(title)
	for _, d := range x.Decisions {
		e.Printf("  %s: %s\n", e.Paint(cli.Bold, d.Destination)+prefixed(", event ", cli.Plain(d.Event)),
			cli.Sentence(d.Action, d.Reason, ""))
		rows := cli.Filled([][]string{
			{"  route", d.Route}, {"  because", decidedOn(x, d)}, {"  asks", asks(d)},
			{"  state", d.State}, {"  decided", decidedAt(d)}, {"  level", d.Level}, {"  reach", d.Reach},
			{"  derived", d.Derived},
		})
		for _, a := range d.Answers {
			rows = append(rows, []string{"  " + answered(a.Verdict),
				cli.Plain(a.Who + ", " + cli.When(a.At) + prefixed(", draft ", draft.Abbreviated(a.Draft)) +
					prefixed(": ", a.Reason))})
		}
		if t := d.Today; t != nil {
			rows = append(rows, []string{"  today", cli.Plain(cli.Sentence(t.Action, t.Reason, "") +
				prefixed(", route ", t.Route) + " (worked out now, by another agreement): " + strings.Join(t.Values, ", "))})
		}
		e.Columns(rows)
	}
}

// decidedOn are the values of a decision. Those of one that an older bordercast made were not kept, and are not made
// up.
func decidedOn(x api.Explanation, d api.Decision) string {
	switch {
	case x.Withheld:
		return withheld
	case x.Known && len(d.Values) == 0 && d.Route != "":
		return "(the values of that time were not kept)"
	}
	return cli.Plain(strings.Join(d.Values, ", "))
}

func decidedAt(d api.Decision) string {
	if d.At.IsZero() {
		return ""
	}
	return cli.When(d.At) + prefixed(", agreement ", d.Agreement)
}

func answered(verdict string) string {
	if verdict == api.Deny {
		return "denied"
	}
	return "approved"
}

func asks(d api.Decision) string {
	if d.Ask == "" {
		return ""
	}
	text := d.Ask + " of " + d.Of
	if !d.Deadline.IsZero() {
		text += ", by " + cli.When(d.Deadline)
	}
	return text
}

func printHistory(e *cli.Env, events []api.Event) {
	if len(events) == 0 {
		return
	}
	e.Title("What happened")
	for _, h := range events {
		row := trail.Row{Seq: h.Seq, At: trail.FormatTime(h.At), Kind: h.Kind, Body: h.Text}
		e.Printf("  %s\n", trail.Line(row, true, time.Local)) // Line lets no control character through
	}
}
