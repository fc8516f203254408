package offline

import (
	"fmt"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/gateway/command/cli"
)

// list shows every code in columns, one line for each answer, and counts the answers.
func (c Event) list(e *cli.Env, table *event.Table) error {
	all := c.crossing(table.Entries())
	if c.JSON {
		return e.JSON(eventViews(all))
	}
	for _, to := range []cap.Side{cap.US, cap.CA} {
		var rows [][]string
		counts := map[string]int{}
		for _, entry := range all {
			if entry.To != to {
				continue
			}
			for _, group := range likeOnes(entry.Others) {
				rows = append(rows, listRow(entry, group))
				counts[group[0].Grade] += len(group)
			}
		}
		if len(rows) == 0 {
			continue
		}
		e.Title(map[cap.Side]string{cap.US: "To the United States", cap.CA: "To Canada"}[to])
		e.Columns(append([][]string{{"code", "as", "becomes", "grade", "because"}}, rows...))
		e.Printf("  %s\n", countLine(counts))
	}
	return nil
}

func listRow(entry event.Entry, group []event.Other) []string {
	o := group[0]
	becomes := o.Code
	if becomes == "" {
		becomes = "–"
	}
	if o.Candidate != "" {
		becomes = "(" + o.Candidate + ")"
	}
	grade := o.Grade
	if o.Operator {
		grade += ", yours"
	}
	return []string{entry.Code, kindNames(group), becomes, grade, because(o)}
}

func because(o event.Other) string {
	why := reasonOf(o)
	switch {
	case o.Operator:
		return o.Source + ": " + why
	case why != "":
		return why
	}
	return o.Source
}

func kindNames(group []event.Other) string {
	var names []string
	for _, o := range group {
		names = append(names, string(o.Product))
	}
	if len(names) > 3 {
		return "any"
	}
	return strings.Join(names, ", ")
}

func countLine(counts map[string]int) string {
	var parts []string
	for _, g := range []string{event.Exact, event.Broader, event.Judgement, event.None} {
		parts = append(parts, fmt.Sprintf("%d %s", counts[g], g))
	}
	return strings.Join(parts, ", ") + ", counted by code and kind; what stands in ( ) is a judgement and not written."
}
