package config

import (
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"bordercast/cap"
	"bordercast/gateway/officer"
)

// Person is somebody who may act: written as a name, or as {name, account, may}.
type Person struct {
	Name    string `yaml:"name"`
	Account string `yaml:"account,omitempty"` // on the gateway's host: no other account may use the name; "" is any
	// May are the only acts this person may do; none is all that their place allows.
	May []officer.Act `yaml:"may,omitempty"`
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

// Officers is the table of who may do what.
func (c *Config) Officers() *officer.Table {
	list := func(people []Person) []officer.Person {
		var all []officer.Person
		for _, p := range people {
			all = append(all, officer.Person(p))
		}
		return all
	}
	parties := map[string][]officer.Person{}
	for _, p := range c.Parties {
		parties[p.Name] = list(p.People)
	}
	return officer.NewTable(list(c.Gateway.Operators), parties)
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
