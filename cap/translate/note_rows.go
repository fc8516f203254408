package translate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bordercast/cap/event"
	"bordercast/cap/translate/phrase"
)

// housekeeping are the rules whose rows a note tells in one sentence, or in the lines above them: the JSON has each.
var housekeeping = strings.Fields("derived-identity provenance levels codes")

// quiet are the rules whose rows explain, in the JSON, why something was carried: a note has nothing to do about them.
var quiet = strings.Fields("distance points")

// shown tells whether a note says a row by itself.
func (r *Row) shown() bool {
	switch {
	case r.Check:
		return true
	case slices.Contains(housekeeping, r.Rule),
		r.Rule == "flags" && r.Action == Added,
		r.Rule == "languages" && r.Action == Changed,
		r.Rule == "events" && (r.Action == Added || r.Action == Carried && strings.Contains(r.To, "=")),    // the line above has them
		r.Action == Carried && (slices.Contains(quiet, r.Rule) || strings.Contains(r.Path, "/parameter[")), // made for machines
		strings.Contains(r.Path, "/eventCode["), r.Path == "/alert/sent":
		return false
	}
	return r.Action != Carried || r.Rule != ""
}

// bullet is rows that have the same thing to say, of several languages or several values.
type bullet struct {
	action          Action
	what, rule, why string
	values          []string
	check           bool // it stands under Please check, whatever became of it
}

// rows tells what was written, filled in, changed and left out, and what to check.
func (n *note) rows(r *Report) {
	bullets, carried := n.gather(r)
	n.section("note/wrote", bullets, func(b bullet) bool { return b.action == Composed || b.action == Added })
	n.section("note/assumed", bullets, func(b bullet) bool { return b.action == Defaulted })
	n.section("note/changed", bullets, func(b bullet) bool { return b.action == Changed })
	n.section("note/left-out", bullets, func(b bullet) bool { return b.action == Dropped })
	n.b.WriteString("  " + n.say("note/check"))
	checks := n.checks(r)
	for _, b := range bullets {
		if b.action == Carried || b.check {
			checks = append(checks, n.bullet(b))
		}
	}
	if len(checks) == 0 {
		n.b.WriteString(" " + n.say("note/nothing") + ".")
	}
	n.b.WriteString("\n")
	for _, c := range checks {
		n.b.WriteString("    - " + capital(c) + "\n")
	}
	n.line("  ", n.say("note/carried", "count", strconv.Itoa(carried)))
}

func (n *note) section(head phrase.Key, bullets []bullet, of func(bullet) bool) {
	started := false
	for _, b := range bullets {
		if b.check || !of(b) {
			continue
		}
		if !started {
			n.line("  ", n.say(head))
			started = true
		}
		n.b.WriteString("    - " + capital(n.bullet(b)) + "\n")
	}
}

// gather puts rows together that say the same of the same element, and counts what crossed as it was.
func (n *note) gather(r *Report) (bullets []bullet, carried int) {
	for i := range r.Rows {
		row := &r.Rows[i]
		if !row.shown() {
			carried += b2i(row.Action == Carried)
			continue
		}
		what, value := n.element(row.Path), n.value(row)
		at := slices.IndexFunc(bullets, func(b bullet) bool {
			return b.action == row.Action && b.what == what && b.rule == row.Rule && b.why == row.Why && b.check == row.Check
		})
		if at < 0 {
			at = len(bullets)
			bullets = append(bullets, bullet{action: row.Action, what: what, rule: row.Rule, why: row.Why, check: row.Check})
		}
		if b := &bullets[at]; value != "" && !slices.Contains(b.values, value) {
			b.values = append(b.values, value)
		}
	}
	return bullets, carried
}

// mostValues is how many values a bullet lists before it counts.
const mostValues = 4

func (n *note) bullet(b bullet) string {
	values := b.values
	if len(values) > mostValues+1 {
		values = append(slices.Clone(values[:mostValues]), n.say("note/more", "count", strconv.Itoa(len(b.values)-mostValues)))
	}
	text, why := strings.Join(values, ", "), n.because(b.why)
	if b.rule == validated {
		why = n.ruled(b.why)
	}
	if b.action == Changed && b.rule == "references" && len(b.values) > 1 {
		text = strconv.Itoa(len(b.values)) // triplets say nothing to a person
	}
	switch {
	case why == "":
		return n.say("note/line-bare", "what", b.what, "values", text)
	case text == "":
		return n.say("note/line-bare", "what", b.what, "values", why)
	}
	return n.say("note/line", "what", b.what, "values", text, "why", why)
}

// indices are the numbers of infos in a path, and the languages of composed ones.
var indices = regexp.MustCompile(`^/alert(/info(\[[^]]*\])?)?/?`)

// element is what people call the thing a path leads to.
func (n *note) element(path string) string {
	name := indices.ReplaceAllString(path, "")
	if name == "" {
		if strings.HasPrefix(path, "/alert/info") {
			return n.word("element", "info")
		}
		return n.word("element", "alert")
	}
	name, _, _ = strings.Cut(name, "[")
	return n.word("element", name[strings.LastIndexByte(name, '/')+1:])
}

// value is what a row is about: what was written, what was left out, or what became what.
func (n *note) value(r *Row) string {
	from, to := cut(r.From, mostCarried), cut(r.To, mostShown)
	if _, name, ok := strings.Cut(r.Path, "/parameter["); ok && from != "" && !strings.HasPrefix(from, strings.TrimSuffix(name, "]")+"=") {
		from = strings.TrimSuffix(name, "]") + "=" + from
	}
	switch {
	case from == "" && to == "":
		return ""
	case r.Action == Composed || from == "" || r.Action == Added:
		return n.say("note/quote", "words", to)
	case to == "" || r.From == r.To || renamed(r):
		return n.say("note/quote", "words", from)
	}
	return n.say("note/from-to", "from", n.say("note/quote", "words", from), "to", n.say("note/quote", "words", cut(to, mostCarried)))
}

// renamed tells a pair that only its name changed of.
func renamed(r *Row) bool {
	_, from, ok1 := strings.Cut(r.From, "=")
	_, to, ok2 := strings.Cut(r.To, "=")
	from, to = strings.TrimSuffix(cut(from, mostShown), "…"), strings.TrimSuffix(cut(to, mostShown), "…")
	return ok1 && ok2 && (strings.HasPrefix(from, to) || strings.HasPrefix(to, from))
}

// because is a reason in the language of the note.
func (n *note) because(why string) string {
	if n.t != phrase.FrCA || why == "" {
		return why
	}
	return or(n.known(why), n.say("note/english", "words", why))
}

// ruled is a reason of the validator's in the language of the note, with the rule that asks for it.
func (n *note) ruled(why string) string {
	open := strings.LastIndex(why, " (")
	if n.t != phrase.FrCA || open < 0 {
		return why
	}
	if known := n.known(why[:open]); known != "" {
		return known + why[open:]
	}
	return n.say("note/rule-alone", "rule", strings.Trim(why[open:], " ()"))
}

// known is the French of a reason that the table has: a line of the family why/, whose English is the reason to the
// letter but for its blanks; or that of a row of event codes. "" where there is none.
func (n *note) known(why string) string {
	for _, r := range reasons() {
		if m := r.shape.FindStringSubmatch(why); m != nil {
			var pairs []string
			for k, name := range r.shape.SubexpNames() {
				switch {
				case strings.HasPrefix(name, "why"): // a reason within a reason
					pairs = append(pairs, name, n.because(m[k]))
				case name == "fault": // what is wrong with a drawing
					pairs = append(pairs, name, or(n.known(m[k]), m[k]))
				case strings.HasPrefix(name, "product"):
					pairs = append(pairs, name, n.word("product", m[k]))
				case name != "":
					pairs = append(pairs, name, decimal.ReplaceAllString(m[k], "$1,$2"))
				}
			}
			return r.key.With(n.t, pairs...)
		}
	}
	return event.ReasonFR(why)
}

// reason is a line of the table that a reason in English is found by.
type reason struct {
	key   phrase.Key
	shape *regexp.Regexp
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
				out = append(out, reason{key, shape})
			}
		}
	}
	// The longest first: a line without blanks is meant before one that holds them.
	slices.SortFunc(out, func(a, b reason) int { return len(b.shape.String()) - len(a.shape.String()) })
	return out
})
