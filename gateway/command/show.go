package command

import (
	"context"
	"fmt"
	"strings"

	"bordercast/gateway/api"
)

// narrower says for how much of an alert a draft is.
type narrower struct {
	Area    []string `sep:"none" placeholder:"DISTRICT" help:"For this district of it only, like us/me/029; once for each."`
	Channel []string `sep:"none" placeholder:"CHANNEL" help:"With this public channel, where the route offers it; once for each."`
}

// flags are those of the person, to be typed again.
func (n narrower) flags() string {
	text := ""
	for _, a := range n.Area {
		text += " --area " + quoted(a)
	}
	for _, c := range n.Channel {
		text += " --channel " + quoted(c)
	}
	return text
}

type showCmd struct {
	Alert    string `arg:"" help:"Token or identifier of the alert."`
	To       string `placeholder:"DESTINATION" help:"What this destination would be given only."`
	As       string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name: it stands in the commands that are printed."`
	Original bool   `xor:"form" help:"The bytes as received."`
	CAP      bool   `name:"cap" xor:"form" help:"The CAP that would be sent, unsigned."`
	Lang     string `enum:"en,fr" default:"en" placeholder:"LANG" help:"Language of the notes: en or fr."`
	narrower
	answers
	place
}

// Help has the examples.
func (showCmd) Help() string {
	return `Shows one alert as whoever decides must read it: what its originator says, what would be sent in its place, what was changed on the way and what to check, and the digest of this very draft, by which it is approved. With --area the draft is for less of it, and has a digest of its own.

    bordercast show k7q2mxt4ahc3
    bordercast show k7q2mxt4ahc3 --area us/me/029
    bordercast show k7q2mxt4ahc3 --cap --to responders-ca`
}

// look is the question as the daemon is asked it.
func (c showCmd) look() api.Look {
	return api.Look{Actor: api.Actor{As: c.As}, Alert: c.Alert, Destination: c.To, Area: c.Area, Channels: c.Channel}
}

// Run shows it.
func (c showCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	sheet, err := client.Show(ctx, c.look())
	switch {
	case err != nil:
		return err
	case c.JSON:
		return e.json(sheet)
	case c.Original:
		_, err := e.out.Write(sheet.Bytes)
		return err
	case c.CAP:
		return e.capOf(sheet)
	}
	e.sheet(sheet, c.Lang)
	e.next(sheet.Next, c.place, c.As)
	return nil
}

// capOf prints the documents of a draft, one after the other.
func (e *env) capOf(s api.Sheet) error {
	for _, q := range s.Questions {
		for _, p := range q.Parts {
			e.printf("%s", p.CAP)
		}
	}
	if len(s.Questions) == 0 {
		return wrong(fmt.Errorf("nothing is asked about alert %s, so there is no draft of it: leave out --cap", s.Alert))
	}
	return nil
}

// sheet prints an alert as a person reads it before they decide.
func (e *env) sheet(s api.Sheet, lang string) {
	e.printf("%s  %s · lane %s · %s\n", e.paint(bold, s.Alert), s.State, s.Lane, plain(gravity(s.Severity, s.Urgency, s.Event)))
	e.indented("  ", plain(where(s.Where, s.BorderKM)))
	e.indented("  ", plain(fmt.Sprintf("%s %s of %s by %s, sent %s · signature %s · scope %s", s.MsgType, s.Identifier, s.Sender, s.From, when(s.Sent), s.Verdict, s.Scope)))
	if !s.ActiveUntil.IsZero() {
		e.indented("  ", "certainty "+s.Certainty+" · its time is up at "+when(s.ActiveUntil)+prefixed(", in ", remaining(s.ActiveUntil, s.Now)))
	}
	e.title("What its originator says")
	e.texts(s.Original)
	for _, q := range s.Questions {
		e.asked(q, s, lang)
	}
}

// texts prints what is said, language by language. Line ends of the text stay.
func (e *env) texts(list []api.Text) {
	if len(list) == 0 {
		e.printf("  nothing in words\n")
	}
	for _, t := range list {
		e.printf("  %s  %s\n", e.paint(faint, plain(t.Language)), e.paint(bold, plain(t.Event)))
		for _, text := range []string{t.Headline, t.Description, t.Instruction} {
			for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
				if line = plain(line); line != "" {
					e.indented("      ", line)
				}
			}
		}
	}
}

// asked prints one question with its draft.
func (e *env) asked(q api.Asked, s api.Sheet, lang string) {
	e.title("NOT RELEASED / NON DIFFUSÉE: what " + q.Destination + " would be given")
	clock := until(q.Deadline, s.Now)
	e.indented("  ", plain(fmt.Sprintf("%s asked of %s for %s (%s)%s · route %s", q.Ask, q.Of, age(s.Now.Sub(q.Since)), q.Reason, prefixed(", ", clock), q.Route)))
	if len(q.Area) > 0 {
		e.indented("  ", "for "+plain(strings.Join(q.Area, ", "))+" only")
	}
	if len(q.Channels) > 0 {
		e.indented("  ", e.paint(red, "opens "+plain(strings.Join(q.Channels, ", "))))
	}
	if len(q.Changed) > 0 {
		e.printf("  %s\n", e.paint(yellow, "It has changed since it was shown before:"))
		for _, c := range q.Changed {
			e.indented("    ", plain(c.Path+": “"+c.Before+"” → “"+c.After+"”"))
		}
	}
	for _, p := range q.Parts {
		e.printf("\n  %s\n", e.paint(faint, plain(fmt.Sprintf("part %d, level %s%s", p.Part, p.Level, prefixed(", ", p.Reach)))))
		e.texts(p.Texts)
		note := p.NoteEN
		if lang == "fr" {
			note = p.NoteFR
		}
		e.note(note)
	}
	e.printf("\n  Draft %s, made %s\n", e.paint(bold, q.Draft), when(q.AsOf))
}

// note prints what the translation did, in its own indents.
func (e *env) note(text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		words := strings.TrimLeft(line, " ")
		if words == "" {
			continue
		}
		e.indented("    "+strings.Repeat(" ", len(line)-len(words)), plain(words))
	}
}
