package act

import (
	"context"
	"fmt"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// Quarantine is `bordercast quarantine`: what was not let in, and how a person lets it in.
type Quarantine struct {
	List    quarantineListCmd    `cmd:"" help:"List what was not let in."`
	Show    quarantineShowCmd    `cmd:"" help:"Show one, with its bytes as received."`
	Release quarantineReleaseCmd `cmd:"" help:"Let one in, by your word."`
}

// Help has the examples.
func (Quarantine) Help() string {
	return `What is malformed, forged, in the wrong lane or in conflict with what is already there lies in quarantine with
its bytes and the reason, until a named person lets it in.

    bordercast quarantine list
    bordercast quarantine show 17 --raw > suspicious.xml
    bordercast quarantine release 17 --as duty1 --reason "confirmed by telephone"`
}

type quarantineListCmd struct {
	cli.Answers
	cli.Place
}

// Help has the examples.
func (quarantineListCmd) Help() string {
	return `    bordercast quarantine list
    bordercast quarantine list --json | jq '.[].id'`
}

// Run lists.
func (c quarantineListCmd) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Quarantined(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(list)
	}
	if len(list) == 0 {
		e.Printf("Nothing lies in quarantine.\n")
		return nil
	}
	rows := [][]string{{"ID", "FROM", "RECEIVED", "ALERT", "WHY"}}
	for _, s := range list {
		rows = append(rows, []string{s.ID, s.System, cli.When(s.Received), cli.Plain(s.Identifier),
			cli.Sentence(s.Reason, "", s.Text)})
	}
	e.Columns(rows)
	return nil
}

type quarantineShowCmd struct {
	ID  string `arg:"" help:"ID from the list."`
	Raw bool   `help:"Write the bytes as received, and nothing else."`
	cli.Answers
	cli.Place
}

// Help has the examples.
func (quarantineShowCmd) Help() string {
	return `    bordercast quarantine show 17
    bordercast quarantine show 17 --raw > suspicious.xml`
}

// Run shows one.
func (c quarantineShowCmd) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	s, err := client.ShowQuarantined(ctx, c.ID)
	switch {
	case err != nil:
		return err
	case c.Raw:
		_, err := e.Out.Write(s.Bytes)
		return err
	case c.JSON:
		return e.JSON(s)
	}
	e.Columns([][]string{
		{"id", s.ID}, {"from", s.System}, {"received", cli.When(s.Received)},
		{"alert", cli.Plain(s.Identifier)}, {"sender", cli.Plain(s.Sender)}, {"signature", s.Verdict},
		{"sha256", s.SHA256}, {"size", fmt.Sprintf("%d bytes", s.Size)}, {"why", cli.Sentence(s.Reason, "", s.Text)},
	})
	e.Printf("\n%s\n", cli.PlainLines(string(s.Bytes)))
	return nil
}

type quarantineReleaseCmd struct {
	ID     string `arg:"" help:"ID from the list."`
	Reason string `required:"" placeholder:"TEXT" help:"Why you vouch for it, for the trail."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (quarantineReleaseCmd) Help() string {
	return `The alert then goes the way of every other: under the same routes, in the same lane. Your name and reason go
into the trail.

    bordercast quarantine release 17 --as duty1 --reason "confirmed by telephone"`
}

// Run lets one in.
func (c quarantineReleaseCmd) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.ReleaseQuarantined(ctx, api.Release{Actor: c.Actor(), ID: c.ID, Reason: c.Reason})
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}
