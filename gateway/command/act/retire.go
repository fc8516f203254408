package act

import (
	"context"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/officer"
)

// Retire is `bordercast config retire`: what is shown at a destination is taken down before it leaves the
// configuration.
type Retire struct {
	Name string `arg:"" help:"The destination, as the configuration has it or had it."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Retire) Help() string {
	return `What stands at the destination is withdrawn, with notices to its readers, and nothing new goes there. Then take
it out of the configuration, or write it as it is to be, and reload. One that the configuration still has, or has again,
is given what is still active once more. Without a running gateway the word is kept in the data folder for the next
start, and --config names the configuration that lists the operators.

    bordercast config retire responders-ca --as operator1`
}

// Run retires.
func (c Retire) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Keeper().Retire(ctx, api.Order{Actor: c.Actor(), Destination: c.Name})
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
		e.PrintProse(cli.Plain(o.Destination + ": " + o.Text))
	}
	return nil
}

func (c Retire) stopped(ctx context.Context, e *cli.Env) error {
	dir, by, err := mayStopped(ctx, c.Place, c.Person, officer.Retire)
	if err != nil {
		return err
	}
	next, err := acts.RetireStopped(ctx, dir, c.Name, by)
	if err != nil {
		return cli.Wrong(err)
	}
	return printNoted(e, c.JSON, api.Outcome{Destination: c.Name, State: "retiring", Text: next})
}
