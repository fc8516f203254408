package exercise

import (
	"strings"
	"unicode/utf8"
)

// paint puts colour into text, or leaves it as it is.
type paint bool

func (p paint) in(code, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p paint) bold(text string) string   { return p.in("1", text) }
func (p paint) dim(text string) string    { return p.in("2", text) }
func (p paint) red(text string) string    { return p.in("1;31", text) }
func (p paint) green(text string) string  { return p.in("32", text) }
func (p paint) yellow(text string) string { return p.in("33", text) }
func (p paint) cyan(text string) string   { return p.in("36", text) }

// mark is the sign of an outcome.
func (p paint) mark(ok bool) string {
	if ok {
		return p.green("✓")
	}
	return p.red("✗")
}

// lines breaks text at spaces so that none is wider than width; a word that is wider has a line of its own.
func lines(text string, width int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		default:
			out = append(out, line)
			line = word
		}
	}
	return append(out, line)
}

// short cuts text to width, and shows that it did.
func short(text string, width int) string {
	if utf8.RuneCountInString(text) <= width {
		return text
	}
	r := []rune(text)
	return string(r[:max(0, width-1)]) + "…"
}

// pad fills text with spaces up to width.
func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}
