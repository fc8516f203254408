package report

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bordercast/cap"
	"bordercast/cap/event"
	"bordercast/cap/geo"
	"bordercast/cap/translate/language"
	"bordercast/cap/translate/phrase"
)

// words is what a note says, in one language: the phrases of the table and the reasons of the rows.
type words struct{ t phrase.Tongue }

// say is a phrase of the note with its blanks filled.
func (w words) say(key phrase.Key, pairs ...string) string { return key.With(w.t, pairs...) }

// word is an enumeration's word in the language of the note, or as it is.
func (w words) word(family, value string) string {
	return cmp.Or(phrase.Key(family).Sub(value).In(w.t), value)
}

// languages are named, each once.
func (w words) languages(tags []string) string {
	var out []string
	for _, tag := range tags {
		if name := w.word("language", language.Primary(tag)); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return cmp.Or(strings.Join(out, ", "), w.say("note/none"))
}

// source is where a pair of codes comes from: a word that the table knows, the number of a term, or the document that
// an operator's row names.
func (w words) source(s string) string {
	key := strings.ReplaceAll(s, " ", "-")
	if word := w.word("source", key); word != key {
		return word
	}
	return s
}

// channels are those that would carry it now, or none and why.
func (w words) channels(all []Channel) string {
	var open, why []string
	for _, c := range all {
		if reason, none := strings.CutPrefix(string(c), "none: "); none {
			why = append(why, w.word("channel", strings.ReplaceAll(reason, " ", "-")))
			continue
		}
		open = append(open, string(c))
	}
	if len(open) > 0 {
		return strings.Join(open, ", ")
	}
	if len(why) == 0 {
		return w.say("note/none")
	}
	return w.say("note/none") + " (" + strings.Join(why, ", ") + ")"
}

// counted is some names, and how many more there are.
func (w words) counted(names []string, all int) string {
	names = names[:min(len(names), MostNames)]
	text := strings.Join(names, "; ")
	if all > len(names) {
		text += "; " + w.say("note/more", "count", strconv.Itoa(all-len(names)))
	}
	return text
}

// distance is in kilometres, for readers of the United States in miles too.
func (w words) distance(km int, to cap.Side) string {
	miles := to == cap.US && w.t != phrase.FrCA
	if km == 0 {
		return w.say("distance/under", "unit", map[bool]string{true: "mi", false: "km"}[miles])
	}
	metric := strconv.Itoa(km) + "\u00a0km"
	if !miles {
		return metric
	}
	return strconv.Itoa(max(1, int(math.Round(float64(km)/1.609344)))) + "\u00a0mi (" + metric + ")"
}

// border is how far the border is, as far as that is known.
func (w words) border(o *Where, to cap.Side) string {
	switch {
	case o.BorderKM < 0:
		return w.say("where/unknown")
	case o.BorderKM == 0:
		return w.say("where/at-border")
	}
	key := phrase.Key("where/border")
	if o.BorderBy != geo.ByGround {
		key = key.Sub(string(o.BorderBy))
	}
	return w.say(key, "distance", w.distance(int(o.BorderKM), to))
}

// indices are the numbers of infos in a path, and the languages of composed ones.
var indices = regexp.MustCompile(`^/alert(/info(\[[^]]*\])?)?/?`)

// element is what people call the thing a path leads to.
func (w words) element(path string) string {
	name := indices.ReplaceAllString(path, "")
	if name == "" {
		if strings.HasPrefix(path, "/alert/info") {
			return w.word("element", "info")
		}
		return w.word("element", "alert")
	}
	name, _, _ = strings.Cut(name, "[")
	return w.word("element", name[strings.LastIndexByte(name, '/')+1:])
}

// value is what a row is about: what was written, what was left out, or what became what.
func (w words) value(r *Row) string {
	from, to := cut(r.From, mostCarried), cut(r.To, mostShown)
	if _, name, ok := strings.Cut(r.Path, "/parameter["); ok && from != "" &&
		!strings.HasPrefix(from, strings.TrimSuffix(name, "]")+"=") {
		from = strings.TrimSuffix(name, "]") + "=" + from
	}
	switch {
	case from == "" && to == "":
		return ""
	case r.Action == Composed || from == "" || r.Action == Added:
		return w.say("note/quote", "words", to)
	case to == "" || r.From == r.To || renamed(r):
		return w.say("note/quote", "words", from)
	}
	return w.say("note/from-to", "from", w.say("note/quote", "words", from),
		"to", w.say("note/quote", "words", cut(to, mostCarried)))
}

// renamed recognises a pair that only its name changed of.
func renamed(r *Row) bool {
	_, from, ok1 := strings.Cut(r.From, "=")
	_, to, ok2 := strings.Cut(r.To, "=")
	from, to = strings.TrimSuffix(cut(from, mostShown), "…"), strings.TrimSuffix(cut(to, mostShown), "…")
	return ok1 && ok2 && (strings.HasPrefix(from, to) || strings.HasPrefix(to, from))
}

// mostValues is how many values a bullet lists before it counts.
const mostValues = 4

func (w words) bullet(b bullet) string {
	values := b.values
	if len(values) > mostValues+1 {
		values = append(slices.Clone(values[:mostValues]),
			w.say("note/more", "count", strconv.Itoa(len(b.values)-mostValues)))
	}
	text, why := strings.Join(values, ", "), w.because(b.why)
	if b.rule == Validated {
		why = w.ruled(b.why)
	}
	if b.action == Changed && b.rule == "references" && len(b.values) > 1 {
		text = strconv.Itoa(len(b.values)) // triplets say nothing to a person
	}
	switch {
	case why == "":
		return w.say("note/line-bare", "what", b.what, "values", text)
	case text == "":
		return w.say("note/line-bare", "what", b.what, "values", why)
	}
	return w.say("note/line", "what", b.what, "values", text, "why", why)
}

// because is a reason in the language of the note.
func (w words) because(why string) string {
	if w.t != phrase.FrCA || why == "" {
		return why
	}
	return cmp.Or(w.known(why), w.say("note/english", "words", why))
}

// ruled is a reason of the validator's in the language of the note, with the rule that asks for it.
func (w words) ruled(why string) string {
	open := strings.LastIndex(why, " (")
	if w.t != phrase.FrCA || open < 0 {
		return why
	}
	if known := w.known(why[:open]); known != "" {
		return known + why[open:]
	}
	return w.say("note/rule-alone", "rule", strings.Trim(why[open:], " ()"))
}

// reason is why a profile is not kept. The rules of the profiles have numbers, by which a reader of French finds them;
// the sentences are English.
func (w words) reason(text string) string {
	if w.t != phrase.FrCA {
		return strings.TrimSuffix(text, ".")
	}
	at, rest, ok := strings.Cut(text, ": ")
	open := strings.LastIndexByte(rest, '(')
	if known := w.known(text); known != "" {
		return known
	}
	if ok && open > 0 && w.known(rest[:open-1]) != "" {
		return w.known(rest[:open-1]) + " " + rest[open:]
	}
	if ok && open >= 0 && strings.HasPrefix(strings.TrimPrefix(at, "/"), "alert") && strings.HasSuffix(rest, ")") {
		return w.say("note/rule", "rule", rest[open+1:len(rest)-1], "at", "/"+strings.TrimPrefix(at, "/"))
	}
	return w.say("note/english", "words", text)
}

// known is the French of a reason that the table has: a line of the family why/, whose English is the reason to the
// letter but for its blanks; or that of a row of event codes. "" where there is none.
func (w words) known(why string) string {
	for _, r := range reasons() {
		if !strings.HasPrefix(why, r.begins) {
			continue // as nearly all do not, and a shape takes long to say so
		}
		if m := r.shape.FindStringSubmatch(why); m != nil {
			var pairs []string
			for k, name := range r.shape.SubexpNames() {
				switch {
				case strings.HasPrefix(name, "why"): // a reason within a reason
					pairs = append(pairs, name, w.because(m[k]))
				case name == "fault": // what is wrong with a drawing
					pairs = append(pairs, name, cmp.Or(w.known(m[k]), m[k]))
				case strings.HasPrefix(name, "product"):
					pairs = append(pairs, name, w.word("product", m[k]))
				case name != "":
					pairs = append(pairs, name, decimal.ReplaceAllString(m[k], "$1,$2"))
				}
			}
			return r.key.With(w.t, pairs...)
		}
	}
	return event.ReasonFR(why)
}

// reason is a line of the table that a reason in English is found by.
type reason struct {
	key    phrase.Key
	begins string // its text before the first blank
	shape  *regexp.Regexp
}

// decimal is a number with a point, which French writes with a comma.
var decimal = regexp.MustCompile(`^(\d+)\.(\d+)$`)

// blankOf is a blank of a phrase within its quoted text, oneWord one for the tag of a language, which holds no space.
var (
	blankOf = regexp.MustCompile(`\\\{(\w+)\\\}`)
	oneWord = regexp.MustCompile(`\\\{(tag\w*)\\\}`)
)

var reasons = sync.OnceValue(func() []reason {
	var out []reason
	for key, text := range phrase.All() {
		if strings.HasPrefix(string(key), "why/") {
			quoted := oneWord.ReplaceAllString(regexp.QuoteMeta(text[phrase.EnUS]), `(?P<$1>\S+)`)
			shape, err := regexp.Compile("^" + blankOf.ReplaceAllString(quoted, "(?P<$1>.+)") + "$")
			if err == nil {
				begins, _, _ := strings.Cut(text[phrase.EnUS], "{")
				out = append(out, reason{key, begins, shape})
			}
		}
	}
	// The longest first: a line without blanks is meant before one that holds them.
	slices.SortFunc(out, func(a, b reason) int { return len(b.shape.String()) - len(a.shape.String()) })
	return out
})
