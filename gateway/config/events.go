package config

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"bordercast/cap/event"
	"bordercast/gateway/agreement"
)

// Event is a row of the operator's own: what an event code of one side is on the other.
type Event struct {
	From string `yaml:"from"` // capcp, same or nws
	Code string `yaml:"code"`
	// warning, watch, advisory or statement; left out: what the codes say, else every one
	Product string `yaml:"product,omitempty"`
	To      string `yaml:"to,omitempty"` // the other side's code; left out with grade none
	Grade   string `yaml:"grade"`        // exact, broader, judgement or none
	Source  string `yaml:"source"`       // where it was agreed
	Why     string `yaml:"why,omitempty"`
}

// Events are the operator's rows, as a list, or beside the packs of judgements that they accept: {accept: [NAME], rows:
// []}.
type Events struct {
	Accept []string `yaml:"accept,omitempty"`
	Rows   []Event  `yaml:"rows,omitempty"`

	list bool // the rows alone stood there
}

// UnmarshalYAML reads the rows alone too.
func (e *Events) UnmarshalYAML(node ast.Node) error {
	if _, list := node.(*ast.SequenceNode); list {
		e.list = true
		return yaml.NodeToValue(node, &e.Rows, yaml.Strict())
	}
	type plain Events
	return yaml.NodeToValue(node, (*plain)(e), yaml.Strict())
}

// EventTable is the built-in table of event codes with the packs that the configuration accepts and its own rows over
// it; nil with the reasons where one of them is refused.
func (c *Config) EventTable() (*event.Table, []Problem) {
	rows := make([]event.Row, len(c.Events.Rows))
	for n, e := range c.Events.Rows {
		rows[n] = event.Row{From: e.From, Code: e.Code, Product: event.Product(e.Product), To: e.To, Grade: e.Grade,
			Source: e.Source, Why: e.Why}
	}
	table, refused := event.Default().Accept(c.Events.Accept, rows)
	var problems []Problem
	for _, r := range refused {
		where := fmt.Sprintf("events.rows[%d]", r.Row)
		switch {
		case r.Field == "accept":
			where = fmt.Sprintf("events.accept[%d]", r.Row)
		case c.Events.list:
			where = fmt.Sprintf("events[%d]", r.Row)
		}
		if r.Field != "" && r.Field != "accept" {
			where += "." + r.Field
		}
		problems = append(problems, Problem{Level: agreement.Error, Where: where, What: r.What, Do: r.Do})
	}
	return table, problems
}

// checkEvents refuses rows that would put a code nobody listed, or one that says more than was agreed, into alerts.
func checkEvents(f *findings, c *Config) {
	_, problems := c.EventTable()
	f.list = append(f.list, problems...)
}
