package offline

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"bordercast/cap"
	"bordercast/cap/geo"
	"bordercast/gateway"
	"bordercast/gateway/agreement"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/config"
)

// ConfigCheck is `bordercast config check`: all that is wrong with a configuration.
type ConfigCheck struct {
	File string `arg:"" type:"path" help:"The configuration."`
	Data string `placeholder:"DIR" help:"Say also what the store in this data folder needs and the file does not serve."`
	JSON bool   `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (ConfigCheck) Help() string {
	return `Reads the file as serve would and says everything that is wrong, with the line and what to do. Errors stop a
start; warnings do not.

    bordercast config check bordercast.yaml
    bordercast config check bordercast.yaml --data /var/lib/bordercast

Exit codes: 0 it can be used, 1 it cannot, 2 a file could not be read.`
}

// configVerdict is the JSON of config check.
type configVerdict struct {
	File     string           `json:"file"`
	Good     bool             `json:"good"`
	Mistake  string           `json:"mistake,omitempty"`
	Problems []config.Problem `json:"problems"`
	Events   *judgements      `json:"events,omitempty"`
}

// Run checks.
func (c ConfigCheck) Run(ctx context.Context, e *cli.Env) error {
	cfg, err := config.Load(c.File)
	var system syscall.Errno
	if errors.As(err, &system) {
		return err // the file is not there, or not to be read: nothing was found wrong in it
	}
	if err != nil {
		if !c.JSON {
			return cli.Wrong(err)
		}
		return c.answer(e, configVerdict{File: c.File, Mistake: err.Error(), Problems: []config.Problem{}})
	}
	problems := config.Check(cfg)
	if problems, err = c.fits(ctx, cfg, problems); err != nil {
		return err
	}
	good := !config.Refused(problems)
	if c.JSON {
		return c.answer(e, configVerdict{File: c.File, Good: good, Problems: append([]config.Problem{}, problems...),
			Events: judgementsOf(cfg)})
	}
	for _, p := range problems {
		e.Printf("%s\n", cli.PlainLines(cfg.Explain(p)))
	}
	if !good {
		return cli.Wrong(fmt.Errorf("%s cannot be used: correct what is marked error above", c.File))
	}
	printJudgements(e, judgementsOf(cfg))
	if atlas, err := (cli.Place{Data: c.Data, Config: c.File}).Atlas(); err == nil && len(atlas.Estimated()) > 0 {
		e.Printf("Which census divisions an alert is in is estimated in %s, until their outlines are imported: bordercast "+
			"geo import.\n", geo.Names(atlas.Estimated(), cap.CA, false))
	}
	e.Printf("%s can be used: %s, %s, %s.\n", c.File, cli.Count(len(cfg.Parties), "party"),
		cli.Count(len(cfg.Systems), "system"), cli.Count(len(cfg.Agreement.Routes), "route"))
	return nil
}

// fits adds what of the store is not served: a reload would be refused, and a start would freeze a destination.
func (c ConfigCheck) fits(ctx context.Context, cfg *config.Config, problems []config.Problem) ([]config.Problem,
	error) {
	if c.Data == "" {
		return problems, nil
	}
	unserved, err := gateway.Fits(ctx, c.Data, cfg)
	for _, p := range unserved {
		where := "systems"
		if p.Refuses {
			where = "gateway.name"
		}
		problems = append(problems, config.Problem{Level: agreement.Error, Where: where, What: p.What, Do: p.Do})
	}
	return problems, err
}

func (c ConfigCheck) answer(e *cli.Env, v configVerdict) error {
	if err := e.JSON(v); err != nil {
		return err
	}
	if !v.Good {
		return cli.Said(1)
	}
	return nil
}

// ConfigExample is `bordercast config example`: every key there is.
type ConfigExample struct{}

// Help has the examples.
func (ConfigExample) Help() string {
	return `    bordercast config example > bordercast.yaml`
}

// Run prints the example.
func (ConfigExample) Run(e *cli.Env) error {
	e.Printf("%s", config.Example())
	return nil
}
