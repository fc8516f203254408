package checks

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/translate/area"
	"bordercast/cap/translate/code"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/report"
)

// contradictions are the rows about what does not agree in the source: a person has to ask its sender. Nothing is
// corrected, for nobody here knows which of the two is meant.
const contradictions = "contradictions"

// contradicted reports where the infos of the part contradict themselves, or their other languages. Of an alert that is
// not public the values may have to stay behind, so there the rows say no more than what to ask about.
func (s *Source) contradicted() {
	for _, n := range s.Infos {
		i := &s.Alert.Infos[n]
		if s.Gate.MayCross("event") && s.Gate.MayCross("eventCode") {
			s.codesAgree(n, i)
		}
		s.languageFits(n, i)
		s.encodedOnce(n, i)
		s.saysTest(n, i)
		s.overBefore(n, i)
		s.HeadlineFits(n, i)
	}
	s.languagesAgree()
}

func (s *Source) ask(at, why string, values ...string) {
	if s.Gate.Private {
		s.Account.Add(report.Carried, at, "", "", contradictions, "its own words do not agree: please check with its sender")
		return
	}
	s.Account.Add(report.Carried, at, "", "", contradictions, fmt.Sprintf(why, anys(values)...))
}

func anys(values []string) []any {
	out := make([]any, len(values))
	for n, v := range values {
		out[n] = report.Line(v)
	}
	return out
}

// codesAgree: SAME, the weather service's code, VTEC, the CAP-CP code and the event's name, but for pairs that are
// normal.
func (s *Source) codesAgree(n int, i *cap.Info) {
	if one, others := s.Events.Contradiction(i); one != "" {
		s.ask(report.Path(n, "eventCode"), "%s does not agree with %s: please check with its sender", one,
			strings.Join(others, ", "))
	}
	for _, scheme := range event.Doubled(i) {
		s.ask(report.Path(n, "eventCode"), "two codes of one scheme, %s: please check with its sender", scheme)
	}
}

// languageFits: a language that reads as the other one of the two, and a code for Spanish that is none.
func (s *Source) languageFits(n int, i *cap.Info) {
	tag := i.Language
	first, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	if strings.TrimSpace(first) == "sp" {
		s.ask(report.Path(n, "language"),
			"the language %s is no code for Spanish, which is es; it is read as Spanish: please check with its sender", tag)
		return
	}
	var texts [3]string
	for n, e := range []struct{ name, text string }{
		{"headline", i.Headline}, {"description", i.Description}, {"instruction", i.Instruction},
	} {
		if s.Gate.MayCross(e.name) {
			texts[n] = e.text
		}
	}
	if reads := readsAs(texts[:]...); reads != "" && (language.English(tag) || language.French(tag)) &&
		language.Primary(tag) != reads {
		name := map[string]string{"en": "English", "fr": "French"}[reads]
		s.ask(report.Path(n, "language"), "the block says it is %s and reads as "+name+": please check with its sender",
			cmp.Or(tag, "en-US"))
	}
}

// Words that every text of some length in the one language has and none in the other: true in English, false in French.
var smallWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("the of and for is are to from with will be this at or has have your") {
		out[w] = true
	}
	french := "le la les des du et est sont une pour dans sur avec aux au vous ce cette par ou votre"
	for _, w := range strings.Fields(french) {
		out[w] = false
	}
	return out
}()

// mostRead is how much of a text tells its language: one that turns into another after that is read by its beginning.
const mostRead = 1200

// readsAs is the language texts are plainly in, "en" or "fr": one that has at least five of its small words, and four
// times as many as of the other's.
func readsAs(texts ...string) string {
	var en, fr int
	left := mostRead
	for _, text := range texts {
		text = text[:min(len(text), left)]
		left -= len(text)
		for text != "" {
			n := letters(text)
			if n > 0 && n <= len("votre") { // the longest of them
				if ofEnglish, small := smallWords[strings.ToLower(text[:n])]; ofEnglish {
					en++
				} else if small {
					fr++
				}
			}
			text = text[max(1, n):]
		}
	}
	switch {
	case en >= 5 && en >= 4*fr:
		return "en"
	case fr >= 5 && fr >= 4*en:
		return "fr"
	}
	return ""
}

// letters is how many bytes of letters a text begins with.
func letters(text string) (n int) {
	for n < len(text) {
		if c := text[n] | 0x20; c < utf8.RuneSelf {
			if c < 'a' || c > 'z' {
				break
			}
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[n:])
		if !unicode.IsLetter(r) {
			break
		}
		n += size
	}
	return n
}

// Text encoded twice: an entity that was an ampersand's before, or UTF-8 that was read as one byte a letter.
var (
	twiceEscaped = regexp.MustCompile(`&(amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9A-Fa-f]{1,6}|` +
		`[A-Za-z]{1,6}(acute|grave|circ|cedil|uml|tilde));`)
	misread = regexp.MustCompile(`Ã[\x{80}-\x{BF}©¨ª«®¯§´¢¹»±¼Ÿ‰€ ]|â€[™œ“”˜¦\x{80}-\x{BF}]|Â[«»°\x{A0}]`)
)

// mayBeMisread says whether a text holds a letter that misread matches: Ã, â or Â.
func mayBeMisread(s string) bool {
	return strings.Contains(s, "Ã") || strings.Contains(s, "â") || strings.Contains(s, "Â")
}

// encodedOnce reports text that was encoded twice on its way.
func (s *Source) encodedOnce(n int, i *cap.Info) {
	for _, e := range []struct{ name, text string }{
		{"event", i.Event}, {"headline", i.Headline}, {"description", i.Description},
		{"instruction", i.Instruction}, {"senderName", i.SenderName}, {"contact", i.Contact},
	} {
		found := ""
		if strings.Contains(e.text, "&") {
			found = twiceEscaped.FindString(e.text)
		}
		if found == "" && mayBeMisread(e.text) {
			found = misread.FindString(e.text)
		}
		if found != "" && s.Gate.MayCross(e.name) {
			s.ask(report.Path(n, e.name), "its text was encoded twice, as “%s” shows: please check with its sender", found)
		}
	}
	for _, a := range i.Areas {
		if !strings.Contains(a.Desc, "&") && !mayBeMisread(a.Desc) || !s.Gate.MayCross("areaDesc") {
			continue
		}
		if found := cmp.Or(twiceEscaped.FindString(a.Desc), misread.FindString(a.Desc)); found != "" {
			s.ask(report.Path(n, "area/areaDesc"), "its text was encoded twice, as “%s” shows: please check with its sender",
				found)
			break
		}
	}
}

// testWords are how senders say in the text that nothing is real, while the status says Actual.
var testWords = regexp.MustCompile(`(?i)\b(this is (only )?a test|test (message|alert)|operator test|` +
	`sample alert message|ceci est un (test|essai)|message d[’']essai)\b`)

// saysTest reports text that calls itself a test in an alert that is sent as real. It changes no lane: a word in a
// text must never take a warning from people.
func (s *Source) saysTest(n int, i *cap.Info) {
	if s.Lane != cap.LaneActual {
		return
	}
	for _, e := range []struct{ name, text string }{
		{"event", i.Event}, {"headline", i.Headline}, {"description", i.Description}, {"instruction", i.Instruction},
	} {
		if found := testWords.FindString(e.text); found != "" && s.Gate.MayCross(e.name) {
			s.ask(report.Path(n, e.name), "the text says “%s” and the status says Actual: please check with its sender", found)
			return
		}
	}
}

// overBefore reports a hazard that was over before the alert was sent, by the alert's own times.
func (s *Source) overBefore(n int, i *cap.Info) {
	if name := OverBySent(s.Alert, i); name != "" && !s.Finished {
		s.ask(report.Path(n, "parameter"), "by %s the hazard was over before the alert was sent: please check with its "+
			"sender", name)
	}
}

// HeadlineFits: a headline that says the product is over, of an info that nothing ends; and one that says it is in
// force, of an info that an Update ends. Nothing is ended or renewed by a headline, and somebody has to ask which is
// meant.
func (s *Source) HeadlineFits(n int, i *cap.Info) {
	text, element := s.standingText(i)
	ended := s.Alert.Ended(i) && s.Alert.MsgType == cap.MsgUpdate
	switch standing := event.StandingIn(text); {
	case standing == event.InForce && ended:
		s.ask(report.Path(n, element), "the headline says “%s” and the alert ends it by %s: please check with its sender",
			text, s.endsBy(i))
	case standing == event.Over && !ended && !s.Cancels && !s.Alert.Told(i) && !i.HandedOver() && !i.Wavers():
		if kind := event.Kind(i); kind != "" {
			s.ask(report.Path(n, element), "the headline says “%s” and Alert_Type says %s: it ends nothing; please check "+
				"with its sender", text, string(kind))
			return
		}
		if action := actionOf(i); action != "" {
			s.ask(report.Path(n, element), "the headline says “%s” and VTEC says %s: it ends nothing; please check with its "+
				"sender", text, action)
			return
		}
		s.ask(report.Path(n, element), "the headline says “%s” and nothing else of the alert does: it ends nothing; "+
			"please check with its sender", text)
	case standing == "" && !ended && !s.Cancels:
		s.textFits(n, i)
	}
}

// oneSentence is more bytes than a text has that says nothing but that an alert is over, as what is served in an old
// one's place.
const oneSentence = 80

// textFits: a description that is one sentence, and that one says that the alert is over.
func (s *Source) textFits(n int, i *cap.Info) {
	text := strings.TrimSpace(i.Description)
	if len(text) < oneSentence && event.StandingIn(text) == event.Over && s.Gate.MayCross("description") {
		s.ask(report.Path(n, "description"), "the text is “%s” and nothing else of the alert says so: it ends nothing; "+
			"please check with its sender", text)
	}
}

// standingText is the headline, or the weather service's own where that says how its product stands, as far as they
// cross.
func (s *Source) standingText(i *cap.Info) (text, element string) {
	own := i.Param("NWSheadline")
	if own != "" && event.StandingIn(i.Headline) == "" && s.Gate.MayCross("parameter:NWSheadline") {
		return own, "parameter"
	}
	if s.Gate.MayCross("headline") {
		return i.Headline, "headline"
	}
	return "", "headline"
}

// actionOf is the action of the first VTEC that is in force; "" without one.
func actionOf(i *cap.Info) string {
	for _, v := range i.VTEC() {
		if v.Action != "CAN" && v.Action != "EXP" && v.Action != "UPG" {
			return v.Action
		}
	}
	return ""
}

// endsBy is what an info that has ended says of it.
func (s *Source) endsBy(i *cap.Info) string {
	switch status := i.ECCC(":alert_location_status"); {
	case status == "ended" || status == "cancelled":
		return "Alert_Location_Status " + status
	case i.EndedByName():
		return "VTEC"
	case i.Urgency == cap.Past:
		return "urgency Past"
	}
	return "AllClear"
}

// languagesAgree holds each block of another language against the one of the first that says the same: both profiles
// want one meaning in every language (CAP-CP rule 6; IPAWS profile), and readers of each act on theirs.
func (s *Source) languagesAgree() {
	infos := s.Alert.Infos
	if len(infos) < 2 {
		return
	}
	first := language.Primary(infos[0].Language)
	of := map[string][]int{}
	for n := range infos {
		of[language.Primary(infos[n].Language)] = append(of[language.Primary(infos[n].Language)], n)
	}
	for n := range infos {
		language := language.Primary(infos[n].Language)
		if language == first {
			continue
		}
		m, ok := partner(infos, of[first], of[language], n)
		if !ok || !slices.Contains(s.Infos, n) && !slices.Contains(s.Infos, m) {
			continue
		}
		for _, what := range differing(&infos[m], &infos[n]) {
			if !s.mayTell(what.element) {
				continue
			}
			s.ask(report.Path(n, what.element), "in %s it is %s, and in %s %s: please check with its sender",
				cmp.Or(infos[m].Language, "en-US"), what.one, cmp.Or(infos[n].Language, "en-US"), what.other)
		}
	}
}

// mayTell says whether all that an element's finding would show may cross.
func (s *Source) mayTell(element string) bool {
	switch element {
	case "area":
		return s.Gate.MayCross("geocode") && s.Gate.MayCross("polygon") && s.Gate.MayCross("circle")
	case "eventCode":
		return s.Gate.MayCross(element)
	}
	return true // how grave it is, and when, always crosses
}

// partner is the block of the first language that a block is held against: the one it differs least from, of several
// the one that stands where it stands.
func partner(infos []cap.Info, first, own []int, n int) (int, bool) {
	least, best := -1, 0
	if at := slices.Index(own, n); at < len(first) && len(differing(&infos[first[at]], &infos[n])) == 0 {
		return first[at], true
	}
	for at, m := range first {
		d := 2 * len(differing(&infos[m], &infos[n]))
		if at != slices.Index(own, n) {
			d++
		}
		if least < 0 || d < least {
			least, best = d, m
		}
	}
	return best, least >= 0
}

// difference is what two languages of one message say differently.
type difference struct{ element, one, other string }

// differing are the elements that are no free text and differ. What one block leaves out is no difference: it is lent
// the other's, and the report says so.
func differing(a, b *cap.Info) (out []difference) {
	differ := func(element, one, other string) {
		if one != "" && other != "" && !strings.EqualFold(one, other) {
			out = append(out, difference{element, one, other})
		}
	}
	for _, scheme := range []string{event.SAME, event.CAPCP, event.NWS} {
		differ("eventCode", codeOf(a, scheme), codeOf(b, scheme))
	}
	differ("urgency", string(a.Urgency), string(b.Urgency))
	differ("severity", string(a.Severity), string(b.Severity))
	differ("certainty", string(a.Certainty), string(b.Certainty))
	for _, t := range []struct {
		element    string
		one, other cap.Time
	}{{"effective", a.Effective, b.Effective}, {"onset", a.Onset, b.Onset}, {"expires", a.Expires, b.Expires}} {
		if !t.one.At.IsZero() && !t.other.At.IsZero() && !t.one.At.Equal(t.other.At) {
			out = append(out, difference{t.element, t.one.Text, t.other.Text})
		}
	}
	if slices.EqualFunc(a.Areas, b.Areas, area.SameGround) {
		return out // as it mostly is
	}
	one, other := whereOf(a, codesOf), whereOf(b, codesOf)
	if slices.Equal(one, other) {
		one, other = whereOf(a, drawingsOf), whereOf(b, drawingsOf) // a person can hardly read them, but it is all there is
	}
	if len(whereOf(a, allOf)) > 0 && len(whereOf(b, allOf)) > 0 && !slices.Equal(one, other) {
		out = append(out, difference{"area", strings.Join(only(one, other), " "), strings.Join(only(other, one), " ")})
	}
	return out
}

// only are the places that the other list has not, or a dash where it has them all.
func only(all, other []string) []string {
	out := slices.DeleteFunc(slices.Clone(all), func(v string) bool { return slices.Contains(other, v) })
	if len(out) == 0 {
		return []string{"–"}
	}
	return out
}

func codeOf(i *cap.Info, scheme string) string {
	for _, p := range i.EventCodes {
		if strings.EqualFold(p.Name, scheme) || scheme == event.CAPCP && code.IsCAPCP(p.Name) {
			return scheme + "=" + strings.TrimSpace(p.Value)
		}
	}
	return ""
}

// whereOf are the codes, the drawings, or both, of an info's areas, in one order.
func whereOf(i *cap.Info, of func(a *cap.Area) []string) []string {
	var out []string
	for n := range i.Areas {
		for _, text := range of(&i.Areas[n]) {
			out = append(out, strings.Join(strings.Fields(text), " "))
		}
	}
	slices.SortFunc(out, cmp.Compare)
	return slices.Compact(out)
}

func codesOf(a *cap.Area) (out []string) {
	for _, g := range a.Geocodes {
		out = append(out, g.Value)
	}
	return out
}

func drawingsOf(a *cap.Area) []string { return slices.Concat(a.Polygons, a.Circles) }

func allOf(a *cap.Area) []string { return append(codesOf(a), drawingsOf(a)...) }
