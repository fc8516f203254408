package exercise

import (
	"fmt"
	"strings"
	"time"

	"bordercast/gateway/exercise/observer"
)

// report writes the summary: what happened in numbers, what the observer judged, and every expectation that failed.
func (t *timeline) report(out summary, root string) {
	t.line("")
	t.line(t.paint.cyan("── Summary " + strings.Repeat("─", max(0, t.width-11))))
	t.row("sent", fmt.Sprintf("%d messages by %d systems, %d of them alerts", out.sent, out.systems, out.alerts))
	t.row("crossed", plural(out.states["crossed"], "delivery", "deliveries")+" receipted (a kill may cost a receipt)")
	t.row("held", heldText(out.rulings))
	t.row(
		"accepted, denied",
		fmt.Sprintf("%d accepted, %d denied", verdicts(out.rulings, true), verdicts(out.rulings, false)),
	)
	t.row("stayed", fmt.Sprintf("%d (dropped or denied)", out.states["stayed"]))
	t.row("refused", fmt.Sprint(out.states["refused"]))
	t.row("quarantined", fmt.Sprint(out.states["quarantined"]))
	t.row("duplicates", fmt.Sprintf("%d recognised by the gateway", out.states["duplicate"]))
	t.row("late", fmt.Sprint(out.late))
	t.row("redactions", fmt.Sprint(out.redactions))
	t.row("endings", fmt.Sprintf("%d of %d chains that are over: the end reached every copy", out.complete, out.endings))
	t.row("alarms", fmt.Sprint(len(out.alarms)))
	for i, l := range out.latencies {
		t.row([]string{"latency", ""}[min(i, 1)], l.what+": "+l.String())
	}
	for _, text := range cuts(out.measures.Cuts) {
		t.row("", text)
	}
	t.row("recovery", recovery(out.kill, out.measures.FirstAfterKill))
	t.row("trail", firstLine(out.measures.Trail))
	t.judged(out)
	t.expected(out)
	t.row("written to", root)
	t.row(
		"",
		"bordercast.yaml, gateway.log, keys/, sent/ (every message as sent), observed.tsv (every message seen), data/ "+
			"(store, trail, broker)",
	)
	t.row("took", observer.Span(out.took))
}

// row is one line of the summary.
func (t *timeline) row(name, text string) {
	const left = 20
	for i, l := range lines(text, t.width-left-2) {
		if i > 0 {
			name = ""
		}
		t.line("  " + t.paint.bold(pad(name, left)) + l)
	}
}

// judged writes what the observer found that must never be.
func (t *timeline) judged(out summary) {
	v := out.verdict
	t.row("observer", fmt.Sprintf("%d deliveries judged", v.Judged))
	for _, one := range []struct {
		what   string
		faults []string
	}{
		{"leakage between lanes", v.Leaks},
		{"privacy broken", v.Privacy},
		{"repeats without cause", v.Repeats},
		{"out of order", v.Order},
		{"same identifier, other bytes", v.Bytes},
		{"unreadable", v.Broken},
	} {
		t.row("", fmt.Sprintf("%s %s: %d", t.paint.mark(len(one.faults) == 0), one.what, len(one.faults)))
		for _, f := range first(one.faults, 5) {
			t.row("", t.paint.red("· "+f))
		}
	}
	t.row("", fmt.Sprintf("· repeats around the cut and the kill, which at-least-once delivery allows: %d", v.Excused))
}

// expected writes how many expectations held, and each that did not with its reason.
func (t *timeline) expected(out summary) {
	bad := out.failures()
	t.row(
		"expectations",
		fmt.Sprintf("%s %d of %d held", t.paint.mark(len(bad) == 0), len(out.outcomes)-len(bad), len(out.outcomes)),
	)
	for _, o := range bad {
		t.row("", fmt.Sprintf("%s scene %d: %s: %s", t.paint.mark(false), o.Scene, o.Text, o.Seen))
	}
}

func heldText(all []observer.Ruling) string {
	if len(all) == 0 {
		return "none"
	}
	var each []string
	for _, r := range all {
		each = append(each, fmt.Sprintf("%s %s", r.Message, minutes(r.Answered.Sub(r.Asked))))
	}
	return fmt.Sprintf("%d answered, in script time: %s", len(all), strings.Join(each, ", "))
}

func minutes(d time.Duration) string {
	return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
}

func verdicts(all []observer.Ruling, approved bool) int {
	n := 0
	for _, r := range all {
		if r.Approved == approved {
			n++
		}
	}
	return n
}

func recovery(k observer.Kill, first time.Duration) string {
	if k.Killed.IsZero() || k.Ready.IsZero() {
		return "nothing was killed"
	}
	if k.Of == 0 { // killed at once, and not in the middle of a flood
		return "killed; ready " + observer.Span(k.Ready.Sub(k.Killed)) + " later"
	}
	return fmt.Sprintf("killed after %d of %d reports; ready %s later, first delivery %s after the kill",
		k.Seen, k.Of, observer.Span(k.Ready.Sub(k.Killed)), observer.Span(first))
}

// cuts say of each message that was sent while a line was cut how long it took to whom.
func cuts(all []observer.Measure) []string {
	var order []string
	said := map[string][]string{}
	for _, m := range all {
		text := observer.Span(m.Took) + " to " + m.To
		if m.Cut > 0 {
			text += ", whose line was cut for " + observer.Span(m.Cut)
		}
		if said[m.What] == nil {
			order = append(order, m.What)
		}
		said[m.What] = append(said[m.What], text)
	}
	var out []string
	for _, what := range order {
		out = append(out, what+": "+strings.Join(said[what], ", "))
	}
	return out
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line == "" {
		return "not verified"
	}
	return line
}

func first(all []string, n int) []string { return all[:min(n, len(all))] }

// plural says a number with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
