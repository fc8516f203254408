// Package drill says of a text that it is not real. What the gateway composes in lane exercise says EXERCISE three
// times, in French EXERCICE, and in lane test TEST: in the headline, and in the first and the last line of description
// and instruction, so that whoever sees only a piece of it sees that. Line marks a headline, Frame a text of several
// lines, Note a sentence about an alert.
//
// A line that says it already is not marked again, whoever wrote it. Nothing is marked in lane actual.
package drill

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"bordercast/cap"
)

// Words are the mark of a lane in one of the two languages; "" for what is real.
func Words(lane cap.Lane, french bool) string {
	switch {
	case lane == cap.LaneTest:
		return "TEST"
	case lane != cap.LaneExercise:
		return ""
	case french:
		return "EXERCICE EXERCICE EXERCICE"
	}
	return "EXERCISE EXERCISE EXERCISE"
}

// Line is a text of one line, a headline, with the mark in front.
func Line(lane cap.Lane, french bool, text string) string {
	words := Words(lane, french)
	switch {
	case words == "" || says(text, words):
		return text
	case text == "":
		return words
	case french:
		return words + "\u00a0: " + text
	}
	return words + ": " + text
}

// Note is a sentence that the gateway says about an alert, to those who work with it: one word in front is enough.
func Note(lane cap.Lane, french bool, text string) string {
	word, _, _ := strings.Cut(Words(lane, french), " ")
	switch {
	case word == "" || text == "" || says(text, word):
		return text
	case french:
		return word + "\u00a0: " + text
	}
	return word + ": " + text
}

// Frame is a text with the mark as its first and its last line, and the lines that were added to it. The first may say
// more than the mark: first, which holds it.
func Frame(lane cap.Lane, french bool, first, text string) (framed string, added []string) {
	words := Words(lane, french)
	if words == "" {
		return text, nil
	}
	head, tail := ends(text)
	before, after := "", ""
	if !says(head, words) {
		added = append(added, first)
		if before = first; text != "" {
			before += "\n"
		}
	}
	if head != "" && !says(tail, words) {
		added = append(added, words)
		after = "\n" + words
	}
	return before + text + after, added
}

// ends are the first and the last line that say something.
func ends(text string) (first, last string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			if first == "" {
				first = line
			}
			last = line
		}
	}
	return first, last
}

// says finds the words as words.
func says(line, words string) bool {
	for from := 0; ; {
		i := strings.Index(line[from:], words)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(line[:from+i])
		after, _ := utf8.DecodeRuneInString(line[from+i+len(words):])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
		from += i + len(words)
	}
}
