package command

import (
	"context"

	"bordercast/gateway/api"
)

// person says who acts. The gateway knows who may: where the configuration lists nobody, no name is needed, for the
// account goes into the trail in any case.
type person struct {
	As string `env:"BORDERCAST_AS" placeholder:"NAME" help:"Your name, as the configuration lists it under the party's people or gateway.operators. It goes into the trail."`
}

func (p person) actor() api.Actor { return api.Actor{As: p.As} }

// answers is how outcomes are printed.
type answers struct {
	JSON bool `name:"json" help:"Answer for programs."`
}

// tell prints what came of it.
func (a answers) tell(e *env, outcomes []api.Outcome) error {
	if a.JSON {
		return e.json(outcomes)
	}
	for _, o := range outcomes {
		line := o.Alert
		if o.Destination != "" {
			line += " → " + o.Destination
		}
		line += ": " + o.State
		if o.Reason != "" {
			line += " (" + o.Reason + ")"
		}
		if o.Text != "" {
			line += ": " + o.Text
		}
		e.printf("%s\n", plain(line))
	}
	return nil
}

// ruling is what approve and deny have in common.
type ruling struct {
	Alert string `arg:"" help:"Token or identifier of the alert, as 'bordercast status' shows it."`
	To    string `placeholder:"DESTINATION" help:"Rule for this destination only."`
	person
	answers
	place
}

func (r ruling) api(reason string) api.Ruling {
	return api.Ruling{Actor: r.actor(), Alert: r.Alert, Destination: r.To, Reason: reason}
}

type approveCmd struct {
	ruling
	Reason string `placeholder:"TEXT" help:"Why, for the trail."`
}

// Help has the examples.
func (approveCmd) Help() string {
	return `Approving lets exactly the draft go that was shown; its text cannot be changed. What is held, and what to type, is in 'bordercast status'.

    bordercast approve k7q2mxt4ahc3 --as duty1
    bordercast approve k7q2mxt4ahc3 --as duty1 --to responders-ca`
}

// Run approves.
func (c approveCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Approve(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.tell(e, outcomes)
}

type denyCmd struct {
	ruling
	Reason string `required:"" placeholder:"TEXT" help:"Why. The sender is told, and the trail keeps it."`
}

// Help has the examples.
func (denyCmd) Help() string {
	return `A denial binds the whole chain: its updates are not asked about again until area, severity or urgency grows.

    bordercast deny k7q2mxt4ahc3 --as duty1 --reason "our own advisory covers it"`
}

// Run denies.
func (c denyCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Deny(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.tell(e, outcomes)
}

type ackCmd struct {
	What string `arg:"" help:"ID of an alarm, or token or identifier of an alert."`
	Note string `placeholder:"TEXT" help:"What you are doing about it."`
	person
	answers
	place
}

// Help has the examples.
func (ackCmd) Help() string {
	return `Acknowledging an alarm stops its repeats. Acknowledging an alert shows both sides who saw it, and when; no CAP acknowledgement is sent.

    bordercast ack 4fzr1qmb0tsk --as duty1 --note "calling the network desk"`
}

// Run acknowledges.
func (c ackCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Ack(ctx, api.Ack{Actor: c.actor(), What: c.What, Note: c.Note})
	if err != nil {
		return err
	}
	return c.tell(e, outcomes)
}

// order is what recall and resend have in common.
type order struct {
	Alert string `arg:"" help:"Token or identifier of the alert."`
	To    string `placeholder:"DESTINATION" help:"This destination only."`
	person
	answers
	place
}

func (o order) api(reason string) api.Order {
	return api.Order{Actor: o.actor(), Alert: o.Alert, Destination: o.To, Reason: reason}
}

type recallCmd struct {
	order
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the trail."`
}

// Help has the examples.
func (recallCmd) Help() string {
	return `The gateway cancels its own copies, saying that its operator withdrew them and the originator has not cancelled the alert. The chain is then bound as by a denial.

    bordercast recall k7q2mxt4ahc3 --as duty1 --reason "accepted by mistake"`
}

// Run recalls.
func (c recallCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Recall(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.tell(e, outcomes)
}

type resendCmd struct {
	order
	Reason string `placeholder:"TEXT" help:"Why, for the trail."`
}

// Help has the examples.
func (resendCmd) Help() string {
	return `A delivery that was never done is tried again with the same bytes; one that was done goes out as a new edition.

    bordercast resend k7q2mxt4ahc3 --as duty1 --to responders-us`
}

// Run resends.
func (c resendCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Resend(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.tell(e, outcomes)
}
