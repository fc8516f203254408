package command

import (
	"context"
	"fmt"

	"bordercast/gateway/api"
)

type foreignCmd struct {
	List  foreignListCmd  `cmd:"" help:"List what another store left standing."`
	Clear foreignClearCmd `cmd:"" help:"Take it away, with notices, by your word."`
}

// Help has the examples.
func (foreignCmd) Help() string {
	return `What stands on the broker and is not in this gateway's store is foreign: the disk was lost, an older backup was put back, or another gateway led this tree before. It stays and is shown; its Cancel or Update ends or replaces it, at its time it is cleared, and the same alert received again makes it this gateway's own.

    bordercast foreign list
    bordercast foreign clear k7q2mxt4ahc3 --as operator1`
}

type foreignListCmd struct {
	answers
	place
}

// Help has the examples.
func (foreignListCmd) Help() string {
	return `    bordercast foreign list
    bordercast foreign list --json | jq '.[].alert'`
}

// Run lists.
func (c foreignListCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := client.Foreign(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(list)
	}
	if len(list) == 0 {
		e.printf("Nothing that stands was left by another store.\n")
		return nil
	}
	rows := [][]string{{"ALERT", "LANE", "AT", "TOPICS", "UNTIL", "FROM", "HEADLINE"}}
	for _, f := range list {
		until := ""
		if !f.Expires.IsZero() {
			until = when(f.Expires)
		}
		rows = append(rows, []string{f.Alert, f.Lane, f.Destination, fmt.Sprint(f.Topics), until, plain(f.Sender), plain(f.Headline)})
	}
	e.columns(rows)
	return nil
}

type foreignClearCmd struct {
	Alert string `arg:"" optional:"" help:"Token or identifier of one alert, as 'bordercast foreign list' shows it."`
	All   bool   `help:"Everything that the list shows."`
	To    string `placeholder:"DESTINATION" help:"At this destination only."`
	person
	answers
	place
}

// Help has the examples.
func (foreignClearCmd) Help() string {
	return `Its readers are told that it was withdrawn, and its topics are cleared. Ask its originator first: nobody has said that it is over.

    bordercast foreign clear k7q2mxt4ahc3 --as operator1
    bordercast foreign clear --all --as operator1`
}

// Run clears.
func (c foreignClearCmd) Run(ctx context.Context, e *env) error {
	if (c.Alert == "") != c.All {
		return fmt.Errorf("name one alert of `bordercast foreign list`, or say --all")
	}
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.ClearForeign(ctx, api.Order{Actor: c.actor(), Alert: c.Alert, Destination: c.To})
	if err != nil {
		return err
	}
	return c.print(e, outcomes)
}
