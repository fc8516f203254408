package command

import (
	"context"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/officer"
)

type configRenameCmd struct {
	Old string `arg:"" help:"The gateway's name."`
	New string `arg:"" help:"Its name from the next start on."`
	person
	answers
	place
}

// Help has the examples.
func (configRenameCmd) Help() string {
	return `Give the word first, then write the new gateway.name into the configuration and start the gateway anew. Everything that stands stays; what the gateway said of itself under its old name is cleared. Without a running gateway the word is kept in the data folder, and --config names the configuration that lists the operators.

    bordercast config rename nb-me nb-maine --as operator1`
}

// Run gives the word, to the running gateway or into its folder.
func (c configRenameCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Rename(ctx, api.Rename{Actor: c.actor(), From: c.Old, To: c.New})
	if notRunning(err) {
		return c.stopped(ctx, e)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(outcomes)
	}
	for _, o := range outcomes {
		e.printProse(plain(o.Text))
	}
	return nil
}

func (c configRenameCmd) stopped(ctx context.Context, e *env) error {
	dir, by, err := c.mayStopped(ctx, c.person, officer.Rename)
	if err != nil {
		return err
	}
	next, err := acts.RenameStopped(ctx, dir, c.Old, c.New, by)
	if err != nil {
		return wrong(err)
	}
	return e.noted(c.JSON, api.Outcome{State: "renaming", Text: next})
}
