package offline

import (
	"slices"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/config"
)

// packView is the JSON of a pack.
type packView struct {
	Name     string      `json:"name"`
	Accepted bool        `json:"accepted"` // by the configuration
	Rows     []judgement `json:"rows"`
}

// packs lists the packs of judgements with the source and reason of each row, and whether the configuration accepts
// them.
func (c Event) packs(e *cli.Env, cfg *config.Config) error {
	views := []packView{}
	for _, p := range event.Packs() {
		v := packView{Name: p.Name, Accepted: slices.Contains(cfg.Events.Accept, p.Name), Rows: []judgement{}}
		for _, r := range p.Rows {
			if c.To == "" || (r.From == event.ListCAPCP) == (c.To == cap.US) {
				v.Rows = append(v.Rows, judgement{r.From, r.Code, r.Product, r.To, r.Grade, r.Source, r.Why})
			}
		}
		views = append(views, v)
	}
	if c.JSON {
		return e.JSON(views)
	}
	for _, v := range views {
		e.Title(v.Name)
		rows := [][]string{{"code", "as", "becomes", "because"}}
		for _, r := range v.Rows {
			rows = append(rows, []string{r.From + " " + r.Code, string(r.Product), r.To, r.Why + " (" + r.Source + ")"})
		}
		e.Columns(rows)
		if v.Accepted {
			e.Indented("", "The configuration accepts it: each of these is written, says so in every report, and opens no "+
				"public channel.")
		} else {
			e.Indented("", "It is off: write events: {accept: ["+v.Name+"]} to accept all of it. A row of your own for the "+
				"same code rules over it.")
		}
	}
	return nil
}
