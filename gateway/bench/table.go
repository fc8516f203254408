package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
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

// times are measured durations.
type times []time.Duration

// at is the duration that this share of them does not exceed; 0 of none.
func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// String is the middle and the 99th of a hundred.
func (t times) String() string { return short(t.at(0.5)) + " / " + short(t.at(0.99)) }

func short(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
