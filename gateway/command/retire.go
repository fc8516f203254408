package command

import (
	"context"

	"bordercast/gateway/api"
)

type configRetireCmd struct {
	Name string `arg:"" help:"The destination, as the configuration has it or had it."`
	person
	answers
	place
}

// Help has the examples.
func (configRetireCmd) Help() string {
	return `What stands at the destination is withdrawn, with notices to its readers, and nothing new goes there. Then take it out of the configuration, or write it as it is to be, and reload. One that the configuration still has, or has again, is given what is still active once more.

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
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(outcomes)
	}
	for _, o := range outcomes {
		e.printf("%s: %s\n", plain(o.Destination), plain(o.Text))
	}
	return nil
}
