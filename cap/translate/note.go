package translate

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/phrase"
)

// Note tells reports of one alert as a colleague would. First what fits a telephone's screen: who said what, where of all
// its areas and in which of the reader's own districts, until when, and what has ended; then the rest: what it became; what the gateway wrote,
// filled in, changed and left out, and why; and what to check. It is English, or French, from phrases.csv; a reason that
// the table has in English only is quoted as English. The JSON has every row.
func Note(reports []Report, french bool) string {
	if len(reports) == 0 {
		return ""
	}
	n := note{t: phrase.TongueOf(reports[0].To, french), parts: len(reports)}
	n.sent(&reports[0])
	for i := range reports {
		n.screen(&reports[i])
	}
	for i := range reports {
		n.part(&reports[i])
	}
	return n.b.String()
}

// Note is Note of one report alone.
func (r Report) Note(french bool) string { return Note([]Report{r}, french) }

// note is one being written.
type note struct {
	t      phrase.Tongue
	parts  int
	inPart []geo.District // districts that stand for a part of them, of the report being told
	b      strings.Builder
}

func (n *note) line(indent, text string) {
	if rest, cut := strings.CutSuffix(text, "…."); cut {
		text = rest + "…" // what was cut has its stop
	}
	if text != "" {
		n.b.WriteString(indent + capital(text) + "\n")
	}
}

// say is a phrase of the note with its blanks filled.
func (n *note) say(key phrase.Key, pairs ...string) string { return key.With(n.t, pairs...) }

// sent says who said it, and when, by the clock of the place.
func (n *note) sent(r *Report) {
	if line := unreal(r.Lane); line != "" {
		n.line("", line.In(n.t))
	}
	sender, _, _ := strings.Cut(r.Source, ",")
	who := strings.Join(strings.Fields(or(r.Said.By, sender)), " ")
	n.b.WriteString(n.say("note/sent", "who", who, "message", n.word("message", string(r.Said.MsgType)), "when", r.clocks().When(r.Said.Sent.At, n.t)) + "\n")
}

// clocks are those by which a note tells the time.
func (r *Report) clocks() clock.Both {
	return clock.Both{CA: geo.ZonesNamed(r.Where.Clocks[cap.CA]), US: geo.ZonesNamed(r.Where.Clocks[cap.US])}
}

// word is an enumeration's word in the language of the note, or as it is.
func (n *note) word(family, value string) string {
	return or(phrase.Key(family).Sub(value).In(n.t), value)
}

func (n *note) part(r *Report) {
	n.b.WriteString("\n")
	if r.Kind != KindEndOnly {
		n.line("", n.say("note/becomes", "side", n.word("side", string(r.To)), "part", strconv.Itoa(r.Part), "message", n.word("message", string(r.MsgType)),
			"languages", n.languages(r.Said.Languages), "derived", r.Derived))
		sender, _, _ := strings.Cut(r.Source, ",")
		n.line("  ", n.say("note/from", "sender", sender))
		n.became(r)
	}
	n.rows(r)
}

// languages are named, each once.
func (n *note) languages(tags []string) string {
	var out []string
	for _, tag := range tags {
		if name := n.word("language", primary(tag)); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return or(strings.Join(out, ", "), n.say("note/none"))
}

// became is what the profile, the readers and the channels make of it.
func (n *note) became(r *Report) {
	e := &r.Event
	name, french, _, _ := event.Names(e.To)
	if n.t == phrase.FrCA {
		name = french
	}
	from := or(e.From, n.say("note/no-event"))
	if e.To != "" {
		n.line("  ", n.say("note/code", "from", from, "to", e.To, "name", or(name, e.To), "grade", n.word("grade", e.Grade), "source", n.source(e.Source)))
	} else {
		n.line("  ", n.say("note/no-code", "from", from, "why", or(n.because(e.Why), n.source("no row"))))
	}
	if r.Level != "" {
		n.line("  ", n.say(phrase.Key("note").Sub("level-"+string(r.Level))))
	}
	if r.Reach != "" && r.Kind == KindAlert {
		n.line("  ", n.say(phrase.Key("note").Sub("reach-"+string(r.Reach))))
	}
	n.line("  ", n.say("note/channels", "channels", n.channels(r.Channels)))
	n.line("  ", n.say("note/house"))
}

// source is where a pair of codes comes from: a word that the table knows, the number of a term, or the document that an
// operator's row names.
func (n *note) source(s string) string {
	key := strings.ReplaceAll(s, " ", "-")
	if word := n.word("source", key); word != key {
		return word
	}
	return s
}

// channels are those that would carry it now, or none and why.
func (n *note) channels(all []Channel) string {
	var open, why []string
	for _, c := range all {
		if reason, none := strings.CutPrefix(string(c), "none: "); none {
			why = append(why, n.word("channel", strings.ReplaceAll(reason, " ", "-")))
			continue
		}
		open = append(open, string(c))
	}
	if len(open) > 0 {
		return strings.Join(open, ", ")
	}
	if len(why) == 0 {
		return n.say("note/none")
	}
	return n.say("note/none") + " (" + strings.Join(why, ", ") + ")"
}

// checks are what a person should look at before the draft goes on.
func (n *note) checks(r *Report) []string {
	var out []string
	add := func(is bool, text string) {
		if is {
			out = append(out, text)
		}
	}
	for _, reason := range r.Reasons {
		out = append(out, n.say("check/reason", "reason", n.reason(reason)))
	}
	add(r.Event.Candidate != "" && r.Event.To == "", n.say("check/judgement", "candidate", r.Event.Candidate))
	for _, name := range r.Event.OwnFrench {
		out = append(out, n.say("check/french", "name", name))
	}
	add(r.Redacted, n.say("check/redacted"))
	add(len(r.Personal) > 0, n.say("check/personal", "paths", strings.Join(r.Personal, ", ")))
	add(slices.Contains(r.Channels, "none: not approved") && r.Kind != KindCancel, n.say("check/approval"))
	return out
}

// reason is why a profile is not kept. The rules of the profiles have numbers, by which a reader of French finds them;
// the sentences are English.
func (n *note) reason(text string) string {
	if n.t != phrase.FrCA {
		return strings.TrimSuffix(text, ".")
	}
	at, rest, ok := strings.Cut(text, ": ")
	open := strings.LastIndexByte(rest, '(')
	if known := n.known(text); known != "" {
		return known
	}
	if ok && open > 0 && n.known(rest[:open-1]) != "" {
		return n.known(rest[:open-1]) + " " + rest[open:]
	}
	if ok && open >= 0 && strings.HasPrefix(strings.TrimPrefix(at, "/"), "alert") && strings.HasSuffix(rest, ")") {
		return n.say("note/rule", "rule", rest[open+1:len(rest)-1], "at", "/"+strings.TrimPrefix(at, "/"))
	}
	return n.say("note/english", "words", text)
}
