package translate

import (
	"strings"
	"time"

	"bordercast/cap"
)

// description is the originator's, after the fixed frames that make it safe to read on the other side.
func (w *work) description(n int, i *cap.Info, out *cap.Info, fr bool, composed *[]string) string {
	text := w.text(n, "description", i.Description)
	frames, to := w.frames(n, i, out, text, w.tongue(fr)), text
	if len(frames) > 0 {
		to = strings.Join(frames, "\n")
		if text != "" {
			to += "\n\n" + text
		}
	}
	to, added := w.marked(to, fr)
	for _, line := range added {
		w.report.add(Composed, path(n, "description"), "", line, "lanes", "what is not real says so")
	}
	if len(added)+len(frames) > 0 {
		*composed = append(*composed, "description-frame")
	}
	return to
}

// frames are what a reader must know before the text: when it begins, whose clock and whose units it speaks in.
func (w *work) frames(n int, i *cap.Info, out *cap.Info, text string, t tongue) []string {
	var frames []string
	add := func(s, rule, why string) {
		if s != "" {
			frames = append(frames, s)
			w.report.add(Composed, path(n, "description"), "", s, rule, why)
		}
	}
	add(w.unreviewedLine(t), "unreviewed", "nobody answered in time")
	src, readers := w.clocksOf()
	if w.req.To == cap.US && out.Onset.At.After(w.req.At) {
		add(begins(out.Onset.At, w.zone, readers, t), "times", "devices there take every alert to be in force at once")
	}
	if s := w.colour(i, t); !strings.Contains(text, s) {
		add(s, "colours", "readers there know no colours of alerts; severity is as its sender wrote it")
	}
	if prose := text + " " + i.Instruction; prose != " " {
		if !framed(text, t) {
			add(clockFrame(src, readers, w.src.Sent.At, out.Expires.At, t), "times", "the two sides' clocks differ")
		}
		add(w.units(prose, t), "units", "the two sides' units differ")
	}
	return frames
}

// unreviewedLine says who was asked and has not answered; "" where nobody was.
func (w *work) unreviewedLine(t tongue) string {
	if w.req.Unreviewed == "" {
		return ""
	}
	return unreviewed.with(t, "party", w.req.Unreviewed)
}

// NotReviewed is the bilingual mark of what went on without an answer of the party that was asked.
func NotReviewed(party string) (en, fr string) {
	return unreviewed.with(enUS, "party", party), unreviewed.with(frCA, "party", party)
}

// clocksOf are the clock of the text and that of its readers.
func (w *work) clocksOf() (text, readers *time.Location) {
	var across *time.Location
	for _, d := range w.g.districts {
		switch {
		case d.Side() == w.req.To && readers == nil:
			readers = d.Zone()
		case d.Side() == w.req.To.Other() && text == nil:
			text, across = d.Zone(), d.Across()
		}
	}
	if readers == nil {
		readers = across
	}
	if text == nil && len(w.g.districts) > 0 {
		text = w.g.districts[0].Across() // a sender of the other side who names the readers' districts only
	}
	return text, readers
}

func (w *work) readers() *time.Location {
	_, readers := w.clocksOf()
	return readers
}
