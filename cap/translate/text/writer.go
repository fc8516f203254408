// Package text writes what people read of a derived alert: the originator's own words behind fixed frames, and the
// fixed phrases of what the gateway composes.
//
// A Writer carries the texts of an info: Write all that it says, Text one element. In front of the originator's
// description it puts what a reader of the other side has to know: when the hazard begins, whose clock and whose units
// the text speaks in. A Composer makes the info in the language that a source lacks, and the two infos of an end that
// nobody wrote words for. Proposed are the texts that a person might approve for a closed channel.
//
// It refuses to translate by machine, to convert a number, and to cut a text but at a word where a channel takes no
// more. Every word that is not the originator's is in the table of package phrase.
package text

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/parts"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/redaction"
	"bordercast/cap/translate/report"
)

// Writer carries the texts of one part.
type Writer struct {
	Alert      *cap.Alert
	Group      parts.Group // of the alert
	To         cap.Side
	Lane       cap.Lane
	At         time.Time // the clock that the alert is judged by
	Unreviewed string    // the party that did not answer in time; "" where nobody was asked
	Product    event.Product
	Match      event.Match
	Clocks     func() geo.Clocks // of the part's ground
	Gate       *redaction.Gate
	Account    *report.Account
}

// Write carries the texts of the n-th info into a derived one whose times and language are written already. It names
// what it composed, as provenance calls it.
func (w *Writer) Write(n int, i, out *cap.Info) (composed []string) {
	fr := language.French(i.Language)
	out.Audience = w.Text(n, "audience", i.Audience)
	out.Event = w.eventName(n, i, &composed)
	out.SenderName = w.senderName(n, i, &composed)
	out.Headline = w.headline(n, i, out.Event, fr, &composed)
	out.Description = w.description(n, i, out, fr, &composed)
	out.Instruction = w.instruction(n, i, fr, &composed)
	w.length(n, out)
	return composed
}

// Text carries one element of free text, or redacts it.
func (w *Writer) Text(n int, element, text string) string {
	if strings.TrimSpace(text) == "" || !w.Gate.Allowed(report.Path(n, element), element) {
		return ""
	}
	w.Gate.Look(report.Path(n, element), text)
	if hasMarkup(text) {
		w.Account.Add(report.Carried, report.Path(n, element), text, text, "markup",
			"it holds markup, which CAP does not know; it is carried as it was sent")
		return text
	}
	if hidden(text) {
		w.Account.Add(report.Carried, report.Path(n, element), text, text, "markup",
			"it holds control characters, which nobody sees; it is carried as it was sent")
		return text
	}
	return w.Account.Carry(report.Path(n, element), text, text)
}

// longestAired is how much of description and instruction EAS reads aloud (ECIG 3.6).
const longestAired = 1800

// length reports where EAS would not read to the end; nothing is cut for it.
func (w *Writer) length(n int, out *cap.Info) {
	if w.To != cap.US {
		return
	}
	if chars := utf8.RuneCountInString(out.Description) + utf8.RuneCountInString(out.Instruction); chars > longestAired {
		w.Account.Add(report.Carried, report.Path(n, "description"), out.Description, out.Description, "limits",
			"description and instruction have "+strconv.Itoa(chars)+" characters and EAS reads the first "+
				strconv.Itoa(longestAired)+"; nothing was cut")
	}
}

// eventName is the originator's word for the event. An alert that has none gets the name of its code.
func (w *Writer) eventName(n int, i *cap.Info, composed *[]string) string {
	if name := strings.TrimSpace(i.Event); name != "" {
		w.Gate.Look(report.Path(n, "event"), name)
		return w.Account.Carry(report.Path(n, "event"), i.Event, i.Event)
	}
	name := w.nameOfEvent(language.French(i.Language))
	*composed = append(*composed, "event")
	w.Account.Add(report.Defaulted, report.Path(n, "event"), "", name, "events",
		"the alert names no event; this is the name of its code")
	return name
}

// nameOfEvent is the plain name of the event from the tables.
func (w *Writer) nameOfEvent(fr bool) string {
	name := w.Match.NameEN
	if fr {
		name = w.Match.NameFR
	}
	if name != "" {
		return name
	}
	return w.say(unknownEvent, fr) + w.subject(fr)
}

// subject is the first category, for an event that no table names.
func (w *Writer) subject(fr bool) string {
	for _, n := range w.Group.Infos {
		for _, c := range w.Alert.Infos[n].Categories {
			if name := w.say(phrase.Key("category").Sub(c), fr); name != "" {
				return " – " + name
			}
		}
	}
	return ""
}

const via = " via bordercast"

// senderName says who speaks and through whom: "X via bordercast".
func (w *Writer) senderName(n int, i *cap.Info, composed *[]string) string {
	name := i.SenderName
	if name != "" && !w.Gate.Allowed(report.Path(n, "senderName"), "senderName") {
		name = ""
	} else if name == "" {
		name = w.Alert.Sender
	}
	w.Gate.Look(report.Path(n, "senderName"), i.SenderName)
	*composed = append(*composed, "senderName")
	if name == "" {
		return strings.TrimSpace(via)
	}
	to := strings.TrimSuffix(name, via) + via
	w.Account.Add(report.Composed, report.Path(n, "senderName"), name, to, "provenance", "who speaks, and through whom")
	return to
}

// headline carries the headline and marks what is not real.
func (w *Writer) headline(n int, i *cap.Info, name string, fr bool, composed *[]string) string {
	text := w.Text(n, "headline", i.Headline)
	to := drill.Line(w.Lane, fr, cmp.Or(text, name))
	if drill.Words(w.Lane, fr) == "" || to == text {
		return text
	}
	*composed = append(*composed, "headline")
	w.Account.Add(report.Composed, report.Path(n, "headline"), text, to, "lanes", "what is not real says so")
	return to
}

// instruction carries what people are to do and marks what is not real.
func (w *Writer) instruction(n int, i *cap.Info, fr bool, composed *[]string) string {
	text := w.Text(n, "instruction", i.Instruction)
	if text == "" {
		return ""
	}
	to, added := drill.Frame(w.Lane, fr, drill.Words(w.Lane, fr), text)
	if len(added) > 0 {
		*composed = append(*composed, "instruction-frame")
		w.Account.Add(report.Composed, report.Path(n, "instruction"), "", added[0], "lanes", "what is not real says so")
	}
	return to
}

// unreviewedLine says who was asked and has not answered; "" where nobody was.
func (w *Writer) unreviewedLine(t phrase.Tongue) string {
	if w.Unreviewed == "" {
		return ""
	}
	return phrase.Unreviewed.With(t, "party", w.Unreviewed)
}

func (w *Writer) tongue(french bool) phrase.Tongue { return phrase.TongueOf(w.To, french) }

// say is a phrase in the language of the info being written.
func (w *Writer) say(p phrase.Key, french bool) string { return p.In(w.tongue(french)) }

// marked is a text that says in its first and its last line that it is not real, and the lines that were added.
func (w *Writer) marked(text string, fr bool) (to string, added []string) {
	return drill.Frame(w.Lane, fr, w.say(phrase.Unreal(w.Lane), fr), text)
}

// cancels: the part is a Cancel.
func (w *Writer) cancels() bool { return w.Group.MsgType == cap.MsgCancel }
