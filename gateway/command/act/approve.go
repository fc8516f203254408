package act

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"bordercast/cap/french"
	"bordercast/gateway/api"
	"bordercast/gateway/approval"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/command/look"
	"bordercast/gateway/draft"
)

// ruling is what approve and deny have in common.
type ruling struct {
	Alert string `arg:"" help:"Token or identifier of the alert, as 'bordercast status' shows it."`
	To    string `placeholder:"DESTINATION" help:"Rule for this destination only."`
	Event string `placeholder:"CODE" help:"Of an alert of several events rule about this one only: its event code."`
	cli.Person
	cli.Answers
	cli.Place
}

func (r ruling) api(reason string) api.Ruling {
	return api.Ruling{Actor: r.Actor(), Alert: r.Alert, Destination: r.To, Event: r.Event, Reason: reason}
}

// Approve is `bordercast approve`: the draft that was read goes out.
type Approve struct {
	ruling
	Draft  string `placeholder:"DIGEST" help:"Digest of the draft that you read, as 'bordercast show' prints it: at least its first sixteen figures. Left out on a terminal: it is shown, and you are asked."`
	Reason string `placeholder:"TEXT" help:"Why, for the trail."`
	look.Narrower
}

// Help has the examples.
func (Approve) Help() string {
	return `Approving lets exactly the draft go that was shown; its text cannot be changed. A French text of your own may
be attached where it has none ('bordercast help show'). Read it first: 'bordercast show' prints it with its digest.
Where something has changed since, nothing is approved, and you are told what.

    bordercast show k7q2mxt4ahc3
    bordercast approve k7q2mxt4ahc3 --as duty1 --draft 3f2a1b9c0d4e5f60
    bordercast approve k7q2mxt4ahc3 --as duty1 --to responders-ca --area us/me/029 --draft 77aa01c2d3e4f506
    bordercast approve k7q2mxt4ahc3 --as duty1 --to public-ca --french calais.txt --draft 9c1e55aa0d4e5f60
    bordercast approve k7q2mxt4ahc3 --as duty1 --event flood --draft 18d0c5e2f7a94b36

An alert of several events is asked about event by event: without --event the answer is about all that was shown.`
}

// Run approves.
func (c Approve) Run(ctx context.Context, e *cli.Env) error {
	text, err := c.Text()
	if err != nil {
		return err
	}
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	if c.Draft == "" {
		if c.Draft, err = c.read(ctx, e, client, text); err != nil {
			return err
		}
	}
	r := c.api(c.Reason)
	r.Draft, r.Area, r.Channels, r.French = c.Draft, c.Area, c.Channel, text
	outcomes, err := client.Approve(ctx, r)
	var fault *api.Fault
	if errors.As(err, &fault) && (fault.Code == approval.StaleDraft || fault.Code == approval.OtherDraft) {
		return cli.Wrong(fmt.Errorf("%w\n  Read it: %s", err, c.showing()))
	}
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}

// read shows what would be approved, and asks. Where nobody can be asked nothing is approved: the command that approves
// what was just shown is told instead.
func (c Approve) read(ctx context.Context, e *cli.Env, client *api.Client, text *french.Text) (draft string,
	err error) {
	view, err := client.Show(ctx, api.ShowRequest{Actor: c.Actor(), Alert: c.Alert, Destination: c.To, Event: c.Event,
		Area: c.Area, Channels: c.Channel, French: text})
	if err != nil {
		return "", err
	}
	if view.Draft == "" {
		return "", cli.Wrong(fmt.Errorf("nothing is asked about alert %s (any more): 'bordercast status' lists what is held",
			view.Alert))
	}
	if !c.JSON {
		look.PrintView(e, view, "en")
	}
	if !e.Asks || c.JSON {
		return "", cli.Wrong(fmt.Errorf("an approval names the draft that was read, and nobody can be asked here: nothing "+
			"was approved.\n  Read it: %s\n  To approve what you read: %s",
			c.showing(), c.naming(view.Draft)))
	}
	e.Printf("\nApprove this, as %s? Type yes or no: ", cli.Plain(c.As))
	answer, err := e.Answer(ctx)
	if strings.TrimSpace(strings.ToLower(answer)) == "yes" {
		return view.Draft, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return "", cli.Wrong(errors.New("nothing was approved: it waits as before"))
}

// showing is the command that shows what is to be approved, with the flags that the person gave.
func (c Approve) showing() string { return "bordercast show " + cli.Quoted(c.Alert) + c.given() }

// naming is the command that approves one draft, with the flags that the person gave.
func (c Approve) naming(digest string) string {
	line := "bordercast approve " + cli.Quoted(c.Alert) + " --draft " + draft.Abbreviated(digest) + c.given()
	if c.Reason != "" {
		line += " --reason " + cli.Quoted(c.Reason)
	}
	return line
}

// given are the flags by which the person said what, for whom and where.
func (c Approve) given() string {
	text := ""
	if c.To != "" {
		text += " --to " + cli.Quoted(c.To)
	}
	if c.Event != "" {
		text += " --event " + cli.Quoted(c.Event)
	}
	return text + c.Narrower.Flags() + " --as " + cli.Quoted(c.As) + c.Place.Flags()
}

// Deny is `bordercast deny`: a held alert stays.
type Deny struct {
	ruling
	Reason string `required:"" placeholder:"TEXT" help:"Why. The sender is told, and the trail keeps it."`
}

// Help has the examples.
func (Deny) Help() string {
	return `A denial binds the whole chain: its updates are not asked about again until area, severity or urgency grows.

    bordercast deny k7q2mxt4ahc3 --as duty1 --reason "our own advisory covers it"`
}

// Run denies.
func (c Deny) Run(ctx context.Context, e *cli.Env) error {
	client, err := c.Dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Deny(ctx, c.api(c.Reason))
	if err != nil {
		return err
	}
	return c.Print(e, outcomes)
}
