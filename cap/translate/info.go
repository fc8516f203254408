package translate

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
)

// infos are the group's infos in the destination's profile, the language its devices read first, and a composed
// block where the destination's language is missing.
func (w *work) infos() []cap.Info {
	var out []cap.Info
	order := w.inOrder()
	for _, n := range order {
		carried := w.info(n)
		w.heard(&carried)
		w.lend(n, &carried, order)
		out = append(out, carried)
		if w.wantsBlock(n, order[0]) {
			out = append(out, w.block(n, carried))
		}
	}
	code.Alike(out, &w.account)
	if w.req.To == cap.US {
		slices.SortStableFunc(out, func(a, b cap.Info) int {
			switch first := language.English(a.Language); {
			case first == language.English(b.Language):
				return 0
			case first:
				return -1
			}
			return 1
		})
	}
	return out
}

// info carries one info across.
func (w *work) info(n int) cap.Info {
	i := w.src.Infos[n]
	fr := language.French(i.Language)
	var composed []string
	out := cap.Info{Language: w.language(n, i.Language)}
	codes := code.Codes{To: w.req.To, Match: w.match, Gate: &w.gate, Account: &w.account}
	w.values(n, &i, &out)
	out.EventCodes = codes.Carry(n, &i)
	w.times(n, &i, &out)
	out.Audience = w.text(n, "audience", i.Audience)
	out.Event = w.eventName(n, &i, &composed)
	out.SenderName = w.senderName(n, &i, &composed)
	out.Headline = w.headline(n, &i, out.Event, fr, &composed)
	out.Description = w.description(n, &i, &out, fr, &composed)
	out.Instruction = w.instruction(n, &i, fr, &composed)
	w.length(n, &out)
	out.Web = w.web(n, webOf(&i))
	out.Contact = w.text(n, "contact", i.Contact)
	out.Resources = w.resourcesOf(n, &i)
	out.Areas = w.areas.Areas(n, &i, fr)
	out.Parameters = w.parameters(n, &i, composed)
	return out
}

// text carries one element of free text, or redacts it.
func (w *work) text(n int, element, text string) string {
	if strings.TrimSpace(text) == "" || !w.gate.Allowed(report.Path(n, element), element) {
		return ""
	}
	w.gate.Look(report.Path(n, element), text)
	if marked(text) {
		w.account.Add(report.Carried, report.Path(n, element), text, text, "markup", "it holds markup, which CAP does not know; it is carried as it was sent")
		return text
	}
	if hidden(text) {
		w.account.Add(report.Carried, report.Path(n, element), text, text, "markup", "it holds control characters, which nobody sees; it is carried as it was sent")
		return text
	}
	return w.account.Carry(report.Path(n, element), text, text)
}

// longestAired is how much of description and instruction EAS reads aloud (ECIG 3.6).
const longestAired = 1800

// length tells where EAS would not read to the end; nothing is cut for it.
func (w *work) length(n int, out *cap.Info) {
	if w.req.To != cap.US {
		return
	}
	if chars := utf8.RuneCountInString(out.Description) + utf8.RuneCountInString(out.Instruction); chars > longestAired {
		w.account.Add(report.Carried, report.Path(n, "description"), out.Description, out.Description, "limits",
			"description and instruction have "+strconv.Itoa(chars)+" characters and EAS reads the first "+strconv.Itoa(longestAired)+"; nothing was cut")
	}
}

// eventName is the originator's word for the event. An alert that has none gets the name of its code.
func (w *work) eventName(n int, i *cap.Info, composed *[]string) string {
	if name := strings.TrimSpace(i.Event); name != "" {
		w.gate.Look(report.Path(n, "event"), name)
		return w.account.Carry(report.Path(n, "event"), i.Event, i.Event)
	}
	name := w.nameOfEvent(language.French(i.Language))
	*composed = append(*composed, "event")
	w.account.Add(report.Defaulted, report.Path(n, "event"), "", name, "events", "the alert names no event; this is the name of its code")
	return name
}

// nameOfEvent is the plain name of the event from the tables.
func (w *work) nameOfEvent(fr bool) string {
	name := w.match.NameEN
	if fr {
		name = w.match.NameFR
	}
	if name != "" {
		return name
	}
	return w.say(unknownEvent, fr) + w.subject(fr)
}

// subject is the first category, for an event that no table names.
func (w *work) subject(fr bool) string {
	for _, n := range w.g.Infos {
		for _, c := range w.src.Infos[n].Categories {
			if name := w.say(phrase.Key("category").Sub(c), fr); name != "" {
				return " – " + name
			}
		}
	}
	return ""
}

const via = " via bordercast"

// senderName says who speaks and through whom: "X via bordercast".
func (w *work) senderName(n int, i *cap.Info, composed *[]string) string {
	name := i.SenderName
	if name != "" && !w.gate.Allowed(report.Path(n, "senderName"), "senderName") {
		name = ""
	} else if name == "" {
		name = w.src.Sender
	}
	w.gate.Look(report.Path(n, "senderName"), i.SenderName)
	*composed = append(*composed, "senderName")
	if name == "" {
		return strings.TrimSpace(via)
	}
	to := strings.TrimSuffix(name, via) + via
	w.account.Add(report.Composed, report.Path(n, "senderName"), name, to, "provenance", "who speaks, and through whom")
	return to
}

// headline carries the headline and marks what is not real.
func (w *work) headline(n int, i *cap.Info, name string, fr bool, composed *[]string) string {
	text := w.text(n, "headline", i.Headline)
	to := drill.Line(w.req.Lane, fr, cmp.Or(text, name))
	if drill.Words(w.req.Lane, fr) == "" || to == text {
		return text
	}
	*composed = append(*composed, "headline")
	w.account.Add(report.Composed, report.Path(n, "headline"), text, to, "lanes", "what is not real says so")
	return to
}

// instruction carries what people are to do and marks what is not real.
func (w *work) instruction(n int, i *cap.Info, fr bool, composed *[]string) string {
	text := w.text(n, "instruction", i.Instruction)
	if text == "" {
		return ""
	}
	to, added := drill.Frame(w.req.Lane, fr, drill.Words(w.req.Lane, fr), text)
	if len(added) > 0 {
		*composed = append(*composed, "instruction-frame")
		w.account.Add(report.Composed, report.Path(n, "instruction"), "", added[0], "lanes", "what is not real says so")
	}
	return to
}

// webOf is the address as sent, or the one that an earlier passage kept under the gateway's layer.
func webOf(i *cap.Info) string { return cmp.Or(i.Web, i.Param(channels.Layer+":web")) }

// web must be a web address. IPAWS takes no query, so one with a query moves to the gateway's layer on the way south.
func (w *work) web(n int, uri string) string {
	if uri == "" || !w.gate.Allowed(report.Path(n, "web"), "web") {
		return ""
	}
	if why := refusedURI(uri, w.req.To); why != "" {
		w.account.Add(report.Changed, report.Path(n, "web"), uri, channels.Layer+":web", "ipaws-uri", why+"; kept under the gateway's layer")
		return ""
	}
	return w.account.Carry(report.Path(n, "web"), uri, uri)
}

// lend gives an info that names no area those of the part, described in its own language: both profiles want an area in
// each info, and what it says is about them. They are taken as they cross, so that nothing redacted comes back.
func (w *work) lend(n int, out *cap.Info, order []int) {
	if len(w.src.Infos[n].Areas) > 0 {
		return
	}
	with := slices.IndexFunc(order, func(m int) bool { return len(w.src.Infos[m].Areas) > 0 })
	if with < 0 {
		return
	}
	rows, fr := len(w.account.Rows), language.French(out.Language)
	areas := w.areas.Areas(order[with], &w.src.Infos[order[with]], fr)
	w.account.Rows = w.account.Rows[:rows] // the info they are of tells them
	if out.Areas = w.areas.Described(areas, fr); len(areas) > 0 {
		w.account.Add(report.Defaulted, report.Path(n, "area/areaDesc"), "", out.Areas[0].Desc, "areas", "it names no area of its own: those of the same event in the other language")
	}
}
