package look

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"bordercast/cap/french"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/draft"
)

// Narrower says for how much of an alert a draft is.
type Narrower struct {
	Area    []string `sep:"none" placeholder:"DISTRICT" help:"For this district of it only, like us/me/029; once for each."`
	Channel []string `sep:"none" placeholder:"CHANNEL" help:"With this public channel, where the route offers it; once for each."`
	French  string   `type:"path" placeholder:"FILE" help:"With your own French text from this file, where the alert has none: TITRE, DESCRIPTION and CONSIGNES, each with a colon."`
}

// Text is the French text of the file that was named; nil where none was.
func (n Narrower) Text() (*french.Text, error) {
	if n.French == "" {
		return nil, nil
	}
	file, err := os.Open(n.French)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	bytes, err := io.ReadAll(io.LimitReader(file, french.MaxFile+1))
	if err != nil {
		return nil, err
	}
	text, err := french.Read(bytes)
	if err != nil {
		return nil, cli.Wrong(fmt.Errorf("%s, %w", n.French, err))
	}
	return &text, nil
}

// Flags are those of the person, to be typed again.
func (n Narrower) Flags() string {
	text := ""
	for _, a := range n.Area {
		text += " --area " + cli.Quoted(a)
	}
	for _, c := range n.Channel {
		text += " --channel " + cli.Quoted(c)
	}
	if n.French != "" {
		text += " --french " + cli.Quoted(n.French)
	}
	return text
}

// Show is `bordercast show`: one alert, and the draft that waits for an answer.
type Show struct {
	Alert    string `arg:"" help:"Token or identifier of the alert."`
	To       string `placeholder:"DESTINATION" help:"What this destination would be given only."`
	Event    string `placeholder:"CODE" help:"Of an alert of several events what is about this one only: its event code."`
	As       string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name: it stands in the commands that are printed."`
	Original bool   `xor:"form" help:"The bytes as received."`
	CAP      bool   `name:"cap" xor:"form" help:"The CAP that would be sent, unsigned; of what does not wait, the CAP that was sent."`
	Lang     string `enum:"en,fr" default:"en" placeholder:"LANG" help:"Language of the notes: en or fr."`
	Narrower
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Show) Help() string {
	return `Shows one alert, whether it waits, stands or is over, as whoever decides must read it: what its originator
says, what would be sent in its place, what was changed on the way and what to check, who has it, and the digest of this
very draft, by which it is approved. With --area the draft is for less of it, and has a digest of its own; so has one
with your own French text, which goes out under your name. Its file:

    ` + strings.ReplaceAll(french.Form, "\n", "\n    ") + `
    bordercast show k7q2mxt4ahc3
    bordercast show k7q2mxt4ahc3 --area us/me/029
    bordercast show k7q2mxt4ahc3 --to public-ca --as duty1 --french calais.txt
    bordercast show k7q2mxt4ahc3 --cap --to responders-ca`
}

// request is the question as the daemon is asked it.
func (c Show) request() (api.ShowRequest, error) {
	text, err := c.Text()
	return api.ShowRequest{Actor: api.Actor{As: c.As}, Alert: c.Alert, Destination: c.To, Event: c.Event, Area: c.Area,
		Channels: c.Channel, French: text}, err
}

// Run shows it.
func (c Show) Run(ctx context.Context, e *cli.Env) error {
	look, err := c.request()
	if err != nil {
		return err
	}
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	view, err := client.Show(ctx, look)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return e.JSON(view)
	case c.Original:
		return originalOf(e, view)
	case c.CAP:
		return capOf(e, view)
	}
	PrintView(e, view, c.Lang)
	printNext(e, view.Next, c.Place, c.As)
	return nil
}

// withheld is said in the place of what somebody may not read.
const withheld = "(not Public: its own side alone may read this; say who you are with --as)"

// originalOf prints the bytes as received.
func originalOf(e *cli.Env, s api.AlertView) error {
	if s.Withheld {
		return cli.Wrong(fmt.Errorf("what %s says stays on its side: %s", s.Alert, withheld))
	}
	_, err := e.Out.Write(s.Bytes)
	return err
}

// capOf prints the documents of what waits or, where nothing does, of what was sent, one after the other.
func capOf(e *cli.Env, s api.AlertView) error {
	var parts []api.Part
	for _, q := range s.Questions {
		parts = append(parts, q.Parts...)
	}
	for _, g := range s.Given {
		if len(s.Questions) == 0 {
			parts = append(parts, g.Parts...)
		}
	}
	if len(parts) == 0 {
		return cli.Wrong(fmt.Errorf("nothing was made of alert %s that you could read: leave out --cap", s.Alert))
	}
	var done []string
	for _, p := range parts {
		if slices.Contains(done, p.CAP) {
			continue // two destinations were given the same
		}
		done = append(done, p.CAP)
		if _, err := io.WriteString(e.Out, p.CAP); err != nil {
			return err
		}
	}
	return nil
}

// PrintView prints an alert as a person reads it before they decide.
func PrintView(e *cli.Env, s api.AlertView, lang string) {
	e.Printf("%s  %s · lane %s · %s\n", e.Paint(cli.Bold, s.Alert), s.State, s.Lane,
		cli.Plain(gravity(s.Severity, s.Urgency, s.Event)))
	e.Indented("  ", cli.Plain(where(s.Where, s.BorderKM, s.BorderBy)))
	e.Indented("  ", cli.Plain(fmt.Sprintf("%s %s of %s by %s · signature %s · scope %s · certainty %s", s.MsgType,
		s.Identifier, s.Sender, s.From, s.Verdict, s.Scope, s.Certainty)))
	if len(s.Clocks) == 0 {
		s.Clocks = []api.Clock{{Zone: "here", Sent: cli.When(s.Sent), Until: cli.When(s.ActiveUntil)}}
	}
	for _, c := range s.Clocks {
		e.Indented("  ", cli.Plain("sent "+c.Sent+", until "+c.Until+prefixed(", in ",
			remaining(s.ActiveUntil, s.Now))+" ("+c.Zone+")"))
	}
	e.Title("What its originator says")
	if s.Withheld {
		e.Indented("  ", withheld)
	} else {
		printTexts(e, s.Original)
	}
	for _, q := range s.Questions {
		printAsked(e, q, s, lang)
	}
	printGiven(e, s, lang)
}

// printGiven prints what became of it at each destination; what was sent there once, though several may have it.
func printGiven(e *cli.Env, s api.AlertView, lang string) {
	if len(s.Given) == 0 {
		return
	}
	e.Title("Who has it")
	var shown []string
	for _, g := range s.Given {
		stands := ""
		if g.Stands {
			stands = ", stands there"
		}
		e.Indented("  ", cli.Plain(fmt.Sprintf("%s%s%s: %s%s", g.Destination, prefixed(" of ", g.Party), prefixed(", event ",
			g.Event), cli.Sentence(g.State, g.Reason, ""), stands)))
		for _, a := range g.Answers {
			e.Indented("      ", cli.Plain(answered(a.Verdict)+" by "+a.Who+", "+cli.When(a.At)+prefixed(", draft ",
				draft.Abbreviated(a.Draft))+prefixed(": ", a.Reason)))
		}
		for _, p := range g.Parts {
			if p.Level == "original" || slices.Contains(shown, p.CAP) {
				continue // its own words are above
			}
			shown = append(shown, p.CAP)
			printPart(e, p, lang)
		}
	}
}

// printTexts prints what is said, language by language. Line ends of the text stay.
func printTexts(e *cli.Env, list []api.Text) {
	if len(list) == 0 {
		e.Printf("  nothing in words\n")
	}
	for _, t := range list {
		e.Printf("  %s  %s\n", e.Paint(cli.Faint, cli.Plain(t.Language)), e.Paint(cli.Bold, cli.Plain(t.Event)))
		for _, text := range []string{t.Headline, t.Description, t.Instruction} {
			for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
				if line = cli.Plain(line); line != "" {
					e.Indented("      ", line)
				}
			}
		}
	}
}

// printAsked prints one question with its draft.
func printAsked(e *cli.Env, q api.Asked, s api.AlertView, lang string) {
	e.Title("NOT RELEASED / NON DIFFUSÉE: what " + q.Destination + " would be given" + prefixed(" of its event ",
		cli.Plain(q.Event)))
	clock := cli.Until(q.Deadline, s.Now)
	e.Indented("  ", cli.Plain(fmt.Sprintf("%s asked of %s for %s (%s)%s · route %s", q.Ask, q.Of,
		cli.Age(s.Now.Sub(q.Since)), q.Reason, prefixed(", ", clock), q.Route)))
	if len(q.Area) > 0 {
		e.Indented("  ", "for "+cli.Plain(strings.Join(q.Area, ", "))+" only")
	}
	if len(q.Channels) > 0 {
		e.Indented("  ", e.Paint(cli.Red, "opens "+cli.Plain(strings.Join(q.Channels, ", "))))
	}
	if t := q.French; t != nil {
		e.Indented("  ", e.Paint(cli.Red, cli.Plain("with the French text of "+t.By+", "+t.Party)))
	}
	wanted := q.WantedEN
	if lang == "fr" {
		wanted = q.WantedFR
	}
	if wanted != "" {
		e.Indented("  ", e.Paint(cli.Yellow, cli.Plain(wanted)))
	}
	if len(q.Changed) > 0 {
		e.Printf("  %s\n", e.Paint(cli.Yellow, "It has changed since it was shown before:"))
		for _, c := range q.Changed {
			e.Indented("    ", cli.Plain(c.Path+": “"+c.Before+"” → “"+c.After+"”"))
		}
	}
	for _, p := range q.Parts {
		printPart(e, p, lang)
	}
	if len(q.Parts) == 0 {
		e.Indented("  ", withheld)
	}
	e.Printf("\n  Draft %s, made %s\n", e.Paint(cli.Bold, q.Draft), cli.When(q.AsOf))
}

// printPart prints one derived alert, and what the translation did to make it.
func printPart(e *cli.Env, p api.Part, lang string) {
	e.Printf("\n  %s\n", e.Paint(cli.Faint, cli.Plain(fmt.Sprintf("part %d, level %s%s", p.Part, p.Level,
		prefixed(", ", p.Reach)))))
	printTexts(e, p.Texts)
	note := p.NoteEN
	if lang == "fr" {
		note = p.NoteFR
	}
	printNote(e, note)
}

// printNote prints what the translation did, in its own indents.
func printNote(e *cli.Env, text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.TrimLeft(line, " ")
		if words == "" {
			continue
		}
		e.Indented("    "+strings.Repeat(" ", len(line)-len(words)), cli.Plain(words))
	}
}
