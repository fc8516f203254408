package command

import (
	"context"
	"strings"
	"time"

	"bordercast/gateway/api"
	"bordercast/gateway/trail"
)

type explainCmd struct {
	File   string `arg:"" help:"The alert, or - for standard input."`
	System string `placeholder:"SYSTEM" help:"The system it would come from (default: found by its sender)."`
	answers
	place
}

// Help has the examples.
func (explainCmd) Help() string {
	return `Asks the running gateway: the signature's verdict, what the validator found, the facts the routes are matched against, and for each destination the decision with the route and the values that made it. When the gateway has had this alert, also what happened to it.

    bordercast explain alert.xml
    bordercast explain alert.xml --system mema --json`
}

// Run asks and prints.
func (c explainCmd) Run(ctx context.Context, e *env) error {
	bytes, err := e.read(c.File)
	if err != nil {
		return err
	}
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	x, err := client.Explain(ctx, api.Question{Bytes: bytes, System: c.System})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(x)
	}
	e.explanation(x)
	return nil
}

func (e *env) explanation(x api.Explanation) {
	tense := "The gateway has not had these bytes. This is what would happen."
	if x.Known {
		tense = "The gateway has had these bytes. This is what happened."
	}
	e.printf("%s\n\n", tense)
	e.columns(filled([][]string{
		{"alert", plain(x.Alert)}, {"identifier", plain(x.Identifier)}, {"sender", plain(x.Sender)}, {"system", x.System},
		{"state", sentence(x.State, x.Reason, x.Text)}, {"lane", sentence(x.Lane, x.LaneReason, "")},
		{"signature", sentence(x.Verdict, "", x.VerdictText)}, {"signer", plain(x.Signer)}, {"sha256", x.SHA256},
	}))
	if len(x.Findings) > 0 {
		e.title("Findings")
		for _, f := range x.Findings {
			e.finding("  ", f.Level, f.Line, f.Path, f.Text, f.Rule)
		}
	}
	if len(x.Facts) > 0 {
		e.title("Facts the routes see")
		var rows [][]string
		for _, f := range x.Facts {
			rows = append(rows, []string{f.Name, plain(strings.Join(f.Values, ", "))})
		}
		e.columns(rows)
	}
	e.decisions(x)
	e.history(x.History)
}

func (e *env) decisions(x api.Explanation) {
	if len(x.Decisions) == 0 {
		return
	}
	e.title("Decisions")
	for _, d := range x.Decisions {
		e.printf("  %s: %s\n", e.paint(bold, d.Destination), sentence(d.Action, d.Reason, ""))
		rows := filled([][]string{
			{"  route", d.Route}, {"  because", plain(strings.Join(d.Values, ", "))}, {"  asks", asks(d)},
			{"  state", sentence(d.State, "", d.By)}, {"  level", d.Level}, {"  reach", d.Reach}, {"  derived", d.Derived},
		})
		e.columns(rows)
	}
}

func asks(d api.Decision) string {
	if d.Ask == "" {
		return ""
	}
	text := d.Ask + " of " + d.Of
	if !d.Deadline.IsZero() {
		text += ", by " + when(d.Deadline)
	}
	return text
}

func (e *env) history(events []api.Event) {
	if len(events) == 0 {
		return
	}
	e.title("What happened")
	for _, h := range events {
		row := trail.Row{Seq: h.Seq, At: trail.FormatTime(h.At), Kind: h.Kind, Body: h.Text}
		e.printf("  %s\n", trail.Line(row, true, time.Local)) // Line lets no control character through
	}
}

// finding prints one finding of the validator.
func (e *env) finding(indent, level string, line int, path, text, rule string) {
	colour := map[string]string{"error": red, "warning": yellow}[level]
	e.printf("%sline %d: %s: %s: %s (%s)\n", indent, line, plain(path), e.paint(colour, level), plain(text), rule)
}

// sentence is "word (reason): text" of whatever is there.
func sentence(word, reason, text string) string {
	if reason != "" {
		word += " (" + reason + ")"
	}
	if text != "" {
		word += ": " + plain(text)
	}
	return word
}

// filled leaves out rows whose last cell is empty.
func filled(rows [][]string) [][]string {
	var kept [][]string
	for _, r := range rows {
		if r[len(r)-1] != "" {
			kept = append(kept, r)
		}
	}
	return kept
}
