package exercise

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// timeline tells the exercise as it goes, for a person to read: the script clock on the left, in both zones, then
// whose move it is, what came of it, and how each alert travelled. On a terminal a last line moves with the clock.
type timeline struct {
	out   io.Writer
	paint paint
	width int
	live  bool
	zones zones
	total int // injects

	done    int    // injects begun
	day     int    // shown last
	stamp   string // shown last
	showing bool   // the moving line is on the screen
}

// margin is the room the two clocks take: "09:20|10:20  ".
const margin = 13

// both is a script time on both sides of the border.
func (t *timeline) both(at time.Time) string {
	return at.In(t.zones.eastern).Format("15:04") + "|" + at.In(t.zones.atlantic).Format("15:04")
}

func (t *timeline) line(text string) {
	t.clear()
	_, _ = fmt.Fprintln(t.out, strings.TrimRight(text, " "))
}

// clear takes the moving line off the screen.
func (t *timeline) clear() {
	if t.showing {
		_, _ = io.WriteString(t.out, "\r\x1b[K")
		t.showing = false
	}
}

// gap is the space between what stands on the left, after an indent, and what stands at the right edge.
func (t *timeline) gap(indent int, left, right string) string {
	return strings.Repeat(" ", max(1, t.width-indent-utf8.RuneCountInString(left)-utf8.RuneCountInString(right)))
}

// inject begins a row of the script.
func (t *timeline) inject(i inject, at time.Time) {
	t.newDay(at)
	t.stamp = ""
	t.done = max(t.done, i.no)
	number := fmt.Sprintf("%d of %d", i.no, t.total)
	if i.no == 0 {
		number = ""
	}
	title := short(i.title, t.width-margin-len(number)-2)
	t.line("")
	t.line(pad("", margin) + t.paint.bold(title) + t.gap(margin, title, number) + t.paint.dim(number))
}

func (t *timeline) newDay(at time.Time) {
	day := at.In(t.zones.eastern)
	if day.YearDay() == t.day {
		return
	}
	t.day = day.YearDay()
	t.line("")
	name := day.Format("Monday 2 January 2006")
	t.line(t.paint.cyan("── " + name + " ── Eastern|Atlantic " + strings.Repeat("─", max(0, t.width-24-len(name)-2))))
}

// beat says whose move it is and what it is.
func (t *timeline) beat(b beat, at time.Time) {
	stamp := t.both(at)
	if stamp == t.stamp {
		stamp = ""
	}
	if stamp != "" {
		t.stamp = stamp
	}
	for i, l := range lines(b.who+": "+b.does, t.width-margin) {
		left := pad("", margin)
		if i == 0 {
			left = t.paint.cyan(pad(stamp, margin))
			l = t.paint.yellow(b.who) + strings.TrimPrefix(l, b.who)
		}
		t.line(left + l)
	}
}

// outcome says what came of one expectation: a fault with all that was seen.
func (t *timeline) outcome(o outcome) {
	took := span(o.took)
	if o.quiet && o.ok {
		took = ""
	}
	room := t.width - margin - 4 - 9
	text := o.text
	if !o.ok {
		text += " - " + o.seen
	}
	for i, l := range lines(text, room) {
		if !o.ok {
			l = t.paint.red(l)
		}
		if i == 0 {
			plain := utf8.RuneCountInString(lines(text, room)[0])
			t.line(pad("", margin) + "  " + t.paint.mark(o.ok) + " " + l + strings.Repeat(" ", max(1, room-plain+9-len(took))) + t.paint.dim(took))
			continue
		}
		t.line(pad("", margin+4) + l)
	}
}

// tale is how one alert went from one system to one destination.
type tale struct {
	from, to, route, changed string
	latency                  time.Duration
	since                    string // what the latency counts from
}

// tell says how an alert travelled.
func (t *timeline) tell(w tale) {
	head := w.from + " → " + w.to
	if w.route != "" {
		head += "  route " + w.route
	}
	took := span(w.latency) + w.since
	changed := w.changed
	if utf8.RuneCountInString(head)+utf8.RuneCountInString(took) > t.width-margin-6 {
		took, changed = "", took+" · "+changed // no room beside it
	}
	t.line(pad("", margin) + "  " + t.paint.cyan("➤ "+head) + t.gap(margin+4, head, took) + t.paint.dim(took))
	for _, l := range lines(changed, t.width-margin-4) {
		if l != "" {
			t.line(pad("", margin+4) + t.paint.dim(l))
		}
	}
}

// moving shows the clock running toward the next beat, on a terminal.
func (t *timeline) moving(at time.Time, next string) {
	if !t.live {
		return
	}
	bar := strings.Repeat("█", t.done) + strings.Repeat("░", max(0, t.total-t.done))
	text := t.both(at) + "  " + bar + "  " + next
	_, _ = io.WriteString(t.out, "\r\x1b[K"+t.paint.dim(short(text, t.width-1)))
	t.showing = true
}
