package act

import (
	"context"

	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
)

// Ack is `bordercast ack`: a person has seen an alarm or an alert.
type Ack struct {
	What string `arg:"" help:"ID of an alarm, or token or identifier of an alert."`
	Note string `placeholder:"TEXT" help:"What you are doing about it."`
	cli.Person
	cli.Answers
	cli.Place
}

// Help has the examples.
func (Ack) Help() string {
	return `Acknowledging an alarm stops its repeats. Acknowledging an alert shows both sides who saw it, and when; no CAP
acknowledgement is sent.

    bordercast ack 4fzr1qmb0tsk --as duty1 --note "calling the network desk"`
}

// Run acknowledges.
func (c Ack) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Ack(ctx, api.Ack{Actor: c.Actor(), What: c.What, Note: c.Note})
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}

// order is what recall and resend have in common.
type order struct {
	Alert string `arg:"" help:"Token or identifier of the alert."`
	To    string `placeholder:"DESTINATION" help:"This destination only."`
	cli.Person
	cli.Answers
	cli.Place
}

func (o order) api(reason string) api.Order {
	return api.Order{Actor: o.Actor(), Alert: o.Alert, Destination: o.To, Reason: reason}
}

// Recall is `bordercast recall`: the gateway cancels its own copies of an alert.
type Recall struct {
	order
	Reason  string `required:"" placeholder:"TEXT" help:"Why, for the trail."`
	InError bool   `help:"Tell its readers that the gateway sent it in error, and to read the originator's message."`
}

// Help has the examples.
func (Recall) Help() string {
	return `The gateway cancels its own copies, saying that its operator withdrew them and the originator has not cancelled
the alert; with --in-error, that the gateway sent it in error and that its readers go by the originator's message. The
chain is then bound as by a denial.

    bordercast recall k7q2mxt4ahc3 --as duty1 --reason "accepted by mistake"
    bordercast recall k7q2mxt4ahc3 --as duty1 --in-error --reason "a wrong row of the event table"`
}

// Run recalls.
func (c Recall) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	o := c.api(c.Reason)
	o.InError = c.InError
	outcomes, err := client.Recall(ctx, o)
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}

// Resend is `bordercast resend`: an alert is delivered again.
type Resend struct {
	order
	Reason string `placeholder:"TEXT" help:"Why, for the trail."`
}

// Help has the examples.
func (Resend) Help() string {
	return `A delivery that was never done is tried again with the same bytes; one that was done goes out as a new edition.

    bordercast resend k7q2mxt4ahc3 --as duty1 --to responders-us`
}

// Run resends.
func (c Resend) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Resend(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}
