package cli

import (
	"strings"

	"bordercast/gateway/exercise"
	"bordercast/gateway/exercise/scenario"
	"bordercast/gateway/exercise/scenarios"
)

// ScenarioArg is what names a scenario.
type ScenarioArg struct {
	Scenario string `arg:"" help:"Name of a scenario that comes with the program (bordercast scenario list), or a file of your own, named with its .yaml."`
}

// Text is the scenario's file, and what it is called in messages.
func (a ScenarioArg) Text(e *Env) (name string, text []byte, err error) {
	if strings.ContainsAny(a.Scenario, "./") || a.Scenario == "-" {
		text, err = e.Read(a.Scenario)
		return a.Scenario, text, err
	}
	if text, err = scenarios.Text(a.Scenario); err != nil {
		return "", nil, Wrong(err)
	}
	return a.Scenario + ".yaml", text, nil
}

// Open reads the scenario, and has the gateway look at its configuration.
func (a ScenarioArg) Open(e *Env) (scenario.Scenario, error) {
	name, text, err := a.Text(e)
	if err != nil {
		return scenario.Scenario{}, err
	}
	script, err := scenario.Read(name, text)
	if err == nil {
		err = exercise.Check(name, script, e.Clock.Now())
	}
	if err != nil {
		return script, Wrong(err)
	}
	return script, nil
}
