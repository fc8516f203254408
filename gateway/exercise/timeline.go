package exercise

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/gateway/exercise/observer"
	"bordercast/gateway/exercise/scenario"
)

// timeline writes what happens as it happens, for a person to read: the script clock on the left, in both zones, then
// whose move it is, what came of it, and how each message travelled. On a terminal a last line moves with the clock.
type timeline struct {
	out      io.Writer
	paint    paint
	width    int
	live     bool
	calendar scenario.Calendar
	zones    scenario.Zones
	total    int // scenes

	done    int    // scenes begun
	day     int    // shown last
	stamp   string // shown last
	showing bool   // the moving line is on the screen
}

// margin is the room the two clocks take: "09:20|10:20  ".
const margin = 13

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

// gap is the space between what is on the left, after an indent, and what is at the right edge.
func (t *timeline) gap(indent int, left, right string) string {
	return strings.Repeat(" ", max(1, t.width-indent-utf8.RuneCountInString(left)-utf8.RuneCountInString(right)))
}

// scene begins a scene of the script.
func (t *timeline) scene(s scenario.Scene, at time.Time) {
	t.newDay(at)
	t.stamp = ""
	t.done = max(t.done, s.No)
	number := fmt.Sprintf("%d of %d", s.No, t.total)
	if s.No == 0 {
		number = ""
	}
	title := short(s.Title, t.width-margin-len(number)-2)
	t.line("")
	t.line(pad("", margin) + t.paint.bold(title) + t.gap(margin, title, number) + t.paint.dim(number))
}

func (t *timeline) newDay(at time.Time) {
	day := at.In(t.calendar.Left)
	if day.YearDay() == t.day {
		return
	}
	t.day = day.YearDay()
	t.line("")
	name := day.Format("Monday 2 January 2006")
	clocks := t.zones.Left.Name + "|" + t.zones.Right.Name
	rule := strings.Repeat("─", max(0, t.width-10-utf8.RuneCountInString(name+clocks)))
	t.line(t.paint.cyan("── " + name + " ── " + clocks + " " + rule))
}

// inject says whose move it is and what it is.
func (t *timeline) inject(i scenario.Inject, at time.Time) {
	stamp := t.calendar.Both(at)
	if stamp == t.stamp {
		stamp = ""
	}
	if stamp != "" {
		t.stamp = stamp
	}
	for n, l := range lines(i.Who+": "+i.Does, t.width-margin) {
		left := pad("", margin)
		if n == 0 {
			left = t.paint.cyan(pad(stamp, margin))
			l = t.paint.yellow(i.Who) + strings.TrimPrefix(l, i.Who)
		}
		t.line(left + l)
	}
}

// outcome says what came of one expectation: a fault with all that was seen.
func (t *timeline) outcome(o observer.Outcome) {
	took := observer.Span(o.Took)
	if o.Quiet && o.OK {
		took = ""
	}
	room := t.width - margin - 4 - 9
	text := o.Text
	if !o.OK {
		text += " - " + o.Seen
	}
	for i, l := range lines(text, room) {
		if !o.OK {
			l = t.paint.red(l)
		}
		if i == 0 {
			plain := utf8.RuneCountInString(lines(text, room)[0])
			gap := strings.Repeat(" ", max(1, room-plain+9-len(took)))
			t.line(pad("", margin) + "  " + t.paint.mark(o.OK) + " " + l + gap + t.paint.dim(took))
			continue
		}
		t.line(pad("", margin+4) + l)
	}
}

// journey says how one message went from one system to one destination, and by which route.
func (t *timeline) journey(j observer.Journey, route string) {
	head := j.From + " → " + j.To
	if route != "" {
		head += "  route " + route
	}
	took, changed := observer.Span(j.Took), j.Changed
	if j.Ruled {
		took += " after the answer"
	}
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

// moving shows the clock running toward the next inject, on a terminal.
func (t *timeline) moving(at time.Time, next string) {
	if !t.live {
		return
	}
	bar := strings.Repeat("█", t.done) + strings.Repeat("░", max(0, t.total-t.done))
	text := t.calendar.Both(at) + "  " + bar + "  " + next
	_, _ = io.WriteString(t.out, "\r\x1b[K"+t.paint.dim(short(text, t.width-1)))
	t.showing = true
}
