package act

import (
	"context"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/officer"
)

// Rename is `bordercast config rename`: the store belongs to a gateway of another name from now on.
type Rename struct {
	Old string `arg:"" help:"The gateway's name."`
	New string `arg:"" help:"Its name from the next start on."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Rename) Help() string {
	return `Give the word first, then write the new gateway.name into the configuration and start the gateway anew.
Everything that stands stays; what the gateway said of itself under its old name is cleared. Without a running gateway
the word is kept in the data folder, and --config names the configuration that lists the operators.

    bordercast config rename nb-me nb-maine --as operator1`
}

// Run gives the word, to the running gateway or into its folder.
func (c Rename) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Keeper().Rename(ctx, api.Rename{Actor: c.Actor(), From: c.Old, To: c.New})
	if notRunning(err) {
		return c.stopped(ctx, e)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(outcomes)
	}
	for _, o := range outcomes {
		e.PrintProse(cli.Plain(o.Text))
	}
	return nil
}

func (c Rename) stopped(ctx context.Context, e *cli.Env) error {
	dir, by, err := mayStopped(ctx, c.Place, c.Person, officer.Rename)
	if err != nil {
		return err
	}
	next, err := acts.RenameStopped(ctx, dir, c.Old, c.New, by)
	if err != nil {
		return cli.Wrong(err)
	}
	return printNoted(e, c.JSON, api.Outcome{State: "renaming", Text: next})
}
