package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"
)

// Terminal colours, used only on a terminal without NO_COLOR.
const (
	Bold   = "1"
	Red    = "31"
	Green  = "32"
	Yellow = "33"
	Faint  = "2"
)

// Paint wraps s in a colour where colours are wanted.
func (e *Env) Paint(code, s string) string {
	if !e.Colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Title prints a heading between blocks.
func (e *Env) Title(s string) { e.Printf("\n%s\n", e.Paint(Bold, s)) }

// Columns prints rows as aligned columns, each indented by two. Cells must not be painted: the widths would be off. On
// a terminal that is too narrow, the last column is wrapped within itself.
func (e *Env) Columns(rows [][]string) {
	if e.Prose {
		rows = narrowed(rows, e.Width)
	}
	w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		_, _ = fmt.Fprintln(w, e.safe("  "+strings.TrimRight(strings.Join(row, "\t"), "\t ")))
	}
	_ = w.Flush()
}

// narrowed wraps the last of the columns where a row would be wider than width, if there is room enough for it.
func narrowed(rows [][]string, width int) (out [][]string) {
	var widths []int
	for _, row := range rows {
		for n, cell := range row {
			if n == len(widths) {
				widths = append(widths, 0)
			}
			widths[n] = max(widths[n], utf8.RuneCountInString(cell))
		}
	}
	room := width - 2
	for _, w := range widths[:max(0, len(widths)-1)] {
		room -= w + 2
	}
	if room < 24 {
		return rows
	}
	for _, row := range rows {
		if len(row) < len(widths) {
			out = append(out, row)
			continue
		}
		for n, line := range strings.Split(wrap(row[len(row)-1], room), "\n") {
			cells := make([]string, len(row))
			if n == 0 {
				copy(cells, row)
			}
			cells[len(row)-1] = line
			out = append(out, cells)
		}
	}
	return out
}

// PrintProse prints sentences for a person; on a terminal no line of them is cut by its edge.
func (e *Env) PrintProse(text string) { e.PrintProseIndented("", text) }

// PrintProseIndented is printProse with an indent.
func (e *Env) PrintProseIndented(indent, text string) {
	if e.Prose {
		e.Indented(indent, text)
		return
	}
	e.Printf("%s%s\n", indent, text)
}

// Indented prints text wrapped to the width, every line behind the same indent.
func (e *Env) Indented(indent, text string) {
	for line := range strings.SplitSeq(wrap(text, max(40, min(e.Width, 120)-len(indent))), "\n") {
		e.Printf("%s%s\n", indent, line)
	}
}

// wrap breaks text at spaces so that no line is longer than width, counted in characters. A command, which stands
// between backquotes, is never broken: it is there to be copied.
func wrap(text string, width int) string {
	var b strings.Builder
	length := 0
	for _, word := range unbroken(text) {
		n := len([]rune(word))
		switch {
		case length == 0:
		case length+1+n > width:
			b.WriteByte('\n')
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += n
	}
	return b.String()
}

// unbroken are the words of a text, with each command as one.
func unbroken(text string) (words []string) {
	open := false
	for word := range strings.FieldsSeq(text) {
		if open {
			words[len(words)-1] += " " + word
		} else {
			words = append(words, word)
		}
		open = open != (strings.Count(word, "`")%2 == 1)
	}
	if open { // a lone backquote
		return strings.Fields(text)
	}
	return words
}

// Age is a duration as people say it: the two largest units.
func Age(d time.Duration) string {
	if d < 0 {
		return "0 s"
	}
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	d = d.Truncate(time.Second)
	var parts []string
	for _, u := range units {
		if n := d / u.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			d -= n * u.size
		}
		if len(parts) == 2 {
			break
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// Until says how long is left, or how long it is overdue.
func Until(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	if left := t.Sub(now); left >= 0 {
		return "due in " + Age(left)
	}
	return "overdue by " + Age(now.Sub(t))
}

// When is an instant in the reader's own zone.
func When(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 MST") }

// Count is "1 thing" or "n things".
func Count(n int, thing string) string {
	stem, ies := strings.CutSuffix(thing, "y")
	switch {
	case n == 1:
		return "1 " + thing
	case ies && !strings.HasSuffix(stem, "a"): // days
		thing = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Filled leaves out rows whose last cell is empty.
func Filled(rows [][]string) [][]string {
	var kept [][]string
	for _, r := range rows {
		if r[len(r)-1] != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

// Finding prints one finding of the validator.
func (e *Env) Finding(indent, level string, line int, path, text, rule string) {
	colour := map[string]string{"error": Red, "warning": Yellow}[level]
	e.Printf("%sline %d: %s: %s: %s (%s)\n", indent, line, Plain(path), e.Paint(colour, level), Plain(text), rule)
}
