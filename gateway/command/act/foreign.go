package act

import (
	"context"
	"fmt"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// Foreign is `bordercast foreign`: alerts in the gateway's trees that its store does not know.
type Foreign struct {
	List  foreignListCmd  `cmd:"" help:"List what another store left standing."`
	Clear foreignClearCmd `cmd:"" help:"Take it away, with notices, by your word."`
}

// Help has the examples.
func (Foreign) Help() string {
	return `What stands on the broker and is not in this gateway's store is foreign: the disk was lost, an older backup was
put back, or another gateway led this tree before. It stays and is shown; its Cancel or Update ends or replaces it, at
its time it is cleared, and the same alert received again makes it this gateway's own.

    bordercast foreign list
    bordercast foreign clear k7q2mxt4ahc3 --as operator1`
}

type foreignListCmd struct {
	cli.Answers
	cli.Place
}

// Help has the examples.
func (foreignListCmd) Help() string {
	return `    bordercast foreign list
    bordercast foreign list --json | jq '.[].alert'`
}

// Run lists.
func (c foreignListCmd) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Keeper().Foreign(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.JSON(list)
	}
	if len(list) == 0 {
		e.Printf("Nothing that stands was left by another store.\n")
		return nil
	}
	rows := [][]string{{"ALERT", "LANE", "AT", "TOPICS", "UNTIL", "FROM", "HEADLINE"}}
	for _, f := range list {
		until := ""
		if !f.Expires.IsZero() {
			until = cli.When(f.Expires)
		}
		rows = append(rows, []string{f.Alert, f.Lane, f.Destination, fmt.Sprint(f.Topics), until, cli.Plain(f.Sender),
			cli.Plain(f.Headline)})
	}
	e.Columns(rows)
	return nil
}

type foreignClearCmd struct {
	Alert string `arg:"" optional:"" help:"Token or identifier of one alert, as 'bordercast foreign list' shows it."`
	All   bool   `help:"Everything that the list shows."`
	To    string `placeholder:"DESTINATION" help:"At this destination only."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (foreignClearCmd) Help() string {
	return `Its readers are told that it was withdrawn, and its topics are cleared. Ask its originator first: nobody has
said that it is over.

    bordercast foreign clear k7q2mxt4ahc3 --as operator1
    bordercast foreign clear --all --as operator1`
}

// Run clears.
func (c foreignClearCmd) Run(ctx context.Context, e *cli.Env) error {
	if (c.Alert == "") != c.All {
		return fmt.Errorf("name one alert of `bordercast foreign list`, or say --all")
	}
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Keeper().ClearForeign(ctx, api.Order{Actor: c.Actor(), Alert: c.Alert, Destination: c.To})
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}
