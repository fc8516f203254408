package translate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"bordercast/cap"
	"bordercast/cap/drill"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/channels"
	"bordercast/cap/translate/clock"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/phrase"
	"bordercast/cap/translate/report"
)

// block composes the info in the language the destination needs and the source lacks. It holds nothing but the name
// of the event, the place, a fixed phrase for each responseType and the pointer to the full text: the gateway never
// translates by machine. Everything that is no free text is the sibling's, as CAP-CP rule 6 wants.
func (w *work) block(n int, sibling cap.Info) cap.Info {
	fr := w.req.To == cap.CA
	out := sibling
	out.Language = map[bool]string{true: "fr-CA", false: "en-US"}[fr]
	out.Event = w.nameOfEvent(fr)
	places := w.areas.Places(sibling.Areas, fr) // the sibling's: what was redacted stays unsaid
	is := w.calledIn(n, out.Event, fr)
	headline, lines, instruction, why := w.fixedWords(n, &out, is, places, fr)
	own := w.ownFrench(is, fr)
	if fr && !w.cancels() {
		w.blocks = append(w.blocks, is.name)
		if f := w.req.French; f != nil {
			headline, lines, instruction, why = w.attached(f, w.composedTimes(n, &out, phrase.FrCA), instruction)
			own = w.ownFrench(called{official: true}, fr) // the headline is that person's
		}
	}
	if own != "" && !slices.Contains(w.ownNames, own) {
		w.ownNames = append(w.ownNames, own)
	}
	out.Headline = drill.Line(w.req.Lane, fr, headline)
	out.Description, _ = w.marked(strings.Join(lines, "\n"), fr)
	if out.Instruction = instruction; instruction != "" {
		out.Instruction, _ = drill.Frame(w.req.Lane, fr, drill.Words(w.req.Lane, fr), instruction)
	}
	out.Audience, out.Contact = "", ""
	out.Resources = nil
	out.Areas = w.areas.Described(sibling.Areas, fr)
	out.Parameters = w.blockParameters(sibling.Parameters, own, fr)
	w.account.Add(report.Composed, "/alert/info["+out.Language+"]", "", out.Headline, "languages", why)
	return out
}

// fixedWords are a block's headline, description and instruction where nobody wrote them, and what the report says of it.
func (w *work) fixedWords(n int, out *cap.Info, is called, places string, fr bool) (headline string, lines []string, instruction, why string) {
	headline = is.name
	if places != "" {
		headline += " – " + places
	}
	return headline, w.blockLines(n, out, is, headline, fr), strings.Join(w.answers(n, out.ResponseTypes, fr), " "),
		"event, place and fixed phrases only; " + w.termNote(is, fr)
}

// called is what the headline says of an event: its name with its kind, and whether that is official.
type called struct {
	name     string
	official bool
}

// calledIn is the event with its kind: nobody may take a watch for a warning, or what has ended for what goes on. A table
// has the names of products; what it does not name gets a fixed pattern, the kind beside the plain name, which is no
// official term.
func (w *work) calledIn(n int, plain string, fr bool) called {
	i := w.g.Coded(&w.src.Infos[n])
	h := w.req.Events.Headline(i)
	switch {
	case w.req.To == cap.US && h.English == "":
		h = w.req.Events.HeadlineOf(w.match.Code)
	case w.req.To == cap.CA && h.French == "": // Canada's own code, whose product SAME has a name for
		h = w.req.Events.HeadlineOf(w.req.Events.ToSAME(i, w.product).Code)
	}
	name, subject := h.English, ""
	if fr {
		name = h.French
		_, subject = w.req.Events.Subject(i)
	} else {
		subject, _ = w.req.Events.Subject(i)
	}
	if h.Product == event.Warning && w.product == event.Statement {
		name = "" // the code is a warning's, and the alert tells of what was: the pattern says a statement
	}
	official := name != "" && h.Official
	if unknown := name == "" && strings.HasPrefix(plain, w.say(unknownEvent, fr)); unknown && !w.finished() {
		return called{name: plain} // no table knows it: a kind would be one more guess
	} else if unknown {
		name = plain
	}
	if subject = cmp.Or(subject, plain); w.finished() {
		return called{w.terminated(name, subject, fr), official}
	}
	kind := phrase.Key("kind").Sub(string(w.product)).With(w.tongue(fr), "event", subject)
	return called{cmp.Or(name, cmp.Or(kind, subject)), official}
}

// finished tells whether the alert says that something is over: by its product, or as the Cancel of a test.
func (w *work) finished() bool { return w.product == event.Ended || w.cancels() }

// terminated says of what has ended that it has, in the gender of its name; what has no name of its kind is an alert.
func (w *work) terminated(name, plain string, fr bool) string {
	if name == "" {
		name = phrase.Key("kind/unnamed").With(w.tongue(fr), "event", plain)
	}
	kind := phrase.Key("kind/ended")
	if fr && feminine(name) {
		kind += "-f"
	}
	return kind.With(w.tongue(fr), "name", name)
}

// feminine tells by its first word whether the French name of a product is: the kinds are a closed list, and a plain
// name of a hazard may be either, so it is called an alert first.
func feminine(name string) bool {
	words := strings.Fields(name) // which part at a no-break space too
	if len(words) == 0 {
		return false
	}
	switch strings.ToLower(words[0]) {
	case "alerte", "veille", "évacuation", "urgence":
		return true
	}
	return false
}

// ownFrench is which of a block's two names, that of its headline and that of its event, is this project's own French and
// not official; "" where both are official. All that tells whether a name is official goes by it: the block's text, its
// parameter, the report and what a person is to check.
func (w *work) ownFrench(is called, fr bool) string {
	switch {
	case fr && !is.official:
		return is.name
	case fr && !w.match.FrenchOfficial:
		return w.nameOfEvent(true)
	}
	return ""
}

func (w *work) termNote(is called, fr bool) string {
	if own := w.ownFrench(is, fr); own != "" {
		return "the French name " + own + " is this project's own, not official"
	}
	return "the name of the event is the one in use"
}

func (w *work) blockLines(n int, out *cap.Info, is called, headline string, fr bool) []string {
	var lines []string
	if line := w.unreviewedLine(w.tongue(fr)); line != "" {
		lines = append(lines, line)
	}
	lines = append(lines, phrase.Capital(headline)+".")
	if w.ownFrench(is, fr) != "" {
		lines = append(lines, w.say(unofficial, fr))
	}
	if out.Onset.At.After(w.req.At) && !w.finished() {
		lines = append(lines, clock.Of(w.part.Clocks()).Begins(out.Onset.At, w.tongue(fr)))
	}
	lines = append(lines, w.composedTimes(n, out, w.tongue(fr))...)
	if !w.saysMore(n) {
		return lines // there is no text in any language
	}
	tag := w.src.Infos[n].Language
	if fr && language.English(tag) || !fr && language.French(tag) {
		return append(lines, w.say(fullText, fr))
	}
	return append(lines, w.say(fullTextOther, fr))
}

// saysMore tells whether an info has text beside its headline.
func (w *work) saysMore(n int) bool {
	return strings.TrimSpace(w.src.Infos[n].Description+w.src.Infos[n].Instruction) != ""
}

// answers are the fixed phrases of the response types. What is over asks for nothing any more; and where the sender says
// something of what to do, that no action is recommended may be the opposite of it.
func (w *work) answers(n int, types []string, fr bool) []string {
	var out []string
	for _, t := range types {
		if t != "AllClear" && w.finished() || t == "None" && w.saysMore(n) {
			continue
		}
		if s := w.say(phrase.Key("response").Sub(t), fr); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (w *work) blockParameters(from []cap.Pair, own string, fr bool) []cap.Pair {
	var out []cap.Pair
	for _, p := range from {
		if channels.Wordless(p) {
			out = append(out, p)
		}
	}
	out = append(out, cap.Pair{Name: channels.Layer + ":composed", Value: "info"})
	if fr {
		out = append(out, cap.Pair{Name: channels.Layer + ":french", Value: map[bool]string{true: "official", false: "unofficial"}[own == ""]})
	}
	return out
}

// fixedLife is how long a composed Cancel stands: as long as Environment Canada lets an ended group stand.
const fixedLife = time.Hour

// fixedInfos tell an ending in both languages where the originator told it without words, or must not be quoted.
// They assert nothing about the hazard itself.
func (w *work) fixedInfos() []cap.Info {
	first, second := w.fixedInfo(false), w.fixedInfo(true)
	w.account.Add(report.Composed, "/alert/info", "", first.Description, "endings", "a fixed bilingual phrase")
	return []cap.Info{first, second}
}

func (w *work) fixedInfo(fr bool) cap.Info {
	p := w.phrase
	if p == "" {
		p = cancelled
	}
	out := cap.Info{Language: "en-" + strings.ToUpper(string(w.req.To)), Categories: []string{"Other"}, Event: w.nameOfEvent(fr),
		Urgency: cap.Past, Severity: cap.UnknownSeverity, Certainty: cap.UnknownCertainty, Description: w.say(p, fr)}
	if fr {
		out.Language = "fr-CA"
	}
	if w.gatewaysOwn || p == goesOnThere {
		out.Urgency = cap.UnknownUrgency // the hazard may go on: only the copy is withdrawn
	}
	if !w.gatewaysOwn && !w.bare && !w.gate.Private {
		out.Description += "\n" + w.sentLine(w.tongue(fr))
	}
	out.Description, _ = w.marked(out.Description, fr)
	out.Headline = drill.Line(w.req.Lane, fr, w.whatEnded(p, fr))
	out.EventCodes = w.fixedCodes()
	out.Expires = cap.FormatTime(w.req.At.Add(fixedLife).In(w.part.Location()))
	out.SenderName = strings.TrimSpace(via)
	if !w.gate.Private && !w.gatewaysOwn {
		out.SenderName = w.src.Sender + via
	}
	out.Areas = w.fixedAreas(fr)
	out.Parameters = append(w.flags(0, nil), w.fixedProvenance()...)
	return out
}

// whatEnded is the headline of a composed Cancel: the name of what is over, and where, as far as they are known. What the
// gateway takes back of its own is not over.
func (w *work) whatEnded(p phrase.Key, fr bool) string {
	plain := w.nameOfEvent(fr)
	if w.gatewaysOwn || p == goesOnThere || strings.HasPrefix(plain, w.say(unknownEvent, fr)) {
		return w.say(p, fr)
	}
	name := ""
	if w.req.To == cap.US {
		h := w.req.Events.HeadlineOf(w.match.Code)
		if name = h.English; fr {
			name = h.French
		}
	}
	text := w.terminated(name, plain, fr)
	if places := w.part.Names(fr); places != "" && !w.bare && (!w.gate.Private || w.gate.MayCross("geocode")) {
		text += " – " + places
	}
	return text
}

func (w *work) fixedCodes() []cap.Pair {
	if w.match.Code == "" {
		return nil
	}
	if w.req.To == cap.US {
		return []cap.Pair{{Name: event.SAME, Value: w.match.Code}}
	}
	return []cap.Pair{{Name: event.CAPCP, Value: w.match.Code}}
}

// fixedAreas name the districts of the part that ends, under names that no machine acts on.
func (w *work) fixedAreas(fr bool) []cap.Area {
	if w.bare || w.gate.Private && !w.gate.Allowed("/alert/info/area/geocode", "geocode") {
		return nil // a Cancel may shrink to header, references and fixed phrase
	}
	a := cap.Area{Desc: cmp.Or(w.part.Names(fr), w.say(phrase.UnnamedArea, fr))}
	for _, d := range w.g.Districts {
		if code := geo.Code(d); code.Name != "" {
			a.Geocodes = append(a.Geocodes, code)
		}
	}
	return []cap.Area{a}
}

func (w *work) fixedProvenance() []cap.Pair {
	from, path := &cap.Info{}, []string{w.req.Gateway}
	if !w.bare { // a list of names could hold anything of what stays behind
		for n := range w.src.Infos {
			from.Parameters = append(from.Parameters, w.src.Infos[n].Parameters...)
		}
		path = append(Path(w.src), w.req.Gateway)
	}
	return []cap.Pair{{Name: channels.Layer + ":origin", Value: firstOrigin(w.src, from)}, {Name: channels.Layer + ":path", Value: strings.Join(path, " ")},
		{Name: channels.Layer + ":composed", Value: "info"}, {Name: channels.Layer + ":reach", Value: string(w.judged.Reach)}}
}
