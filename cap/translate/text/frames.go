package text

import (
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
)

// description is the originator's, after the fixed frames that make it safe to read on the other side.
func (w *Writer) description(n int, i *cap.Info, out *cap.Info, fr bool, composed *[]string) string {
	text := w.Text(n, "description", i.Description)
	frames, to := w.frames(n, i, out, text, w.tongue(fr)), text
	if len(frames) > 0 {
		to = strings.Join(frames, "\n")
		if text != "" {
			to += "\n\n" + text
		}
	}
	to, added := w.marked(to, fr)
	for _, line := range added {
		w.Account.Add(report.Composed, report.Path(n, "description"), "", line, "lanes", "what is not real says so")
	}
	if len(added)+len(frames) > 0 {
		*composed = append(*composed, "description-frame")
	}
	return to
}

// frames are what a reader must know before the text: when it begins, whose clock and whose units it speaks in.
func (w *Writer) frames(n int, i *cap.Info, out *cap.Info, text string, t phrase.Tongue) []string {
	var frames []string
	add := func(s, rule, why string) {
		if s != "" {
			frames = append(frames, s)
			w.Account.Add(report.Composed, report.Path(n, "description"), "", s, rule, why)
		}
	}
	add(w.unreviewedLine(t), "unreviewed", "nobody answered in time")
	if w.To == cap.US && out.Onset.At.After(w.At) {
		add(clock.Of(w.Clocks()).Begins(out.Onset.At, t), "times", "devices there take every alert to be in force at once")
	}
	if s := w.colour(i, t); !strings.Contains(text, s) {
		add(s, "colours", "readers there know no colours of alerts; severity is as its sender wrote it")
	}
	if prose := text + " " + i.Instruction; prose != " " {
		if !clock.Framed(text, t) {
			frame, why := w.clockFrame(prose, w.hazardEnd(i, out), t)
			add(frame, "times", why)
		}
		add(w.units(prose, t), "units", "the two sides' units differ")
	}
	return frames
}

// hazardEnd is when the hazard is over by its sender's words, or failing that the message.
func (w *Writer) hazardEnd(i, out *cap.Info) time.Time {
	if end, _ := i.HazardEnd(); !end.IsZero() {
		return end
	}
	return out.Expires.At
}

// clockFrame says whose clock a text speaks by, where it holds a clock time without a zone and the readers live by
// another. Where its ground keeps several clocks, or they change before the hazard is over, nobody can say more than
// that the times are its sender's.
func (w *Writer) clockFrame(prose string, until time.Time, t phrase.Tongue) (frame, why string) {
	said := clock.HoursIn(prose)
	if !said.Bare {
		return "", ""
	}
	c := w.Clocks()
	text, readers := c.Of(w.To.Other()), c.Of(w.To)
	ahead, steady := clock.Ahead(text, readers, w.Alert.Sent.At, until)
	switch {
	case steady && ahead == 0 && !c.Unsure:
		return "", ""
	case c.Unsure || !steady || !clock.Alike(text, w.Alert.Sent.At) || !clock.Alike(readers, w.Alert.Sent.At) ||
		!said.By(text[0], w.Alert.Sent.At):
		return phrase.Key("clock/sender").In(t), "its times name no zone, and several clocks are kept there, or they " +
			"change before it is over"
	}
	return clock.Frame(text[0], readers[0], w.Alert.Sent.At, t), "the two sides' clocks differ"
}
