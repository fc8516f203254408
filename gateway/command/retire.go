package command

import (
	"context"

	"bordercast/gateway/acts"
	"bordercast/gateway/api"
	"bordercast/gateway/officer"
)

type configRetireCmd struct {
	Name string `arg:"" help:"The destination, as the configuration has it or had it."`
	person
	answers
	place
}

// Help has the examples.
func (configRetireCmd) Help() string {
	return `What stands at the destination is withdrawn, with notices to its readers, and nothing new goes there. Then take it out of the configuration, or write it as it is to be, and reload. One that the configuration still has, or has again, is given what is still active once more. Without a running gateway the word is kept in the data folder for the next start, and --config names the configuration that lists the operators.

    bordercast config retire responders-ca --as operator1`
}

// Run retires.
func (c configRetireCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Retire(ctx, api.Order{Actor: c.actor(), Destination: c.Name})
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
		e.printProse(plain(o.Destination + ": " + o.Text))
	}
	return nil
}

func (c configRetireCmd) stopped(ctx context.Context, e *env) error {
	dir, by, err := c.mayStopped(ctx, c.person, officer.Retire)
	if err != nil {
		return err
	}
	next, err := acts.RetireStopped(ctx, dir, c.Name, by)
	if err != nil {
		return wrong(err)
	}
	return e.noted(c.JSON, api.Outcome{Destination: c.Name, State: "retiring", Text: next})
}
