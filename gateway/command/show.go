package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"bordercast/cap/french"
	"bordercast/gateway/api"
	"bordercast/gateway/draft"
)

// narrower says for how much of an alert a draft is.
type narrower struct {
	Area    []string `sep:"none" placeholder:"DISTRICT" help:"For this district of it only, like us/me/029; once for each."`
	Channel []string `sep:"none" placeholder:"CHANNEL" help:"With this public channel, where the route offers it; once for each."`
	French  string   `type:"path" placeholder:"FILE" help:"With your own French text from this file, where the alert has none: TITRE, DESCRIPTION and CONSIGNES, each with a colon."`
}

// text is the French text of the file that was named; nil where none was.
func (n narrower) text() (*french.Text, error) {
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
		return nil, wrong(fmt.Errorf("%s, %w", n.French, err))
	}
	return &text, nil
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
	if n.French != "" {
		text += " --french " + quoted(n.French)
	}
	return text
}

type showCmd struct {
	Alert    string `arg:"" help:"Token or identifier of the alert."`
	To       string `placeholder:"DESTINATION" help:"What this destination would be given only."`
	As       string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name: it stands in the commands that are printed."`
	Original bool   `xor:"form" help:"The bytes as received."`
	CAP      bool   `name:"cap" xor:"form" help:"The CAP that would be sent, unsigned; of what does not wait, the CAP that was sent."`
	Lang     string `enum:"en,fr" default:"en" placeholder:"LANG" help:"Language of the notes: en or fr."`
	narrower
	answers
	place
}

// Help has the examples.
func (showCmd) Help() string {
	return `Shows one alert, whether it waits, stands or is over, as whoever decides must read it: what its originator says, what would be sent in its place, what was changed on the way and what to check, who has it, and the digest of this very draft, by which it is approved. With --area the draft is for less of it, and has a digest of its own; so has one with your own French text, which goes out under your name. Its file:

    ` + strings.ReplaceAll(french.Form, "\n", "\n    ") + `
    bordercast show k7q2mxt4ahc3
    bordercast show k7q2mxt4ahc3 --area us/me/029
    bordercast show k7q2mxt4ahc3 --to public-ca --as duty1 --french calais.txt
    bordercast show k7q2mxt4ahc3 --cap --to responders-ca`
}

// request is the question as the daemon is asked it.
func (c showCmd) request() (api.ShowRequest, error) {
	text, err := c.text()
	return api.ShowRequest{Actor: api.Actor{As: c.As}, Alert: c.Alert, Destination: c.To, Area: c.Area, Channels: c.Channel, French: text}, err
}

// Run shows it.
func (c showCmd) Run(ctx context.Context, e *env) error {
	look, err := c.request()
	if err != nil {
		return err
	}
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	view, err := client.Show(ctx, look)
	switch {
	case err != nil:
		return err
	case c.JSON:
		return e.json(view)
	case c.Original:
		return e.originalOf(view)
	case c.CAP:
		return e.capOf(view)
	}
	e.view(view, c.Lang)
	e.next(view.Next, c.place, c.As)
	return nil
}

// withheld is said in the place of what somebody may not read.
const withheld = "(not Public: its own side alone may read this; say who you are with --as)"

// originalOf prints the bytes as received.
func (e *env) originalOf(s api.AlertView) error {
	if s.Withheld {
		return wrong(fmt.Errorf("what %s says stays on its side: %s", s.Alert, withheld))
	}
	_, err := e.out.Write(s.Bytes)
	return err
}

// capOf prints the documents of what waits or, where nothing does, of what was sent, one after the other.
func (e *env) capOf(s api.AlertView) error {
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
		return wrong(fmt.Errorf("nothing was made of alert %s that you could read: leave out --cap", s.Alert))
	}
	var done []string
	for _, p := range parts {
		if slices.Contains(done, p.CAP) {
			continue // two destinations were given the same
		}
		done = append(done, p.CAP)
		if _, err := io.WriteString(e.out, p.CAP); err != nil {
			return err
		}
	}
	return nil
}

// view prints an alert as a person reads it before they decide.
func (e *env) view(s api.AlertView, lang string) {
	e.printf("%s  %s · lane %s · %s\n", e.paint(bold, s.Alert), s.State, s.Lane, plain(gravity(s.Severity, s.Urgency, s.Event)))
	e.indented("  ", plain(where(s.Where, s.BorderKM, s.BorderBy)))
	e.indented("  ", plain(fmt.Sprintf("%s %s of %s by %s · signature %s · scope %s · certainty %s", s.MsgType, s.Identifier, s.Sender, s.From, s.Verdict, s.Scope, s.Certainty)))
	if len(s.Clocks) == 0 {
		s.Clocks = []api.Clock{{Zone: "here", Sent: when(s.Sent), Until: when(s.ActiveUntil)}}
	}
	for _, c := range s.Clocks {
		e.indented("  ", plain("sent "+c.Sent+", until "+c.Until+prefixed(", in ", remaining(s.ActiveUntil, s.Now))+" ("+c.Zone+")"))
	}
	e.title("What its originator says")
	if s.Withheld {
		e.indented("  ", withheld)
	} else {
		e.texts(s.Original)
	}
	for _, q := range s.Questions {
		e.asked(q, s, lang)
	}
	e.given(s, lang)
}

// given prints what became of it at each destination; what was sent there once, though several may have it.
func (e *env) given(s api.AlertView, lang string) {
	if len(s.Given) == 0 {
		return
	}
	e.title("Who has it")
	var shown []string
	for _, g := range s.Given {
		stands := ""
		if g.Stands {
			stands = ", stands there"
		}
		e.indented("  ", plain(fmt.Sprintf("%s%s: %s%s", g.Destination, prefixed(" of ", g.Party), sentence(g.State, g.Reason, ""), stands)))
		for _, a := range g.Answers {
			e.indented("      ", plain(answered(a.Verdict)+" by "+a.Who+", "+when(a.At)+prefixed(", draft ", draft.Abbreviated(a.Draft))+prefixed(": ", a.Reason)))
		}
		for _, p := range g.Parts {
			if p.Level == "original" || slices.Contains(shown, p.CAP) {
				continue // its own words are above
			}
			shown = append(shown, p.CAP)
			e.part(p, lang)
		}
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
func (e *env) asked(q api.Asked, s api.AlertView, lang string) {
	e.title("NOT RELEASED / NON DIFFUSÉE: what " + q.Destination + " would be given")
	clock := until(q.Deadline, s.Now)
	e.indented("  ", plain(fmt.Sprintf("%s asked of %s for %s (%s)%s · route %s", q.Ask, q.Of, age(s.Now.Sub(q.Since)), q.Reason, prefixed(", ", clock), q.Route)))
	if len(q.Area) > 0 {
		e.indented("  ", "for "+plain(strings.Join(q.Area, ", "))+" only")
	}
	if len(q.Channels) > 0 {
		e.indented("  ", e.paint(red, "opens "+plain(strings.Join(q.Channels, ", "))))
	}
	if t := q.French; t != nil {
		e.indented("  ", e.paint(red, plain("with the French text of "+t.By+", "+t.Party)))
	}
	wanted := q.WantedEN
	if lang == "fr" {
		wanted = q.WantedFR
	}
	if wanted != "" {
		e.indented("  ", e.paint(yellow, plain(wanted)))
	}
	if len(q.Changed) > 0 {
		e.printf("  %s\n", e.paint(yellow, "It has changed since it was shown before:"))
		for _, c := range q.Changed {
			e.indented("    ", plain(c.Path+": “"+c.Before+"” → “"+c.After+"”"))
		}
	}
	for _, p := range q.Parts {
		e.part(p, lang)
	}
	if len(q.Parts) == 0 {
		e.indented("  ", withheld)
	}
	e.printf("\n  Draft %s, made %s\n", e.paint(bold, q.Draft), when(q.AsOf))
}

// part prints one derived alert, and what the translation did to make it.
func (e *env) part(p api.Part, lang string) {
	e.printf("\n  %s\n", e.paint(faint, plain(fmt.Sprintf("part %d, level %s%s", p.Part, p.Level, prefixed(", ", p.Reach)))))
	e.texts(p.Texts)
	note := p.NoteEN
	if lang == "fr" {
		note = p.NoteFR
	}
	e.note(note)
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
