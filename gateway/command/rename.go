package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"

	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/officer"
)

type configRenameCmd struct {
	Old string `arg:"" help:"The gateway's name."`
	New string `arg:"" help:"Its name from the next start on."`
	person
	answers
	place
}

// Help has the examples.
func (configRenameCmd) Help() string {
	return `Give the word first, then write the new gateway.name into the configuration and start the gateway anew. Everything that stands stays; what the gateway said of itself under its old name is cleared. Without a running gateway the word is kept in the data folder, and --config names the configuration that lists the operators.

    bordercast config rename nb-me nb-maine --as operator1`
}

// Run gives the word, to the running gateway or into its folder.
func (c configRenameCmd) Run(ctx context.Context, e *env) error {
	client, err := c.dial()
	if err != nil {
		return err
	}
	defer client.Close()
	outcomes, err := client.Rename(ctx, api.Rename{Actor: c.actor(), From: c.Old, To: c.New})
	var fault *api.Fault
	if errors.As(err, &fault) && fault.Code == api.NotRunning {
		return c.stopped(ctx, e)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return e.json(outcomes)
	}
	for _, o := range outcomes {
		e.printf("%s\n", plain(o.Text))
	}
	return nil
}

func (c configRenameCmd) stopped(ctx context.Context, e *env) error {
	dir, err := c.folder()
	if err != nil {
		return err
	}
	cfg, err := c.load()
	if err != nil {
		return err
	}
	who := host(c.As)
	if refused := cfg.Officers().May(officer.Rename, who); refused != nil {
		return wrong(refused)
	}
	next, err := gateway.RenameStopped(ctx, dir, c.Old, c.New, c.As+" (asserted by "+who.Account+")")
	if err != nil {
		return wrong(err)
	}
	e.printf("%s\n", next)
	return nil
}

// host is a person at the gateway's host while no gateway runs that could ask the kernel who they are.
func host(as string) officer.Actor {
	who := officer.Actor{As: as, UID: os.Getuid(), Account: fmt.Sprint(os.Getuid())}
	if u, err := user.Current(); err == nil {
		who.Account = u.Username
	}
	return who
}
