package command

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// Terminal colours, used only on a terminal without NO_COLOR.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	faint  = "2"
)

// paint wraps s in a colour where colours are wanted.
func (e *env) paint(code, s string) string {
	if !e.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// title prints a heading between blocks.
func (e *env) title(s string) { e.printf("\n%s\n", e.paint(bold, s)) }

// columns prints rows as aligned columns, each indented by two. Cells must not be painted: the widths would be off.
func (e *env) columns(rows [][]string) {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		_, _ = fmt.Fprintln(w, e.safe("  "+strings.TrimRight(strings.Join(row, "\t"), "\t ")))
	}
	_ = w.Flush()
}

// indented prints text wrapped to the width, every line behind the same indent.
func (e *env) indented(indent, text string) {
	for line := range strings.SplitSeq(wrap(text, max(40, min(e.width, 120)-len(indent))), "\n") {
		e.printf("%s%s\n", indent, line)
	}
}

// wrap breaks text at spaces so that no line is longer than width, counted in characters.
func wrap(text string, width int) string {
	var b strings.Builder
	length := 0
	for word := range strings.FieldsSeq(text) {
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

// age is a duration as people say it: the two largest units.
func age(d time.Duration) string {
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

// until says how long is left, or how long it is overdue.
func until(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	if left := t.Sub(now); left >= 0 {
		return "due in " + age(left)
	}
	return "overdue by " + age(now.Sub(t))
}

// when is an instant in the reader's own zone.
func when(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 MST") }

// count is "1 thing" or "n things".
func count(n int, thing string) string {
	stem, ies := strings.CutSuffix(thing, "y")
	switch {
	case n == 1:
		return "1 " + thing
	case ies && !strings.HasSuffix(stem, "a"): // days
		thing = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
