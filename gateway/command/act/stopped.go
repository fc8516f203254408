package act

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"

	"bordercast/gateway"
	"bordercast/gateway/api"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/officer"
	"bordercast/gateway/stock"
)

// notRunning says that no gateway answered: some acts then go into its data folder, for its next start.
func notRunning(err error) bool {
	var fault *api.Fault
	return errors.As(err, &fault) && fault.Code == api.NotRunning
}

// mayStopped asks whether a person may do something to a gateway that does not run, and gives its data folder and how
// the person is written down. The configuration is the gateway's own: by the one that `serve` has without a file,
// anybody might.
func mayStopped(ctx context.Context, p cli.Place, who cli.Person, act officer.Act) (dir, by string, err error) {
	if dir, err = p.Folder(); err != nil {
		return "", "", err
	}
	cfg, err := p.Load()
	if err != nil {
		return "", "", err
	}
	if p.Config == "" {
		problems, err := gateway.Fits(ctx, dir, cfg)
		if err != nil {
			return "", "", err
		}
		if slices.ContainsFunc(problems, func(p stock.Problem) bool { return p.Code == stock.OtherGateway }) {
			return "", "", cli.Wrong(fmt.Errorf("no gateway runs on %s, and its configuration says who its operators "+
				"are: name it with --config FILE", dir))
		}
	}
	actor := host(who.As)
	if refused := cfg.Officers().May(act, actor); refused != nil {
		return "", "", cli.Wrong(refused)
	}
	return dir, who.As + " (asserted by " + actor.Account + ")", nil
}

// host is a person at the gateway's host while no gateway runs that could ask the kernel who they are.
func host(as string) officer.Actor {
	who := officer.Actor{As: as, UID: os.Getuid(), Account: fmt.Sprint(os.Getuid())}
	if u, err := user.Current(); err == nil {
		who.Account = u.Username
	}
	return who
}

// printNoted prints what was taken down for the next start.
func printNoted(e *cli.Env, json bool, o api.Outcome) error {
	if json {
		return e.JSON([]api.Outcome{o})
	}
	e.PrintProse(cli.Plain(o.Text))
	return nil
}
