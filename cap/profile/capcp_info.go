package profile

import (
	"fmt"
	"slices"
	"strings"

	"bordercast/cap"
	"bordercast/cap/event"
)

// capcpAdvice are what CAP-CP recommends, by number. 13 and 14 it recommends strongly.
func capcpAdvice() []Rule {
	rule := func(level cap.Level, number, name, asks string, check func(*checker)) Rule {
		return Rule{ID: "capcp-0.4/" + number + "/" + name, Level: level, Certainty: Read,
			From: strings.Replace(fromCAPCP, "%s", number, 1), Asks: asks, check: check}
	}
	name := rule(cap.LevelAdvice, "7", "event-name", "The event is called by the established name of its code.",
		eachInfo(capcpName))
	name.Certainty = Reported // the names in use are known from lists that are not the official one
	return []Rule{
		rule(cap.LevelAdvice, "6", "both-languages", "The alert speaks English and French.", capcpBoth),
		name,
		rule(cap.LevelWarning, "13", "expires", "Every info has expires.", eachInfo(capcpExpires)),
		rule(cap.LevelWarning, "14", "sender-name", "Every info has a senderName.", eachInfo(capcpSenderName)),
		rule(cap.LevelAdvice, "15", "response", "Every info has a responseType, and the instruction that goes with it.",
			eachInfo(capcpResponse)),
		rule(cap.LevelAdvice, "17", "auto-translated", "AutoTranslated is yes or no.", eachInfo(capcpTranslated)),
		rule(cap.LevelAdvice, "18", "drawn", "One area of the info is drawn: a polygon or circle is the area, geocodes "+
			"only come near.", eachInfo(capcpDrawn)),
	}
}

func capcpLanguage(c *checker, at string, i *cap.Info) {
	if blank(i.Language) {
		c.say(at+"/language", "the info names no language, which makes it en-US: write en-CA or fr-CA")
	}
}

// capcpParity: Environment Canada sends two languages times the groups of areas, so the infos are compared as heaps
// and not by position: what one language holds, each holds as often. Parameters stay out: those of the layers are
// localised (traps ca-19).
func capcpParity(c *checker) {
	languages, total, own := map[string]bool{}, map[string]int{}, map[[2]string]int{}
	var seen [][2]string
	same := true
	for n := range c.alert.Infos {
		same = same && alike(&c.alert.Infos[0], &c.alert.Infos[n])
	}
	for n := range c.alert.Infos {
		i := &c.alert.Infos[n]
		key := [2]string{primary(i.Language), ""}
		if !same {
			key[1] = contentOf(i)
		}
		languages[key[0]] = true
		total[key[1]]++
		own[key]++
		seen = append(seen, key)
	}
	for n, key := range seen {
		if total[key[1]] != own[key]*len(languages) {
			c.say(c.place(n), "no info in another language has the same codes, times and areas: make them alike, but for the "+
				"text")
		}
	}
}

// alike tells whether two infos are the same but for their text, in the same order, as most are: their contents are
// one.
func alike(a, b *cap.Info) bool {
	return slices.Equal(a.Categories, b.Categories) && slices.Equal(a.ResponseTypes, b.ResponseTypes) &&
		a.Urgency == b.Urgency && a.Severity == b.Severity && a.Certainty == b.Certainty &&
		slices.Equal(a.EventCodes, b.EventCodes) &&
		a.Effective.At.Equal(b.Effective.At) && a.Onset.At.Equal(b.Onset.At) && a.Expires.At.Equal(b.Expires.At) &&
		slices.EqualFunc(a.Areas, b.Areas, func(a, b cap.Area) bool {
			return slices.Equal(a.Polygons, b.Polygons) && slices.Equal(a.Circles, b.Circles) &&
				slices.Equal(a.Geocodes, b.Geocodes) && a.Altitude == b.Altitude && a.Ceiling == b.Ceiling
		})
}

// contentOf is all of an info that is no free text: two infos with the same are one block in two languages.
func contentOf(i *cap.Info) string {
	var b strings.Builder
	fmt.Fprintln(&b, set(i.Categories), set(i.ResponseTypes), i.Urgency, i.Severity, i.Certainty, pairSet(i.EventCodes))
	for _, t := range []cap.Time{i.Effective, i.Onset, i.Expires} {
		fmt.Fprintln(&b, t.At.Unix())
	}
	var areas []string
	for _, a := range i.Areas {
		areas = append(areas, fmt.Sprint(a.Polygons, a.Circles, pairSet(a.Geocodes), a.Altitude, a.Ceiling))
	}
	slices.Sort(areas)
	fmt.Fprintln(&b, areas)
	return b.String()
}

func capcpBoth(c *checker) {
	spoken := map[string]bool{}
	eachInfo(func(_ *checker, _ string, i *cap.Info) { spoken[primary(i.Language)] = true })(c)
	if len(spoken) > 0 && !(spoken["en"] && spoken["fr"]) {
		c.say("alert/info[1]/language", "the alert does not speak both official languages: add an info in the other")
	}
}

// capcpName compares without regard to case, which varies (facts: "Tornado", "tornado"), and in French only with
// names in official use.
func capcpName(c *checker, at string, i *cap.Info) {
	for _, code := range capcpEvents(i) {
		en, fr, official, ok := event.Names(code)
		want := en
		if primary(i.Language) == "fr" {
			want = fr
			ok = ok && official
		}
		if ok && want != "" && !strings.EqualFold(strings.TrimSpace(i.Event), want) {
			c.say(at+"/event", "the event of code %s is called %q, not %q: use the established name, and say more in the "+
				"headline", clip(code), want, clip(i.Event))
		}
	}
}

func capcpExpires(c *checker, at string, i *cap.Info) {
	if i.Expires.At.IsZero() {
		c.say(at+"/expires", "the info has no expires that can be read: say until when it stands")
	}
}

func capcpSenderName(c *checker, at string, i *cap.Info) {
	if blank(i.SenderName) {
		c.say(at+"/senderName", "the info has no senderName: name the authority in the info's own language")
	}
}

func capcpResponse(c *checker, at string, i *cap.Info) {
	switch {
	case len(i.ResponseTypes) == 0:
		c.say(at+"/responseType", "the info has no responseType: say in a word what people should do")
	case blank(i.Instruction):
		c.say(at+"/instruction", "the info has no instruction beside its responseType: say what people should do")
	}
}

func capcpTranslated(c *checker, at string, i *cap.Info) {
	for n, p := range i.Parameters {
		name := strings.ToLower(p.Name)
		if v := strings.TrimSpace(p.Value); strings.HasPrefix(name, capcpPrefix) &&
			strings.HasSuffix(name, ":autotranslated") && v != "yes" && v != "no" {
			c.say(fmt.Sprintf("%s/parameter[%d]", at, n+1), "AutoTranslated is %q: write yes or no", clip(v))
		}
	}
}

func capcpDrawn(c *checker, at string, i *cap.Info) {
	drawn := slices.ContainsFunc(i.Areas, func(a cap.Area) bool { return len(a.Polygons)+len(a.Circles) > 0 })
	if len(i.Areas) > 0 && !drawn {
		c.say(at+"/area[1]", "no area is drawn, so readers fill in whole divisions: add a polygon or circle")
	}
}
