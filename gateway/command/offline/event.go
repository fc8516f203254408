package offline

import (
	"errors"
	"fmt"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/config"
)

// Event is `bordercast event`: what a code of one side is on the other.
type Event struct {
	Codes  []string `arg:"" optional:"" name:"code" help:"Event codes of either side: thunderstorm, SVR, SVW, OET-194. With its list's name where two have it: same:TSW."`
	All    bool     `help:"Every code of every list, one line each."`
	Pack   bool     `help:"The packs of reviewed judgements that a configuration may accept, row by row."`
	To     cap.Side `enum:"us,ca," default:"" placeholder:"us|ca" help:"Only what crosses to this side."`
	Config string   `env:"BORDERCAST_CONFIG" placeholder:"FILE" help:"The configuration whose own rows (events) count too."`
	JSON   bool     `name:"json" help:"Answer for programs."`
}

// Help has the examples.
func (Event) Help() string {
	return `Says what becomes of an event code when an alert crosses, as each kind of product, how good the match is, where
that comes from, and why there is none where there is none. Canada's codes are CAP-CP's; the United States' are SAME's
and the weather service's own, two letters for what and one for the kind (SVW).

Grades: exact, the same term of the OASIS Event Terms List or the same name to the letter; broader, the other side's
word is the wider one; judgement, the other side's word says more, so it is not written unless the configuration's own
table says so, and then opens no public channel; none, no code, and the alert crosses all the same.

    bordercast event thunderstorm SVR
    bordercast event --all --to us
    bordercast event --pack
    bordercast event --json HMW | jq '.[].others'

Exit codes: 0 every code is known, 1 one stands on no list or the configuration cannot be used, 2 it could not be read.`
}

// Run shows codes.
func (c Event) Run(e *cli.Env) error {
	if one(c.All)+one(c.Pack)+one(len(c.Codes) > 0) != 1 {
		return errors.New("name event codes, or --all for every one, or --pack for the packs: see bordercast event --help")
	}
	cfg, table, err := eventTable(c.Config)
	if err != nil {
		return err
	}
	if c.All {
		return c.list(e, table)
	}
	if c.Pack {
		return c.packs(e, cfg)
	}
	var found []event.Entry
	code := 0
	for _, text := range c.Codes {
		all := c.crossing(table.Look(text))
		if len(all) == 0 {
			e.Sayf("bordercast: %s\n", c.notFound(cli.Plain(text)))
			code = 1
		}
		found = append(found, all...)
	}
	if c.JSON {
		err = e.JSON(eventViews(found))
	} else {
		printEntries(e, found)
	}
	return errors.Join(err, cli.Said(code))
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// eventTable is the table of a configuration: the built-in one, or with the configuration's own rows over it.
func eventTable(file string) (*config.Config, *event.Table, error) {
	cfg, err := cli.Place{Config: file}.Load()
	if err != nil {
		return nil, nil, err
	}
	table, problems := cfg.EventTable()
	if table == nil {
		return nil, nil, cli.Wrong(fmt.Errorf("%s cannot be used: %s", file, cli.PlainLines(cfg.Explain(problems[0]))))
	}
	return cfg, table, nil
}

func (c Event) notFound(text string) string {
	if c.To != "" {
		return fmt.Sprintf("%s is no event code that crosses to %s; bordercast event --all --to %s lists those that do", text,
			c.To, c.To)
	}
	return fmt.Sprintf("%s is on no list of event codes, and none is ever guessed from a name: an alert with it crosses "+
		"at level cap; bordercast event --all lists every code", text)
}

// crossing keeps what goes to the side that was asked for. A term goes to both.
func (c Event) crossing(all []event.Entry) []event.Entry {
	var out []event.Entry
	for _, entry := range all {
		if entry.List == event.ListOET && c.To != "" {
			entry.Others = towards(entry.Others, c.To)
		}
		if c.To == "" || entry.To == c.To || entry.To == "" {
			out = append(out, entry)
		}
	}
	return out
}

func towards(all []event.Other, to cap.Side) []event.Other {
	var out []event.Other
	for _, o := range all {
		if o.To == to {
			out = append(out, o)
		}
	}
	return out
}

// eventView is the JSON of one code.
type eventView struct {
	List    string        `json:"list"`
	Code    string        `json:"code"`
	NameEN  string        `json:"name_en"`
	NameFR  string        `json:"name_fr,omitempty"`
	French  string        `json:"french,omitempty"` // official, or project: this project's own term
	Product event.Product `json:"product,omitempty"`
	OET     string        `json:"oet,omitempty"`
	Term    string        `json:"term,omitempty"`
	Source  string        `json:"source"`
	Others  []otherView   `json:"others"`
}

// otherView is what a code is on the other side as one kind of product.
type otherView struct {
	To        cap.Side      `json:"to"`
	Product   event.Product `json:"product,omitempty"`
	Grade     string        `json:"grade"`
	Code      string        `json:"code,omitempty"`      // written
	Candidate string        `json:"candidate,omitempty"` // a judgement, not written
	Name      string        `json:"name,omitempty"`
	Called    string        `json:"called,omitempty"` // the Alert_Name under which the candidate is exact
	Operator  bool          `json:"operator"`
	Source    string        `json:"source"`
	Why       string        `json:"why,omitempty"`
}

func eventViews(all []event.Entry) []eventView {
	out := []eventView{}
	for _, entry := range all {
		v := eventView{List: entry.List, Code: entry.Code, NameEN: entry.NameEN, NameFR: entry.NameFR, Product: entry.Product,
			OET: entry.OET, Term: entry.Term, Source: entry.Source}
		if v.NameFR != "" {
			v.French = frenchOf(entry)
		}
		for _, o := range entry.Others {
			v.Others = append(v.Others, otherView{o.To, o.Product, o.Grade, o.Code, o.Candidate, o.Name, o.Called, o.Operator,
				o.Source, o.Why})
		}
		out = append(out, v)
	}
	return out
}

func frenchOf(entry event.Entry) string {
	if entry.FrenchOfficial {
		return "official"
	}
	return "project"
}
