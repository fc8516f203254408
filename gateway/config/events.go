package config

import (
	"fmt"

	"bordercast/cap/event"
	"bordercast/gateway/agreement"
)

// Event is a row of the operator's own: what an event code of one side is on the other.
type Event struct {
	From    string `yaml:"from"` // capcp, same or nws
	Code    string `yaml:"code"`
	Product string `yaml:"product,omitempty"` // warning, watch, advisory or statement; left out: what the codes say, else every one
	To      string `yaml:"to,omitempty"`      // the other side's code; left out with grade none
	Grade   string `yaml:"grade"`             // exact, broader, judgement or none
	Source  string `yaml:"source"`            // where it was agreed
	Why     string `yaml:"why,omitempty"`
}

// EventTable is the built-in table of event codes with the configuration's own rows over it; nil with the reasons where
// one of them is refused.
func (c *Config) EventTable() (*event.Table, []Problem) {
	rows := make([]event.Row, len(c.Events))
	for n, e := range c.Events {
		rows[n] = event.Row{From: e.From, Code: e.Code, Product: event.Product(e.Product), To: e.To, Grade: e.Grade, Source: e.Source, Why: e.Why}
	}
	table, refused := event.Default().With(rows)
	var problems []Problem
	for _, r := range refused {
		where := fmt.Sprintf("events[%d]", r.Row)
		if r.Field != "" {
			where += "." + r.Field
		}
		problems = append(problems, Problem{Level: agreement.Error, Where: where, What: r.What, Do: r.Do})
	}
	return table, problems
}

// events refuses rows that would put a code nobody listed, or one that says more than was agreed, into alerts.
func (k *checks) events() {
	_, problems := k.cfg.EventTable()
	k.found = append(k.found, problems...)
}
