package command

import (
	"errors"
	"fmt"
	"syscall"

	"bordercast/gateway/config"
)

type configCmd struct {
	Check   configCheckCmd   `cmd:"" help:"Say all that is wrong with a configuration."`
	Example configExampleCmd `cmd:"" help:"Print a commented configuration with every key."`
}

// Help has the examples.
func (configCmd) Help() string {
	return `Nothing is started and nothing is changed.

    bordercast config example > bordercast.yaml
    bordercast config check bordercast.yaml`
}

type configCheckCmd struct {
	File string `arg:"" type:"path" help:"The configuration."`
	JSON bool   `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (configCheckCmd) Help() string {
	return `Reads the file as serve would and says everything that is wrong, with the line and what to do. Errors stop a start; warnings do not.

    bordercast config check bordercast.yaml

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
func (c configCheckCmd) Run(e *env) error {
	cfg, err := config.Load(c.File)
	var system syscall.Errno
	if errors.As(err, &system) {
		return err // the file is not there, or not to be read: nothing was found wrong in it
	}
	if err != nil {
		if !c.JSON {
			return wrong(err)
		}
		return c.answer(e, configVerdict{File: c.File, Mistake: err.Error(), Problems: []config.Problem{}})
	}
	problems := config.Check(cfg)
	good := !config.Refused(problems)
	if c.JSON {
		return c.answer(e, configVerdict{File: c.File, Good: good, Problems: append([]config.Problem{}, problems...), Events: judgementsOf(cfg)})
	}
	for _, p := range problems {
		e.printf("%s\n", plainLines(cfg.Explain(p)))
	}
	if !good {
		return wrong(fmt.Errorf("%s cannot be used: correct what is marked error above", c.File))
	}
	e.judgements(judgementsOf(cfg))
	e.printf("%s can be used: %s, %s, %s.\n", c.File, count(len(cfg.Parties), "party"), count(len(cfg.Systems), "system"), count(len(cfg.Agreement.Routes), "route"))
	return nil
}

func (c configCheckCmd) answer(e *env, v configVerdict) error {
	if err := e.json(v); err != nil {
		return err
	}
	if !v.Good {
		return said(1)
	}
	return nil
}

type configExampleCmd struct{}

// Help has the examples.
func (configExampleCmd) Help() string {
	return `    bordercast config example > bordercast.yaml`
}

// Run prints the example.
func (configExampleCmd) Run(e *env) error {
	e.printf("%s", config.Example())
	return nil
}
