package translate

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"bordercast/cap"
	"bordercast/cap/drill"
)

// Everything the gateway says in its own words stands in phrases.csv, in Canadian English, United States English and
// Canadian French, with where it is used; nowhere else. A change there is a change to what the public may read: it
// wants a reviewer of each language, who needs no Go for it. A test holds the typography of the French and finds a key
// that is not used, or used and not there.
//
//go:embed phrases.csv
var phrasesCSV string

// phrase is the key of one fixed text.
type phrase string

// tongue is a language the gateway writes: a column of the table.
type tongue int

const (
	enCA tongue = iota + 1
	enUS
	frCA
)

// tongueOf is the tongue of a destination: French is Canadian on both sides.
func tongueOf(to cap.Side, french bool) tongue {
	switch {
	case french:
		return frCA
	case to == cap.CA:
		return enCA
	}
	return enUS
}

func (w *work) tongue(french bool) tongue { return tongueOf(w.req.To, french) }

// say is a phrase in the language of the info being written.
func (w *work) say(p phrase, french bool) string { return p.in(w.tongue(french)) }

// The keys that stand for themselves; those of families are composed, as "month/" + its number.
const (
	exerciseLine phrase = "line/exercise"
	testLine     phrase = "line/test"
	unreviewed   phrase = "line/unreviewed"

	fullText      phrase = "block/full-text"
	fullTextOther phrase = "block/full-text-other"
	unofficial    phrase = "block/unofficial"

	cancelled phrase = "end/cancelled"
	endedHere phrase = "end/ended-here"
	withdrawn phrase = "end/withdrawn"
	// goesOnThere ends one of several parts beside another that is in force in its districts: nobody there is told that
	// it is over.
	goesOnThere phrase = "end/goes-on"
	inError     phrase = "end/in-error"

	unnamedArea   phrase = "area/unnamed"
	noRestriction phrase = "head/no-restriction"
	sendersArea   phrase = "area/sender"
	pointAside    phrase = "area/point"
	placeInPart   phrase = "area/part"
	unknownEvent  phrase = "event/unknown"
)

// in is the phrase in one language; "" for a key that is not there.
func (p phrase) in(t tongue) string { return phrases()[p][t] }

// with is the phrase with its blanks filled: pairs of a blank's name and what stands there.
func (p phrase) with(t tongue, pairs ...string) string {
	var b strings.Builder
	text := p.in(t)
	for text != "" {
		before, rest, _ := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, blank := strings.Cut(rest, "}")
		if !blank {
			b.WriteString(text[len(before):])
			break
		}
		stands := "{" + name + "}"
		for n := 0; n < len(pairs); n += 2 {
			if pairs[n] == name {
				stands = pairs[n+1]
				break
			}
		}
		b.WriteString(stands)
		text = after
	}
	return b.String()
}

// sub is a phrase of a family.
func (p phrase) sub(name string) phrase { return p + "/" + phrase(name) }
func (p phrase) nth(n int) phrase       { return p.sub(strconv.Itoa(n)) }

// phrases is the table, read once. It is part of the program and a test reads every line, so a fault leaves lines out
// rather than stopping a gateway.
var phrases = sync.OnceValue(func() map[phrase][4]string {
	out := map[phrase][4]string{}
	lines, err := csv.NewReader(strings.NewReader(phrasesCSV)).ReadAll()
	if err != nil {
		return out
	}
	for _, l := range lines[min(1, len(lines)):] {
		out[phrase(l[0])] = [4]string(l[:4])
	}
	return out
})

// unreal is the line of a lane that is not real, its mark (package drill) included; empty in lane actual.
func unreal(l cap.Lane) (line phrase) {
	switch l {
	case cap.LaneExercise:
		return exerciseLine
	case cap.LaneTest:
		return testLine
	}
	return ""
}

// marked is a text that says in its first and its last line that it is not real, and the lines that were added.
func (w *work) marked(text string, fr bool) (to string, added []string) {
	return drill.Frame(w.req.Lane, fr, w.say(unreal(w.req.Lane), fr), text)
}
