package offline

import (
	"bordercast/cap/event"
	"bordercast/gateway/command/cli"
	"bordercast/gateway/config"
)

// judgements are the event codes that are a matter of judgement: those that the configuration's own table has written,
// and those that the built-in table only has a candidate for.
type judgements struct {
	Written    []judgement `json:"written"`
	Candidates []judgement `json:"candidates"`
}

type judgement struct {
	From    string        `json:"from"`
	Code    string        `json:"code"`
	Product event.Product `json:"product,omitempty"`
	To      string        `json:"to"`
	Grade   string        `json:"grade"`
	Source  string        `json:"source"`
	Why     string        `json:"why,omitempty"`
}

// judgementsOf sorts them out; nil for a configuration whose rows are refused. The operator's rows are all listed: each
// is their word.
func judgementsOf(cfg *config.Config) *judgements {
	table, _ := cfg.EventTable()
	if table == nil {
		return nil
	}
	j := &judgements{Written: []judgement{}, Candidates: []judgement{}}
	for _, r := range table.Own() {
		j.Written = append(j.Written, judgement{r.From, r.Code, r.Product, r.To, r.Grade, r.Source, r.Why})
	}
	for _, r := range table.Rows() {
		if r.Grade == event.Judgement && !r.Operator {
			j.Candidates = append(j.Candidates, judgement{r.From, r.Code, r.Product, r.To, r.Grade, r.Source, r.Why})
		}
	}
	return j
}

// printJudgements says what of the table is the operator's word, and how much is left to them.
func printJudgements(e *cli.Env, j *judgements) {
	if j == nil {
		return
	}
	if len(j.Written) > 0 {
		e.Printf("Event codes by this configuration's own rows (a judgement is written, and opens no public channel):\n")
		var rows [][]string
		for _, r := range j.Written {
			rows = append(rows, []string{r.From + " " + r.Code, kindOr(r.Product), "→ " + orDash(r.To), r.Grade,
				cli.Plain(r.Source)})
		}
		e.Columns(rows)
	}
	names := ""
	for n, r := range j.Candidates {
		if n > 0 {
			names += ", "
		}
		names += r.Code + " → " + r.To
	}
	e.Indented("", "Judgements of the built-in table, which are not written: "+names+". Why: bordercast event CODE.")
}

func kindOr(p event.Product) string {
	if p == "" {
		return "any"
	}
	return string(p)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
