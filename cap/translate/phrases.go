package translate

import (
	"bordercast/cap/drill"
	"bordercast/cap/translate/phrase"
)

// The keys that stand for themselves; those of families are composed, as "month/" + its number.
const (
	unreviewed phrase.Key = "line/unreviewed"

	fullText      phrase.Key = "block/full-text"
	fullTextOther phrase.Key = "block/full-text-other"
	unofficial    phrase.Key = "block/unofficial"

	cancelled phrase.Key = "end/cancelled"
	endedHere phrase.Key = "end/ended-here"
	withdrawn phrase.Key = "end/withdrawn"
	// goesOnThere ends one of several parts beside another that is in force in its districts: nobody there is told that
	// it is over.
	goesOnThere phrase.Key = "end/goes-on"
	inError     phrase.Key = "end/in-error"

	noRestriction phrase.Key = "head/no-restriction"
	unknownEvent  phrase.Key = "event/unknown"
)

func (w *work) tongue(french bool) phrase.Tongue { return phrase.TongueOf(w.req.To, french) }

// say is a phrase in the language of the info being written.
func (w *work) say(p phrase.Key, french bool) string { return p.In(w.tongue(french)) }

// marked is a text that says in its first and its last line that it is not real, and the lines that were added.
func (w *work) marked(text string, fr bool) (to string, added []string) {
	return drill.Frame(w.req.Lane, fr, w.say(phrase.Unreal(w.req.Lane), fr), text)
}
