package command

import (
	"slices"
	"strings"

	"bordercast/gateway/api"
)

// flags are those by which the person said which gateway is meant, to be typed again.
func (p place) flags() string {
	text := ""
	if p.Config != "" {
		text += " --config " + quoted(p.Config)
	}
	if p.Data != "" {
		text += " --data " + quoted(p.Data)
	}
	if p.Socket != "" {
		text += " --socket " + quoted(p.Socket)
	}
	return text
}

// quoted is a word as a shell takes it back.
func quoted(word string) string {
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return strings.ContainsRune(" \t\n'\"\\$`&|;<>()*?[]#~!{}", r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// typed is a step as the person may type it: with their name where they may give it, and their flags.
func (p place) typed(s api.Step, as string) string {
	line := "bordercast " + s.Command
	switch {
	case len(s.Who) == 0:
	case slices.Contains(s.Who, as):
		line += " --as " + quoted(as)
	case len(s.Who) == 1:
		line += " --as " + quoted(s.Who[0])
	default:
		line += " --as NAME"
	}
	return line + p.flags()
}

// step prints a step on a line of its own, so that it can be taken as it stands, and under it who may give it where that
// is not plain.
func (e *env) step(indent string, p place, s api.Step, as string) {
	e.printf("%s%s\n", indent, e.paint(bold, plain(p.typed(s, as))))
	if len(s.Who) > 1 && !slices.Contains(s.Who, as) {
		e.indented(indent+"    ", plain("NAME: "+strings.Join(s.Who, ", ")))
	}
}
