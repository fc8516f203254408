package report

import (
	"slices"
	"strconv"
	"strings"

	"bordercast/cap/translate/phrase"
)

// housekeeping are the rules whose rows a note tells in one sentence, or in the lines above them: the JSON has each.
var housekeeping = strings.Fields("derived-identity provenance levels codes")

// quiet are the rules whose rows explain, in the JSON, why something was carried: a note has nothing to do about them.
var quiet = strings.Fields("distance points")

// shown says whether a note says a row by itself.
func (r *Row) shown() bool {
	switch {
	case r.Check:
		return true
	case slices.Contains(housekeeping, r.Rule),
		r.Rule == "flags" && r.Action == Added,
		r.Rule == "languages" && r.Action == Changed,
		// the line above has them
		r.Rule == "events" && (r.Action == Added || r.Action == Carried && strings.Contains(r.To, "=")),
		// made for machines
		r.Action == Carried && (slices.Contains(quiet, r.Rule) || strings.Contains(r.Path, "/parameter[")),
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

// rows writes what was written, filled in, changed and left out, and what to check.
func (n *note) rows(r *Report) {
	bullets, carried := n.gather(r)
	n.section("note/wrote", bullets, func(b bullet) bool { return b.action == Composed || b.action == Added })
	n.section("note/assumed", bullets, func(b bullet) bool { return b.action == Defaulted })
	n.section("note/changed", bullets, func(b bullet) bool { return b.action == Changed })
	n.section("note/left-out", bullets, func(b bullet) bool { return b.action == Dropped })
	n.b.WriteString("  " + n.words.say("note/check"))
	checks := n.checks(r)
	for _, b := range bullets {
		if b.action == Carried || b.check {
			checks = append(checks, n.words.bullet(b))
		}
	}
	if len(checks) == 0 {
		n.b.WriteString(" " + n.words.say("note/nothing") + ".")
	}
	n.b.WriteString("\n")
	for _, c := range checks {
		n.b.WriteString("    - " + phrase.Capital(c) + "\n")
	}
	n.line("  ", n.words.say("note/carried", "count", strconv.Itoa(carried)))
}

func (n *note) section(head phrase.Key, bullets []bullet, of func(bullet) bool) {
	started := false
	for _, b := range bullets {
		if b.check || !of(b) {
			continue
		}
		if !started {
			n.line("  ", n.words.say(head))
			started = true
		}
		n.b.WriteString("    - " + phrase.Capital(n.words.bullet(b)) + "\n")
	}
}

// gather puts rows together that say the same of the same element, and counts what crossed as it was.
func (n *note) gather(r *Report) (bullets []bullet, carried int) {
	for i := range r.Rows {
		row := &r.Rows[i]
		if !row.shown() {
			if row.Action == Carried {
				carried++
			}
			continue
		}
		what, value := n.words.element(row.Path), n.words.value(row)
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
