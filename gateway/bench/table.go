package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
)

// table prints rows in columns as they are added, under a heading.
type table struct{ w *tabwriter.Writer }

func newTable(columns ...string) table {
	t := table{tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)}
	fmt.Println()
	t.row(columns...)
	rule := make([]string, len(columns))
	for i, c := range columns {
		rule[i] = strings.Repeat("─", max(3, len([]rune(c))))
	}
	t.row(rule...)
	return t
}

func (t table) row(cells ...string) { fmt.Fprintln(t.w, strings.Join(cells, "\t")) }

func (t table) end() { _ = t.w.Flush() }

// aim is a figure beside what was aimed at.
func aim(reached bool, wanted string) string {
	if reached {
		return wanted + " ✓"
	}
	return wanted + " ✗"
}
