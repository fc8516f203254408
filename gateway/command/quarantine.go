package command

import (
	"context"
	"fmt"

	"bordercast/gateway/api"
)

type quarantineCmd struct {
	List    quarantineListCmd    `cmd:"" help:"List what was not let in."`
	Show    quarantineShowCmd    `cmd:"" help:"Show one, with its bytes as received."`
	Release quarantineReleaseCmd `cmd:"" help:"Let one in, by your word."`
}

// Help has the examples.
func (quarantineCmd) Help() string {
	return `What is malformed, forged, in the wrong lane or in conflict with what is already there lies in quarantine with its bytes and the reason, until a named person lets it in.

    bordercast quarantine list
    bordercast quarantine show 17 --raw > suspicious.xml
    bordercast quarantine release 17 --as duty1 --reason "confirmed by telephone"`
}

type quarantineListCmd struct {
	answers
	place
}

// Help has the examples.
func (quarantineListCmd) Help() string {
	return `    bordercast quarantine list
    bordercast quarantine list --json | jq '.[].id'`
}

// Run lists.
func (c quarantineListCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Quarantined(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(list)
	}
	if len(list) == 0 {
		e.printf("Nothing lies in quarantine.\n")
		return nil
	}
	rows := [][]string{{"ID", "FROM", "RECEIVED", "ALERT", "WHY"}}
	for _, s := range list {
		rows = append(rows, []string{s.ID, s.System, when(s.Received), plain(s.Identifier), sentence(s.Reason, "", s.Text)})
	}
	e.columns(rows)
	return nil
}

type quarantineShowCmd struct {
	ID  string `arg:"" help:"ID from the list."`
	Raw bool   `help:"Write the bytes as received, and nothing else."`
	answers
	place
}

// Help has the examples.
func (quarantineShowCmd) Help() string {
	return `    bordercast quarantine show 17
    bordercast quarantine show 17 --raw > suspicious.xml`
}

// Run shows one.
func (c quarantineShowCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	s, err := client.ShowQuarantined(ctx, c.ID)
	switch {
	case err != nil:
		return err
	case c.Raw:
		_, err := e.out.Write(s.Bytes)
		return err
	case c.JSON:
		return e.json(s)
	}
	e.columns([][]string{
		{"id", s.ID}, {"from", s.System}, {"received", when(s.Received)},
		{"alert", plain(s.Identifier)}, {"sender", plain(s.Sender)}, {"signature", s.Verdict},
		{"sha256", s.SHA256}, {"size", fmt.Sprintf("%d bytes", s.Size)}, {"why", sentence(s.Reason, "", s.Text)},
	})
	e.printf("\n%s\n", plainLines(string(s.Bytes)))
	return nil
}

type quarantineReleaseCmd struct {
	ID     string `arg:"" help:"ID from the list."`
	Reason string `required:"" placeholder:"TEXT" help:"Why you vouch for it, for the trail."`
	person
	answers
	place
}

// Help has the examples.
func (quarantineReleaseCmd) Help() string {
	return `The alert then goes the way of every other: under the same routes, in the same lane. Your name and reason go into the trail.

    bordercast quarantine release 17 --as duty1 --reason "confirmed by telephone"`
}

// Run lets one in.
func (c quarantineReleaseCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.ReleaseQuarantined(ctx, api.Release{Actor: c.actor(), ID: c.ID, Reason: c.Reason})
	if err != nil {
		return err
	}
	return c.print(e, outcomes)
}
