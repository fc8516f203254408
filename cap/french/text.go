// Package french is a text in French that a person wrote for an alert whose originator wrote none. The gateway never
// translates by machine: where a draft for Canada holds no French but event, place and fixed phrases, whoever accepts
// it may attach a text under their own name. Read reads it from a file, which says of every mistake where it stands;
// Check judges one that came any other way.
//
//	text, err := french.Read(file)
//	text.By, text.Party = "nb-duty", "nb-emo" // who accepts it, and never what a file or a request says
package french

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long a text may be, in characters. CAP 1.2 §3.2.2 asks for headlines of 160; the rest is what is read in a minute
// or two.
const (
	MaxHeadline    = 160
	MaxDescription = 4000
	MaxInstruction = 2000
)

// Text is what a person wrote, and who it was.
type Text struct {
	Headline    string `json:"headline"`
	Description string `json:"description"`
	Instruction string `json:"instruction,omitempty"` // "": the fixed phrases of the response types stay
	By          string `json:"by,omitempty"`          // the person's name
	Party       string `json:"party,omitempty"`       // for whom they accept
}

// Says tells whether another text says the same to the letter, whoever wrote it.
func (t Text) Says(other Text) bool {
	return t.Headline == other.Headline && t.Description == other.Description && t.Instruction == other.Instruction
}

// parts of a text, as its files call them.
type part struct {
	name, french string
	most         int
	needed       bool
}

var (
	headline    = part{"HEADLINE", "TITRE", MaxHeadline, true}
	description = part{"DESCRIPTION", "DESCRIPTION", MaxDescription, true}
	instruction = part{"INSTRUCTION", "CONSIGNES", MaxInstruction, false}
)

// Check refuses, in one sentence, what may not stand in an alert.
func (t Text) Check() error {
	for _, one := range []struct {
		part
		text string
	}{{headline, t.Headline}, {description, t.Description}, {instruction, t.Instruction}} {
		if fault := one.fault(one.text); fault != "" {
			return fmt.Errorf("the French %s %s", strings.ToLower(one.name), fault)
		}
	}
	return nil
}

// fault is what is wrong with the whole of a part; "" where nothing is.
func (p part) fault(text string) string {
	n := utf8.RuneCountInString(text)
	switch {
	case strings.TrimSpace(text) == "" && (p.needed || text != ""):
		return "is empty: write it"
	case n > p.most:
		return fmt.Sprintf("has %d characters, and may have %d: shorten it", n, p.most)
	case p == headline && strings.Contains(text, "\n"):
		return "is of several lines: write one"
	}
	return unseen(strings.ReplaceAll(text, "\n", " "))
}

// unseen names the first thing in a line that a reader would not see, or would see otherwise than it was written.
func unseen(line string) string {
	if !utf8.ValidString(line) {
		return "is not UTF-8: save it as UTF-8"
	}
	for _, r := range line {
		if !unicode.IsGraphic(r) || r == utf8.RuneError {
			return fmt.Sprintf("holds the character U+%04X, which nobody sees as it was meant: take it out", r)
		}
	}
	return ""
}
