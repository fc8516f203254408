package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/geo/timezone"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/phrase"
)

// Note tells reports of one alert as a colleague would. First what fits a telephone's screen: who said what, where of
// all its areas and in which of the reader's own districts, until when, and what has ended; then the rest: what it
// became; what the gateway wrote, filled in, changed and left out, and why; and what to check. It is English, or
// French, from phrases.csv; a reason that the table has in English only is quoted as English. The JSON has every row.
func Note(reports []Report, french bool) string {
	if len(reports) == 0 {
		return ""
	}
	n := note{words: words{phrase.TongueOf(reports[0].To, french)}, parts: len(reports)}
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
	words  words
	parts  int
	inPart []geo.District // districts that stand for a part of them, of the report being told
	b      strings.Builder
}

func (n *note) line(indent, text string) {
	if rest, cut := strings.CutSuffix(text, "…."); cut {
		text = rest + "…" // what was cut has its stop
	}
	if text != "" {
		n.b.WriteString(indent + phrase.Capital(text) + "\n")
	}
}

// sent says who said it, and when, by the clock of the place.
func (n *note) sent(r *Report) {
	if line := phrase.Unreal(r.Lane); line != "" {
		n.line("", line.In(n.words.t))
	}
	sender, _, _ := strings.Cut(r.Source, ",")
	who := strings.Join(strings.Fields(cmp.Or(r.Said.By, sender)), " ")
	n.b.WriteString(n.words.say("note/sent", "who", who, "message", n.words.word("message", string(r.Said.MsgType)),
		"when", r.clocks().When(r.Said.Sent.At, n.words.t)) + "\n")
}

// clocks are those by which a note tells the time.
func (r *Report) clocks() clock.Both {
	return clock.Both{CA: timezone.AllNamed(r.Where.Clocks[cap.CA]), US: timezone.AllNamed(r.Where.Clocks[cap.US])}
}

func (n *note) part(r *Report) {
	n.b.WriteString("\n")
	if r.Kind != KindEndOnly {
		n.line("", n.words.say("note/becomes", "side", n.words.word("side", string(r.To)), "part", strconv.Itoa(r.Part),
			"message", n.words.word("message", string(r.MsgType)),
			"languages", n.words.languages(r.Said.Languages), "derived", r.Derived))
		sender, _, _ := strings.Cut(r.Source, ",")
		n.line("  ", n.words.say("note/from", "sender", sender))
		n.became(r)
	}
	n.rows(r)
}

// became is what the profile, the readers and the channels make of it.
func (n *note) became(r *Report) {
	e := &r.Event
	name, french, _, _ := event.Names(e.To)
	if n.words.t == phrase.FrCA {
		name = french
	}
	from := cmp.Or(e.From, n.words.say("note/no-event"))
	if e.To != "" {
		n.line("  ", n.words.say("note/code", "from", from, "to", e.To, "name", cmp.Or(name, e.To),
			"grade", n.words.word("grade", e.Grade), "source", n.words.source(e.Source)))
	} else {
		n.line("  ", n.words.say("note/no-code", "from", from,
			"why", cmp.Or(n.words.because(e.Why), n.words.source("no row"))))
	}
	if r.Level != "" {
		n.line("  ", n.words.say(phrase.Key("note").Sub("level-"+string(r.Level))))
	}
	if r.Reach != "" && r.Kind == KindAlert {
		n.line("  ", n.words.say(phrase.Key("note").Sub("reach-"+string(r.Reach))))
	}
	n.line("  ", n.words.say("note/channels", "channels", n.words.channels(r.Channels)))
	n.line("  ", n.words.say("note/house"))
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
		out = append(out, n.words.say("check/reason", "reason", n.words.reason(reason)))
	}
	add(r.Event.Candidate != "" && r.Event.To == "", n.words.say("check/judgement", "candidate", r.Event.Candidate))
	for _, name := range r.Event.OwnFrench {
		out = append(out, n.words.say("check/french", "name", name))
	}
	add(r.Redacted, n.words.say("check/redacted"))
	add(len(r.Personal) > 0, n.words.say("check/personal", "paths", strings.Join(r.Personal, ", ")))
	add(slices.Contains(r.Channels, "none: not approved") && r.Kind != KindCancel, n.words.say("check/approval"))
	return out
}
