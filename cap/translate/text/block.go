package text

import (
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/cap/french"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
)

// The keys that stand for themselves; those of families are composed, as "month/" + its number.
const (
	fullText      phrase.Key = "block/full-text"
	fullTextOther phrase.Key = "block/full-text-other"
	unofficial    phrase.Key = "block/unofficial"
	unknownEvent  phrase.Key = "event/unknown"
)

// Composer writes infos that nobody wrote: the block in the language that a source lacks, and the words of an end.
type Composer struct {
	Blocks   []string // what its French blocks call the event
	OwnNames []string // names in them that are this project's own French

	w      *Writer
	part   *area.Part
	areas  *area.Carrier
	events *event.Table
	french *french.Text
}

// NewComposer composes beside what a writer carries. The French text is what a person of the accepting side wrote; nil
// is nobody's.
func NewComposer(w *Writer, part *area.Part, areas *area.Carrier, events *event.Table, written *french.Text) *Composer {
	return &Composer{w: w, part: part, areas: areas, events: events, french: written}
}

// Block composes the info in the language the destination needs and the source lacks. It holds nothing but the name
// of the event, the place, a fixed phrase for each responseType and the pointer to the full text: the gateway never
// translates by machine. Everything that is no free text is the sibling's, as CAP-CP rule 6 wants.
func (c *Composer) Block(n int, sibling cap.Info) cap.Info {
	fr := c.w.To == cap.CA
	out := sibling
	out.Language = map[bool]string{true: "fr-CA", false: "en-US"}[fr]
	out.Event = c.w.nameOfEvent(fr)
	places := c.areas.Places(sibling.Areas, fr) // the sibling's: what was redacted stays unsaid
	is := c.calledIn(n, out.Event, fr)
	headline, lines, instruction, why := c.fixedWords(n, &out, is, places, fr)
	own := c.ownFrench(is, fr)
	if fr && !c.w.cancels() {
		c.Blocks = append(c.Blocks, is.name)
		if f := c.french; f != nil {
			headline, lines, instruction, why = c.attached(f, c.composedTimes(n, &out, phrase.FrCA), instruction)
			own = c.ownFrench(called{official: true}, fr) // the headline is that person's
		}
	}
	if own != "" && !slices.Contains(c.OwnNames, own) {
		c.OwnNames = append(c.OwnNames, own)
	}
	out.Headline = drill.Line(c.w.Lane, fr, headline)
	out.Description, _ = c.w.marked(strings.Join(lines, "\n"), fr)
	if out.Instruction = instruction; instruction != "" {
		out.Instruction, _ = drill.Frame(c.w.Lane, fr, drill.Words(c.w.Lane, fr), instruction)
	}
	out.Audience, out.Contact = "", ""
	out.Resources = nil
	out.Areas = c.areas.Described(sibling.Areas, fr)
	out.Parameters = c.blockParameters(sibling.Parameters, own, fr)
	c.w.Account.Add(report.Composed, "/alert/info["+out.Language+"]", "", out.Headline, "languages", why)
	return out
}

// fixedWords are a block's headline, description and instruction where nobody wrote them, and what the report says of
// it.
func (c *Composer) fixedWords(n int, out *cap.Info, is called, places string, fr bool) (
	headline string, lines []string, instruction, why string,
) {
	headline = is.name
	if places != "" {
		headline += " – " + places
	}
	return headline, c.blockLines(n, out, is, headline, fr), strings.Join(c.answers(n, out.ResponseTypes, fr), " "),
		"event, place and fixed phrases only; " + c.termNote(is, fr)
}

func (c *Composer) blockLines(n int, out *cap.Info, is called, headline string, fr bool) []string {
	var lines []string
	if line := c.w.unreviewedLine(c.w.tongue(fr)); line != "" {
		lines = append(lines, line)
	}
	lines = append(lines, phrase.Capital(headline)+".")
	if c.ownFrench(is, fr) != "" {
		lines = append(lines, c.w.say(unofficial, fr))
	}
	if out.Onset.At.After(c.w.At) && !c.w.Finished() {
		lines = append(lines, clock.Of(c.w.Clocks()).Begins(out.Onset.At, c.w.tongue(fr)))
	}
	lines = append(lines, c.composedTimes(n, out, c.w.tongue(fr))...)
	if !c.saysMore(n) {
		return lines // there is no text in any language
	}
	tag := c.w.Alert.Infos[n].Language
	if fr && language.English(tag) || !fr && language.French(tag) {
		return append(lines, c.w.say(fullText, fr))
	}
	return append(lines, c.w.say(fullTextOther, fr))
}

// saysMore says whether an info has text beside its headline.
func (c *Composer) saysMore(n int) bool {
	return strings.TrimSpace(c.w.Alert.Infos[n].Description+c.w.Alert.Infos[n].Instruction) != ""
}

// answers are the fixed phrases of the response types. What is over asks for nothing any more; and where the sender
// says something of what to do, that no action is recommended may be the opposite of it.
func (c *Composer) answers(n int, types []string, fr bool) []string {
	var out []string
	for _, t := range types {
		if t != "AllClear" && c.w.Finished() || t == "None" && c.saysMore(n) {
			continue
		}
		if s := c.w.say(phrase.Key("response").Sub(t), fr); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (c *Composer) blockParameters(from []cap.Pair, own string, fr bool) []cap.Pair {
	var out []cap.Pair
	for _, p := range from {
		if channels.Wordless(p) {
			out = append(out, p)
		}
	}
	out = append(out, cap.Pair{Name: channels.Layer + ":composed", Value: "info"})
	if fr {
		status := map[bool]string{true: "official", false: "unofficial"}[own == ""]
		out = append(out, cap.Pair{Name: channels.Layer + ":french", Value: status})
	}
	return out
}
