package command

import (
	"context"

	"bordercast/gateway/api"
)

type reloadCmd struct {
	person
	answers
	place
}

// Help has the examples.
func (reloadCmd) Help() string {
	return `All of the file or nothing is taken. What would leave alerts standing at a destination that nobody serves any more is refused, and so is what is wrong; the answer says why, and the gateway goes on as it was. A hangup (SIGHUP) does the same, and answers in the log.

    bordercast reload --as operator1`
}

// Run asks for it.
func (c reloadCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Reload(ctx, api.Order{Actor: c.actor()})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(outcomes)
	}
	for _, o := range outcomes {
		e.printf("%s\n", o.Text)
	}
	return nil
}
