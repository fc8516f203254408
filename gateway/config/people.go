package config

import (
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"bordercast/cap"
)

// Person is somebody who may act: written as a name, or as {name, account, may}.
type Person struct {
	Name    string   `yaml:"name"`
	Account string   `yaml:"account,omitempty"` // on the gateway's host: no other account may use the name; "" is any
	May     []string `yaml:"may,omitempty"`     // the only acts this person may do; none is all that their place allows
}

// UnmarshalYAML reads a name alone too.
func (p *Person) UnmarshalYAML(node ast.Node) error {
	if name, isName := node.(ast.ScalarNode); isName {
		*p = Person{Name: name.GetToken().Value}
		return nil
	}
	type plain Person
	return yaml.NodeToValue(node, (*plain)(p), yaml.Strict())
}

// Call is one way to reach somebody who is on duty: a program that gets the alarm as JSON on its input, or a web
// address that gets it by POST.
type Call struct {
	Name    string     `yaml:"name"`
	Command []string   `yaml:"command,omitempty"`
	Webhook string     `yaml:"webhook,omitempty"`
	Lanes   []cap.Lane `yaml:"lanes,omitempty"` // for which it rings; none is actual alone
}

// Rings says whether a call is made for a lane: an exercise must not ring a real number.
func (c Call) Rings(lane cap.Lane) bool {
	if len(c.Lanes) == 0 {
		return lane == cap.LaneActual
	}
	return slices.Contains(c.Lanes, lane)
}
