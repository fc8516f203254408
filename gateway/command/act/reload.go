package act

import (
	"context"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// Reload is `bordercast reload`: the gateway takes its configuration anew.
type Reload struct {
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Reload) Help() string {
	return `All of the file or nothing is taken. What would leave alerts standing at a destination that nobody serves any
more is refused, and so is what is wrong; the answer says why, and the gateway goes on as it was. A hangup (SIGHUP) does
the same, and answers in the log.

    bordercast reload --as operator1`
}

// Run asks for it.
func (c Reload) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Keeper().Reload(ctx, api.Order{Actor: c.Actor()})
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(outcomes)
	}
	for _, o := range outcomes {
		e.Printf("%s\n", o.Text)
	}
	return nil
}
